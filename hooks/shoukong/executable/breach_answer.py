"""Answers to breaches: the nonconformity reports that name them, and the corrective actions that follow."""

import bisect
import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from shoukong.control.document_control import Control
from shoukong.control.life import months_after
from shoukong.executable.breach import Breach
from shoukong.portal import Portal
from shoukong.records.core_declaration import ACTIONS, NONCONFORMITIES
from shoukong.records.core_registers import Row, core_form, core_rows
from shoukong.records.core_words import Effect
from shoukong.records.registers import Registers
from shoukong.text.yaml_shape import COUNT, KeyShape

RECURRENCE, DEFAULT_MONTHS = "recurrence_months", 6
RECURRENCE_SHAPE = {RECURRENCE: KeyShape(COUNT, required=False)}


class BreachState(StrEnum):
    """Where a breach stands in the loop."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"
    AGREED = "agreed"
    NOTED = "noted"


SETTLED = frozenset({BreachState.CLOSED, BreachState.AGREED, BreachState.NOTED})


@dataclass(frozen=True, slots=True)
class Report:
    """A nonconformity report that names a rule and a record, with its corrective actions."""

    number: str
    rule: str
    record: str
    description: str
    department: str
    disposition: str
    found_on: datetime.date | None
    due_on: datetime.date | None
    closed_on: datetime.date | None
    actions: tuple[Row, ...]
    row: Row


@dataclass(frozen=True, slots=True)
class AnsweredBreach:
    """A breach with the reports that answer it and what follows for its state.

    `recurred` is the record that it came back by, `deviation` the row by which it was agreed to.
    """

    breach: Breach
    reports: tuple[Report, ...]
    state: BreachState
    recurred: str = ""
    deviation: Row | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still waits to be closed."""
        return self.state not in SETTLED

    @property
    def is_breach(self) -> bool:
        """Whether something was demanded that was not done: neither was it agreed to, nor is it free."""
        return self.state not in (BreachState.AGREED, BreachState.NOTED)

    def age(self, day: datetime.date) -> int | None:
        """For how many days the fact has stood, where its day is known."""
        return (day - self.breach.day).days if self.breach.day else None


def read_reports(portal: Portal, registers: Registers) -> tuple[Report, ...]:
    """All nonconformity reports that answer a breach, by number."""
    actions: dict[str, list[Row]] = {}
    for row in core_rows(portal, registers, ACTIONS):
        actions.setdefault(row["nonconformity_no"], []).append(row)
    return tuple(
        Report(
            number=row.number,
            rule=row["rule"],
            record=row["breach_record"],
            description=row["description"],
            department=row["department"],
            disposition=row["disposition"],
            found_on=row.day("found_on"),
            due_on=row.day("due_on"),
            closed_on=row.day("closed_on"),
            actions=tuple(actions.get(row.number, ())),
            row=row,
        )
        for row in core_rows(portal, registers, NONCONFORMITIES)
        if row["rule"]
    )


def answered(
    breaches: Mapping[str, Sequence[Breach]], reports: Sequence[Report]
) -> Mapping[str, tuple[AnsweredBreach, ...]]:
    """Each breach with the reports that answer it, by rule."""
    by_breach: dict[tuple[str, str], list[Report]] = {}
    for report in reports:
        by_breach.setdefault((report.rule, report.record), []).append(report)
    return {rule: tuple(_answered(breach, by_breach) for breach in own) for rule, own in breaches.items()}


def with_recurrences(
    found: Mapping[str, Sequence[AnsweredBreach]], months: int
) -> Mapping[str, tuple[AnsweredBreach, ...]]:
    """The same breaches, those closed open again once they recur.

    It recurs where the same record breaks the rule after the report was closed, or another one of the same scope
    does within so many months and is not closed itself.
    """
    return {rule: tuple(_with_recurrences(own, months)) for rule, own in found.items()}


def unmatched(reports: Sequence[Report], breaches: Mapping[str, Sequence[AnsweredBreach]]) -> tuple[Report, ...]:
    """The reports whose breach does not show any more."""
    matched = {report.number for items in breaches.values() for item in items for report in item.reports}
    return tuple(report for report in reports if report.number not in matched)


def recurrence_months(control: Control) -> int:
    """For how long a breach may recur as the same one: a figure of the document that rules corrective actions."""
    form = core_form(control.portal, ACTIONS)
    document = control.ruling_text(form.document, control.portal.as_of) if form else None
    value = document.figures.get(RECURRENCE) if document else None
    is_sound = RECURRENCE_SHAPE[RECURRENCE].kind.accepts(value)
    return int(value) if is_sound and value else DEFAULT_MONTHS


def _answered(breach: Breach, by_breach: Mapping[tuple[str, str], Sequence[Report]]) -> AnsweredBreach:
    names = dict.fromkeys((breach.record, breach.key))
    reports = tuple(report for name in names for report in by_breach.get((breach.rule, name), ()))
    if not reports:
        return AnsweredBreach(breach, (), BreachState.OPEN)
    closed = [report.closed_on for report in reports if report.closed_on is not None]
    if any(report.closed_on is not None and _has_failed(report) for report in reports):
        return AnsweredBreach(breach, reports, BreachState.REOPENED)
    if len(closed) < len(reports) or not all(map(_is_effective, reports)):
        return AnsweredBreach(breach, reports, BreachState.ANSWERED)
    recurred = breach.day is not None and breach.day > max(closed)
    return AnsweredBreach(breach, reports, BreachState.REOPENED if recurred else BreachState.CLOSED)


def _with_recurrences(items: Sequence[AnsweredBreach], months: int) -> Iterator[AnsweredBreach]:
    """The breaches of one rule, those closed marked open again where an unclosed one followed in the same scope."""
    unclosed: dict[str, list[tuple[datetime.date, str]]] = {}
    for item in items:
        if item.state in (BreachState.OPEN, BreachState.ANSWERED) and item.breach.day is not None:
            unclosed.setdefault(item.breach.scope, []).append((item.breach.day, item.breach.record))
    followers = {scope: sorted(found) for scope, found in unclosed.items()}
    for item in items:
        is_closed = item.state is BreachState.CLOSED
        later = _recurrence(item, followers.get(item.breach.scope, ()), months) if is_closed else ""
        yield replace(item, state=BreachState.REOPENED, recurred=later) if later else item


def _recurrence(item: AnsweredBreach, later: Sequence[tuple[datetime.date, str]], months: int) -> str:
    """The first record by which a closed breach came back in time; empty where it did not."""
    closed_on = max(report.closed_on for report in item.reports if report.closed_on is not None)
    i = bisect.bisect_left(later, (closed_on + datetime.timedelta(days=1), ""))
    return later[i][1] if i < len(later) and later[i][0] <= months_after(closed_on, months) else ""


def _is_effective(report: Report) -> bool:
    """Whether every corrective action was verified, and with what effect; a report without one needs none."""
    asked = ("verified_on", "effective")  # where the firm keeps these columns
    verified = all(action[name] for action in report.actions for name in asked if action.keeps(name))
    return verified and not _has_failed(report)


def _has_failed(report: Report) -> bool:
    """Whether the last action that was verified had no effect."""
    verified = [action for action in report.actions if action["verified_on"]]
    return bool(verified) and verified[-1].meaning("effective") is Effect.INEFFECTIVE


def open_count(found: Mapping[str, Sequence[AnsweredBreach]]) -> int:
    """How many breaches are not closed."""
    return sum(item.is_open for items in found.values() for item in items)
