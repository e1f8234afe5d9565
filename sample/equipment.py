"""Equipment: its upkeep, its inspections and its checks by law."""

import datetime

from sample.answers import Answer, answer
from sample.places import PLACES, fitter, guard, manager
from sample.world import HOTEL, LAST_DAY, World, at, day_in, days, is_past, known, months, next_workday, workdays_after

Day = datetime.date
LIFT_FIRM, FIRE_FIRM = "样例电梯维保公司", "样例消防维保公司"
# name, kind, place, model, firm and the month of the yearly check; None where the law asks for none.
EQUIPMENT = (
    ("1 号楼乘客电梯", "电梯", "1 号楼", "样例牌 800 kg", LIFT_FIRM, 4),
    ("2 号楼乘客电梯", "电梯", "2 号楼", "样例牌 800 kg", LIFT_FIRM, 4),
    ("火灾自动报警与消火栓系统", "消防设施", "消防控制室", "样例牌", FIRE_FIRM, 9),
    ("楼顶防雷装置", "防雷装置", "楼顶", None, "管理处", 5),
    ("变配电设备", "供配电", "地下配电室", "样例牌 630 kVA", "管理处", None),
    ("生活水泵", "给排水", "地下泵房", "样例牌两用一备", "管理处", None),
)


def tell(world: World) -> None:
    """Fill the registers of equipment."""
    machines = _equipment(world)
    _statutory_checks(world, machines)
    _upkeep(world, machines)
    _fire_inspections(world, machines)


def _equipment(world: World) -> list[tuple[str, str, str, int | None]]:
    """All machines as (number, project, kind, month of the yearly check)."""
    began, found = Day(2023, 6, 1), []
    for project in PLACES:
        for name, kind, place, model, firm, month in EQUIPMENT:
            number = world.add(
                "equipment",
                began,
                project,
                equipment_name=name,
                equipment_kind=kind,
                place=place,
                model=model,
                in_use_on=began,
                registered_on=workdays_after(began, 3),
                maintenance_firm=firm,
            )
            found.append((number, project, kind, month))
    return found


def _statutory_checks(world: World, machines: list[tuple[str, str, str, int | None]]) -> None:
    engineer, planned = world.staff(post="技术部工程师")[0], Day(2025, 1, 6)
    due = [(number, project, kind, month) for number, project, kind, month in machines if month]
    for number, project, kind, month in due:
        first = planned
        for year in (2025, 2026, 2027):
            until = Day(year, month, 20)
            is_late = (project, kind, year) == ("ML", "防雷装置", 2026)
            wanted = until + days(9) if is_late else until - days(12)
            done = known(next_workday(wanted)) if is_past(wanted) else None
            check = world.add(
                "statutory_checks",
                first,
                equipment_no=number,
                check_name=_check_name(world, kind),
                planned_on=first,
                due_on=until,
                arranged_by=engineer,
                checked_on=done,
                body="样例检验机构" if done else None,
                report_no=f"SAMPLE-{year}-{number}" if done else None,
                conclusion="合格" if done else None,
                posted_on=workdays_after(done, 1) if done else None,
            )
            if is_late and done:
                _late_check(world, check, done, project)
            if done is None:
                break
            first = workdays_after(done, 3)


def _check_name(world: World, kind: str) -> str:
    kinds = world.figure("WY-GC-07", "equipment_kinds")
    return next(str(each["check"]) for each in kinds if each["name"] == kind)


def _late_check(world: World, check: str, day: Day, project: str) -> None:
    world.plant("G7-06", "statutory_checks", check)
    given = Answer(
        rule="G7-06",
        record=check,
        fact="防雷检测比到期日迟了九天",
        cause="检测单位雨季约满，技术部提前一个月才联系",
        measure="防雷检测改在三月联系，台账提前六十日列出到期设备",
        department="技术部",
        responsible=world.staff(post="技术部经理")[0],
        project=project,
    )
    answer(world, workdays_after(day, 2), given)


def _upkeep(world: World, machines: list[tuple[str, str, str, int | None]]) -> None:
    """Every fortnight; over the spring festival of 2026 one lift waited too long."""
    for number, project, kind, _ in machines:
        if kind != "电梯":
            continue
        day, turn = Day(2025, 1, 2), 0
        while day <= LAST_DAY:
            skips = number == "SB-YH-002" and day == Day(2026, 2, 12)
            if not skips:
                _inspect(world, number, project, day, turn, kind="维保")
            day, turn = day + days(14), turn + 1
        if number == "SB-YH-002":
            world.plant("G7-02", "equipment", number)
            given = Answer(
                rule="G7-02",
                record=number,
                fact="春节前后一次维保没有做，间隔二十八日",
                cause="维保单位春节值班表漏排本台，管理处没有按台账核对",
                measure="每月末按台账核对下月维保日期，节前一周电话确认",
                department="技术部",
                responsible=world.staff(post="技术部经理")[0],
                project=project,
            )
            answer(world, Day(2026, 3, 3), given)


def _inspect(world: World, number: str, project: str, day: Day, turn: int, kind: str) -> None:
    chance = world.stream(f"upkeep {number}")
    is_faulty = kind == "维保" and chance.random() < 0.04
    fixed = known(day + days(chance.randint(0, 5))) if is_faulty else None
    is_upkeep = kind == "维保"
    world.add(
        "equipment_inspections",
        day,
        project,
        equipment_no=number,
        inspection_kind=kind,
        inspected_at=at(day, 9 + turn % 6, 10 * (turn % 5)),
        inspected_by=None if is_upkeep else guard(world, project),
        firm=LIFT_FIRM if is_upkeep else None,
        worker_certificate=f"SAMPLE-T{turn % 4 + 1}" if is_upkeep else None,
        witnessed_by=fitter(world, project) if is_upkeep else None,
        result="异常" if is_faulty else "正常",
        fault=chance.choice(
            ("层门地坎有异物，清理后复试", "轿厢照明一盏不亮，待更换灯管", "制动器间隙偏大，已调整并观察")
        )
        if is_faulty
        else None,
        fixed_on=fixed,
    )


def _fire_inspections(world: World, machines: list[tuple[str, str, str, int | None]]) -> None:
    """Once a month in each place; the hotel left out August 2025."""
    for number, project, kind, _ in machines:
        if kind != "消防设施":
            continue
        for turn, (year, month) in enumerate(months()):
            if (project, year, month) != (HOTEL, 2025, 8):
                day = day_in(world.stream(f"fire {project}"), year, month, 8, 18)
                _inspect(world, number, project, day, turn, kind="巡检")
    world.plant("G7-03", "duties", "HT/2025-08-31")
    given = Answer(
        rule="G7-03",
        record="HT/2025-08-31",
        fact="八月没有巡检消防设施",
        cause="暑期客满，巡检人顶班，没有指定替代的人",
        measure="巡检排入月度值班表，指定替代人",
        department="酒店部",
        responsible=manager(world, HOTEL),
        project=HOTEL,
    )
    answer(world, Day(2025, 9, 3), given)
