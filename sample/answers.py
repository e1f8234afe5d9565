"""How a breach is answered: a nonconformity report, and the corrective action that closes it."""

import datetime
from dataclasses import dataclass

from sample.world import World, days, is_past, known, next_workday, workdays_after


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
