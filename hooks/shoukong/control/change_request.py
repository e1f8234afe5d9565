"""Change requests: one reason, one effective day, and the documents and forms that change together under it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shoukong.portal import Portal
from shoukong.records.core_declaration import CHANGE_ITEMS, CHANGE_REQUESTS
from shoukong.records.core_registers import Row, core_rows
from shoukong.records.core_words import Decision
from shoukong.records.registers import Registers
from shoukong.revision import Revision


class RequestState(StrEnum):
    """Where a change request stands."""

    WAITING = "waiting"
    UNDER_WAY = "under-way"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ChangeItem:
    """One document or form of a request: what happens to it, and from which revision to which, as far as known."""

    number: str
    change: str
    subject: str
    action: str
    clause: str
    proposal: str
    from_revision: Revision | None
    to_revision: Revision | None
    row: Row


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """A request with its items; without a decision it waits, without a closing day it is being carried out."""

    number: str
    title: str
    reason: str
    impact: str
    effective_on: datetime.date | None
    retraining: str
    department: str
    requested_by: str
    requested_on: datetime.date | None
    decision: str
    decided_by: str
    decided_on: datetime.date | None
    closed_on: datetime.date | None
    items: tuple[ChangeItem, ...]
    row: Row

    @property
    def state(self) -> RequestState:
        """Where the request stands."""
        if not self.decision:
            return RequestState.WAITING
        if self.closed_on is None:
            return RequestState.UNDER_WAY
        return RequestState.DONE if self.row.meaning("decision") is Decision.AGREED else RequestState.REFUSED


def read_change_requests(portal: Portal, registers: Registers) -> Mapping[str, ChangeRequest]:
    """All change requests with their items, by number."""
    items: dict[str, list[ChangeItem]] = {}
    for row in core_rows(portal, registers, CHANGE_ITEMS):
        items.setdefault(row["change_no"], []).append(_item(row, portal))
    return {
        row.number: _request(row, tuple(items.get(row.number, ())))
        for row in core_rows(portal, registers, CHANGE_REQUESTS)
    }


def _item(row: Row, portal: Portal) -> ChangeItem:
    return ChangeItem(
        number=row.number,
        change=row["change_no"],
        subject=row["subject"],
        action=row["action"],
        clause=row["clause_no"],
        proposal=row["proposal"],
        from_revision=portal.revision(row["from_revision"]),
        to_revision=portal.revision(row["to_revision"]),
        row=row,
    )


def _request(row: Row, items: tuple[ChangeItem, ...]) -> ChangeRequest:
    return ChangeRequest(
        number=row.number,
        title=row["title"] or row["reason"],
        reason=row["reason"],
        impact=row["impact"],
        effective_on=row.day("effective_on"),
        retraining=row["retraining"],
        department=row["department"],
        requested_by=row["requested_by"],
        requested_on=row.day("requested_on"),
        decision=row["decision"],
        decided_by=row["decided_by"],
        decided_on=row.day("decided_on"),
        closed_on=row.day("closed_on"),
        items=items,
        row=row,
    )
