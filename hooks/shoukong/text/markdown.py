"""What the check and the pages need to know of a Markdown text: its numbered blocks and its links, by line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FENCE = re.compile(r"\s{0,12}(?P<mark>`{3,}|~{3,})")
_HEADING = re.compile(r"(?P<level>#{1,6})\s+(?P<text>.*?)\s*")
_ITEM = re.compile(r"(?P<indent>\s*)(?:[-*+]|[0-9]{1,9}[.)])\s+(?P<text>.*?)\s*")
_ANCHOR = re.compile(r"(?P<text>.*?)\s*\{:?\s*#(?P<anchor>[^\s}]+)[^}]*\}")
_NUMBER = re.compile(r"(?P<number>(?:[0-9]+|[A-Z])(?:\.[0-9]+)*[a-z]?)(?:[\s.、:]+|$)(?P<rest>.*)")
_LINK = re.compile(r"(?<!!)\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]\((?P<target>[^()\s]+)(?:\s+\"[^\"]*\")?\)")
_CODE = re.compile(r"(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)")


@dataclass(frozen=True, slots=True)
class Anchored:
    """A heading or list item: its anchor if it has one, the number written before its title, its line."""

    anchor: str | None
    number: str
    title: str
    line: int
    is_heading: bool
    level: int


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another file of the portal or beyond: path and fragment as written."""

    text: str
    path: str
    fragment: str
    line: int

    @property
    def is_local(self) -> bool:
        """Whether the link stays in the portal."""
        return not re.match(r"[a-z][a-z0-9+.-]*:|//", self.path, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Outline:
    """The blocks and links of a text, in their order."""

    anchored: tuple[Anchored, ...]
    links: tuple[Link, ...]


def outline(text: str, first_line: int = 1) -> Outline:
    """The headings, list items and links of a Markdown text; code is passed over."""
    anchored: list[Anchored] = []
    links: list[Link] = []
    for line, row in prose_rows(text, first_line):
        block = _block(row, line)
        if block is not None:
            anchored.append(block)
        links.extend(_links(row, line))
    return Outline(tuple(anchored), tuple(links))


def prose_rows(text: str, first_line: int = 1) -> Iterator[tuple[int, str]]:
    """The rows outside fenced code, each with its line."""
    fence: str | None = None
    for line, row in enumerate(text.split("\n"), start=first_line):
        mark = _FENCE.match(row)
        if fence is not None:
            if mark and mark["mark"].startswith(fence) and not row.strip().strip(fence[0]):
                fence = None
        elif mark:
            fence = mark["mark"]
        else:
            yield line, row


def _block(row: str, line: int) -> Anchored | None:
    heading = _HEADING.fullmatch(row)
    item = None if heading else _ITEM.fullmatch(row)
    match = heading or item
    if match is None:
        return None
    anchored = _ANCHOR.fullmatch(match["text"])
    text = anchored["text"] if anchored else match["text"]
    numbered = _NUMBER.fullmatch(text)
    return Anchored(
        anchor=anchored["anchor"] if anchored else None,
        number=numbered["number"] if numbered else "",
        title=numbered["rest"] if numbered else text,
        line=line,
        is_heading=heading is not None,
        level=len(heading["level"]) if heading else 0,
    )


def _links(row: str, line: int) -> Iterator[Link]:
    for match in _LINK.finditer(_CODE.sub("", row)):
        path, _, fragment = match["target"].partition("#")
        yield Link(match["text"], path, fragment, line)
