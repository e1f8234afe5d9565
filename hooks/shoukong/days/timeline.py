"""A timeline: what something is on every day, so that a page can say it by its reader's clock."""

import datetime
import json
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

State = TypeVar("State")
# A day, which as the time of a question is its end, or a moment of it; a moment is a day to the type checker too.
Moment = datetime.date | datetime.datetime
Timeline = tuple[tuple[Moment, State], ...]
BEGINNING = datetime.date.min


def day_in(moment: Moment) -> datetime.date:
    """The day of a moment."""
    return moment.date() if isinstance(moment, datetime.datetime) else moment


def start_of(moment: Moment) -> datetime.datetime:
    """A moment itself, or the first of a day."""
    if isinstance(moment, datetime.datetime):
        return moment
    return datetime.datetime.combine(moment, datetime.time())


def has_come(moment: Moment, at: Moment) -> bool:
    """Whether something that began at a moment has begun."""
    return start_of(moment) <= at if isinstance(at, datetime.datetime) else day_in(moment) <= at


def is_over(limit: Moment, at: Moment) -> bool:
    """Whether the last moment, or the last day, of something is past."""
    if not isinstance(limit, datetime.datetime):
        return day_in(at) > limit
    return at > limit if isinstance(at, datetime.datetime) else at >= limit.date()


def timeline(state_on: Callable[[Moment], State], moments: Iterable[Moment | None]) -> Timeline[State]:
    """The states in their order, each with its first day; `moments` are the only ones at which the state can change."""
    days = [BEGINNING, *sorted({moment for moment in moments if moment is not None}, key=start_of)]
    states = [(day, state_on(day)) for day in days]
    return tuple(pair for i, pair in enumerate(states) if i == 0 or pair[1] != states[i - 1][1])


def state_at(line: Timeline[State], day: datetime.date) -> State:
    """The state on a day."""
    return next(state for first, state in reversed(line) if has_come(first, day))


def as_data(line: Timeline[State], names: Mapping[State, str]) -> str:
    """The timeline for the browser: a JSON list of [first day or minute, state, name]; the beginning is empty."""
    rows = [[_written(moment), str(state), names[state]] for moment, state in line]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _written(moment: Moment) -> str:
    if isinstance(moment, datetime.datetime):
        return moment.isoformat(timespec="minutes")
    return "" if moment == BEGINNING else moment.isoformat()
