"""Who signs a text: three people or two, as the rulebook of the day says."""

import datetime
from pathlib import Path

import pytest
from conftest import APPROVALS, TODAY, Folder, new_key

from shoukong.commands import approve, sign
from shoukong.control.approval import statement
from shoukong.evaluation import evaluate
from shoukong.messages.catalogue import message_of
from shoukong.pages.change_pages import change_pages
from shoukong.pages.pieces import approval_line
from shoukong.pages.view import View
from shoukong.portal import load_portal

FORM, RULES = "forms/document_approvals.yaml", "docs/documents/QM-02.md"
DRAFT = """---
id: QI-03
title: 回访规程
kind: instruction
revision: A/0
effective_date: 2026-12-01
owner: 客服部
review_months: 24
retention: P6Y
audience: [总经理室]
references: []
history:
  - {revision: A/0, date: 2026-11-20, summary: 首次发布}
---

# 回访规程

## 1 回访 {#c1}

办完三天内回访。
"""


def of_two_steps(folder: Folder) -> None:
    """Let a portal's rulebook demand two steps from the start, and its register leave the review open."""
    form = (folder.root / FORM).read_text("utf-8")
    for name in ("reviewed_by", "reviewed_on"):
        row = next(row for row in form.split("\n") if f"name: {name}," in row)
        form = form.replace(row, row.replace(", constraints: {required: true}", ""))
    folder.write(FORM, form)
    number = next(row.split(",")[0] for row in rows(folder) if f",{load_form_id(form)}," in row)
    folder.approve(number, FORM)
    folder.replace(RULES, "figures:\n", "figures:\n  signing: [prepare, approve]\n")
    folder.approve("WJ-002", RULES)


def load_form_id(form: str) -> str:
    """The number of a form, from its text."""
    return next(row.partition(": ")[2] for row in form.split("\n") if row.startswith("id:"))


def rows(folder: Folder) -> list[str]:
    """The rows of the register of approvals, the latest part last."""
    parts = sorted((folder.root / APPROVALS).parent.glob("*.csv"), key=lambda p: p.stat().st_mtime_ns)
    return [row for part in parts for row in part.read_text("utf-8").splitlines()]


def wish(subject: str, reviewer: str | None) -> approve.Wish:
    """An approval of today."""
    return approve.Wish((subject,), ("YG-03", reviewer, "YG-01"), (TODAY, TODAY, TODAY), None, None, None, None)


def test_approvals_of_three_steps_stay_sound_where_two_are_enough(controlled: Folder) -> None:
    of_two_steps(controlled)
    assert controlled.findings() == ()


def test_two_people_approve_and_the_site_names_the_two(controlled: Folder) -> None:
    of_two_steps(controlled)
    controlled.write("docs/documents/QI-03.md", DRAFT)
    assert approve.run(controlled.root, wish("QI-03", None), TODAY, "zh") == 0
    number = rows(controlled)[-1].split(",")[0]
    assert {f.code for f in controlled.findings()} == set()
    with evaluate(load_portal(controlled.root, TODAY)) as evaluation:
        approval = next(a for a in evaluation.control.approvals if a.number == number)
        line = approval_line(approval, evaluation.control)
    assert "审核" not in line
    assert "丙 编制（2026-11-23），甲 批准（2026-11-23）" in line


@pytest.mark.parametrize("reviewer", ["YG-02", None])
def test_a_step_too_many_or_too_few_is_refused(controlled: Folder, reviewer: str | None) -> None:
    if reviewer:
        of_two_steps(controlled)
    controlled.write("docs/documents/QI-03.md", DRAFT)
    before = rows(controlled)
    assert approve.run(controlled.root, wish("QI-03", reviewer), TODAY, "zh") == 1
    assert rows(controlled) == before


def test_an_approval_is_judged_by_the_steps_of_its_day(controlled: Folder) -> None:
    """Two steps are enough from the day on which the rulebook's next revision says so, and not the day before."""
    of_two_steps(controlled)
    now = (controlled.root / RULES).read_text("utf-8")
    controlled.write("docs/archive/QM-02/A-0.md", now.replace("  signing: [prepare, approve]\n", ""))
    controlled.approve("WJ-002", "docs/archive/QM-02/A-0.md")
    raised = now.replace("revision: A/0\neffective_date: 2025-01-01", "revision: B/0\neffective_date: 2026-06-01")
    entry = "  - {revision: A/0, date: 2024-12-20, summary: 首次发布}\n"
    controlled.write(
        RULES, raised.replace(entry, f"{entry}  - {{revision: B/0, date: 2026-05-20, summary: 两人审批}}\n")
    )
    digest = "0" * 64
    signed = "YG-03,2026-05-16,YG-02,2026-05-18,YG-01,2026-05-20"
    text = (controlled.root / APPROVALS).read_text("utf-8")
    controlled.write(APPROVALS, f"{text}WJ-021,QM-02,B/0,{digest},{signed},主要修订,两人审批,无,,,A/0\n")
    controlled.approve("WJ-021", RULES)
    others = {f.code for f in controlled.findings()}
    controlled.replace_in_row(APPROVALS, "WJ-020", "YG-02,2026-05-18", ",")
    assert {f.code for f in controlled.findings()} - others == {"approval-step-missing"}
    for day in ("16", "20"):
        controlled.replace_in_row(APPROVALS, "WJ-020", f"2026-05-{day}", "2026-06-01")
    assert "approval-step-missing" not in {f.code for f in controlled.findings()}


def test_a_first_draft_is_not_said_to_follow_another(controlled: Folder) -> None:
    controlled.write("docs/documents/QI-03.md", DRAFT)
    told = [message_of(f, "en") for f in controlled.findings() if f.code == "text-draft"]
    assert told == ["revision A/0 is a draft without approval; no other revision is in force"]


def test_a_first_rulebook_is_approved_by_the_steps_that_it_says(controlled: Folder) -> None:
    of_two_steps(controlled)
    controlled.replace(APPROVALS, controlled.row(APPROVALS, "WJ-002"), "")
    with evaluate(load_portal(controlled.root, TODAY)) as evaluation:
        assert evaluation.control.steps_on(TODAY) == ("prepared", "approved")


def test_a_signature_over_two_steps_holds_and_its_statement_names_no_review(controlled: Folder, tmp_path: Path) -> None:
    of_two_steps(controlled)
    controlled.replace_in_row(APPROVALS, "WJ-020", "YG-02,2026-05-18", ",")
    assert "reviewed" not in statement(controlled.approval("WJ-020"))
    key = new_key(tmp_path / "key")
    controlled.allow("YG-01", key)
    assert sign.run(controlled.root, sign.Wish("WJ-020", "YG-01", key, is_sure=True), TODAY, "zh") == 0
    assert controlled.findings() == ()
    controlled.replace_in_row(APPROVALS, "WJ-020", ",,,YG-01", ",YG-02,2026-05-18,YG-01")
    assert [f.code for f in controlled.findings()] == ["signature-forged"]


def test_a_change_request_shows_the_steps_that_there_are(controlled: Folder) -> None:
    def heads() -> list[str]:
        with evaluate(load_portal(controlled.root, TODAY)) as evaluation:
            pages = {page.path: str(page.content) for page in change_pages(View(evaluation))}
        rows = pages["changes/GG-2026-001.md"].split("\n")
        start = next(i for i, row in enumerate(rows) if row.startswith("| 文件或表单"))
        return rows[start : start + 3]

    three = heads()
    assert "| 编制 | 审核 | 批准 |" in three[0]
    of_two_steps(controlled)
    controlled.replace_in_row(APPROVALS, "WJ-020", "YG-02,2026-05-18", ",")
    two = heads()
    assert "审核" not in two[0]
    assert [row.count("|") for row in two] == [6, 6, 6]
    assert [row.count("|") for row in three] == [7, 7, 7]


def test_people_differ_in_two_steps_too(controlled: Folder) -> None:
    of_two_steps(controlled)
    controlled.replace_in_row(APPROVALS, "WJ-020", "YG-03,2026-05-16,YG-02,2026-05-18", "YG-01,2026-05-16,,")
    assert [f.code for f in controlled.findings()] == ["approval-same-person"]


def test_two_people_cannot_take_three_steps_and_can_take_two(controlled: Folder) -> None:
    last_day = datetime.date(2026, 11, 1)
    for number in ("YG-02", "YG-04"):
        row = controlled.row("records/staff/all.csv", number)
        controlled.replace("records/staff/all.csv", row, row.replace(",,A/0", f",{last_day},A/0"))
    (fault,) = (f for f in controlled.findings() if f.code == "signing-unfilled")
    assert fault.place.path == RULES
    of_two_steps(controlled)
    assert "signing-unfilled" not in {f.code for f in controlled.findings()}
