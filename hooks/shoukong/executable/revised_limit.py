"""The time limit of a follow-up as its texts say it, by the day of the event."""

import datetime
from collections.abc import Mapping, Sequence
from functools import cached_property

from shoukong.control.document_control import Control
from shoukong.days.time_limit import BY_THE_CLOCK, LimitError, TimeLimit, amount_of, parse_limit
from shoukong.executable.blocks_in_place import BlockInPlace, Figures, Interval, figure_intervals
from shoukong.executable.duty import definitions
from shoukong.executable.query_process import QueryError
from shoukong.text.block import WITHIN


class RevisedLimit:
    """A follow-up's limit, as the revision in force on a day says it."""

    def __init__(self, duty: BlockInPlace, control: Control) -> None:
        """Raises QueryError or LimitError where the text at hand cannot be read, or its figure is no number."""
        self._duty, self._control = duty, control
        limit = parse_limit(duty.block.text(WITHIN))
        self.by_the_clock = limit.unit in BY_THE_CLOCK
        if limit.figure and limit.figure not in duty.document.figures:
            raise QueryError("figure-missing", limit.figure, key=WITHIN)
        amount_of(limit, duty.document.figures)
        self._definitions = definitions(duty, control)
        self._on_day: dict[datetime.date, tuple[TimeLimit, int] | None] = {}

    def on(self, day: datetime.date) -> tuple[TimeLimit, int] | None:
        """The limit of a day's text, and its number by the figures of that day; None where they ask for nothing."""
        if day not in self._on_day:
            self._on_day[day] = self._found_on(day)
        return self._on_day[day]

    def _found_on(self, day: datetime.date) -> tuple[TimeLimit, int] | None:
        text = next((s.value.within for s in self._definitions if s.holds(day) and s.value and s.start), "")
        limit = self._read.get(text)
        if limit is None or (limit.unit in BY_THE_CLOCK) is not self.by_the_clock:
            return None
        amount = self._amount(limit, day)
        return None if amount is None else (limit, amount)

    @cached_property
    def _read(self) -> Mapping[str, TimeLimit]:
        """The limits of all texts by how they are written; what an earlier text says amiss demands nothing."""
        texts = {s.value.within for s in self._definitions if s.value}
        return {text: limit for text in texts if (limit := _limit_in(text))}

    @cached_property
    def _figures(self) -> Mapping[str, Sequence[Interval[Figures]]]:
        """The values of every figure that a text names, by their days."""
        names = {limit.figure for limit in self._read.values() if limit.figure}
        return {n: figure_intervals(self._duty.document, frozenset({n}), self._control) for n in names}

    def _amount(self, limit: TimeLimit, day: datetime.date) -> int | None:
        if not limit.figure:
            return limit.amount
        figures = next((s.value for s in self._figures[limit.figure] if s.holds(day)), {})
        try:
            return amount_of(limit, figures)
        except (KeyError, LimitError):
            return None


def _limit_in(text: str) -> TimeLimit | None:
    try:
        return parse_limit(text)
    except LimitError:
        return None
