"""Life with the owners' committees: meetings, monthly statements, inquiries, declarations and notifications."""

import datetime

from sample.world import COMMUNITIES, World, days, is_past, known, months, next_workday, workdays_after


def tell(world: World) -> None:
    """Month by month for both communities."""
    for project in COMMUNITIES:
        for year, month in months():
            _statement(world, project, year, month)
            _inquiry(world, project, year, month)
            if month in (1, 4, 7, 10):
                _press(world, project, year, month)
            if month in (3, 6, 9, 12):
                _meetings(world, project, year, month)
        _declarations(world, project)
        _notifications(world, project)


def _manager(world: World) -> str:
    return world.staff(post="物业部经理")[0]


def _keeper(world: World, project: str) -> str:
    return world.staff(post="物管员", project=project)[0]


def _kind(world: World, table: str, field: str, word: str) -> str:
    """The allowed value that holds a word."""
    return next(kind for kind in world.choices(table, field) if word in kind)


def _statement(world: World, project: str, year: int, month: int) -> None:
    """The month before is reported by the 5th; twice it is late."""
    before = datetime.date(year, month, 1) - days(1)
    late = (project, year, month) in (("ML", 2025, 8), ("YH", 2026, 5))
    day = datetime.date(year, month, 8 if late else 3 + month % 3)
    number = world.add(
        "committee_submissions",
        day,
        project,
        submission_kind=_kind(world, "committee_submissions", "submission_kind", "损益"),
        period=f"{before:%Y-%m}",
        content=f"{before.year}年{before.month}月财务损益表",
        copies=2,
        prepared_by=world.staff(post="财务部经理")[0],
        prepared_on=datetime.date(year, month, 2),
        due_on=datetime.date(year, month, 5),
        submitted_by=_keeper(world, project),
        submitted_on=day,
        committee_signatory="业委会秘书样",
        signed_on=day,
    )
    if late:
        world.plant("R5-07", "committee_submissions", number)


def _press(world: World, project: str, year: int, month: int) -> None:
    """Newspapers and leaflets go out in the first month of a quarter; one quarter is forgotten."""
    if (project, year, month) == ("YH", 2025, 7):
        world.plant("R5-09", "committee_submissions", f"{project} {year}-Q3")
        return
    day = next_workday(datetime.date(year, month, 16))
    world.add(
        "committee_submissions",
        day,
        project,
        submission_kind=_kind(world, "committee_submissions", "submission_kind", "报刊"),
        period=f"{year}-Q{month // 3 + 1}",
        content="社区文化报一期、宣传单一种",
        copies=5,
        prepared_by=_keeper(world, project),
        prepared_on=day,
        due_on=datetime.date(year, month, 30),
        submitted_by=_keeper(world, project),
        submitted_on=day,
        committee_signatory="业委会秘书样",
        signed_on=day,
    )


def _inquiry(world: World, project: str, year: int, month: int) -> None:
    """From the 10th to the 15th the books are open; a month is skipped once."""
    if (project, year, month) == ("ML", 2026, 3):
        world.plant("R5-08", "committee_inquiries", f"{project} {year}-{month:02}")
        return
    asked = month % 3 == 2
    day = datetime.date(year, month, 12)
    answered = workdays_after(day, 3)
    world.add(
        "committee_inquiries",
        day,
        project,
        period=f"{year}-{month:02}",
        inquiry_kind="业委会质询" if asked else "无质询",
        inquirer="业委会委员样" if asked else None,
        inquired_on=day,
        received_by=_keeper(world, project),
        question="公共照明电费为何上升" if asked else None,
        due_on=workdays_after(day, 7) if asked else None,
        answer="更换了地下车库灯具，附电表记录" if asked and is_past(answered) else None,
        answered_by=_manager(world) if asked and is_past(answered) else None,
        answered_on=known(answered) if asked else None,
        closed_on=known(answered) if asked else day,
    )


def _meetings(world: World, project: str, year: int, month: int) -> None:
    """A routine meeting a quarter (one is missed), and the visits at the end of June and December."""
    day = next_workday(datetime.date(year, month, 12))
    if not is_past(day):
        return
    if (project, year, month) == ("YH", 2025, 9):
        world.plant("R5-04", "committee_meetings", f"{project} {year}-Q3")
    else:
        _meeting(world, project, day, "季度", "通报本季度财务支出与工作简况")
    if month in (6, 12):
        visit = next_workday(datetime.date(year, month, 26))
        _meeting(world, project, visit, "半年" if month == 6 else "年度", "工作汇报与座谈")


def _meeting(world: World, project: str, day: datetime.date, kind: str, content: str) -> str:
    leaders = world.staff(post="总经理") + world.staff(post="物业部经理")
    return world.add(
        "committee_meetings",
        day,
        project,
        meeting_kind=_kind(world, "committee_meetings", "meeting_kind", kind),
        requested_by=_manager(world) if kind == "专题" else None,
        requested_on=day - days(8) if kind == "专题" else None,
        notified_on=day - days(7),
        held_on=day,
        place="管理处会议室",
        chaired_by=_manager(world),
        attendees="、".join(leaders if "年" in kind else leaders[1:]),
        committee_attendees="业委会主任样、业委会委员样",
        topics=content,
        content=content,
        decision="按议定事项落实",
        responsible=world.staff(post="管理处经理", project=project)[0],
        due_on=workdays_after(day, 20),
        recorded_by=_keeper(world, project),
        confirmed_on=known(workdays_after(day, 3)),
    )


def _declarations(world: World, project: str) -> None:
    for i, kind in enumerate(world.choices("committee_declarations", "declaration_kind")):
        day = next_workday(datetime.date(2025, 3, 4) + days(110 * i))
        if not is_past(day):
            continue
        replied = workdays_after(day, 10)
        meeting = _meeting(world, project, workdays_after(day, 6), "专题", f"专题讨论：{kind}") if i < 2 else None
        is_open = i == 4 and project == "ML"
        world.add(
            "committee_declarations",
            day,
            project,
            declaration_kind=kind,
            content=f"申报事项：{kind}",
            estimated_cost=float(20_000 + 5_000 * i) if i < 2 else None,
            attachments="预算与照片" if i < 2 else None,
            approved_by=_manager(world),
            approved_on=day,
            declared_by=_keeper(world, project),
            declared_on=day,
            meeting_no=meeting,
            reply=None if is_open else "部分同意" if i == 3 else "同意",
            reply_content=None if is_open else "按会议意见办理",
            replied_on=None if is_open else known(replied),
            closed_on=None if is_open else known(workdays_after(replied, 15)),
        )


def _notifications(world: World, project: str) -> None:
    for i, kind in enumerate(world.choices("committee_notifications", "notification_kind") * 2):
        day = next_workday(datetime.date(2025, 4, 8) + days(95 * i))
        if not is_past(day):
            continue
        world.add(
            "committee_notifications",
            day,
            project,
            notification_kind=kind,
            occurred_on=day - days(3),
            content=f"通报：{kind}",
            approved_by=_manager(world),
            notified_by=_keeper(world, project),
            notified_on=day,
            delivery_method="当面送交" if i % 2 else "会议通报",
            committee_signatory="业委会秘书样",
            delivered_on=known(workdays_after(day, 1)),
            committee_opinion="知悉",
        )
