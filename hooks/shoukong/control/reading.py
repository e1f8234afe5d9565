"""Reading: who must read which document, and who has signed that he did, revision by revision."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from shoukong.control.life import Life, Term
from shoukong.control.staff import Person, PostHeld
from shoukong.days.timeline import Timeline, timeline
from shoukong.portal import Portal
from shoukong.records.core_declaration import ACKNOWLEDGEMENTS
from shoukong.records.core_registers import Row, core_rows
from shoukong.records.registers import Registers
from shoukong.revision import Revision

EVERYONE_IN: Mapping[str, tuple[str, ...]] = {
    "zh": ("全体", "各部门", "全体员工"),
    "en": ("everyone", "all departments", "all staff"),
}
EVERYONE = tuple(word for words in EVERYONE_IN.values() for word in words)


class ReadingState(StrEnum):
    """Where a person stands with a document."""

    DONE = "done"
    UPCOMING = "upcoming"
    DUE = "due"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """That someone read a revision; `revision` is None where what is written there is none."""

    number: str
    subject: str
    revision: Revision | None
    by: str
    on: datetime.date | None
    row: Row


@dataclass(frozen=True, slots=True)
class Reading:
    """What a person owes to a document: the revision, from when, by when, and what was signed."""

    person: Person
    life: Life
    term: Term
    starts: datetime.date
    due: datetime.date
    done: Acknowledgement | None

    def state(self, day: datetime.date) -> ReadingState:
        """Where the person stands on a day."""
        if self.done is not None:
            return ReadingState.DONE
        if self.starts > day:
            return ReadingState.UPCOMING
        return ReadingState.OVERDUE if self.due < day else ReadingState.DUE

    @property
    def timeline(self) -> Timeline[ReadingState]:
        """Where the person stands on every day."""
        return timeline(self.state, (self.starts, self.due + datetime.timedelta(days=1)))


def read_acknowledgements(portal: Portal, registers: Registers) -> tuple[Acknowledgement, ...]:
    """All acknowledgements, by their numbers."""
    return tuple(
        Acknowledgement(
            row.number, row["subject"], portal.revision(row["revision"]), row["staff_no"], row.day("read_on"), row
        )
        for row in core_rows(portal, registers, ACKNOWLEDGEMENTS)
    )


def must_read(person: Person, audience: Sequence[str], day: datetime.date) -> bool:
    """Whether an audience, given as departments, posts, codes of scopes or `部门/项目`, takes a person in on a day."""
    return _takes_in(audience, person.post_held_on(day))


def _takes_in(audience: Sequence[str], held: PostHeld | None) -> bool:
    own = {*((held.department, held.post, *filter(None, held.scopes)) if held else ()), *EVERYONE}
    return any(all(part in own for part in word.split("/")) for word in audience)


def readings_of(
    lives: Iterable[tuple[Life, Sequence[str]]],
    people: Sequence[Person],
    acknowledgements: Iterable[Acknowledgement],
    day: datetime.date,
    allowed_days: int,
) -> tuple[Reading, ...]:
    """What everyone owes on a day: one reading a person and document, counted from its last major revision.

    `lives` come with their audiences. A minor revision leaves a signature standing, a major one does not. A revision
    that is approved and still to come is owed as well, so that it can be read before it applies.
    """
    signed: dict[tuple[str, str], list[Acknowledgement]] = {}
    for acknowledgement in acknowledgements:
        signed.setdefault((acknowledgement.subject, acknowledgement.by), []).append(acknowledgement)
    found: list[Reading] = []
    allowed = datetime.timedelta(days=allowed_days)
    readers: dict[tuple[str, ...], list[Person]] = {}
    for life, audience in lives:
        key = tuple(audience)
        if key not in readers:
            readers[key] = [person for person in people if must_read(person, audience, day)]
        for term in _wanted(life, day):
            covering = _covering(life, term)
            for person in readers[key]:
                own = signed.get((life.subject, person.number), ())
                done = next((a for a in own if a.revision in covering), None)
                starts = max(term.start, person.held_since(day, partial(_takes_in, audience)) or term.start)
                found.append(Reading(person, life, term, starts, starts + allowed, done))
    return tuple(found)


def _wanted(life: Life, day: datetime.date) -> list[Term]:
    """The revision from which the one in force is to be read, and the major ones that are to come."""
    current = life.on(day)
    coming = [term for term in life.approved if term.start > day and life.last_major(term) is term]
    ends = life.withdrawn_on
    return [*([life.last_major(current)] if current else []), *(t for t in coming if ends is None or t.start < ends)]


def _covering(life: Life, term: Term) -> frozenset[Revision]:
    """The revisions whose reading counts for a term's: itself, and the minor ones after it."""
    return frozenset(t.text.revision for t in life.approved if life.last_major(t) == term)


def by_document(readings: Iterable[Reading]) -> Mapping[str, tuple[Reading, ...]]:
    """Readings by the number of their document."""
    found: dict[str, list[Reading]] = {}
    for reading in readings:
        found.setdefault(reading.life.subject, []).append(reading)
    return {subject: tuple(own) for subject, own in found.items()}
