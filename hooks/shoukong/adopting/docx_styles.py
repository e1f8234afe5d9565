"""What the styles of a Word file say of its paragraphs: heading levels and lists, each style resting on another."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

MOST_STEPS = 20  # from one style to that on which it rests
MOST_LEVELS = 9
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc\b|toc\s*[0-9]|目录)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Manner:
    """What a paragraph's style and its own properties say: heading level from 1, list and level of it, kind."""

    level: int | None = None
    list_: str | None = None
    depth: int | None = None
    style: str = ""
    is_title: bool = False
    is_contents: bool = False


class Styles:
    """The styles of a file by their ids."""

    def __init__(self, part: Element | None) -> None:
        found = part.findall("w:style") if part is not None else []
        paragraphs = [each for each in found if each.get("w:type") == "paragraph"]
        self._by_id: Mapping[str, Element] = {each.get("w:styleId", ""): each for each in paragraphs}
        self._default = next(
            (each.get("w:styleId", "") for each in paragraphs if each.get("w:default") in ("1", "true")), ""
        )

    def manner(self, paragraph: Element) -> Manner:
        """What is so of a paragraph, its own properties before those of its style."""
        own = paragraph.find("w:pPr")
        named = own.find("w:pStyle") if own is not None else None
        style = named.get("w:val", "") if named is not None else self._default
        chain = self._chain(style)
        properties = [p for p in (own, *(each.find("w:pPr") for each in chain)) if p is not None]
        names = [name.get("w:val", "") for each in chain if (name := each.find("w:name")) is not None]
        list_, depth = _list(properties)
        return Manner(
            _level(properties, names),
            list_,
            depth,
            style,
            any(name.lower() in ("title", "标题") for name in names[:1]),
            any(_CONTENTS.match(name) for name in names[:1]),
        )

    def _chain(self, style: str) -> list[Element]:
        chain: list[Element] = []
        while style in self._by_id and len(chain) < MOST_STEPS:
            chain.append(self._by_id[style])
            based = chain[-1].find("w:basedOn")
            style = based.get("w:val", "") if based is not None else ""
        return chain


def _level(properties: list[Element], names: list[str]) -> int | None:
    for each in properties:
        outline = each.find("w:outlineLvl")
        if outline is not None:
            written = outline.get("w:val", "")
            return int(written) + 1 if written.isdecimal() and int(written) < MOST_LEVELS else None
    found = next((match for name in names[:1] if (match := _HEADING.match(name))), None)
    return int(found[1]) if found else None


def _list(properties: list[Element]) -> tuple[str | None, int | None]:
    """The list of a paragraph and its level there, each from the nearest that says it; list `0` is none."""
    list_: str | None = None
    depth: int | None = None
    for each in properties:
        numbered = each.find("w:numPr")
        if numbered is None:
            continue
        own, level = numbered.find("w:numId"), numbered.find("w:ilvl")
        if depth is None and level is not None and level.get("w:val", "").isdecimal():
            depth = int(level.get("w:val", "0"))
        if list_ is None and own is not None:
            list_ = own.get("w:val", "")
            break
    return (None, None) if list_ in (None, "", "0") else (list_, depth)
