"""Projects, units and staff."""

import datetime
from typing import NamedTuple

from sample.world import COMMUNITIES, HOTEL, SURNAMES, World, workdays_after

# (post, department, project, faces customers); one person each, in the order of their numbers.
POSTS = (
    ("总经理", "总经理室", "", False),
    ("管理者代表", "总经理室", "", False),
    ("总经理助理", "总经理室", "", False),
    ("主管经理", "总经理室", "", False),
    ("行政人事部经理", "行政人事部", "", False),
    ("文件管理员", "行政人事部", "", False),
    ("财务部经理", "财务部", "", False),
    ("财务前台", "财务部", "", True),
    ("技术部经理", "技术部", "", False),
    ("技术部工程师", "技术部", "", False),
    ("物业部经理", "物业部", "", False),
    ("质量控制小组组长", "质量控制小组", "", False),
    *((post, "管理处", project, faces) for project in COMMUNITIES for post, faces in (
        ("管理处经理", True), ("服务中心接待员", True), ("服务中心接待员", True), ("维修工", True), ("维修工", True),
        ("物管员", True), ("保安领班", True), ("装修巡查员", True),
    )),
    ("营销部经理", "营销部", HOTEL, True),
    ("酒店部经理", "酒店部", HOTEL, True),
    ("会议接待员", "酒店部", HOTEL, True),
    ("前厅接待员", "酒店部", HOTEL, True),
)  # fmt: skip


class Earlier(NamedTuple):
    """A post held before the present one: until its last day, and since when the present one."""

    post: str
    until: datetime.date
    since: datetime.date


# One was promoted, and one left and came back.
EARLIER = {
    ("装修巡查员", "ML"): Earlier("保安员", datetime.date(2024, 12, 31), datetime.date(2025, 1, 1)),
    ("保安领班", "YH"): Earlier("保安领班", datetime.date(2024, 8, 30), datetime.date(2024, 12, 2)),
}


def tell(world: World) -> None:
    """Fill the registers that all others refer to."""
    _projects(world)
    _staff(world)
    _units(world)


def _projects(world: World) -> None:
    told = (("YH", "云杉苑", "小区", 4, 44), ("ML", "茉莉湾", "小区", 4, 44), ("HT", "云栖酒店", "酒店", 1, 96))
    for i, (code, name, kind, buildings, units) in enumerate(told):
        world.add(
            "projects",
            datetime.date(2023, 1, 1),
            project=code,
            project_name=name,
            project_kind=kind,
            address=f"样例市样例路 {i + 1} 号",
            building_count=buildings,
            unit_count=units,
            floor_area=float(18_000 + 4_000 * i),
            department="酒店部" if kind == "酒店" else "管理处",
            service_phone=f"000-5550000{i + 1}",
            taken_over_on=datetime.date(2023, 1, 1),
        )


def _staff(world: World) -> None:
    for i, (post, department, project, faces) in enumerate(POSTS):
        hired = workdays_after(datetime.date(2023, 2, 1), i * 4)
        number = world.add(
            "staff",
            hired,
            name=f"{SURNAMES[i]}样{i + 1:02}",
            is_customer_facing=faces,
            phone=f"1990000{i + 1:04}",
            hired_on=hired,
        )
        earlier = EARLIER.get((post, project))
        if earlier:
            _post(world, number, (earlier.post, department, project), hired, earlier.until)
        _post(world, number, (post, department, project), earlier.since if earlier else hired)
    world.add(
        "delegations",
        datetime.date(2026, 9, 28),
        staff_no=world.staff(post="管理处经理", project="ML")[0],
        post="管理处经理",
        project="ML",
        delegate=world.staff(post="管理处经理", project="YH")[0],
        reason="年休假期间代行茉莉湾管理处经理的全部职责",
        **{"from": datetime.date(2026, 10, 9), "until": datetime.date(2026, 10, 16)},
    )


def _post(
    world: World, person: str, held: tuple[str, str, str], since: datetime.date, until: datetime.date | None = None
) -> None:
    post, department, project = held
    told = {"staff_no": person, "post": post, "department": department, "project": project or None}
    world.add("posts_held", since, **told, **{"from": since, "until": until})


def _units(world: World) -> None:
    for project in COMMUNITIES:
        chance = world.stream(f"units {project}")
        for i in range(44):
            is_shop = i >= 36
            building = "09" if is_shop else f"{i // 12 + 1:02}"
            room = f"01{i - 35:02}" if is_shop else f"{i % 6 + 1:02}0{i % 2 + 1}"
            occupancy = "自营" if is_shop else chance.choice(("自住", "自住", "自住", "出租", "空置"))
            is_let = occupancy == "出租"
            owner = SURNAMES[(i * 3 + len(project)) % len(SURNAMES)]
            serial = i + 1 + 100 * COMMUNITIES.index(project)
            world.add(
                "units",
                datetime.date(2023, 6, 1),
                project,
                unit=f"{project}-{building}-{_room(building, room, i)}",
                unit_kind="商铺" if is_shop else "住宅",
                building=building,
                room=_room(building, room, i),
                floor_area=float(chance.randint(45, 140)),
                owner_name=f"{owner}户{serial:03}",
                owner_phone=f"1990001{serial:04}",
                owner_identity_no=f"SAMPLE{serial:06}",
                occupancy=occupancy,
                tenant_name=f"租户{serial:03}" if is_let else None,
                tenant_phone=f"1990002{serial:04}" if is_let else None,
                handed_over_on=datetime.date(2023, 6, 1),
            )


def _room(building: str, room: str, i: int) -> str:
    """A room number that is free in its building: floor and flat, or the shop's number."""
    return room if building == "09" else f"{i % 12 // 2 + 1:02}{i % 2 + 1:02}"
