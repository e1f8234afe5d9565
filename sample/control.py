"""Management review, corrections, disposals and holds."""

import datetime
from collections.abc import Iterable, Mapping

from sample.world import World, days, is_past, known, next_workday, workdays_after

RESIDENTS = "业主（住户）意见与评价"
SUBMITTERS = {"总经理室": "管理者代表", "质量控制小组": "质量控制小组组长"}
# kind, department, and what was found
INPUTS = (
    ("上次评审决定的落实", "行政人事部", "按《管理评审决定》逐项核对，没有逾期的，效果待年底指标"),
    ("内外部环境的变化", "总经理室", "三个项目没有变动，管理的法规逐件核对，没有换版"),
    ("行业趋势与顾客潜在需求规划", "物业部", "业主询问充电设施与网上报修的增多，建议次年试点"),
    (RESIDENTS, "总经理室", "两次调查的满意率与回收率、投诉的种类见统计分析报告，维修服务是主要的不满意项"),
    ("质量目标的实现", "行政人事部", "八个部门的目标按季考核，没有达到的季度都定了措施"),
    ("服务检验结果", "物业部", "检验不合格项集中在公共区域照明与夜间巡更"),
    ("不合格与纠正措施", "质量控制小组", "报告以规则检查为主，有一份措施完成后没有验证"),
    ("内部审核结果", "质量控制小组", "审核结论为总体符合，不符合已开报告"),
    ("供方绩效", "行政人事部", "电梯与消防维保得分稳定，保安服务夜班人手不足"),
    ("资源的充分性", "财务部", "维修工在暑期不足，建议按季调整"),
    ("风险与机遇", "总经理室", "电梯困人与高空坠物为主要风险，演练按期进行"),
    ("改进的机会", "质量控制小组", "报修回访合并到一张清单，减少重复拨打"),
    ("文件与记录控制", "行政人事部", "复审与签收按期，更改申请有一件未决定"),
)  # fmt: skip


# day, what is asked, by whom, how they were known, and after how many working days it was answered how and why.
REQUESTS = (
    (datetime.date(2025, 6, 11), "查阅或复制", "要本户两年的报修记录", "冯户135", "19900010135", "ML-03-0601",
     "拨打登记的电话", (4, "已提供", "")),
    (datetime.date(2026, 4, 14), "删除", "已卖房，要求删去报修记录里的姓名与电话", "吴户102", "19900010102",
     "ML-01-0102", "当面查验证件", (6, "不予办理", "保存期限未届满，见表单；已停止除保存以外的使用，届满后销毁")),
    (datetime.date(2026, 11, 18), "说明处理规则", "问门禁登记的电话给谁看", "卫户136", "19900010136", "ML-03-0602",
     "拨打登记的电话", None),
)  # fmt: skip


def tell(world: World) -> None:
    """What the rulebook asks of the management."""
    _reviews(world)


def tell_last(world: World) -> None:
    """What refers to records that the other stories made."""
    _corrections(world)
    _withdrawal(world)
    _disposal(world)
    _hold(world)
    _requests(world)


def _post(world: World, post: str) -> str:
    return world.staff(post=post)[0]


def _reviews(world: World) -> None:
    """The yearly management review of 2025, its inputs, and inputs for that of 2026."""
    held = datetime.date(2025, 12, 18)
    review = world.add(
        "management_reviews",
        held,
        review_kind="年度评审",
        notified_on=datetime.date(2025, 11, 24),
        held_on=held,
        chaired_by=_post(world, "总经理"),
        attendees="、".join(world.staff(department="总经理室")),
        topics="服务质量、业主意见、不合格与纠正措施、潜在需求规划",
        conclusion="体系运行有效，回收率须改进",
        decision="下半年调查增加上门补收",
        responsible=_post(world, "行政人事部经理"),
        due_on=datetime.date(2026, 6, 30),
        recorded_by=_post(world, "文件管理员"),
        approved_by=_post(world, "总经理"),
        approved_on=workdays_after(held, 4),
        closed_on=datetime.date(2026, 6, 25),
    )
    _decisions(world, review, workdays_after(held, 4))
    for year, number in ((2025, review), (2026, None)):
        for i, (kind, department, content) in enumerate(INPUTS):
            day = next_workday(datetime.date(year, 11, 10) + days(i))
            if not is_past(day) or (year == 2026 and kind == RESIDENTS):
                continue
            world.add(
                "management_review_inputs",
                day,
                review_no=number,
                department=department,
                input_kind=kind,
                period_from=datetime.date(year - 1, 12, 1),
                period_to=datetime.date(year, 10, 31),
                content=content,
                suggestion="列入下一年度计划，费用在部门预算内",
                submitted_by=_post(world, SUBMITTERS.get(department, f"{department}经理")),
                submitted_on=day,
                accepted_by=_post(world, "文件管理员"),
                accepted_on=known(workdays_after(day, 1)),
            )


def _decisions(world: World, review: str, day: datetime.date) -> None:
    """What the review of 2025 decided: one of each kind of output."""
    told = (
        (
            "改进的机会",
            "下半年调查增加上门补收，回收率不低于 65%",
            "物业部",
            datetime.date(2026, 6, 25),
            "六月调查上门补收",
        ),
        ("体系变更的需求", "夜间报修写入报修规程，临时办法作废", "物业部", datetime.date(2026, 3, 2), "规程改为 B/0"),
        ("资源需求", "暑期每个小区加派一名维修工", "行政人事部", datetime.date(2026, 6, 15), "两人到岗并完成培训"),
    )
    for kind, decision, department, done, result in told:
        world.add(
            "management_review_decisions",
            day,
            review_no=review,
            output_kind=kind,
            decision=decision,
            department=department,
            responsible=_post(world, f"{department}经理"),
            decided_on=day,
            due_on=datetime.date(2026, 6, 30),
            done_on=done,
            result=result,
            verified_by=_post(world, "管理者代表"),
            verified_on=workdays_after(done, 5),
        )


def _corrections(world: World) -> None:
    """Slips of the pen that were put right openly."""
    orders = world.rows["repair_orders"]
    for i in range(6):
        row = orders[20 + 37 * i]
        day = next_workday(datetime.date.fromisoformat(str(row["reported_at"])[:10]) + days(6))
        if not is_past(day):
            continue
        world.add(
            "record_corrections",
            day,
            register=world.form("repair_orders").id,
            record_no=row["repair_no"],
            field_title="收费（元）",
            old_value="空白",
            new_value=f"{float(str(row['charge'])):.2f}",
            reason="填单时漏记收费",
            found_on=day,
            corrected_by=_post(world, "文件管理员"),
            corrected_on=day,
            approved_by=_post(world, "物业部经理"),
            approved_on=day,
        )


def _withdrawal(world: World) -> None:
    """A repair that was entered twice: its second row stays, and counts no more."""
    last = next(row for row in reversed(world.rows["repair_orders"]) if row["project"] == "YH")
    day = datetime.date.fromisoformat(str(last["reported_at"])[:10])
    cells = {name: cell for name, cell in last.items() if name not in ("repair_no", "form_revision", "project")}
    twice = world.add("repair_orders", day, "YH", **cells)
    found = workdays_after(day, 1)
    world.add(
        "record_corrections",
        found,
        register=world.form("repair_orders").id,
        record_no=twice,
        field_title="整条记录",
        old_value="空白",
        new_value="作废",
        reason=f"与 {last['repair_no']} 重复登记",
        found_on=found,
        corrected_by=_post(world, "文件管理员"),
        corrected_on=found,
        approved_by=_post(world, "物业部经理"),
        approved_on=found,
    )


def _disposal(world: World) -> None:
    """Worker passes whose time was over."""
    world.add(
        "record_disposals",
        datetime.date(2026, 3, 16),
        register=world.form("worker_passes").id,
        period_from=datetime.date(2023, 6, 1),
        period_to=datetime.date(2024, 12, 31),
        retained_until=datetime.date(2025, 12, 31),
        record_count=46,
        department="管理处",
        requested_by=_post(world, "文件管理员"),
        requested_on=datetime.date(2026, 3, 16),
        approved_by=_post(world, "管理者代表"),
        approved_on=datetime.date(2026, 3, 20),
        disposal_method="碎纸",
        disposed_by=_post(world, "文件管理员"),
        witnessed_by=_post(world, "质量控制小组组长"),
        disposed_on=datetime.date(2026, 3, 24),
    )


def _hold(world: World) -> None:
    """Repairs of a fortnight that a lawsuit is about."""
    world.add(
        "record_holds",
        datetime.date(2026, 5, 18),
        register=world.form("repair_orders").id,
        period_from=datetime.date(2026, 3, 1),
        period_to=datetime.date(2026, 3, 14),
        matter="诉讼",
        reason="业主就三月上旬的漏水起诉，法院要求保留报修与维修的记录",
        requested_by=_post(world, "物业部经理"),
        ordered_by=_post(world, "管理者代表"),
        ordered_on=datetime.date(2026, 5, 18),
    )


def _requests(world: World) -> None:
    """What residents asked of the data kept on them, and how they were answered."""
    keeper = _post(world, "文件管理员")
    for day, kind, wanted, who, phone, unit, check, answered in REQUESTS:
        told: dict[str, object] = {}
        if answered is not None:
            after, answer, ground = answered
            words = {who, phone, unit}
            found = {table: _count(rows, words, world.form(table).date, day) for table, rows in world.rows.items()}
            told = {
                "names_searched": "、".join((who, phone, unit)),
                "found_count": sum(found.values()),
                "found_records": "、".join(f"{world.form(t).title}{count}条" for t, count in found.items() if count),
                "answer": answer,
                "ground": ground,
                "answered_on": workdays_after(day, after),
                "answered_by": keeper,
            }
        world.add(
            "privacy_requests",
            day,
            received_on=day,
            received_by=keeper,
            request_kind=kind,
            wanted=wanted,
            requester=who,
            relation="本人",
            contact=phone,
            identity_check=check,
            **told,
        )


def _count(rows: Iterable[Mapping[str, object]], words: set[str], dated: str | None, day: datetime.date) -> int:
    """How many rows up to a day have a cell that is one of some words."""
    known = (row for row in rows if dated is None or str(row.get(dated, ""))[:10] <= day.isoformat())
    return sum(bool(words & set(map(str, row.values()))) for row in known)
