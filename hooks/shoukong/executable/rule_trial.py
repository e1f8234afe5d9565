"""Trying rules and duties on an example: its tables laid out as a database, their queries asked there."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from shoukong.control.document_control import Control
from shoukong.days.schedule import RepeatError
from shoukong.executable.block_rows import AS_OF, QueryRow, require_columns, rows_of
from shoukong.executable.blocks_in_place import BlockInPlace
from shoukong.executable.cell_text import written
from shoukong.executable.duty import (
    axis_of,
    duty_breaches,
    follow_definition,
    needed_columns,
    proofs_in,
    scopes_in,
    scopes_without_query,
)
from shoukong.executable.follow_up import unanswered
from shoukong.executable.follow_up_tables import FollowUpTables
from shoukong.executable.post_terms import shorthand_columns
from shoukong.executable.query_process import Queries, QueryError, spare_reader
from shoukong.executable.query_tables import CellError, dated, ground_of, words_of, write_example
from shoukong.executable.rule import RECORD
from shoukong.executable.rule_example import Example
from shoukong.forms.form import Form
from shoukong.portal import Portal
from shoukong.records.core_people import STAFF
from shoukong.records.core_registers import core_table
from shoukong.text.block import DUTY, EACH

# Why a rule cannot be tried: its query, or the table, column or cell of the example that the problem names.
BROKEN, STRAY_TABLE, STRAY_COLUMN, WRONG_CELL = "broken", "table", "column", "cell"
SECONDS = 3.0
_KEYS = ("sql", "scope", "each", "evidence")
Texts = Mapping[str, str]  # queries by the keys of their block


@dataclass(frozen=True, slots=True)
class Trial:
    """What was found in an example; `problem` and its `kind` say why it could not be tried."""

    found: frozenset[str]
    wanted: frozenset[str]
    problem: str = ""
    kind: str = BROKEN

    @property
    def passed(self) -> bool:
        """Whether it found just what it must."""
        return not self.problem and self.found == self.wanted


@dataclass(frozen=True, slots=True)
class Layout:
    """An example whose tables are laid out, so that the queries of its rules and duties can be asked."""

    family: Sequence[BlockInPlace]
    example: Example
    control: Control
    queries: Queries

    def found(self, placed: BlockInPlace, texts: Texts) -> frozenset[str]:
        """What a block finds by some queries, by name; raises QueryError, and RepeatError for a duty."""
        if EACH in texts:
            return self._unanswered(placed, texts)
        if placed.block.kind == DUTY:
            return self._missed(placed, texts)
        return frozenset(written(row.get(RECORD)) for row in self._rows(placed, texts["sql"], (RECORD,)))

    def found_by(self, blocks: Iterable[BlockInPlace]) -> frozenset[str]:
        """What some blocks of the family find together, by their own queries."""
        return frozenset().union(*(self.found(block, queries_of(block)) for block in blocks))

    def is_sound(self, placed: BlockInPlace, sql: str) -> bool:
        """Whether the database takes a query of a block, told without running it."""
        try:
            self.queries.columns_of(sql, self._parameters(placed))
        except QueryError:
            return False
        return True

    def _missed(self, duty: BlockInPlace, texts: Texts) -> frozenset[str]:
        """What a duty, owed since the example's first day, finds missed or late on its day."""
        day, axis = self.example.as_of, axis_of(duty, self.control)
        if axis and "scope" in texts:
            scopes = scopes_in(self._rows(duty, texts["scope"], (axis.name,)), axis)
        else:
            scopes = scopes_without_query(duty, self.queries, self.control)
        proofs = proofs_in(self._rows(duty, texts["evidence"], needed_columns(axis)), axis, day)
        owed = follow_definition(duty, self.example.owed_since, scopes, proofs, day)
        return frozenset(breach.record for breach in duty_breaches(owed, day))

    def _unanswered(self, duty: BlockInPlace, texts: Texts) -> frozenset[str]:
        """The records that a follow-up finds answered late or not at all on the example's day."""
        axes = self.control.portal.settings.scopes
        tables = FollowUpTables(self.queries, axes, self.example.as_of, SECONDS)
        return unanswered(duty, texts, tables, self.control, self._parameters(duty))

    def _rows(self, placed: BlockInPlace, sql: str, needed: Sequence[str]) -> list[QueryRow]:
        answer = self.queries.run(sql, self._parameters(placed), seconds=SECONDS)
        require_columns(answer.columns, needed)
        return list(rows_of(answer))

    def _parameters(self, placed: BlockInPlace) -> Mapping[str, object]:
        """The document's figures unless the example gives its own, and the day."""
        return {**placed.document.figures, **self.example.figures, AS_OF: self.example.as_of}


def queries_of(placed: BlockInPlace) -> Texts:
    """The queries of a rule or duty by their keys."""
    return {key: text for key in _KEYS if (text := placed.block.text(key))}


def try_rules(family: Sequence[BlockInPlace], example: Example, control: Control) -> Trial:
    """Ask an example of a rule or duty, or of a whole family for what its members find together."""
    failed = partial(Trial, frozenset(), example.breaches)
    stray = next(_strays(example, control.portal), None)
    if stray is not None:
        return failed(*stray)
    try:
        with laid_out(family, example, control) as layout:
            return replace(failed(), found=layout.found_by(family))
    except QueryError as error:
        return failed(_problem(error))
    except RepeatError as error:
        return failed(str(error))
    except CellError as error:
        return failed(str(error), WRONG_CELL)


@contextmanager
def laid_out(family: Sequence[BlockInPlace], example: Example, control: Control) -> Iterator[Layout]:
    """An example as tables that the queries of some rules and duties can be asked of; raises CellError."""
    texts = [text for placed in family for text in queries_of(placed).values()]
    with tempfile.TemporaryDirectory(prefix="shoukong-") as folder:
        file = Path(folder) / "example.duckdb"
        ground = ground_of(control, texts, example.as_of, example.given)
        write_example(_forms(family, control), example.given, ground, file)
        queries = Queries(file, spare_reader())
        try:
            yield Layout(family, example, control, queries)
        finally:
            queries.let_go()


def _forms(family: Sequence[BlockInPlace], control: Control) -> list[Form]:
    """The forms whose records the queries read, and those which list whom a duty holds for."""
    axes = (axis for placed in family if (axis := axis_of(placed, control)))
    texts = (text for placed in family for text in queries_of(placed).values())
    named = words_of([*texts, *(axis.register for axis in axes)])
    portal = control.portal
    return [dated(form, portal) for form in portal.forms_by_name.values() if form.name.lower() in named]


def _problem(error: QueryError) -> str:
    """What is wrong with a query, its code where it is not the database that says so."""
    return str(error) if error.code == "query-faulty" else f"{error.code} {error}"


def _strays(example: Example, portal: Portal) -> Iterator[tuple[str, str]]:
    """The tables of an example that are no registers, and the columns that they do not have."""
    for table, rows in example.given.items():
        form = portal.forms_by_name.get(table)
        if form is None:
            yield table, STRAY_TABLE
            continue
        names = {*form.names, *(shorthand_columns(portal) if table == core_table(portal, STAFF) else ())}
        yield from ((f"{table}.{name}", STRAY_COLUMN) for row in rows for name in row if name not in names)
