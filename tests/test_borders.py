"""The shipped rules at their borders: what just keeps a rule, what just breaks it, and what is left blank."""

# ruff: noqa: E501 - a case is a line

import datetime

import pytest
import yaml

from shoukong.control.document_control import Control
from shoukong.evaluation import Evaluation
from shoukong.executable.blocks_in_place import BlockInPlace, blocks_in_place
from shoukong.executable.rule_example import Example
from shoukong.executable.rule_family import base_of
from shoukong.executable.rule_trial import try_rules
from shoukong.text.block import DUTY, RULE

DAY = datetime.date(2026, 11, 23)
STAFF = (
    "{staff_no: G, post: 管理处经理}, {staff_no: R, post: 管理者代表}, {staff_no: Z, post: 总经理}, "
    "{staff_no: F, post: 财务部经理, department: 财务部}"
)
ALL_FIVE = [
    f"{{report_distribution_no: F-{i}, survey_report_no: D, recipient: {who}, sent_on: 2026-06-17}}"
    for i, who in enumerate(("总经理", "管理者代表", "总经理助理", "主管经理", "相关部门"))
]


def case(rule: str, why: str, given: str, found: str = "") -> object:
    """A case: a rule, what it is about, the tables, and the records to be found."""
    return pytest.param(rule, given, found.split(), id=f"{rule} {why}")


def plan(distributed: int, returned: str, by: str = "2026-05-30") -> str:
    """A survey plan with its counts."""
    return f"survey_plans: [{{plan_no: P, collected_by_on: {by}, distributed_count: {distributed}, returned_count: {returned}}}]"


def answers(*grades: str) -> str:
    """The answers of a plan to one item, with its report."""
    rows = ", ".join(
        f"{{answer_no: A-{i}, plan_no: P, project: YH, survey_item: 停车管理, grade: {grade}}}"
        for i, grade in enumerate(grades)
    )
    return f"survey_answers: [{rows}]"


def report(valid: int, satisfied: int, rate: str) -> str:
    """A survey report."""
    figures = f"valid_items: {valid}, satisfied_items: {satisfied}, satisfaction_rate: {rate}"
    return f"survey_reports: [{{survey_report_no: D, plan_no: P, prepared_on: 2026-06-12, {figures}}}]"


def distributed(
    rows: list[str], reviewed: str = "reviewed_by: R, reviewed_on: 2026-06-16", prepared: str = "2026-06-12"
) -> str:
    """A report with some distributions."""
    head = f"survey_reports: [{{survey_report_no: D, plan_no: P, prepared_on: {prepared}, {reviewed}}}]"
    return f"{head}, staff: [{STAFF}], report_distributions: [{', '.join(rows)}]"


def review(sent: str, reviewed: str, submitted: str = "null") -> str:
    """A home's renovation with one review."""
    application = f"renovation_applications: [{{application_no: A, application_kind: 住宅, submitted_on: {submitted}}}]"
    return f"{application}, renovation_reviews: [{{renovation_review_no: V, application_no: A, sent_on: {sent}, reviewed_on: {reviewed}}}]"


def violation(stopped: str, reported: str, by: str = "G") -> str:
    """A violation that was found on the evening of the 18th."""
    facts = f"found_at: 2025-08-18T23:50:00, stopped_at: {stopped}, reported_at: {reported}, decided_by: {by}"
    return f"staff: [{STAFF}], renovation_violations: [{{violation_no: W, {facts}}}]"


def refund(reviewed_by: str, reviewed_on: str, issued_on: str, conclusion: str = "合格") -> str:
    """A refund of an accepted renovation."""
    facts = f"reviewed_by: {reviewed_by}, reviewed_on: {reviewed_on}, issued_on: {issued_on}"
    accepted = f"acceptance_results: [{{acceptance_no: Y, conclusion: {conclusion}}}]"
    return f"{accepted}, staff: [{STAFF}], deposit_refunds: [{{refund_no: T, acceptance_no: Y, prepared_on: 2026-01-05, {facts}}}]"


def agreement(item: str = "", **facts: object) -> str:
    """An agreement of two nights with one priced item."""
    known = {"signed_on": "2026-01-06", "arrives_on": "2026-01-24", "departs_on": "2026-01-26", **facts}
    row = ", ".join(f"{name}: {value}" for name, value in known.items())
    items = f", agreement_items: [{{item_no: I, agreement_no: E, {item}}}]" if item else ""
    return f"event_agreements: [{{agreement_no: E, {row}}}]{items}"


def approval(**facts: object) -> str:
    """An agreement's approval that was distributed on the 6th."""
    known = {
        "collected_on": "2026-02-02",
        "confirmed_by": "F",
        "confirmed_on": "2026-02-03",
        "approved_by": "Z",
        "approved_on": "2026-02-05",
        "decision": "同意",
        **facts,
    }
    row = ", ".join(f"{name}: {value}" for name, value in known.items())
    return f"staff: [{STAFF}], agreement_approvals: [{{agreement_approval_no: H, distributed_on: 2026-02-06, {row}}}]"


ROOM = "item: 普通标准间（含早餐）, agreed_price: 220"
TRAINED = "staff: [{staff_no: S, post: 保安, is_customer_facing: true, hired_on: 2023-01-01}], training_records: "
CASES = [
    case("R1-09", "on the last day", TRAINED + "[{staff_no: S, post: 保安, assessment: 合格, trained_on: 2025-11-23, valid_to: 2026-11-23}]"),
    case("R1-09", "the day after", TRAINED + "[{staff_no: S, post: 保安, assessment: 合格, trained_on: 2025-11-23, valid_to: 2026-11-22}]", "S"),
    case("R1-09", "longer than 24 months", TRAINED + "[{staff_no: S, post: 保安, assessment: 合格, trained_on: 2024-11-22, valid_to: 2030-01-01}]", "S"),
    case("R2-11", "just the rate", plan(40, "24")),
    case("R2-11", "one less", plan(40, "23"), "P"),
    case("R2-11", "a rounding below", plan(2500, "1499"), "P"),
    case("R2-11", "nothing entered", plan(40, "null"), "P"),
    case("R2-11", "the day is not over", plan(40, "null", "2026-11-23")),
    case("R2-13", "one decimal", f"{answers('满意', '满意', '不满意')}, {report(3, 2, '66.7')}"),
    case("R2-13", "two decimals", f"{answers('满意', '满意', '不满意')}, {report(3, 2, '66.67')}"),
    case("R2-13", "a tenth off", f"{answers('满意', '满意', '不满意')}, {report(3, 2, '66.6')}", "D"),
    case("R2-13", "half a tenth off", f"{answers('满意', '满意', '不满意')}, {report(3, 2, '66.65')}", "D"),
    case("R2-13", "no rate", f"{answers('满意', '满意', '不满意')}, {report(3, 2, 'null')}", "D"),
    case("R2-13", "no valid answer", f"{answers('null', 'null')}, {report(0, 0, 'null')}"),
    case("R2-15", "all five", distributed(ALL_FIVE)),
    case("R2-15", "four", distributed(ALL_FIVE[1:]), "D"),
    case("R2-15", "there is time yet", distributed([], "reviewed_by: R, reviewed_on: 2026-11-18")),
    case("R2-15", "the time is over", distributed([], "reviewed_by: R, reviewed_on: 2026-11-17"), "D"),
    case("R2-15", "sent before the review", distributed(ALL_FIVE, "reviewed_by: R, reviewed_on: 2026-06-18"), "D"),
    case("R2-15", "reviewed by another", distributed(ALL_FIVE, "reviewed_by: G, reviewed_on: 2026-06-16"), "D"),
    case("R2-15", "never reviewed", distributed(ALL_FIVE, "reviewed_by: null"), "D"),
    case("R2-18", "no valid answer", f"{answers('null', 'null')}, {report(0, 0, 'null')}"),
    case("R3-02", "three days over the October holiday", review("2025-09-29", "2025-10-10")),
    case("R3-02", "four days over the October holiday", review("2025-09-29", "2025-10-11"), "V"),
    case("R3-02", "three days over the Spring Festival", review("2026-02-13", "2026-02-25")),
    case("R3-02", "four days over the Spring Festival", review("2026-02-13", "2026-02-26"), "V"),
    case("R3-02", "counted from the application", review("2026-03-04", "2026-03-09", "2026-03-02"), "V"),
    case("R3-02", "never reviewed", "renovation_applications: [{application_no: A, application_kind: 住宅, submitted_on: 2026-03-02}], renovation_reviews: []", "A"),
    case("R3-02", "not reviewed yet", "renovation_applications: [{application_no: A, application_kind: 住宅, submitted_on: 2026-11-18}], renovation_reviews: []"),
    case("R3-08", "before midnight", violation("2025-08-18T23:55:00", "2025-08-18T23:59:59")),
    case("R3-08", "reported after midnight", violation("2025-08-18T23:55:00", "2025-08-19T00:00:00")),
    case("R3-08", "stopped the day after", violation("2025-08-19T12:00:00", "2025-08-18T23:55:00"), "W"),
    case("R3-08", "decided by another", violation("2025-08-18T23:55:00", "2025-08-18T23:59:59", "Z"), "W"),
    case("R3-12", "reviewed on the day", refund("G", "2026-01-06", "2026-01-06")),
    case("R3-12", "issued before the review", refund("G", "2026-01-07", "2026-01-06"), "T"),
    case("R3-12", "failed and not issued", refund("null", "null", "null", "不合格")),
    case("R3-12", "failed and issued", refund("G", "2026-01-06", "2026-01-06", "不合格"), "T"),
    case("R3-14", "next working day", "renovation_violations: [{violation_no: W, violation_grade: 严重违规, found_at: 2026-01-16T11:00:00}], enforcement_referrals: [{referral_no: F, violation_no: W, referred_on: 2026-01-19}, {referral_no: G, violation_no: W, referred_on: 2026-03-19}]"),
    case("R3-14", "the one after", "renovation_violations: [{violation_no: W, violation_grade: 严重违规, found_at: 2026-01-16T11:00:00}], enforcement_referrals: [{referral_no: F, violation_no: W, referred_on: 2026-01-20}]", "W"),
    case("R4-05", "two rooms more", agreement(ROOM, rooms_agreed=45, rooms_reserved=47)),
    case("R4-05", "three rooms more", agreement(ROOM, rooms_agreed=45, rooms_reserved=48), "E"),
    case("R4-05", "three rooms more and none of a standard kind", agreement("item: 大包房", rooms_agreed=1, rooms_reserved=4), "E"),
    case("R4-05", "two rooms empty for two nights", agreement(ROOM, rooms_agreed=10, rooms_reserved=10, rooms_used=8, settled_on="2026-01-26", vacancy_compensation=528)),
    case("R4-05", "a cent too little", agreement(ROOM, rooms_agreed=10, rooms_reserved=10, rooms_used=8, settled_on="2026-01-26", vacancy_compensation=527.99), "E"),
    case("R4-13", "just the floor", agreement("item: 二楼小会议室半天, agreed_price: 300")),
    case("R4-13", "a cent below the floor", agreement("item: 二楼小会议室半天, agreed_price: 299.99"), "I"),
    case("R4-16", "agreed anew each time", agreement("item: 团体餐, unit_of_charge: 桌, list_price: 880")),
    case("R4-18", "just the share", agreement(estimated_total=1234.5, prepayment=370.35)),
    case("R4-18", "a cent less", agreement(estimated_total=1234.5, prepayment=370.34), "E"),
    case("R4-21", "in order", approval()),
    case("R4-21", "no day of approval", approval(approved_on="null"), "H"),
    case("R4-21", "confirmed after distribution", approval(confirmed_on="2026-02-07"), "H"),
    case("R4-21", "sent back", approval(decision="退回修改"), "H"),
]  # fmt: skip


@pytest.fixture(scope="module")
def shipped(what_ships: Evaluation) -> tuple[Control, list[BlockInPlace]]:
    """The shipped portal with its rules and duties."""
    control = what_ships.control
    return control, [block for kind in (RULE, DUTY) for block in blocks_in_place(control, kind)]


@pytest.mark.parametrize(("id_", "given", "wanted"), CASES)
def test_a_rule_at_its_border(
    shipped: tuple[Control, list[BlockInPlace]], id_: str, given: str, wanted: list[str]
) -> None:
    control, blocks = shipped
    family = [block for block in blocks if id_ in (block.id, base_of(block.id))]
    tables = {
        table: [{name: _cell(cell) for name, cell in row.items() if cell is not None} for row in rows]
        for table, rows in yaml.safe_load(f"{{{given}}}").items()
    }
    trial = try_rules(family, Example(DAY, tables, frozenset(wanted), {}), control)
    assert (trial.problem, sorted(trial.found)) == ("", wanted)


def _cell(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
