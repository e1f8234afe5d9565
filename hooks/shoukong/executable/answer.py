"""Answers to breaches: the nonconformity reports that name them, and the corrective actions that follow."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shoukong.control.kept import ACTIONS, NONCONFORMITIES, Row, kept_rows
from shoukong.executable.rule import Breach
from shoukong.portal import Portal
from shoukong.registers import Registers


class BreachState(StrEnum):
    """Where a breach stands in the loop."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"
    REOPENED = "reopened"


BREACH_NAMES = {
    BreachState.OPEN: "未处理",
    BreachState.ANSWERED: "处理中",
    BreachState.CLOSED: "已关闭",
    BreachState.REOPENED: "重新打开",
}


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


@dataclass(frozen=True, slots=True)
class AnsweredBreach:
    """A breach with the reports that answer it and what follows for its state."""

    breach: Breach
    reports: tuple[Report, ...]
    state: BreachState

    def age(self, day: datetime.date) -> int | None:
        """For how many days the fact has stood, where its day is known."""
        return (day - self.breach.day).days if self.breach.day else None


def read_reports(portal: Portal, registers: Registers) -> tuple[Report, ...]:
    """All nonconformity reports that answer a breach, by number."""
    actions: dict[str, list[Row]] = {}
    for row in kept_rows(portal, registers, ACTIONS):
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
        )
        for row in kept_rows(portal, registers, NONCONFORMITIES)
        if row["rule"]
    )


def answered(breaches: Sequence[Breach], reports: Sequence[Report]) -> tuple[AnsweredBreach, ...]:
    """Each breach with its answers; one closed before the fact happened again is open once more."""
    by_breach: dict[tuple[str, str], list[Report]] = {}
    for report in reports:
        by_breach.setdefault((report.rule, report.record), []).append(report)
    return tuple(_answered(breach, by_breach.get((breach.rule, breach.record), ())) for breach in breaches)


def _answered(breach: Breach, reports: Sequence[Report]) -> AnsweredBreach:
    if not reports:
        return AnsweredBreach(breach, (), BreachState.OPEN)
    if any(report.closed_on is None or not _is_effective(report) for report in reports):
        return AnsweredBreach(breach, tuple(reports), BreachState.ANSWERED)
    closed = max(report.closed_on for report in reports if report.closed_on is not None)
    recurred = breach.day is not None and breach.day > closed
    return AnsweredBreach(breach, tuple(reports), BreachState.REOPENED if recurred else BreachState.CLOSED)


def _is_effective(report: Report) -> bool:
    """Whether every corrective action was verified; a report without one needs none."""
    return all(action["verified_on"] and action["effective"] != "false" for action in report.actions)


def open_count(found: Mapping[str, Sequence[AnsweredBreach]]) -> int:
    """How many breaches are not closed."""
    return sum(item.state is not BreachState.CLOSED for items in found.values() for item in items)
