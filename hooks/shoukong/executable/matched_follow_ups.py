"""Follow-ups as occurrences, read back from their tables: those that break a limit at once, the others when asked."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from shoukong.control.document_control import Control
from shoukong.days.timeline import start_of
from shoukong.executable.axis_members import MemberNames
from shoukong.executable.blocks_in_place import BlockInPlace
from shoukong.executable.breach import DutyBreach
from shoukong.executable.duty import DutyResult
from shoukong.executable.follow_up_tables import TOO_EARLY, FollowUpTables
from shoukong.executable.occurrence import DutyState, Occurrence, Proof, Scope, Start
from shoukong.finding import Finding

BROKEN = (DutyState.LATE, DutyState.MISSED)


@dataclass(frozen=True)
class MatchedFollowUps:
    """The follow-ups of some duties, by their places among these."""

    duties: Sequence[BlockInPlace]
    tables: FollowUpTables
    names: MemberNames
    control: Control

    def results(self, faults: Mapping[int, Finding]) -> tuple[DutyResult, ...]:
        """What each duty comes to, or why that cannot be told."""
        too_early: dict[int, list[tuple[Start, Proof]]] = {}
        broken: dict[int, list[DutyBreach]] = {}
        for number, state, occurrence in self._read(TOO_EARLY, *BROKEN):
            if state == TOO_EARLY and occurrence.start and occurrence.proof:
                too_early.setdefault(number, []).append((occurrence.start, occurrence.proof))
            else:
                broken.setdefault(number, []).append(DutyBreach(occurrence, DutyState(state)))
        return tuple(
            DutyResult(duty, fault=faults[number])
            if number in faults
            else DutyResult(
                duty,
                breaches=tuple(sorted(broken.get(number, ()), key=lambda b: _order(b.occurrence))),
                too_early=tuple(sorted(too_early.get(number, ()), key=lambda pair: pair[0].record)),
                told=partial(self._told, number),
            )
            for number, duty in enumerate(self.duties)
        )

    def _told(self, number: int) -> tuple[Occurrence, ...]:
        return self._all.get(number, ())

    @cached_property
    def _all(self) -> Mapping[int, tuple[Occurrence, ...]]:
        """Every follow-up; whoever asks for those of one duty soon asks for the others."""
        found: dict[int, list[Occurrence]] = {}
        for number, _, occurrence in self._read(*DutyState):
            found.setdefault(number, []).append(occurrence)
        return {number: tuple(sorted(own, key=_order)) for number, own in found.items()}

    def _read(self, *states: str) -> Iterator[tuple[int, str, Occurrence]]:
        """The follow-ups in some states with their duties' places and their states, in no order."""
        axes = {axis.name: axis for axis in self.control.portal.settings.scopes}
        scopes: dict[tuple[str, str, str], Scope] = {}
        for (
            number,
            record,
            since,
            is_moment,
            due,
            limit,
            post,
            department,
            axis,
            code,
            name,
            *proven,
            state,
        ) in self.tables.matched(*states):
            key = axis, code, name
            if key not in scopes:
                called = name or self.names.get(axis, {}).get(code, "")
                scopes[key] = Scope(code, called, axis=axes[axis]) if axis else Scope()
            opens = since.date()
            start = Start(record, since if is_moment else opens, limit, post, department)
            yield number, state, Occurrence(self.duties[number], scopes[key], opens, due, _proof(*proven), start)


def _proof(record: str | None, done_on: datetime.date, done_at: datetime.datetime | None) -> Proof | None:
    return None if record is None else Proof(record, done_on, done_at=done_at)


def _order(occurrence: Occurrence) -> tuple[Any, ...]:
    return occurrence.due, start_of(occurrence.limit), occurrence.scope.code, occurrence.key
