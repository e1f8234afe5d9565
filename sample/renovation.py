"""Renovations from application to refund and the unit's file, each walking its whole chain."""

import datetime
import random
from dataclasses import dataclass

from sample.world import COMMUNITIES, Row, World, at, days, is_past, known, next_workday, workdays_after

CHECKS = ("papers", "scope", "structure", "facade", "water", "electricity", "gas", "fire", "noise", "waste")
CASES = 18
# Cases, by community and index, in which a rule is broken on purpose.
SLOW_REVIEW, EARLY_PERMIT, EARLY_REFUND, UNFILED, WRONG_REVIEWER, NOT_ASKED = (
    ("YH", 4),
    ("ML", 6),
    ("YH", 8),
    ("ML", 3),
    ("ML", 16),
    ("YH", 10),
)
MINOR = {("YH", 2), ("YH", 8), ("ML", 5), ("ML", 12), ("YH", 14)}
SERIOUS = {("ML", 9), ("YH", 12)}


@dataclass(frozen=True, slots=True)
class Case:
    """A renovation of one unit: which, when it began, and what is special about it."""

    project: str
    index: int
    unit: Row
    start: datetime.date

    @property
    def key(self) -> tuple[str, int]:
        """How the plan of breaches names the case."""
        return self.project, self.index

    @property
    def is_shop(self) -> bool:
        """Whether the technical department reviews it."""
        return self.unit["unit_kind"] == "商铺"

    @property
    def is_technical(self) -> bool:
        """Whether it changes something that needs the technical department's answer."""
        return self.index % 5 == 0


def tell(world: World) -> None:
    """All cases, in the order of their beginning."""
    chance = {project: world.stream(f"renovation {project}") for project in COMMUNITIES}
    for index in range(CASES):
        for project in COMMUNITIES:
            homes, shops = world.units(project, "住宅"), world.units(project, "商铺")
            unit = shops[index // 6] if index % 6 == 4 else homes[(index * 2 + 1) % len(homes)]
            start = next_workday(datetime.date(2025, 1, 14) + days(37 * index + (9 if project == "ML" else 0)))
            if is_past(start):
                _case(world, chance[project], Case(project, index, unit, start))


def _common(case: Case) -> dict[str, object]:
    return {"unit": case.unit["unit"]}


def _case(world: World, chance: random.Random, case: Case) -> None:
    front = world.staff(post="服务中心接待员", project=case.project)[0]
    begin, end = workdays_after(case.start, 7), workdays_after(case.start, 7) + days(40)
    application = world.add(
        "renovation_applications",
        case.start,
        case.project,
        unit=case.unit["unit"],
        application_kind=case.unit["unit_kind"],
        applicant=case.unit["owner_name"],
        applicant_phone=case.unit["owner_phone"],
        is_entrusted=False,
        scope="改动给排水管路，重做厨卫防水" if case.is_technical else "墙地面翻新，更换灯具与柜体",
        is_technical=case.is_technical,
        contractor=f"样例装饰队{case.index % 5 + 1}",
        papers="产权证明、图纸、装修单位资料",
        planned_start_on=begin,
        planned_end_on=end,
        submitted_on=case.start,
        received_by=front,
        deposit=2000.0,
        deposit_paid_on=known(workdays_after(case.start, 4)),
    )
    reviewed = workdays_after(case.start, 5 if case.key == SLOW_REVIEW else 2)
    if case.key == SLOW_REVIEW:
        world.plant("R3-02", "renovation_applications", application)
    if not is_past(reviewed):
        return
    review = _review(world, case, application, reviewed)
    issued = workdays_after(case.start, 1) if case.key == EARLY_PERMIT else workdays_after(reviewed, 2)
    if is_past(issued):
        _build(world, chance, case, application, review, issued, end)


def _review(world: World, case: Case, application: str, day: datetime.date) -> str:
    """Flats are reviewed by the office, shops by the technical department; technical changes are asked about."""
    is_by_office = not case.is_shop or case.key == WRONG_REVIEWER
    is_asked = case.is_technical and not case.is_shop and case.key != NOT_ASKED
    number = world.add(
        "renovation_reviews",
        day,
        case.project,
        unit=case.unit["unit"],
        application_no=application,
        department="管理处" if is_by_office else "技术部",
        sent_on=case.start,
        asked_on=case.start if is_asked else None,
        answered_by=world.staff(post="技术部工程师")[0] if is_asked else None,
        answered_on=workdays_after(case.start, 1) if is_asked else None,
        technical_opinion="同意，防水须闭水试验" if is_asked else None,
        basis="住宅室内装修管理的政府规定与本小区管线特点",
        conclusion="合格",
        reviewed_by=world.staff(post="管理处经理", project=case.project)[0]
        if is_by_office
        else world.staff(post="技术部经理")[0],
        reviewed_on=day,
        notified_on=known(workdays_after(day, 1)),
    )
    if case.key == NOT_ASKED:
        world.plant("R3-04", "renovation_reviews", number)
    if case.is_shop and is_by_office:
        world.plant("R3-03", "renovation_reviews", number)
    return number


def _build(
    world: World,
    chance: random.Random,
    case: Case,
    application: str,
    review: str,
    issued: datetime.date,
    end: datetime.date,
) -> None:
    finished, inspector = end - days(4), world.staff(post="装修巡查员", project=case.project)[0]
    permit = world.add(
        "renovation_permits",
        issued,
        case.project,
        unit=case.unit["unit"],
        application_no=application,
        renovation_review_no=review,
        permit_kind="首次签发",
        approved_scope="按备案内容施工",
        contractor=f"样例装饰队{case.index % 5 + 1}",
        site_manager=f"负责人样{case.index:02}",
        site_manager_phone=f"1990003{case.index:04}",
        issued_by=world.staff(post="管理处经理", project=case.project)[0],
        issued_on=issued,
        starts_on=workdays_after(issued, 1),
        valid_to=end,
        inspector=inspector,
        surrendered_on=known(finished),
    )
    if case.key == EARLY_PERMIT:
        world.plant("R3-05", "renovation_permits", permit)
    _passes(world, case, permit, issued, end, finished)
    _inspect(world, chance, case, application, permit, issued, inspector)
    if is_past(finished):
        _accept(world, case, application, permit, finished)


def _passes(
    world: World, case: Case, permit: str, issued: datetime.date, end: datetime.date, finished: datetime.date
) -> None:
    for i, trade in enumerate(("水电", "泥水")):
        serial = case.index * 10 + i
        world.add(
            "worker_passes",
            issued,
            case.project,
            unit=case.unit["unit"],
            permit_no=permit,
            worker_name=f"工人样{serial:03}",
            worker_identity_no=f"SAMPLE{serial:06}",
            trade=trade,
            worker_phone=f"1990004{serial:04}",
            issued_by=world.staff(post="服务中心接待员", project=case.project)[0],
            issued_on=issued,
            valid_to=end,
            surrendered_on=known(finished),
            return_reason="施工结束" if is_past(finished) else None,
        )


def _inspect(
    world: World,
    chance: random.Random,
    case: Case,
    application: str,
    permit: str,
    issued: datetime.date,
    inspector: str,
) -> None:
    """Patrols through the phases; a violation is found on the second."""
    stages = world.choices("renovation_inspections", "stage")
    for i, stage in enumerate(stages[:4]):
        day = issued + days(4 + 8 * i)
        if not is_past(day):
            break
        is_wrong = i == 1 and case.key in MINOR | SERIOUS
        wrong = "structure" if case.key in SERIOUS else "waste"
        results = {f"{name}_result": "异常" if is_wrong and name == wrong else "正常" for name in CHECKS}
        moment = at(day, 9 + i, chance.randrange(60))
        number = world.add(
            "renovation_inspections",
            day,
            case.project,
            unit=case.unit["unit"],
            permit_no=permit,
            stage=stage,
            is_entered=True,
            description="发现违规，已开处理单" if is_wrong else None,
            inspected_by=inspector,
            inspected_at=moment,
            is_signed=True,
            **results,
        )
        if is_wrong:
            _violation(world, case, application, permit, number, moment, inspector)


def _violation(
    world: World, case: Case, application: str, permit: str, inspection: str, found: datetime.datetime, inspector: str
) -> None:
    minor, serious = world.choices("renovation_violations", "violation_grade")
    is_serious = case.key in SERIOUS
    manager = world.staff(post="管理处经理", project=case.project)[0]
    is_reported = case.key != ("ML", 12)
    mended = known(found.date() + days(30 if is_serious else 5))
    number = world.add(
        "renovation_violations",
        found.date(),
        case.project,
        unit=case.unit["unit"],
        application_no=application,
        permit_no=permit,
        renovation_inspection_no=inspection,
        violation_kind="凿除承重墙局部" if is_serious else "建筑垃圾堆放在公共走道",
        violation_grade=serious if is_serious else minor,
        description="现场照片与施工负责人陈述一致",
        photo_refs=f"照片-{case.unit['unit']}-1",
        found_by=inspector,
        found_at=found,
        stopped_at=found + datetime.timedelta(minutes=5),
        reported_at=found + (datetime.timedelta(minutes=20) if is_reported else datetime.timedelta(days=3)),
        decided_by=manager,
        decided_at=found + datetime.timedelta(hours=3),
        decision="停工并移送" if is_serious else "限期整改",
        requirement="恢复原状并经复验" if is_serious else "当日清运并保持通道畅通",
        due_on=found.date() + days(30 if is_serious else 7),
        rectified_on=mended,
        rechecked_by=inspector if mended else None,
        closed_on=mended,
    )
    if not is_reported:
        world.plant("R3-08", "renovation_violations", number)
    if is_serious and case.key != ("YH", 12):
        _refer(world, case, number, found.date(), manager)
    elif is_serious:
        world.plant("R3-14", "renovation_violations", number)


def _refer(world: World, case: Case, violation: str, found: datetime.date, manager: str) -> None:
    referred = workdays_after(found, 1)
    world.add(
        "enforcement_referrals",
        referred,
        case.project,
        unit=case.unit["unit"],
        violation_no=violation,
        authority="样例区行政执法部门",
        facts="凿除承重墙局部，已责令停工",
        attachments="处理单、照片、平面图",
        confirmed_by=manager,
        confirmed_on=found,
        referred_by=world.staff(post="物管员", project=case.project)[0],
        referred_on=referred,
        accepted_on=known(workdays_after(referred, 1)),
        reply="已受理并到场勘查",
        outcome_on=known(workdays_after(referred, 12)),
        outcome="责令恢复原状",
        rechecked_on=known(found + days(30)),
    )


def _accept(world: World, case: Case, application: str, permit: str, finished: datetime.date) -> None:
    booked = next_workday(finished + days(1))
    appointed = workdays_after(booked, 2)
    if not is_past(booked):
        return
    inspector, front = (
        world.staff(post="装修巡查员", project=case.project)[0],
        world.staff(post="服务中心接待员", project=case.project)[0],
    )
    booking = world.add(
        "acceptance_bookings",
        booked,
        case.project,
        unit=case.unit["unit"],
        application_no=application,
        permit_no=permit,
        contact_name=case.unit["owner_name"],
        contact_phone=case.unit["owner_phone"],
        completed_on=finished,
        booked_on=booked,
        appointed_at=at(appointed, 10),
        is_later_wish=False,
        received_by=front,
        acceptor=inspector,
        notified_on=booked,
        booking_status="按约到场" if is_past(appointed) else None,
    )
    if not is_past(appointed):
        return
    accepted = world.add(
        "acceptance_results",
        appointed,
        case.project,
        unit=case.unit["unit"],
        application_no=application,
        booking_no=booking,
        accepted_at=at(appointed, 10, 20),
        accepted_by=inspector,
        technical_by=world.staff(post="技术部工程师")[0] if case.is_shop or case.is_technical else None,
        structure_check="符合",
        waterproof_check="符合",
        electricity_check="符合",
        facade_check="不涉及",
        common_area_check="符合",
        conclusion="合格",
        is_owner_signed=True,
    )
    _refund(world, case, application, accepted, appointed)


def _refund(world: World, case: Case, application: str, accepted: str, day: datetime.date) -> None:
    """Paid back when nothing is open; once it is paid before the violation was mended."""
    prepared = workdays_after(day, 1)
    issued = workdays_after(prepared, 2)
    refunded = workdays_after(issued, 5)
    if is_past(prepared):
        number = world.add(
            "deposit_refunds",
            prepared,
            case.project,
            unit=case.unit["unit"],
            application_no=application,
            acceptance_no=accepted,
            amount=2000.0,
            deposit_invoice_no=f"样票{case.project}{case.index:04}",
            prepared_by=world.staff(post="服务中心接待员", project=case.project)[0],
            prepared_on=prepared,
            reviewed_by=world.staff(post="管理处经理", project=case.project)[0] if is_past(issued) else None,
            reviewed_on=known(workdays_after(prepared, 1)),
            issued_on=known(issued),
            refund_from_on=workdays_after(issued, 1),
            refund_until_on=issued + days(30),
            refunded_on=known(refunded),
            refunded_by=world.staff(post="财务前台")[0] if is_past(refunded) else None,
        )
        if case.key == EARLY_REFUND:
            _reopen(world, case, number, refunded)
    filed = workdays_after(refunded, 3)
    row = world.row("renovation_applications", application)
    if case.key == UNFILED:
        world.plant("R3-15", "renovation_applications", application)
    elif is_past(filed):
        row["filed_on"], row["filed_by"] = filed, world.staff(post="物管员", project=case.project)[0]


def _reopen(world: World, case: Case, refund: str, refunded: datetime.date) -> None:
    """The violation of this case turns out to have been mended only after the refund."""
    violation = next(r for r in world.rows["renovation_violations"] if r["unit"] == case.unit["unit"])
    violation["rectified_on"] = violation["closed_on"] = refunded + days(12)
    world.plant("R3-13", "deposit_refunds", refund)
