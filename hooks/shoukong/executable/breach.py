"""A breach: a record that does not meet a rule, or an occurrence of a duty that was missed or done late."""

import datetime
from dataclasses import dataclass

from shoukong.executable.occurrence import DutyState, Occurrence, Proof


@dataclass(frozen=True, slots=True)
class RuleBreach:
    """A record that does not meet a rule, and the day of the fact if it is known.

    `columns` are the query's own, by the names that it gives them; `scope` is whom it concerns, where that is known.
    """

    rule: str
    record: str
    day: datetime.date | None
    columns: tuple[tuple[str, object], ...]
    scope: str = ""

    @property
    def key(self) -> str:
        """What it is called by itself: its record."""
        return self.record


@dataclass(frozen=True, slots=True)
class DutyBreach:
    """An occurrence of a duty that was missed, or done late by the record that proves it, as known on a day."""

    occurrence: Occurrence
    state: DutyState

    @property
    def rule(self) -> str:
        """The duty's number."""
        return self.occurrence.duty.id

    @property
    def proof(self) -> Proof | None:
        """What shows that it was done late; None where it was missed."""
        return self.occurrence.proof if self.state is DutyState.LATE else None

    @property
    def key(self) -> str:
        """What it is called by itself: the occurrence's name."""
        return self.occurrence.key

    @property
    def record(self) -> str:
        """What it is called in lists: the record by which it was done late, else the occurrence's name.

        A follow-up is always called by the record that started it.
        """
        return self.proof.record if self.proof and self.occurrence.start is None else self.key

    @property
    def day(self) -> datetime.date:
        """The day of the fact: when it was done late, else when it was due."""
        return self.proof.done_on if self.proof else self.occurrence.due

    @property
    def days_late(self) -> int:
        """By how many days it was done late; 0 for what was missed."""
        return (self.proof.done_on - self.occurrence.due).days if self.proof else 0

    @property
    def scope(self) -> str:
        """The code of whom it concerns; empty for the firm as a whole."""
        return self.occurrence.scope.code


Breach = RuleBreach | DutyBreach
