"""An occurrence of a duty: what is owed from one day to another, the record that proves it, and where it stands."""

import bisect
import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from shoukong.days.timeline import Timeline, timeline
from shoukong.executable.blocks_in_place import BlockInPlace
from shoukong.scope_axis import ScopeAxis

ONE_DAY = datetime.timedelta(days=1)


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
    """A record that shows that something was done, and when; `for_day` ties it to the occurrence of that day."""

    record: str
    done_on: datetime.date
    for_day: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something that a scope owes from `opens` to `due`, both counted in."""

    duty: BlockInPlace
    scope: Scope
    opens: datetime.date
    due: datetime.date
    proof: Proof | None = None

    @property
    def key(self) -> str:
        """Its name in reports: `A/2026-03-05`, or the day alone for the firm as a whole."""
        return f"{self.scope.code}/{self.due}" if self.scope.code else str(self.due)

    def state(self, day: datetime.date) -> DutyState:
        """Where it stands on a day, as far as it was known then."""
        if self.proof is not None and self.proof.done_on <= day:
            return DutyState.ON_TIME if self.proof.done_on <= self.due else DutyState.LATE
        if day < self.opens:
            return DutyState.UPCOMING
        return DutyState.OPEN if day <= self.due else DutyState.MISSED

    @property
    def timeline(self) -> Timeline[DutyState]:
        """Where it stands on every day."""
        done = self.proof.done_on if self.proof else None
        return timeline(self.state, (self.opens, self.due + ONE_DAY, done))

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
