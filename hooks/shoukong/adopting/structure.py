"""The order of an old procedure: which numbers are headings, which clauses, which items, and how deep each stands."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from shoukong.adopting.mark import Kind, Mark, read_mark
from shoukong.adopting.romans import romans_in
from shoukong.adopting.source import Block, Paragraph
from shoukong.text.clause_address import parent_of

LONGEST_TITLE = 40
_SENTENCE = re.compile(r"[。；！？;!?]|[：:，,、]\Z")
_APPENDICES = ("附录", "附件", "附表", "Annex", "Appendix")
_COLONS = "：: "
_OUTER = (Kind.PART, Kind.CHAPTER, Kind.SECTION, Kind.ARTICLE, Kind.LISTED)
_TOP, _DEEPEST = 2, 6


@dataclass(frozen=True, slots=True)
class Placed:
    """A block with its number and its place: a heading of a `level`, an item of a `depth`, or neither."""

    block: Block
    mark: Mark | None = None
    level: int | None = None
    depth: int | None = None
    is_doubtful: bool = False


@dataclass(frozen=True, slots=True)
class _Read:
    block: Block
    mark: Mark | None
    level: int | None
    is_undecided: bool = False


def is_title(text: str) -> bool:
    """Whether a text reads as a title: short, and no sentence."""
    return 0 < len(text.strip()) <= LONGEST_TITLE and not _SENTENCE.search(text.strip())


def placed(blocks: Sequence[Block]) -> tuple[Placed, ...]:
    """The blocks in their order, each with its number and place."""
    return tuple(_Placing(_with_romans([_read(block) for block in blocks])).run())


def _read(block: Block) -> _Read:
    if not isinstance(block, Paragraph) or block.depth is not None:
        return _Read(block, None, None)
    return _Read(block, read_mark(block.text), block.level)


class _Placing:
    """Goes through the blocks and knows the headings and lists that are open."""

    def __init__(self, reads: list[_Read]) -> None:
        self.reads = _without_zeros(reads)
        self.has_dots = any(r.mark and r.mark.kind is Kind.DECIMAL and r.mark.depth > 1 for r in self.reads)
        self.has_outer = False  # whether a number of an outer style has come, below which single numbers are items
        # A text of several parts, each of which counts its clauses anew: the part's number goes before theirs.
        self.is_parted = self.has_dots and _parts_in(self.reads) > 1
        self.heads = _heads(self.reads)
        # Chapters that the file makes headings without a number: below them, numbers that it does not are items.
        self.has_titles = sum(r.mark is None and r.level is not None for r in self.reads) > 1
        self.headings: list[tuple[Kind | None, int, int]] = []  # kind, parts of a decimal, level
        self.items: list[tuple[Kind, int]] = []
        self.chapter = 0
        self.last_item: Mark | None = None

    def run(self) -> Iterator[Placed]:
        part = ""
        for i, read in enumerate(self.reads):
            place = self._place(i, read)
            mark = place.mark
            self.has_outer = self.has_outer or bool(mark and mark.kind in (Kind.ARTICLE, Kind.LISTED))
            if mark is not None and mark.kind is Kind.PART and self.is_parted:
                part = mark.number
                mark = replace(mark, kind=Kind.DECIMAL)
            elif mark is not None and mark.kind is Kind.DECIMAL and part:
                mark = replace(mark, number=f"{part}.{mark.number}")
            yield replace(place, mark=mark, is_doubtful=place.is_doubtful or read.is_undecided)

    def _place(self, i: int, read: _Read) -> Placed:
        block, mark = read.block, read.mark
        if mark is None:
            if isinstance(block, Paragraph) and block.level is not None and is_title(block.text):
                return self._heading(read, None)
            if isinstance(block, Paragraph) and block.depth is not None:
                return Placed(block, None, None, len(self.items) + block.depth)
            return Placed(block)
        if mark.kind is Kind.APPENDIX:
            return self._heading(read, mark) if is_title(mark.rest) or not mark.rest else Placed(block)
        if mark.kind is Kind.SINGLE:
            return self._single(i, read, mark)
        if self._is_heading(i, read, mark):
            return self._heading(read, mark)
        return self._item(read, mark)

    def _single(self, i: int, read: _Read, mark: Mark) -> Placed:
        """A number without dots: a chapter that numbers with dots follow, the next one, or an item of any list."""
        before, self.last_item = self.last_item, None
        follows_item = before is not None and before.kind is Kind.SINGLE and mark.counts == before.counts + 1
        is_next = mark.counts == self.chapter + 1 or (self.chapter == 0 and mark.counts <= 1)
        is_said = read.level is not None
        is_short = is_title(mark.rest.rstrip(_COLONS)) or not mark.rest
        if self._has_parts(i, mark):
            return self._heading(read, replace(mark, kind=Kind.DECIMAL))
        if mark.number.isalpha():  # the capital of an appendix, or a word
            is_named = mark.rest.startswith(_APPENDICES) and is_short
            return self._heading(read, replace(mark, kind=Kind.DECIMAL)) if is_named else Placed(read.block)
        is_below_title = self.has_titles and bool(self.headings) and self.headings[-1][0] is None and not is_said
        if is_next and not is_below_title and (is_said or (not self.has_outer and not follows_item)):
            return self._heading(read, replace(mark, kind=Kind.DECIMAL))
        return replace(self._item(read, mark), is_doubtful=is_next and is_short and self.has_dots)

    def _has_parts(self, i: int, mark: Mark) -> bool:
        """Whether the next number with dots, before one without, is a part of this one."""
        for j in range(i + 1, len(self.reads)):
            after = self.reads[j].mark
            if after and after.kind is Kind.DECIMAL and after.depth > 1:
                return after.number.startswith(f"{mark.number}.")
            if after and after.kind in (*_OUTER, Kind.SINGLE):
                return False
        return False

    def _is_heading(self, i: int, read: _Read, mark: Mark) -> bool:
        """Whether a number heads what follows: said by the file, or short and with something of its own below it."""
        if mark.kind > Kind.DECIMAL and read.level is None:
            return mark.kind is Kind.BRACKETED and not self.items and is_title(mark.rest) and self._holds_more(i, mark)
        if mark.kind in (Kind.PART, Kind.CHAPTER, Kind.SECTION):
            return len(mark.rest) <= LONGEST_TITLE
        if mark.kind is Kind.DECIMAL:
            return i in self.heads
        if not is_title(mark.rest):
            return False
        is_among_headings = any(kind is mark.kind for kind, _, _ in self.headings)
        return read.level is not None or is_among_headings or self._holds_more(i, mark)

    def _holds_more(self, i: int, mark: Mark) -> bool:
        """Whether what comes next belongs to a number: it has none, or one of an inner kind."""
        if i + 1 >= len(self.reads):
            return False
        after = self.reads[i + 1].mark
        if after is None:
            return True
        return after.kind > mark.kind and after.kind is not Kind.APPENDIX

    def _heading(self, read: _Read, mark: Mark | None) -> Placed:
        kind, parts = (mark.kind, mark.depth) if mark else (None, 0)
        if kind is Kind.APPENDIX:
            kind, parts, self.headings = None, 0, []
        if mark is None:
            level = min((read.level or 1) + 1, _DEEPEST)
            self.headings = [each for each in self.headings if each[2] < level]
        else:
            self.headings = [each for each in self.headings if each[0] is not None and self._is_outer(each, mark)]
            level = min(self.headings[-1][2] + 1 if self.headings else _TOP, _DEEPEST)
        if kind is Kind.PART or (kind is Kind.CHAPTER and not self.has_dots):
            self.chapter = 0
        elif kind is Kind.DECIMAL and mark is not None and parts == 1:
            self.chapter = mark.counts
        self.headings.append((kind, parts, level))
        self.items, self.last_item = [], None
        return Placed(read.block, mark, level)

    def _is_outer(self, heading: tuple[Kind | None, int, int], mark: Mark) -> bool:
        kind, parts, _ = heading
        if kind is Kind.DECIMAL and mark.kind is Kind.DECIMAL:
            return parts < mark.depth
        return kind is not None and kind < mark.kind

    def _item(self, read: _Read, mark: Mark) -> Placed:
        """An item stands in the open list of its kind, else in a new one below the last."""
        own = (mark.kind, mark.depth if mark.kind is Kind.DECIMAL else 0)
        if own in self.items:
            self.items = self.items[: self.items.index(own) + 1]
        else:
            if mark.kind is Kind.DECIMAL or mark.kind in _OUTER:
                self.items = [each for each in self.items if each < own]
            self.items.append(own)
        self.last_item = mark
        return Placed(read.block, mark, None, len(self.items) - 1)


def _heads(reads: Sequence[_Read]) -> frozenset[int]:
    """Which numbers with dots are headings: all below one number, or none, since an item cannot follow a heading.

    They are where each is a title, and the file makes them headings or, of two parts, one of them holds others.
    """
    groups: dict[tuple[int, str], list[int]] = {}
    part = 0
    for i, read in enumerate(reads):
        mark = read.mark
        part += mark is not None and mark.kind in (Kind.PART, Kind.CHAPTER)
        if mark is not None and mark.kind is Kind.DECIMAL and mark.depth > 1:
            groups.setdefault((part, parent_of(mark.number)), []).append(i)
    headed: set[int] = set()
    for (part, parent), members in groups.items():
        is_below_heading = "." not in parent or any(
            i in headed for i in groups.get((part, parent_of(parent)), ()) if _number_of(reads[i]) == parent
        )
        marks = [mark for i in members if (mark := reads[i].mark) is not None]
        holds = any((part, mark.number) in groups for mark in marks) and "." not in parent
        is_said = any(reads[i].level is not None for i in members)
        if is_below_heading and (holds or is_said) and all(is_title(mark.rest) for mark in marks):
            headed.update(members)
    return frozenset(headed)


def _parts_in(reads: Sequence[_Read]) -> int:
    return sum(r.mark is not None and r.mark.kind is Kind.PART for r in reads)


def _number_of(read: _Read) -> str:
    return read.mark.number if read.mark else ""


def _with_romans(reads: list[_Read]) -> list[_Read]:
    """The Roman numbers that count on, beside Chinese ones the small ones alone; a letter that goes on is a letter."""
    texts = [r.block.text if isinstance(r.block, Paragraph) and r.block.depth is None else None for r in reads]
    found, undecided = romans_in(texts)
    has_listed = any(r.mark and r.mark.kind is Kind.LISTED for r in reads)
    clear = {i: mark for i, mark in found.items() if mark.kind is not Kind.LISTED or not has_listed}
    undecided |= found.keys() - clear.keys()
    letters = {i for i in undecided if _goes_on(reads, i)}
    return [
        replace(r, mark=clear[i]) if i in clear else replace(r, is_undecided=i in undecided and i not in letters)
        for i, r in enumerate(reads)
    ]


def _goes_on(reads: Sequence[_Read], i: int) -> bool:
    """Whether a letter follows the one before it: `h)`, `i)`."""
    mark = reads[i].mark
    before = next((r.mark for r in reversed(reads[:i]) if r.mark and r.mark.kind is Kind.LETTER), None)
    return bool(mark and mark.kind is Kind.LETTER and before and mark.counts == before.counts + 1)


def _without_zeros(reads: list[_Read]) -> list[_Read]:
    """Chapters that are written `1.0` as `1`, unless a clause has that number."""
    decimals = [r.mark.number for r in reads if r.mark and r.mark.kind is Kind.DECIMAL]
    chapters = {number for number in decimals if re.fullmatch(r"[0-9]+\.0", number)}
    if not chapters:
        return reads
    return [
        replace(r, mark=replace(r.mark, kind=Kind.SINGLE, number=r.mark.number[:-2]), level=r.level or 1)
        if r.mark and r.mark.kind is Kind.DECIMAL and r.mark.number in chapters
        else r
        for r in reads
    ]
