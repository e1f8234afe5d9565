"""Satisfaction: half-yearly surveys at the level of items, their reports, feedback boxes and public notices."""

import datetime
import random
from collections import Counter

from sample.world import COMMUNITIES, Row, World, at, day_in, days, is_past, known, months, next_workday, workdays_after

# Half-years with their first day; sheets given out and brought back in each community.
SURVEYS = (
    (datetime.date(2025, 5, 12), "上半年", (30, 24), (30, 22)),
    (datetime.date(2025, 11, 10), "下半年", (30, 21), (30, 12)),
    (datetime.date(2026, 5, 11), "上半年", (30, 23), (30, 21)),
    (datetime.date(2026, 10, 12), "下半年", (30, 20), (30, 19)),
)


def tell(world: World) -> None:
    """Surveys first, then what comes in between."""
    for i, (start, half, *sheets) in enumerate(SURVEYS):
        _survey(world, i, start, half, tuple(sheets))
    _local_survey(world)
    for project in COMMUNITIES:
        for year, month in months():
            _box(world, project, year, month)
        _notices(world, project)


def _post(world: World, post: str) -> str:
    return world.staff(post=post)[0]


def _survey(world: World, index: int, start: datetime.date, half: str, sheets: tuple[tuple[int, int], ...]) -> None:
    """One survey of the firm: planned, approved, given out, brought back, analysed, reported, answered."""
    distributed, returned = sum(s[0] for s in sheets), sum(s[1] for s in sheets)
    is_late = index == 2
    approved = start + days(1) if is_late else next_workday(start - days(6))
    plan = world.add(
        "survey_plans",
        start,
        level="公司级",
        half_year=half,
        purpose="了解业主与住户对服务的评价",
        target_group="两个小区的业主与住户",
        sheet_design="征询表，八个项目，四档评价",
        distribution_scope="按楼栋抽取",
        planned_count=distributed,
        starts_on=start,
        ends_on=start + days(14),
        collected_by_on=start + days(18),
        led_by=_post(world, "行政人事部经理"),
        staffing="管理处发放与回收，行政人事部统计",
        department="行政人事部",
        prepared_by=_post(world, "文件管理员"),
        prepared_on=start - days(14),
        reviewed_by=_post(world, "管理者代表"),
        reviewed_on=start - days(10),
        approved_by=_post(world, "总经理"),
        approved_on=approved,
        distributed_count=distributed,
        returned_count=returned,
    )
    if is_late:
        world.plant("R2-08", "survey_plans", plan)
    counts: Counter[tuple[str, str]] = Counter()
    for project, (given, back) in zip(COMMUNITIES, sheets, strict=True):
        _sheets(world, plan, project, start, given, back, counts)
    if returned < 0.6 * distributed:
        world.plant("R2-11", "survey_plans", plan)
    _report(world, index, plan, start, distributed, returned, counts)


def _sheets(
    world: World, plan: str, project: str, start: datetime.date, given: int, back: int, counts: Counter[tuple[str, str]]
) -> None:
    """Hand out by building; sheets come back one by one and are entered item by item."""
    chance = world.stream(f"survey {plan} {project}")
    buildings = ("01", "02", "03")
    batches = [back // 3 + (i < back % 3) for i in range(3)]
    sheet = 0
    for building, returned in zip(buildings, batches, strict=True):
        number = world.add(
            "survey_distributions",
            start,
            project,
            plan_no=plan,
            building=building,
            batch_kind="首次发放",
            distributed_by=world.staff(post="物管员", project=project)[0],
            distributed_on=start,
            distributed_count=given // 3,
            collected_by=world.staff(post="物管员", project=project)[0],
            returned_on=start + days(14),
            returned_count=returned,
            return_channel="前台",
        )
        homes = [u for u in world.units(project, "住宅") if u["building"] == building]
        for i in range(returned):
            sheet += 1
            _sheet(world, chance, plan, number, project, sheet, homes[i % len(homes)], start + days(3 + i), counts)


def _sheet(
    world: World, chance: random.Random, plan: str, distribution: str, project: str, sheet: int, unit: Row, day: datetime.date,
    counts: Counter[tuple[str, str]],
) -> None:  # fmt: skip
    """A sheet rates each resident's items of the survey; now and then a mark cannot be read."""
    items = world.choices("survey_answers", "survey_item")
    asked = chance.sample(items, k=min(5, len(items)))
    good, fine, fair, bad = world.choices("survey_answers", "grade")
    for item in (i for i in items if i in asked):
        weight = 12 if item == items[1] else 3
        grade = chance.choices((good, fine, fair, bad), (35, 45, 14, weight))[0]
        is_unclear = chance.random() < 0.02
        world.add(
            "survey_answers",
            day,
            project,
            plan_no=plan,
            distribution_no=distribution,
            unit=unit["unit"],
            sheet_no=sheet,
            survey_item=item,
            grade=None if is_unclear else grade,
            invalid_reason="多选" if is_unclear else None,
            opinion="希望加快处理" if grade == bad and not is_unclear else None,
            returned_on=day,
            recorded_by=_post(world, "文件管理员"),
            recorded_on=next_workday(day),
        )
        if not is_unclear:
            counts[item, grade] += 1


def _report(
    world: World,
    index: int,
    plan: str,
    start: datetime.date,
    distributed: int,
    returned: int,
    counts: Counter[tuple[str, str]],
) -> None:
    """Figures are counted from the answers; dissatisfied items are answered by corrective actions, but for one."""
    bad = world.choices("survey_answers", "grade")[3]
    valid = counts.total()
    unhappy: Counter[str] = Counter({item: n for (item, grade), n in counts.items() if grade == bad})
    satisfied = valid - unhappy.total()
    day = workdays_after(start + days(18), 8)
    reviewed = workdays_after(day, 2)
    if not is_past(day):
        return
    worst = [item for item, _ in unhappy.most_common(2)]
    report = world.add(
        "survey_reports",
        day,
        plan_no=plan,
        analysis_method=world.choices("survey_reports", "analysis_method")[1],
        distributed_count=distributed,
        returned_count=returned,
        return_rate=round(100 * returned / distributed, 2),
        valid_items=valid,
        satisfied_items=satisfied,
        satisfaction_rate=round(100 * satisfied / valid, 2),
        comparison="首次调查，没有可比数据" if index == 0 else "与上次大体持平",
        main_findings="、".join(f"{item}(管理处)" for item in worst) or "无",
        suggestion="对不满意项目开具纠正措施单并回访",
        prepared_by=_post(world, "文件管理员"),
        prepared_on=day,
        reviewed_by=_post(world, "管理者代表"),
        reviewed_on=known(reviewed),
    )
    _distribute(world, index, report, workdays_after(reviewed, 1))
    for i, item in enumerate(worst):
        if index == 1 and i == 1:
            world.plant("R2-17", "survey_reports", report)
            continue
        _correct(world, report, item, workdays_after(reviewed, 3), start)


def _distribute(world: World, index: int, report: str, day: datetime.date) -> None:
    """To the five recipients; once one of them is forgotten."""
    for recipient in world.choices("report_distributions", "recipient"):
        if index == 1 and recipient == "主管经理":
            world.plant("R2-15", "survey_reports", report)
            continue
        if is_past(day):
            world.add(
                "report_distributions",
                day,
                survey_report_no=report,
                recipient=recipient,
                department="管理处" if recipient == "相关部门" else None,
                copies=1,
                delivery_method="内部邮件",
                sent_by=_post(world, "文件管理员"),
                sent_on=day,
                signed_by=_post(world, recipient) if recipient != "相关部门" else world.staff(post="管理处经理")[0],
                signed_on=known(workdays_after(day, 1)),
            )


def _correct(world: World, report: str, item: str, day: datetime.date, start: datetime.date) -> None:
    sources = world.choices("nonconformities", "nonconformity_source")
    done, manager = workdays_after(day, 15), world.staff(post="管理处经理")[0]
    verified = workdays_after(done, 10)
    number = world.add_nonconformity(
        day,
        rule="R2-18",
        breach_record=report,
        nonconformity_source=next((s for s in sources if "满意" in s), sources[0]),
        survey_report_no=report,
        description=f"{start.year}年调查中「{item}」的不满意评价居前",
        department="管理处",
        found_by=_post(world, "行政人事部经理"),
        confirmed_by=_post(world, "管理者代表"),
        confirmed_on=workdays_after(day, 1),
        disposition=world.choices("nonconformities", "disposition")[0],
        responsible=manager,
        due_on=workdays_after(day, 15),
        closed_on=known(verified),
    )
    world.add_corrective_action(
        workdays_after(day, 1),
        nonconformity_no=number,
        survey_report_no=report,
        survey_item=item,
        cause="人手安排与高峰不合",
        measure="调整班次，高峰加派，月底复核",
        department="管理处",
        responsible=manager,
        due_on=workdays_after(day, 15),
        done_on=known(done),
        verified_by=_post(world, "质量控制小组组长") if is_past(verified) else None,
        verified_on=known(verified),
        effective=True if is_past(verified) else None,
    )


def _local_survey(world: World) -> None:
    """A survey of one community: filed with the firm's office, approved by the management representative."""
    start = datetime.date(2026, 3, 9)
    world.add(
        "survey_plans",
        start,
        "YH",
        level="管理处级",
        purpose="了解门禁改造后的使用感受",
        target_group="云杉苑一号楼住户",
        sheet_design="征询表，三个项目",
        distribution_scope="一号楼",
        planned_count=12,
        starts_on=start,
        ends_on=start + days(7),
        collected_by_on=start + days(9),
        led_by=world.staff(post="管理处经理", project="YH")[0],
        staffing="物管员一人",
        department="管理处",
        prepared_by=world.staff(post="物管员", project="YH")[0],
        prepared_on=start - days(14),
        filed_by=_post(world, "文件管理员"),
        filed_on=start - days(12),
        approved_by=_post(world, "管理者代表"),
        approved_on=start - days(5),
        distributed_count=12,
        returned_count=10,
    )


def _box(world: World, project: str, year: int, month: int) -> None:
    """The box is opened by two; letters that complain go to the register of complaints."""
    chance = world.stream(f"box {project}")
    for first in (5, 19):
        day = next_workday(datetime.date(year, month, first))
        if not is_past(day):
            continue
        letters = chance.choice((0, 0, 0, 1, 2))
        world.add(
            "feedback_box",
            day,
            project,
            box_location="服务中心门口",
            opened_on=day,
            opened_by=world.staff(post="物管员", project=project)[0],
            witnessed_by=world.staff(post="服务中心接待员", project=project)[0],
            letter_count=letters,
            complaint_count=0,
            content="建议延长前台服务时间" if letters else None,
            handling="管理处答复" if letters else "无来件",
            replied_on=known(workdays_after(day, 3)) if letters else None,
        )


def _notices(world: World, project: str) -> None:
    chance = world.stream(f"notices {project}")
    for year, month in months():
        day = next_workday(day_in(chance, year, month, 6, 16))
        if not is_past(day):
            continue
        is_outage = month % 4 == 0
        world.add(
            "public_notices",
            day,
            project,
            notice_kind="停水停电停梯" if is_outage else "一般事项",
            subject_title="水箱清洗停水" if is_outage else "本月公共区域消杀安排",
            content="时间、范围与联系电话见告示",
            prepared_by=world.staff(post="物管员", project=project)[0],
            approved_by=world.staff(post="管理处经理", project=project)[0],
            approved_on=day,
            post_locations="各楼栋告示栏与宣传橱窗",
            posted_by=world.staff(post="物管员", project=project)[0],
            posted_on=day,
            event_at=at(day + days(3), 9) if is_outage else None,
            planned_removal_on=day + days(14),
            removed_on=known(day + days(14)),
        )
