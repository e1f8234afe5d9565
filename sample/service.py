"""Resident service: repairs, complaints, follow-ups, inspections, training, special services, events, contractors."""

import datetime
import itertools
import random

from sample.answers import Answer, answer, effective_from
from sample.world import (
    COMMUNITIES,
    LAST_DAY,
    Cell,
    Row,
    World,
    at,
    day_in,
    days,
    is_past,
    known,
    last_workday,
    months,
    next_workday,
    workdays_after,
)

# What breaks, by the kind of repair; in flats, and in what all share.
FAULTS = {
    "给排水": ("水龙头滴水", "马桶堵塞", "下水缓慢"),
    "供电照明": ("插座无电", "灯不亮", "开关松动"),
    "门窗五金": ("门锁损坏", "窗户关不严", "合页脱落"),
    "土建防水": ("墙面渗水", "瓷砖空鼓", "天花板起皮"),
    "电梯": ("平层不准", "按钮失灵", "运行异响"),
    "消防设施": ("应急灯不亮", "防火门关不严", "消火栓箱门损坏"),
    "弱电门禁": ("对讲不通", "门禁刷卡没有反应", "网络线路松脱"),
    "公共设施": ("座椅松动", "健身器材异响", "路面砖松动"),
    "其他": ("晾衣架损坏", "信箱编号脱落"),
}
SHARED = ("电梯", "消防设施", "公共设施")
EMERGENCIES = {"给排水": "爆管或大量跑水", "供电照明": "触电或线路打火", "电梯": "电梯困人"}
# What residents of a community complain about, by the kind of complaint.
COMPLAINTS = {
    "服务态度": ("接待态度生硬", "电话里答应回电没有回"),
    "维修质量": ("楼上漏水修了两次仍漏", "维修工没有按约到场"),
    "安全秩序": ("陌生人员随意进楼", "夜间巡逻没有见到人"),
    "清洁绿化": ("保洁不及时", "绿化带缺株", "垃圾桶旁有异味"),
    "停车管理": ("停车位被占", "道闸不抬杆"),
    "噪声扰民": ("夜间施工噪声", "楼下商铺音响太大"),
    "设施设备": ("电梯停用没有告知", "楼道灯长期不亮"),
    "收费争议": ("维修费与报价不符", "物业费账单有误"),
    "装修管理": ("邻居装修周末施工", "装修垃圾堆在楼道"),
    "其他": ("快递柜占了通道",),
}
HANDLERS = {"设施设备": ("技术部", "技术部经理"), "收费争议": ("财务部", "财务部经理")}
# From these days on the forms ask for more: what is urgent, quotes and times.
REPAIRS_RENEWED, COMPLAINTS_RENEWED = datetime.date(2026, 3, 1), datetime.date(2026, 6, 1)
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
# Which complaints are told of, by their order: a result never written, visits forgotten, late or in vain, and others.
STOPPED = 84  # the order of a service that is no longer offered
VISITED_LATE, UNANSWERED, EXTENDED, UNVISITED, UNREACHED, ANONYMOUS = 9, 17, 23, 29, 58, 64
# Why breaches came about, and what is done, by the rule.
CAUSES = {
    "G1-02": ("两名维修工同时在修，没有人补位", "派工人看在修的单，两人都在外时请另一项目支援"),
    "R1-11": ("关闭时没有对照回访记录", "关闭栏由管理处经理核对回访编号后填写"),
    "R1-11b": ("交接时没有核对未办结的单据", "每日下班前由接待员核对未办结清单，管理处经理每周抽查"),
    "R1-11c": ("回访人轮休，没有人接手", "每日列出到期的回访，轮休前移交"),
    "R1-12": ("凭记忆报价，没有查目录", "前台按目录打印的价目收费，单上由顾客核对"),
    "R1-14b": ("评审只谈了经过，没有定出措施", "评审表没有措施与完成日期的不得签字"),
}
GRADES = ("很满意", "满意", "满意", "较满意")
EVENTS = (
    ("元宵灯谜会", "节日活动", (datetime.date(2025, 2, 11), datetime.date(2026, 3, 2))),
    ("春季健步走", "文体活动", (datetime.date(2025, 5, 17), datetime.date(2026, 5, 16))),
    ("亲子手工坊", "亲子活动", (datetime.date(2025, 8, 16), datetime.date(2026, 8, 15))),
    ("中秋邻里茶会", "节日活动", (datetime.date(2025, 10, 5), datetime.date(2026, 9, 24))),
)


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


def tell_last(world: World) -> None:
    """Answer the breaches, and what contractors improved in vain."""
    for told in world.later:
        told()
    for incident in world.rows["outsourced_incidents"]:
        if incident["effective"] is False:
            _correct(world, incident)


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
        day_in(chance, year, month, 1, 13 if (year, month) == (2026, 11) else 28) for _ in range(chance.randint(7, 10))
    )
    for day in starts:
        _repair(world, chance, project, day)


def _repair(world: World, chance: random.Random, project: str, day: datetime.date) -> None:
    """A fault is reported, dispatched, mended and, where the instruction asks for it or by lot, asked after."""
    kind = chance.choice(world.choices("repair_orders", "repair_kind"))
    unit = None if kind in SHARED else _unit(world, chance, project)
    is_urgent = kind in EMERGENCIES and day >= REPAIRS_RENEWED and chance.random() < 0.2
    late = not is_urgent and chance.random() < (0.06 if day < REPAIRS_RENEWED else 0.015)
    reported = at(day, chance.randint(8, 16), chance.randrange(60))
    wait = chance.randint(90, 200) if late else chance.randint(6, 13) if is_urgent else chance.randint(15, 28)
    result = chance.choices(("已修复", "转专项维修", "临时处理"), (94, 4, 2))[0]
    charge = float(chance.choice((0, 0, 0, 20, 35, 60, 260))) if unit and result == "已修复" else 0.0
    number = _order(
        world,
        chance,
        project,
        reported,
        wait,
        unit=unit["unit"] if unit else None,
        location="室内" if unit else "公共部位",
        contact_name=unit["owner_name"] if unit else None,
        contact_phone=unit["owner_phone"] if unit else None,
        repair_kind=kind,
        description=chance.choice(FAULTS[kind]) if not is_urgent else EMERGENCIES[kind],
        urgency="紧急" if is_urgent else "一般",
        emergency_case=EMERGENCIES[kind] if is_urgent else None,
        result=result,
        charge=charge,
    )
    if late and day >= REPAIRS_RENEWED:
        _plant(world, project, "G1-02", number, workdays_after(day, 3), "过了一个多小时才到场")
    if result == "临时处理":
        _again(world, chance, project, number, day + days(4))
    if late or is_urgent or charge or result != "已修复" or chance.random() < 0.3:
        _follow_up(world, chance, project, workdays_after(day, 2), "报修", unit, repair_no=number)


def _order(
    world: World, chance: random.Random, project: str, reported: datetime.datetime, wait: int, **cells: Cell
) -> str:
    """A repair order from report to confirmation, so many minutes until somebody came; its number."""
    day, arrived = reported.date(), reported + datetime.timedelta(minutes=wait)
    finished = arrived + datetime.timedelta(minutes=chance.randint(20, 150))
    front = world.staff(post="服务中心接待员", project=project)
    told: Row = {}
    charge = float(str(cells["charge"]))
    if charge and day >= REPAIRS_RENEWED:
        told = {"quoted_amount": charge, "material_charge": charge * 0.4, "labour_charge": charge * 0.6}
        told["quote_signed_at"] = arrived + datetime.timedelta(minutes=8) if charge > 200 else None
    if cells["result"] == "转专项维修" and day >= REPAIRS_RENEWED:
        told["plan_on"] = workdays_after(day, 2)
    return world.add(
        "repair_orders",
        day,
        project,
        reported_at=reported,
        received_by=front[0],
        dispatched_by=front[1],
        dispatched_at=reported + datetime.timedelta(minutes=chance.randint(1, min(10, wait - 3))),
        repaired_by=chance.choice(world.staff(post="维修工", project=project)),
        arrived_at=arrived,
        finished_at=finished,
        confirmed_at=finished + datetime.timedelta(minutes=5),
        **told,
        **cells,
    )


def _again(world: World, chance: random.Random, project: str, original: str, day: datetime.date) -> None:
    """The same fault is looked at again, and mended for good, without charge."""
    first = world.row("repair_orders", original)
    same = ("unit", "location", "contact_name", "contact_phone", "repair_kind", "description")
    _order(
        world,
        chance,
        project,
        at(day, 10, chance.randrange(60)),
        chance.randint(12, 25),
        urgency="一般",
        earlier_repair_no=original if day >= REPAIRS_RENEWED else None,
        result="已修复",
        charge=0.0,
        **{name: first[name] for name in same},
    )


def _follow_up(
    world: World, chance: random.Random, project: str, day: datetime.date, about: str, unit: Row | None, **links: str
) -> datetime.date:
    """Ask a customer, and a dissatisfied one again after it was done anew; the day of the last visit."""
    unhappy = chance.random() < 0.05 and is_past(day + days(9))
    grade = chance.choice(GRADES)
    method = chance.choice(("上门", "电话") if "complaint_no" in links else ("上门", "电话", "信息"))
    opinion = "处理得不彻底，希望再来看一次" if unhappy else None
    _visit(world, project, day, about, unit, links, grade="不满意" if unhappy else grade, opinion=opinion,
        further_action="退回重办" if unhappy else "关闭", follow_up_method=method)  # fmt: skip
    if not unhappy:
        return day
    if "repair_no" in links:
        _again(world, chance, project, links["repair_no"], workdays_after(day, 1))
    again = workdays_after(day, 3)
    _visit(world, project, again, about, unit, links, grade=grade, opinion="这次办好了", further_action="关闭",
        follow_up_method="电话")  # fmt: skip
    return again


def _visit(
    world: World, project: str, day: datetime.date, about: str, unit: Row | None, links: dict[str, str], **told: Cell
) -> None:
    if not is_past(day):
        return
    world.add(
        "follow_ups",
        day,
        project,
        unit=unit["unit"] if unit else None,
        follow_up_kind=next(kind for kind in world.choices("follow_ups", "follow_up_kind") if about in kind),
        visited_by=world.staff(post="物管员", project=project)[0],
        visited_on=day,
        **links,
        **told,
    )


def _complaints(world: World, project: str, year: int, month: int) -> None:
    chance = world.stream(f"complaints {project}")
    last = 6 if (year, month) == (2026, 11) else 28
    for day in sorted(day_in(chance, year, month, 1, last) for _ in range(chance.randint(1, 3))):
        _complaint(world, chance, project, next_workday(day))


def _complaint(world: World, chance: random.Random, project: str, day: datetime.date) -> None:
    """A complaint is answered and asked after, then closed; a few are forgotten on the way."""
    count = len(world.rows["complaints"])
    unit = None if count == ANONYMOUS else _unit(world, chance, project)
    kind = chance.choice([k for k in world.choices("complaints", "complaint_kind") if k in COMPLAINTS])
    channel = chance.choice([c for c in world.choices("complaints", "channel") if "箱" not in c])
    manager = world.staff(post="管理处经理", project=project)[0]
    department, post = HANDLERS.get(kind, ("管理处", ""))
    solved = workdays_after(day, {EXTENDED: 7, ANONYMOUS: 1}.get(count, chance.randint(1, 3)))
    is_answered = count != UNANSWERED
    number = world.add(
        "complaints",
        day,
        project,
        unit=unit["unit"] if unit else None,
        complainant=unit["owner_name"] if unit else None,
        complainant_phone=unit["owner_phone"] if unit else None,
        channel=channel,
        complaint_kind=kind,
        description=chance.choice(COMPLAINTS[kind]),
        received_on=day,
        received_by=world.staff(post="服务中心接待员", project=project)[0],
        department=department,
        handled_by=world.staff(post=post)[0] if post else manager,
        replied_on=workdays_after(day, 1),
        due_on=workdays_after(day, 8 if count == EXTENDED else 5),
        extended_by=manager if count == EXTENDED else None,
        extended_on=workdays_after(day, 4) if count == EXTENDED else None,
        is_valid=chance.random() < 0.6,
        result="已到现场核实并整改，业主认可" if is_answered else None,
        answered_on=solved if is_answered else None,
        **_times(chance, kind, day),
    )
    if count == ANONYMOUS:
        _answer_by_notice(world, project, number, solved)
    else:
        _ask_after(world, chance, project, number, unit)


def _times(chance: random.Random, kind: str, day: datetime.date) -> Row:
    """When somebody came, where the complaint is of what was happening; when a grave one was told further up."""
    told: Row = {}
    if day >= COMPLAINTS_RENEWED and kind in ("噪声扰民", "停车管理"):
        reported = at(day, chance.randint(9, 18), chance.randrange(60))
        arrived = reported + datetime.timedelta(minutes=chance.randint(8, 25))
        told |= {"ongoing_reported_at": reported, "arrived_at": arrived}
    if day >= COMPLAINTS_RENEWED and kind == "安全秩序":
        told |= {"major_case": "多户投诉", "major_known_at": at(day, 10), "major_reported_at": at(day, 11, 10)}
    return told


def _ask_after(world: World, chance: random.Random, project: str, number: str, unit: Row | None) -> None:
    """The visit after an answer, and the closing; where one was forgotten, how it came to light."""
    count, row = len(world.rows["complaints"]) - 1, world.row("complaints", number)
    answered, received = row["answered_on"], row["received_on"]
    if not isinstance(received, datetime.date):
        raise TypeError(number)
    if not isinstance(answered, datetime.date):
        _plant(world, project, "R1-11b", number, workdays_after(received, 15), "到期没有处理结果", is_closed=False,
            is_first=True)  # fmt: skip
    elif count == UNVISITED:
        row["closed_on"] = workdays_after(answered, 1)
        for rule, fact in (("R1-11", "没有回访就关闭"), ("R1-11c", "答复后没有回访")):
            _plant(world, project, rule, number, workdays_after(answered, 9), fact)
    elif count == VISITED_LATE:
        found = workdays_after(answered, 9)
        _plant(world, project, "R1-11c", number, found, "答复后没有回访", is_first=True)
        visited = _follow_up(world, chance, project, workdays_after(found, 2), "投诉", unit, complaint_no=number)
        row["closed_on"] = workdays_after(visited, 1)
    elif count == UNREACHED:
        world.plant("R1-11d", "complaints", number)
        day = workdays_after(answered, 2)
        _visit(world, project, day, "投诉", unit, {"complaint_no": number}, first_tried_on=day, attempts=1,
            follow_up_method="电话", opinion="下午三点去电，没有人接", further_action="再次回访")  # fmt: skip
    else:
        visited = _follow_up(world, chance, project, workdays_after(answered, 1), "投诉", unit, complaint_no=number)
        row["closed_on"] = workdays_after(visited, 1)


def _answer_by_notice(world: World, project: str, number: str, posted: datetime.date) -> None:
    """An anonymous complaint is answered on the notice board for seven days, then closed."""
    manager = world.staff(post="管理处经理", project=project)[0]
    world.add(
        "public_notices",
        posted,
        project,
        notice_kind="一般事项",
        subject_title="关于一宗匿名投诉的答复",
        content="所反映的事项已经核实并整改",
        complaint_no=number,
        prepared_by=world.staff(post="物管员", project=project)[0],
        approved_by=manager,
        approved_on=posted,
        post_locations="各出入口告示栏",
        posted_by=world.staff(post="物管员", project=project)[0],
        posted_on=posted,
        planned_removal_on=posted + days(7),
        removed_on=posted + days(7),
    )
    visited = next_workday(posted + days(7))
    _visit(world, project, visited, "投诉", None, {"complaint_no": number}, follow_up_method="信息",
        further_action="关闭", opinion="公示期满，没有人提出异议")  # fmt: skip
    world.row("complaints", number)["closed_on"] = workdays_after(visited, 1)


def _plant(
    world: World,
    project: str,
    rule: str,
    record: str,
    day: datetime.date,
    fact: str,
    *,
    is_closed: bool = True,
    is_first: bool = False,
) -> None:
    """A breach on purpose, answered by a report and an action at once or when all stories are told."""
    tables = {
        "BX": "repair_orders",
        "TS": "complaints",
        "TD": "special_service_orders",
        "WW": "outsourced_incidents",
    }
    world.plant(rule, tables[record[:2]], record)
    given = Answer(
        rule=rule,
        record=record,
        fact=fact,
        cause=CAUSES[rule][0],
        measure=CAUSES[rule][1],
        department="管理处",
        responsible=world.staff(post="管理处经理", project=project)[0],
        project=project,
        is_closed=is_closed,
    )
    if is_first:
        answer(world, day, given)
    else:
        world.later.append(lambda: answer(world, day, given))


def _special_orders(world: World, project: str, year: int, month: int) -> None:
    chance = world.stream(f"special {project}")
    catalogue = world.rows["special_services"]
    for day in sorted(day_in(chance, year, month, 1, 16 if (year, month) == (2026, 11) else 28) for _ in range(2)):
        count = len(world.rows["special_service_orders"])
        service = chance.choice([s for s in catalogue if count == STOPPED or not _is_stopped(s, day)])
        if count == STOPPED:
            service = next(s for s in catalogue if _is_stopped(s, day))
        quantity, price = float(chance.randint(1, 4)), float(str(service["price"]))
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
        if off_price:
            _plant(world, project, "R1-12", number, workdays_after(day, 6), "所收单价高于目录")
        elif count == STOPPED:
            world.plant("R1-12", "special_service_orders", number)
        if chance.random() < 0.3:
            _follow_up(world, chance, project, workdays_after(served, 2), "特别服务", unit, service_order_no=number)


def _is_stopped(service: Row, day: datetime.date) -> bool:
    ends = service["valid_to"]
    return isinstance(ends, datetime.date) and day > ends


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
    """Four a year in each community, those of a festival on the evening before it."""
    for name, kind, evenings in EVENTS:
        for held, project in itertools.product(evenings, COMMUNITIES):
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
                approved_on=last_workday(held - days(20)),
                published_on=last_workday(held - days(14)),
                held_on=held,
                participants=40 + held.month * 3,
                cost=1320.0 + held.month,
                photo_refs=f"照片-{project}-{held:%Y-%m}",
                opinion="希望多办",
                recorded_on=workdays_after(held, 1),
            )


def _incidents(world: World) -> None:
    """Contractors' failures, reviewed and improved but for one never reviewed, one never improved and one in vain."""
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
        is_reviewed, is_improved, is_effective = i != 7, i not in (7, 10), i != 5
        reviewed = workdays_after(day, 4)
        due = workdays_after(reviewed, 15)
        is_verified = is_improved and is_past(due)
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
            registered_on=day + days(i % 2),
            reviewed_by=world.staff(post="物业部经理")[0] if is_reviewed and is_past(reviewed) else None,
            reviewed_on=known(reviewed) if is_reviewed else None,
            cause="排班不足，没有替补" if is_reviewed else None,
            improvement="合同中写明替补与到场时限，违约扣款" if is_improved else None,
            due_on=due if is_improved else None,
            verified_by=world.staff(post="质量控制小组组长")[0] if is_verified else None,
            verified_on=due if is_verified else None,
            effective=is_effective if is_verified else None,
        )
        if not is_reviewed:
            world.plant("R1-14b", "outsourced_incidents", number)
        elif not is_improved:
            _plant(world, project, "R1-14b", number, workdays_after(day, 9), "评审后没有定出改进措施")


def _correct(world: World, incident: Row) -> None:
    """What did not help is looked into anew, by a corrective action of its own."""
    verified = incident["verified_on"]
    if not isinstance(verified, datetime.date):
        raise TypeError(incident["incident_no"])
    opened = workdays_after(verified, 2)
    done = workdays_after(opened, 8)
    world.add_corrective_action(
        opened,
        incident_no=incident["incident_no"],
        cause="扣款条款没有写明每次的金额，维保队按月结算时不扣",
        measure="补充协议写明每次扣款，技术部每月核对到场时间",
        department="技术部",
        responsible=world.staff(post="技术部经理")[0],
        due_on=workdays_after(opened, 10),
        done_on=done,
        verified_by=world.staff(post="质量控制小组组长")[0],
        verified_on=effective_from(done),
        effective=True,
    )
