"""The hotel's conferences and groups: inquiry, agreement, priced items, approvals."""

import datetime
from collections.abc import Mapping
from typing import Any

from sample.world import HOTEL, World, days, is_past, known, next_workday, workdays_after

# (client, its group, guests, rooms, days, discount on the list price in percent)
EVENTS = (
    ("甲单位培训处", "甲系统", 60, 30, 2),
    ("乙单位工会", "乙系统", 24, 12, 1),
    ("丙单位", "丙单位", 80, 40, 3),
    ("甲单位财务处", "甲系统", 28, 14, 2),
    ("丁单位", "丁单位", 100, 50, 2),
    ("戊单位研究室", "戊系统", 30, 15, 1),
    ("己单位", "己单位", 40, 20, 2),
    ("乙单位办公室", "乙系统", 26, 13, 2),
    ("庚单位", "庚单位", 90, 45, 1),
    ("辛单位", "辛单位", 20, 10, 2),
    ("甲单位信息处", "甲系统", 50, 25, 2),
    ("壬单位", "壬单位", 70, 35, 2),
    ("丙单位", "丙单位", 60, 30, 1),
    ("戊单位党校", "戊系统", 32, 16, 3),
    ("癸单位", "癸单位", 44, 22, 2),
    ("己单位", "己单位", 36, 18, 1),
)
UNDER_FLOOR, UNEQUAL, LOW_PREPAYMENT, OVER_FLOAT, UNAPPROVED, NO_COMPENSATION = 4, 10, 6, 8, 12, 11


def tell(world: World) -> None:
    """Every six weeks or so an inquiry; most become agreements."""
    for i, event in enumerate(EVENTS):
        day = next_workday(datetime.date(2025, 1, 20) + days(41 * i))
        if is_past(day):
            _event(world, i, day, *event)
        if i % 2 == 0 and is_past(day + days(9)):
            _inquiry(world, i, next_workday(day + days(9)), f"询价单位{i:02}", 20, day + days(40), "未达成")


def _inquiry(
    world: World, i: int, day: datetime.date, client: str, guests: int, arrives: datetime.date, outcome: str | None
) -> str:
    return world.add(
        "event_inquiries",
        day,
        HOTEL,
        received_on=day,
        received_by=world.staff(post="会议接待员")[0],
        client=client,
        event_name="工作会议" if guests > 30 else "团队住宿",
        event_type="会议" if guests > 30 else "团队",
        arrives_on=arrives,
        departs_on=arrives + days(2),
        guest_count=guests,
        contact_name=f"联系人样{i:02}",
        contact_phone=f"1990005{i:04}",
        organizer_info="会务组两人，住同层",
        other_requests="会标一条、站牌两块" if guests > 30 else "无",
        handled_by=world.staff(post="营销部经理")[0],
        outcome=outcome,
        closed_on=known(workdays_after(day, 4)) if outcome else None,
    )


def _prices(world: World) -> Mapping[str, Mapping[str, Any]]:
    return {row["name"]: row for row in world.figure("WY-CX-04", "charge_items")}


def _chosen(world: World) -> tuple[str, str, str]:
    """A room, a meeting room and an extra: the names under which the rate card lists them."""
    names = list(_prices(world))
    room = next(n for n in names if "间" in n and "会议" not in n and "包" not in n)
    hall = next(n for n in names if "会议室" in n)
    extra = next((n for n in names if "加床" in n), names[-1])
    return room, hall, extra


def _event(
    world: World, i: int, day: datetime.date, client: str, group: str, guests: int, rooms: int, nights: int
) -> None:
    arrives = day + days(25)
    departs = arrives + days(nights)
    inquiry = _inquiry(world, i, day, client, guests, arrives, "签定协议")
    lines = _lines(world, i, guests, rooms, nights)
    total = sum(quantity * count * price for _, quantity, count, price in lines)
    float_limit = int(world.figure("WY-CX-04", "room_float"))
    reserved = rooms + (5 if i == OVER_FLOAT else float_limit if i % 3 == 0 else 0)
    empty = 3 if i in (5, NO_COMPENSATION) else 0
    room_price = lines[0][3]
    due = round(empty * room_price * nights * int(world.figure("WY-CX-04", "vacancy_compensation_percent")) / 100, 2)
    share = 0.2 if i == LOW_PREPAYMENT else int(world.figure("WY-CX-04", "prepayment_percent")) / 100
    signed, is_over = workdays_after(day, 4), is_past(departs)
    agreement = world.add(
        "event_agreements",
        signed,
        HOTEL,
        inquiry_no=inquiry,
        client=client,
        client_group=group,
        client_signatory=f"签约人样{i:02}",
        signed_by=world.staff(post="营销部经理")[0],
        signed_on=signed,
        arrives_on=arrives,
        departs_on=departs,
        rooms_agreed=rooms,
        rooms_reserved=reserved,
        room_numbers="三楼至五楼",
        organizer_room="301",
        rooms_used=rooms - empty if is_over else None,
        vacancy_compensation=(0.0 if i == NO_COMPENSATION else due) if is_over else None,
        estimated_total=float(total),
        prepayment=round(total * share, 2),
        prepaid_on=known(workdays_after(signed, 2)),
        settlement_method=world.choices("event_agreements", "settlement_method")[0],
        settled_total=float(total) if is_over else None,
        settled_on=known(departs) if is_over else None,
    )
    _items(world, agreement, lines, arrives, signed)
    _approve(world, i, agreement, signed)
    for index, rule in ((LOW_PREPAYMENT, "R4-18"), (OVER_FLOAT, "R4-05"), (NO_COMPENSATION, "R4-05")):
        if i == index:
            world.plant(rule, "event_agreements", agreement)


def _lines(world: World, i: int, guests: int, rooms: int, nights: int) -> list[tuple[str, float, float, float]]:
    """(item, quantity, days, agreed price): between floor and list, equal within a client's group but for one breach."""
    prices = _prices(world)
    room, hall, extra = _chosen(world)
    wanted = [(room, float(rooms), float(nights)), (hall, 1.0, float(nights))]
    wanted += [(extra, 2.0, float(nights))] if i % 4 == 1 else []
    lines = []
    for name, quantity, count in wanted:
        floor = float(prices[name]["floor_price"])
        price = (
            floor - 20 if i == UNDER_FLOOR and name == room else floor + 30 if i == UNEQUAL and name == room else floor
        )
        lines.append((name, quantity, count, price))
    return lines if guests > 22 else lines[:1]


def _items(
    world: World,
    agreement: str,
    lines: list[tuple[str, float, float, float]],
    arrives: datetime.date,
    day: datetime.date,
) -> None:
    prices = _prices(world)
    for name, quantity, count, price in lines:
        number = world.add(
            "agreement_items",
            day,
            agreement_no=agreement,
            item=name,
            unit_of_charge=prices[name]["unit"],
            quantity=quantity,
            days=count,
            list_price=float(prices[name]["list_price"]),
            agreed_price=price,
            amount=quantity * count * price,
            served_on=arrives,
            recorded_by=world.staff(post="会议接待员")[0],
            recorded_on=day,
        )
        if price < float(prices[name]["floor_price"]):
            world.plant("R4-13", "agreement_items", number)
        elif price > float(prices[name]["floor_price"]):
            world.plant("R4-14", "agreement_items", number)


def _approve(world: World, i: int, agreement: str, day: datetime.date) -> None:
    """Gathered by marketing, confirmed by finance, approved by the general manager, sent out; once it skips approval."""
    collected, confirmed, approved = (workdays_after(day, n) for n in (1, 2, 3))
    is_approved = i != UNAPPROVED and is_past(approved)
    number = world.add(
        "agreement_approvals",
        day,
        agreement_no=agreement,
        submitted_by=world.staff(post="会议接待员")[0],
        submitted_on=day,
        collected_by=world.staff(post="营销部经理")[0] if is_past(collected) else None,
        collected_on=known(collected),
        confirmed_by=world.staff(post="财务部经理")[0] if is_past(confirmed) else None,
        confirmed_on=known(confirmed),
        finance_opinion="价格与结账方式无误" if is_past(confirmed) else None,
        approved_by=world.staff(post="总经理")[0] if is_approved else None,
        approved_on=approved if is_approved else None,
        decision="同意" if is_approved else None,
        distributed_to="酒店部、财务部、营销部" if is_past(approved) else None,
        distributed_by=world.staff(post="会议接待员")[0] if is_past(approved) else None,
        distributed_on=known(workdays_after(day, 4)),
    )
    if i == UNAPPROVED:
        world.plant("R4-21", "agreement_approvals", number)
