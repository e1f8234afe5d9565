"""The loop from a breach to its closing: open, answered, closed, and open again when it recurs; nothing disappears."""

import datetime

import pytest

from shoukong.executable.breach_answer import AnsweredBreach, BreachState, Report, answered, unmatched
from shoukong.executable.rule import Breach
from shoukong.records.core_registers import ACTIONS, Row

MONTHS = 6
Day = datetime.date


def breach(record: str, day: str | None = "2026-01-10", scope: str = "YH", also: str = "") -> Breach:
    """A breach of R-1."""
    return Breach("R-1", record, Day.fromisoformat(day) if day else None, (), scope, also)


def action(number: str, verified: str = "", effective: str = "") -> Row:
    """A corrective action."""
    return Row(ACTIONS, number, {"verified_on": verified, "effective": effective}, "", 0)


def report(record: str, closed: str | None = None, *actions: Row, number: str = "BF-1") -> Report:
    """A nonconformity report that names R-1 and a record."""
    day = Day.fromisoformat(closed) if closed else None
    return Report(number, "R-1", record, "事实", "甲", "返工", Day(2026, 1, 12), Day(2026, 2, 1), day, actions)


def states(breaches: list[Breach], reports: list[Report]) -> list[BreachState]:
    """The state of each breach."""
    return [item.state for item in answered({"R-1": breaches}, reports, MONTHS)["R-1"]]


VERIFIED = action("JZ-1", "2026-02-20", "true")


@pytest.mark.parametrize(
    ("reports", "state"),
    [
        ([], BreachState.OPEN),
        ([report("另一条", "2026-02-01")], BreachState.OPEN),
        ([report("A-1")], BreachState.ANSWERED),
        ([report("A-1", "2026-02-01")], BreachState.CLOSED),
        ([report("A-1", "2026-03-01", VERIFIED)], BreachState.CLOSED),
        ([report("A-1", "2026-03-01", action("JZ-1"))], BreachState.ANSWERED),
        ([report("A-1", "2026-03-01", action("JZ-1", "2026-02-20", "false"))], BreachState.REOPENED),
        ([report("A-1", "2026-03-01", action("JZ-1", "2026-02-20", "false"), VERIFIED)], BreachState.CLOSED),
        ([report("A-1", "2026-02-01"), report("A-1", None, number="BF-2")], BreachState.ANSWERED),
        ([report("A-1", "2026-01-09")], BreachState.REOPENED),  # closed before the fact: it came back
    ],
)
def test_the_state_of_a_breach_follows_from_its_reports_and_actions(reports: list[Report], state: BreachState) -> None:
    assert states([breach("A-1")], reports) == [state]


@pytest.mark.parametrize(
    ("day", "scope", "state"),
    [
        ("2026-02-02", "YH", BreachState.REOPENED),
        ("2026-08-01", "YH", BreachState.REOPENED),
        ("2026-08-02", "YH", BreachState.CLOSED),  # more than six months later it is another matter
        ("2026-02-01", "YH", BreachState.CLOSED),  # on the day of closing it was known
        ("2026-02-02", "ML", BreachState.CLOSED),  # another project
        (None, "YH", BreachState.CLOSED),
    ],
)
def test_a_closed_breach_opens_again_when_the_rule_is_broken_anew_in_the_same_project(
    day: str | None, scope: str, state: BreachState
) -> None:
    found = answered({"R-1": [breach("A-1"), breach("A-2", day, scope)]}, [report("A-1", "2026-02-01")], MONTHS)["R-1"]
    assert found[0].state is state
    assert found[0].recurred == ("A-2" if state is BreachState.REOPENED else "")


def test_it_is_closed_again_once_the_new_one_is_closed() -> None:
    both = [breach("A-1"), breach("A-2", "2026-03-01")]
    reports = [report("A-1", "2026-02-01"), report("A-2", "2026-04-01", number="BF-2")]
    assert states(both, reports) == [BreachState.CLOSED, BreachState.CLOSED]


def test_a_duty_done_late_is_answered_by_a_report_on_its_day_or_on_its_record() -> None:
    late = breach("BS-7", "2026-05-08", also="YH/2026-05-05")
    for name in ("BS-7", "YH/2026-05-05"):
        assert states([late], [report(name, "2026-06-01")]) == [BreachState.CLOSED]


def test_a_report_whose_breach_no_longer_shows_is_still_told() -> None:
    reports = [report("A-1"), report("A-9", number="BF-2")]
    items: dict[str, tuple[AnsweredBreach, ...]] = dict(answered({"R-1": [breach("A-1")]}, reports, MONTHS))
    assert [r.number for r in unmatched(reports, items)] == ["BF-2"]
