"""Duties: what is to be done again and again, the windows of its occurrences, and the records that prove them."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from shoukong.control.document_control import Control
from shoukong.days.schedule import RepeatError, parse_schedule
from shoukong.days.schedule_gap import Gap, gap_of
from shoukong.declared.scope_axis import WHOLE, ScopeAxis
from shoukong.document import Document
from shoukong.executable.axis_members import members_of
from shoukong.executable.block_rows import QueryRow, ask_rows, day_of, query_fault
from shoukong.executable.blocks_in_place import BlockInPlace, Interval, intervals_of
from shoukong.executable.breach import DutyBreach
from shoukong.executable.cell_text import written
from shoukong.executable.occurrence import ONE_DAY, DutyState, Occurrence, Proof, Scope, Start, matched
from shoukong.executable.query_process import Queries, QueryError
from shoukong.finding import Finding, finding
from shoukong.text.block import DUTY, REPEAT, WITHIN

MAX_EVIDENCE = 1_000_000


@dataclass(frozen=True, slots=True)
class Definition:
    """When a duty falls due, by RFC 5545, and how many days before that its window opens; or within what it follows."""

    repeat: str
    days: int | None
    within: str = ""


@dataclass(frozen=True, eq=False)
class DutyResult:
    """What a duty comes to on a day: what was missed or done late, or why that cannot be told.

    `too_early` are starts of a follow-up that are answered by nothing but what was done before, with that. `told` gives
    the occurrences, of which there may be very many.
    """

    duty: BlockInPlace
    fault: Finding | None = None
    breaches: tuple[DutyBreach, ...] = ()
    too_early: tuple[tuple[Start, Proof], ...] = ()
    told: Callable[[], tuple[Occurrence, ...]] = tuple

    @cached_property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """Every occurrence, by due day and scope."""
        return self.told()


def follow_duty(
    duty: BlockInPlace, queries: Queries, control: Control, doubtful: frozenset[str] = frozenset()
) -> DutyResult:
    """The occurrences of a duty up to the end of the next year, each with the first valid record that proves it.

    `doubtful` are the numbers of records in which something is wrong: they prove nothing.
    """
    key = "scope" if duty.block.text("scope") else "per"
    try:
        scopes = _scopes(duty, queries, control)
        key = "evidence"
        proofs = _proofs(duty, queries, control, doubtful)
        intervals = definitions(duty, control)
        owed = _owed(duty, scopes, intervals, last_day(control.portal.as_of))
    except QueryError as error:
        return DutyResult(duty, query_fault(duty, error, key))
    except RepeatError as error:
        fault = finding("duty-repeat", duty.block.place("repeat"), ref=duty.address, id=duty.id, problem=error)
        return DutyResult(duty, fault)
    occurrences = _proved(owed, proofs)
    breaches = duty_breaches(occurrences, control.portal.as_of)
    return DutyResult(duty, breaches=breaches, told=lambda: occurrences)


def follow_definition(
    duty: BlockInPlace,
    since: datetime.date,
    scopes: Sequence[Scope],
    proofs: Mapping[str, Sequence[Proof]],
    last: datetime.date,
) -> tuple[Occurrence, ...]:
    """The occurrences of a duty up to a day, as if its text at hand had been in force since another.

    Raises RepeatError.
    """
    definition = Definition(duty.block.text("repeat"), duty.block.values.get("window_days"))
    return _proved(_owed(duty, scopes, (Interval(since, None, definition),), last), proofs)


def _proved(owed: Mapping[str, Sequence[Occurrence]], proofs: Mapping[str, Sequence[Proof]]) -> tuple[Occurrence, ...]:
    """What each scope owes with the records that prove it, by due day and scope."""
    shown = (o for code, own in owed.items() for o in matched(own, proofs.get(code, ())))
    return tuple(sorted(shown, key=lambda o: (o.due, o.scope.code)))


def last_day(as_of: datetime.date) -> datetime.date:
    """The last day for which occurrences are told: that of the next year."""
    return datetime.date(as_of.year + 1, 12, 31)


@lru_cache(maxsize=1024)
def due_days(repeat: str, start: datetime.date, last: datetime.date) -> tuple[datetime.date, ...]:
    """The days from `start` to `last` that a rule of RFC 5545 names, counted from `start`; raises RepeatError."""
    return parse_schedule(repeat).days(start, last)


def windows(
    dues: Sequence[datetime.date], days: int | None, start: datetime.date, last: datetime.date
) -> Iterator[tuple[datetime.date, datetime.date]]:
    """The first and last day of each occurrence that ends from `start` to `last`; none opens before `start`.

    A window has so many days, its last counted in; without a number it starts after the occurrence before.
    """
    for i, due in enumerate(dues):
        if start <= due <= last:
            before = dues[i - 1] + ONE_DAY if i else start
            yield max(before if days is None else due - datetime.timedelta(days=days - 1), start), due


def duty_breaches(occurrences: Iterable[Occurrence], day: datetime.date) -> tuple[DutyBreach, ...]:
    """What was missed or done late up to a day."""
    states = ((occurrence, occurrence.state(day)) for occurrence in occurrences)
    return tuple(DutyBreach(o, state) for o, state in states if state in (DutyState.MISSED, DutyState.LATE))


def definitions(duty: BlockInPlace, control: Control) -> tuple[Interval[Definition | None], ...]:
    """When it falls due as each revision says, those that are still to come included; a draft demands nothing."""
    if control.in_force_since(duty.document.id) is None:
        return ()

    def defined(document: Document) -> Definition | None:
        block = next((b for b in document.blocks if b.kind == DUTY and b.id == duty.id), None)
        if block is None:
            return None
        return Definition(block.text(REPEAT), block.values.get("window_days"), block.text(WITHIN))

    return intervals_of(duty.document, control, defined, until=last_day(control.portal.as_of))


def _owed(
    duty: BlockInPlace, scopes: Sequence[Scope], intervals: Sequence[Interval[Definition | None]], last: datetime.date
) -> dict[str, list[Occurrence]]:
    """What each scope owes by due day, whether it came once or came back; raises RepeatError.

    The text at hand must be sound; earlier ones can no longer be changed, and what they do not say they do not demand.
    """
    repeat = duty.block.text("repeat")
    if not parse_schedule(repeat).occurs(next((s.start for s in intervals if _repeat(s) == repeat and s.start), last)):
        raise RepeatError(repeat)
    owed: dict[str, list[Occurrence]] = {}
    for scope in scopes:
        own = (Occurrence(duty, scope, *window) for window in owed_windows(intervals, scope, last))
        owed.setdefault(scope.code, []).extend(own)
    return {code: sorted(own, key=lambda o: o.due) for code, own in owed.items()}


def owed_windows(
    intervals: Sequence[Interval[Definition | None]], scope: Scope, last: datetime.date
) -> Iterator[tuple[datetime.date, datetime.date]]:
    """The first and last day of what a scope owes under one definition after another.

    Where a definition follows another, its first period still starts after the due day before, and a rule that stays
    goes on counting.
    """
    before: Interval[Definition | None] | None = None
    counted = opened = datetime.date.min
    for interval in intervals:
        if interval.start is None or interval.value is None or not _is_readable(interval.value.repeat):
            before = None
            continue
        follows = before is not None and before.end == interval.start
        counted = counted if follows and before and _repeat(before) == _repeat(interval) else interval.start
        opened = opened if follows else interval.start
        dues = due_days(interval.value.repeat, counted, last)
        until = min(day for day in (scope.until, interval.end and interval.end - ONE_DAY, last) if day is not None)
        yield from windows(dues, interval.value.days, max(opened, scope.since or opened), until)
        opened = max((due + ONE_DAY for due in dues if interval.end and due < interval.end), default=opened)
        before = interval


def gap_in(duty: BlockInPlace, control: Control) -> Gap | None:
    """The months or years that a duty, as the text at hand says it, skips because they lack the day."""
    repeat = duty.block.text("repeat")
    starts = (s.start for s in definitions(duty, control) if _repeat(s) == repeat and s.start)
    return gap_of(parse_schedule(repeat), next(starts, duty.document.effective_date)) if _is_readable(repeat) else None


def _repeat(interval: Interval[Definition | None]) -> str:
    return interval.value.repeat if interval.value else ""


def _is_readable(repeat: str) -> bool:
    try:
        return bool(parse_schedule(repeat))
    except RepeatError:
        return False


def axis_of(duty: BlockInPlace, control: Control) -> ScopeAxis | None:
    """The axis by which a duty is split; None where the firm as a whole owes it, or the axis is not declared."""
    return next((axis for axis in control.portal.settings.scopes if axis.name == duty.block.text("per")), None)


def is_split(duty: BlockInPlace) -> bool:
    """Whether the block says that somebody else than the firm as a whole owes it."""
    return duty.block.text("per") not in ("", WHOLE)


def _scopes(duty: BlockInPlace, queries: Queries, control: Control) -> list[Scope]:
    axis = axis_of(duty, control)
    if axis is not None and duty.block.text("scope"):
        rows = ask_rows(duty, "scope", queries, control, day="", needed=(axis.name,), days=("since", "until"))
        return scopes_in(rows, axis)
    return scopes_without_query(duty, queries, control)


def scopes_without_query(duty: BlockInPlace, queries: Queries, control: Control) -> list[Scope]:
    """Those for whom a duty holds that has no query for them: the firm as a whole, or every member of its axis."""
    axis = axis_of(duty, control)
    if axis is None:
        return [] if is_split(duty) else [Scope()]
    return scopes_in(members_of(axis, queries, control), axis)


def scopes_in(rows: Sequence[QueryRow], axis: ScopeAxis) -> list[Scope]:
    """The members of an axis that some rows name; raises QueryError for a row that names none."""
    if not all(written(row.get(axis.name)) for row in rows):
        raise QueryError("query-cell", f"{axis.name} = NULL")
    return [
        Scope(written(row.get(axis.name)), written(row.get("name")), day_of(row.get("since")), day_of(row.get("until")),
              axis)
        for row in rows
    ]  # fmt: skip


def _proofs(duty: BlockInPlace, queries: Queries, control: Control, doubtful: frozenset[str]) -> dict[str, list[Proof]]:
    axis = axis_of(duty, control)
    rows = ask_rows(
        duty, "evidence", queries, control, day="done_on", needed=needed_columns(axis), days=("for_day",),
        limit=MAX_EVIDENCE,
    )  # fmt: skip
    return proofs_in(rows, axis, control.portal.as_of, doubtful)


def needed_columns(axis: ScopeAxis | None) -> tuple[str, ...]:
    """The columns that a query of evidence must give."""
    return ("record", "done_on", *((axis.name,) if axis else ()))


def proofs_in(
    rows: Iterable[QueryRow], axis: ScopeAxis | None, as_of: datetime.date, doubtful: frozenset[str] = frozenset()
) -> dict[str, list[Proof]]:
    """The valid records by scope; what is yet to happen on a day proves nothing."""
    found: dict[str, list[Proof]] = {}
    for row in rows:
        done, record = day_of(row.get("done_on")), written(row.get("record"))
        if done is not None and done <= as_of and record and record not in doubtful:
            code = written(row.get(axis.name)) if axis else ""
            found.setdefault(code, []).append(Proof(record, done, day_of(row.get("for_day"))))
    return found
