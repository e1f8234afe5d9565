"""Closings: figures of indicators that were frozen when their period was closed, and what became of them since."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from shoukong.executable.cell_text import written
from shoukong.executable.indicator import IndicatorResult, Point
from shoukong.portal import Portal
from shoukong.records.core_declaration import CLOSINGS
from shoukong.records.core_registers import Row, core_rows
from shoukong.records.registers import Registers

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Closing:
    """A figure as it was frozen: the indicator, the period, the group in one text, the value and its rows' digest.

    `reason` is given by a closing that restates an earlier one.
    """

    number: str
    indicator: str
    period: str
    scope: str
    value: str
    count: int
    digest: str
    closed_on: datetime.date | None
    closed_by: str
    reason: str
    row: Row

    @property
    def key(self) -> Key:
        """What it freezes."""
        return self.indicator, self.period, self.scope


@dataclass(frozen=True, slots=True)
class Closed:
    """A frozen figure: its closings, the first one first, and the point as computed today, if it still is."""

    closings: tuple[Closing, ...]
    point: Point | None

    @property
    def first(self) -> Closing:
        """As it was frozen at first."""
        return self.closings[0]

    @property
    def latest(self) -> Closing:
        """As it stands, restatements included."""
        return self.closings[-1]

    @property
    def is_restated(self) -> bool:
        """Whether somebody froze it anew."""
        return len(self.closings) > 1

    @property
    def value_now(self) -> str:
        """What is computed today; empty for nothing."""
        return written(self.point.value) if self.point else ""

    @property
    def has_moved(self) -> bool:
        """Whether the records say something else today than what was frozen last, in the value or in the rows."""
        if self.point is None:
            return True
        return (self.value_now, self.point.digest) != (self.latest.value, self.latest.digest)


def read_closings(portal: Portal, registers: Registers) -> tuple[Closing, ...]:
    """All closings, by number."""
    return tuple(
        Closing(
            number=row.number,
            indicator=row["indicator"],
            period=row["period"],
            scope=row["scope"],
            value=row["value"],
            count=int(row["row_count"]) if row["row_count"].isdigit() else 0,
            digest=row["rows_digest"],
            closed_on=row.day("closed_on"),
            closed_by=row["closed_by"],
            reason=row["reason"],
            row=row,
        )
        for row in core_rows(portal, registers, CLOSINGS)
    )


def late_points(closed: Sequence[Closed], results: Sequence[IndicatorResult]) -> Iterator[tuple[Closed, Point]]:
    """The points of periods that were frozen without them, each with what was frozen of its indicator last."""
    frozen = {each.first.key for each in closed}
    periods = {(each.latest.indicator, each.latest.period): each for each in closed}
    for result in results:
        id_ = result.indicator.id
        for point in result.points:
            known = periods.get((id_, point.period.text))
            if known is not None and (id_, point.period.text, point.scope) not in frozen:
                yield known, point


def closed_points(closings: Iterable[Closing], results: Sequence[IndicatorResult]) -> tuple[Closed, ...]:
    """Each frozen figure with all its closings and today's point."""
    points = {
        (result.indicator.id, point.period.text, point.scope): point for result in results for point in result.points
    }
    by_key: dict[Key, list[Closing]] = {}
    for closing in closings:
        by_key.setdefault(closing.key, []).append(closing)
    return tuple(
        Closed(tuple(sorted(own, key=lambda c: (c.closed_on or datetime.date.min, c.number))), points.get(key))
        for key, own in sorted(by_key.items())
    )
