"""The first rulebook of a firm: what it says of its own approval, and of what was approved before it."""

import datetime
from pathlib import Path

import pytest

from shoukong.commands import approve, new
from shoukong.commands.new_answers import Wish
from shoukong.evaluation import check, evaluate
from shoukong.finding import Finding
from shoukong.messages.catalogue import fix_of
from shoukong.portal import load_portal

DAY = datetime.date(2026, 11, 23)
RULES, APPROVALS, FORM = "docs/documents/P-01.md", "records/document_approvals", "forms/document_approvals.yaml"
REVIEW = {
    "signing: [prepare, approve]": "signing: [prepare, review, approve]",
    ", approve: [": ", review: [Director], approve: [",
}
COLUMNS = """    - {name: reviewed_by, title: Reviewed by, type: string}
    - {name: reviewed_on, title: Reviewed on, type: date}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A new portal of two people whose rulebook is not approved yet."""
    wish = Wish(tmp_path / "portal", "Firm", "en", "UTC", 2, ("Ann", "Ben"), (), git=False)
    assert new.run(wish, lambda _: DAY) == 0
    part = part_of(wish.target)
    part.write_text("".join(r for r in part.read_text().splitlines(keepends=True) if ",P-01," not in r))
    return wish.target


def part_of(root: Path) -> Path:
    """The file of approvals."""
    return next((root / APPROVALS).glob("*.csv"))


def change(root: Path, path: str, edits: dict[str, str]) -> None:
    """Replace every occurrence of some texts in a file."""
    text = (root / path).read_text("utf-8")
    for old, by in edits.items():
        assert old in text
        text = text.replace(old, by)
    (root / path).write_text(text, "utf-8")


def approved(root: Path, subject: str, reviewer: str | None = None) -> int:
    """The exit code of approving a text today."""
    people, days = ("ST-002", reviewer, "ST-001"), (DAY,) * 3
    return approve.run(root, approve.Wish((subject,), people, days, None, None, None, None), DAY, "en")


def errors(root: Path) -> list[Finding]:
    """What stops the portal."""
    return [f for f in check(load_portal(root, DAY)).findings if f.code.startswith(("signing", "approval"))]


@pytest.mark.parametrize("reviewer", [None, "ST-001"])
def test_a_review_that_cannot_be_recorded_is_refused_and_found_once(
    root: Path, reviewer: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    change(root, RULES, REVIEW)
    before = part_of(root).read_text()
    for subject in ("P-01", "P-02"):
        assert approved(root, subject, reviewer) == 1
        told = capsys.readouterr().err
        assert "reviewed_by, reviewed_on" in told
        assert "leave out" not in told
    assert part_of(root).read_text() == before
    assert [f.code for f in errors(root)] == ["signing-column"]
    assert "forms/document_approvals.yaml" in fix_of(errors(root)[0], "en")


def test_a_first_rulebook_is_judged_by_its_own_table_of_authority(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(root, RULES, {"prepare: [Director, Document controller]": "prepare: [Registrar]"})
    before = part_of(root).read_text()
    assert approved(root, "P-01") == 1
    assert "Registrar" in capsys.readouterr().err
    assert part_of(root).read_text() == before
    assert [f.code for f in errors(root)] == ["signing-unfilled"]


def test_what_was_approved_before_a_rulebook_of_the_same_day_is_not_judged_by_it(root: Path) -> None:
    """Three steps and other posts are demanded of the rulebook itself and of what is approved after it."""
    change(root, RULES, REVIEW | {"prepare: [Director, Document controller]": "prepare: [Staff member]"})
    change(root, FORM, {"    - {name: approved_by": f"{COLUMNS}    - {{name: approved_by"})
    header, *rows = part_of(root).read_text().splitlines()
    at = header.split(",").index("approved_by")
    wide = [
        ",".join([*row.split(",")[:at], *added, *row.split(",")[at:]])
        for row, added in ((header, ("reviewed_by", "reviewed_on")), *((row, ("", "")) for row in rows))
    ]
    part_of(root).write_text("\n".join([*wide, ""]))
    for register in ("staff", "posts_held"):
        part = next((root / f"records/{register}").glob("*.csv"))
        last = part.read_text().splitlines()[-1]
        other = last.replace("Document controller", "Staff member")
        added = [other.replace("ST-002", f"ST-00{i}").replace("PH-002", f"PH-00{i}") for i in (3, 4)]
        part.write_text(part.read_text() + "\n".join([*added, ""]))
    people, days = ("ST-003", "ST-001", "ST-004"), (DAY,) * 3
    change(root, RULES, {"approve: [Director, Document controller]": "approve: [Staff member]"})
    asked = approve.Wish(("P-01",), people, days, None, None, None, None)
    assert approve.run(root, asked, DAY, "en") == 0
    assert {f.code for f in errors(root)} == set()
    text = part_of(root).read_text()
    last = text.splitlines()[-1]
    part_of(root).write_text(
        text.replace(last, last.replace("ST-003", "ST-002").replace(",ST-001,2026-11-23,", ",,,", 1))
    )
    assert sorted(f.code for f in errors(root)) == ["approval-step-missing", "approval-without-authority"]


def test_the_rules_of_a_day_are_those_approved_by_then(root: Path) -> None:
    assert approved(root, "P-01") == 0
    with evaluate(load_portal(root, DAY)) as evaluation:
        control = evaluation.control
        first, last = control.approvals[0], control.approvals[-1]
        assert control.rules_for(first, DAY) is None
        assert control.rules_for(last, DAY) == control.rulebook
