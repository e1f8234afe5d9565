"""Emergencies: incidents, drills, hot work and who is on duty."""

import datetime

from sample.answers import Answer, answer
from sample.places import PLACES, fitter, guard, manager
from sample.world import World, at, days, months, workdays_after

Day = datetime.date
# project, kind, place, reported, minutes to arrive, to call the firm, to its arrival, to the end, course, improvement.
INCIDENTS = (
    (
        "YH",
        "电梯困人",
        "1 号楼 5 层",
        (2025, 3, 14, 18, 22),
        3,
        2,
        19,
        41,
        "困住 2 人，安抚并断电，维保人员盘车平层后放出",
        "对讲音量调高，轿厢贴救援电话",
    ),
    (
        "ML",
        "爆管漏水",
        "2 号楼水井",
        (2025, 6, 3, 7, 15),
        4,
        None,
        None,
        70,
        "立管接头脱开，关阀后更换，受水电梯停用检查",
        "同批接头列入专项检查",
    ),
    (
        "YH",
        "极端天气",
        "全区",
        (2025, 7, 29, 14, 0),
        None,
        None,
        None,
        240,
        "暴雨红色预警，停外墙作业，地库口加沙袋，水泵常开",
        "沙袋改放地库口",
    ),
    (
        "HT",
        "火灾",
        "后厨排烟道",
        (2025, 9, 18, 11, 42),
        2,
        None,
        None,
        26,
        "油烟道冒烟，断燃气，用灭火毯与灭火器扑灭，疏散二楼客人",
        "排烟道清洗改为每季一次",
    ),
    (
        "ML",
        "电梯困人",
        "1 号楼 11 层",
        (2025, 11, 7, 21, 5),
        5,
        3,
        41,
        63,
        "困住 1 人，维保单位夜间只有一人值班，赶到迟",
        "维保单位夜间值班增为两人，写入合同",
    ),
    (
        "YH",
        "高空坠物",
        "3 号楼南侧",
        (2026, 1, 20, 16, 30),
        3,
        None,
        None,
        55,
        "外窗玻璃碎落，无人受伤，警戒后联系业主封窗",
        "全楼外窗普查一次",
    ),
    (
        "HT",
        "停电",
        "主楼",
        (2026, 3, 11, 20, 10),
        2,
        None,
        None,
        96,
        "市电中断，发电机自动启动，客梯逐台确认无人被困",
        "无",
    ),
    (
        "ML",
        "治安事件",
        "南门岗",
        (2026, 5, 2, 22, 40),
        4,
        None,
        None,
        35,
        "访客与保安冲突，隔离双方并报警",
        "门岗增设访客预约",
    ),
    (
        "YH",
        "电梯困人",
        "2 号楼 3 层",
        (2026, 8, 9, 8, 50),
        4,
        1,
        22,
        38,
        "门区有异物，困住 1 人，清除后恢复",
        "装修垃圾清运前检查地坎",
    ),
    (
        "ML",
        "爆管漏水",
        "地下泵房",
        (2026, 11, 13, 5, 30),
        5,
        None,
        None,
        88,
        "出水软接头破裂，切换备用泵，未影响供水",
        "软接头按年限更换，列入台账",
    ),
)
# project, kind, day, people, grade, shortcoming, improvement and how many days until it was verified.
DRILLS = (
    ("YH", "火灾疏散", Day(2025, 5, 22), 46, "基本达到", "3 号楼广播听不清", "更换两个扬声器", 21),
    ("ML", "火灾疏散", Day(2025, 6, 12), 39, "达到要求", None, None, None),
    ("HT", "火灾疏散", Day(2025, 4, 17), 58, "达到要求", None, None, None),
    ("YH", "电梯困人", Day(2025, 9, 11), 14, "达到要求", None, None, None),
    ("ML", "电梯困人", Day(2025, 9, 25), 12, "基本达到", "夜间维保电话转接慢", "改为直拨值班手机", 18),
    ("HT", "电梯困人", Day(2025, 10, 16), 11, "达到要求", None, None, None),
    ("YH", "火灾疏散", Day(2025, 11, 20), 51, "达到要求", None, None, None),
    ("ML", "火灾疏散", Day(2025, 12, 4), 44, "达到要求", None, None, None),
    ("HT", "火灾疏散", Day(2025, 11, 6), 62, "基本达到", "一名临时工不会用灭火器", "补训并考核临时工", 12),
    ("YH", "火灾疏散", Day(2026, 5, 21), 53, "达到要求", None, None, None),
    ("ML", "火灾疏散", Day(2026, 6, 11), 47, "达到要求", None, None, None),
    ("HT", "火灾疏散", Day(2026, 4, 16), 60, "达到要求", None, None, None),
    ("YH", "电梯困人", Day(2026, 9, 10), 15, "达到要求", None, None, None),
    ("ML", "电梯困人", Day(2026, 10, 22), 13, "达到要求", None, None, None),
    ("HT", "电梯困人", Day(2026, 10, 15), 12, "达到要求", None, None, None),
    ("YH", "爆管漏水", Day(2026, 11, 12), 9, "基本达到", "两名新员工找不到总阀", "楼层阀门图贴进应急卡", None),
)


def tell(world: World) -> None:
    """Fill the registers of emergencies."""
    _incidents(world)
    _drills(world)
    _hot_work(world)
    _rosters(world)


def _incidents(world: World) -> None:
    machines = reversed(world.rows["equipment"])
    lifts = {str(row["project"]): str(row["equipment_no"]) for row in machines if row["equipment_kind"] == "电梯"}
    for project, kind, place, moment, arrived, called, rescued, ended, course, improvement in INCIDENTS:
        begun = datetime.datetime(*moment)
        reviewed = workdays_after(begun.date(), 3) if improvement else None

        def after(minutes: int | None, begun: datetime.datetime = begun) -> datetime.datetime | None:
            return None if minutes is None else begun + datetime.timedelta(minutes=minutes)

        number = world.add(
            "emergency_incidents",
            begun.date(),
            project,
            incident_kind=kind,
            place=place,
            equipment_no=lifts[project] if kind == "电梯困人" else None,
            reported_at=begun,
            arrived_at=after(arrived),
            firm_called_at=after(called),
            rescued_by_at=after(rescued),
            controlled_at=after(ended),
            superior_reported_at=after(30),
            injured_count=0,
            description=course,
            handled_by=guard(world, project),
            reviewed_on=reviewed,
            review="处置及时，按规程先救人后恢复" if reviewed else None,
            improvement=improvement,
        )
        if rescued and called and rescued - called > world.figure("WY-GC-08", "lift_rescue_minutes"):
            _late_rescue(world, number, begun.date(), project)


def _late_rescue(world: World, incident: str, day: Day, project: str) -> None:
    world.plant("G8-02", "emergency_incidents", incident)
    given = Answer(
        rule="G8-02",
        record=incident,
        fact="维保单位三十八分钟才到",
        cause="维保单位夜间一人值班，同时处理另一处困人",
        measure="合同写明夜间两人值班与违约责任，夜间演练一次",
        department="技术部",
        responsible=world.staff(post="技术部经理")[0],
        project=project,
    )
    answer(world, workdays_after(day, 2), given)


def _drills(world: World) -> None:
    head = world.staff(post="物业部经理")[0]
    for project, kind, day, people, grade, shortcoming, improvement, lasted in sorted(DRILLS, key=lambda d: d[2]):
        verified = day + days(lasted) if lasted else None
        world.add(
            "emergency_drills",
            day,
            project,
            drill_kind=kind,
            held_on=day,
            participants=people,
            organised_by=manager(world, project),
            course="接报、到场、疏散与清点逐步计时，全程有人记录",
            evaluation=grade,
            shortcomings=shortcoming,
            improvement=improvement,
            verified_by=head if verified else None,
            verified_on=verified,
        )


def _hot_work(world: World) -> None:
    told = (
        ("YH", "地下泵房", "电焊气焊", Day(2025, 4, 9), 3),
        ("ML", "2 号楼水井", "电焊气焊", Day(2025, 6, 3), 2),
        ("HT", "后厨排烟道", "切割打磨", Day(2025, 10, 21), 4),
        ("YH", "垃圾房钢门", "切割打磨", Day(2026, 3, 18), 2),
        ("ML", "地下车库桥架", "切割打磨", Day(2026, 7, 7), 5),
        ("ML", "地下泵房", "电焊气焊", Day(2026, 11, 16), 3),
    )
    for turn, (project, place, kind, day, hours) in enumerate(told):
        begun, ended = at(day, 9), at(day, 9 + hours, 20)
        world.add(
            "hot_work_permits",
            day,
            project,
            place=place,
            hot_work_kind=kind,
            applied_by=fitter(world, project),
            worker_name=f"样例焊工{turn % 3 + 1}",
            worker_certificate=f"SAMPLE-H{turn % 3 + 1}",
            watcher_name=f"样例看火人{turn % 2 + 1}",
            starts_at=begun,
            ends_at=at(day, 17),
            approved_by=manager(world, project),
            approved_at=at(day, 8, 30),
            finished_at=ended,
            rechecked_by=guard(world, project),
            rechecked_at=ended + datetime.timedelta(minutes=75),
        )


def _rosters(world: World) -> None:
    """The roster of each month, made in the month before; once it came after the month had begun."""
    for project in PLACES:
        for year, month in (*months(), (2026, 12)):
            first = Day(year, month, 1)
            if first == Day(2025, 1, 1):
                continue
            last = (first + days(31)).replace(day=1) - days(1)
            is_late = (project, first) == ("ML", Day(2026, 10, 1))
            posted = first - days(1) if is_late else first - days(12)
            roster = world.add(
                "duty_rosters",
                first,
                project,
                first_day=first,
                last_day=last,
                leaders=f"周末与节假日：{manager(world, project)}、{guard(world, project)}，逐日见门岗张贴的一份",
                phone=f"000-5550000{PLACES.index(project) + 1}",
                made_by=manager(world, project),
                posted_on=posted,
            )
            if is_late:
                _late_roster(world, roster, posted, project)


def _late_roster(world: World, roster: str, day: Day, project: str) -> None:
    world.plant("G8-10", "duty_rosters", roster)
    given = Answer(
        rule="G8-10",
        record=roster,
        fact="国庆的值班表节前一日才张贴",
        cause="排班人休假，没有人接手",
        measure="排班列入管理处经理的月度检查，休假前移交",
        department="管理处",
        responsible=manager(world, project),
        project=project,
        is_closed=False,
    )
    answer(world, workdays_after(day, 5), given)
