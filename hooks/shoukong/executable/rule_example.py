"""Examples of rules: small tables, and the breaches that the rule must find in them."""

import datetime
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from shoukong.control.document_control import Control
from shoukong.executable.block_rows import AS_OF, require_columns, rows_of
from shoukong.executable.blocks_in_place import BlockInPlace, Figures
from shoukong.executable.query_process import Queries, QueryError, QueryRows
from shoukong.executable.query_tables import CellError, Ground, ground_of, words_of, write_example
from shoukong.executable.rule import RECORD, written
from shoukong.finding import Finding, Place, finding
from shoukong.folder import read_text
from shoukong.form import Form
from shoukong.text.yaml_lines import Key, Lines, Value, parse_yaml
from shoukong.text.yaml_shape import DATE, LIST, MAPPING, TEXT, KeyShape, Kind, misfits

EXAMPLES = "docs/examples"
# Why a rule cannot be tried: its query, or the table, column or cell of the example that the problem names.
BROKEN, STRAY_TABLE, STRAY_COLUMN, WRONG_CELL = "broken", "table", "column", "cell"
SHAPE = {
    "rule": KeyShape(TEXT),
    "as_of": KeyShape(DATE),
    "given": KeyShape(MAPPING),
    "breaches": KeyShape(LIST),
    "figures": KeyShape(MAPPING, required=False),
    "note": KeyShape(TEXT, required=False),
}


@dataclass(frozen=True, slots=True)
class Example:
    """Rows by table, the day to judge by, and the numbers of the records that must be found."""

    as_of: datetime.date
    given: Mapping[str, Sequence[Mapping[str, str]]]
    breaches: frozenset[str]
    figures: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a rule found in its example; `problem` and its `kind` say why it could not be tried."""

    rule: str
    found: frozenset[str]
    wanted: frozenset[str]
    problem: str = ""
    kind: str = BROKEN

    @property
    def passed(self) -> bool:
        """Whether it found just what it must."""
        return not self.problem and self.found == self.wanted


def example_path(rule: str) -> str:
    """Where a rule's example stands."""
    return f"{EXAMPLES}/{rule}.yaml"


def read_example(root: Path, rule: str) -> tuple[Example | None, tuple[Finding, ...]]:
    """The example of a rule; None and findings where there is none or it is not whole."""
    path = example_path(rule)
    text, found = read_text(root, path) if (root / path).exists() else (None, ())
    if text is None:
        return None, found
    value, lines, found = parse_yaml(text, path, is_text=_is_text)
    found = found or tuple(misfits(value, SHAPE, lines)) or tuple(_misfit_rows(value, rule, lines))
    if found:
        return None, found
    given = {
        table: [{name: str(cell) for name, cell in row.items() if cell is not None} for row in rows]
        for table, rows in value["given"].items()
    }
    return Example(value["as_of"], given, frozenset(map(str, value["breaches"])), value.get("figures") or {}), ()


def try_rule(rule: BlockInPlace, example: Example, control: Control) -> Trial:
    """Run a rule against its example, with the document's figures unless the example gives its own."""
    sql = rule.block.text("sql")
    named = words_of([sql])
    forms = [form for form in control.portal.forms_by_name.values() if form.name.lower() in named]
    failed = partial(Trial, rule.id, frozenset(), example.breaches)
    stray = next(_strays(example, forms), None)
    if stray is not None:
        return failed(*stray)
    parameters = {**rule.document.figures, **example.figures, AS_OF: example.as_of}
    try:
        answer = _answer(sql, parameters, forms, example, ground_of(control, [sql], example.as_of))
        require_columns(answer.columns, (RECORD,))
    except QueryError as error:
        return failed(_problem(error))
    except CellError as error:
        return failed(str(error), WRONG_CELL)
    return replace(failed(), found=frozenset(written(row.get(RECORD)) for row in rows_of(answer)))


def _answer(sql: str, parameters: Figures, forms: Sequence[Form], example: Example, ground: Ground) -> QueryRows:
    with tempfile.TemporaryDirectory(prefix="shoukong-") as folder:
        file = Path(folder) / "example.duckdb"
        write_example(forms, example.given, ground, file)
        queries = Queries(file)
        try:
            return queries.run(sql, parameters)
        finally:
            queries.close()


def _problem(error: QueryError) -> str:
    """What is wrong with a query, its code where it is not the database that says so."""
    return str(error) if error.code == "query-faulty" else f"{error.code} {error}"


def _strays(example: Example, forms: Sequence[Form]) -> Iterator[tuple[str, str]]:
    """The tables of an example that the query does not ask, and the columns that they do not have."""
    known = {form.name: form for form in forms}
    for table, rows in example.given.items():
        if table not in known:
            yield table, STRAY_TABLE
            continue
        names = set(known[table].names)
        yield from ((f"{table}.{name}", STRAY_COLUMN) for row in rows for name in row if name not in names)


def _misfit_rows(value: Value, rule: str, lines: Lines) -> Iterator[Finding]:
    """An example of another rule, and what is given as a table or row without being one."""
    if value["rule"] != rule:
        place, named = lines.place("rule"), f"“{rule}”"
        yield finding("value-kind", place, expected=f"「{rule}」", expected_en=named, value=value["rule"])
    for table, rows in value["given"].items():
        if not isinstance(rows, list):
            yield _misfit(LIST, lines.place("given", table), table)
            continue
        strays = (i for i, row in enumerate(rows) if not isinstance(row, dict))
        yield from (_misfit(MAPPING, lines.place("given", table, i), table) for i in strays)


def _misfit(kind: Kind, place: Place, table: str) -> Finding:
    return finding("value-kind", place, expected=kind.zh, expected_en=kind.en, value=table)


def _is_text(keys: tuple[Key, ...]) -> bool:
    """Whether a cell or a record's number is meant, which stands as it is written, with or without quotes."""
    return keys[0] in ("given", "breaches") if keys else False
