"""Training plans and certificates."""

import datetime

from sample.answers import Answer, answer
from sample.world import World, days, next_workday, workdays_after

Day = datetime.date
TOPICS = (
    ("服务用语与投诉接待", "全体对客人员", "物业部", 4, 3),
    ("灭火器、疏散与应急卡", "全体人员", "管理处", 4, 4),
    ("报修规程与入户礼仪", "维修工、服务中心接待员", "物业部", 4, 6),
    ("个人信息保护", "全体人员", "行政人事部", 2, 9),
    ("上年的不合格与纠正措施", "各部门负责人", "质量控制小组", 3, 10),
)


def tell(world: World) -> None:
    """Fill the registers of training plans and certificates."""
    _plans(world)
    _certificates(world)


def _plans(world: World) -> None:
    """Five topics a year; in 2026 the training on personal data slipped into October."""
    representative = world.staff(post="管理者代表")[0]
    for year in (2025, 2026):
        for topic, trainees, department, hours, month in TOPICS:
            first = Day(year, month, 1)
            slips = (year, month) == (2026, 9)
            held = next_workday(first + days(35 if slips else 14))
            plan = world.add(
                "training_plans",
                Day(year, 1, 15),
                plan_year=year,
                topic=topic,
                trainees=trainees,
                department=department,
                hours=float(hours),
                planned_from=first,
                approved_by=representative,
                approved_on=next_workday(Day(year, 1, 16)),
                held_on=held,
                attended=len(world.staff(department=department)) + 3,
            )
            if slips:
                _late_training(world, plan, held)


def _late_training(world: World, plan: str, day: Day) -> None:
    world.plant("G9-02", "training_plans", plan)
    given = Answer(
        rule="G9-02",
        record=plan,
        fact="个人信息保护培训迟了一个月",
        cause="讲师出差，没有备选",
        measure="每项培训定两名讲师，月初确认",
        department="行政人事部",
        responsible=world.staff(post="行政人事部经理")[0],
        is_closed=False,
    )
    answer(world, workdays_after(day, 2), given)


def _certificates(world: World) -> None:
    fitters, guards = world.staff(post="维修工"), world.staff(post="保安领班")
    told = [(fitter, "低压电工作业", Day(2024, 3, 11) + days(90 * i), 3, 6) for i, fitter in enumerate(fitters)]
    told[0] = (fitters[0], "低压电工作业", Day(2023, 12, 20), 3, 6)
    told += [(guard, "保安员", Day(2023, 4, 3), None, None) for guard in guards]
    told += [(world.staff(post="技术部工程师")[0], "特种设备安全管理", Day(2023, 8, 14), None, 4)]
    for turn, (person, kind, issued, review, valid) in enumerate(sorted(told, key=lambda t: t[2])):
        world.add(
            "certificates",
            issued,
            staff_no=person,
            certificate_kind=kind,
            licence_no=f"SAMPLE-C{turn + 1:03}",
            issued_on=issued,
            review_due_on=issued.replace(year=issued.year + review) if review else None,
            valid_to=issued.replace(year=issued.year + valid) if valid else None,
        )
