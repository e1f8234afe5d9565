"""Management review, corrections and disposals."""

import datetime

from sample.world import World, days, is_past, known, next_workday, workdays_after


def tell(world: World) -> None:
    """What the rulebook asks of the management."""
    _reviews(world)


def tell_last(world: World) -> None:
    """What refers to records that the other stories made."""
    _corrections(world)


def _post(world: World, post: str) -> str:
    return world.staff(post=post)[0]


def _reviews(world: World) -> None:
    """The yearly management review of 2025, its inputs, and inputs for that of 2026."""
    held = datetime.date(2025, 12, 18)
    review = world.add(
        "management_reviews",
        held,
        review_kind="年度评审",
        notified_on=datetime.date(2025, 12, 1),
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
    kinds = world.choices("management_review_inputs", "input_kind")
    for year, number in ((2025, review), (2026, None)):
        for i, kind in enumerate(kinds):
            day = next_workday(datetime.date(year, 11, 10) + days(i))
            if not is_past(day) or (year == 2026 and i == 1):
                continue
            world.add(
                "management_review_inputs",
                day,
                review_no=number,
                department="物业部" if i in (0, 3) else "行政人事部",
                input_kind=kind,
                period_from=datetime.date(year - 1, 12, 1),
                period_to=datetime.date(year, 10, 31),
                content=f"{kind}:见汇总与登记册",
                suggestion="列入下一年度计划，费用在部门预算内",
                submitted_by=_post(world, "管理者代表" if i == 1 else "行政人事部经理"),
                submitted_on=day,
                accepted_by=_post(world, "文件管理员"),
                accepted_on=known(workdays_after(day, 1)),
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
