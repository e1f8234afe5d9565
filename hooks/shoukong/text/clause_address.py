"""The addresses of clauses: those that stand in the text, and those that follow from the numbers where none does."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from shoukong.text.clause_label import Label, Style
from shoukong.text.markdown import Anchored, with_anchor

_ANCHOR = re.compile(r"c(?P<number>(?:[0-9]+|[A-Z])(?:\.[0-9]+)*[a-z]?)")
_NAMES_THAT_FOLLOW = (Style.SECTION, Style.ARTICLE, Style.BRACKETED, Style.ARABIC_BRACKETED)
_ITEM = 7  # what a list item counts as, below all levels of headings


@dataclass(frozen=True, slots=True)
class _Open:
    """A clause that still holds what comes after it; without an address, nothing below it has one that follows."""

    rank: int
    level: int
    address: str | None
    style: Style
    name: str = ""


def clause_of_anchor(fragment: str) -> str | None:
    """The clause number that a link's fragment names, or None where it names no clause."""
    match = _ANCHOR.fullmatch(fragment)
    return match["number"] if match else None


def parent_of(number: str) -> str:
    """The clause above: `4.1.1` for `4.1.1a`, `4.1` for `4.1.1`, none for `4`."""
    if number[-1:].islower():
        return number[:-1]
    return number.rpartition(".")[0]


def addressed(blocks: Sequence[Anchored]) -> tuple[Anchored, ...]:
    """The blocks with their numbers as addresses have them, and with anchors where those follow from the numbers.

    An anchor follows from the numbers alone, not from how many clauses stand before it: what is put in moves none.
    """
    return tuple(_Reader(blocks).read())


def anchored_text(text: str, first_line: int, blocks: Sequence[Anchored], derived: Sequence[Anchored]) -> str:
    """A text whose derived anchors are written in it, every row where it was."""
    rows = text.split("\n")
    for before, block in zip(blocks, derived, strict=True):
        if before.anchor is None and block.anchor is not None:
            rows[block.line - first_line] = with_anchor(rows[block.line - first_line], block.anchor)
    return "\n".join(rows)


class _Reader:
    """Goes through the blocks of a text in their order and knows under which clauses each stands."""

    def __init__(self, blocks: Sequence[Anchored]) -> None:
        self.blocks = blocks
        self.taken = {number for b in blocks if b.anchor and (number := clause_of_anchor(b.anchor))}
        labels = [b.label for b in blocks if b.label is not None and (b.is_heading or b.label.style is Style.ARTICLE)]
        labels = labels or [b.label for b in blocks if b.label is not None]
        self.is_chinese = any(label.style.is_chinese for label in labels)
        self.articles_run = _has_running_article(blocks)
        articles = Counter(b.label.value for b in blocks if b.label is not None and b.label.style is Style.ARTICLE)
        self.repeated = frozenset(value for value, count in articles.items() if count > 1)
        self.open: list[_Open] = []
        self.is_told = False  # whether it is said already that the numbers begin anew below the heading at hand

    def read(self) -> Iterator[Anchored]:
        for block in self.blocks:
            if block.is_heading:
                self.open = [each for each in self.open if each.level < block.level or not self._is_section(block)]
                self.is_told = self.is_told and block.label is not None
            yield self._read(block)

    def _is_section(self, block: Anchored) -> bool:
        """Whether a heading ends the clauses before it by its level: Chinese numbers tell that by their style."""
        return block.label is None or not self.is_chinese

    def _read(self, block: Anchored) -> Anchored:
        label, explicit = block.label, clause_of_anchor(block.anchor or "")
        if label is None:
            if explicit is not None and block.is_heading:
                self.open.append(_Open(0, block.level, explicit, Style.DECIMAL))
            return block
        if explicit is None and (block.anchor is not None or not self._may_be_clause(block, label)):
            return block
        if explicit is None and not self._follows(block, label):
            return block
        rank = self._rank(label)
        if self.is_chinese or not block.is_heading:  # else the levels of the headings have told what is over
            self.open = [each for each in self.open if each.rank < rank]
        derived = self._derived(block, label)
        address = explicit or derived
        number = address if explicit in self._accepted(label, derived) else derived
        name = self._name(label)
        cited = name.removesuffix("、").removesuffix("．")
        runs_on = label.style is Style.ARTICLE
        resolved = replace(block, number=number or "", title=label.rest, runs_on=runs_on, cited=cited)
        level = block.level if block.is_heading else _ITEM
        if explicit is None:
            if label.style is Style.LETTER and (derived is None or derived in self.taken):
                return replace(block, label=None, number="")  # an ordinary list, or the second one below its clause
            if derived is None or derived in self.taken:
                self.open.append(_Open(rank, level, None, label.style, name))
                return self._unaddressed(resolved) if derived else replace(block, label=None, number="")
            self.taken.add(derived)
            self.is_told = False
            resolved = replace(resolved, anchor=f"c{derived}")
        self.open.append(_Open(rank, level, address, label.style, name))
        return resolved

    def _may_be_clause(self, block: Anchored, label: Label) -> bool:
        """Whether a number makes a clause of a block without an anchor: not that of an ordinary list."""
        if self.articles_run and Style.DECIMAL < label.style < Style.ARTICLE:
            return False
        if label.style is Style.LETTER:
            return not block.is_heading and not block.is_paragraph
        if block.is_heading:
            return True
        if label.style is Style.DECIMAL:
            return label.is_dotted and not block.is_paragraph
        if block.is_paragraph:
            is_below = any(each.style in (Style.ARTICLE, Style.LISTED) for each in self.open)
            return label.style is Style.ARTICLE or (label.style is Style.BRACKETED and is_below)
        return self.is_chinese

    def _rank(self, label: Label) -> int:
        if label.style is not Style.DECIMAL:
            return label.style * 10
        return Style.ARABIC * 10 + label.value.count(".") if self.is_chinese else 1 + label.value.count(".")

    def _derived(self, block: Anchored, label: Label) -> str | None:
        """The address that follows from the number and the clauses around it; None where theirs does not."""
        above = self.open[-1].address if self.open else ""
        if label.style is Style.LETTER:
            return f"{above}{label.value}" if above and above[-1].isdigit() else None
        is_absolute = label.is_dotted or not label.value[0].isdigit()
        if label.style is Style.DECIMAL and not self.is_chinese:
            # `1` below the heading `2` counts anew there, while a number with dots says all by itself
            outer = [each.address for each in self.open if each.level < block.level]
            above = outer[-1] if outer and block.is_heading else ""
        if label.style is Style.ARTICLE and self.articles_run:
            above = ""
        prefixed = None if above is None else f"{above}.{label.value}" if above else label.value
        if not is_absolute:
            return prefixed
        return prefixed if self.is_chinese and label.value in self.taken else label.value

    def _name(self, label: Label) -> str:
        """How a Chinese text names the clause: `第三条（一）`; nothing where a number with dots stands in it or above.

        An article is named without its chapter, unless another has the same number.
        """
        if label.style is Style.DECIMAL or not self.is_chinese:
            return ""
        if not self.open or (label.style is Style.ARTICLE and label.value not in self.repeated):
            return label.written
        above = self.open[-1].name
        gap = "" if label.style in _NAMES_THAT_FOLLOW or above.endswith("、") else " "
        return f"{above}{gap}{label.written}" if above else ""

    def _accepted(self, label: Label, derived: str | None) -> set[str]:
        """The addresses that agree with a number where one is written."""
        accepted = {derived} if derived else set()
        if label.style is Style.DECIMAL:
            accepted.add(label.value)
        if label.style is Style.ARTICLE:
            chapters = [each.address for each in self.open if each.style is Style.CHAPTER]
            accepted |= {label.value, *(f"{chapter}.{label.value}" for chapter in chapters)}
        return accepted

    def _follows(self, block: Anchored, label: Label) -> bool:
        """Whether a list item with a decimal number stands where the number says: `2.5 kW` is no clause."""
        if block.is_heading or label.style is not Style.DECIMAL:
            return True
        headings = [each.address for each in self.open if each.level < _ITEM]
        items = {each.address for each in self.open if each.level == _ITEM}
        return parent_of(label.value) in items.union(headings[-1:])

    def _unaddressed(self, block: Anchored) -> Anchored:
        """A clause that needs an anchor by hand; of several below one heading the first tells it."""
        if self.is_told:
            return replace(block, number="", label=None)
        self.is_told = True
        return block


def _is_chapter(block: Anchored) -> bool:
    is_outer = block.label is not None and Style.DECIMAL < block.label.style < Style.ARTICLE
    return is_outer and not block.is_paragraph


def _has_running_article(blocks: Sequence[Anchored]) -> bool:
    """Whether an article below a chapter bears its own number as its address, without that of the chapter."""
    chapters: list[tuple[Style, int]] = []
    for block in blocks:
        label = block.label
        if label is not None and _is_chapter(block):
            chapters = [each for each in chapters if each[0] < label.style]
            chapters.append((label.style, block.level if block.is_heading else _ITEM))
        elif block.is_heading and label is None:
            chapters = [each for each in chapters if each[1] < block.level]
        elif chapters and _is_running_article(block):
            return True
    return False


def _is_running_article(block: Anchored) -> bool:
    is_article = block.label is not None and block.label.style is Style.ARTICLE
    return is_article and block.label is not None and clause_of_anchor(block.anchor or "") == block.label.value
