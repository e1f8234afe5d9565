"""An approval: who prepared, reviewed and approved exactly which text, when, and as what kind of change."""

import datetime
from dataclasses import dataclass, replace

from shoukong.portal import Portal
from shoukong.records.core_declaration import APPROVALS
from shoukong.records.core_registers import Row, core_rows
from shoukong.records.core_words import ChangeKind
from shoukong.records.registers import Registers
from shoukong.revision import Revision, is_major

REVIEWED = "reviewed"
STEPS = ("prepared", REVIEWED, "approved")
# The figure of the rulebook lists who may take a step under these names.
STEP_VERBS = {"prepared": "prepare", "reviewed": "review", "approved": "approve"}


@dataclass(frozen=True, slots=True)
class Signing:
    """One step of an approval: a member of staff, and the day."""

    step: str
    by: str
    on: datetime.date | None


@dataclass(frozen=True, slots=True)
class Approval:
    """A row of the register of approvals; `withdrawn_on` is set only where a whole document or form is withdrawn.

    `signings` are the steps that were taken, the first by who wrote the text, the last by who put it into force.
    `change_kind` is the firm's word for its `kind`.
    """

    number: str
    subject: str
    revision: Revision | None
    digest: str
    signings: tuple[Signing, ...]
    change_kind: str
    reason: str
    impact: str
    change: str
    withdrawn_on: datetime.date | None
    row: Row | None = None
    kind: ChangeKind | None = None

    @property
    def prepared(self) -> Signing:
        """Who wrote the text."""
        return self.signings[0]

    @property
    def approved(self) -> Signing:
        """Who put it into force."""
        return self.signings[-1]

    @property
    def is_withdrawal(self) -> bool:
        """Whether it ends a document or form instead of putting a text into force."""
        return self.kind is ChangeKind.WITHDRAWAL

    @property
    def is_major(self) -> bool:
        """Whether people have to read the text anew: it is new, or changes what somebody does."""
        return self.kind in (ChangeKind.NEW, ChangeKind.MAJOR)


def read_approvals(portal: Portal, registers: Registers) -> tuple[Approval, ...]:
    """All approvals, by their numbers."""
    return tuple(_approval(row, portal) for row in core_rows(portal, registers, APPROVALS))


def kinds_of_change(revision: Revision, before: Revision | None) -> tuple[ChangeKind, ...]:
    """The kinds of change that a revision may be: new without one before it, else what the pattern tells, or either."""
    if before is None:
        return (ChangeKind.NEW,)
    either = (ChangeKind.MAJOR, ChangeKind.MINOR)
    return {True: either[:1], False: either[1:], None: either}[is_major(revision, before)]


def statement(approval: Approval) -> str:
    """What signatures of the first form sign: the approval in plain lines, in a form that does not change."""
    signings = (f"{s.step}: {s.by} {s.on.isoformat() if s.on else ''}" for s in approval.signings)
    lines = (
        "shoukong approval 1",
        f"approval_no: {approval.number}",
        f"subject: {approval.subject}",
        f"revision: {approval.revision}",
        f"digest: {approval.digest}",
        *signings,
        f"change_kind: {approval.change_kind}",
        f"reason: {approval.reason}",
        f"impact: {approval.impact}",
        f"change_no: {approval.change}",
        f"withdrawn_on: {approval.withdrawn_on or ''}",
    )
    return "".join(f"{line}\n" for line in lines)


def step_statement(approval: Approval, signing: Signing, seal: str | None) -> str:
    """What the signature of one step signs: the step, who took it and when, the whole approval, the seal before it.

    A line end within a value is written as `\\n`, so that no value can pass for another line.
    """
    day = signing.on.isoformat() if signing.on else ""
    earlier = statement(_in_one_line(approval)).split("\n", 1)[1]
    head = f"shoukong approval 2\nstep: {signing.step}\nsigner: {signing.by}\nsigned_for: {day}\n"
    return f"{head}{earlier}seal: {seal or ''}\n"


def _in_one_line(approval: Approval) -> Approval:
    names = ("number", "subject", "digest", "change_kind", "reason", "impact", "change")
    values = {name: getattr(approval, name) for name in names}
    escaped = {n: v.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r") for n, v in values.items()}
    return replace(approval, **escaped)


def _approval(row: Row, portal: Portal) -> Approval:
    signings = (Signing(step, row[f"{step}_by"], row.day(f"{step}_on")) for step in STEPS)
    return Approval(
        number=row.number,
        subject=row["subject"],
        revision=portal.revision(row["revision"]),
        digest=row["digest"],
        signings=tuple(s for s in signings if s.step != REVIEWED or s.by or s.on),
        change_kind=row["change_kind"],
        reason=row["reason"],
        impact=row["impact"],
        change=row["change_no"],
        withdrawn_on=row.day("withdrawn_on"),
        row=row,
        kind=_kind(row),
    )


def _kind(row: Row) -> ChangeKind | None:
    meaning = row.meaning("change_kind")
    return meaning if isinstance(meaning, ChangeKind) else None
