"""The loop from a breach to its closing: open, answered, closed, and open again when it recurs; nothing disappears."""

import datetime
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum

import pytest
from conftest import BASE

from shoukong.control.change_request import RequestState
from shoukong.control.controlled_copy import CopyState
from shoukong.control.life import Status
from shoukong.control.reading import ReadingState
from shoukong.declared.scope_axis import ScopeAxis
from shoukong.document import parse_document
from shoukong.executable.blocks_in_place import BlockInPlace
from shoukong.executable.breach import Breach, DutyBreach, RuleBreach
from shoukong.executable.breach_answer import (
    AnsweredBreach,
    BreachState,
    Report,
    answered,
    unmatched,
    with_recurrences,
)
from shoukong.executable.occurrence import DutyState, Occurrence, Proof, Scope
from shoukong.records.core_declaration import ACTIONS, NONCONFORMITIES
from shoukong.records.core_registers import Row
from shoukong.records.core_words import Effect
from shoukong.text.block import parse_blocks
from shoukong.wording.breach_words import breach_words
from shoukong.wording.state_names import (
    BREACH_NAMES,
    COPY_NAMES,
    DUTY_NAMES,
    READING_NAMES,
    REQUEST_NAMES,
    STATUS_NAMES,
)

MONTHS = 6
Day = datetime.date
DUTY_BLOCK = """```duty
id: R-1
title: 报送
repeat: FREQ=MONTHLY;BYMONTHDAY=5
per: project
evidence: SELECT 1
```
"""


def breach(record: str, day: str | None = "2026-01-10", scope: str = "YH") -> Breach:
    """A breach of R-1."""
    return RuleBreach("R-1", record, Day.fromisoformat(day) if day else None, (), scope)


def done_late(record: str, due: Day, done: Day) -> DutyBreach:
    """A breach of a duty R-1: an occurrence that a record proves too late."""
    path = "docs/documents/QM-01.md"
    document, _ = parse_document((BASE / path).read_text("utf-8"), path)
    (block,), _ = parse_blocks(DUTY_BLOCK, 1, path)
    assert document is not None
    occurrence = Occurrence(
        BlockInPlace(document, None, block),
        Scope("YH", "云杉苑", axis=ScopeAxis("project", "项目", "projects")),
        due,
        due,
        Proof(record, done),
    )
    return DutyBreach(occurrence, DutyState.LATE)


def action(number: str, verified: str = "", effective: str = "") -> Row:
    """A corrective action."""
    cells = {"verified_on": verified, "effective": effective}
    return Row(
        ACTIONS, number, cells, "", 0, {}, {"effective": {"true": Effect.EFFECTIVE, "false": Effect.INEFFECTIVE}}
    )


REPORTED = Row(NONCONFORMITIES, "BF-1", {}, "", 0)


def report(record: str, closed: str | None = None, *actions: Row, number: str = "BF-1") -> Report:
    """A nonconformity report that names R-1 and a record."""
    day = Day.fromisoformat(closed) if closed else None
    return Report(
        number, "R-1", record, "事实", "甲", "返工", Day(2026, 1, 12), Day(2026, 2, 1), day, actions, REPORTED
    )


def judged(breaches: list[Breach], reports: list[Report]) -> tuple[AnsweredBreach, ...]:
    """The breaches of R-1 with the reports that answer them."""
    return with_recurrences(answered({"R-1": breaches}, reports), MONTHS)["R-1"]


def states(breaches: list[Breach], reports: list[Report]) -> list[BreachState]:
    """The state of each breach."""
    return [item.state for item in judged(breaches, reports)]


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
    found = judged([breach("A-1"), breach("A-2", day, scope)], [report("A-1", "2026-02-01")])
    assert found[0].state is state
    assert found[0].recurred == ("A-2" if state is BreachState.REOPENED else "")


def test_it_is_closed_again_once_the_new_one_is_closed() -> None:
    both = [breach("A-1"), breach("A-2", "2026-03-01")]
    reports = [report("A-1", "2026-02-01"), report("A-2", "2026-04-01", number="BF-2")]
    assert states(both, reports) == [BreachState.CLOSED, BreachState.CLOSED]


def test_a_duty_done_late_is_answered_by_a_report_on_its_day_or_on_its_record() -> None:
    late = done_late("BS-7", Day(2026, 5, 5), Day(2026, 5, 8))
    assert (late.rule, late.record, late.key, late.day, late.scope) == (
        "R-1",
        "BS-7",
        "YH/2026-05-05",
        Day(2026, 5, 8),
        "YH",
    )
    for name in ("BS-7", "YH/2026-05-05"):
        assert states([late], [report(name, "2026-06-01")]) == [BreachState.CLOSED]


def test_a_breach_of_a_duty_is_told_in_the_readers_language() -> None:
    late = done_late("BS-7", Day(2026, 5, 5), Day(2026, 5, 8))
    missed = DutyBreach(replace(late.occurrence, scope=Scope()), DutyState.MISSED)
    assert breach_words(late) == "项目 云杉苑，应完成 2026-05-05，完成 2026-05-08，逾期天数 3，状态 迟办"
    assert breach_words(late, "en") == "project 云杉苑, due 2026-05-05, done 2026-05-08, days late 3"
    assert breach_words(missed) == "应完成 2026-05-05，状态 未办"
    assert breach_words(missed, "en") == "due 2026-05-05, not done"


def test_a_breach_of_a_rule_tells_the_columns_that_hold_something() -> None:
    columns = (("金额", Decimal("12.50")), ("已退", True), ("备注", None))
    broken = RuleBreach("R-1", "A-1", None, columns)
    assert breach_words(broken) == "金额 12.5，已退 是"
    assert breach_words(broken, "en") == "金额 12.5, 已退 yes"


@pytest.mark.parametrize(
    ("names", "states"),
    [
        (DUTY_NAMES, DutyState),
        (BREACH_NAMES, BreachState),
        (STATUS_NAMES, Status),
        (READING_NAMES, ReadingState),
        (REQUEST_NAMES, RequestState),
        (COPY_NAMES, CopyState),
    ],
)
def test_every_state_has_a_name(names: Mapping[StrEnum, object], states: type[StrEnum]) -> None:
    assert set(names) == set(states)


def test_a_report_whose_breach_no_longer_shows_is_still_told() -> None:
    reports = [report("A-1"), report("A-9", number="BF-2")]
    items = {"R-1": judged([breach("A-1")], reports)}
    assert [r.number for r in unmatched(reports, items)] == ["BF-2"]
