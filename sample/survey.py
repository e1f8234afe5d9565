"""Satisfaction: surveys at the level of items, their reports and answers, feedback boxes and public notices."""

import datetime
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sample.answers import Answer, answer, effective_from, source_of
from sample.world import (
    COMMUNITIES,
    LAST_DAY,
    Row,
    World,
    at,
    day_in,
    days,
    is_past,
    is_workday,
    known,
    months,
    next_workday,
    workdays_after,
)

Tally = Counter[tuple[str, str, str]]  # how often (project, item, grade) was marked


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey: of each project the sheets given out, brought back and fetched at the door; the rules it breaks."""

    start: datetime.date
    purpose: str
    sheets: Mapping[str, tuple[int, int, int]]
    project: str = ""
    items: tuple[int, ...] = tuple(range(8))
    breaks: frozenset[str] = frozenset()
    improved: int = 0  # by how much less residents are dissatisfied with sore points, since measures have taken effect

    @property
    def is_local(self) -> bool:
        """Whether one community's office asks its own residents."""
        return bool(self.project)

    @property
    def distributed(self) -> int:
        """Sheets given out."""
        return sum(given for given, _, _ in self.sheets.values())

    @property
    def returned(self) -> int:
        """Sheets brought back or fetched."""
        return sum(back + fetched for _, back, fetched in self.sheets.values())

    @property
    def ends(self) -> datetime.date:
        """The day by which sheets are to be brought back."""
        return self.start + days(7 if self.is_local else 14)

    @property
    def collected_by(self) -> datetime.date:
        """The last day on which sheets are taken in."""
        return self.ends + days(4)


SORE = (20, 11)  # how much residents are dissatisfied with the two sore points of their community
GENERAL = "了解业主与住户对各项服务的评价"
SURVEYS = (
    Survey(datetime.date(2025, 5, 12), GENERAL, {"YH": (18, 13, 0), "ML": (18, 12, 0)}),
    Survey(
        datetime.date(2025, 9, 15), "了解停车秩序整治后的感受", {"ML": (10, 7, 0)}, "ML", (2, 5, 6),
        frozenset({"R2-04", "R2-13"}),
    ),
    Survey(
        datetime.date(2025, 11, 10), GENERAL, {"YH": (20, 12, 1), "ML": (20, 8, 1)},
        breaks=frozenset({"R2-15", "R2-17"}),
    ),
    Survey(datetime.date(2026, 3, 9), "了解门禁改造后的感受", {"YH": (12, 10, 0)}, "YH", (0, 2, 6)),
    Survey(
        datetime.date(2026, 5, 11), GENERAL, {"YH": (18, 13, 0), "ML": (18, 11, 0)},
        breaks=frozenset({"R2-08", "R2-18"}),
    ),
    Survey(
        datetime.date(2026, 10, 12), GENERAL, {"YH": (18, 12, 0), "ML": (18, 11, 0)}, breaks=frozenset({"R2-03"}),
        improved=6,
    ),
)  # fmt: skip
NOTICES = (
    ("一般事项", "本月公共区域消杀安排"),
    ("收费与维修基金", "上月物业收支公布"),
    ("法规宣传", "装修与消防安全须知"),
    ("停水停电停梯", "水箱清洗停水"),
    ("社区活动", "社区活动报名"),
    ("一般事项", "公共部位施工提示"),
)
# A week of the Spring Festival in which nobody opened the box of a project.
UNOPENED = ("ML", datetime.date(2026, 2, 20))
OPINIONS = ("希望加快处理", "来过一次没有解决", "希望提前告知")

# Why residents were dissatisfied with an item and what was done: at first, and where it came again.
CAUSES = {
    "服务态度": (
        ("前台高峰一人值守，答复仓促", "上下班时段前台加一人，接待员互查用语"),
        ("新到接待员没有跟班", "新到人员跟班两周，考核后独立接待"),
    ),
    "维修服务": (
        ("晚间只有一名维修工，派工排队", "晚间加派一人，管理处经理每周看到场用时"),
        ("常用备件不足，一次修不好", "备件每月盘点，缺件当日申购，修好后与顾客一起试用"),
        ("同一处反复维修，没有查根源", "三个月内重复报修的由技术部会审，定出更换计划"),
    ),
    "安全防范": (
        ("夜间巡逻路线固定，楼道死角没有走到", "巡逻路线每周调整，死角加巡更点"),
        ("来访登记流于形式", "门岗核对被访人后放行，领班每日抽查三条"),
    ),
    "清洁卫生": (
        ("垃圾隔日清运，桶满外溢", "恢复每日清运，周末加一次"),
        ("楼道保洁没有分层核对", "保洁按楼层签到，物管员每日抽查两层"),
    ),
    "绿化养护": (
        ("补种后没有浇水安排", "补种后两周每日浇水，写入养护计划"),
        ("修剪枝条没有当日清走", "修剪与清运同日安排，由物管员验收"),
    ),
    "停车管理": (
        ("早晚高峰道闸无人疏导", "高峰加派一名保安疏导"),
        ("访客车占用固定车位", "划出访客车位，登记时限后放行"),
        ("充电车位长时间占用", "充满后半小时内提醒移车，超时登记"),
    ),
    "设施维护": (
        ("公共照明报修后等待备件", "照明备件常备，当日更换"),
        ("水泵检修没有提前告知", "停水检修提前两日张贴告示"),
    ),
    "社区文化": (
        ("告示张贴晚，住户不知道活动", "活动前七日张贴并在群中告知"),
        ("意见答复没有公开", "每季度公布意见与答复"),
    ),
}


def tell(world: World) -> None:
    """Surveys first, then what comes in between."""
    for survey in SURVEYS:
        _survey(world, survey)
    for project in COMMUNITIES:
        _boxes(world, project)
        _notices(world, project)


def _post(world: World, post: str, project: str = "") -> str:
    return world.staff(post=post, project=project)[0]


def _workday_before(day: datetime.date, count: int) -> datetime.date:
    while count > 0:
        day -= days(1)
        count -= is_workday(day)
    return day


def _survey(world: World, survey: Survey) -> None:
    """Planned, approved, given out, brought back, analysed, reported, sent out and answered."""
    plan, tally = _plan(world, survey), Tally()
    for project in survey.sheets:
        for sheet, (distribution, unit, day) in enumerate(_collect(world, survey, plan, project), 1):
            _sheet(world, survey, Sheet(plan, distribution, project, sheet, unit, day), tally)
    _plant_plan(world, survey, plan)
    report, reviewed = _report(world, survey, plan, tally)
    _distribute(world, survey, report, reviewed)
    _improve(world, survey, report, reviewed, tally)


def _plan(world: World, survey: Survey) -> str:
    """The firm's plan is reviewed, then approved at the top; a community's is filed, then approved below."""
    local, start = survey.is_local, survey.start
    keeper = _post(world, "物管员", survey.project) if local else _post(world, "文件管理员")
    reviewer = "行政人事部经理" if "R2-03" in survey.breaks else "管理者代表"
    is_filed = local and "R2-04" not in survey.breaks
    return world.add(
        "survey_plans",
        start,
        survey.project,
        level="管理处级" if local else "公司级",
        half_year=None if local else "上半年" if start.month < 7 else "下半年",
        purpose=survey.purpose,
        target_group="一号楼住户" if local else "两个小区的业主与住户",
        sheet_design=f"征询表，{len(survey.items)} 个项目，四档评价",
        distribution_scope="一号楼" if local else "一至三号楼，按楼栋抽取",
        planned_count=survey.distributed,
        starts_on=start,
        ends_on=survey.ends,
        collected_by_on=survey.collected_by,
        led_by=_post(world, "管理处经理", survey.project) if local else _post(world, "行政人事部经理"),
        staffing="物管员一人" if local else "管理处物管员发放与回收，行政人事部统计",
        department="管理处" if local else "行政人事部",
        prepared_by=keeper,
        prepared_on=_workday_before(start, 10),
        filed_by=_post(world, "文件管理员") if is_filed else None,
        filed_on=_workday_before(start, 8) if is_filed else None,
        reviewed_by=None if local else _post(world, reviewer),
        reviewed_on=None if local else _workday_before(start, 6),
        approved_by=_post(world, "管理者代表" if local else "总经理"),
        approved_on=start + days(1) if "R2-08" in survey.breaks else _workday_before(start, 4),
        distributed_count=survey.distributed,
        returned_count=survey.returned,
    )


def _plant_plan(world: World, survey: Survey, plan: str) -> None:
    """What the plan itself breaks; the first two are answered."""
    office = _post(world, "行政人事部经理")
    for rule in sorted(survey.breaks & {"R2-03", "R2-04", "R2-08"}):
        world.plant(rule, "survey_plans", plan)
    if "R2-08" in survey.breaks:
        told = "计划在活动开始后才批准", "送审时没有避开总经理出差", "开始前五个工作日送审，由文件管理员提醒"
        answer(world, workdays_after(survey.ends, 2), Answer("R2-08", plan, *told, "行政人事部", office))
    if 100 * survey.returned < int(str(world.figure("WY-CX-02", "return_rate_min"))) * survey.distributed:
        world.plant("R2-11", "survey_plans", plan)
        told = "回收率低于规定", "发放集中在工作日白天", "下次改在周末发放，并加一次上门补收"
        answer(world, workdays_after(survey.collected_by, 3), Answer("R2-11", plan, *told, "行政人事部", office))


def _collect(world: World, survey: Survey, plan: str, project: str) -> list[tuple[str, Row, datetime.date]]:
    """Hand out by building and take back: (distribution, unit, day) of every returned sheet, in the order of days."""
    chance = world.stream(f"survey {survey.start} {project}")
    given, back, fetched = survey.sheets[project]
    buildings = ("01",) if survey.is_local else ("01", "02", "03")
    got: list[tuple[str, Row, datetime.date]] = []
    late = False
    for i, building in enumerate(buildings):
        share = _share(given, i, len(buildings))
        asked = _residents(world, project, building)[:share]
        replies = chance.sample(asked, _share(back, i, len(buildings)))
        returned = [survey.start + days(chance.randint(1, (survey.ends - survey.start).days)) for _ in replies]
        number = _batch(world, survey, plan, project, (building, "首次发放", share, returned))
        got += [(number, unit, day) for unit, day in zip(replies, returned, strict=True)]
        if fetched and not late:
            late, rest = True, [unit for unit in asked if unit not in replies]
            number = _batch(world, survey, plan, project, (building, "上门补收", 0, [survey.ends + days(3)] * fetched))
            got += [(number, unit, survey.ends + days(3)) for unit in rest[:fetched]]
    return sorted(got, key=lambda sheet: (sheet[2], str(sheet[1]["unit"])))


def _share(count: int, i: int, parts: int) -> int:
    """How much of a count falls to the i-th of so many parts."""
    return count // parts + (i < count % parts)


def _residents(world: World, project: str, building: str) -> list[Row]:
    """The homes of a building, those that stand empty last."""
    homes = [unit for unit in world.units(project, "住宅") if unit["building"] == building]
    return sorted(homes, key=lambda unit: unit["occupancy"] == "空置")


def _batch(
    world: World, survey: Survey, plan: str, project: str, batch: tuple[str, str, int, list[datetime.date]]
) -> str:
    """A line of handing out and taking back."""
    building, kind, given, returned = batch
    keeper = _post(world, "物管员", project)
    is_first = kind == "首次发放"
    out = survey.start if is_first else survey.ends + days(2)
    return world.add(
        "survey_distributions",
        out,
        project,
        plan_no=plan,
        building=building,
        batch_kind=kind,
        distributed_by=keeper,
        distributed_on=out,
        distributed_count=given,
        collected_by=keeper,
        returned_on=max(returned, default=None),
        returned_count=len(returned),
        return_channel="前台" if is_first else "当面收回",
        note=None if is_first else "到交回日回收率不足，上门补收",
    )


@dataclass(frozen=True, slots=True)
class Sheet:
    """A returned sheet: where it belongs, the how manieth of its project, whose it is and when it came back."""

    plan: str
    distribution: str
    project: str
    number: int
    unit: Row
    day: datetime.date


def _sheet(world: World, survey: Survey, sheet: Sheet, tally: Tally) -> None:
    """One row for each item of the sheet; now and then a mark is missing or doubled."""
    chance = world.stream(f"grades {survey.start} {sheet.project}")
    items = world.choices("survey_answers", "survey_item")
    sore = (items[1], items[5] if sheet.project == "YH" else items[3])
    for item in (items[i % len(items)] for i in survey.items):
        grade, invalid = _mark(world, chance, SORE[sore.index(item)] - survey.improved if item in sore else 0)
        is_bad = grade == world.choices("survey_answers", "grade")[3]
        world.add(
            "survey_answers",
            sheet.day,
            sheet.project,
            plan_no=sheet.plan,
            distribution_no=sheet.distribution,
            unit=sheet.unit["unit"],
            sheet_no=sheet.number,
            survey_item=item,
            grade=grade,
            invalid_reason=invalid,
            opinion=chance.choice(OPINIONS) if is_bad else None,
            returned_on=sheet.day,
            recorded_by=_post(world, "文件管理员"),
            recorded_on=next_workday(sheet.day),
        )
        if grade:
            tally[sheet.project, item, grade] += 1


def _mark(world: World, chance: random.Random, bad: int) -> tuple[str | None, str | None]:
    """A grade, or why there is none; residents are dissatisfied with sore points only, by their weight."""
    if chance.random() < 0.03:
        return None, chance.choice(("未选", "未选", "多选"))
    weights = (25, 35, 20, bad) if bad else (35, 45, 20, 0)
    return chance.choices(world.choices("survey_answers", "grade"), weights)[0], None


def _report(world: World, survey: Survey, plan: str, tally: Tally) -> tuple[str, datetime.date]:
    """Figures are counted from the answers; one report works out its rate without the third satisfied grade."""
    good, fine, fair, bad = world.choices("survey_answers", "grade")
    counted = (good, fine) if "R2-13" in survey.breaks else (good, fine, fair)
    valid = tally.total()
    satisfied, taken = (
        sum(tally[key] for key in tally if key[2] in grades) for grades in ((good, fine, fair), counted)
    )
    unhappy = Counter[str]()
    for (_, item, grade), n in tally.items():
        unhappy[item] += n if grade == bad else 0
    methods = world.choices("survey_reports", "analysis_method")
    day = workdays_after(survey.collected_by, 8)
    reviewed = workdays_after(day, 2)
    rate = round(100 * taken / valid, 1)
    worst = [f"{item}（{_owner(world, item)}）" for item, n in unhappy.most_common(3) if n]
    report = world.add(
        "survey_reports",
        day,
        plan_no=plan,
        analysis_method=methods[-1] if unhappy.total() > 4 else methods[0],
        distributed_count=survey.distributed,
        returned_count=survey.returned,
        return_rate=round(100 * survey.returned / survey.distributed, 1),
        valid_items=valid,
        satisfied_items=satisfied,
        satisfaction_rate=rate,
        comparison=_comparison(world, survey, rate),
        main_findings="、".join(worst) or "无",
        suggestion="责任部门对不满意项目开具纠正措施单，措施完成后回访" if worst else "保持现有做法",
        prepared_by=_post(world, "物管员", survey.project) if survey.is_local else _post(world, "文件管理员"),
        prepared_on=day,
        reviewed_by=_post(world, "管理者代表"),
        reviewed_on=reviewed,
    )
    if "R2-13" in survey.breaks:
        world.plant("R2-13", "survey_reports", report)
    return report, reviewed


def _comparison(world: World, survey: Survey, rate: float) -> str:
    """With the last survey of the firm."""
    before = [r for r in world.rows["survey_reports"] if world.row("survey_plans", str(r["plan_no"]))["half_year"]]
    if survey.is_local or not before:
        return "没有可比的上次调查"
    last = float(str(before[-1]["satisfaction_rate"]))
    return f"满意率比上次{'上升' if rate >= last else '下降'} {abs(rate - last):.1f} 个百分点"


def _owner(world: World, item: str) -> str:
    """The department that answers for an item."""
    items = world.figure("WY-CX-02", "survey_items")
    owners = {row["name"]: row.get("department") for row in items if isinstance(row, Mapping)}
    return str(owners.get(item) or "管理处")


def _distribute(world: World, survey: Survey, report: str, reviewed: datetime.date) -> None:
    """To the five recipients; once one of them is forgotten."""
    day = workdays_after(reviewed, 1)
    for recipient in world.choices("report_distributions", "recipient"):
        if "R2-15" in survey.breaks and recipient == "主管经理":
            world.plant("R2-15b", "survey_reports", report)
            continue
        is_department = recipient == "相关部门"
        world.add(
            "report_distributions",
            day,
            survey_report_no=report,
            recipient=recipient,
            department="管理处" if is_department else None,
            copies=1,
            delivery_method="当面送交" if is_department else "内部邮件",
            sent_by=_post(world, "文件管理员"),
            sent_on=day,
            signed_by=_post(world, "管理处经理", survey.project) if is_department else _post(world, recipient),
            signed_on=known(workdays_after(day, 1)),
        )


def _improve(world: World, survey: Survey, report: str, reviewed: datetime.date, tally: Tally) -> None:
    """Each item with dissatisfied marks gets a corrective action; from a tenth of the marks on, a nonconformity too."""
    limit = int(str(world.figure("WY-CX-02", "confirmed_percent")))
    skipped = set(survey.breaks & {"R2-17", "R2-18"})
    for project, item, bad, valid in _dissatisfied(world, tally):
        number = None
        if 100 * bad >= limit * valid:
            if "R2-18" in skipped:
                skipped.discard("R2-18")
                world.plant("R2-18", "survey_reports", report)
            else:
                fact = f"{project} 小区「{item}」不满意 {bad} 项，占有效评价 {valid} 项的 {100 * bad / valid:.0f}%"
                number = _confirm(world, report, project, item, (workdays_after(reviewed, 2), fact))
        if "R2-17" in skipped:
            skipped.discard("R2-17")
            world.plant("R2-17", "survey_reports", report)
        else:
            _correct(world, (report, number), project, item, workdays_after(reviewed, 3))


def _dissatisfied(world: World, tally: Tally) -> Iterator[tuple[str, str, int, int]]:
    """(project, item, dissatisfied marks, valid marks) where there are any."""
    bad = world.choices("survey_answers", "grade")[3]
    for project, item in sorted({(project, item) for (project, item, grade), n in tally.items() if grade == bad and n}):
        valid = sum(n for (p, i, _), n in tally.items() if (p, i) == (project, item))
        yield project, item, tally[project, item, bad], valid


def _responsible(world: World, project: str, item: str) -> tuple[str, str]:
    """The department that answers for an item, and its head."""
    owner = _owner(world, item)
    return owner, _post(world, f"{owner}经理", project if owner == "管理处" else "")


def _confirm(world: World, report: str, project: str, item: str, told: tuple[datetime.date, str]) -> str:
    """The nonconformity report of a confirmed item."""
    day, fact = told
    department, head = _responsible(world, project, item)
    return world.add_nonconformity(
        day,
        nonconformity_source=source_of(world, "满意", "调查"),
        survey_report_no=report,
        description=fact,
        project=project,
        department=department,
        found_by=_post(world, "行政人事部经理"),
        confirmed_by=_post(world, "管理者代表"),
        confirmed_on=known(workdays_after(day, 2)),
        disposition=world.choices("nonconformities", "disposition")[0],
        responsible=head,
        due_on=workdays_after(day, 10),
        closed_on=known(effective_from(workdays_after(day, 15))),
    )


def _correct(world: World, numbers: tuple[str, str | None], project: str, item: str, day: datetime.date) -> None:
    """The corrective action for an item that residents of a community were dissatisfied with."""
    report, nonconformity = numbers
    department, head = _responsible(world, project, item)
    before = [
        row for row in world.rows["corrective_actions"] if (row.get("survey_item"), row["responsible"]) == (item, head)
    ]
    cause, measure = CAUSES[item][min(len(before), len(CAUSES[item]) - 1)]
    done, verified = known(workdays_after(day, 14)), known(effective_from(workdays_after(day, 14)))
    world.add_corrective_action(
        day,
        nonconformity_no=nonconformity,
        survey_report_no=report,
        survey_item=item,
        cause=cause,
        measure=measure,
        previous_action_no=before[-1]["action_no"] if before else None,
        department=department,
        responsible=head,
        due_on=workdays_after(day, 15),
        done_on=done,
        verified_by=_post(world, "质量控制小组组长") if verified else None,
        verified_on=verified,
        effective=True if verified else None,
    )


def _boxes(world: World, project: str) -> None:
    """Every seventh day two people open the box; letters of complaint are complaints received that day."""
    chance = world.stream(f"box {project}")
    day = datetime.date(2025, 1, 3)
    while is_past(day):
        others = chance.choice((0, 0, 0, 0, 1, 2))
        if (project, day) == UNOPENED:
            _unopened(world, project, day)
        else:
            _box(world, project, day, others)
        day += days(7)


def _unopened(world: World, project: str, day: datetime.date) -> None:
    """The week went by, and is answered."""
    record = f"{project}/{day + days(6 - day.weekday())}"
    world.plant("D-01", "feedback_box", record)
    told = "春节当周没有开启投诉箱", "值班表没有写开箱人", "节假日值班表写明两名开箱人，由管理处经理核对"
    head = _post(world, "管理处经理", project)
    answer(world, next_workday(day + days(4)), Answer("D-01", record, *told, "管理处", head, project))


def _box(world: World, project: str, day: datetime.date, others: int) -> None:
    complaints = [r for r in world.rows["complaints"] if r["project"] == project and r["received_on"] == day]
    number = world.add(
        "feedback_box",
        day,
        project,
        box_location="服务中心门口",
        opened_on=day,
        opened_by=_post(world, "物管员", project),
        witnessed_by=_post(world, "服务中心接待员", project),
        letter_count=others + len(complaints),
        complaint_count=len(complaints),
        content="；".join(["建议延长前台服务时间"] * (others > 0) + ["投诉一件"] * len(complaints)) or None,
        handling=_handling(others, len(complaints)),
        replied_on=known(workdays_after(day, 2)) if others else None,
    )
    channel = next((c for c in world.choices("complaints", "channel") if "箱" in c), None)
    for complaint in complaints:
        complaint["box_opening_no"] = number
        complaint["channel"] = channel or complaint["channel"]


def _handling(others: int, complaints: int) -> str:
    if others and complaints:
        return "分别处理"
    return "管理处答复" if others else "转投诉登记" if complaints else "无来件"


def _notices(world: World, project: str) -> None:
    """A notice a month, and the result of each survey of the firm."""
    chance = world.stream(f"notices {project}")
    told = [
        (next_workday(day_in(chance, year, month, 6, 16)), *NOTICES[month % len(NOTICES)]) for year, month in months()
    ]
    reports = [r for r in world.rows["survey_reports"] if world.row("survey_plans", str(r["plan_no"]))["half_year"]]
    for report in reports:
        seen = report["reviewed_on"]
        if isinstance(seen, datetime.date):
            told.append((workdays_after(seen, 3), "一般事项", "满意度调查结果与改进安排"))
    for day, kind, title in sorted(told):
        if is_past(day):
            _notice(world, project, day, kind, title)


def _notice(world: World, project: str, day: datetime.date, kind: str, title: str) -> None:
    keeper = _post(world, "物管员", project)
    needs_review = kind in ("收费与维修基金", "法规宣传")
    removal = day + days(14)
    world.add(
        "public_notices",
        day,
        project,
        notice_kind=kind,
        subject_title=title,
        content="时间、范围与联系电话见告示",
        prepared_by=keeper,
        reviewed_by=_post(world, "物业部经理") if needs_review else None,
        reviewed_on=_workday_before(day, 1) if needs_review else None,
        approved_by=_post(world, "管理处经理", project),
        approved_on=day,
        post_locations="各楼栋告示栏与宣传橱窗",
        posted_by=keeper,
        posted_on=day,
        event_at=at(day + days(3), 9) if kind == "停水停电停梯" else None,
        planned_removal_on=removal,
        removed_on=removal if removal <= LAST_DAY else None,
    )
