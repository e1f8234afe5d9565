"""A text or Markdown file as blocks: headings, bullets, tables and paragraphs, broken rows joined again."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from shoukong.adopting.mark import read_mark
from shoukong.adopting.plain_markdown import plain_block
from shoukong.adopting.source import Block, Loss, Lost, Paragraph, Source, SourceError, Table, Verbatim, table_of

_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t]*#*\Z")
_BULLET = re.compile(r"([ \t　]*)[-*+•●■◆○·][ \t　]+(.+)")
_RULE = re.compile(r"\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)*\|?")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_PIPE = re.compile(r"(?<!\\)\|")
_GAP = re.compile(r" {2,}|[ 　]*　[ 　]*")
_ENDS_ROW = ("。", "；", "：", ":")
_LINE = re.compile(r"[-=_*—－]{3,}")
_ANCHOR = re.compile(r"[ \t]*\{:?[ \t]*#[^{}]*\}[ \t]*\Z")
_UNICODE = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
_ENDS = "。；：！？.;:!?…”）)》"
_FENCED = "---"
_TAB = 4
MOST_WIDE = 110  # what is wider was not broken by hand
SLACK = 6


def decoded(data: bytes) -> str:
    """The text of some bytes in UTF-8, UTF-16 with its mark or GB18030; raises SourceError where it is none of them."""
    mark = next((name for start, name in _UNICODE if data.startswith(start)), None)
    for encoding in (mark,) if mark else ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    raise SourceError("no-text")


def read_text_file(data: bytes, *, is_markdown: bool) -> Source:
    """The blocks of a file of plain text, or of Markdown, whose code stays as it is; raises SourceError."""
    rows = decoded(data).split("\n")
    lost: list[Lost] = []
    if is_markdown and rows and rows[0].rstrip() == _FENCED and _FENCED in map(str.rstrip, rows[1:]):
        end = list(map(str.rstrip, rows[1:])).index(_FENCED) + 1
        lost.append(Lost(Loss.FRONT_MATTER, " ".join(rows[1:end])[:60], 0))
        rows = rows[end + 1 :]
    blocks: list[Block] = []
    for block in _blocks(rows, is_markdown=is_markdown):
        blocks.append(block if not is_markdown else plain_block(block, lost, len(blocks)))
    return Source(tuple(blocks), tuple(lost))


def _blocks(rows: Sequence[str], *, is_markdown: bool) -> Iterator[Block]:
    wide = 0 if is_markdown else _broken_at(rows)
    at = 0
    while at < len(rows):
        row = rows[at].rstrip()
        fence = _FENCE.match(row) if is_markdown else None
        if fence:
            end = next((i for i in range(at + 1, len(rows)) if rows[i].strip().startswith(fence[1])), len(rows) - 1)
            yield Verbatim("\n".join(rows[at : end + 1]))
            at = end + 1
            continue
        table, after = _table(rows, at)
        if table is not None:
            yield table
            at = after
            continue
        at += 1
        if not row.strip() or _LINE.fullmatch(row.strip()):
            continue
        while _goes_on(row, rows, at, is_markdown=is_markdown, wide=wide):
            row = _joined(row, rows[at].strip())
            at += 1
        yield _paragraph(row, is_markdown=is_markdown)


def _paragraph(row: str, *, is_markdown: bool) -> Paragraph:
    if is_markdown:
        row = _ANCHOR.sub("", row)
        heading = _HEADING.fullmatch(row.strip())
        if heading:
            level = len(heading[1])
            return Paragraph(heading[2], max(level - 1, 1), is_title=level == 1)
    bullet = _BULLET.fullmatch(row)
    if bullet:
        is_numbered = read_mark(bullet[2].strip()) is not None
        depth = len(bullet[1].replace("\t", " " * _TAB).replace("　", "  ")) // _TAB
        return Paragraph(bullet[2].strip(), depth=None if is_numbered else depth)
    return Paragraph(row.strip())


def _goes_on(row: str, rows: Sequence[str], at: int, *, is_markdown: bool, wide: int) -> bool:
    """Whether the next row is the same paragraph: broken at the width of the text, or, in Markdown, at any."""
    if at >= len(rows) or not rows[at].strip():
        return False
    follows = rows[at]
    if _starts_anew(follows) or _table(rows, at)[0] is not None:
        return False
    if is_markdown:
        return not _HEADING.fullmatch(row.strip()) and not _FENCE.match(follows)
    last = row.split("\n")[-1]
    return bool(wide) and width_of(last) >= wide - SLACK and not follows.startswith(("　　", "  ", "\t"))


def _starts_anew(row: str) -> bool:
    text = row.strip()
    return (
        bool(_HEADING.fullmatch(text) or _BULLET.fullmatch(row) or _LINE.fullmatch(text)) or read_mark(text) is not None
    )


def _joined(row: str, more: str) -> str:
    gap = " " if row[-1:].isascii() and row[-1:].isalnum() and more[:1].isascii() and more[:1].isalnum() else ""
    return f"{row}{gap}{more}"


def _broken_at(rows: Sequence[str]) -> int:
    """The width at which the rows of a text were broken by hand; 0 where they were not."""
    widths = sorted(width_of(row.rstrip()) for row in rows if row.strip())
    wide = widths[-1] if widths else 0
    near = [w for w in widths if w >= wide - SLACK]
    return wide if 40 <= wide <= MOST_WIDE and len(near) >= max(3, len(widths) // 6) else 0


def width_of(text: str) -> int:
    """How wide a text is in a fixed font: Chinese signs count two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _table(rows: Sequence[str], at: int) -> tuple[Table | None, int]:
    """The table that starts at a row, of cells parted by strokes, tabs or wide gaps, and the row after it."""
    for cells_of in (_piped, _tabbed, _spaced):
        first = cells_of(rows[at])
        if first is None:
            continue
        found, end = [first], at + 1
        while end < len(rows) and (rows[end].strip() and (cells := cells_of(rows[end])) is not None):
            found.append(cells)
            end += 1
        kept = [cells for i, cells in enumerate(found) if not _RULE.fullmatch(rows[at + i].strip())]
        if len(found) > 1 and kept and max(map(len, kept)) > 1 and _is_even(cells_of, kept):
            return table_of(kept), end
    return None, at


def _piped(row: str) -> list[str] | None:
    text = row.strip()
    if "|" not in text or (not text.startswith("|") and text.count("|") < 2):
        return None
    return [cell.strip().replace("\\|", "|") for cell in _PIPE.split(text.removeprefix("|").removesuffix("|"))]


def _tabbed(row: str) -> list[str] | None:
    text = row.strip()
    if "\t" not in text or (read_mark(text.split("\t")[0]) is not None and text.count("\t") < 2):
        return None
    return [cell.strip() for cell in text.split("\t")]


def _spaced(row: str) -> list[str] | None:
    """Cells parted by gaps of two signs or more; what begins with a number has a colon is no row of them."""
    cells = _GAP.split(row.strip())
    is_said = read_mark(cells[0]) is not None or any(cell.endswith(_ENDS_ROW) for cell in (cells[0], cells[-1]))
    return cells if len(cells) > 1 and not is_said else None


def _is_even(cells_of: Callable[[str], list[str] | None], rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows parted by gaps are a table: gaps stand in titles and signatures too, but seldom alike."""
    return cells_of is not _spaced or (len(rows) > 2 and len({len(cells) for cells in rows}) == 1)
