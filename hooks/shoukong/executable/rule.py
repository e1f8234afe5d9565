"""Rules: each row of a rule's query is one breach, shown by a record and the facts that prove it."""

import datetime
import decimal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shoukong.block import RULE, Block
from shoukong.control.derived import Control
from shoukong.document import Clause, Document
from shoukong.executable.query import Answer, QueryError, Room
from shoukong.finding import Finding, finding

Figures = Mapping[str, Any]
RECORD, DAY = "record", "on"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule where it stands: its document, its clause and its block."""

    document: Document
    clause: Clause | None
    block: Block

    @property
    def id(self) -> str:
        """The rule's number."""
        return self.block.id

    @property
    def address(self) -> str:
        """The clause under which it stands."""
        return self.document.address(self.clause) if self.clause else self.document.id


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

    rule: Rule
    breaches: tuple[Breach, ...]
    fault: Finding | None = None


def rules_of(control: Control) -> tuple[Rule, ...]:
    """The rules of the texts in force on the portal's day; of a document that never was in force, its draft's."""
    found: list[Rule] = []
    for life in control.lives.values():
        whole = None if life.text.is_form else control.portal.whole(life.shown_on(control.portal.as_of).text)
        if isinstance(whole, Document) and (life.withdrawn_on is None or life.withdrawn_on > control.portal.as_of):
            found.extend(Rule(whole, whole.clause_of(block), block) for block in whole.blocks if block.kind == RULE)
    return tuple(sorted(found, key=lambda rule: (rule.document.id, rule.block.line)))


def ask(rule: Rule, room: Room, control: Control) -> RuleResult:
    """The breaches of a rule, each judged by the figures in force on the day of the fact."""
    sql = rule.block.text("sql")
    try:
        wanted = room.parameters(sql)
        terms = figures_by_term(rule.document, wanted, control)
        unknown = sorted(wanted - {"as_of"} - terms[-1][2].keys())
        if unknown:
            return _failed(rule, "figure-missing", name=unknown[0])
        rows = [
            breach
            for start, end, figures in terms
            for breach in _breaches(rule, room.run(sql, {**figures, "as_of": control.portal.as_of}))
            if len(terms) == 1 or _applies(breach, start, end, is_last=figures is terms[-1][2])
        ]
    except QueryError as error:
        return RuleResult(rule, (), _fault(rule, error))
    return RuleResult(rule, tuple(sorted(rows, key=lambda b: (b.record, str(b.day)))))


def figures_by_term(
    document: Document, wanted: frozenset[str], control: Control
) -> list[tuple[datetime.date | None, datetime.date | None, Figures]]:
    """The figures that a query uses, with the days on which each set of them was in force, the latest last."""
    life = control.lives.get(document.id)
    found: list[tuple[datetime.date | None, datetime.date | None, Figures]] = []
    for term in life.approved if life else ():
        if term.start > control.portal.as_of:
            break
        whole = control.portal.whole(term.text)
        figures = {n: v for n, v in whole.figures.items() if n in wanted} if isinstance(whole, Document) else {}
        if found and found[-1][2] == figures:
            found[-1] = (found[-1][0], term.end, figures)
        else:
            found.append((term.start if found else None, term.end, figures))
    return found or [(None, None, {n: v for n, v in document.figures.items() if n in wanted})]


def _applies(breach: Breach, start: datetime.date | None, end: datetime.date | None, *, is_last: bool) -> bool:
    """Whether a breach falls into the days of a set of figures; one without a day is judged by the latest."""
    if breach.day is None:
        return is_last
    return (start is None or start <= breach.day) and (is_last or end is None or breach.day < end)


def _breaches(rule: Rule, answer: Answer) -> Iterator[Breach]:
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


def _fault(rule: Rule, error: QueryError) -> Finding:
    place = rule.block.place("sql", error.line or 1)
    return finding(error.code, place, ref=rule.address, id=rule.id, problem=error)


def _failed(rule: Rule, code: str, *, name: str) -> RuleResult:
    return RuleResult(rule, (), finding(code, rule.block.place("sql"), ref=rule.address, id=rule.id, name=name))
