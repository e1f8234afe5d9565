"""A timeline: what something is on every day, so that a page can say it by its reader's clock."""

import datetime
import json
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

State = TypeVar("State")
Timeline = tuple[tuple[datetime.date, State], ...]
BEGINNING = datetime.date.min


def timeline(state_on: Callable[[datetime.date], State], moments: Iterable[datetime.date | None]) -> Timeline[State]:
    """The states in their order, each with its first day; `moments` are the only days on which the state can change."""
    days = [BEGINNING, *sorted({day for day in moments if day is not None})]
    states = [(day, state_on(day)) for day in days]
    return tuple(pair for i, pair in enumerate(states) if i == 0 or pair[1] != states[i - 1][1])


def state_at(line: Timeline[State], day: datetime.date) -> State:
    """The state on a day."""
    return next(state for first, state in reversed(line) if first <= day)


def as_data(line: Timeline[State], names: Mapping[State, str]) -> str:
    """The timeline for the browser: a JSON list of [first day, state, name]; the beginning is an empty day."""
    rows = [["" if day == BEGINNING else day.isoformat(), str(state), names[state]] for day, state in line]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
