"""Control itself: approvals, acknowledgements, change requests, corrections, disposals, management review."""

import datetime

from sample.world import World, days, is_past, known, next_workday, workdays_after
from shoukong.document import digest_of


def tell(world: World) -> None:
    """What the rulebook asks of documents and records."""
    _approvals(world)
    _acknowledgements(world)
    _changes(world)
    _reviews(world)


def tell_last(world: World) -> None:
    """What refers to records that the other stories made."""
    _corrections(world)


def _post(world: World, post: str) -> str:
    return world.staff(post=post)[0]


def _approvals(world: World) -> None:
    """Every text in force was approved before its effective date; the digest is that of the file."""
    subjects = [(d.id, d.path, d.owner) for d in world.portal.documents] + [
        (f.id, f.path, "") for f in world.portal.forms
    ]
    for i, (subject, path, owner) in enumerate(sorted(subjects)):
        day = next_workday(datetime.date(2024, 12, 2) + days(i // 5))
        text = (world.root / path).read_text(encoding="utf-8")
        preparer = (
            "营销部经理"
            if owner in ("营销部", "酒店部")
            else "行政人事部经理"
            if owner == "行政人事部"
            else "物业部经理"
        )
        world.add(
            "document_approvals",
            day,
            subject=subject,
            revision="A/0",
            digest=digest_of(text),
            prepared_by=_post(world, preparer),
            prepared_on=day,
            reviewed_by=_post(world, "管理者代表"),
            reviewed_on=workdays_after(day, 2),
            approved_by=_post(world, "总经理"),
            approved_on=workdays_after(day, 4),
            change_kind="新订",
            reason="建立文件与记录的受控管理",
            impact="无",
        )


def _acknowledgements(world: World) -> None:
    readers = [str(row["staff_no"]) for row in world.rows["staff"] if row["is_customer_facing"]]
    subjects = ("WY-CX-01", "WY-GC-02", "WY-GF-01", "WY-CX-09")
    for i, subject in enumerate(subjects):
        for j, reader in enumerate(readers):
            if (i, j) in ((1, 7), (3, 11)):
                continue  # two have not signed
            day = next_workday(datetime.date(2025, 1, 3 + i) + days(j // 6))
            world.add("document_acknowledgements", day, subject=subject, revision="A/0", staff_no=reader, read_on=day)


def _changes(world: World) -> None:
    told = (
        ("WY-CX-04", "2.1.5.2", "澄清二楼小会议室半天最低价", "折扣写作五折，列明的价格为 300 元，两者不符", None),
        ("WY-GC-01", "4.1", "增加夜间报修的受理方式", "夜间前台无人值守", "同意更改"),
        ("WY-CX-02", "4.1.1", "征询表增加网上填写", "回收率偏低", "不予更改"),
    )
    for i, (subject, clause, proposal, reason, decision) in enumerate(told):
        day = next_workday(datetime.date(2025, 9, 8) + days(130 * i))
        decided = workdays_after(day, 6)
        world.add(
            "document_change_requests",
            day,
            subject=subject,
            revision="A/0",
            clause_no=clause,
            request_kind="更改",
            proposal=proposal,
            reason=reason,
            department="营销部" if subject == "WY-CX-04" else "物业部",
            requested_by=_post(world, "营销部经理" if subject == "WY-CX-04" else "物业部经理"),
            requested_on=day,
            decision=decision,
            decided_by=_post(world, "管理者代表") if decision else None,
            decided_on=decided if decision else None,
            closed_on=known(workdays_after(decided, 5)) if decision == "不予更改" else None,
        )


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
