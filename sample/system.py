"""The system's own upkeep: internal audits, suppliers and their evaluation, objectives and how they were met."""

import datetime

from sample.answers import Answer, answer
from sample.world import World, is_past, known, next_workday, workdays_after

Day = datetime.date
# name, kind, department, licence, its end, and the scores of each evaluation (staff, quality, response, safety, price).
SUPPLIERS = (
    ("样例电梯维保公司", "电梯维保", "技术部", "特种设备许可 样例-001", Day(2028, 6, 30),
     ((18, 34, 17, 9, 8), (18, 35, 17, 9, 8), (17, 33, 16, 9, 8))),
    ("样例消防维保公司", "消防维保", "技术部", "消防技术服务 样例-002", None,
     ((17, 33, 16, 9, 8), (17, 34, 16, 9, 8), (17, 34, 17, 9, 8))),
    ("样例保安服务公司", "保安服务", "管理处", "保安服务许可 样例-003", Day(2026, 9, 30),
     ((17, 34, 17, 8, 8), (14, 28, 15, 8, 8), (17, 35, 17, 9, 8))),
    ("样例保洁绿化公司", "保洁绿化", "管理处", "营业执照 样例-004", None,
     ((16, 33, 17, 8, 9), (16, 34, 17, 8, 9))),
)  # fmt: skip
GROUNDS = "服务检验与外委服务事件的登记，附现场照片"
# department, objective, indicator, comparison, target, unit, last year's, measure, and the quarters that missed it.
OBJECTIVES = (
    ("物业部", "业主总体满意率", None, "≥", 85.0, "%", 82.0, "每季分析不满意项，逐项改进", ()),
    ("管理处", "有效投诉按期办结率", None, "≥", 95.0, "%", 91.0, "每日核对未办结清单", ((2025, 2), (2026, 1))),
    ("技术部", "法定检验按期率", None, "≥", 100.0, "%", 96.0, "到期前六十日预约", ((2026, 2),)),
    ("营销部", "协议审批手续完整率", None, "≥", 98.0, "%", 94.0, "签订前由第二人核对", ()),
    ("酒店部", "会议接待投诉件数", None, "≤", 2.0, "件/季", 3.0, "会前逐项交接并签字", ((2025, 3),)),
    ("行政人事部", "文件到期复审率", None, "≥", 95.0, "%", 90.0, "到期前六十日通知", ()),
    ("财务部", "押金按期退还率", None, "≥", 98.0, "%", 97.0, "验收通过当日转财务前台", ()),
    ("质量控制小组", "定期义务按时率", "K-16", "≥", 95.0, "%", 93.0, "每周查看待办并提醒", ((2025, 1),)),
)


def tell(world: World) -> None:
    """Fill the registers of audits, suppliers and objectives."""
    for year, month in ((2025, 9), (2026, 9)):
        _audit(world, year, month)
    _suppliers(world)
    for year in (2025, 2026):
        for told in OBJECTIVES:
            _objective(world, year, told)


def _post(world: World, post: str) -> str:
    return world.staff(post=post)[0]


def _audit(world: World, year: int, month: int) -> None:
    planned, begun = next_workday(Day(year, 1, 9)), next_workday(Day(year, month, 14))
    programme = world.add(
        "audit_programmes",
        planned,
        programme_year=year,
        planned_month=Day(year, month, 1),
        scope_text="全部部门与三个项目；重点为投诉、装修与会议接待",
        criteria="WY-CX-01 至 WY-CX-12、公司程序需求集、GB/T 19001—2016",
        lead_auditor=_post(world, "质量控制小组组长"),
        auditors="、".join((_post(world, "行政人事部经理"), _post(world, "技术部工程师"))),
        prepared_by=_post(world, "管理者代表"),
        prepared_on=planned,
        approved_by=_post(world, "总经理"),
        approved_on=workdays_after(planned, 4),
    )
    ended = workdays_after(begun, 2)
    audit = world.add(
        "internal_audits",
        begun,
        programme_no=programme,
        lead_auditor=_post(world, "质量控制小组组长"),
        notified_on=next_workday(begun - datetime.timedelta(days=11)),
        started_on=begun,
        ended_on=ended,
        scope_text="全部部门与三个项目",
        sampling="投诉、报修、装修申请、接待协议与文件审批各抽三至五份",
        strengths="登记册齐全，记录能由条款查到、也能查回条款",
        conclusion="体系总体符合并有效运行，发现的不符合已开报告",
        reported_on=workdays_after(ended, 4),
        accepted_by=_post(world, "管理者代表"),
        accepted_on=workdays_after(ended, 6),
    )
    for i, told in enumerate(CHECKS[year]):
        _check(world, audit, workdays_after(begun, i % 3), told)


# clause, department, sampled, evidence, result, post of the one who was asked; and for what failed, cause and measure.
CHECKS = {
    2025: (
        ("WY-GC-02#4.3.1", "管理处", "TS-YH-2025-0002、TS-YH-2025-0005、TS-ML-2025-0003", "三份都在期限内首次答复",
         "符合", "管理处经理", "", ""),
        ("WY-CX-04#2.2.6", "营销部", "XY-2025-003、XY-2025-005、XY-2025-007", "三份的会签齐全、日期在签订之前",
         "符合", "营销部经理", "", ""),
        ("WY-CX-09#4.9.3", "行政人事部", "FF-2025-001、FF-2025-002、FF-2025-003",
         "旧本在换版后收回，没有写明核对的日期", "观察项", "文件管理员", "", ""),
        ("WY-GC-07#4.2.1", "技术部", "三个项目的消防设施各一份", "茉莉湾九月的检查表没有填写泵房压力",
         "不符合", "技术部经理", "检查表没有写压力的合格范围", "检查表印上压力范围，并培训巡检人"),
    ),
    2026: (
        ("WY-CX-03#2", "管理处", "最近五份装修申请", "五份都在三个工作日内审查并告知", "符合", "管理处经理", "", ""),
        ("WY-CX-08#4.5.2", "质量控制小组", "JZ-2025-002、JZ-2025-003、JZ-2025-004",
         "一份措施完成后一年多没有验证结论", "观察项", "行政人事部经理", "", ""),
        ("WY-GC-08#5.4", "管理处", "两个小区上半年的演练记录", "云杉苑的演练不足没有核实人签名",
         "不符合", "管理处经理", "管理处自己组织演练，没有指定由谁核实", "演练方案事先写明核实人"),
    ),
}  # fmt: skip


def _check(world: World, audit: str, day: Day, told: tuple[str, ...]) -> None:
    clause, department, sampled, evidence, result, post, cause, measure = told
    auditor = "质量控制小组组长" if department != "质量控制小组" else "技术部工程师"
    check = world.add(
        "audit_checks",
        day,
        audit_no=audit,
        clause=clause,
        department=department,
        sampled=sampled,
        evidence=evidence,
        check_result=result,
        reply="采纳，下次核对时补齐" if result == "观察项" else None,
        checked_by=_post(world, auditor),
        auditee=_post(world, post),
        checked_on=day,
    )
    if result == "不符合":
        found = workdays_after(day, 1)
        given = Answer("", check, evidence, cause, measure, department, _post(world, post))
        row = world.row("nonconformities", answer(world, found, given))
        row.update(rule=None, breach_record=None, nonconformity_source="内部审核")
        world.row("audit_checks", check)["nonconformity_no"] = row["nonconformity_no"]


def _suppliers(world: World) -> None:
    for place, (name, kind, department, licence, ends, scores) in enumerate(SUPPLIERS, start=1):
        proposed = Day(2024, 11, 4)
        supplier = world.add(
            "suppliers",
            proposed,
            supplier_name=name,
            supplier_kind=kind,
            department=department,
            licence=licence,
            licence_until=ends,
            service_phone=f"000-5560000{place}" if kind in ("电梯维保", "消防维保") else None,
            proposed_by=_post(world, "物业部经理"),
            proposed_on=proposed,
            approved_by=_post(world, "管理者代表"),
            approved_on=Day(2024, 11, 25),
            contract_no=f"HT-{kind}-2025",
            contract_from=Day(2025, 1, 1),
            contract_until=Day(2027, 12, 31),
        )
        days = (Day(2024, 11, 15), Day(2025, 11, 7), Day(2026, 11, 4))
        for i, (day, points) in enumerate(zip(days, scores, strict=False)):
            _evaluate(world, supplier, day, points, "再评价" if i else "初次评价")
        if kind == "保安服务":
            _evaluate(world, supplier, Day(2025, 12, 2), (16, 33, 17, 8, 8), "复评")
            _renew(world, supplier)
        if kind == "保洁绿化":  # forgotten this year
            world.plant("V-05", "supplier_evaluations", str(world.rows["supplier_evaluations"][-1]["evaluation_no"]))


def _evaluate(world: World, supplier: str, day: Day, points: tuple[int, ...], kind: str) -> None:
    staff, quality, response, safety, price = points
    world.add(
        "supplier_evaluations",
        day,
        supplier_no=supplier,
        evaluation_kind=kind,
        staff_score=staff,
        quality_score=quality,
        response_score=response,
        safety_score=safety,
        price_score=price,
        total_score=sum(points),
        grounds=GROUNDS,
        improvement="夜班人手不足、巡更漏点，须补足并换班长" if sum(points) < 80 else None,
        evaluated_by=_post(world, "行政人事部经理"),
        evaluated_on=day,
        approved_by=_post(world, "管理者代表"),
        approved_on=known(workdays_after(day, 2)),
    )


def _renew(world: World, supplier: str) -> None:
    world.add(
        "licence_renewals",
        Day(2026, 9, 7),
        supplier_no=supplier,
        licence="保安服务许可 样例-103",
        valid_from=Day(2026, 10, 1),
        valid_until=Day(2031, 9, 30),
        registered_by=_post(world, "文件管理员"),
        registered_on=Day(2026, 9, 7),
    )


HEADS = {"质量控制小组": "质量控制小组组长"}
QUARTERS = ((3, 31), (6, 30), (9, 30), (12, 31))


def _objective(world: World, year: int, told: tuple) -> None:  # type: ignore[type-arg]
    department, objective, indicator, comparison, target, unit, before, measure, missed = told
    head = _post(world, HEADS.get(department, f"{department}经理"))
    proposed = next_workday(Day(year, 1, 8))
    number = world.add(
        "objectives",
        proposed,
        objective_year=year,
        department=department,
        objective=objective,
        indicator_id=indicator,
        comparison=comparison,
        target=target,
        unit_text=unit,
        baseline=before,
        measure=measure,
        resources="无",
        responsible=head,
        due_on=Day(year, 12, 31),
        proposed_on=proposed,
        approved_by=_post(world, "总经理"),
        approved_on=workdays_after(proposed, 6),
    )
    for quarter, (month, day) in enumerate(QUARTERS, 1):
        if is_past(Day(year, month, day)):
            _review(world, number, head, Day(year, month, day), (target, comparison, (year, quarter) in missed))


def _review(world: World, number: str, head: str, ends: Day, told: tuple[float, str, bool]) -> None:
    target, comparison, is_missed = told
    better = -1 if (comparison == "≤") != is_missed else 1
    reviewed = known(workdays_after(ends, 8))
    is_whole = target in (100.0, 2.0) and not is_missed
    actual = target if is_whole else target + better
    world.add(
        "objective_reviews",
        ends,
        objective_no=number,
        quarter_end=ends,
        actual=actual if reviewed else None,
        is_met=not is_missed if reviewed else None,
        grounds="当季的登记册与门户指标" if reviewed else None,
        measure="逐件查明原因，下季由部门经理每周复核" if is_missed and reviewed else None,
        measure_on=workdays_after(reviewed, 3) if is_missed and reviewed else None,
        reviewed_by=head if reviewed else None,
        reviewed_on=reviewed,
    )
