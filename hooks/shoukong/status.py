"""The status of a document on a day, derived from its approvals and dates and never typed."""

import calendar
import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shoukong.document import Document
from shoukong.portal import Portal
from shoukong.registers import Registers
from shoukong.verdict import column

APPROVALS = "document_approvals"


class Status(StrEnum):
    """What a document is worth on a day."""

    DRAFT = "draft"
    UPCOMING = "upcoming"
    IN_FORCE = "in-force"
    REVIEW_OVERDUE = "review-overdue"


STATUS_NAMES = {
    Status.DRAFT: "草案",
    Status.UPCOMING: "待实施",
    Status.IN_FORCE: "有效",
    Status.REVIEW_OVERDUE: "复审逾期",
}


@dataclass(frozen=True, slots=True)
class Approval:
    """Who prepared, reviewed and approved which text, and when; names as they stand in the staff register."""

    number: str
    revision: str
    digest: str
    prepared: tuple[str, str]
    reviewed: tuple[str, str]
    approved: tuple[str, str]
    change_kind: str
    reason: str


def approvals_of(registers: Registers, portal: Portal) -> dict[str, tuple[Approval, ...]]:
    """The approvals of each document and form, by its number, in the order of their own numbers."""
    form = portal.forms_by_name.get(APPROVALS)
    wanted = ("subject", "approval_no", "revision", "digest", "change_kind", "reason")
    steps = tuple(f"{step}_{part}" for step in ("prepared", "reviewed", "approved") for part in ("by", "on"))
    if form is None or not set(wanted + steps) <= set(form.names):
        return {}
    names = _names(registers, portal)
    query = f"SELECT {', '.join(map(column, wanted + steps))} FROM {column(APPROVALS)} ORDER BY 2"
    found: dict[str, list[Approval]] = {}
    for subject, number, revision, digest, kind, reason, *signed in registers.rows(query):
        people = [(names.get(by, by), on) for by, on in _pairs(signed)]
        found.setdefault(subject, []).append(
            Approval(number, revision, digest, people[0], people[1], people[2], kind, reason)
        )
    return {subject: tuple(rows) for subject, rows in found.items()}


def status_of(document: Document, approvals: Sequence[Approval], as_of: datetime.date) -> Status:
    """The status on a day: without an approval of its revision a document is a draft, whatever its date."""
    if not any(a.revision == str(document.revision) for a in approvals):
        return Status.DRAFT
    if document.effective_date > as_of:
        return Status.UPCOMING
    return Status.REVIEW_OVERDUE if review_due(document) < as_of else Status.IN_FORCE


def review_due(document: Document) -> datetime.date:
    """The day by which the document has to be reviewed."""
    months = document.effective_date.month - 1 + document.review_months
    year, month = document.effective_date.year + months // 12, months % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return datetime.date(year, month, min(document.effective_date.day, last))


def _names(registers: Registers, portal: Portal) -> dict[str, str]:
    """Staff by number; the register's first personal field is the name."""
    staff = portal.forms_by_name.get("staff")
    name = next((f.name for f in staff.fields if f.privacy), None) if staff else None
    if staff is None or name is None:
        return {}
    return dict(registers.rows(f"SELECT {column(staff.primary_key)}, {column(name)} FROM staff"))


def _pairs(values: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield from zip(values[::2], values[1::2], strict=True)
