"""What is to be done: what is overdue, open or soon, department by department and post by post."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from shoukong.executable.joint_occurrences import JointOccurrences, joint_occurrences
from shoukong.executable.occurrence import Occurrence
from shoukong.pages.duty_pages import Duty
from shoukong.pages.view import View

SOON = datetime.timedelta(days=31)


@dataclass(frozen=True, slots=True)
class ToDo:
    """What a department owes by a day, of one duty; `post` is who of it is to do so, empty where that is not said."""

    one: JointOccurrences
    owner: str
    post: str

    @property
    def codes(self) -> str:
        """The codes of the scopes that it concerns; empty where the firm as a whole owes it."""
        return " ".join(sorted({o.scope.code for o in self.one.occurrences if o.scope.code}))


def agenda(duties: Iterable[Duty]) -> Sequence[ToDo]:
    """What is not done and may be, or soon will, by due day; what nobody answered for stays, however long ago."""
    found = [each for duty in duties for each in _of(duty)]
    return sorted(found, key=lambda each: (each.one.due, each.one.duty.id, each.owner, each.post))


def agenda_of(view: View) -> Sequence[ToDo]:
    """The same of all duties."""
    return agenda(Duty(view, result) for result in view.executable.duty_results)


def _of(duty: Duty) -> Iterable[ToDo]:
    """Those who owe it by the same department and post together, day by day."""
    waiting = sorted(duty.waiting(SOON), key=_holder)
    for (owner, post), own in groupby(waiting, key=_holder):
        yield from (ToDo(one, owner, post) for one in joint_occurrences(own))


def _holder(occurrence: Occurrence) -> tuple[str, str]:
    return occurrence.owner, occurrence.start.post if occurrence.start else ""
