"""What happens in a firm's life, each tried on the portal that ships: what was true stays true, what is due is told."""

import csv
import datetime
import io
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from conftest import PROJECT, Folder

from shoukong.evaluation import Evaluation, check
from shoukong.finding import Finding, Severity
from shoukong.messages.catalogue import CATALOGUE
from shoukong.portal import load_portal

AS_OF = datetime.date(2026, 11, 23)
POSTS = "records/posts_held/posts_held.csv"
COMMITTEES = "records/owners_committees/owners_committees.csv"
MEETINGS = "records/committee_meetings/committee_meetings.csv"
# What is found: the code, the rule, duty or record, and what it is about.
Told = set[tuple[str, str | None, str]]


@pytest.fixture
def shipped(tmp_path: Path) -> Folder:
    """A copy of what ships."""
    for name in ("docs", "forms", "records", "portal.yaml"):
        (shutil.copytree if (PROJECT / name).is_dir() else shutil.copy)(PROJECT / name, tmp_path / name)
    return Folder(tmp_path)


@pytest.fixture(scope="module")
def told_of_the_sample(what_ships: Evaluation) -> Told:
    """The breaches of what ships."""
    return of_weight(what_ships.findings)


def test_the_transfer_of_managers_makes_no_breach_of_what_was_done_before(
    shipped: Folder, told_of_the_sample: Told
) -> None:
    """The managers of both estates change places."""
    managers = [row for row in rows(shipped, POSTS) if row["post"] == "管理处经理"]
    assert len(managers) == 2
    for i, (row, other) in enumerate(zip(managers, reversed(managers), strict=True)):
        change(shipped, POSTS, row["post_held_no"], until="2026-11-22")
        place = {"post_held_no": f"RZ-099{i}", "project": other["project"], "from": "2026-11-23"}
        add(shipped, POSTS, row | place)
    assert told(shipped.root) == told_of_the_sample


def test_one_who_left_and_came_back_has_no_right_between(shipped: Folder, told_of_the_sample: Told) -> None:
    """The finance manager is away when a prepayment was agreed to and an agreement confirmed."""
    (held,) = (row for row in rows(shipped, POSTS) if row["post"] == "财务部经理")
    change(shipped, POSTS, held["post_held_no"], until="2025-10-10")
    add(shipped, POSTS, held | {"post_held_no": "RZ-0990", "from": "2025-10-20"})
    new = {(code, ref) for code, ref, _ in told(shipped.root) - told_of_the_sample}
    assert new == {("deviation-without-right", "R4-18"), ("breach", "R4-18"), ("breach", "R4-21")}


def test_a_meeting_in_february_does_not_prove_june(shipped: Folder, told_of_the_sample: Told) -> None:
    hold_the_meeting_of_june_in_february(shipped)
    assert told(shipped.root) - told_of_the_sample == {("duty-missed", "R5-04", "ML/2026-06-30")}


def test_a_community_without_a_committee_owes_nothing_to_one(shipped: Folder, told_of_the_sample: Told) -> None:
    hold_the_meeting_of_june_in_february(shipped)
    write(shipped, COMMITTEES, [row for row in rows(shipped, COMMITTEES) if row["project"] != "ML"])
    assert told(shipped.root) <= told_of_the_sample


def test_a_committee_is_owed_from_its_election_on(shipped: Folder, told_of_the_sample: Told) -> None:
    hold_the_meeting_of_june_in_february(shipped)
    change(shipped, COMMITTEES, "YWH-ML-01", established_on="2026-07-01", filed_on="2026-07-20")
    assert told(shipped.root) <= told_of_the_sample


def hold_the_meeting_of_june_in_february(folder: Folder) -> None:
    """Let the second quarter of ML be without its meeting."""
    (june,) = (
        row["meeting_no"]
        for row in rows(folder, MEETINGS)
        if (row["project"], row["meeting_kind"], row["held_on"][:7]) == ("ML", "季度例会", "2026-06")
    )
    change(folder, MEETINGS, june, notified_on="2026-02-03", held_on="2026-02-10", confirmed_on="2026-02-12", due_on="")


def told(root: Path) -> Told:
    """What is found but notices."""
    return of_weight(check(load_portal(root, AS_OF)).findings)


def of_weight(found: Iterable[Finding]) -> Told:
    """Errors and breaches, without their places."""
    return {
        (item.code, item.ref, item.record or "")
        for item in found
        if CATALOGUE[item.code].severity in (Severity.ERROR, Severity.BREACH)
    }


def rows(folder: Folder, path: str) -> list[dict[str, str]]:
    """The rows of a part."""
    return list(csv.DictReader(io.StringIO((folder.root / path).read_text("utf-8"))))


def write(folder: Folder, path: str, found: list[dict[str, str]]) -> None:
    """Write the rows of a part."""
    text = io.StringIO()
    writer = csv.DictWriter(text, found[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(found)
    folder.write(path, text.getvalue())


def change(folder: Folder, path: str, key: str, **cells: str) -> None:
    """Give the row of that number other cells."""
    write(folder, path, [row | cells if key in row.values() else row for row in rows(folder, path)])


def add(folder: Folder, path: str, row: Mapping[str, str]) -> None:
    """Add a row."""
    write(folder, path, [*rows(folder, path), dict(row)])
