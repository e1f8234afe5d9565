"""What the check and the pages need to know of a Markdown text: its numbered blocks and its links, by line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from shoukong.text.clause_label import Label, Style, read_label
from shoukong.text.markdown_links import Link, LinkKind, is_definition, links_of, relinked
from shoukong.text.prose import read_markdown

__all__ = [
    "CELLS_APART",
    "Anchored",
    "Link",
    "LinkKind",
    "Outline",
    "anchored_blocks",
    "outline",
    "plain_words",
    "prose_rows",
    "split_anchor",
    "split_item",
    "split_number",
    "with_anchor",
    "without_links",
]

_RULE_OF_TABLE = re.compile(r"\|(?:[ \t:]*+-++[ \t:]*+\|)++")
_BULLET = re.compile(r"[ \t]*+(?:#{1,6}+[ \t]++|[-*+][ \t]++(?=\S))")
_HEADING = re.compile(r"(?P<level>#{1,6}+)(?P<text>.*)")
_UNDERLINE = re.compile(r"(?P<sign>[=-])(?P=sign)*+ *")
_ITEM = re.compile(r"(?P<indent>[ \t]*+)(?P<mark>[-*+]|[0-9]{1,9}[.)])[ \t]++(?P<text>.*)")
_ANCHOR = re.compile(r"\{:?(?P<attributes>[^{}]*)\}")
CELLS_APART = " ｜ "  # between the cells of a row of a table
_CLOSING = re.compile(r"[ \t]++#++[ \t]*+\Z")


@dataclass(frozen=True, slots=True)
class Anchored:
    """A heading, list item or paragraph with a number: its anchor if it has one, its number, its title, its line.

    `number` is that of the text alone, which `addressed` completes where it rests on the clauses around; articles of a
    regulation `runs_on` from chapter to chapter. `cited` is how the text itself would name it, where its address is
    not that.
    """

    anchor: str | None
    number: str
    title: str
    line: int
    is_heading: bool
    level: int
    label: Label | None = None
    is_paragraph: bool = False
    runs_on: bool = False
    cited: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """The blocks and links of a text, in their order."""

    anchored: tuple[Anchored, ...]
    links: tuple[Link, ...]


@lru_cache(maxsize=128)
def outline(text: str, first_line: int = 1) -> Outline:
    """The headings, list items and links of a Markdown text; code and comments are passed over."""
    return Outline(tuple(anchored_blocks(text, first_line)), tuple(links_of(text, first_line)))


def anchored_blocks(text: str, first_line: int = 1) -> Iterator[Anchored]:
    """The headings, list items and numbered paragraphs of a text, without its links."""
    for span in read_markdown(text).spans:
        yield from _blocks(span.text.split("\n"), first_line + span.row)


def prose_rows(text: str, first_line: int = 1) -> Iterator[tuple[int, str]]:
    """The rows outside code, without what comments hide, each with its line."""
    for span in read_markdown(text).spans:
        yield from enumerate(span.text.split("\n"), start=first_line + span.row)


def _blocks(rows: list[str], first: int) -> Iterator[Anchored]:
    """The headings and list items in the rows of a span; what `=` or `-` underline is a heading too."""
    for line, row in enumerate(rows, start=first):
        heading = _HEADING.fullmatch(row)
        item = None if heading else _ITEM.fullmatch(row)
        if heading is not None:
            yield _anchored(heading["text"], line, len(heading["level"]))
        elif item is not None:
            yield _anchored(item["text"], line, 0)
        elif line == first and len(rows) > 1 and _UNDERLINE.fullmatch(rows[1]):
            yield _anchored(row, line, 1 if rows[1].startswith("=") else 2)
        elif (
            line == first
            and row.lstrip("　").startswith(("第", "**第", "（", "("))
            and read_label(row.strip()) is not None
        ):
            yield replace(_anchored(row, line, 0), is_paragraph=True)


def _anchored(written: str, line: int, level: int) -> Anchored:
    text, anchor = split_anchor(written.strip())
    label = read_label(text)
    if label is not None and label.is_tight and not level:
        label = None  # in a heading alone a number needs nothing after it
    is_decimal = label is not None and label.style is Style.DECIMAL
    number, title = (label.value, label.rest) if label is not None and is_decimal else ("", text)
    return Anchored(anchor, number, title, line, is_heading=level > 0, level=level, label=label)


def split_anchor(row: str) -> tuple[str, str | None]:
    """A row's text and the anchor at its end, `{#c4.1}`; None where it has none."""
    bare = row.rstrip()
    start = bare.rfind("{") if bare.endswith("}") else -1
    attributes = _ANCHOR.fullmatch(bare, start) if start >= 0 else None
    words = attributes["attributes"].split() if attributes else []
    anchor = next((word[1:] for word in words if word.startswith("#") and len(word) > 1), None)
    return (row, None) if anchor is None else (bare[:start].rstrip(), anchor)


def with_anchor(row: str, anchor: str) -> str:
    """A heading or item that had no anchor, with one at its end."""
    bare = row.rstrip()
    start = bare.rfind("{") if bare.endswith("}") else -1
    if start >= 0 and _ANCHOR.fullmatch(bare, start):
        return f"{bare[:-1].rstrip()} #{anchor} }}"
    bare = _CLOSING.sub("", bare) if _HEADING.fullmatch(bare) else bare
    return f"{bare} {{#{anchor}}}"


def split_item(row: str) -> tuple[str, str] | None:
    """The mark of a list item with the space around it, and the item's text; None where a row starts no item."""
    item = _ITEM.fullmatch(row)
    return (row[: item.start("text")], item["text"]) if item else None


def split_number(text: str) -> tuple[str, str]:
    """The number at the start of a title or clause and the rest; the number is empty where there is none."""
    label = read_label(text)
    return (label.value, label.rest) if label else ("", text)


def without_links(text: str) -> str:
    """The text with the words of its links alone: on paper they lead nowhere."""
    return relinked(text, lambda _: None)


def plain_words(text: str) -> str:
    """Markdown as a reader sees it: no marks, links as their words, table cells apart, no definitions or empty rows."""
    shown = (row for row in without_links(text).split("\n") if not ("]:" in row and is_definition(row)))
    rows = (_plain_row(row) for row in shown if not _RULE_OF_TABLE.fullmatch(row.strip()))
    return "\n".join(row for row in rows if row)


def _plain_row(row: str) -> str:
    plain = split_anchor(row)[0].replace("**", "").replace("`", "")
    if row.startswith("|"):
        plain = CELLS_APART.join(cell.strip() for cell in plain.strip().strip("|").split("|"))
    mark = _BULLET.match(plain)
    return plain[mark.end() if mark else 0 :].strip()
