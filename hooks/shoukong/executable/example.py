"""Examples of rules: small tables, and the breaches that the rule must find in them."""

import datetime
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shoukong.control.derived import Control
from shoukong.executable.placed import Placed
from shoukong.executable.query import QueryError, Room
from shoukong.executable.rule import RECORD, written
from shoukong.executable.tables import ground_of, words_of, write_example
from shoukong.finding import Finding
from shoukong.folder import read_text
from shoukong.shape import DATE, LIST, MAPPING, TEXT, KeyShape, misfits
from shoukong.yamltext import parse_yaml

EXAMPLES = "docs/examples"
_SHAPE = {
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
    """What a rule found in its example; `problem` says why it could not be tried."""

    rule: str
    found: frozenset[str]
    wanted: frozenset[str]
    problem: str = ""

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
    value, lines, found = parse_yaml(text, path)
    found = found or tuple(misfits(value, _SHAPE, lines))
    if found or not all(isinstance(rows, list) for rows in value["given"].values()):
        return None, found
    given = {
        table: [{name: _cell(cell) for name, cell in row.items() if cell is not None} for row in rows]
        for table, rows in value["given"].items()
    }
    return Example(value["as_of"], given, frozenset(map(str, value["breaches"])), value.get("figures") or {}), ()


def try_rule(rule: Placed, example: Example, control: Control) -> Trial:
    """Run a rule against its example, with the document's figures unless the example gives its own."""
    sql = rule.block.text("sql")
    named = words_of([sql])
    forms = [form for form in control.portal.forms_by_name.values() if form.name in named]
    unknown = sorted(set(example.given) - {form.name for form in forms})
    if unknown:
        return Trial(rule.id, frozenset(), example.breaches, f"{unknown[0]}?")
    parameters = {**rule.document.figures, **example.figures, "as_of": example.as_of}
    with tempfile.TemporaryDirectory(prefix="shoukong-") as folder:
        file = Path(folder) / "example.duckdb"
        write_example(forms, example.given, ground_of(control, [sql], example.as_of), file)
        room = Room(file)
        try:
            answer = room.run(sql, parameters)
        except QueryError as error:
            return Trial(rule.id, frozenset(), example.breaches, str(error))
        finally:
            room.close()
    names = [name.lower() for name in answer.columns]
    if RECORD not in names:
        return Trial(rule.id, frozenset(), example.breaches, "record?")
    found = frozenset(written(row[names.index(RECORD)]) for row in answer.rows)
    return Trial(rule.id, found, example.breaches)


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, datetime.date) else str(value)
