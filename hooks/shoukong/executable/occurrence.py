"""An occurrence of a duty: what is owed from one day to another, the record that proves it, and where it stands."""

import bisect
import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from shoukong.days.timeline import Moment, Timeline, has_come, is_over, timeline
from shoukong.declared.scope_axis import ScopeAxis
from shoukong.executable.blocks_in_place import BlockInPlace

ONE_DAY = datetime.timedelta(days=1)
ONE_MINUTE = datetime.timedelta(minutes=1)


class DutyState(StrEnum):
    """Where an occurrence stands on a day."""

    UPCOMING = "upcoming"
    OPEN = "open"
    ON_TIME = "on-time"
    LATE = "late"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Scope:
    """For whom a duty holds, from `since` until the last day `until`: a member of an axis; the firm has no code."""

    code: str = ""
    name: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None
    axis: ScopeAxis | None = None

    @property
    def title(self) -> str:
        """Its name, or its code where it has none."""
        return self.name or self.code


@dataclass(frozen=True, slots=True)
class Proof:
    """A record that shows that something was done, and when; `for_day` ties it to the occurrence of that day.

    `done_at` is the moment of it, where that is known.
    """

    record: str
    done_on: datetime.date
    for_day: datetime.date | None = None
    done_at: datetime.datetime | None = None

    @property
    def moment(self) -> Moment:
        """When it was done, as far as it is known."""
        return self.done_at or self.done_on


@dataclass(frozen=True, slots=True)
class Start:
    """The record that starts a follow-up, when it did, and by which post of which department it is to be done.

    `limit` is the last moment in time, where minutes count.
    """

    record: str
    since: Moment
    limit: datetime.datetime | None = None
    post: str = ""
    department: str = ""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something that a scope owes from `opens` to `due`, both counted in; `start` is what asks for a follow-up."""

    duty: BlockInPlace
    scope: Scope
    opens: datetime.date
    due: datetime.date
    proof: Proof | None = None
    start: Start | None = None

    @property
    def key(self) -> str:
        """Its name in reports: `A/2026-03-05`, the day alone for the firm as a whole, a follow-up's record."""
        if self.start is not None:
            return self.start.record
        return f"{self.scope.code}/{self.due}" if self.scope.code else str(self.due)

    @property
    def owner(self) -> str:
        """The department that owes it."""
        return (self.start.department if self.start else "") or self.duty.owner

    @property
    def limit(self) -> Moment:
        """The last day, or the last moment, on which it is in time."""
        return (self.start.limit if self.start else None) or self.due

    @property
    def is_on_time(self) -> bool:
        """Whether it was done, and in time."""
        return self.proof is not None and not is_over(self.limit, self.proof.moment)

    def state(self, at: Moment) -> DutyState:
        """Where it stands at a moment, or at the end of a day, as far as it was known then."""
        if self.proof is not None and has_come(self.proof.moment, at):
            return DutyState.ON_TIME if self.is_on_time else DutyState.LATE
        if not has_come(self.begins, at):
            return DutyState.UPCOMING
        return DutyState.MISSED if is_over(self.limit, at) else DutyState.OPEN

    @property
    def begins(self) -> Moment:
        """The day, or the moment, from which it may be done."""
        return self.start.since if self.start and self.start.limit else self.opens

    @property
    def changes(self) -> tuple[Moment, ...]:
        """The only moments at which its state can change."""
        limit = self.limit
        over = limit + (ONE_MINUTE if isinstance(limit, datetime.datetime) else ONE_DAY)
        return (self.begins, over, self.proof.moment) if self.proof else (self.begins, over)

    @property
    def timeline(self) -> Timeline[DutyState]:
        """Where it stands at every time."""
        return timeline(self.state, self.changes)

    def days_late(self, day: datetime.date) -> int:
        """How many days it took, or takes up to a day, beyond the due day; 0 where it is not late."""
        done = self.proof.done_on if self.proof and self.proof.done_on <= day else day
        return max(0, (done - self.due).days)


def matched(windows_of: Sequence[Occurrence], proofs: Iterable[Proof]) -> tuple[Occurrence, ...]:
    """Each occurrence with the first record that proves it; occurrences are of one scope, by due day.

    A record belongs to the occurrence of its `for_day`; else to the one in whose window it was done; else it comes
    late for the last one that was due. What was done for a day before the first period proves nothing.
    """
    dues = [occurrence.due for occurrence in windows_of]
    known = [proof for proof in proofs if not _is_too_early(proof, windows_of)]
    found: dict[int, Proof] = {}
    for proof in sorted(known, key=lambda p: (p.done_on, p.record)):
        i = bisect.bisect_left(dues, proof.for_day or proof.done_on)
        is_inside = i < len(dues) and (proof.for_day is not None or windows_of[i].opens <= proof.done_on)
        place = i if is_inside else i - 1
        if place >= 0 and (is_inside or proof.for_day is None):
            found.setdefault(place, proof)
    return tuple(replace(o, proof=found[i]) if i in found else o for i, o in enumerate(windows_of))


def _is_too_early(proof: Proof, owed: Sequence[Occurrence]) -> bool:
    """Whether a record was made for a day before the first period, which is taken to be as long as the second."""
    if not owed or proof.for_day is None or proof.for_day >= owed[0].opens:
        return False
    length = owed[1].due - owed[0].due if len(owed) > 1 else datetime.timedelta()
    return proof.done_on < owed[0].opens or proof.for_day <= owed[0].due - length
