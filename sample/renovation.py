"""Renovations from application to refund and the unit's file, each walking its whole chain."""

import datetime
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sample.answers import Answer, answer
from sample.world import (
    COMMUNITIES,
    LAST_DAY,
    Row,
    World,
    at,
    days,
    is_past,
    known,
    next_workday,
    workdays_after,
)

CASES = 18
CHECKS = ("papers", "scope", "structure", "facade", "water", "electricity", "gas", "fire", "noise", "waste")
# What is not looked at in a phase, because no such work is done there.
IDLE = {0: {"water", "gas"}, 1: {"gas", "facade"}, 2: {"gas", "electricity"}, 3: {"gas"}, 4: {"gas", "water"}}
STOPPED = 5
VISITS = {1: (2,), 2: (1, 4), 3: (0, 2, 4)}
TRADES = ("水电", "泥水", "木工", "油漆")
# Kinds of violation by a word in their name: the line of the inspection sheet, and the days allowed.
KINDS = (("垃圾", "waste", 0), ("临时用电", "electricity", 1), ("超时", "noise", 0), ("与备案", "scope", 3))

# Cases, by community and index, in which a rule is broken on purpose.
BREAKS: Mapping[tuple[str, int], str] = {
    ("ML", 2): "R3-12",
    ("ML", 3): "R3-15",
    ("YH", 5): "R3-04",
    ("ML", 6): "R3-05",
    ("YH", 7): "R3-02",
    ("YH", 8): "R3-13",
    ("ML", 4): "R3-03",
    ("ML", 12): "R3-08c",
    ("YH", 15): "R3-14",
}
# What is told of each breach: the fact, its cause, and what was done; the answer comes so many working days later.
TOLD: Mapping[str, tuple[int, str, str, str]] = {
    "R3-02": (4, "住宅备案申请五个工作日才审查完", "审查人休假没有指定代理人", "每日核对待审清单，休假须指定代理人"),
    "R3-03": (
        6,
        "商铺申请由管理处审查",
        "前台按业主口述填写类别，没有查单元登记",
        "受理时先查单元类别，商铺当日转技术部",
    ),
    "R3-04": (
        3,
        "改动给排水与用电，没有请示技术部",
        "新到审查人不熟悉须请示的更改",
        "审查表附须请示的更改清单，逐项勾选",
    ),
    "R3-05": (
        2,
        "施工证先于审查一天签发",
        "业主催促开工，前台凭口头答复发证",
        "证上须填审查编号，前台核对后才领用空白证",
    ),
    "R3-08c": (3, "违规次日才报管理处负责人", "周末值班没有留负责人的联系方式", "值班表列明当日负责人与代理人电话"),
    "R3-12": (5, "支付证明由填单人自己审核", "经理外出，填单人代签", "经理外出改由回岗后审核，财务前台核对签名"),
    "R3-13": (3, "整改完成前退了押金", "填单时没有查处理单", "支付证明须附处理单关闭页"),
    "R3-14": (50, "严重违规没有移送行政执法部门", "误以为停工即可", "移送时限写入每周检查清单，物业部督办"),
    "R3-15": (60, "退清押金三个月后才归档", "物管员调岗，在办资料没有交接", "交接单列出待归档的单元，物业部每季度抽查"),
}
MINOR = {("YH", 2), ("ML", 5), ("YH", 8), ("ML", 12), ("YH", 14), ("ML", 15)}
SERIOUS = {("ML", 9), ("YH", 15)}
REFUSED = {("YH", 6), ("ML", 11)}
REBOOKED = {("ML", 7): ("业主未到", None), ("YH", 11): ("按约到场", "不合格")}


@dataclass(frozen=True, slots=True)
class Case:
    """A renovation of one unit: which, and the day on which it was applied for."""

    project: str
    index: int
    unit: Row
    start: datetime.date

    @property
    def key(self) -> tuple[str, int]:
        """How the plan of breaches names the case."""
        return self.project, self.index

    @property
    def breaks(self) -> str:
        """The rule that this case breaks, or nothing."""
        return BREAKS.get(self.key, "")

    @property
    def is_shop(self) -> bool:
        """Whether the technical department reviews it."""
        return self.unit["unit_kind"] == "商铺"

    @property
    def is_technical(self) -> bool:
        """Whether it changes something that needs the technical department's answer."""
        return self.index % 5 == 0

    @property
    def contractor(self) -> str:
        """Who does the work."""
        return f"样例装饰队{self.index % 5 + 1}"

    @property
    def phases(self) -> tuple[int, ...]:
        """The phases of the work, a week each; a serious violation stops it for four."""
        plain = (0, 1, 2, 3, 4) if self.is_technical else (0, 1, 3, 4)
        return (plain[0], *[STOPPED] * 4, *plain[1:]) if self.key in SERIOUS else plain


@dataclass(frozen=True, slots=True)
class Site:
    """The work under way: its numbers, the days on which it may begin and does end, and who inspects it."""

    application: str
    review: str
    issued: datetime.date
    starts: datetime.date
    finished: datetime.date
    inspector: str
    permit: str = ""


def tell(world: World) -> None:
    """All cases, in the order of their beginning."""
    for index in range(CASES):
        for project in COMMUNITIES:
            homes, shops = world.units(project, "住宅"), world.units(project, "商铺")
            unit = shops[index // 6] if index % 6 == 4 else homes[(index * 2 + 1) % len(homes)]
            start = next_workday(datetime.date(2025, 1, 14) + days(39 * index + (9 if project == "ML" else 0)))
            if is_past(start):
                _case(world, Case(project, index, unit, start))


def _post(world: World, post: str, project: str = "") -> str:
    return world.staff(post=post, project=project)[0]


def _case(world: World, case: Case) -> None:
    application = _apply(world, case)
    passed = _reviews(world, case, application)
    if passed is None:
        return
    review, reviewed = passed
    issued = workdays_after(case.start, 1) if case.breaks == "R3-05" else workdays_after(reviewed, 2)
    if not is_past(issued):
        return
    row = world.row("renovation_applications", application)
    row["deposit"], row["deposit_paid_on"] = 2000.0, _before(issued)
    starts = workdays_after(issued, 1)
    finished = starts + days(7 * len(case.phases) - 2)
    inspector = _post(world, "装修巡查员", case.project)
    site = _permit(world, case, Site(application, review, issued, starts, finished, inspector))
    if case.breaks == "R3-05":
        world.plant("R3-05", "renovation_permits", site.permit)
        _answer(world, case, issued, site.permit)
    site = _work(world, case, site)
    if is_past(finished) and case.breaks != "R3-14":
        _finish(world, case, site)


def _before(day: datetime.date) -> datetime.date:
    """The working day before."""
    day -= days(1)
    return day if next_workday(day) == day else _before(day)


def _apply(world: World, case: Case) -> str:
    planned = workdays_after(case.start, 8)
    return world.add(
        "renovation_applications",
        case.start,
        case.project,
        unit=case.unit["unit"],
        application_kind=case.unit["unit_kind"],
        applicant=case.unit["owner_name"],
        applicant_phone=case.unit["owner_phone"],
        is_entrusted=False,
        scope="改动给排水支管，重做厨卫防水，用电增容" if case.is_technical else "墙地面翻新，更换灯具与柜体",
        is_technical=case.is_technical,
        contractor=case.contractor,
        papers="业主身份证明、装修项目说明与平面图、装修单位资质与委托合同、施工人员名单"
        + ("、水电改动图" if case.is_technical else ""),
        planned_start_on=planned,
        planned_end_on=planned + days(7 * len(case.phases)),
        submitted_on=case.start,
        received_by=_post(world, "服务中心接待员", case.project),
    )


def _reviews(world: World, case: Case, application: str) -> tuple[str, datetime.date] | None:
    """The review that passed, with its day; before it, perhaps one that did not."""
    sent = case.start
    if case.key in REFUSED:
        refused = workdays_after(sent, 2)
        _review(world, case, application, (sent, refused), "不合格")
        sent = workdays_after(refused, 3)
    reviewed = workdays_after(sent, 5 if case.breaks == "R3-02" else 3 if case.is_technical else 2)
    if not is_past(reviewed):
        return None
    number = _review(world, case, application, (sent, reviewed), "合格")
    if case.breaks in ("R3-02", "R3-03", "R3-04"):
        world.plant(case.breaks, "renovation_reviews", number)
        _answer(world, case, reviewed, number)
    return number, reviewed


def _review(
    world: World, case: Case, application: str, span: tuple[datetime.date, datetime.date], conclusion: str
) -> str:
    """Flats are reviewed by the office, shops by the technical department; technical changes are asked about."""
    sent, day = span
    is_by_office = not case.is_shop or case.breaks == "R3-03"
    is_asked = case.is_technical and not case.is_shop and case.breaks != "R3-04"
    head = _post(world, "管理处经理", case.project) if is_by_office else _post(world, "技术部经理")
    return world.add(
        "renovation_reviews",
        day,
        case.project,
        unit=case.unit["unit"],
        application_no=application,
        department="管理处" if is_by_office else "技术部",
        sent_on=sent,
        asked_on=sent if is_asked else None,
        answered_by=_post(world, "技术部工程师") if is_asked else None,
        answered_on=workdays_after(sent, 2) if is_asked else None,
        technical_opinion="同意，防水须做闭水试验" if is_asked else None,
        basis="住宅室内装修管理的政府规定与本小区结构、管线特点",
        conclusion=conclusion,
        changes_required="补充用电负荷说明，取消封闭检修口" if conclusion == "不合格" else None,
        reviewed_by=head,
        reviewed_on=day,
        notified_on=known(workdays_after(day, 1)),
    )


def _permit(world: World, case: Case, site: Site, kind: str = "首次签发") -> Site:
    """The permit, and with it a pass for each worker; they are given back when the work ends or is stopped."""
    if kind == "首次签发":
        _agreement(world, case, site)
    is_stopped = case.key in SERIOUS and kind == "首次签发"
    ends, returned = site.finished + days(9), known(site.starts if is_stopped else site.finished)
    permit = world.add(
        "renovation_permits",
        site.issued,
        case.project,
        unit=case.unit["unit"],
        application_no=site.application,
        renovation_review_no=site.review,
        permit_kind=kind,
        approved_scope="按备案内容施工",
        contractor=case.contractor,
        site_manager=f"负责人样{_serial(case):03}",
        site_manager_phone=f"1990003{_serial(case):04}",
        issued_by=_post(world, "管理处经理", case.project),
        issued_on=site.issued,
        starts_on=site.starts,
        valid_to=ends,
        work_hours="工作日 08:00—12:00、14:00—18:00；周末与节假日 09:00—12:00、14:30—18:00，不打凿",
        inspector=site.inspector,
        surrendered_on=returned,
    )
    for i in range(2 + case.index % 2):
        number = _pass(world, case, permit, i, site.issued)
        cells = world.row("worker_passes", number)
        cells["valid_to"], cells["surrendered_on"] = ends, returned
        cells["return_reason"] = ("违规收回" if is_stopped else "施工结束") if returned else None
    return replace(site, permit=permit)


def _agreement(world: World, case: Case, site: Site) -> None:
    """What owner, contractor and office sign before the permit."""
    world.add(
        "renovation_agreements",
        _before(site.issued),
        case.project,
        unit=case.unit["unit"],
        application_no=site.application,
        owner_signatory=case.unit["owner_name"],
        contractor=case.contractor,
        contractor_signatory=f"负责人样{_serial(case):03}",
        contractor_phone=f"1990003{_serial(case):04}",
        signed_by=_post(world, "服务中心接待员", case.project),
        signed_on=_before(site.issued),
    )


def _serial(case: Case) -> int:
    return case.index + 1 + 100 * COMMUNITIES.index(case.project)


def _pass(world: World, case: Case, permit: str, i: int, issued: datetime.date) -> str:
    serial = _serial(case) * 10 + i
    return world.add(
        "worker_passes",
        issued,
        case.project,
        unit=case.unit["unit"],
        permit_no=permit,
        worker_name=f"工人样{serial:04}",
        worker_identity_no=f"SAMPLE9{serial:05}",
        trade=TRADES[(case.index + i) % len(TRADES)],
        worker_phone=f"1990004{serial:04}",
        issued_by=_post(world, "服务中心接待员", case.project),
        issued_on=issued,
    )


def _work(world: World, case: Case, site: Site) -> Site:
    """Patrols through the phases; a serious violation stops the work until a new permit is issued."""
    chance = world.stream(f"renovation {case.project}")
    for i, (day, phase) in enumerate(_visits(world, case, site)):
        if not is_past(day):
            break
        is_wrong = i == (0 if case.key in SERIOUS else 2) and case.key in MINOR | SERIOUS
        kind = KINDS[case.index % len(KINDS)]
        wrong = "" if not is_wrong else "structure" if case.key in SERIOUS else kind[1]
        inspection, moment = _inspect(world, chance, case, site, Seen(day, phase, wrong))
        if is_wrong:
            mended = _violation(world, case, site, inspection, moment)
            if case.key in SERIOUS and mended:
                again = workdays_after(mended, 1)
                site = _permit(world, case, replace(site, issued=again, starts=workdays_after(again, 1)), "延期")
                world.plant("G5-03", "renovation_permits", site.permit)  # seen once in the week in which work went on
    return site


def _visits(world: World, case: Case, site: Site) -> Iterator[tuple[datetime.date, int]]:
    """As often a week as the patrol rules ask for in each phase; a case that stays stopped is seen once a week."""
    rates = world.figure("WY-GC-05", "inspection_frequency")
    per_week = [int(str(row["per_week"])) for row in rates if isinstance(row, Mapping)]
    phases = case.phases
    if case.breaks == "R3-14":
        phases = (phases[0], *[STOPPED] * 60)
    for week, phase in enumerate(phases):
        for offset in VISITS[per_week[phase]]:
            if not (week == 0 and case.key in SERIOUS and offset > 0):
                yield site.starts + days(7 * week + offset), phase


@dataclass(frozen=True, slots=True)
class Seen:
    """A visit: its day, the phase of the work, and the line of the sheet on which something is wrong."""

    day: datetime.date
    phase: int
    wrong: str


def _inspect(world: World, chance: random.Random, case: Case, site: Site, seen: Seen) -> tuple[str, datetime.datetime]:
    """One visit: each line looked at, what is wrong, or that nobody opened."""
    day, phase, wrong = seen.day, seen.phase, seen.wrong
    moment = at(day, chance.randint(9, 11) if chance.random() < 0.5 else chance.randint(14, 17), chance.randrange(60))
    is_entered = bool(wrong) or chance.random() > 0.04
    idle = set(CHECKS[2:9]) if phase == STOPPED else IDLE[phase]
    results = {f"{name}_result": "不涉及" if name in idle - {wrong} else "正常" for name in CHECKS}
    if wrong:
        results[f"{wrong}_result"] = "异常"
    if not is_entered:
        results = {f"{name}_result": "未进入" for name in CHECKS}
    number = world.add(
        "renovation_inspections",
        day,
        case.project,
        unit=case.unit["unit"],
        permit_no=site.permit,
        stage=world.choices("renovation_inspections", "stage")[phase],
        is_entered=is_entered,
        description="发现违规，已开处理单" if wrong else None if is_entered else "无人应门，已电话约业主次日进入",
        inspected_by=site.inspector,
        inspected_at=moment,
        is_signed=is_entered,
        witnessed_by=None if is_entered else _post(world, "保安领班", case.project),
        **results,
    )
    return number, moment


def _kind(world: World, case: Case) -> tuple[str, int]:
    """The violation's name in the patrol rules, and the days allowed to mend it."""
    word, _, allowed = KINDS[case.index % len(KINDS)]
    word, allowed = ("承重", 30) if case.key in SERIOUS else (word, allowed)
    kinds = world.figure("WY-GC-05", "violation_kinds")
    names = [str(row["name"]) for row in kinds if isinstance(row, Mapping)]
    return next(name for name in names if word in name), allowed


def _violation(world: World, case: Case, site: Site, inspection: str, found: datetime.datetime) -> datetime.date | None:
    """Stopped, reported to the head of the office, decided and mended; the day of that, if it has come."""
    minor, serious = world.choices("renovation_violations", "violation_grade")
    is_serious, is_open = case.key in SERIOUS, case.breaks == "R3-14"
    name, allowed = _kind(world, case)
    manager = _post(world, "管理处经理", case.project)
    wait = datetime.timedelta(hours=22) if case.breaks == "R3-08c" else datetime.timedelta(minutes=20)
    due = found.date() + days(allowed)
    mended = None if is_open else known(found.date() + days(25) if is_serious else due)
    number = world.add(
        "renovation_violations",
        found.date(),
        case.project,
        unit=case.unit["unit"],
        application_no=site.application,
        permit_no=site.permit,
        renovation_inspection_no=inspection,
        violation_kind=name,
        violation_grade=serious if is_serious else minor,
        description="卫生间隔墙旁承重墙被凿开约半米" if is_serious else f"现场发现：{name}",
        photo_refs=f"{inspection}—1、{inspection}—2",
        found_by=site.inspector,
        found_at=found,
        stopped_at=found + datetime.timedelta(minutes=5),
        reported_at=found + wait,
        decided_by=manager,
        decided_at=found + wait + datetime.timedelta(minutes=70),
        decision="停工并移送" if is_serious else "限期整改",
        requirement="恢复原状并经技术部复验" if is_serious else "在期限内改正，拍照留存",
        due_on=due,
        rectified_on=mended,
        rechecked_by=site.inspector if mended else None,
        closed_on=mended,
    )
    if case.breaks in ("R3-08c", "R3-14"):
        world.plant(case.breaks, "renovation_violations", number)
        _answer(world, case, found.date(), number)
    if is_serious and not is_open:
        _refer(world, case, number, found.date(), manager)
    return mended


def _refer(world: World, case: Case, violation: str, found: datetime.date, manager: str) -> None:
    referred = workdays_after(found, 1)
    world.add(
        "enforcement_referrals",
        referred,
        case.project,
        unit=case.unit["unit"],
        violation_no=violation,
        authority="样例区行政执法部门",
        facts="凿开承重墙约半米，已全面停工",
        attachments="备案资料、检查表、处理单、照片",
        confirmed_by=manager,
        confirmed_on=found,
        referred_by=_post(world, "物管员", case.project),
        referred_on=referred,
        accepted_on=known(workdays_after(referred, 1)),
        reply="移送后第七日联系：已立案并到场勘查",
        outcome_on=known(workdays_after(referred, 10)),
        outcome="责令恢复原状",
        rechecked_on=known(found + days(25)),
    )


def _finish(world: World, case: Case, site: Site) -> None:
    """Bookings and acceptances until one passes, then the refund."""
    attempts = (*([REBOOKED[case.key]] if case.key in REBOOKED else []), ("按约到场", "合格"))
    booked = next_workday(site.finished + days(1))
    for status, conclusion in attempts:
        appointed = workdays_after(booked, 2)
        if not is_past(booked):
            return
        booking = _book(world, case, site, booked, status)
        if not is_past(appointed):
            return
        if conclusion:
            accepted = _accept(world, case, booking, appointed, conclusion)
        booked = workdays_after(appointed, 4)
    _refund(world, case, site.application, accepted, appointed)


def _book(world: World, case: Case, site: Site, booked: datetime.date, status: str) -> str:
    appointed = workdays_after(booked, 2)
    return world.add(
        "acceptance_bookings",
        booked,
        case.project,
        unit=case.unit["unit"],
        application_no=site.application,
        permit_no=site.permit,
        contact_name=case.unit["owner_name"],
        contact_phone=case.unit["owner_phone"],
        completed_on=site.finished,
        booked_on=booked,
        appointed_at=at(appointed, 10),
        is_later_wish=False,
        received_by=_post(world, "服务中心接待员", case.project),
        acceptor=site.inspector,
        notified_on=booked,
        booking_status=status if is_past(appointed) else None,
    )


def _accept(world: World, case: Case, booking: str, day: datetime.date, conclusion: str) -> str:
    has_passed = conclusion == "合格"
    booked = world.row("acceptance_bookings", booking)
    return world.add(
        "acceptance_results",
        day,
        case.project,
        unit=case.unit["unit"],
        application_no=booked["application_no"],
        booking_no=booking,
        accepted_at=at(day, 10, 20),
        accepted_by=booked["acceptor"],
        technical_by=_post(world, "技术部工程师") if case.is_shop or case.is_technical else None,
        structure_check="符合",
        waterproof_check="符合",
        electricity_check="符合",
        gas_check="不涉及",
        fire_check="符合",
        facade_check="不涉及",
        common_area_check="符合" if has_passed else "不符合",
        conclusion=conclusion,
        description=None if has_passed else "楼道墙面划伤，须补平刷白后重新预约",
        is_owner_signed=True,
    )


def _refund(world: World, case: Case, application: str, accepted: str, day: datetime.date) -> None:
    """Paid back when nothing is open and the head has looked; twice it is not so."""
    prepared, issued = workdays_after(day, 1), workdays_after(day, 2)
    refunded = workdays_after(issued, 5)
    if not is_past(prepared):
        return
    front, head = _post(world, "服务中心接待员", case.project), _post(world, "管理处经理", case.project)
    number = world.add(
        "deposit_refunds",
        prepared,
        case.project,
        unit=case.unit["unit"],
        application_no=application,
        acceptance_no=accepted,
        amount=2000.0,
        deposit_invoice_no=f"样票{case.project}{case.index + 1:04}",
        prepared_by=front,
        prepared_on=prepared,
        reviewed_by=(front if case.breaks == "R3-12" else head) if is_past(issued) else None,
        reviewed_on=known(issued),
        issued_on=known(issued),
        refund_from_on=workdays_after(issued, 1) if is_past(issued) else None,
        refund_until_on=issued + days(30) if is_past(issued) else None,
        refunded_on=known(refunded),
        refunded_by=_post(world, "财务前台") if is_past(refunded) else None,
    )
    if case.breaks == "R3-12":
        world.plant("R3-12", "deposit_refunds", number)
        _answer(world, case, issued, number)
    if case.breaks == "R3-13":
        _mend_late(world, case, number, refunded)
    _file(world, case, application, workdays_after(refunded, 3))


def _file(world: World, case: Case, application: str, day: datetime.date) -> None:
    """Into the unit's file; one only after three months."""
    row = world.row("renovation_applications", application)
    if case.breaks == "R3-15":
        world.plant("R3-15", "renovation_applications", application)
        _answer(world, case, day, application)
        day = workdays_after(day, 64)
    if day <= LAST_DAY:
        row["filed_on"], row["filed_by"] = day, _post(world, "物管员", case.project)


def _mend_late(world: World, case: Case, refund: str, refunded: datetime.date) -> None:
    """The violation of this case was mended only after the refund."""
    unit = case.unit["unit"]
    violation = next(row for row in world.rows["renovation_violations"] if row["unit"] == unit)
    violation["rectified_on"] = violation["closed_on"] = next_workday(refunded + days(12))
    world.plant("G5-02", "renovation_violations", str(violation["violation_no"]))
    world.plant("R3-13", "deposit_refunds", refund)
    world.plant("R3-12", "deposit_refunds", refund)
    _answer(world, case, refunded, refund)


def _answer(world: World, case: Case, day: datetime.date, record: str) -> None:
    """The answer to the rule that the case breaks; the violation that nobody referred is still open."""
    wait, *told = TOLD[case.breaks]
    head = _post(world, "管理处经理", case.project)
    rules = ("R3-13", "R3-12") if case.breaks == "R3-13" else (case.breaks,)
    for rule in rules:
        given = Answer(rule, record, *told, "管理处", head, case.project, case.breaks != "R3-14")
        answer(world, workdays_after(day, wait), given)
