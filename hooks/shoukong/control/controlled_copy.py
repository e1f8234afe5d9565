"""Controlled copies 受控副本: numbered prints, who holds them, and whether they may still be used."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shoukong.control.life import Life, Term
from shoukong.days.timeline import Timeline, timeline
from shoukong.portal import Portal
from shoukong.records.core_declaration import COPIES
from shoukong.records.core_registers import Row, core_rows
from shoukong.records.registers import Registers


class CopyState(StrEnum):
    """What a copy is worth on a day."""

    CURRENT = "current"
    NOT_YET = "not-yet"
    SUPERSEDED = "superseded"
    RECALLED = "recalled"


@dataclass(frozen=True, slots=True)
class ControlledCopy:
    """A numbered copy of one revision; `term` is None where no such revision exists."""

    number: str
    subject: str
    revision: str
    holder: str
    kept_at: str
    issued_by: str
    issued_on: datetime.date | None
    returned_on: datetime.date | None
    return_kind: str
    term: Term | None
    row: Row

    def state(self, day: datetime.date) -> CopyState:
        """What the copy is worth on a day."""
        if self.returned_on is not None and self.returned_on <= day:
            return CopyState.RECALLED
        if self.term is None or (self.term.end is not None and self.term.end <= day):
            return CopyState.SUPERSEDED
        return CopyState.CURRENT if self.term.applies_on(day) else CopyState.NOT_YET

    @property
    def timeline(self) -> Timeline[CopyState]:
        """What the copy is worth on every day."""
        ends = (self.term.start, self.term.end) if self.term else ()
        return timeline(self.state, (self.returned_on, *ends))

    def is_to_recall(self, day: datetime.date) -> bool:
        """Whether somebody still holds it although it no longer applies."""
        return self.state(day) is CopyState.SUPERSEDED


def read_copies(portal: Portal, registers: Registers, lives: Mapping[str, Life]) -> tuple[ControlledCopy, ...]:
    """All copies, by their numbers."""
    found = []
    for row in core_rows(portal, registers, COPIES):
        life = lives.get(row["subject"])
        found.append(
            ControlledCopy(
                number=row.number,
                subject=row["subject"],
                revision=row["revision"],
                holder=row["holder"],
                kept_at=row["kept_at"],
                issued_by=row["issued_by"],
                issued_on=row.day("issued_on"),
                returned_on=row.day("returned_on"),
                return_kind=row["return_kind"],
                term=life.term(portal.revision(row["revision"])) if life else None,
                row=row,
            )
        )
    return tuple(found)
