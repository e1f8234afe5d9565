"""Follow-ups: duties that each record starts, with a time limit that runs from the event which the clause names."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, partial

from shoukong.control.document_control import Control
from shoukong.days.time_limit import BY_THE_CLOCK, Deadlines, LimitError, amount_of, parse_limit
from shoukong.executable.axis_members import MemberNames
from shoukong.executable.block_rows import intervals_for, query_fault
from shoukong.executable.blocks_in_place import BlockInPlace, Figures, Interval
from shoukong.executable.duty import DutyResult, axis_of, is_split
from shoukong.executable.follow_up_tables import EVIDENCE, Followed, FollowUpTables, LimitOn
from shoukong.executable.matched_follow_ups import BROKEN, MatchedFollowUps
from shoukong.executable.outer_query import outer_query, reads
from shoukong.executable.query_process import Queries, QueryError
from shoukong.executable.revised_limit import RevisedLimit
from shoukong.finding import Finding, finding
from shoukong.forms.table_names import MATCHED, OCCURRENCES
from shoukong.text.block import EACH, WITHIN


class FollowUps:
    """The follow-ups of a portal: their queries are asked first; who proves nothing must be known to match them."""

    def __init__(self, duties: Sequence[BlockInPlace], queries: Queries, control: Control) -> None:
        self.duties, self._queries, self._control = duties, queries, control
        self._tables = FollowUpTables(queries, control.portal.settings.scopes, control.portal.as_of)
        self._faults: dict[int, Finding] = {}
        self._asked_of = 0  # the reader who keeps what starts and answers

    @cached_property
    def _followed(self) -> tuple[Followed, ...]:
        """What is asked for each follow-up that can be asked for."""
        tried = map(self._try_to_follow, range(len(self.duties)))
        return tuple(each for each in tried if each is not None)

    def ask(self) -> None:
        """Ask every query, once unless one takes the tables along with its reader: then the others are asked again."""
        while self._asked_of != self._queries.reader_number:
            self._asked_of = self._queries.reader_number
            self._tables.clear()
            for each in self._sound():
                try:
                    self._tables.ask(each, self.duties[each.number].block.values)
                except QueryError as error:
                    self._fail(each.number, error)
                if self._asked_of != self._queries.reader_number:
                    break

    def results(self, names: MemberNames, doubtful: frozenset[str]) -> tuple[DutyResult, ...]:
        """What the follow-ups come to; `names` are what people call the members of the firm's axes.

        `doubtful` are the numbers of records in which something is wrong: they start and prove nothing.
        """
        try:
            self._match(doubtful)
        except QueryError as error:  # more than the process of queries can hold
            for number in range(len(self.duties)):
                self._fail(number, error)
            self._queries.hold(MATCHED, partial(self._fill, doubtful, ()))
        return MatchedFollowUps(self.duties, self._tables, names, self._control).results(self._faults)

    def _match(self, doubtful: frozenset[str]) -> None:
        self.ask()
        self._tables.doubt(doubtful)
        faults = dict(self._tables.faults())
        for number, record in self._tables.restarting().items():
            if self._is_endless(self.duties[number]):
                faults.setdefault(number, QueryError("duty-itself", record, key=EACH))
        rows, unknown = self._tables.deadlines(self._sound(), Deadlines(self._control.portal.working_days))
        for number, error in (*faults.items(), *unknown.items()):
            self._fail(number, error)
        self._queries.hold(MATCHED, partial(self._fill, doubtful, [row for row in rows if row[0] not in self._faults]))

    def _fill(self, doubtful: frozenset[str], deadlines: Sequence[tuple[object, ...]]) -> None:
        """Match what starts and answers, which is let go then; a reader who does not keep it asks all anew."""
        if self._asked_of != self._queries.reader_number:
            self._tables.clear()
            for each in self._sound():
                self._tables.ask(each, self.duties[each.number].block.values)
            self._tables.doubt(doubtful)
        self._tables.match(deadlines)
        self._asked_of = 0

    def _sound(self) -> Iterator[Followed]:
        return (each for each in self._followed if each.number not in self._faults)

    def _fail(self, number: int, error: QueryError) -> None:
        self._faults.setdefault(number, query_fault(self.duties[number], error, error.key or EACH))

    def _try_to_follow(self, number: int) -> Followed | None:
        duty = self.duties[number]
        try:
            limit = RevisedLimit(duty, self._control)
            if _starts_itself(duty, self._queries):
                raise QueryError("duty-itself", duty.id)
            each, evidence = self._intervals(duty, EACH), self._intervals(duty, EVIDENCE)
            return _followed(number, duty, self._control, each, evidence, limit.on, limit.by_the_clock)
        except LimitError as error:
            facts = {"problem": error.zh, "problem_en": error.en}
            place = duty.block.place(WITHIN)
            self._faults[number] = finding("duty-within", place, ref=duty.address, id=duty.id, **facts)
        except QueryError as error:
            self._fail(number, error)
        return None

    def _intervals(self, duty: BlockInPlace, key: str) -> Sequence[Interval[Figures]]:
        try:
            return intervals_for(duty.document, duty.block.text(key), self._queries, self._control)
        except QueryError as error:
            raise QueryError(error.code, str(error), error.line, key) from error

    def _is_endless(self, duty: BlockInPlace) -> bool:
        """Whether all that the outermost table of a follow-up holds asks for something, on no condition.

        What asks on a condition may be answered by what asks again, such as a second visit after a first one that left
        somebody unhappy.
        """
        asking = outer_query(self._queries.tree(duty.block.text(EACH)))
        return asking is not None and not asking.conditions


def unanswered(
    duty: BlockInPlace, texts: Mapping[str, str], tables: FollowUpTables, control: Control, figures: Figures
) -> frozenset[str]:
    """The records that a follow-up with some queries finds answered late or not at all; raises QueryError.

    It is judged by the limit of the text at hand, on the day of the tables.
    """
    try:
        limit = parse_limit(duty.block.text(WITHIN))
        amount = amount_of(limit, figures)
    except LimitError as error:
        raise QueryError("duty-within", error.zh) from error
    except KeyError as error:
        raise QueryError("figure-missing", limit.figure) from error
    always = (Interval(None, None, figures),)
    asked = _followed(0, duty, control, always, always, lambda _: (limit, amount), limit.unit in BY_THE_CLOCK)
    tables.clear()
    tables.ask(asked, texts)
    tables.doubt(())
    rows, unknown = tables.deadlines((asked,), Deadlines(control.portal.working_days))
    for fault in (*tables.faults().values(), *unknown.values()):
        raise fault
    tables.match(rows)
    return frozenset(record for _, record, *_ in tables.matched(*BROKEN))


def _followed(
    number: int,
    duty: BlockInPlace,
    control: Control,
    each: Sequence[Interval[Figures]],
    evidence: Sequence[Interval[Figures]],
    limit_on: LimitOn,
    by_the_clock: bool,
) -> Followed:
    """What is asked for a duty; nothing starts one that is split by an axis which is not declared."""
    axis = axis_of(duty, control)
    needed = ("record", "since", *((axis.name,) if axis else ()))
    axes = (axis,) if axis else control.portal.settings.scopes
    starts = () if axis is None and is_split(duty) else each
    return Followed(number, starts, evidence, needed, axes, limit_on, by_the_clock)


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
