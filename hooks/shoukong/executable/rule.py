"""Rules: each row of a rule's query is one breach, shown by a record and the facts that prove it."""

import datetime
import decimal
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shoukong.control.derived import Control
from shoukong.executable.placed import Figures, Placed, Span, figure_spans
from shoukong.executable.query import Answer, QueryError, Room
from shoukong.finding import Finding, finding

RECORD, DAY = "record", "on"


@dataclass(frozen=True, slots=True)
class Breach:
    """A record that does not meet a rule, the day of the fact if the query tells it, and the facts by their names."""

    rule: str
    record: str
    day: datetime.date | None
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RuleResult:
    """What a rule found, or why it could not be asked."""

    rule: Placed
    breaches: tuple[Breach, ...]
    fault: Finding | None = None


def ask(rule: Placed, room: Room, control: Control) -> RuleResult:
    """The breaches of a rule, each judged by the figures in force on the day of the fact."""
    sql = rule.block.text("sql")
    try:
        wanted = room.parameters(sql)
        spans = figure_spans(rule.document, wanted, control)
        unknown = sorted(wanted - {"as_of"} - spans[-1].value.keys())
        if unknown:
            return _failed(rule, "figure-missing", name=unknown[0])
        rows = [
            breach
            for span in spans
            if wanted - {"as_of"} <= span.value.keys()  # an earlier revision without the figure demands nothing
            for breach in _breaches(rule, room.run(sql, {**span.value, "as_of": control.portal.as_of}))
            if _applies(breach, span)
        ]
    except QueryError as error:
        return RuleResult(rule, (), query_fault(rule, error))
    return RuleResult(rule, tuple(sorted(rows, key=lambda b: (b.record, str(b.day)))))


def _applies(breach: Breach, span: Span[Figures]) -> bool:
    """Whether a breach falls into the days of a set of figures; one without a day is judged by the latest."""
    return span.end is None if breach.day is None else span.holds(breach.day)


def _breaches(rule: Placed, answer: Answer) -> Iterator[Breach]:
    names = [name.lower() for name in answer.columns]
    if RECORD not in names:
        raise QueryError("rule-no-record", "、".join(answer.columns))
    record, day = names.index(RECORD), names.index(DAY) if DAY in names else None
    for row in answer.rows:
        facts = tuple(
            (name, written(value))
            for i, (name, value) in enumerate(zip(answer.columns, row, strict=True))
            if i not in (record, day)
        )
        yield Breach(rule.id, written(row[record]), _day(row[day]) if day is not None else None, facts)


def written(value: Any) -> str:  # noqa: ANN401 - a query gives whatever it gives
    """A value as readers see it: numbers without trailing zeros, empty for nothing."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case float() | decimal.Decimal():
            return f"{value:.2f}".rstrip("0").rstrip(".")
        case datetime.datetime():
            return value.isoformat(sep=" ", timespec="minutes")
        case _:
            return str(value)


def _day(value: Any) -> datetime.date | None:  # noqa: ANN401
    if isinstance(value, datetime.datetime):
        return value.date()
    return value if isinstance(value, datetime.date) else None


def query_fault(placed: Placed, error: QueryError, key: str = "sql") -> Finding:
    """What is wrong with a query of a block, at its line."""
    place = placed.block.place(key, error.line or 1)
    return finding(error.code, place, ref=placed.address, id=placed.id, problem=error)


def _failed(rule: Placed, code: str, *, name: str) -> RuleResult:
    return RuleResult(rule, (), finding(code, rule.block.place("sql"), ref=rule.address, id=rule.id, name=name))
