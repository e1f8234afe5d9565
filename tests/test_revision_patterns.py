"""Revisions as a firm declares them: read back as written, ordered by their parts, followed by their next."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import TODAY, Folder, fill_in
from hypothesis import given
from hypothesis import strategies as st

from shoukong.commands import approve, revise
from shoukong.finding import Finding
from shoukong.messages.catalogue import message_of
from shoukong.portal import load_portal
from shoukong.revision import (
    Revision,
    RevisionPattern,
    RevisionPatternError,
    follows,
    next_major,
    next_minor,
    parse_revision,
    parse_revision_pattern,
)
from shoukong.text.yaml_shape import revision_of

DAY = datetime.date
PATTERNS = [
    "{letter}/{number}",
    "{number}.{number}",
    "{year}-{month}",
    "{year}/{number}",
    "V{number:2}",
    "第{number}版",
]
PATTERNS += ["{letter}/{year}-{month}", "{year}-{month}-{day}", "{number}.{number}.{number}", "{year}{month}{day}"]
DAYS = st.dates(DAY(2000, 1, 1), DAY(2090, 12, 31))


def read(written: str, template: str) -> Revision:
    """A revision that must fit a pattern."""
    revision = parse_revision(written, parse_revision_pattern(template))
    assert revision is not None, f"{written} is none of {template}"
    return revision


@given(st.data(), st.sampled_from(PATTERNS))
def test_what_a_pattern_writes_it_reads_back_and_its_path_is_its_own(data: st.DataObject, template: str) -> None:
    pattern = parse_revision_pattern(template)
    revisions = [data.draw(walks(pattern)) for _ in range(2)]
    for revision in revisions:
        assert parse_revision(str(revision), pattern) == revision
        assert not re.search(r'[\\/:*?"<>| ]', revision.in_path)
    one, other = revisions
    assert (one == other) == (str(one) == str(other)) == (one.in_path == other.in_path)
    assert (one < other) == (one.values < other.values)


@st.composite
def walks(draw: st.DrawFn, pattern: RevisionPattern) -> Revision:
    """A revision that some changes lead to, one after another."""
    revision = pattern.first(draw(DAYS))
    for is_major, day in draw(st.lists(st.tuples(st.booleans(), DAYS), max_size=6)):
        revision = (next_major if is_major else next_minor)(revision, day) or revision
    return revision


@given(st.data(), st.sampled_from(PATTERNS), DAYS, st.booleans())
def test_the_next_revision_is_later_and_follows(data: st.DataObject, template: str, day: DAY, is_major: bool) -> None:
    revision = data.draw(walks(parse_revision_pattern(template)))
    later = (next_major if is_major else next_minor)(revision, day)
    if later is not None:
        assert later > revision
        assert follows(later, revision)
        assert not follows(revision, later)


@pytest.mark.parametrize(
    ("template", "before", "minor", "major"),
    [
        ("{letter}/{number}", "A/1", "A/2", "B/0"),
        ("{letter}/{number}", "Z/1", "Z/2", None),
        ("{number}.{number}", "1.9", "1.10", "2.0"),
        ("{number}.{number}.{number}", "1.2.3", "1.2.4", "2.0.0"),
        ("V{number:2}", "V09", "V10", "V10"),
        ("{letter}", "A", "B", "B"),
        ("{year}-{month}", "2026-10", "2026-11", "2026-11"),
        ("{year}-{month}", "2026-11", None, None),
        ("{year}/{number}", "2025/3", "2026/1", "2026/1"),
        ("{year}/{number}", "2026/3", "2026/4", "2026/4"),
        ("{year}-{month}.{number}", "2026-11.1", "2026-11.2", "2026-11.2"),
        ("{letter}/{year}-{month}", "A/2026-11", None, "B/2026-11"),
        ("{letter}/{year}-{month}", "A/2026-03", "A/2026-11", "B/2026-11"),
    ],
)
def test_what_comes_next(template: str, before: str, minor: str | None, major: str | None) -> None:
    revision = read(before, template)
    assert [after and str(after) for after in (next_minor(revision, TODAY), next_major(revision, TODAY))] == [
        minor,
        major,
    ]


@pytest.mark.parametrize(
    ("template", "first"),
    [("{letter}/{number}", "A/0"), ("{number}.{number}", "1.0"), ("{year}/{number}", "2026/1"), ("{number}", "1")],
)
def test_where_a_text_begins(template: str, first: str) -> None:
    assert str(parse_revision_pattern(template).first(TODAY)) == first


@pytest.mark.parametrize(
    ("template", "part"),
    [
        ("", ""),
        ("Rev", "Rev"),
        ("{number}{number}", "{number}"),
        ("{number}0{number}", "{number}"),
        ("{number}{year}{number}", "{number}"),
        ("{month}/{year}", "{month}"),
        ("{year}/{day}", "{day}"),
        ("{year}-{month}-{day}-{year}", "{year}"),
        ("{edition}/{number}", "{edition}"),
        ("{letter:2}", "{letter:2}"),
        ("{letter}|{number}", "|"),
        (" {number}", " {number}"),
        ("{number", "{number"),
    ],
)
def test_a_pattern_that_cannot_be_ordered_or_told_apart_is_refused(template: str, part: str) -> None:
    with pytest.raises(RevisionPatternError) as error:
        parse_revision_pattern(template)
    assert str(error.value) == part


@pytest.mark.parametrize("written", ["01.0", "1.00", "1", "a/0", "1.0 ", "１.0", "1.1000"])
def test_a_revision_has_one_spelling(written: str) -> None:
    assert parse_revision(written, parse_revision_pattern("{number}.{number}")) is None


def test_a_day_that_there_is_not_is_no_revision() -> None:
    assert parse_revision("2026-02-30", parse_revision_pattern("{year}-{month}-{day}")) is None


NUMBERS = {"A/0": "1.0", "A/1": "1.1", "B/0": "2.0"}
MONTHS = {"A/0": "2026-09", "A/1": "2026-10", "B/0": "2026-11"}


def renumbered(folder: Folder, pattern: str, names: Mapping[str, str]) -> None:
    """Let a portal write its revisions otherwise: in its texts and records, and in the names of its archive."""
    was = {text.path: text.digest for texts in load_portal(folder.root, TODAY).texts.values() for text in texts}
    moved: dict[str, str] = {}
    for path in sorted(p for p in folder.root.rglob("*") if p.suffix in (".md", ".yaml", ".csv")):
        text = path.read_text("utf-8").replace("[A-Z]/[0-9]+", "[0-9]+[.-][0-9]+")
        path.write_text(re.sub(r"\b[AB]/[0-9]\b", lambda found: names[found[0]], text), "utf-8")
        new = path.rename(
            path.with_name(re.sub("^[AB]-[0-9]", lambda found: names[found[0].replace("-", "/")], path.name))
        )
        moved[str(new.relative_to(folder.root))] = str(path.relative_to(folder.root))
    folder.write("portal.yaml", (folder.root / "portal.yaml").read_text("utf-8") + f'revisions: "{pattern}"\n')
    register = folder.root / "records/document_approvals/all.csv"
    rows = register.read_text("utf-8")
    for texts in load_portal(folder.root, TODAY).texts.values():
        for text in texts:
            rows = rows.replace(was[moved[text.path]], text.digest)
    register.write_text(rows, "utf-8")


def test_a_portal_that_counts_in_numbers_is_as_sound_as_one_that_begins_with_a(controlled: Folder) -> None:
    renumbered(controlled, "{number}.{number}", NUMBERS)
    assert controlled.findings() == ()
    portal = load_portal(controlled.root, TODAY)
    assert {str(text.revision) for texts in portal.texts.values() for text in texts} == {"1.0", "1.1", "2.0"}


def test_a_kind_of_change_that_contradicts_the_number_is_found(controlled: Folder) -> None:
    renumbered(controlled, "{number}.{number}", NUMBERS)
    controlled.replace_in_row("records/document_approvals/all.csv", "WJ-017", "次要", "主要")
    assert [f.code for f in controlled.findings()] == ["approval-kind"]


def test_a_revision_of_another_pattern_is_told_what_the_firm_writes(folder: Folder) -> None:
    folder.replace("docs/documents/QM-01.md", "revision: A/1\n", "revision: A.1\n")
    (fault,) = document_faults(folder)
    assert "A/0" in message_of(fault, "zh")
    folder.write("portal.yaml", (folder.root / "portal.yaml").read_text("utf-8") + 'revisions: "{number}.{number}"\n')
    assert document_faults(folder) == []  # that no text fits is one finding, about the pattern
    (fault,) = (item for item in folder.findings() if item.code == "revisions-unfit")
    assert "{number}.{number}" in message_of(fault, "en")
    assert "{number}.{number} such as 1.0" in revision_of(parse_revision_pattern("{number}.{number}")).en


def document_faults(folder: Folder) -> list[Finding]:
    """What is found of the values of one document."""
    found = (f for f in folder.findings() if f.code == "value-kind")
    return [f for f in found if f.place.path == "docs/documents/QM-01.md" and f.place.field == "revision"]


def test_a_faulty_pattern_is_one_finding_whatever_the_texts_hold(controlled: Folder) -> None:
    renumbered(controlled, "{month}/{year}", NUMBERS)
    assert [(f.code, f.place.path, f.place.field) for f in controlled.findings()] == [
        ("revisions-faulty", "portal.yaml", "revisions")
    ]


def test_a_record_on_a_revision_of_another_pattern_is_found_where_the_form_leaves_it_open(folder: Folder) -> None:
    folder.replace("forms/people.yaml", ', pattern: "[A-Z]/[0-9]+"', "")
    path = next(iter((folder.root / "records/people").glob("*.csv")))
    assert folder.findings() == ()
    name = str(Path("records/people") / path.name)
    folder.replace(name, ",A/0", ",1.0")
    assert [f.code for f in folder.findings()] == ["record-revision"]


def test_revise_counts_as_the_firm_does(controlled: Folder) -> None:
    renumbered(controlled, "{number}.{number}", NUMBERS)
    wish = revise.Wish("QI-01", "写明从何时起算", True, None, "YG-03", None)
    assert revise.run(controlled.root, wish, TODAY, "zh") == 0
    assert (controlled.root / "docs/archive/QI-01/1.0.md").exists()
    text = (controlled.root / "docs/documents/QI-01.md").read_text("utf-8")
    assert "\nrevision: 1.1\n" in text
    assert "  - {revision: 1.1, date: 2026-11-23," in text


def test_a_second_revision_in_the_same_month_is_refused(controlled: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    renumbered(controlled, "{year}-{month}", MONTHS)
    assert controlled.findings() == ()
    wish = revise.Wish("QI-01", "改", False, None, "YG-03", None)
    assert revise.run(controlled.root, wish, TODAY, "zh") == 0
    assert "\nrevision: 2026-11\n" in (controlled.root / "docs/documents/QI-01.md").read_text("utf-8")
    assert revise.run(controlled.root, replace(wish, subject="QM-01"), TODAY, "zh") == 1
    assert "{year}-{month}" in capsys.readouterr().err


def test_where_the_revision_does_not_tell_the_change_request_does(controlled: Folder) -> None:
    renumbered(controlled, "{year}-{month}", MONTHS)
    wish = revise.Wish("QI-01", "改错字", True, None, "YG-03", None)
    assert revise.run(controlled.root, wish, TODAY, "zh") == 0
    fill_in(controlled.root)
    approval = approve.Wish(("QI-01",), ("YG-03", "YG-02", "YG-01"), (TODAY, TODAY, TODAY), None, None, None, None)
    assert approve.run(controlled.root, approval, TODAY, "zh") == 0
    assert ",2026-11,".join(("QI-01", "")) in (row := approvals_of(controlled)[-1])
    assert "次要修订" in row


def approvals_of(folder: Folder) -> list[str]:
    """The rows of the register of approvals, in all its parts."""
    parts = sorted((folder.root / "records/document_approvals").glob("*.csv"), key=lambda p: p.stat().st_mtime)
    return [row for part in parts for row in part.read_text("utf-8").splitlines()]
