"""A firm may call its core registers, their columns and words as it likes: the same is found, and the same written."""

import csv
from pathlib import Path

import pytest
import yaml
from conftest import APPROVALS, CONTROLLED, TODAY, Folder, copy_of, fill_in
from renamed import COLUMNS, TABLES, as_before, rename
from test_checks import EXAMPLES, edit

from shoukong.commands import approve, revise
from shoukong.evaluation import evaluate
from shoukong.finding import Finding
from shoukong.messages.register_messages import REGISTER_MESSAGES
from shoukong.portal import load_portal
from shoukong.records.core_words import DEFAULT_WORDS, ChangeKind

CODES = sorted(
    path.stem
    for path in EXAMPLES.glob("*.yaml")
    if "\nbase: controlled" in f"\n{path.read_text('utf-8')}" and path.stem not in REGISTER_MESSAGES
)


def told(found: tuple[Finding, ...]) -> set[tuple[object, ...]]:
    """What is found, where, and of which record."""
    return {(item.code, item.place, item.ref, item.record) for item in found}


def test_a_sound_portal_is_sound_under_other_names(controlled: Folder) -> None:
    rename(controlled)
    assert controlled.findings() == ()


@pytest.mark.parametrize("code", CODES)
def test_a_fault_is_found_under_other_names_as_before(code: str, tmp_path: Path) -> None:
    case = yaml.safe_load((EXAMPLES / f"{code}.yaml").read_text("utf-8"))
    if case.get("git") or any("sign" in change for change in case["bad"]) or code.startswith(("signature-", "merge-")):
        pytest.skip("what Git remembers, and what people signed, has the names of that day")
    if any("registers:" in change.get("append", "") for change in case["bad"]):
        pytest.skip("the example has names of its own")
    folder = copy_of(CONTROLLED, tmp_path)
    edit(folder, case["bad"])
    plain = folder.findings()
    rename(folder)
    assert told(tuple(map(as_before, folder.findings()))) == told(plain)


def last_row(folder: Folder, table: str) -> dict[str, str]:
    """The last record of a table, whichever part it stands in."""
    part = max((folder.root / f"records/{table}").glob("*.csv"))
    return list(csv.DictReader(part.read_text("utf-8").splitlines()))[-1]


def carry_out(folder: Folder) -> None:
    """Revise a document and approve it, as the verbs do."""
    wish = revise.Wish("QI-01", "改派单", is_minor=False, effective=TODAY, by="YG-03", change=None)
    assert revise.run(folder.root, wish, TODAY, "zh") == 0
    fill_in(folder.root)
    people, days = ("YG-03", "YG-02", "YG-01"), (TODAY, TODAY, TODAY)
    approval = approve.Wish(("QI-01",), people, days, None, None, None, None)
    assert approve.run(folder.root, approval, TODAY, "zh") == 0


@pytest.mark.parametrize("table", ["document_approvals", "document_change_requests", "document_change_items"])
def test_verbs_write_the_columns_and_words_of_the_firm(table: str, tmp_path: Path) -> None:
    plain, other = copy_of(CONTROLLED, tmp_path / "plain"), copy_of(CONTROLLED, tmp_path / "other")
    rename(other)
    carry_out(plain)
    carry_out(other)
    usual, own = last_row(plain, table), last_row(other, TABLES[table])
    words = {"主要修订": "W-major", "修订": "W-revise"}
    assert own == {COLUMNS.get(name, name): words.get(cell, cell) for name, cell in usual.items()}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("registers: staff", "value-kind"),
        ("registers:\n  staff: employees", "value-kind"),
        ("registers:\n  staff: {tabel: staff}", "key-unknown"),
        ("registers:\n  staff:\n    columns: {post: [role]}", "value-kind"),
        ("registers:\n  document_approvals:\n    values: {change_kind: New}", "value-kind"),
        ("registers:\n  document_approvals:\n    values: {change_kind: {new: no}}", "value-kind"),
        ("registers:\n  document_approvals:\n    values: {change_kind: {novel: New}}", "mapping-unknown"),
        ("registers:\n  document_approvals:\n    values: {reason: {new: New}}", "mapping-unknown"),
        ("registers:\n  staff: {table: employees}", "mapping-missing"),
        ("registers:\n  link_reviews: {table: training_records}", "mapping-twice"),
        ("registers:\n  document_reviews:\n    values: {outcome: {kept: [继续有效, 维持]}}", None),
        ("registers:\n  document_reviews: null", None),
    ],
)
def test_a_mapping_is_told_what_is_wrong_with_it(said: str, code: str | None, controlled: Folder) -> None:
    controlled.write("portal.yaml", (controlled.root / "portal.yaml").read_text("utf-8") + said + "\n")
    found = {item.code for item in controlled.findings() if item.place.path == "portal.yaml"}
    assert found - {"held-back"} == ({code} if code else set())


def test_a_register_that_the_firm_does_not_keep_is_not_read(controlled: Folder) -> None:
    controlled.write("portal.yaml", (controlled.root / "portal.yaml").read_text("utf-8") + "registers: {staff: null}\n")
    with evaluate(load_portal(controlled.root, TODAY)) as evaluation:
        assert evaluation.control.staff == {}
        assert evaluation.control.readings == ()


ENGLISH = {word: each for each in ChangeKind for word in DEFAULT_WORDS["en"][each]}


@pytest.mark.parametrize(("language", "written"), [("zh", "主要修订"), ("en", "major")])
def test_verbs_write_the_words_of_the_portals_language(language: str, written: str, controlled: Folder) -> None:
    controlled.write("portal.yaml", (controlled.root / "portal.yaml").read_text("utf-8") + f"language: {language}\n")
    carry_out(controlled)
    assert last_row(controlled, "document_approvals")["change_kind"] == written
    assert controlled.findings() == ()  # words of either language are understood


def test_verbs_write_the_word_that_the_form_allows(controlled: Folder) -> None:
    old, new = "title: 更改类别, type: string}", f"title: 更改类别, type: string, constraints: {{enum: {[*ENGLISH]}}}}}"
    controlled.replace("forms/document_approvals.yaml", old, new)
    register = controlled.root / APPROVALS
    text = register.read_text("utf-8")
    for word, meaning in ENGLISH.items():
        text = text.replace(DEFAULT_WORDS["zh"][meaning][0], word)
    register.write_text(text, encoding="utf-8")
    controlled.approve("WJ-006", "forms/document_approvals.yaml")
    carry_out(controlled)
    assert last_row(controlled, "document_approvals")["change_kind"] == "major"
    assert controlled.findings() == ()
