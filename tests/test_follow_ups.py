"""Follow-ups: what each record starts, until when it is in time, what answers it, and where it stands at every time."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from conftest import TODAY, Folder
from hypothesis import given, settings
from hypothesis import strategies as st
from revised import revised_portal

from shoukong.commands.rule_test import run as rule_test
from shoukong.days.public_holidays import days_of
from shoukong.days.time_limit import (
    BY_THE_CLOCK,
    Deadlines,
    LimitError,
    TimeLimit,
    Unit,
    UnknownYear,
    amount_of,
    minutes_of,
    parse_limit,
)
from shoukong.days.timeline import Moment, day_in, is_over, start_of
from shoukong.evaluation import evaluate
from shoukong.executable.blocks_in_place import Interval
from shoukong.executable.duty import DutyResult
from shoukong.executable.follow_up_tables import TOO_EARLY, Followed, FollowUpTables
from shoukong.executable.matched_follow_ups import BROKEN
from shoukong.executable.occurrence import DutyState
from shoukong.executable.query_process import Queries, QueryError
from shoukong.executable.query_tables import Ground, write_example
from shoukong.portal import load_portal

DAY, AT = datetime.date, datetime.datetime
ONE = datetime.timedelta(days=1)
END = "  satisfies: [T-04]\n"
DOCUMENT = "docs/documents/QM-01.md"
CALLS = "records/calls/2026.csv"
FORM = """name: calls
id: QF-70
title: 来电登记表
revision: A/0
effective_date: 2025-01-01
document: QM-01
clause: QM-01#2.2.1
retention: {period: P3Y}
schema:
  primaryKey: call_no
  fields:
    - {name: call_no, title: 来电编号, type: string, constraints: {required: true}}
    - {name: called_at, title: 来电时间, type: datetime}
    - {name: called_on, title: 来电日期, type: date}
    - {name: came_at, title: 到场时间, type: datetime}
    - {name: came_on, title: 到场日期, type: date}
    - {name: answers, title: 答复哪一次, type: string}
    - {name: form_revision, title: 表单版本, type: string, constraints: {required: true}}
"""
HEAD = "call_no,called_at,called_on,came_at,came_on,answers,form_revision\n"
EACH = "SELECT call_no AS record, called_on AS since FROM calls"
EVIDENCE = "SELECT call_no AS record, came_on AS done_on FROM calls"
EACH_AT = "SELECT call_no AS record, called_at AS since FROM calls"
EVIDENCE_AT = "SELECT call_no AS record, came_at AS done_on FROM calls"
WORKING = days_of("CN")
DEADLINES = Deadlines(WORKING)


def written(folder: Folder, rows: tuple[str, ...], **values: str) -> None:
    """A register of calls, and a follow-up of them under QM-01#2.2.2; a value of `` takes a key away."""
    keys = {"id": "T-04", "title": "到场", "each": EACH, "within": "3 working days", "evidence": EVIDENCE} | values
    lines = "".join(f"  {key}: {value}\n" for key, value in keys.items() if value)
    folder.replace(DOCUMENT, END, f"{END}\n  ```duty\n{lines}  ```\n")
    folder.write("forms/calls.yaml", FORM)
    folder.write(CALLS, HEAD + "".join(f"{row},A/0\n" for row in rows))


def followed(folder: Folder, rows: tuple[str, ...], as_of: DAY = TODAY, **values: str) -> DutyResult:
    """What a portal says of the follow-up on a day."""
    written(folder, rows, **values)
    with evaluate(load_portal(folder.root, as_of)) as evaluation:
        (result,) = evaluation.executable.duty_results
        broken = [o.key for o in result.occurrences if o.state(as_of) in BROKEN]
        assert [breach.key for breach in result.breaches] == broken  # the database tells where they stand, as they do
    return result


def codes(folder: Folder) -> list[tuple[str, str, int | None, str | None]]:
    """What the check finds: code, path, line and field."""
    return [(f.code, f.place.path, f.place.line, f.place.field) for f in folder.findings()]


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("3 working days", TimeLimit(Unit.WORKING_DAYS, 3)),
        ("1 working day", TimeLimit(Unit.WORKING_DAYS, 1)),
        ("24 Hours", TimeLimit(Unit.HOURS, 24)),
        ("90 minutes", TimeLimit(Unit.MINUTES, 90)),
        ("10 days", TimeLimit(Unit.DAYS, 10)),
        ("end  of month", TimeLimit(Unit.MONTH_END)),
        ("$review_days working days", TimeLimit(Unit.WORKING_DAYS, figure="review_days")),
        ("$审查日 日", TimeLimit(Unit.DAYS, figure="审查日")),
        ("3 个工作日", TimeLimit(Unit.WORKING_DAYS, 3)),
        ("3工作日", TimeLimit(Unit.WORKING_DAYS, 3)),
        ("$review_days个工作日", TimeLimit(Unit.WORKING_DAYS, figure="review_days")),
        ("24小时", TimeLimit(Unit.HOURS, 24)),
        ("月末", TimeLimit(Unit.MONTH_END)),
    ],
)
def test_a_limit_is_read_in_both_languages(text: str, limit: TimeLimit) -> None:
    assert parse_limit(text) == limit


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("3 fortnights", "单位"),
        ("3 end of month", "单位"),
        ("days", "正整数"),
        ("1.5 hours", "正整数"),
        ("0 days", "正整数"),
        ("-3 days", "正整数"),
        ("3 days or 24 hours", "不止一个"),
        ("3 working days, 24 hours", "不止一个"),
        ("3 日或月末", "不止一个"),
        ("2 days 4 hours", "不止一个"),
    ],
)
def test_a_limit_that_cannot_be_read_says_why(text: str, why: str) -> None:
    with pytest.raises(LimitError, match=why):
        parse_limit(text)


@pytest.mark.parametrize("value", [0, -1, 1.5, True, "3", None])
def test_a_figure_of_a_limit_is_a_positive_whole_number(value: object) -> None:
    with pytest.raises(LimitError):
        amount_of(parse_limit("$n days"), {"n": value})
    assert amount_of(parse_limit("$n days"), {"n": 7}) == 7


@settings(deadline=None)
@given(st.dates(DAY(2023, 1, 1), DAY(2025, 12, 1)), st.integers(1, 60))
def test_working_days_are_counted_one_by_one(since: DAY, count: int) -> None:
    day, left = since, count
    while left:
        day += ONE
        is_made_up, is_free = day in WORKING.on, day in WORKING.off
        left -= is_made_up or (day.weekday() < 5 and not is_free)
    assert DEADLINES.last_day(TimeLimit(Unit.WORKING_DAYS, count), count, since) == day


@settings(deadline=None)
@given(st.dates(DAY(2023, 1, 1), DAY(2026, 1, 1)), st.integers(1, 99_999))
def test_minutes_hours_days_and_months_end_where_the_calendar_says(since: DAY, count: int) -> None:
    assert minutes_of(TimeLimit(Unit.MINUTES, count), count) == count
    assert minutes_of(TimeLimit(Unit.HOURS, count), count) == 60 * count
    assert (DEADLINES.last_day(TimeLimit(Unit.DAYS, count), count, since) - since).days == count
    last = DEADLINES.last_day(TimeLimit(Unit.MONTH_END), 0, since)
    assert last.month == since.month
    assert (last + ONE).day == 1


@pytest.mark.parametrize("since", [DAY(1999, 1, 4), WORKING.last, WORKING.last + 9 * ONE])
def test_no_working_day_is_guessed(since: DAY) -> None:
    with pytest.raises(UnknownYear, match=str(since.year if since < WORKING.first else WORKING.last.year + 1)):
        DEADLINES.last_day(TimeLimit(Unit.WORKING_DAYS, 1), 1, since)


# The 1st of October 2026 is a Thursday of a week's holiday; Saturday the 10th is worked instead of a day of it.
@pytest.mark.parametrize(
    ("within", "due"),
    [
        ("1 working day", DAY(2026, 10, 8)),
        ("3 working days", DAY(2026, 10, 10)),
        ("4 working days", DAY(2026, 10, 12)),
        ("3 days", DAY(2026, 10, 3)),
        ("end of month", DAY(2026, 9, 30)),
        ("$response_days working days", DAY(2026, 10, 10)),
        ("$response_days 日", DAY(2026, 10, 3)),
    ],
)
def test_the_last_day_in_time_follows_the_limit(folder: Folder, within: str, due: DAY) -> None:
    result = followed(folder, ("C-1,,2026-09-30,,,",), within=within)
    assert [(o.key, o.opens, o.due) for o in result.occurrences] == [("C-1", DAY(2026, 9, 30), due)]


STATES = {
    "C-1,,2026-11-18,,,": {DAY(2026, 11, 18): "open", DAY(2026, 11, 23): "open", DAY(2026, 11, 24): "missed"},
    "C-1,,2026-11-18,,2026-11-23,": {DAY(2026, 11, 22): "open", DAY(2026, 11, 23): "on-time"},
    "C-1,,2026-11-18,,2026-11-24,": {DAY(2026, 11, 23): "open", DAY(2026, 11, 24): "late"},
    "C-1,,2026-11-18,,2026-11-18,": {DAY(2026, 11, 18): "on-time"},
}


@pytest.mark.parametrize("row", STATES)
def test_a_follow_up_stands_where_the_day_puts_it(folder: Folder, row: str) -> None:
    (occurrence,) = followed(folder, (row,), as_of=DAY(2026, 11, 30)).occurrences
    assert {day: str(occurrence.state(day)) for day in STATES[row]} == STATES[row]


def test_nothing_is_asked_before_the_event_and_each_record_is_asked_for_itself(folder: Folder) -> None:
    rows = ("C-1,,2026-11-23,,,", "C-2,,2026-11-24,,,", "C-3,,,,,", "C-4,,2026-11-20,,2026-11-23,")
    result = followed(folder, rows)
    assert {o.key: o.state(TODAY) for o in result.occurrences} == {"C-1": DutyState.OPEN, "C-4": DutyState.ON_TIME}


HOURS = {"each": EACH_AT, "evidence": EVIDENCE_AT, "within": "2 hours"}


@pytest.mark.parametrize(
    ("came", "states"),
    [
        (
            "",
            {
                AT(2026, 11, 20, 10, 29): "upcoming",
                AT(2026, 11, 20, 12, 30): "open",
                AT(2026, 11, 20, 12, 31): "missed",
            },
        ),
        ("2026-11-20T12:30:00", {AT(2026, 11, 20, 12, 29): "open", AT(2026, 11, 20, 12, 30): "on-time"}),
        ("2026-11-20T12:31:00", {AT(2026, 11, 20, 12, 30): "open", AT(2026, 11, 20, 12, 31): "late"}),
        ("", {DAY(2026, 11, 20): "missed", DAY(2026, 11, 19): "upcoming"}),
        ("2026-11-20T12:31:00", {DAY(2026, 11, 20): "late"}),
    ],
)
def test_hours_count_to_the_minute(folder: Folder, came: str, states: Mapping[Moment, str]) -> None:
    (occurrence,) = followed(folder, (f"C-1,2026-11-20T10:30:00,,{came},,",), **HOURS).occurrences
    assert {at: str(occurrence.state(at)) for at in states} == states


def test_a_limit_over_midnight_is_judged_on_its_day(folder: Folder) -> None:
    written(folder, ("C-1,2026-11-22T10:30:00,,,,",), **HOURS | {"within": "24 hours"})
    found = {day: [f.code for f in folder.findings(day)] for day in (DAY(2026, 11, 22), DAY(2026, 11, 23))}
    assert found == {DAY(2026, 11, 22): [], DAY(2026, 11, 23): ["duty-missed"]}


ORDERS = (
    "```duty\nid: T-04\ntitle: 办结\neach: SELECT order_no AS record, received_on AS since FROM orders\n"
    "within: {}\nevidence: SELECT order_no AS record, closed_on AS done_on FROM orders\n```\n"
)
REPEATED = ORDERS.replace("each: SELECT order_no AS record, received_on AS since FROM orders\nwithin", "repeat")


@pytest.mark.parametrize(
    ("before", "now", "dues"),
    [
        ("$pieces days", "$pieces days", ["2025-06-10", "2026-01-04", "2026-01-06"]),
        ("5 days", "end of month", ["2025-06-10", "2026-01-06", "2026-01-31"]),
        ("5 fortnights", "2 days", ["2026-01-04"]),
        ("$gone days", "2 days", ["2026-01-04"]),
    ],
)
def test_text_and_figures_are_those_of_the_day_of_the_event(
    tmp_path: Path, before: str, now: str, dues: list[str]
) -> None:
    """Orders of 2025-06-05, 2026-01-01 and, under the second text with a figure of 2 for 5, 2026-01-02."""
    root = revised_portal(tmp_path, "2026-01-02", (ORDERS.format(before), ORDERS.format(now)), pieces=(5, 2))
    with evaluate(load_portal(root, TODAY)) as evaluation:
        (result,) = evaluation.executable.duty_results
        assert [str(o.due) for o in result.occurrences] == dues


def test_a_text_that_repeated_a_duty_asks_nothing_of_records(tmp_path: Path) -> None:
    blocks = (REPEATED.format("FREQ=DAILY"), ORDERS.format("2 days"))
    root = revised_portal(tmp_path, "2026-01-02", blocks)
    with evaluate(load_portal(root, TODAY)) as evaluation:
        (result,) = evaluation.executable.duty_results
        assert [o.key for o in result.occurrences] == ["O-2026-002"]


def test_a_breach_is_found_at_its_record(folder: Folder) -> None:
    written(folder, ("C-1,,2026-11-02,,,", "C-2,,2026-11-02,,2026-11-06,", "C-3,,2026-11-02,,2026-11-05,"))
    assert codes(folder) == [("duty-missed", CALLS, 2, None), ("duty-late", CALLS, 3, None)]


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"repeat": "FREQ=DAILY"}, "duty-mixed", "each"),
        ({"window_days": "3"}, "duty-mixed", "each"),
        ({"each": "", "repeat": "FREQ=DAILY"}, "duty-mixed", "within"),
        ({"within": ""}, "key-missing", "within"),
        ({"each": ""}, "key-missing", "each"),
        ({"each": "", "within": ""}, "key-missing", "repeat"),
        ({"within": "3 days or 24 hours"}, "duty-within", "within"),
        ({"within": "3 fortnights"}, "duty-within", "within"),
        ({"within": "$answer_days days"}, "figure-missing", "within"),
        ({"within": "$channels days"}, "duty-within", "within"),
        ({"each": "SELECT call_no AS no, called_on AS since FROM calls"}, "query-column", "each"),
        ({"each": "SELECT call_no AS record, called_on AS begun FROM calls"}, "query-column", "each"),
        ({"each": "SELECT NULL AS record, called_on AS since FROM calls"}, "query-cell", "each"),
        ({"each": "SELECT call_no AS record, 'now' AS since FROM calls"}, "query-cell", "each"),
        ({"each": f"{EACH} UNION ALL {EACH}"}, "duty-twice", "each"),
        ({"within": "3 hours"}, "duty-moment", "each"),
        ({"within": "3 hours", "each": EACH_AT}, "duty-moment", "evidence"),
        ({"evidence": "SELECT call_no AS record, called_on AS done_on FROM calls"}, "duty-itself", "each"),
        ({"each": "SELECT record, due AS since FROM duties"}, "duty-itself", "each"),
        (
            {"evidence": "SELECT answers AS record, call_no AS proof, came_on AS done_on FROM calls"},
            "duty-itself",
            "each",
        ),
        ({"evidence": "SELECT call_no AS record FROM calls"}, "query-column", "evidence"),
    ],
)
def test_what_is_written_amiss_is_one_finding_at_its_key(
    folder: Folder, values: dict[str, str], code: str, field: str
) -> None:
    rows = ("C-1,2026-11-20T10:30:00,2026-11-20,,2026-11-20,", "C-2,,2026-11-20,,2026-11-20,C-1")
    written(folder, rows, **values)
    assert [(found[0], found[1], found[3]) for found in codes(folder)] == [(code, DOCUMENT, field)]


def test_a_number_that_stands_twice_is_one_finding_at_its_record_and_the_others_are_followed(folder: Folder) -> None:
    rows = ("C-1,,2026-11-02,,2026-11-03,", "C-2,,2026-11-02,,2026-11-03,", "C-2,,2026-11-04,,2026-11-05,")
    result = followed(folder, rows)
    assert codes(folder) == [("record-twice", CALLS, 4, "call_no")]
    assert [o.key for o in result.occurrences] == ["C-1"]


def test_evidence_older_than_what_it_answers_is_one_finding_at_the_record(folder: Folder) -> None:
    written(folder, ("C-1,,2026-11-02,,2026-11-01,", "C-2,,2026-11-20,,2026-11-20,"))
    assert codes(folder) == [("duty-too-early", CALLS, 2, None)]


def test_a_register_may_hold_what_asks_and_what_answers(folder: Folder) -> None:
    """Rows of two kinds, told apart by a condition, start nothing of themselves."""
    each = f"{EACH} WHERE answers IS NULL"
    evidence = "SELECT answers AS record, call_no AS proof, called_on AS done_on FROM calls WHERE answers IS NOT NULL"
    result = followed(folder, ("C-1,,2026-11-02,,,", "C-2,,2026-11-04,,,C-1"), each=each, evidence=evidence)
    assert result.fault is None
    assert [(o.key, o.proof and o.proof.record) for o in result.occurrences] == [("C-1", "C-2")]


def test_what_answers_may_ask_again_while_its_condition_is_met(folder: Folder) -> None:
    """A second call that was not answered either starts the next follow-up."""
    each = f"{EACH} WHERE came_on IS NULL"
    evidence = "SELECT answers AS record, call_no AS proof, called_on AS done_on FROM calls WHERE answers IS NOT NULL"
    rows = ("C-1,,2026-11-02,,,", "C-2,,2026-11-04,,,C-1", "C-3,,2026-11-05,,2026-11-05,C-2")
    result = followed(folder, rows, each=each, evidence=evidence)
    assert result.fault is None
    assert [(o.key, o.proof and o.proof.record) for o in result.occurrences] == [("C-1", "C-2"), ("C-2", "C-3")]


@pytest.mark.parametrize(
    ("each", "evidence"),
    [
        ("SELECT c.call_no AS record, CAST(c.called_on AS DATE) AS since FROM calls c", "CAST(called_on AS DATE)"),
        ("SELECT call_no record, called_on since FROM calls WHERE answers IS NULL -- a note", "c.called_on"),
        (
            "WITH x AS (SELECT 1) SELECT call_no AS record, coalesce(came_on, called_on) AS since FROM calls",
            "coalesce(came_on, c.called_on)",
        ),
        ("SELECT call_no AS record, called_on AS since /* the day */ FROM calls", "called_on"),
        ('SELECT call_no AS "record", "called_on" AS "since" FROM "calls"', "Called_On"),
    ],
)
def test_what_starts_itself_is_found_however_it_is_written(folder: Folder, each: str, evidence: str) -> None:
    rest = "c WHERE answers IS NULL" if "WHERE" in each else "c"
    values = {"each": each, "evidence": f"SELECT call_no AS record, {evidence} AS done_on FROM calls {rest}"}
    written(folder, ("C-1,,2026-11-02,,,",), **values)
    assert [found[0] for found in codes(folder)] == ["duty-itself"]


def test_conditions_that_differ_by_a_number_are_not_the_same(folder: Folder) -> None:
    each = f"{EACH} WHERE length(answers) > 1.5"
    evidence = "SELECT call_no AS record, called_on AS done_on FROM calls WHERE length(answers) > 2.5"
    assert followed(folder, ("C-1,,2026-11-02,,,", "C-2,,2026-11-04,,,C-1"), each=each, evidence=evidence).fault is None


def test_two_casts_are_not_the_same_day(folder: Folder) -> None:
    each = "SELECT call_no AS record, CAST(called_at AS DATE) AS since FROM calls"
    evidence = "SELECT call_no AS record, CAST(came_at AS DATE) AS done_on FROM calls"
    row = "C-1,2026-11-02T08:00:00,,2026-11-03T08:00:00,,"
    result = followed(folder, (row,), each=each, evidence=evidence)
    assert result.fault is None
    assert [o.proof and o.proof.done_on for o in result.occurrences] == [DAY(2026, 11, 3)]


@pytest.mark.parametrize(
    ("within", "breaches"),
    [("$response_days working days", ["C-1", "C-2"]), ("end of month", []), ("1 day", ["C-1", "C-2", "C-3"])],
)
def test_a_follow_up_is_tried_by_an_example(
    folder: Folder, capsys: pytest.CaptureFixture[str], within: str, breaches: list[str]
) -> None:
    """What stands in the tables of an example is judged on its day, by the limit of the text at hand."""
    written(folder, (), within=within)
    rows = (
        "C-1, called_on: 2026-11-09",
        "C-2, called_on: 2026-11-09, came_on: 2026-11-13",
        "C-3, called_on: 2026-11-09, came_on: 2026-11-12",
    )
    given = "".join(f"    - {{call_no: {row}}}\n" for row in rows)
    example = f"rule: T-04\nas_of: 2026-11-16\ngiven:\n  calls:\n{given}breaches: {breaches}\n"
    folder.write("docs/examples/T-04.yaml", example)
    code = rule_test(folder.root, ["T-04"], TODAY, "en")
    assert code == 0, capsys.readouterr().out
    folder.replace("docs/examples/T-04.yaml", f"breaches: {breaches}", "breaches: [C-9]")
    assert rule_test(folder.root, ["T-04"], TODAY, "en") == 1


def test_the_first_answer_that_is_not_older_counts(folder: Folder) -> None:
    evidence = "SELECT answers AS record, call_no AS proof, came_on AS done_on FROM calls WHERE answers IS NOT NULL"
    rows = ("C-1,,2026-11-02,,,", "C-2,,,,2026-11-01,C-1", "C-3,,,,2026-11-05,C-1", "C-4,,,,2026-11-09,C-1")
    (occurrence,) = followed(folder, rows, evidence=evidence).occurrences
    assert occurrence.proof is not None
    assert (occurrence.proof.record, occurrence.state(TODAY)) == ("C-3", DutyState.ON_TIME)


OWN_LIMIT = "SELECT call_no AS record, called_on AS since, TRY_CAST(answers AS DATE) AS due FROM calls"


@pytest.mark.parametrize(
    ("row", "state"),
    [
        ("1,,2026-11-02,,2026-11-10,2026-11-10", DutyState.ON_TIME),
        ("1,,2026-11-02,,2026-11-11,2026-11-10", DutyState.LATE),
        ("1,,2026-11-02,,2026-11-05,2026-11-04", DutyState.LATE),
        ("1,,2026-11-02,,2026-11-05,", DutyState.ON_TIME),
        ("1,,2026-11-02,,2026-11-06,", DutyState.LATE),
        ("1,,2026-11-02,,,2026-11-23", DutyState.OPEN),
        ("1,,2026-11-02,,,2026-11-22", DutyState.MISSED),
    ],
)
def test_a_limit_that_the_record_itself_says_takes_the_place_of_the_general_one(
    folder: Folder, row: str, state: DutyState
) -> None:
    (occurrence,) = followed(folder, (row,), each=OWN_LIMIT).occurrences
    assert occurrence.state(TODAY) is state


def test_a_limit_by_the_clock_is_said_as_a_moment(folder: Folder) -> None:
    each = "SELECT call_no AS record, called_at AS since, TRY_CAST(answers AS TIMESTAMP) AS due FROM calls"
    rows = (
        "1,2026-11-02T10:00:00,,2026-11-02T15:00:00,,2026-11-02T15:00:00",
        "2,2026-11-02T10:00:00,,2026-11-02T10:31:00,,",
    )
    result = followed(folder, rows, each=each, within="30 minutes", evidence=EVIDENCE_AT)
    assert {o.key: o.state(TODAY) for o in result.occurrences} == {"1": DutyState.ON_TIME, "2": DutyState.LATE}


def test_a_day_as_a_limit_by_the_clock_is_one_finding(folder: Folder) -> None:
    each = "SELECT call_no AS record, called_at AS since, called_on AS due FROM calls"
    written(folder, ("1,2026-11-02T10:00:00,2026-11-02,,,",), each=each, within="30 minutes", evidence=EVIDENCE_AT)
    assert [code for code, *_ in codes(folder)] == ["duty-moment"]


def test_a_query_that_ends_its_reader_takes_no_other_follow_up_along(folder: Folder) -> None:
    written(folder, ("C-1,,2026-11-02,,,",))
    other = "\n  ```duty\n  id: T-05\n  title: 答复\n  each: {}\n  within: 2 days\n  evidence: {}\n  ```\n"
    folder.replace(DOCUMENT, END, END + other.format(EACH, "SELECT repeat('x', 4000000000) AS record"))
    portal = load_portal(folder.root, TODAY)
    with evaluate(portal) as evaluation:
        executable = evaluation.executable
        told = {result.duty.id: result for result in executable.duty_results}
        assert [breach.key for breach in told["T-04"].breaches] == ["C-1"]
        assert (told["T-05"].fault.code if told["T-05"].fault else "") == "query-too-much"
        with pytest.raises(QueryError):
            executable.queries.run("SELECT repeat('x', 4000000000) AS record", {})
        assert executable.queries.run("SELECT duty, state FROM duties", {}).rows == (("T-04", "missed"),)


DAYS = st.dates(DAY(2026, 10, 28), DAY(2026, 11, 8))
TIMES = st.datetimes(AT(2026, 10, 30), AT(2026, 11, 3)).map(lambda at: at.replace(second=0, microsecond=0))
RECORDS = st.sampled_from(["C-1", "C-2", "C-3"])
LIMITS = [TimeLimit(Unit.MINUTES, 90), TimeLimit(Unit.HOURS, 30), TimeLimit(Unit.DAYS, 3), TimeLimit(Unit.MONTH_END)]
AS_OF = DAY(2026, 11, 5)


@st.composite
def follow_ups(
    draw: st.DrawFn,
) -> tuple[TimeLimit, dict[str, tuple[Moment, Moment | None]], list[tuple[str, str, Moment]]]:
    """A limit, what starts with its own limit where it has one, and what answers: by which record, and when."""
    limit = draw(st.sampled_from(LIMITS))
    moments: st.SearchStrategy[Moment] = TIMES if limit.unit in BY_THE_CLOCK else draw(st.sampled_from([DAYS, TIMES]))
    own = draw(st.sampled_from([st.none(), moments]))
    starts = draw(st.dictionaries(RECORDS, st.tuples(moments, own), min_size=1))
    return limit, starts, draw(st.lists(st.tuples(RECORDS, st.sampled_from(["A-1", "A-2"]), moments), max_size=5))


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Queries]:
    """A process of queries without registers."""
    file = tmp_path_factory.mktemp("queries") / "queries.duckdb"
    write_example([], {}, Ground(2026, AS_OF, WORKING), file)
    queries = Queries(file)
    yield queries
    queries.close()


@settings(max_examples=150, deadline=None)
@given(told=follow_ups(), doubtful=st.sets(st.sampled_from(["C-1", "A-1"])))
def test_what_is_matched_in_bulk_is_what_reading_one_by_one_gives(
    asked: Queries,
    told: tuple[TimeLimit, dict[str, tuple[Moment, Moment | None]], list[tuple[str, str, Moment]]],
    doubtful: set[str],
) -> None:
    limit, starts, answers = told
    texts = {
        "each": listed("record, since, due", [(record, *moments) for record, moments in starts.items()]),
        "evidence": listed("record, proof, done_on", answers),
    }
    always, needed = (Interval(None, None, {}),), ("record", "since")
    one = Followed(7, always, always, needed, (), lambda _: (limit, limit.amount), limit.unit in BY_THE_CLOCK)
    tables = FollowUpTables(asked, (), AS_OF)
    tables.clear()
    tables.ask(one, texts)
    tables.doubt(doubtful)
    deadlines, faults = tables.deadlines((one,), DEADLINES)
    tables.match(deadlines)
    assert not faults
    found = {row[1]: (row[-1], row[11]) for row in tables.matched(TOO_EARLY, *DutyState)}
    assert found == dict(one_by_one(limit, starts, answers, doubtful))


def listed(columns: str, rows: Sequence[tuple[object, ...]]) -> str:
    """A query that gives some rows, and the types of their cells where there are none."""
    moments = [cell for row in rows for cell in row if isinstance(cell, DAY)]
    type_ = "TIMESTAMP" if moments and isinstance(moments[0], AT) else "DATE"
    names = columns.split(", ")
    cells = [", ".join("NULL" if cell is None else f"'{cell}'" for cell in row) for row in rows]
    values = ", ".join(f"({each})" for each in cells) or f"({', '.join('NULL' for _ in names)})"
    typed = (name if name in ("record", "proof") else f"CAST({name} AS {type_}) AS {name}" for name in names)
    where = "" if rows else " WHERE false"
    return f"SELECT {', '.join(typed)} FROM (VALUES {values}) t({columns}){where}"


def one_by_one(
    limit: TimeLimit,
    starts: Mapping[str, tuple[Moment, Moment | None]],
    answers: Sequence[tuple[str, str, Moment]],
    doubtful: set[str],
) -> Iterator[tuple[str, tuple[str, str | None]]]:
    """The state of each follow-up with what answers it, read as the guide tells it."""
    for record, (since, own) in starts.items():
        if record in doubtful or day_in(since) > AS_OF:
            continue
        if limit.unit in BY_THE_CLOCK:
            until = own or start_of(since) + datetime.timedelta(minutes=minutes_of(limit, limit.amount))
        else:
            until = day_in(own) if own else DEADLINES.last_day(limit, limit.amount, day_in(since))
        known = [(at, by) for to, by, at in answers if to == record and by not in doubtful and day_in(at) <= AS_OF]
        known.sort(key=lambda each: (start_of(each[0]), each[1]))
        in_time = [each for each in known if not is_older(each[0], since)]
        if known and not in_time:
            yield record, (TOO_EARLY, known[-1][1])
        elif in_time:
            at, by = in_time[0]
            yield record, (str(DutyState.LATE if is_over(until, at) else DutyState.ON_TIME), by)
        else:
            yield record, (str(DutyState.MISSED if is_over(until, AS_OF) else DutyState.OPEN), None)


def is_older(at: Moment, since: Moment) -> bool:
    """Whether something is older than what it answers, as exactly as both are known."""
    if isinstance(at, AT) and isinstance(since, AT):
        return at < since
    return day_in(at) < day_in(since)
