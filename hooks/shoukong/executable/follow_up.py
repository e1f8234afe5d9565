"""Follow-ups: duties that each record starts, with a time limit that runs from the event which the clause names."""

import datetime
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from sys import intern

from shoukong.control.document_control import Control
from shoukong.days.time_limit import (
    BY_THE_CLOCK,
    Deadline,
    Deadlines,
    LimitError,
    TimeLimit,
    UnknownYear,
    amount_of,
    parse_limit,
)
from shoukong.days.timeline import Moment, day_in, start_of
from shoukong.executable.axis_members import MemberNames
from shoukong.executable.block_rows import QueryRow, ask_rows, query_fault, require_days
from shoukong.executable.blocks_in_place import BlockInPlace, Figures, Interval, figure_intervals
from shoukong.executable.duty import MAX_EVIDENCE, DutyResult, axis_of, definitions, is_split
from shoukong.executable.occurrence import Occurrence, Proof, Scope, Start
from shoukong.executable.outer_query import outer_query, reads
from shoukong.executable.query_process import Queries, QueryError
from shoukong.executable.rule import written
from shoukong.finding import finding
from shoukong.table_names import OCCURRENCES
from shoukong.text.block import EACH, WITHIN

DeadlineOf = Callable[[Moment], Deadline | None]
EVIDENCE = "evidence"
# The columns that the queries must give.
STARTS, ANSWERS = ("record", "since"), ("record", "done_on")
DUE = "due"  # the column for the last day that a record itself says, where it says one


@dataclass(frozen=True, slots=True)
class _Started:
    """A record that starts a follow-up, and for whom."""

    start: Start
    scope: Scope
    due: datetime.date


def follow_up(
    duty: BlockInPlace,
    queries: Queries,
    control: Control,
    names: MemberNames,
    doubtful: frozenset[str] = frozenset(),
) -> DutyResult:
    """An occurrence for each record that the block's query names, with the first record that answers it.

    `names` are what people call the members of the firm's axes. `doubtful` are the numbers of records in which
    something is wrong: they start and prove nothing.
    """
    key, day = WITHIN, control.portal.as_of
    try:
        limits = _Limits(duty, control)
        limits.require()
        key = EACH
        if _starts_itself(duty, queries):
            raise QueryError("duty-itself", duty.id)
        rows = _rows(duty, queries, control, limits)
        scopes = _Scopes(duty, control, names)
        started = [each for row in rows if (each := _started(row, limits.of, day, scopes))]
        started = [each for each in started if each.start.record not in doubtful]
        key = EVIDENCE
        starts = {written(row.get("record")) for row in rows if row.get("since")}
        answers = ask_rows(duty, EVIDENCE, queries, control, day="done_on", needed=ANSWERS, limit=MAX_EVIDENCE)
        proofs = _proofs_in(answers, doubtful, limits.by_the_clock, day, starts)
        _require_an_end(duty, queries, proofs, starts)
    except LimitError as error:
        facts = {"problem": error.zh, "problem_en": error.en}
        return DutyResult(
            duty, (), finding("duty-within", duty.block.place(WITHIN), ref=duty.address, id=duty.id, **facts)
        )
    except QueryError as error:
        return DutyResult(duty, (), query_fault(duty, error, error.key or key))
    return _answered(duty, started, proofs)


class _Scopes:
    """For whom what the rows of a duty start is to be done; `names` are what people call the members of axes."""

    def __init__(self, duty: BlockInPlace, control: Control, names: MemberNames) -> None:
        own = axis_of(duty, control)
        self._axes = (own,) if own else control.portal.settings.scopes
        self._names = names
        self._known: dict[tuple[str, str, str], Scope] = {}

    def of(self, row: QueryRow) -> Scope:
        """The member of the duty's axis, else of the first that the row names; the firm as a whole where none is."""
        for axis in self._axes:
            if code := written(row.get(axis.name)):
                name = written(row.get("name")) or self._names.get(axis.name, {}).get(code, "")
                key = axis.name, code, name
                return self._known.get(key) or self._known.setdefault(key, Scope(code, name, axis=axis))
        return Scope()


class _Limits:
    """What a follow-up's texts say of its time limit, by the day of the event."""

    def __init__(self, duty: BlockInPlace, control: Control) -> None:
        self._duty, self._control = duty, control
        self._limit = parse_limit(duty.block.text(WITHIN))
        self._deadlines = Deadlines(control.portal.working_days)
        self._definitions = definitions(duty, control)
        self._on_day: dict[datetime.date, tuple[TimeLimit, int] | None] = {}

    @property
    def by_the_clock(self) -> bool:
        """Whether minutes count, so that events need their moments."""
        return self._limit.unit in BY_THE_CLOCK

    def require(self) -> None:
        """Raise QueryError or LimitError where the figure that the text at hand names is not there, or is no number."""
        figures, name = self._duty.document.figures, self._limit.figure
        if name and name not in figures:
            raise QueryError("figure-missing", name, key=WITHIN)
        amount_of(self._limit, figures)

    def of(self, since: Moment) -> Deadline | None:
        """Until when what began is in time, by the text and the figures of that day; None where they ask for nothing.

        Raises QueryError where the calendar does not reach so far.
        """
        day = day_in(since)
        if day not in self._on_day:
            self._on_day[day] = self._limit_on(day)
        found = self._on_day[day]
        if found is None:
            return None
        try:
            return self._deadlines.of(*found, since)
        except UnknownYear as year:
            raise QueryError("calendar-year", str(year), key=WITHIN) from year

    def _limit_on(self, day: datetime.date) -> tuple[TimeLimit, int] | None:
        """The limit of a day's text, and its number by the figures of that day."""
        text = next((s.value.within for s in self._definitions if s.holds(day) and s.value and s.start), "")
        limit = self._read.get(text)
        if limit is None or (limit.unit in BY_THE_CLOCK) is not self.by_the_clock:
            return None
        amount = self._amount(limit, day)
        return None if amount is None else (limit, amount)

    @cached_property
    def _read(self) -> Mapping[str, TimeLimit]:
        """The limits of all texts by how they are written; what an earlier text says amiss demands nothing."""
        texts = {s.value.within for s in self._definitions if s.value}
        return {text: limit for text in texts if (limit := _limit_in(text))}

    @cached_property
    def _figures(self) -> Mapping[str, Sequence[Interval[Figures]]]:
        """The values of every figure that a text names, by their days."""
        names = {limit.figure for limit in self._read.values() if limit.figure}
        return {n: figure_intervals(self._duty.document, frozenset({n}), self._control) for n in names}

    def _amount(self, limit: TimeLimit, day: datetime.date) -> int | None:
        if not limit.figure:
            return limit.amount
        figures = next((s.value for s in self._figures[limit.figure] if s.holds(day)), {})
        try:
            return amount_of(limit, figures)
        except (KeyError, LimitError):
            return None


def _limit_in(text: str) -> TimeLimit | None:
    try:
        return parse_limit(text)
    except LimitError:
        return None


def try_follow_up(
    duty: BlockInPlace,
    asking: Sequence[QueryRow],
    answering: Sequence[QueryRow],
    control: Control,
    figures: Mapping[str, object],
    day: datetime.date,
) -> DutyResult:
    """What some rows ask and answer up to a day, by the limit of the text at hand; raises QueryError."""
    try:
        limit = parse_limit(duty.block.text(WITHIN))
        amount = amount_of(limit, figures)
    except LimitError as error:
        raise QueryError("duty-within", error.zh) from error
    except KeyError as error:
        raise QueryError("figure-missing", limit.figure) from error
    deadlines, by_the_clock = Deadlines(control.portal.working_days), limit.unit in BY_THE_CLOCK

    def deadline(since: Moment) -> Deadline:
        try:
            return deadlines.of(limit, amount, since)
        except UnknownYear as year:
            raise QueryError("calendar-year", str(year)) from year

    for rows, names in ((asking, {"since", DUE}), (answering, {"done_on"})):
        require_days(rows, names)
    _require_each_once(asking, by_the_clock)
    scopes = _Scopes(duty, control, {})
    started = [each for row in asking if (each := _started(row, deadline, day, scopes))]
    starts = {each.start.record for each in started}
    return _answered(duty, started, _proofs_in(answering, frozenset(), by_the_clock, day, starts))


def _rows(duty: BlockInPlace, queries: Queries, control: Control, limits: _Limits) -> Sequence[QueryRow]:
    """The records that start something, each once; raises QueryError where one has no number, or comes twice."""
    axis = axis_of(duty, control)
    if axis is None and is_split(duty):
        return ()
    needed = (*STARTS, *((axis.name,) if axis else ()))
    rows = ask_rows(duty, EACH, queries, control, day="since", needed=needed, days=(DUE,), limit=MAX_EVIDENCE)
    _require_each_once(rows, limits.by_the_clock)
    return rows


def _require_each_once(rows: Iterable[QueryRow], by_the_clock: bool) -> None:
    seen: set[str] = set()
    for row in rows:
        record = written(row.get("record"))
        if not record:
            raise QueryError("query-cell", "record = NULL")
        if record in seen:
            raise QueryError("duty-twice", record)
        seen.add(record)
        if by_the_clock:
            _require_moment(row, "since")
            _require_moment(row, DUE)


def _started(row: QueryRow, deadline: DeadlineOf, day: datetime.date, scopes: _Scopes) -> _Started | None:
    """What a row starts; None for what has not happened by a day, or is owed by no text."""
    since: Moment | None = row.get("since")
    if since is None or day_in(since) > day:
        return None
    general = deadline(since)
    if general is None:
        return None
    until = _own_deadline(row, general)
    start = Start(
        record=intern(written(row.get("record"))),
        since=_shared(since),
        limit=until.moment,
        post=intern(written(row.get("post"))),
        department=intern(written(row.get("department"))),
    )
    return _Started(start, scopes.of(row), until.day)


def _own_deadline(row: QueryRow, general: Deadline) -> Deadline:
    """The last day, or moment, that a record itself says, such as one put off by agreement; else the general one."""
    due: Moment | None = row.get(DUE)
    if due is None:
        return general
    return Deadline(day_in(due), due if isinstance(due, datetime.datetime) and general.moment else None)


def _proofs_in(
    rows: Iterable[QueryRow], doubtful: frozenset[str], by_the_clock: bool, until: datetime.date, starts: Container[str]
) -> Mapping[str, list[Proof]]:
    """What was done up to a day in answer to some starts, by the record that it answers, the earliest first."""
    found: dict[str, list[Proof]] = {}
    for row in rows:
        done = row.get("done_on")
        if done is None:
            continue
        if by_the_clock:
            _require_moment(row, "done_on")
        answers, day = written(row.get("record")), day_in(done)
        if day <= until and answers in starts and (number := written(row.get("proof")) or answers) not in doubtful:
            at = done if isinstance(done, datetime.datetime) else None
            found.setdefault(answers, []).append(Proof(intern(number), _shared(day), done_at=at))
    for own in found.values():
        if len(own) > 1:
            own.sort(key=lambda p: (start_of(p.moment), p.record))
    return found


def _answered(duty: BlockInPlace, started: Iterable[_Started], proofs: Mapping[str, Sequence[Proof]]) -> DutyResult:
    """Each start with the first proof that is not older; what only older ones answer is told apart."""
    occurrences: list[Occurrence] = []
    too_early: list[tuple[Start, Proof]] = []
    for each in started:
        own = proofs.get(each.start.record, ())
        proof = next((p for p in own if not _is_older(p, each.start)), None)
        if proof is None and own:
            too_early.append((each.start, own[-1]))
        else:
            opens = _shared(day_in(each.start.since))
            occurrences.append(Occurrence(duty, each.scope, opens, _shared(each.due), proof, each.start))
    ordered = sorted(occurrences, key=lambda o: (o.due, start_of(o.limit), o.scope.code, o.key))
    return DutyResult(duty, tuple(ordered), too_early=tuple(sorted(too_early, key=lambda pair: pair[0].record)))


@lru_cache(maxsize=4096)
def _shared(moment: Moment) -> Moment:
    """The same for all that are equal: of hundreds of thousands of follow-ups many begin and end on one day."""
    return moment


def _is_older(proof: Proof, start: Start) -> bool:
    """Whether something was done before what it answers, as exactly as both are known."""
    if proof.done_at is not None and isinstance(start.since, datetime.datetime):
        return proof.done_at < start.since
    return proof.done_on < day_in(start.since)


def _require_moment(row: QueryRow, name: str) -> None:
    value = row.get(name)
    if value is not None and not isinstance(value, datetime.datetime):
        raise QueryError("duty-moment", f"{name} = {value}")


def _starts_itself(duty: BlockInPlace, queries: Queries) -> bool:
    """Whether the rows that answer are, by the same date of the same register, those that ask."""
    asks, answers = (queries.tree(duty.block.text(key)) for key in (EACH, EVIDENCE))
    if reads(asks, OCCURRENCES):
        return True
    asking, answering = outer_query(asks), outer_query(answers)
    if asking is None or answering is None or asking.table != answering.table:
        return False
    is_same_day = asking.columns.get("since") == answering.columns.get("done_on") is not None
    return is_same_day and asking.conditions in ((), answering.conditions)


def _require_an_end(
    duty: BlockInPlace, queries: Queries, proofs: Mapping[str, Sequence[Proof]], starts: Container[str]
) -> None:
    """Raise QueryError where what answers one follow-up starts the next, on no condition that could end it.

    What asks on a condition may be answered by what asks again, such as a second visit after a first one that left
    somebody unhappy.
    """
    asking = outer_query(queries.tree(duty.block.text(EACH)))
    if asking is None or asking.conditions:
        return
    for record, own in proofs.items():
        if any(proof.record != record and proof.record in starts for proof in own):
            raise QueryError("duty-itself", record, key=EACH)
