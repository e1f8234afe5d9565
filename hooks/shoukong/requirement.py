"""A requirement set: what a firm's procedures, a standard or a law demand, item by item."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shoukong.finding import Finding
from shoukong.text.block import Strength
from shoukong.text.yaml_lines import Lines, Value, parse_yaml
from shoukong.text.yaml_shape import MAPPINGS, TEXT, TEXTS, KeyShape, misfits, one_of, retyped, texts_in

# What the source does not say: the firm chose it.
FIRM = "firm"
ITEM_KINDS = ("text", "document", "form", "rule", "calendar", "figure")
_SET_SHAPE = {
    "id": KeyShape(TEXT),
    "title": KeyShape(TEXT),
    "source": KeyShape(TEXT),
    "items": KeyShape(MAPPINGS),
}
_ITEM_SHAPE = {
    "id": KeyShape(TEXT),
    "document": KeyShape(TEXT, required=False),
    "clause": KeyShape(TEXT, required=False),
    "kind": KeyShape(one_of(*ITEM_KINDS), required=False),
    "statement": KeyShape(TEXT),
    "strength": KeyShape(one_of(*Strength, FIRM), required=False),
    "choice": KeyShape(TEXT, required=False),
    "points_to": KeyShape(TEXTS, required=False),
}
SHAPES: Mapping[str, Mapping[str, KeyShape]] = {"": _SET_SHAPE, "items": _ITEM_SHAPE}
_IS_TEXT = texts_in(_SET_SHAPE, _ITEM_SHAPE)


@dataclass(frozen=True, slots=True)
class Item:
    """One demand: `document` is where it has to be satisfied if that is laid down, `clause` its place in the source.

    `strength` is the source's own; what the source does not say at all is the `is_firms` own choice. `choice` is what
    the firm made of it.
    """

    id: str
    statement: str
    kind: str
    strength: Strength
    is_firms: bool
    choice: str
    document: str | None
    clause: str
    points_to: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True, eq=False)
class RequirementSet:
    """A baseline of items with the source that they come from."""

    id: str
    title: str
    source: str
    items: tuple[Item, ...]
    path: str
    lines: Lines


def parse_requirements(text: str, path: str) -> tuple[RequirementSet | None, tuple[Finding, ...]]:
    """Read a requirement set; None and findings where it is not whole."""
    value, lines, findings = parse_yaml(text, path, is_text=_IS_TEXT)
    findings = findings or tuple(_faults(value, lines))
    unquoted = tuple(retyped(lines, findings))
    if findings:
        return None, (*unquoted, *findings)
    items = tuple(_items(value, lines))
    return RequirementSet(value["id"], value["title"], value["source"], items, path, lines), unquoted


def _faults(value: Value, lines: Lines) -> Iterator[Finding]:
    yield from misfits(value, _SET_SHAPE, lines)
    if isinstance(value, dict) and isinstance(value.get("items"), list):
        for i, item in enumerate(value["items"]):
            if isinstance(item, dict):
                yield from misfits(item, _ITEM_SHAPE, lines, "items", i)


def _items(value: Value, lines: Lines) -> Iterator[Item]:
    for i, item in enumerate(value["items"]):
        said = item.get("strength", Strength.MUST)
        yield Item(
            id=item["id"],
            statement=item["statement"],
            kind=item.get("kind", "text"),
            strength=Strength.FREE if said == FIRM else Strength(said),
            is_firms=said == FIRM,
            choice=item.get("choice", ""),
            document=item.get("document"),
            clause=item.get("clause", ""),
            points_to=tuple(item.get("points_to") or ()),
            line=lines.place("items", i).line or 1,
        )
