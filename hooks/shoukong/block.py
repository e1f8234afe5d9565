"""Executable blocks: a rule, duty or indicator that stands as fenced YAML under its clause."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shoukong.finding import Finding, Place
from shoukong.shape import COUNT, TEXT, TEXTS, KeyShape, misfits, one_of
from shoukong.yamltext import Lines, Value, parse_yaml

RULE, DUTY, INDICATOR = "rule", "duty", "indicator"
PROJECT, COMPANY = "project", "company"
SCOPES = (PROJECT, COMPANY)
LINE, BAR, PARETO = "line", "bar", "pareto"
CHARTS = (LINE, BAR, PARETO)
SHAPES: Mapping[str, Mapping[str, KeyShape]] = {
    RULE: {"id": KeyShape(TEXT), "title": KeyShape(TEXT), "sql": KeyShape(TEXT)},
    DUTY: {
        "id": KeyShape(TEXT),
        "title": KeyShape(TEXT),
        "repeat": KeyShape(TEXT),
        "window_days": KeyShape(COUNT, required=False),
        "per": KeyShape(one_of(*SCOPES), required=False),
        "scope": KeyShape(TEXT, required=False),
        "owner": KeyShape(TEXT, required=False),
        "evidence": KeyShape(TEXT),
    },
    INDICATOR: {
        "id": KeyShape(TEXT),
        "title": KeyShape(TEXT),
        "unit": KeyShape(TEXT, required=False),
        "target": KeyShape(TEXT, required=False),
        "formula": KeyShape(TEXT, required=False),
        "by": KeyShape(TEXTS, required=False),
        "chart": KeyShape(one_of(*CHARTS), required=False),
        "owner": KeyShape(TEXT, required=False),
        "rows": KeyShape(TEXT, required=False),
        "sql": KeyShape(TEXT),
    },
}
_OPEN = re.compile(r"(?P<indent>\s{0,12})(?P<mark>`{3,}|~{3,})(?P<kind>rule|duty|indicator)\s*")


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """What a fence holds: its kind, its values, and the line on which its YAML starts."""

    kind: str
    values: Mapping[str, Value]
    line: int
    lines: Lines

    @property
    def id(self) -> str:
        """The block's number, such as `R2-11`."""
        return str(self.values["id"])

    @property
    def title(self) -> str:
        """What the block demands, in plain words."""
        return str(self.values["title"])

    def text(self, key: str) -> str:
        """A text among the values; empty where it is not given."""
        return str(self.values.get(key, ""))

    def place(self, key: str | None = None, line: int = 1) -> Place:
        """The place of a key, or of a line of its text counted from 1, as it stands in the document."""
        if key is None:
            return Place(self.lines.path, self.line - 1)
        start = self.lines.place(key)
        first = (start.line or self.line) + (1 if "\n" in self.text(key).rstrip("\n") or line > 1 else 0)
        return start.at(first + line - 1 if line > 1 else start.line, key)


def parse_blocks(body: str, first_line: int, path: str) -> tuple[tuple[Block, ...], tuple[Finding, ...]]:
    """The blocks of a body in their order; one that is not whole gives findings at its lines instead."""
    blocks: list[Block] = []
    findings: list[Finding] = []
    for kind, text, line in _fences(body, first_line):
        value, lines, found = parse_yaml(text, path, line)
        found = found or tuple(misfits(value, SHAPES[kind], lines))
        findings.extend(found)
        if not found:
            blocks.append(Block(kind, value, line, lines))
    return tuple(blocks), tuple(findings)


def _fences(body: str, first_line: int) -> Iterator[tuple[str, str, int]]:
    """Each fence of our kinds: its kind, its text without the indent, and the line of its first row."""
    rows = body.split("\n")
    i = 0
    while i < len(rows):
        opened = _OPEN.fullmatch(rows[i])
        i += 1
        if opened is None:
            continue
        start, indent = i, len(opened["indent"])
        while i < len(rows) and rows[i].strip() != opened["mark"]:
            i += 1
        yield opened["kind"], "\n".join(row[indent:] for row in rows[start:i]), first_line + start
        i += 1
