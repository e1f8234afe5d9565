"""Examples of rules and duties: small tables, and the breaches that must be found in them."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shoukong.files.folder import list_files, read_text
from shoukong.finding import Finding, Place, finding
from shoukong.text.yaml_lines import Key, Lines, Value, parse_yaml
from shoukong.text.yaml_shape import DATE, LIST, MAPPING, MAPPINGS, TEXT, KeyShape, Kind, misfits

EXAMPLES = "docs/examples"
_SHAPE = {
    "rule": KeyShape(TEXT),
    "as_of": KeyShape(DATE),
    "given": KeyShape(MAPPING),
    "breaches": KeyShape(LIST),
    "figures": KeyShape(MAPPING, required=False),
    "since": KeyShape(DATE, required=False),
    "note": KeyShape(TEXT, required=False),
    "equivalent": KeyShape(MAPPINGS, required=False),
}
_EQUIVALENT_SHAPE = {"change": KeyShape(TEXT), "reason": KeyShape(TEXT)}
SHAPES: Mapping[str, Mapping[str, KeyShape]] = {"": _SHAPE, "equivalent": _EQUIVALENT_SHAPE}


@dataclass(frozen=True, slots=True)
class Example:
    """Rows by table, the day to judge by, and the names of the breaches that must be found.

    `since` is the day from which a duty is owed, the first of the year where it is not given; `equivalent` are changes
    of the query that make no difference, by what they are called, each with the reason.
    """

    as_of: datetime.date
    given: Mapping[str, Sequence[Mapping[str, str]]]
    breaches: frozenset[str]
    figures: Mapping[str, object]
    note: str = ""
    since: datetime.date | None = None
    equivalent: Mapping[str, str] = field(default_factory=dict)

    @property
    def owed_since(self) -> datetime.date:
        """The day from which a duty is owed."""
        return self.since or self.as_of.replace(month=1, day=1)


@dataclass(frozen=True, slots=True)
class ExampleFile:
    """A file that holds an example; None and what is wrong with it where it is not whole."""

    path: str
    example: Example | None
    findings: tuple[Finding, ...] = ()


def example_path(rule: str) -> str:
    """Where a rule's first example stands; others stand in a folder of its number beside it."""
    return f"{EXAMPLES}/{rule}.yaml"


def read_examples(root: Path, rule: str) -> tuple[ExampleFile, ...]:
    """All examples of a rule or duty: the file that bears its number, then those in the folder that does."""
    own = example_path(rule)
    paths = ((own,) if (root / own).exists() else ()) + list_files(root, f"{EXAMPLES}/{rule}", ".yaml")
    return tuple(ExampleFile(path, *read_example(root, rule, path)) for path in paths)


def read_example(root: Path, rule: str, path: str = "") -> tuple[Example | None, tuple[Finding, ...]]:
    """The example in a file, the rule's first where none is named; None and findings where it is not whole."""
    path = path or example_path(rule)
    text, found = read_text(root, path) if (root / path).exists() else (None, ())
    if text is None:
        return None, found
    value, lines, found = parse_yaml(text, path, is_text=_is_text)
    found = found or tuple(misfits(value, _SHAPE, lines)) or tuple(_inner_misfits(value, rule, lines))
    return (None, found) if found else (_example(value), ())


def _example(value: Value) -> Example:
    given = {
        table: [{name: str(cell) for name, cell in row.items() if cell is not None} for row in rows]
        for table, rows in value["given"].items()
    }
    return Example(
        as_of=value["as_of"],
        given=given,
        breaches=frozenset(map(str, value["breaches"])),
        figures=value.get("figures") or {},
        note=value.get("note") or "",
        since=value.get("since"),
        equivalent={each["change"]: each["reason"] for each in value.get("equivalent") or ()},
    )


def _inner_misfits(value: Value, rule: str, lines: Lines) -> Iterator[Finding]:
    """An example of another rule, what is given as a table or row without being one, a change without a reason."""
    if value["rule"] != rule:
        place, named = lines.place("rule"), f"“{rule}”"
        yield finding("value-kind", place, expected=f"「{rule}」", expected_en=named, value=value["rule"])
    for table, rows in value["given"].items():
        if not isinstance(rows, list):
            yield _misfit(LIST, lines.place("given", table), table)
            continue
        strays = (i for i, row in enumerate(rows) if not isinstance(row, dict))
        yield from (_misfit(MAPPING, lines.place("given", table, i), table) for i in strays)
    for i, each in enumerate(value.get("equivalent") or ()):
        yield from misfits(each, _EQUIVALENT_SHAPE, lines, "equivalent", i)


def _misfit(kind: Kind, place: Place, table: str) -> Finding:
    return finding("value-kind", place, expected=kind.zh, expected_en=kind.en, value=table)


def _is_text(keys: tuple[Key, ...]) -> bool:
    """Whether a cell or a record's number is meant, which stands as it is written, with or without quotes."""
    return keys[0] in ("given", "breaches") if keys else False
