"""The body of a draft in Markdown: headings, clauses with their anchors, items, tables and text, in their order."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from shoukong.adopting.mark import Kind, Mark
from shoukong.adopting.marked_up import Target, at_start, cell, linked
from shoukong.adopting.source import Paragraph, Table, Verbatim
from shoukong.adopting.structure import Placed
from shoukong.text.clause_address import addressed, anchored_text, clause_of_anchor, parent_of
from shoukong.text.clause_label import Label, Style
from shoukong.text.markdown import Anchored, outline

INDENT = 4
_FIGURE = re.compile(r"\{[{%#]")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_WIDE_DOT = re.compile(r"[.．]\Z")
_TIGHT = ("、", "）", "：", "．")


def body_of(places: Sequence[Placed], target: Target) -> tuple[str, tuple[str, ...]]:
    """The Markdown of some placed blocks, with the anchors that follow from their numbers; the numbers with none."""
    text = "\n".join(_Writer(target).rows(places)).strip("\n") + "\n"
    blocks = outline(text).anchored
    anchored = tuple(_whole(addressed(blocks)))
    bare = [
        a.label for a, b in zip(blocks, anchored, strict=True) if a.label and b.anchor is None and _is_clause(a.label)
    ]
    return anchored_text(text, 1, blocks, anchored), tuple(label.written for label in bare)


def _is_clause(label: Label) -> bool:
    """Whether a number makes a clause wherever it stands, and never the item of a list."""
    return label.is_dotted or Style.DECIMAL < label.style <= Style.LISTED


def _whole(blocks: Sequence[Anchored]) -> Iterator[Anchored]:
    """The blocks with anchors for such numbers with dots too as stand under another than the one before: `4.1.1b`."""
    known: set[str] = {number for each in blocks if (number := clause_of_anchor(each.anchor or ""))}
    for block in blocks:
        label = block.label
        is_bare = block.anchor is None and label is not None and label.is_dotted and label.style is Style.DECIMAL
        if is_bare and label is not None and label.value not in known and parent_of(label.value) in known:
            known.add(label.value)
            block = replace(block, anchor=f"c{label.value}")
        yield block


class _Writer:
    """Writes blocks row by row; what is no item ends a list unless it belongs to the item before."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.open: list[int] = []  # the depths of the items in which the next row may stand
        self.is_after_item = False

    def rows(self, places: Sequence[Placed]) -> Iterator[str]:
        for place in places:
            if place.depth is not None:
                yield from self._item(place, place.depth)
            else:
                yield ""
                yield from self._other(place)
                self.is_after_item = False

    def _other(self, place: Placed) -> Iterator[str]:
        block = place.block
        if place.level is not None:
            self.open = []
            yield f"{'#' * place.level} {self._words(place, is_heading=True)}"
            if place.mark and _is_apart(place.mark):
                yield from ("", at_start(linked(place.mark.rest, self.target)))
        elif isinstance(block, Table):
            self.open = []
            yield from _table(block, self.target)
        elif isinstance(block, Verbatim):
            self.open = []
            yield _raw(block.text)
        else:
            yield " " * INDENT * len(self.open) + at_start(linked(block.text, self.target))

    def _item(self, place: Placed, depth: int) -> Iterator[str]:
        if not self.is_after_item:
            yield ""
        self.open = [each for each in self.open if each < depth]
        yield f"{' ' * INDENT * len(self.open)}- {self._words(place)}"
        self.open.append(depth)
        self.is_after_item = True

    def _words(self, place: Placed, *, is_heading: bool = False) -> str:
        mark, block = place.mark, place.block
        if mark is None:
            return at_start(linked(block.text, self.target)) if isinstance(block, Paragraph) else ""
        written = _written(mark, is_heading=is_heading)
        if is_heading and _is_apart(mark):
            return written
        gap = "" if written.endswith(_TIGHT) or not mark.rest else " "
        return f"{written}{gap}{linked(mark.rest, self.target)}"


def _is_apart(mark: Mark) -> bool:
    """Whether a heading is its number alone, and its sentence stands below."""
    return mark.kind is Kind.DECIMAL and mark.depth == 1 and len(mark.rest) > MOST_IN_HEADING


MOST_IN_HEADING = 45


def _written(mark: Mark, *, is_heading: bool) -> str:
    """A number as the draft has it: a decimal one in digits and dots alone, another as the source has it."""
    if mark.kind is Kind.DECIMAL:
        return mark.number
    if mark.kind is Kind.SINGLE:
        return mark.number if is_heading else _single(mark)
    return mark.written


def _single(mark: Mark) -> str:
    """The number of an item; before Chinese with a wide dot, however it was typed, as one style of clauses."""
    return _WIDE_DOT.sub("．", mark.written) if _CHINESE.search(mark.rest) else at_start(mark.written)


def _raw(code: str) -> str:
    """Code in which nothing is a figure to print."""
    return f"{{% raw %}}\n{code}\n{{% endraw %}}" if _FIGURE.search(code) else code


def _table(table: Table, target: Target) -> Iterator[str]:
    head, *others = table.rows
    yield f"| {' | '.join(cell(text, target) or ' ' for text in head)} |"
    yield f"|{'---|' * len(head)}"
    for row in others:
        yield f"| {' | '.join(cell(text, target) or ' ' for text in row)} |"
