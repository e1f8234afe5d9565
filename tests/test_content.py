"""The shipped portal is whole: it passes its own check, holds every item, and its sample is what the seed makes."""

import json
import re
from pathlib import Path

import pytest
import yaml
from conftest import PROJECT, TODAY
from verb_runs import run_verb

from sample.__main__ import listing, made
from sample.world import World
from shoukong.evaluation import Evaluation
from shoukong.figures import print_figures
from shoukong.finding import Finding, Severity
from shoukong.messages.catalogue import message_of, severity_of
from shoukong.portal import load_portal

TABLES = [
    "document_approvals",
    "document_acknowledgements",
    "document_change_requests",
    "record_corrections",
    "record_disposals",
    "projects",
    "units",
    "staff",
    "repair_orders",
    "complaints",
    "follow_ups",
    "service_inspections",
    "training_records",
    "special_services",
    "special_service_orders",
    "community_events",
    "outsourced_incidents",
    "management_review_inputs",
    "management_reviews",
    "survey_plans",
    "survey_distributions",
    "survey_answers",
    "survey_reports",
    "report_distributions",
    "feedback_box",
    "public_notices",
    "nonconformities",
    "corrective_actions",
    "renovation_applications",
    "renovation_reviews",
    "renovation_agreements",
    "renovation_permits",
    "worker_passes",
    "renovation_inspections",
    "renovation_violations",
    "acceptance_bookings",
    "acceptance_results",
    "deposit_refunds",
    "enforcement_referrals",
    "event_inquiries",
    "event_agreements",
    "agreement_items",
    "agreement_approvals",
    "committee_meetings",
    "committee_submissions",
    "committee_inquiries",
    "committee_declarations",
    "committee_notifications",
]
PORTAL = load_portal(PROJECT, TODAY)
Sample = tuple[World, dict[str, bytes]]
# What the procedures say in figures and names, by document: each must be readable on the page.
SAID = {
    "WY-CX-01": ["礼貌、热诚、耐心、细致、周到"],
    "WY-CX-02": ["很满意、满意、较满意、不满意", "60%", "《"],
    "WY-CX-03": ["3 个工作日", "《装修施工证》", "《装修巡查制度》", "《装修检查表》", "《预约验收表》"],
    "WY-CX-04": [
        "200",
        "220",
        "110",
        "60%",
        "30%",
        "150",
        "280",
        "380",
        "800",
        "2500",
        "1500",
        "750",
        "400",
        "300",
        "待澄清",
    ],
    "WY-CX-05": ["财务损益表", "本体维修基金", "公用设施专项维修基金"],
}


@pytest.fixture
def found(what_ships: Evaluation) -> tuple[Finding, ...]:
    """What its check finds."""
    return what_ships.findings


def test_the_check_finds_no_error(found: tuple[Finding, ...]) -> None:
    errors = [f for f in found if severity_of(f) is Severity.ERROR]
    assert [f"{f.place.path}:{f.place.line} {message_of(f, 'zh')}" for f in errors] == []


def test_the_sample_shows_what_control_asks_people_to_do(found: tuple[Finding, ...]) -> None:
    codes = {f.code for f in found}
    assert codes == {
        "calendar-provisional",
        "breach",
        "duty-missed",
        "duty-late",
        "departure-agreed",
        "indicator-restated",
        "reading-overdue",
        "link-suspect",
        "review-overdue",
        "copy-unreturned",
        "external-check-overdue",
    }


def test_three_documents_have_been_revised_twice_and_one_was_withdrawn() -> None:
    told = {subject: [str(t.revision) for t in texts] for subject, texts in PORTAL.texts.items() if len(texts) > 2}
    assert told == {subject: ["A/0", "A/1", "B/0"] for subject in ("WY-GC-01", "WY-GC-02", "WY-GF-01")}
    assert [t.subject for t in PORTAL.archive if t.subject not in PORTAL.documents_by_id and not t.is_form] == [
        "WY-GC-06"
    ]


def test_all_tables_are_there_with_records() -> None:
    assert set(TABLES) <= set(PORTAL.forms_by_name)
    assert [t for t in TABLES if not any(p.startswith(f"records/{t}/") for p in PORTAL.parts)] == []


def test_every_document_that_the_procedures_name_is_there() -> None:
    wanted = {f"WY-CX-{n:02}" for n in range(1, 10)} | {f"WY-GC-{n:02}" for n in range(1, 6)} | {"WY-GF-01"}
    assert wanted <= set(PORTAL.documents_by_id)


@pytest.mark.parametrize("id_", SAID)
def test_figures_and_names_are_exact(id_: str) -> None:
    text, found = print_figures(PORTAL.documents_by_id[id_])
    assert found == ()
    plain = re.sub(r"\s", "", text)
    assert [said for said in SAID[id_] if re.sub(r"\s", "", said) not in plain] == []


def test_every_reference_to_a_person_of_the_firm_is_a_foreign_key() -> None:
    for form in PORTAL.forms:
        loose = [f.name for f in form.fields if f.name.endswith("_by") and form.foreign_key(f.name) is None]
        assert loose == [], form.path


@pytest.fixture(scope="module")
def sample() -> Sample:
    """What the seed makes."""
    return made(PROJECT)


def test_the_sample_is_what_its_seed_makes(sample: Sample) -> None:
    world, files = sample
    assert {path: (PROJECT / path).read_bytes() for path in files} == files
    assert (PROJECT / "records/sample.yaml").read_text("utf-8") == listing(world, files)


def test_surveys_add_up(sample: Sample) -> None:
    world, _ = sample
    for report in world.rows["survey_reports"]:
        answers = [a for a in world.rows["survey_answers"] if a["plan_no"] == report["plan_no"]]
        valid = [a for a in answers if a.get("grade")]
        satisfied = [a for a in valid if a["grade"] != "不满意"]
        given = [d for d in world.rows["survey_distributions"] if d["plan_no"] == report["plan_no"]]
        assert report["valid_items"] == len(valid)
        assert report["satisfied_items"] == len(satisfied)
        assert report["returned_count"] == sum(int(str(d["returned_count"])) for d in given)
        assert report["returned_count"] == len({(a["project"], a["sheet_no"]) for a in answers})


def test_renovations_walk_their_whole_chain(sample: Sample) -> None:
    world, _ = sample
    refunded = {r["application_no"] for r in world.rows["deposit_refunds"]}
    for table in ("renovation_reviews", "renovation_permits", "acceptance_bookings", "acceptance_results"):
        assert refunded <= {r["application_no"] for r in world.rows[table]}, table
    inspected = {r["permit_no"] for r in world.rows["renovation_inspections"]}
    assert {r["permit_no"] for r in world.rows["acceptance_bookings"]} <= inspected


def test_a_firm_can_start_empty(tmp_path: Path) -> None:
    import shutil

    root = tmp_path / "firm"
    shutil.copytree(PROJECT, root, ignore=shutil.ignore_patterns(".git", ".venv", "node_modules", "site", ".*_cache"))
    assert run_verb("empty", "--yes", cwd=root).returncode == 0
    done = run_verb("check", "--format", "json", cwd=root)
    assert json.loads(done.stdout)["counts"]["records"] == 0
    assert done.returncode == 0
    assert not list((root / "records").rglob("*.csv"))


def test_the_requirement_set_is_the_firms_88_items() -> None:
    items = yaml.safe_load((PROJECT / "docs/requirements/procedures.yaml").read_text("utf-8"))["items"]
    assert len(items) == 88
