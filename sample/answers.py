"""How a breach is answered: a nonconformity report, and the corrective action that closes it."""

import datetime
from dataclasses import dataclass
from typing import TypeGuard

from sample.world import Cell, Row, World, days, is_past, known, next_workday, workdays_after
from shoukong.control.life import months_after


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of a breach: the rule and the record, whose it is, why it came about and what is done."""

    rule: str
    record: str
    fact: str
    cause: str
    measure: str
    department: str
    responsible: str
    project: str | None = None
    is_closed: bool = True


def source_of(world: World, *words: str) -> str:
    """The first source of nonconformities that holds one of the words, else the first of all."""
    sources = world.choices("nonconformities", "nonconformity_source")
    return next((source for word in words for source in sources if word in source), sources[0])


def effective_from(done: datetime.date) -> datetime.date:
    """The first working day on which an action done on `done` may be found effective: a month has passed."""
    day = done + days(31)
    return next_workday(day) if is_past(day) else day


def answer(world: World, day: datetime.date, given: Answer) -> str:
    """Report the breach on `day` and open its corrective action two working days later; the report's number."""
    done = workdays_after(day, 8)
    verified = known(effective_from(done)) if given.is_closed else None
    report = world.add_nonconformity(
        day,
        rule=given.rule,
        breach_record=given.record,
        nonconformity_source=source_of(world, "规则", "门户", "检查"),
        description=f"{given.fact}（{given.record}）",
        project=given.project,
        department=given.department,
        found_by=world.staff(post="质量控制小组组长")[0],
        confirmed_by=world.staff(post="管理者代表")[0],
        confirmed_on=known(workdays_after(day, 1)),
        disposition=world.choices("nonconformities", "disposition")[0],
        responsible=given.responsible,
        due_on=workdays_after(day, 10),
        closed_on=verified,
    )
    world.add_corrective_action(
        workdays_after(day, 2),
        nonconformity_no=report,
        cause=given.cause,
        measure=given.measure,
        department=given.department,
        responsible=given.responsible,
        due_on=workdays_after(day, 10),
        done_on=known(done),
        verified_by=world.staff(post="质量控制小组组长")[0] if verified else None,
        verified_on=verified,
        effective=True if verified else None,
    )
    return report


def tell_last(world: World) -> None:
    """Say of every report when it was written and disposed of, and of every action who looked and what came before."""
    for report in sorted(world.rows["nonconformities"], key=lambda row: str(row["found_on"])):
        number = report["nonconformity_no"]
        actions = [a for a in world.rows["corrective_actions"] if a.get("nonconformity_no") == number]
        _dispose(report, actions)
        for action in actions:
            action["previous_action_no"] = action.get("previous_action_no") or _previous(world, report)
        if not actions and report.get("survey_report_no"):
            world.plant("X8-01", "nonconformities", str(report["nonconformity_no"]))
    for action in world.rows["corrective_actions"]:
        _look(world, action)


def _dispose(report: Row, actions: list[Row]) -> None:
    """A report is written at once, confirmed before an action is opened, and disposed of before it is closed."""
    report.setdefault("reported_on", report["found_on"])
    confirmed = [day for day in (report["confirmed_on"], *(a["opened_on"] for a in actions)) if _is_day(day)]
    if not _is_day(report["confirmed_on"]) or not confirmed:
        return
    report["confirmed_on"] = min(confirmed)
    closed = report.get("closed_on")
    wanted = workdays_after(min(confirmed), 6)
    report.setdefault("disposed_on", known(min(wanted, closed) if isinstance(closed, datetime.date) else wanted))


def _is_day(cell: Cell) -> TypeGuard[datetime.date]:
    return isinstance(cell, datetime.date)


def _previous(world: World, report: Row) -> str | None:
    """The action of an earlier report of the same rule, closed in the half-year before this one was found."""
    same = ("rule", "department", "project")
    earlier = [
        other["nonconformity_no"]
        for other in world.rows["nonconformities"]
        if report.get("rule") and all(other.get(name) == report.get(name) for name in same)
        and _is_day(closed := other.get("closed_on")) and _is_day(found := report["found_on"])
        and closed < found <= months_after(closed, 6)
    ]  # fmt: skip
    actions = [str(a["action_no"]) for a in world.rows["corrective_actions"] if a.get("nonconformity_no") in earlier]
    return actions[-1] if actions else None


def _look(world: World, action: Row) -> None:
    """The quality group looks at the place three working days after an action is done."""
    done = action.get("done_on")
    looked = known(workdays_after(done, 3)) if isinstance(done, datetime.date) else None
    if looked and "checked_on" not in action:
        action["checked_on"], action["checked_by"] = looked, world.staff(post="质量控制小组组长")[0]
    if isinstance(done, datetime.date) and is_past(done + days(46)) and action.get("verified_on") is None:
        world.plant("X8-04b", "corrective_actions", str(action["action_no"]))
