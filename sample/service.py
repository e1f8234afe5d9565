"""Resident service: repairs, complaints, follow-ups, inspections, training, special services, events, contractors."""

import datetime
import random

from sample.answers import effective_from
from sample.world import (
    COMMUNITIES,
    LAST_DAY,
    Row,
    World,
    at,
    day_in,
    days,
    is_past,
    known,
    months,
    next_workday,
    workdays_after,
)

FAULTS = [
    "水龙头滴水",
    "马桶堵塞",
    "插座无电",
    "门锁损坏",
    "灯不亮",
    "墙面渗水",
    "对讲不通",
    "下水缓慢",
    "开关松动",
    "窗户关不严",
]
COMPLAINTS = [
    "保洁不及时",
    "楼上漏水未处理",
    "夜间施工噪声",
    "停车位被占",
    "电梯停用未告知",
    "绿化带缺株",
    "接待态度生硬",
    "门禁失灵",
]
SERVICES = (
    ("家庭保洁", "小时", 40.0),
    ("开锁协助", "次", 60.0),
    ("空调清洗", "件", 90.0),
    ("搬运协助", "小时", 50.0),
    ("代收快件", "件", 0.0),
    ("灯具安装", "件", 30.0),
    ("管道疏通", "次", 80.0),
    ("地板打蜡", "平方米", 6.0),
    ("窗帘拆装", "件", 25.0),
    ("代订桶装水", "件", 2.0),
)
GRADES = ("很满意", "满意", "满意", "较满意")


# Since when the instruction on repairs follows each limit up.
BY_THE_MINUTE = datetime.date(2026, 3, 1)


def tell(world: World) -> None:
    """Everything that residents see of the firm, month by month."""
    _training(world)
    _catalogue(world)
    for year, month in months():
        for project in COMMUNITIES:
            _repairs(world, project, year, month)
            _complaints(world, project, year, month)
            _special_orders(world, project, year, month)
            _inspections(world, project, year, month)
    _events(world)
    _incidents(world)


def _unit(world: World, chance: random.Random, project: str) -> Row:
    return chance.choice(world.units(project))


def _training(world: World) -> None:
    """Every year all who face customers are trained; one began before that, and one let it lapse."""
    trainer = world.staff(post="质量控制小组组长")[0]
    posts = {row["staff_no"]: row["post"] for row in world.rows["posts_held"] if row.get("until") is None}
    facing = [row for row in world.rows["staff"] if row["is_customer_facing"]]
    for year in (2025, 2026):
        for i, person in enumerate(facing):
            day = next_workday(datetime.date(year, 1, 2) + days(i // 3))
            number = person["staff_no"]
            if year == 2026 and i == 4:
                world.plant("R1-09", "staff", str(number))
                continue
            world.add(
                "training_records",
                day,
                staff_no=number,
                post=posts[number],
                topic="服务文明礼貌用语与岗位规程",
                basis="WY-GF-01、WY-GC-01、WY-GC-02",
                training_kind="上岗培训" if year == 2025 else "复训",
                hours=4.0,
                trained_by=trainer,
                trained_on=day,
                assessed_on=day,
                assessment="合格",
                score=80 + i % 19,
                valid_to=datetime.date(year + 1, 1, 31) if year == 2025 else datetime.date(year + 1, 3, 31),
            )


def _catalogue(world: World) -> None:
    start = datetime.date(2024, 12, 10)
    for i, (name, unit, price) in enumerate(SERVICES):
        world.add(
            "special_services",
            start,
            service_name=name,
            service_scope=f"在约定时间上门提供{name}",
            staff_conditions="经培训考核合格的本公司人员",
            charge_unit=unit,
            price=price,
            price_basis="参照本市同类服务价格，低于市价一成",
            proposed_by=world.staff(post="物管员")[i % 2],
            proposed_on=start,
            reviewed_by=world.staff(post="物业部经理")[0],
            checked_by=world.staff(post="财务部经理")[0],
            approved_by=world.staff(post="总经理")[0],
            approved_on=datetime.date(2024, 12, 20),
            published_on=datetime.date(2024, 12, 25),
            valid_from=datetime.date(2025, 1, 1),
            valid_to=datetime.date(2026, 6, 30) if name == "代订桶装水" else None,
        )


def _repairs(world: World, project: str, year: int, month: int) -> None:
    chance = world.stream(f"repairs {project}")
    starts = sorted(
        day_in(chance, year, month, 1, 18 if (year, month) == (2026, 11) else 28) for _ in range(chance.randint(7, 10))
    )
    for day in starts:
        _repair(world, chance, project, day)


def _repair(world: World, chance: random.Random, project: str, day: datetime.date) -> None:
    unit = _unit(world, chance, project)
    reported = at(day, chance.randint(8, 16), chance.randrange(60))
    late = chance.random() < 0.06
    arrived = reported + datetime.timedelta(minutes=chance.randint(15, 28) if not late else chance.randint(90, 200))
    is_urgent = not late and reported.minute % 17 == 0
    if is_urgent:
        arrived = reported + datetime.timedelta(minutes=11 + reported.minute % 4)
    is_appointed = late and reported.minute % 5 > 0
    finished = arrived + datetime.timedelta(minutes=chance.randint(20, 150))
    front = world.staff(post="服务中心接待员", project=project)
    worker = chance.choice(world.staff(post="维修工", project=project))
    number = world.add(
        "repair_orders",
        day,
        project,
        unit=unit["unit"],
        location="室内",
        contact_name=unit["owner_name"],
        contact_phone=unit["owner_phone"],
        repair_kind=chance.choice(world.choices("repair_orders", "repair_kind")),
        description=chance.choice(FAULTS),
        urgency="紧急" if is_urgent else "一般",
        appointed_at=arrived + datetime.timedelta(minutes=5) if is_appointed else None,
        reported_at=reported,
        received_by=front[0],
        dispatched_by=front[1],
        dispatched_at=reported + datetime.timedelta(minutes=chance.randint(3, 10)),
        repaired_by=worker,
        arrived_at=arrived,
        finished_at=finished,
        result=(result := "已修复" if chance.random() < 0.95 else "转专项维修"),
        plan_on=known(workdays_after(day, 2)) if result == "转专项维修" else None,
        charge=(charge := float(chance.choice((0, 0, 0, 20, 35, 60)))),
        confirmed_at=finished + datetime.timedelta(minutes=5),
    )
    if late and not is_appointed and day >= BY_THE_MINUTE:
        world.plant("G1-02", "repair_orders", number)
    if chance.random() < 0.15 or is_urgent or charge or result == "转专项维修":
        _follow_up(world, chance, project, workdays_after(day, 2), "报修", unit, repair_no=number)


def _follow_up(
    world: World, chance: random.Random, project: str, day: datetime.date, about: str, unit: Row | None, **links: str
) -> datetime.date | None:
    """A visit, and another after the work was done again; gives the day of the last where nothing is left to do."""
    unhappy = chance.random() < 0.05
    _visit(world, chance, project, day, about, unit, unhappy, links)
    again = workdays_after(day, 3)
    if unhappy:
        _visit(world, chance, project, again, about, unit, False, links)
    return known(again if unhappy else day)


def _visit(
    world: World,
    chance: random.Random,
    project: str,
    day: datetime.date,
    about: str,
    unit: Row | None,
    unhappy: bool,
    links: dict[str, str],
) -> None:
    if not is_past(day):
        return
    kinds = world.choices("follow_ups", "follow_up_kind")
    world.add(
        "follow_ups",
        day,
        project,
        unit=unit["unit"] if unit else None,
        follow_up_kind=next((kind for kind in kinds if about in kind), kinds[0]),
        follow_up_method=chance.choice(("上门", "电话", "信息")),
        visited_by=world.staff(post="物管员", project=project)[0],
        visited_on=day,
        grade="不满意" if unhappy else chance.choice(GRADES),
        opinion="处理得不彻底，希望再来看一次" if unhappy else None,
        further_action="退回重办" if unhappy else "关闭",
        **links,
    )


def _complaints(world: World, project: str, year: int, month: int) -> None:
    chance = world.stream(f"complaints {project}")
    last = 17 if (year, month) == (2026, 11) else 28
    for day in sorted(day_in(chance, year, month, 1, last) for _ in range(chance.randint(1, 3))):
        _complaint(world, chance, project, next_workday(day))


def _complaint(world: World, chance: random.Random, project: str, day: datetime.date) -> None:
    unit = _unit(world, chance, project)
    kinds, channels = world.choices("complaints", "complaint_kind"), world.choices("complaints", "channel")
    channel = chance.choice([c for c in channels if "箱" not in c] or channels)
    solved = workdays_after(day, chance.randint(1, 3))
    visited = workdays_after(solved, 1)
    closed = known(workdays_after(visited, 1))
    count = len(world.rows["complaints"])
    forgotten, unvisited = count in (17, 41), count in (9, 29, 58)
    number = world.add(
        "complaints",
        day,
        project,
        unit=unit["unit"],
        complainant=unit["owner_name"],
        complainant_phone=unit["owner_phone"],
        channel=channel,
        complaint_kind=chance.choice(kinds),
        description=chance.choice(COMPLAINTS),
        received_on=day,
        received_by=world.staff(post="服务中心接待员", project=project)[0],
        department="管理处",
        handled_by=world.staff(post="管理处经理", project=project)[0],
        replied_on=known(workdays_after(day, 1)),
        due_on=workdays_after(day, 5),
        is_valid=chance.random() < 0.6,
        result=None if forgotten or closed is None else "已到现场核实并整改，业主认可",
        closed_on=None if forgotten or unvisited else closed,
    )
    if forgotten or unvisited:
        rule = "R1-11b" if forgotten else "R1-11c"
        world.plant(rule, "complaints", number)
        if count in (9, 17, 29):
            _answer(world, project, number, rule, workdays_after(day, 15), "投诉处理没有留下结果或回访", True)
    elif closed is not None:
        heard = _follow_up(world, chance, project, visited, "投诉", unit, complaint_no=number)
        world.rows["complaints"][-1]["closed_on"] = known(workdays_after(heard, 1)) if heard else None


def _answer(world: World, project: str, record: str, rule: str, day: datetime.date, fact: str, is_closed: bool) -> None:
    """A nonconformity report and its corrective action for a breach that the portal showed."""
    done = workdays_after(day, 8)
    manager = (
        world.staff(post="管理处经理", project=project)[0]
        if project in COMMUNITIES
        else world.staff(post="酒店部经理")[0]
    )
    sources = world.choices("nonconformities", "nonconformity_source")
    report = world.add_nonconformity(
        day,
        rule=rule,
        breach_record=record,
        nonconformity_source=next((s for s in sources if "规则" in s or "门户" in s), sources[0]),
        description=f"{fact}({record})",
        project=project,
        department="管理处" if project in COMMUNITIES else "酒店部",
        found_by=world.staff(post="质量控制小组组长")[0],
        confirmed_by=world.staff(post="管理者代表")[0],
        confirmed_on=workdays_after(day, 1),
        disposition=world.choices("nonconformities", "disposition")[0],
        responsible=manager,
        due_on=workdays_after(day, 10),
        closed_on=known(effective_from(done)) if is_closed else None,
    )
    world.add_corrective_action(
        workdays_after(day, 2),
        nonconformity_no=report,
        cause="交接时没有核对未办结的单据",
        measure="每日下班前由接待员核对未办结清单，管理处经理每周抽查",
        department="管理处" if project in COMMUNITIES else "酒店部",
        responsible=manager,
        due_on=workdays_after(day, 10),
        done_on=known(done),
        verified_by=world.staff(post="质量控制小组组长")[0] if is_closed else None,
        verified_on=known(effective_from(done)) if is_closed else None,
        effective=True if is_closed else None,
    )


def _special_orders(world: World, project: str, year: int, month: int) -> None:
    chance = world.stream(f"special {project}")
    catalogue = world.rows["special_services"]
    for day in sorted(day_in(chance, year, month, 1, 16 if (year, month) == (2026, 11) else 28) for _ in range(2)):
        service = chance.choice(catalogue)
        ends = service["valid_to"]
        is_stopped = isinstance(ends, datetime.date) and day > ends
        quantity, price = float(chance.randint(1, 4)), float(str(service["price"]))
        count = len(world.rows["special_service_orders"])
        off_price = count in (12, 47) and price > 0
        charged = price + 10 if off_price else price
        unit = _unit(world, chance, project)
        served = workdays_after(day, 2)
        number = world.add(
            "special_service_orders",
            day,
            project,
            unit=unit["unit"],
            contact_name=unit["owner_name"],
            service_no=service["service_no"],
            quantity=quantity,
            unit_price=charged,
            charge=quantity * charged,
            received_by=world.staff(post="服务中心接待员", project=project)[1],
            ordered_on=day,
            served_by=chance.choice(world.staff(post="维修工", project=project)),
            served_on=known(served),
            confirmed_on=known(served),
            grade=chance.choice(GRADES),
        )
        if off_price or is_stopped:
            world.plant("R1-12", "special_service_orders", number)
        if chance.random() < 0.3:
            _follow_up(world, chance, project, workdays_after(served, 2), "特别服务", unit, service_order_no=number)


def _inspections(world: World, project: str, year: int, month: int) -> None:
    chance = world.stream(f"inspections {project}")
    first = next_workday(datetime.date(year, month, 3))
    levels = [
        ("管理处自检", "管理处", world.staff(post="管理处经理", project=project)[0], 0),
        ("职能部门检查", "物业部", world.staff(post="物业部经理")[0], 5),
    ]
    if month % 3 == 2:
        levels.append(("质量控制小组抽查", "质量控制小组", world.staff(post="质量控制小组组长")[0], 9))
    for level, department, inspector, offset in levels:
        day = workdays_after(first, offset)
        if not is_past(day):
            continue
        failed = chance.choice((0, 0, 0, 0, 1, 2))
        due = workdays_after(day, 5)
        world.add(
            "service_inspections",
            day,
            project,
            inspection_level=level,
            department=department,
            inspection_item=chance.choice(("前台接待", "维修服务", "保洁质量", "秩序维护", "公共设施")),
            sample_count=chance.randint(10, 20),
            failed_count=failed,
            conclusion="不合格" if failed else "合格",
            description="两处记录不全，当场改正" if failed else None,
            inspected_by=inspector,
            inspected_on=day,
            due_on=due if failed else None,
            rechecked_by=inspector if failed and is_past(due) else None,
            rechecked_on=known(due) if failed else None,
        )


def _events(world: World) -> None:
    names = (
        ("元宵灯谜会", "节日活动"),
        ("春季健步走", "文体活动"),
        ("亲子手工坊", "亲子活动"),
        ("中秋邻里茶会", "节日活动"),
    )
    for year in (2025, 2026):
        for (name, kind), month in zip(names, (2, 5, 8, 10), strict=True):
            for project in COMMUNITIES:
                held = datetime.date(year, month, 14)
                world.add(
                    "community_events",
                    held,
                    project,
                    event_name=name,
                    event_kind=kind,
                    target_group="全体业主与住户",
                    plan="活动内容、场地、应急与医药箱由管理处落实",
                    budget=1500.0,
                    organized_by=world.staff(post="物管员", project=project)[0],
                    approved_by=world.staff(post="物业部经理")[0],
                    approved_on=next_workday(held - days(20)),
                    published_on=next_workday(held - days(14)),
                    held_on=held,
                    participants=40 + month * 3,
                    cost=1320.0 + month,
                    photo_refs=f"照片-{project}-{year}-{month:02}",
                    opinion="希望多办",
                    recorded_on=workdays_after(held, 2),
                )


def _incidents(world: World) -> None:
    """Contractors' failures, reviewed and improved but for one never reviewed and one never improved."""
    told = (
        ("保洁", "样例保洁服务队", "楼道两日未清扫"),
        ("电梯维保", "样例电梯维保队", "困人后四十分钟才到场"),
        ("绿化", "样例绿化队", "补种未按期完成"),
    )
    for i in range(12):
        project, (service, contractor, story) = COMMUNITIES[i % 2], told[i % 3]
        day = datetime.date(2025, 2, 11) + days(52 * i)
        if day > LAST_DAY:
            return
        is_reviewed, is_improved = i != 7, i not in (7, 10)
        reviewed = workdays_after(day, 5)
        due = workdays_after(reviewed, 15)
        manager = world.staff(post="管理处经理", project=project)[0]
        number = world.add(
            "outsourced_incidents",
            day,
            project,
            contractor=contractor,
            outsourced_service=service,
            occurred_on=day,
            description=story,
            registered_by=manager,
            registered_on=min(next_workday(day), day + days(1)),
            reviewed_by=world.staff(post="物业部经理")[0] if is_reviewed and is_past(reviewed) else None,
            reviewed_on=known(reviewed) if is_reviewed else None,
            cause="排班不足，没有替补" if is_reviewed else None,
            improvement="合同中写明替补与到场时限，违约扣款" if is_improved else None,
            due_on=due if is_improved else None,
            verified_by=world.staff(post="质量控制小组组长")[0] if is_improved and is_past(due) else None,
            verified_on=known(due) if is_improved else None,
            effective=True if is_improved and is_past(due) else None,
        )
        if not is_improved:
            world.plant("R1-14" if is_reviewed else "R1-14b", "outsourced_incidents", number)
