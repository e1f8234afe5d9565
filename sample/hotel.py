"""The hotel's conferences and groups: inquiry, agreement, priced items, approvals."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from sample.answers import Answer, answer
from sample.world import HOTEL, World, days, is_past, known, next_workday, workdays_after


@dataclass(frozen=True, slots=True)
class Event:
    """A conference or group: the client and its group, guests, rooms and nights, and the rule that is broken."""

    client: str
    group: str
    guests: int
    rooms: int
    nights: int
    breaks: str = ""

    @property
    def is_conference(self) -> bool:
        """Whether it meets, and does not only stay."""
        return self.guests > 25


@dataclass(frozen=True, slots=True)
class Line:
    """A chargeable item of an agreement: of the rate card, how much of it, for how many days, at which price."""

    item: str
    unit: str
    quantity: float
    days: float
    list_price: float
    price: float

    @property
    def amount(self) -> float:
        """What the line comes to."""
        return round(self.quantity * self.days * self.price, 2)


EVENTS = (
    Event("甲单位培训处", "甲系统", 60, 30, 2),
    Event("乙单位工会", "乙系统", 24, 12, 1),
    Event("丙单位", "丙单位", 80, 40, 3),
    Event("甲单位财务处", "甲系统", 28, 14, 2),
    Event("丁单位", "丁单位", 100, 50, 2, "R4-13"),
    Event("戊单位研究室", "戊系统", 30, 15, 1),
    Event("己单位", "己单位", 40, 20, 2, "R4-18"),
    Event("乙单位办公室", "乙系统", 22, 11, 2),
    Event("庚单位", "庚单位", 90, 45, 1, "R4-05 上浮"),
    Event("辛单位", "辛单位", 20, 10, 2, "R4-04"),
    Event("甲单位信息处", "甲系统", 50, 25, 2, "R4-14"),
    Event("壬单位", "壬单位", 70, 35, 2, "R4-05 空房"),
    Event("丙单位", "丙单位", 60, 30, 1, "R4-21"),
    Event("戊单位党校", "戊系统", 32, 16, 3, "R4-16"),
    Event("癸单位", "癸单位", 44, 22, 2),
    Event("己单位", "己单位", 36, 18, 1),
)
# Events whose rooms were not all used, and how many stood empty.
EMPTY = {5: 2, 11: 3, 14: 1}
OUTCOMES = ("未达成", "对方取消", "未达成", "未达成", "对方取消", "未达成", "未达成", "未达成", None)


def tell(world: World) -> None:
    """Every six weeks or so an inquiry that becomes an agreement; between them some that do not."""
    for i, event in enumerate(EVENTS):
        day = next_workday(datetime.date(2025, 1, 20) + days(43 * i))
        _event(world, i, day, event)
        if i % 2 == 0 or i == 15:
            other = Event(f"询价单位{i // 2 + 1}", "", 20 + 3 * i, 10, 2)
            _inquiry(world, i + 20, next_workday(day + days(4 if i == 15 else 9)), other, OUTCOMES[(i + 1) // 2])


def _post(world: World, post: str) -> str:
    return world.staff(post=post)[0]


def _inquiry(world: World, i: int, day: datetime.date, event: Event, outcome: str | None) -> str:
    arrives = day + days(25)
    return world.add(
        "event_inquiries",
        day,
        HOTEL,
        received_on=day,
        received_by=_post(world, "会议接待员"),
        client=event.client,
        event_name="工作会议" if event.is_conference else "团队住宿",
        event_type="会议" if event.is_conference else "团队",
        arrives_on=arrives,
        departs_on=arrives + days(event.nights),
        guest_count=event.guests,
        contact_name=f"联系人样{i:02}",
        contact_phone=f"1990005{i:04}",
        organizer_info="会务组两人，住同层" if event.is_conference else "领队一人",
        other_requests="会标一条、站牌两块，由酒店代办" if event.is_conference else "无",
        handled_by=_post(world, "营销部经理" if event.is_conference else "酒店部经理"),
        outcome=outcome if is_past(workdays_after(day, 4)) else None,
        closed_on=known(workdays_after(day, 4)) if outcome else None,
    )


def _card(world: World) -> dict[str, tuple[str, float, float]]:
    """The rate card: (unit, list price, floor price) by item; an item without a floor is sold at its list price."""
    rows = world.figure("WY-CX-04", "charge_items")
    card = {}
    for row in rows:
        if isinstance(row, Mapping) and row.get("list_price"):
            listed = float(str(row["list_price"]))
            card[str(row["name"])] = (str(row.get("unit", "")), listed, float(str(row.get("floor_price") or listed)))
    return card


def _named(card: Mapping[str, object], *words: str) -> str | None:
    """The first item whose name holds all the words."""
    return next((name for name in card if all(word in name for word in words)), None)


def _wanted(card: Mapping[str, object], i: int, event: Event) -> list[tuple[str | None, float, float]]:
    """(item, quantity, days) that an event asks for: rooms always, beds at times, halls for those who meet."""
    nights = float(event.nights)
    rooms = sorted((name for name in card if "标准间" in name), key=lambda name: "不含" in name)
    wanted: list[tuple[str | None, float, float]] = [(rooms[i % 2], float(event.rooms), nights)]
    if i % 4 == 1:
        wanted.append((_named(card, "加床"), 2.0, nights))
    if event.is_conference:
        floor = "四楼" if event.guests > 30 else "二楼"
        wanted.append((_named(card, floor, "全天"), 1.0, nights))
        wanted.append((_named(card, "二楼", "半天") if i % 3 == 0 else None, 1.0, 1.0))
    if i % 5 == 2:
        wanted.append((_named(card, "大包房"), 1.0, 1.0))
    if i == 8:
        wanted.append((_named(card, "夜场"), 1.0, 1.0))
    return wanted


def _lines(world: World, i: int, event: Event) -> list[Line]:
    """Agreed prices lie between floor and list, the same within a client's group, but for the breaches."""
    card = _card(world)
    share = sum(map(ord, event.group)) % 4 / 10  # what of the span between floor and list is kept
    lines = []
    for name, quantity, count in _wanted(card, i, event):
        if name is not None:
            unit, listed, floor = card[name]
            price = round(floor + share * (listed - floor), -1) if listed - floor >= 10 else floor
            lines.append(Line(name, unit, quantity, count, listed, max(price, floor)))
    return [_broken(line, event, card[line.item][2]) for line in lines]


def _broken(line: Line, event: Event, floor: float) -> Line:
    """The line as it stands in an agreement that breaks a rule on prices."""
    is_room, is_bed = "标准间" in line.item, "加床" in line.item
    price, listed = line.price, line.list_price
    if (event.breaks == "R4-13" and is_room) or (event.breaks == "R4-04" and is_bed):
        price = floor - (20 if is_room else 10)
    elif event.breaks == "R4-14" and is_room:
        price += 30
    elif event.breaks == "R4-16" and is_room:
        listed += 40
    return Line(line.item, line.unit, line.quantity, line.days, listed, price)


def _percent(world: World, name: str) -> float:
    return float(str(world.figure("WY-CX-04", name))) / 100


def _event(world: World, i: int, day: datetime.date, event: Event) -> None:
    inquiry = _inquiry(world, i, day, event, "签定协议")
    signed = workdays_after(day, 4)
    if not is_past(signed):
        return
    lines = _lines(world, i, event)
    agreement = _agree(world, (inquiry, i, signed), event, lines)
    _items(world, agreement, event, lines, signed)
    _approve(world, event, agreement, signed)
    rule = event.breaks[:5]
    if rule == "R4-05":
        world.plant(rule, "event_agreements", agreement)
    if rule == "R4-18":
        world.add(
            "deviations",
            signed,
            rule=rule,
            record=agreement,
            reason="对方为政府采购，预付款上限为合同额的两成",
            clause="WY-CX-04#2.2.4",
            proposed_by=_post(world, "营销部经理"),
            proposed_on=signed,
            agreed_by=_post(world, "财务部经理"),
            agreed_on=signed,
        )


def _answer(world: World, rule: str, record: str, told: tuple[str, str, str]) -> Answer:
    head = _post(world, "营销部经理")
    return Answer(rule, record, *told, department="营销部", responsible=head, project=HOTEL)


def _agree(world: World, about: tuple[str, int, datetime.date], event: Event, lines: list[Line]) -> str:
    """The agreement; after the guests have left also what was used, what is owed for empty rooms, and the bill."""
    inquiry, i, signed = about
    asked = world.row("event_inquiries", inquiry)
    departs = asked["departs_on"]
    is_over = isinstance(departs, datetime.date) and is_past(departs)
    total = round(sum(line.amount for line in lines), 2)
    empty, room = EMPTY.get(i, 0), lines[0]
    lost = empty * room.price * event.nights
    owed = round(lost * _percent(world, "vacancy_compensation_percent"), 2)
    owed = 0.0 if event.breaks == "R4-05 空房" else owed
    floating = 5 if event.breaks == "R4-05 上浮" else int(str(world.figure("WY-CX-04", "room_float"))) * (i % 3 == 0)
    share = 0.2 if event.breaks == "R4-18" else _percent(world, "prepayment_percent")
    return world.add(
        "event_agreements",
        signed,
        HOTEL,
        inquiry_no=inquiry,
        client=event.client,
        client_group=event.group,
        client_signatory=f"签约人样{i:02}",
        signed_by=_post(world, "营销部经理"),
        signed_on=signed,
        arrives_on=asked["arrives_on"],
        departs_on=departs,
        rooms_agreed=event.rooms,
        rooms_reserved=event.rooms + floating,
        room_numbers="三楼至五楼",
        organizer_room="301" if event.is_conference else None,
        rooms_used=event.rooms - empty if is_over else None,
        vacancy_compensation=owed if is_over else None,
        estimated_total=total,
        prepayment=round(total * share, 2),
        prepaid_on=known(workdays_after(signed, 2)),
        settlement_method=world.choices("event_agreements", "settlement_method")[i % 2],
        settled_total=round(total - lost + owed, 2) if is_over else None,
        settled_on=departs if is_over else None,
    )


def _items(world: World, agreement: str, event: Event, lines: list[Line], day: datetime.date) -> None:
    """The lines of an agreement; those that break a rule on prices are remembered."""
    arrives = world.row("event_agreements", agreement)["arrives_on"]
    for line in lines:
        number = world.add(
            "agreement_items",
            day,
            agreement_no=agreement,
            item=line.item,
            unit_of_charge=line.unit,
            quantity=line.quantity,
            days=line.days,
            list_price=line.list_price,
            agreed_price=line.price,
            amount=line.amount,
            served_on=arrives,
            requests="课桌式，备投影与茶水" if "会议室" in line.item else None,
            recorded_by=_post(world, "会议接待员"),
            recorded_on=day,
        )
        _plant(world, event, line, number, day)


def _plant(world: World, event: Event, line: Line, number: str, day: datetime.date) -> None:
    is_under_floor = line.price < _card(world)[line.item][2]
    if event.breaks in ("R4-14", "R4-16") and "标准间" in line.item:
        world.plant(event.breaks, "agreement_items", number)
    if is_under_floor:
        world.plant("R4-13", "agreement_items", number)
    if is_under_floor and event.breaks == "R4-04":
        world.plant("R4-04", "agreement_items", number)
    if is_under_floor and event.breaks == "R4-13":
        told = "协议价低于底价", "报价时没有查收费表", "报价单由营销部经理对照收费表复核"
        answer(world, workdays_after(day, 10), _answer(world, "R4-13", number, told))


def _approve(world: World, event: Event, agreement: str, day: datetime.date) -> None:
    """Gathered by marketing, confirmed by finance, approved by the general manager, sent out; once unapproved."""
    collected, confirmed, approved, sent = (known(workdays_after(day, n)) for n in (1, 2, 3, 4))
    approved = None if event.breaks == "R4-21" else approved
    number = world.add(
        "agreement_approvals",
        day,
        agreement_no=agreement,
        submitted_by=_post(world, "会议接待员"),
        submitted_on=day,
        collected_by=_post(world, "营销部经理") if collected else None,
        collected_on=collected,
        confirmed_by=_post(world, "财务部经理") if confirmed else None,
        confirmed_on=confirmed,
        finance_opinion="价格与结账方式无误" if confirmed else None,
        approved_by=_post(world, "总经理") if approved else None,
        approved_on=approved,
        decision="同意" if approved else None,
        distributed_to="酒店部、财务部、营销部" if sent else None,
        distributed_by=_post(world, "会议接待员") if sent else None,
        distributed_on=sent,
    )
    if event.breaks == "R4-21":
        world.plant("R4-21", "agreement_approvals", number)
