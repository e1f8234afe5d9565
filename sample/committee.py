"""Life with the owners' committees: meetings, monthly statements, inquiries, declarations and notifications."""

import datetime

from sample.answers import Answer, answer
from sample.world import COMMUNITIES, World, days, is_past, known, last_workday, months, next_workday, workdays_after

# By project, year and month: what was late, left out or forgotten.
LATE_STATEMENTS = {("ML", 2025, 8): 3, ("YH", 2026, 5): 3}
NO_PRESS = ("YH", 2025, 7)
CLOSED_BOOKS = ("ML", 2026, 3)
NO_MEETING = ("YH", 2025, 9)
ESTABLISHED = (datetime.date(2023, 10, 16), datetime.date(2024, 3, 11))
LATE_VISIT = ("ML", 2026, 6)
QUESTIONS = (
    ("业委会质询", "公共照明电费为何上升", "地下车库换灯期间新旧灯同开，附电表记录"),
    ("业主质询", "停车收入用在哪里", "收入与支出列在损益表附页，当场说明"),
    ("业委会审计", "核对上季度维修支出的单据", "提供单据三十二份，核对无误"),
    ("业委会质询", "绿化补种费用的依据", "合同与验收单已交业委会查看"),
)
DECLARATIONS = (
    ("中修二号楼屋面防水", "同意", 86_000.0),
    ("更新一号楼电梯变频器", "同意", 54_000.0),
    ("三号楼底商排烟改道涉及部分业主", "部分同意", None),
    ("试行访客预约放行", "同意", None),
    ("增设儿童活动角", "不同意", None),
)
EVENTS = (
    "通报新颁布的物业管理法规与执行安排",
    "通报供水管网改造的范围与停水安排",
    "通报与个别委员在车位管理上的分歧与双方意见",
)


def tell(world: World) -> None:
    """Month by month for both communities."""
    for project, established in zip(COMMUNITIES, ESTABLISHED, strict=True):
        _committee(world, project, established)
        for year, month in months():
            _statement(world, project, year, month)
            _books(world, project, year, month)
            if month in (1, 4, 7, 10):
                _press(world, project, year, month)
            if month in (3, 6, 9, 12):
                _routine(world, project, year, month)
            if month in (6, 12):
                _visit(world, project, year, month)
        _declarations(world, project)
        _notifications(world, project)


def _committee(world: World, project: str, established: datetime.date) -> None:
    """The committee of a community, elected for five years."""
    world.add(
        "owners_committees",
        established,
        project,
        established_on=established,
        filed_on=established + days(20),
        filed_with="街道办事处样",
        term_ends_on=established.replace(year=established.year + 5) - days(1),
        members=7,
        chair="业委会主任样",
    )


def _post(world: World, post: str, project: str = "") -> str:
    return world.staff(post=post, project=project)[0]


def _month_end(year: int, month: int) -> datetime.date:
    return datetime.date(year + month // 12, month % 12 + 1, 1) - days(1)


def _answer(world: World, project: str, rule: str, record: str, told: tuple[datetime.date, str, str, str]) -> None:
    day, fact, cause, measure = told
    head = _post(world, "物业部经理")
    answer(world, day, Answer(rule, record, fact, cause, measure, "物业部", head, project))


def _statement(world: World, project: str, year: int, month: int) -> None:
    """The month before is reported by the 5th, earlier where that is a holiday; twice it is late, one is answered."""
    before = datetime.date(year, month, 1) - days(1)
    due = datetime.date(year, month, 5)
    late = LATE_STATEMENTS.get((project, year, month), 0)
    day = due + days(late) if late else last_workday(due)
    number = _submit(world, project, "损益", f"{before:%Y-%m}", (min(day, datetime.date(year, month, 2)), day, due))
    if late:
        world.plant("R5-07", "committee_submissions", number)
    if late and project == "ML":
        told = "财务损益表晚报三天", "编制人休假没有代办", "每月 2 日由财务部经理核对编制情况"
        _answer(world, project, "R5-07", number, (workdays_after(day, 3), *told))


def _submit(
    world: World, project: str, kind: str, period: str, span: tuple[datetime.date, datetime.date, datetime.date]
) -> str:
    """A submission: prepared, handed over and signed for, and when it was due."""
    prepared, day, due = span
    kinds = world.choices("committee_submissions", "submission_kind")
    is_statement = kind == "损益"
    keeper = _post(world, "物管员", project)
    return world.add(
        "committee_submissions",
        day,
        project,
        submission_kind=next(name for name in kinds if kind in name),
        period=period,
        content=f"{period} 财务损益表" if is_statement else "社区文化报一期、宣传单一种",
        copies=2 if is_statement else 5,
        prepared_by=_post(world, "财务部经理") if is_statement else keeper,
        prepared_on=prepared,
        due_on=due,
        submitted_by=keeper,
        submitted_on=day,
        committee_signatory="业委会秘书样",
        signed_on=day,
    )


def _press(world: World, project: str, year: int, month: int) -> None:
    """Newspapers and leaflets go out in the first month of a quarter; one quarter is forgotten."""
    period = f"{year}-Q{month // 3 + 1}"
    if (project, year, month) == NO_PRESS:
        world.plant("R5-09", "committee_submissions", f"{project}/{_month_end(year, month)}")
        return
    day = next_workday(datetime.date(year, month, 13 + month % 7))
    _submit(world, project, "报刊", period, (last_workday(day - days(3)), day, datetime.date(year, month, 30)))


def _books(world: World, project: str, year: int, month: int) -> None:
    """From the 10th to the 15th the books are open; a month is skipped once."""
    if (project, year, month) == CLOSED_BOOKS:
        world.plant("R5-08", "committee_inquiries", f"{project}/{datetime.date(year, month, 15)}")
        return
    asked = (month + COMMUNITIES.index(project)) % 3 == 2
    kind, question, reply = QUESTIONS[(year + month) % len(QUESTIONS)] if asked else ("无质询", None, None)
    day = next_workday(datetime.date(year, month, 11 + month % 2))
    answered = workdays_after(day, month % 4)
    is_answered = asked and is_past(answered)
    keeper = "财务部经理" if question and "费用" in question else "物业部经理"
    before = f"{datetime.date(year, month, 1) - days(1):%Y-%m}"
    statement = next(
        r for r in world.rows["committee_submissions"] if r["project"] == project and r["period"] == before
    )
    world.add(
        "committee_inquiries",
        day,
        project,
        period=f"{year}-{month:02}",
        inquiry_kind=kind,
        submission_no=statement["submission_no"] if asked else None,
        inquirer="业主样" if kind == "业主质询" else "业委会委员样" if asked else None,
        inquired_on=day,
        received_by=_post(world, "物管员", project),
        question=question,
        due_on=workdays_after(day, 7) if asked else None,
        answer=reply if is_answered else None,
        answered_by=_post(world, keeper) if is_answered else None,
        answered_on=answered if is_answered else None,
        closed_on=(answered if is_answered else None) if asked else day,
    )


def _routine(world: World, project: str, year: int, month: int) -> None:
    """A routine meeting a quarter; one is missed, and answered."""
    day = next_workday(datetime.date(year, month, 10 + 2 * COMMUNITIES.index(project)))
    if not is_past(day):
        return
    if (project, year, month) == NO_MEETING:
        record = f"{project}/{_month_end(year, month)}"
        world.plant("R5-04", "committee_meetings", record)
        told = "第三季度没有召开例行沟通会议", "业委会换届，没有另定日期", "季度第二个月由物业部经理约定日期"
        _answer(world, project, "R5-04", record, (datetime.date(year, 10, 10), *told))
        return
    decision = ("公共照明改为分时控制", "加派夜间巡逻一班", "补种绿化在下月完成")[(year + month) // 3 % 3]
    _meeting(world, project, day, "季度例会", ("季度财务支出、工作简况", decision))


def _visit(world: World, project: str, year: int, month: int) -> None:
    """At the end of June and December the firm's leaders call on the committee; once they come late."""
    day = next_workday(datetime.date(year, month, 26))
    is_late = (project, year, month) == LATE_VISIT
    day = workdays_after(day, 9) if is_late else day
    if not is_past(day):
        return
    kind = "半年茶话会" if month == 6 else "年度茶话会"
    number = _meeting(world, project, day, kind, (f"{kind[:2]}工作汇报", "业委会意见列入下期工作计划"))
    if is_late:
        world.plant("R5-06", "committee_meetings", number)


def _meeting(world: World, project: str, day: datetime.date, kind: str, told: tuple[str, str]) -> str:
    """A meeting and its minutes: (topic, decision)."""
    topic, decision = told
    manager, local = _post(world, "物业部经理"), _post(world, "管理处经理", project)
    is_visit, is_special = "茶话会" in kind, "专题" in kind
    kinds = world.choices("committee_meetings", "meeting_kind")
    return world.add(
        "committee_meetings",
        day,
        project,
        meeting_kind=next(name for name in kinds if kind in name),
        requested_by=manager if is_special else None,
        requested_on=last_workday(day - days(10)) if is_special else None,
        notified_on=last_workday(day - days(7)),
        held_on=day,
        place="业委会办公室" if is_visit else "管理处会议室",
        chaired_by=manager,
        attendees="、".join([_post(world, "总经理")] * is_visit + [manager, local]),
        committee_attendees="业委会主任样、业委会委员样",
        topics=topic,
        content=f"通报{topic}，听取业委会意见" if not is_special else topic,
        decision=decision,
        responsible=local,
        due_on=workdays_after(day, 20),
        recorded_by=_post(world, "物管员", project),
        confirmed_on=known(workdays_after(day, 2)),
    )


def _declarations(world: World, project: str) -> None:
    """Each kind of matter once, the funds with a special meeting; the last ones still wait for their reply."""
    offset = 21 * COMMUNITIES.index(project)
    for i, kind in enumerate(world.choices("committee_declarations", "declaration_kind")):
        last = datetime.date(2026, 11, 2) if i == 4 else datetime.date(2025, 3, 4) + days(120 * i + offset)
        _declare(world, project, i, kind, next_workday(last))


def _declare(world: World, project: str, i: int, kind: str, day: datetime.date) -> None:
    text, reply, cost = DECLARATIONS[i % len(DECLARATIONS)]
    replied = workdays_after(day, 9 + i)
    meeting = _meeting(world, project, workdays_after(day, 8), "专题会议", (text, f"业委会{reply}")) if cost else None
    is_known = is_past(replied) and not (i == 4 and project == "ML")
    keeper = _post(world, "物管员", project)
    world.add(
        "committee_declarations",
        day,
        project,
        declaration_kind=kind,
        content=text,
        estimated_cost=cost,
        attachments="预算、照片、报价两份" if cost else None,
        approved_by=_post(world, "物业部经理"),
        approved_on=day,
        declared_by=keeper,
        declared_on=day,
        meeting_no=meeting,
        reply=reply if is_known else None,
        reply_content="按会议意见办理" if is_known and cost else "以书面意见为准" if is_known else None,
        replied_on=replied if is_known else None,
        closed_on=known(workdays_after(replied, 30 if cost else 10)) if is_known else None,
    )


def _notifications(world: World, project: str) -> None:
    """Each kind of event twice, told in writing within three days."""
    kinds = world.choices("committee_notifications", "notification_kind")
    offset = 13 * COMMUNITIES.index(project)
    for i, kind in enumerate(kinds * 2):
        occurred = next_workday(datetime.date(2025, 4, 8) + days(98 * i + offset))
        day = occurred + days(1 + i % 2)
        if not is_past(day):
            continue
        world.add(
            "committee_notifications",
            day,
            project,
            notification_kind=kind,
            occurred_on=occurred,
            content=EVENTS[i % len(EVENTS)],
            approved_by=_post(world, "物业部经理"),
            notified_by=_post(world, "物管员", project),
            notified_on=day,
            delivery_method="当面送交" if i % 2 else "电子邮件",
            committee_signatory="业委会秘书样",
            delivered_on=day,
            committee_opinion="知悉",
        )
