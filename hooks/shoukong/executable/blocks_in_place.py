"""An executable block where it stands: its document, its clause, and how long its definition has stood unchanged."""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from shoukong.control.document_control import Control
from shoukong.document import Clause, Document
from shoukong.text.block import Block

Figures = Mapping[str, Any]
Value = TypeVar("Value")
_PARAMETER = re.compile(r"\$(\w+)")


@dataclass(frozen=True, slots=True)
class BlockInPlace:
    """A block of a document under the clause that it executes; None where it stands before every clause."""

    document: Document
    clause: Clause | None
    block: Block

    @property
    def id(self) -> str:
        """The block's number."""
        return self.block.id

    @property
    def title(self) -> str:
        """What it demands or measures, in plain words."""
        return self.block.title

    @property
    def address(self) -> str:
        """The clause under which it stands."""
        return self.document.address(self.clause) if self.clause else self.document.id

    @property
    def owner(self) -> str:
        """Who answers for it: the department that the block names, else that of the document."""
        return self.block.text("owner") or self.document.owner


@dataclass(frozen=True, slots=True)
class Interval(Generic[Value]):
    """The days on which a value stood in a document: from `start` until `end`; None where that side is open."""

    start: datetime.date | None
    end: datetime.date | None
    value: Value

    def holds(self, day: datetime.date) -> bool:
        """Whether a day is one of them."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


def blocks_in_place(control: Control, kind: str) -> tuple[BlockInPlace, ...]:
    """The blocks of a kind in the texts in force on the portal's day; of a document that never was, its draft's."""
    found: list[BlockInPlace] = []
    day = control.portal.as_of
    for life in control.lives.values():
        whole = None if life.text.is_form else control.portal.whole(life.shown_on(day).text)
        if isinstance(whole, Document) and (life.withdrawn_on is None or life.withdrawn_on > day):
            found.extend(
                BlockInPlace(whole, whole.clause_of(block), block) for block in whole.blocks if block.kind == kind
            )
    return tuple(sorted(found, key=lambda placed: (placed.document.id, placed.block.line)))


def blocks_at_hand(control: Control, kind: str) -> tuple[BlockInPlace, ...]:
    """The blocks of a kind in the texts at hand, in force or still to come, and those in force that these leave out."""
    found = {
        block.id: BlockInPlace(document, document.clause_of(block), block)
        for document in control.portal.documents
        for block in document.blocks
        if block.kind == kind
    }
    for placed in blocks_in_place(control, kind):
        found.setdefault(placed.id, placed)
    return tuple(sorted(found.values(), key=lambda placed: (placed.document.id, placed.block.line)))


def intervals_of(
    document: Document, control: Control, of: Callable[[Document], Value], *, until: datetime.date | None = None
) -> tuple[Interval[Value], ...]:
    """What `of` gives for each revision in its days, equal neighbours joined, up to a day (default the portal's)."""
    life = control.lives.get(document.id)
    last = until or control.portal.as_of
    found: list[Interval[Value]] = []
    for term in life.approved if life else ():
        whole = control.portal.whole(term.text)
        if term.start > last or not isinstance(whole, Document):
            continue
        value = of(whole)
        if found and found[-1].value == value and found[-1].end == term.start:
            found[-1] = replace(found[-1], end=term.end)
        else:
            found.append(Interval(term.start, term.end, value))
    return tuple(found) or (Interval(document.effective_date, None, of(document)),)


def named_figures(document: Document, *texts: str) -> frozenset[str]:
    """The figures of a document that some queries use, as `$name`."""
    return frozenset(name for text in texts for name in _PARAMETER.findall(text)) & document.figures.keys()


def figure_intervals(
    document: Document | None, wanted: frozenset[str], control: Control
) -> tuple[Interval[Figures], ...]:
    """The figures that a query uses, with the days on which each set of them was in force.

    The first set reaches back to what happened before the document was; the last serves after a withdrawal too.
    """
    if document is None or not wanted & document.figures.keys():
        return (Interval(None, None, {}),)

    def used(whole: Document) -> Figures:
        return {name: value for name, value in whole.figures.items() if name in wanted}

    intervals = intervals_of(document, control, used)
    opened = (replace(intervals[0], start=None), *intervals[1:])
    return (*opened[:-1], replace(opened[-1], end=None))
