"""The order in which a clause is shown: what it says, then its badges, then how it is kept."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto


class Part(Enum):
    """What a row of a shown text is to its clause."""

    HEADING = auto()
    ITEM = auto()
    PARAGRAPH = auto()
    PROSE = auto()
    BADGES = auto()
    PANEL = auto()


_OPENING = (Part.HEADING, Part.ITEM, Part.PARAGRAPH)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of Markdown; badges and panels belong to the clause that opened before them."""

    text: str
    part: Part = Part.PROSE

    @property
    def indent(self) -> int:
        """How far in it stands."""
        return len(self.text) - len(self.text.lstrip(" "))


@dataclass(slots=True)
class _Clause:
    """The clause that rows are read of: how far in it stands, what of it waits, whether a paragraph is still open."""

    indent: int = 0
    part: Part = Part.HEADING
    is_open: bool = False
    badges: list[str] = field(default_factory=list)
    panels: list[str] = field(default_factory=list)

    def ends_before(self, row: Row) -> bool:
        """Whether a row starts another clause, or stands outside of this item."""
        if row.part in _OPENING:
            return True
        is_prose = row.part is Part.PROSE and bool(row.text.strip())
        return self.part is Part.ITEM and is_prose and not self.is_open and row.indent <= self.indent

    def end_of_paragraph(self) -> Iterator[str]:
        """The badges of what is no heading, on the last row of its first paragraph."""
        if self.part is not Part.HEADING:
            yield from (f"{' ' * (self.indent + 2)}{badges}" for badges in self.badges)
            self.badges.clear()

    def rest(self) -> Iterator[str]:
        """All that waits, in its order."""
        yield from self.end_of_paragraph()
        for each in (*self.badges, *self.panels):
            yield from ("", each, "")
        self.badges.clear()
        self.panels.clear()


def in_order(rows: Iterable[Row]) -> Iterator[str]:
    """The rows as they are shown: whatever the source puts first, prose stands before what is told of it."""
    clause = _Clause()
    for row in rows:
        if clause.ends_before(row):
            yield from clause.rest()
        match row.part:
            case Part.BADGES:
                clause.badges.append(row.text)
            case Part.PANEL:
                yield from clause.end_of_paragraph()
                clause.panels.append(row.text)
            case Part.PROSE:
                clause.is_open = clause.is_open and bool(row.text.strip())
                if not clause.is_open:
                    yield from clause.end_of_paragraph()
                yield row.text
            case _:
                clause = _Clause(row.indent, row.part, is_open=row.part is not Part.HEADING)
                yield row.text
    yield from clause.rest()
