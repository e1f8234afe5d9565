"""A round of a duty: its occurrences that fall due on one day, and where they stand together."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from shoukong.days.timeline import Moment, Timeline, start_of, timeline
from shoukong.declared.scope_axis import ScopeAxis
from shoukong.executable.blocks_in_place import BlockInPlace
from shoukong.executable.occurrence import DutyState, Occurrence

# Which state tells for several occurrences: the first of these that one of them is in.
WORST = (DutyState.MISSED, DutyState.OPEN, DutyState.UPCOMING, DutyState.LATE, DutyState.ON_TIME)
DONE = (DutyState.ON_TIME, DutyState.LATE)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of a round are done, and the state that tells for it."""

    state: DutyState
    done: int
    total: int

    def __str__(self) -> str:
        """The state, for badges."""
        return str(self.state)


@dataclass(frozen=True, slots=True)
class JointOccurrences:
    """Occurrences that fall due on one day: those of a duty by scope, or those of all."""

    occurrences: tuple[Occurrence, ...]

    @property
    def duty(self) -> BlockInPlace:
        """The duty."""
        return self.occurrences[0].duty

    @property
    def due(self) -> datetime.date:
        """The day by which they are to be done."""
        return self.occurrences[0].due

    @property
    def limit(self) -> Moment:
        """The last moment in time of its only occurrence, or the due day of several."""
        return self.occurrences[0].limit if len(self.occurrences) == 1 else self.due

    @property
    def records(self) -> tuple[str, ...]:
        """The records that follow-ups answer; none for what repeats."""
        return tuple(o.start.record for o in self.occurrences if o.start is not None)

    @property
    def owner(self) -> str:
        """The department that owes it, or that owes the duty where several do."""
        owners = {o.owner for o in self.occurrences}
        return owners.pop() if len(owners) == 1 else self.duty.owner

    @property
    def opens(self) -> datetime.date:
        """The first day on which one of them may be done."""
        return min(o.opens for o in self.occurrences)

    @property
    def key(self) -> str:
        """The key of its only occurrence, or the due day of several."""
        return self.occurrences[0].key if len(self.occurrences) == 1 else str(self.due)

    @property
    def members(self) -> tuple[str, ...]:
        """The names of those who owe it; none for what the firm does as a whole."""
        return tuple(o.scope.title for o in self.occurrences if o.scope.code)

    @property
    def axis(self) -> ScopeAxis | None:
        """The axis by which its duty is split; None where the firm as a whole owes it."""
        return self.occurrences[0].scope.axis

    def tally(self, at: Moment) -> Tally:
        """Where it stands on a day or at a moment."""
        states = [o.state(at) for o in self.occurrences]
        worst = next(state for state in WORST if state in states)
        return Tally(worst, sum(state in DONE for state in states), len(states))

    def timeline(self, since: datetime.date) -> Timeline[Tally]:
        """Where it stands at every time from `since`, and before it as on that day; by the clock, as that day began."""
        moments = {moment for o in self.occurrences for moment in o.changes if start_of(moment) > start_of(since)}
        by_the_clock = any(isinstance(moment, datetime.datetime) for moment in moments)
        first: Moment = start_of(since) if by_the_clock else since
        return timeline(lambda moment: self.tally(max(moment, first, key=start_of)), moments)

    def states(self, since: datetime.date) -> Timeline[DutyState]:
        """The same, as the state alone."""
        tallies = dict(self.timeline(since))
        return timeline(lambda moment: tallies[moment].state, tuple(tallies)[1:])


def joint_occurrences(occurrences: Iterable[Occurrence]) -> Iterator[JointOccurrences]:
    """The joint_occurrences of occurrences of one duty, by due day."""
    ordered = sorted(occurrences, key=lambda o: (o.due, o.scope.code, o.key))
    return (JointOccurrences(tuple(own)) for _, own in groupby(ordered, key=lambda o: o.due))


def apart(occurrences: Sequence[Occurrence], most: int) -> Iterator[JointOccurrences]:
    """Each occurrence by itself, but those due on one day together where they are more than `most`."""
    for one in joint_occurrences(occurrences):
        if len(one.occurrences) > most:
            yield one
        else:
            yield from (JointOccurrences((o,)) for o in one.occurrences)
