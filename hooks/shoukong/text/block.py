"""Executable blocks: a rule, duty or indicator that stands as fenced YAML under its clause."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from shoukong.finding import Finding, Place, finding
from shoukong.text.prose import Fence, Reading, read_markdown
from shoukong.text.yaml_lines import Lines, Value, parse_yaml
from shoukong.text.yaml_shape import DAYS, DIGITS, NUMBER, TEXT, TEXTS, KeyShape, misfits, one_of, retyped, texts_in

RULE, DUTY, INDICATOR = "rule", "duty", "indicator"


class Strength(StrEnum):
    """How strictly a source demands something, the strictest first."""

    MUST = "must"
    PRINCIPLE = "principle"
    MAY = "may"
    FREE = "free"


LINE, BAR, PARETO = "line", "bar", "pareto"
CHARTS = (LINE, BAR, PARETO)
_STRENGTH = {
    "strength": KeyShape(one_of(*Strength), required=False),
    "agreed_by": KeyShape(TEXTS, required=False),
}
SHAPES: Mapping[str, Mapping[str, KeyShape]] = {
    RULE: {"id": KeyShape(NUMBER), "title": KeyShape(TEXT), **_STRENGTH, "sql": KeyShape(TEXT)},
    DUTY: {
        "id": KeyShape(NUMBER),
        "title": KeyShape(TEXT),
        **_STRENGTH,
        "repeat": KeyShape(TEXT, required=False),
        "window_days": KeyShape(DAYS, required=False),
        "each": KeyShape(TEXT, required=False),
        "within": KeyShape(TEXT, required=False),
        "per": KeyShape(TEXT, required=False),
        "scope": KeyShape(TEXT, required=False),
        "owner": KeyShape(TEXT, required=False),
        "evidence": KeyShape(TEXT),
    },
    INDICATOR: {
        "id": KeyShape(NUMBER),
        "title": KeyShape(TEXT),
        "unit": KeyShape(TEXT, required=False),
        "digits": KeyShape(DIGITS, required=False),
        "target": KeyShape(TEXT, required=False),
        "formula": KeyShape(TEXT, required=False),
        "by": KeyShape(TEXTS, required=False),
        "chart": KeyShape(one_of(*CHARTS), required=False),
        "owner": KeyShape(TEXT, required=False),
        "rows": KeyShape(TEXT, required=False),
        "sql": KeyShape(TEXT),
    },
}


# A duty falls due again and again, or follows each of some records; keys of the one do not go with the other.
REPEAT, EACH, WITHIN = "repeat", "each", "within"
WAYS = ((REPEAT,), (EACH, WITHIN))
_AT_ODDS = ((EACH, (REPEAT, "window_days", "scope")), (WITHIN, (REPEAT, "window_days")))


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

    @property
    def strength(self) -> Strength:
        """How strictly it demands that."""
        return Strength(self.text("strength") or Strength.MUST)

    @property
    def agreed_by(self) -> tuple[str, ...]:
        """The posts that may agree to a deviation, where it names them."""
        return tuple(self.values.get("agreed_by") or ())

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


def parse_blocks(
    body: str, first_line: int, path: str, shapes: Mapping[str, Mapping[str, KeyShape]] = SHAPES
) -> tuple[tuple[Block, ...], tuple[Finding, ...]]:
    """The blocks of a body in their order; one that is not whole gives findings at its lines instead."""
    blocks: list[Block] = []
    findings = list(_unclosed(read_markdown(body), first_line, path))
    for fence in blocks_in(body, shapes):
        line = first_line + fence.first + 1
        shape = shapes[fence.kind]
        value, lines, found = parse_yaml(fence.text, path, line, texts_in(shape))
        found = found or (*misfits(value, shape, lines), *_at_odds(fence.kind, value, lines))
        findings.extend((*retyped(lines, found), *found))
        if not found:
            blocks.append(Block(fence.kind, value, line, lines))
    return tuple(blocks), tuple(findings)


def _at_odds(kind: str, value: Value, lines: Lines) -> Iterator[Finding]:
    """What is wrong with a duty that says neither or both of when it falls due again, and what it follows."""
    given = [name for name in SHAPES[DUTY] if value.get(name) is not None] if isinstance(value, dict) else []
    if kind != DUTY or not given:
        return
    pairs = [(key, other) for key, others in _AT_ODDS for other in others if key in given and other in given]
    if pairs:
        key, other = pairs[0]
        yield finding("duty-mixed", lines.place(key), key=key, other=other)
        return
    missing = WITHIN if EACH in given else EACH if WITHIN in given else REPEAT
    if missing not in given:
        yield finding("key-missing", lines.place(field=missing), key=missing)


def blocks_in(body: str, kinds: Collection[str]) -> Iterator[Fence]:
    """The whole fences of some kinds in a text; what is quoted is no block of its own."""
    fences = read_markdown(body).fences
    return (fence for fence in fences if fence.kind in kinds and fence.is_closed and not fence.is_quoted)


def block_number(fence: Fence) -> str:
    """The number that a block gives itself, whether or not the block is whole."""
    written = next((row.partition(":")[2] for row in fence.text.split("\n") if row.startswith("id:")), "")
    return written.strip().strip("\"' ")


def unfinished(text: str, first_line: int, path: str) -> Iterator[Finding]:
    """The comment of a text that never ends, or else the fences that do not, each at its first line."""
    reading = read_markdown(text)
    if reading.open_comment is not None:
        yield finding("comment-unclosed", Place(path, first_line + reading.open_comment))
    else:
        yield from _unclosed(reading, first_line, path)


def _unclosed(reading: Reading, first_line: int, path: str) -> Iterator[Finding]:
    for fence in reading.fences:
        if not fence.is_closed:
            yield finding("block-unclosed", Place(path, first_line + fence.first), kind=fence.kind or fence.mark)
