"""Duties: when they fall due, which record proves which occurrence, and where each stands on every day."""

import datetime
import itertools
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import TODAY, Folder
from hypothesis import given, settings
from hypothesis import strategies as st
from revised import revised_portal

from shoukong.days.schedule import RepeatError, parse_schedule
from shoukong.days.timeline import state_at
from shoukong.evaluation import evaluate
from shoukong.executable.blocks_in_place import BlockInPlace, Interval
from shoukong.executable.duty import Definition, DutyResult, due_days, owed_windows, windows
from shoukong.executable.occurrence import DutyState, Occurrence, Proof, Scope, matched
from shoukong.portal import load_portal
from shoukong.text.block import parse_blocks
from shoukong.wording.duty_words import schedule_words

DAY = datetime.date
ONE = datetime.timedelta(days=1)
START, LAST = DAY(2023, 1, 1), DAY(2028, 12, 31)
DAYS = st.dates(START, LAST)
RULES = st.one_of(
    st.sampled_from(
        (
            "FREQ=WEEKLY;BYDAY=SU",
            "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
            "FREQ=MONTHLY;BYMONTHDAY=-1",
            "FREQ=MONTHLY;BYDAY=-1FR",
            "FREQ=DAILY;INTERVAL=9",
        )
    ),
    st.integers(1, 31).map("FREQ=MONTHLY;BYMONTHDAY={}".format),
    st.integers(1, 6).map("FREQ=WEEKLY;BYDAY=MO;INTERVAL={}".format),
)
PLACED = BlockInPlace.__new__(BlockInPlace)
QUARTER = "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1"
EVIDENCE = "SELECT order_no AS record, received_on AS done_on FROM orders"
END = "  satisfies: [T-04]\n"


def owed(dues: tuple[DAY, ...], days: int | None, start: DAY = START, last: DAY = LAST) -> tuple[Occurrence, ...]:
    """The occurrences of some due days."""
    return tuple(Occurrence(PLACED, Scope("YH"), *window) for window in windows(dues, days, start, last))


def proved(occurrences: tuple[Occurrence, ...]) -> dict[str, str]:
    """Which record proves which occurrence, by their names."""
    return {o.key.removeprefix("YH/"): o.proof.record for o in occurrences if o.proof}


def followed(folder: Folder, **values: object) -> DutyResult:
    """What a portal says of a duty under QM-01#2.2.2."""
    keys = {"id": "T-04", "title": "清点", "repeat": "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=31", "evidence": EVIDENCE}
    lines = "".join(f"  {key}: {value}\n" for key, value in (keys | values).items())
    folder.replace("docs/documents/QM-01.md", END, f"{END}\n  ```duty\n{lines}  ```\n")
    portal = load_portal(folder.root, TODAY)
    with evaluate(portal) as evaluation:
        (result,) = evaluation.executable.duty_results
    return result


@pytest.mark.parametrize(
    ("repeat", "days"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=-1", ["2023-12-31", "2024-01-31", "2024-02-29", "2024-03-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31", ["2023-12-31", "2024-01-31", "2024-03-31"]),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", ["2024-02-29"]),
        ("FREQ=MONTHLY;BYMONTHDAY=5;COUNT=2", ["2024-01-05", "2024-02-05"]),
        ("FREQ=MONTHLY;BYMONTHDAY=5;UNTIL=20240204", ["2024-01-05"]),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31;UNTIL=20231230", []),
    ],
)
def test_a_rule_names_its_days(repeat: str, days: list[str]) -> None:
    assert [str(day) for day in due_days(repeat, DAY(2023, 12, 15), DAY(2024, 4, 15))] == days


@pytest.mark.parametrize(
    "repeat",
    [
        "",
        "FREQ=HOURLY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;BYHOUR=3",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=3;UNTIL=20270101",
        "FREQ=DAILY;UNTIL=20270230",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYMONTHDAY=5;BYMONTHDAY=6",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=WEEKLY;BYDAY=XX",
        "DTSTART:20200101T093000\nRRULE:FREQ=MONTHLY",
        "FREQ=WEEKLY\nEXDATE:20260105",
    ],
)
def test_a_rule_that_is_no_rule_of_days_is_refused(repeat: str) -> None:
    with pytest.raises(RepeatError):
        due_days(repeat, START, LAST)


@pytest.mark.parametrize(
    "repeat",
    ["FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYMONTHDAY=1;UNTIL=20200101", "FREQ=DAILY;INTERVAL=0"],
)
def test_a_duty_that_never_occurs_is_an_error_at_its_line(folder: Folder, repeat: str) -> None:
    result = followed(folder, repeat=repeat)
    assert result.occurrences == ()
    assert result.fault is not None
    assert (result.fault.code, result.fault.place.field) == ("duty-repeat", "repeat")


def test_a_rule_whose_day_is_further_off_than_the_calendar_reaches_never_occurs() -> None:
    rule = parse_schedule("FREQ=YEARLY;INTERVAL=9999;BYMONTH=2;BYMONTHDAY=29")
    assert not rule.occurs(datetime.date(2025, 1, 1))


def test_a_leap_day_occurs() -> None:
    assert parse_schedule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29").occurs(DAY(2097, 1, 1))


@pytest.mark.parametrize(
    ("repeat", "words"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=5", "每月 5 日"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "每月最后一日"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "每月最后一个周五"),
        ("FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1", "每季度末"),
        ("FREQ=YEARLY;BYMONTH=1,4;BYMONTHDAY=-1", "每年 1、4 月最后一日"),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31", "每年 12 月 31 日"),
        ("FREQ=WEEKLY;BYDAY=SU", "每周日"),
        ("FREQ=WEEKLY;BYDAY=MO,WE;INTERVAL=2;COUNT=4", "每 2 周的周一、周三，共 4 次"),
        ("FREQ=YEARLY;BYWEEKNO=20", "按 FREQ=YEARLY;BYWEEKNO=20"),
    ],
)
def test_a_rule_is_said_in_words(repeat: str, words: str) -> None:
    assert schedule_words(parse_schedule(repeat)) == words


def test_a_record_for_a_day_before_the_duty_does_not_prove_its_first_occurrence() -> None:
    occurrences = owed(due_days("FREQ=MONTHLY;BYMONTHDAY=5", DAY(2025, 1, 1), LAST), 5, DAY(2025, 1, 1), LAST)
    proofs = [
        Proof("BS-2", DAY(2024, 2, 4), DAY(2024, 2, 5)),
        Proof("BS-12", DAY(2025, 1, 3), DAY(2024, 12, 5)),
        Proof("BS-13", DAY(2025, 1, 5), DAY(2025, 1, 5)),
    ]
    assert proved(matched(occurrences, proofs)) == {"2025-01-05": "BS-13"}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # The period that runs when the window changes still starts after the due day before.
        (Definition(QUARTER, None), Definition(QUARTER, 400), ["2025-01-01 2025-03-31", "2025-04-01 2025-06-30"]),
        (Definition(QUARTER, None), Definition(QUARTER, 10), ["2025-01-01 2025-03-31", "2025-06-21 2025-06-30"]),
        # Another rule owes its own days from its own day on.
        (Definition(QUARTER, None), Definition("FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=5", None), ["2025-01-01 2025-03-31"]),
        # What cannot be read demanded nothing, and its text can no longer be changed.
        (Definition("FREQ=SECONDLY", None), Definition(QUARTER, None), ["2025-05-15 2025-06-30"]),
        (None, Definition(QUARTER, None), ["2025-05-15 2025-06-30"]),
        # Every other week stays every other week.
        (
            Definition("FREQ=WEEKLY;INTERVAL=8;BYDAY=WE", 1),
            Definition("FREQ=WEEKLY;INTERVAL=8;BYDAY=WE", 2),
            ["2025-01-01 2025-01-01", "2025-02-26 2025-02-26", "2025-04-23 2025-04-23", "2025-06-17 2025-06-18"],
        ),
        (
            Definition("FREQ=DAILY;INTERVAL=133", 1),
            Definition("FREQ=DAILY;INTERVAL=133", 2),
            ["2025-01-01 2025-01-01", "2025-05-14 2025-05-14"],
        ),
    ],
)
def test_a_duty_that_is_redefined_loses_no_period(old: Definition | None, new: Definition, expected: list[str]) -> None:
    intervals = (Interval(DAY(2025, 1, 1), DAY(2025, 5, 15), old), Interval(DAY(2025, 5, 15), None, new))
    assert [f"{a} {b}" for a, b in owed_windows(intervals, Scope(), DAY(2025, 7, 1))] == expected


def test_a_project_owes_from_its_first_day_to_its_last() -> None:
    intervals = (Interval(DAY(2025, 1, 1), None, Definition(QUARTER, None)),)
    scope = Scope("YH", "", DAY(2025, 2, 10), DAY(2025, 9, 29))
    found = list(owed_windows(intervals, scope, LAST))
    assert found == [(DAY(2025, 2, 10), DAY(2025, 3, 31)), (DAY(2025, 4, 1), DAY(2025, 6, 30))]


def test_a_record_proves_once_where_a_project_came_back(folder: Folder) -> None:
    stints = (
        "SELECT * FROM (VALUES ('YH', DATE '2025-02-01', DATE '2025-12-31'), ('YH', DATE '2026-02-01', NULL)) "
        "t(project, since, until)"
    )
    evidence = "SELECT 'YH' AS project, DATE '2026-03-20' AS done_on, 'R-1' AS record"
    folder.declare_projects("YH")
    result = followed(folder, per="project", scope=stints, evidence=evidence)
    assert proved(result.occurrences) == {"2026-03-31": "R-1"}


OF_YH = EVIDENCE.replace(" FROM", ", 'YH' AS project FROM")


def test_a_duty_is_owed_by_each_member_that_the_register_of_its_axis_lists(folder: Folder) -> None:
    folder.declare_projects("YH", "ML")
    result = followed(folder, per="project", evidence=OF_YH)
    assert {(o.scope.code, o.scope.axis.title if o.scope.axis else "") for o in result.occurrences} == {
        ("ML", "项目"),
        ("YH", "项目"),
    }


def test_a_duty_by_an_axis_that_is_not_declared_is_owed_by_nobody_and_told_once(folder: Folder) -> None:
    result = followed(folder, per="project", evidence=OF_YH)
    assert (result.occurrences, result.fault) == ((), None)
    assert [(item.code, item.place.field) for item in folder.findings()] == [("duty-per", "per")]


def test_a_draft_demands_nothing(tmp_path: Path) -> None:
    """Where the firm keeps a register of approvals, a text that no approval names never was in force."""
    duty = "  ```duty\n  id: T-1\n  title: 清点\n  repeat: FREQ=MONTHLY;BYMONTHDAY=5\n  evidence: {}\n  ```\n"
    block = duty.format("SELECT order_no AS record, received_on AS done_on FROM orders")
    root = revised_portal(tmp_path, "2026-01-01", (block, block))
    assert [f.code for f in Folder(root).findings()].count("duty-missed") > 12
    approvals = root / "records/document_approvals/all.csv"
    approvals.write_text(approvals.read_text("utf-8").split("\n")[0] + "\n", "utf-8")
    assert [f.code for f in Folder(root).findings() if f.code.startswith("duty")] == []


def test_occurrences_reach_to_the_end_of_the_next_year(folder: Folder) -> None:
    portal_day = TODAY.year + 1
    assert max(o.due for o in followed(folder, repeat="FREQ=DAILY").occurrences) >= DAY(portal_day, 12, 31)


@settings(deadline=None)
@given(RULES, DAYS)
def test_windows_without_days_never_overlap_and_leave_no_gap(repeat: str, start: DAY) -> None:
    found = owed(due_days(repeat, start, LAST), None, start)
    assert all(o.opens <= o.due for o in found)
    assert all(one.due + ONE == other.opens for one, other in itertools.pairwise(found))
    assert not found or found[0].opens == start


@settings(deadline=None)
@given(RULES, DAYS, st.integers(1, 40))
def test_a_window_ends_on_its_due_day_and_has_its_days(repeat: str, start: DAY, days: int) -> None:
    for o in owed(due_days(repeat, start, LAST), days, start):
        assert (o.due - o.opens).days + 1 == days or o.opens == start


PROOFS = st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=12, unique=True).map(
    lambda rows: [Proof(f"R-{i:02}", *row) for i, row in enumerate(rows)]
)
OWED = st.builds(
    lambda repeat, start, days: owed(due_days(repeat, start, LAST), days, start),
    RULES,
    DAYS,
    st.none() | st.integers(1, 9),
)


@settings(deadline=None)
@given(OWED, PROOFS)
def test_a_record_proves_at_most_one_occurrence_and_none_before_it_opens(
    occurrences: tuple[Occurrence, ...], proofs: list[Proof]
) -> None:
    found = matched(occurrences, proofs)
    used = [o.proof.record for o in found if o.proof]
    assert len(used) == len(set(used))
    assert [replace(o, proof=None) for o in found] == list(occurrences)
    assert all(o.proof.done_on >= o.opens for o in found if o.proof and o.proof.for_day is None)


@settings(deadline=None)
@given(OWED, PROOFS, DAYS)
def test_a_later_record_never_changes_what_was_on_time(
    occurrences: tuple[Occurrence, ...], proofs: list[Proof], day: DAY
) -> None:
    known = [p for p in proofs if p.done_on <= day]
    before, after = matched(occurrences, known), matched(occurrences, proofs)
    for old, new in zip(before, after, strict=True):
        if old.proof:
            assert new == old


@settings(deadline=None)
@given(OWED, PROOFS, DAYS)
def test_the_state_is_right_on_every_day(occurrences: tuple[Occurrence, ...], proofs: list[Proof], day: DAY) -> None:
    for o in matched(occurrences, proofs):
        is_done = o.proof is not None and o.proof.done_on <= day
        is_late = is_done and o.proof is not None and o.proof.done_on > o.due
        expected = {
            (True, False): DutyState.ON_TIME,
            (True, True): DutyState.LATE,
        }.get((is_done, is_late))
        if expected is None:
            words = {-1: DutyState.UPCOMING, 0: DutyState.OPEN, 1: DutyState.MISSED}
            expected = words[-1 if day < o.opens else 1 if day > o.due else 0]
        assert o.state(day) is state_at(o.timeline, day) is expected
        assert (o.days_late(day) > 0) == (expected in (DutyState.LATE, DutyState.MISSED))


def test_the_shape_of_a_block_asks_for_a_day_in_the_window_at_least() -> None:
    text = "```duty\nid: A\ntitle: 甲\nrepeat: FREQ=DAILY\nwindow_days: 0\nevidence: SELECT 1\n```\n"
    blocks, findings = parse_blocks(text, 1, "docs/a.md")
    assert blocks == ()
    assert findings
