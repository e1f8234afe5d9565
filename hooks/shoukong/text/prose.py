"""What of a Markdown text is code, what comment and what prose: where all that read Markdown start."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

TAB = 4
PASSES = 8
_OPEN = re.compile(r"(?P<indent>[> \t]*+)(?P<mark>`{3,}+(?=[^`\n]*$)|~{3,}+)(?P<info>[^\n]*)$", re.MULTILINE)
_CLOSE = re.compile(r"^(?P<indent>[> \t]*+)(?P<mark>`{3,}+|~{3,}+)[ \t]*+$", re.MULTILINE)
_END_OF_QUOTE = re.compile(r"\n(?![ \t]*+>)")
_KIND = re.compile(r"[ \t]*(?:\{[ \t]*\.|\.?)(?P<kind>[\w#.+-]+)")
# A row that starts another block than the one at hand: what is inline does not reach across. In running text that is
# a blank row, a heading, a quotation, a comment or a fence; in a list also an item, in a table every row.
_NEXT_BLOCK = r"\n(?=[ \t]*+(?:\n|\Z|<!--|`{3}|~{3}%s)|#%s)"
_ITEM = r"[-*+][ \t]|[0-9]{1,9}[.)][ \t]"
_IN_TEXT = re.compile(_NEXT_BLOCK % ("", "|[ ]{0,3}>"))
_IN_QUOTE = re.compile(_NEXT_BLOCK % ("", ""))
_IN_LIST = re.compile(_NEXT_BLOCK % (rf"|{_ITEM}", "|[ ]{0,3}>"))
_IN_TABLE = re.compile(_NEXT_BLOCK % (r"|\|", "|[ ]{0,3}>"))
_BLANK_ROWS = re.compile(r"(?:[ \t]*+\n)++")
_START = re.compile(rf"[ \t]*+(?:(?P<list>{_ITEM})|(?P<table>\|)|(?P<quote>>))?")
_CONTAINER = re.compile(r"[ \t]*+(?:[-*+][ \t]|[0-9]{1,9}[.)][ \t]|!!! |\?\?\?\+? |\[\^[^\[\]]+\]:|:[ \t])")
# A tag whole, so that what stands in its attributes is not taken for something else; its length is bounded.
TAG = r"</?[a-zA-Z](?:[^<>\"'`]|\"[^\"]{0,2000}\"|'[^']{0,2000}'){0,400}>"
_TOKEN = re.compile(rf"(?P<ticks>`+)|\\[\\`]|(?P<comment><!--)|{TAG}")
_LIKE_A_FENCE = re.compile(r"[ \t]*+(?:`{3}|~{3})")
_TICKS = re.compile(r"`+")
_COMMENT_END = re.compile(r"--!?>")


@dataclass(frozen=True, slots=True)
class Fence:
    """Fenced code: its opening mark, the word after it in small letters, its text without indent, its rows from 0."""

    kind: str
    mark: str
    text: str
    indent: int
    first: int
    last: int
    is_closed: bool
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of prose in which inline marks belong together, and the row (from 0) on which it starts."""

    row: int
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A text without its comments, every row where it was, and the code and prose in it.

    `open_comment` is the row (from 0) of a comment that never ends, and so hides nothing.
    """

    text: str
    fences: tuple[Fence, ...]
    spans: tuple[Span, ...]
    open_comment: int | None


class Ticks:
    """Where runs of backticks stand in a part of a text, and which of them end a span of code."""

    __slots__ = ("_by_length", "_longest", "_plain_to", "_starts")

    def __init__(self, text: str, start: int, end: int) -> None:
        self._by_length: dict[int, list[int]] = {}
        self._starts: list[int] = []
        self._longest: list[int] = []
        self._plain_to = 0
        for run in _TICKS.finditer(text, start, end):
            self._starts.append(run.start())
            self._longest.append(run.end() - run.start())
            self._by_length.setdefault(self._longest[-1], []).append(run.start())
        for i in reversed(range(len(self._longest) - 1)):
            self._longest[i] = max(self._longest[i], self._longest[i + 1])

    def code_end(self, start: int, end: int) -> int | None:
        """The end of the span of code that a run of ticks opens; None where it opens none. Asked in their order.

        The site's generator takes the next run of the same length, or else the first of the longest if that is shorter;
        where it finds none, it passes over as many signs more.
        """
        start = max(start, self._plain_to)
        if start >= end:
            return None
        found = self._next(end, end - start)
        if found is None:
            i = bisect_left(self._starts, end)
            longest = self._longest[i] if i < len(self._starts) else 0
            found = self._next(end, longest) if longest < end - start else None
        if found is None:
            self._plain_to = end + end - start
        return found

    def _next(self, position: int, length: int) -> int | None:
        starts = self._by_length.get(length, [])
        i = bisect_left(starts, position)
        return starts[i] + length if i < len(starts) else None


@lru_cache(maxsize=64)
def read_markdown(text: str) -> Reading:
    """Tell code, comments and prose apart, in time that grows with the length of the text."""
    shown, open_comment = without_comments(text)
    fences: list[Fence] = []
    spans: list[Span] = []
    row = 0
    for part, opening, is_closed in _parts(shown):
        if opening is not None:
            fences.append(_fence(part, opening, row, is_closed))
        if not is_closed:
            spans.append(Span(row, part.removesuffix("\n")))
        row += part.count("\n")
    return Reading(shown, tuple(fences), tuple(_but_indented_code(spans)), open_comment)


def without_comments(text: str) -> tuple[str, int | None]:
    """The text with its comments taken out and every row kept, and the row (from 0) of a comment that never ends."""
    shown, open_row = text, None
    if "<!--" not in text:
        return shown, open_row
    for _ in range(PASSES):  # what a comment held apart may make a comment once it is gone
        cutter, before = _Cutter(shown), shown
        shown = cutter.cut()
        open_row = None if cutter.open_at is None else before.count("\n", 0, cutter.open_at)
        if shown == before:
            break
    return shown, open_row


class _Cutter:
    """Takes the comments out of a text; `open_at` is where one never ends.

    `lead` is how much blank space is kept of the row at hand, and None once there is more than that.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.kept: list[str] = []
        self.position = self.fences_from = self.block_end = 0
        self.ticks = Ticks("", 0, 0)
        self.lead: int | None = 0
        self.open_at: int | None = None

    def cut(self) -> str:
        while self.position < len(self.text):
            if not self._keep_fence():
                self._keep_prose()
        return "".join(self.kept)

    def _keep_fence(self) -> bool:
        if self.position < self.fences_from or self.lead is None:
            return False
        opening = _OPEN.match(self.text, self.position)
        if opening is None:
            return False
        end, self.fences_from = _end_of_fence(self.text, opening, self.lead)
        if end is not None:
            self._keep(end)
        return end is not None

    def _keep_prose(self) -> None:
        if self.position >= self.block_end:
            self.block_end = _end_of_block(self.text, self.position, self.fences_from)
            self.ticks = Ticks(self.text, self.position, self.block_end)
        start = _comment_start(self.text, self.position, self.block_end, self.ticks)
        if start is None:
            self._keep(self.block_end)
            return
        end = _comment_end(self.text, start)
        if end is None:
            self.open_at = start
            self._keep(len(self.text))
            return
        self._keep(start)
        self.kept.append("\n" * self.text.count("\n", start, end) or _space_between(self.text, start, end))
        self.lead = 0 if "\n" in self.kept[-1] else self.lead
        self.position = end

    def _keep(self, end: int) -> None:
        piece = self.text[self.position : end]
        self.kept.append(piece)
        _, line_end, row = piece.rpartition("\n")
        before = 0 if line_end else self.lead
        self.lead = None if before is None or row.strip(" \t") else before + len(row)
        self.position = end


def _space_between(text: str, start: int, end: int) -> str:
    """A space where what stands on both sides of a comment would make a mark together that neither is alone."""
    return " " if text[start - 1 : start] in set("<!-`~\\") and text[end : end + 1] in set("<!-`~\\") else ""


def _comment_start(text: str, position: int, end: int, ticks: Ticks) -> int | None:
    """Where the first comment starts that is not within a span of code or a tag."""
    while token := _TOKEN.search(text, position, end):
        if token["comment"]:
            return token.start()
        code_end = ticks.code_end(*token.span()) if token["ticks"] else None
        position = code_end or token.end()
    return None


def _comment_end(text: str, start: int) -> int | None:
    """Where a comment ends as browsers see it; None where it never does."""
    for short in ("<!-->", "<!--->"):
        if text.startswith(short, start):
            return start + len(short)
    found = _COMMENT_END.search(text, start + len("<!--"))
    return found.end() if found else None


def _parts(text: str) -> Iterator[tuple[str, re.Match[str] | None, bool]]:
    """The parts of a text without comments, each with the opening of a fence if there is one, and whether it closes."""
    position = fences_from = 0
    while position < len(text):
        opening = _OPEN.match(text, position) if position >= fences_from else None
        if opening is not None:
            end, fences_from = _end_of_fence(text, opening)
            if end is not None:
                yield text[position:end], opening, True
                position = end
                continue
        end = _end_of_block(text, position, fences_from)
        yield text[position:end], opening, False
        position = end


def _end_of_block(text: str, position: int, fences_from: int) -> int:
    """Where the block ends that starts at a position, at the latest where a fence may open."""
    if text[position] == "#":  # a heading is one row
        return text.find("\n", position) + 1 or len(text)
    blank = _BLANK_ROWS.match(text, position)
    if blank is not None:
        return blank.end()
    start = _START.match(text, position)
    kinds = {"list": _IN_LIST, "table": _IN_TABLE, "quote": _IN_QUOTE}
    next_block = kinds[start.lastgroup] if start and start.lastgroup else _IN_TEXT
    for boundary in next_block.finditer(text, position):
        row = boundary.end()
        if not _LIKE_A_FENCE.match(text, row) or (row >= fences_from and _OPEN.match(text, row)):
            return row
    return len(text)


def _end_of_fence(text: str, opening: re.Match[str], before: int = 0) -> tuple[int | None, int]:
    """Where a fence ends, or None; and from where on the next may open: none does after one that stays open.

    As in CommonMark the closing mark may be longer, and be indented by up to three columns more.
    """
    indent, mark = _columns(opening["indent"]) + before, opening["mark"]
    quotes = opening["indent"].count(">")
    stop = _end_of_quote(text, opening.end()) if quotes else len(text)
    for closing in _CLOSE.finditer(text, opening.end(), stop):
        is_long_enough = closing["mark"].startswith(mark) and closing["indent"].count(">") == quotes
        if is_long_enough and _columns(closing["indent"]) < indent + TAB:
            end = closing.end() + 1
            return min(end, len(text)), end
    return None, stop


def _end_of_quote(text: str, position: int) -> int:
    """The start of the first row after a position that is no part of a quotation."""
    found = _END_OF_QUOTE.search(text, position)
    return found.end() if found else len(text)


def _columns(indent: str) -> int:
    return len(indent.expandtabs(TAB))


def _fence(part: str, opening: re.Match[str], row: int, is_closed: bool) -> Fence:
    indent = _columns(opening["indent"])
    is_quoted = ">" in opening["indent"]
    rows = part.removesuffix("\n").split("\n")
    inside = [_outdented(each, indent, is_quoted) for each in rows[1 : -1 if is_closed else None]]
    kind = _KIND.match(opening["info"])
    return Fence(
        kind=kind["kind"].lower() if kind else "",
        mark=opening["mark"],
        text="\n".join(inside),
        indent=indent,
        first=row,
        last=row + len(rows) - 1,
        is_closed=is_closed,
        is_quoted=is_quoted,
    )


def _outdented(row: str, indent: int, is_quoted: bool) -> str:
    """A row of code without the indent of its fence, as far as it has it."""
    bare = row.lstrip(" \t>" if is_quoted else " \t")
    columns = _columns(row[: len(row) - len(bare)])
    return " " * (columns - indent) + bare if columns > indent else bare


def _but_indented_code(spans: Iterable[Span]) -> Iterator[Span]:
    """The prose among spans: what is indented by four after a blank row is code, unless a list or note holds it."""
    is_held = is_code = False
    is_apart = True
    for span in spans:
        row = span.text.lstrip(" \t\n")
        indent = _columns(span.text[: len(span.text) - len(row)])
        is_code = bool(row) and indent >= TAB and not is_held and (is_apart or is_code)
        if not is_code:
            yield span
        if row and not is_code:
            is_parted = indent == 0 and (is_apart or row.startswith("#"))
            is_held = _CONTAINER.match(row) is not None or (is_held and not is_parted)
        is_apart = not row
