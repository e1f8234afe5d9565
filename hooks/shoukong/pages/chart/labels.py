"""The words around a plot: labels below it, the target's to its right, and the room they need."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from shoukong.pages.chart.content import Goal
from shoukong.pages.chart.lettering import LEADING, width_of, wrapped
from shoukong.pages.chart.plot import Plot, Sheet
from shoukong.pages.chart.scale import Scale

LEVEL = 3.5  # letters that a label needs side by side, else it is slanted
_SLOPE = math.sqrt(0.5)


@dataclass(frozen=True, slots=True)
class Note:
    """Lines of text at a point of the drawing."""

    x: float
    y: float
    lines: tuple[str, ...]
    slanted: bool = False


def depth_of(note: Note, font: int) -> float:
    """How far a label reaches below its first line."""
    if note.slanted:
        return width_of(note.lines[0]) * font * _SLOPE
    return (len(note.lines) - 1) * font * LEADING + font * 0.3


# The room they need


def plot_of(sheet: Sheet, scale: Scale, names: Sequence[str], goal: Goal | None, unit: str) -> Plot:
    """The field of a drawing with labels below and the target's words to the right."""
    em = sheet.font
    widest = min(max(width_of(name) for name in names), 5.0)
    left = max(left_room(sheet, names, scale), widest * em / 2)
    words = min(width_of(goal.text), 5.6 if sheet.name == "wide" else 4.6) * em + 10 if goal else 0
    right = sheet.width - max(words, widest * em / 2, 14)
    return Plot(sheet, scale, len(names), left, right, 34 if unit else 24)


def left_room(sheet: Sheet, names: Sequence[str], scale: Scale) -> float:
    """What ticks need to the left of the field, and the first label where labels are slanted."""
    em, step = sheet.font, sheet.width * 0.85 / len(names)
    ticks = max(width_of(tick.text) for tick in scale.ticks) * em + 12
    is_level = (step - 6) / em >= LEVEL or _are_periods(names)
    return ticks if is_level else max(ticks, (min(width_of(names[0]), 7.0) + 1.2) * em * _SLOPE - step / 2)


# Where they stand


def goal_note(plot: Plot, goal: Goal | None) -> Note | None:
    """The words of the target, to the right of its line."""
    if goal is None:
        return None
    font = plot.sheet.font
    lines = wrapped(goal.text, (plot.sheet.width - plot.right - 8) / font, 3)
    middle = plot.y(goal.value) - (len(lines) - 1) * font * LEADING / 2 + font * 0.35
    lowest = plot.bottom - (len(lines) - 1) * font * LEADING
    return Note(plot.right + 6, max(min(middle, lowest), plot.top + font * 0.35), lines)


def bar_labels(plot: Plot, names: Sequence[str]) -> list[Note]:
    """Labels of bars: as of periods where all begin with a year."""
    return (period_labels if _are_periods(names) else category_labels)(plot, names)


def _are_periods(names: Sequence[str]) -> bool:
    return all(name[:4].isdecimal() for name in names)


def period_labels(plot: Plot, names: Sequence[str]) -> list[Note]:
    """Labels of periods, as many as have room, the last always."""
    font = plot.sheet.font
    room = min(max((plot.step - 6) / font, 5.0), 9.0)
    lines = [wrapped(name, room, 2) for name in names]
    widest = max(width_of(line) for label in lines for line in label) * font
    every = math.ceil((widest + 8) / plot.step)
    last = len(names) - 1
    return [_label(plot, i, lines[i]) for i in range(len(names)) if (last - i) % every == 0 and names[i]]


def category_labels(plot: Plot, names: Sequence[str]) -> list[Note]:
    """Labels of things: level where they have room, else slanted."""
    room = (plot.step - 6) / plot.sheet.font
    level = room >= 2.9 and all(not line.endswith("…") for name in names for line in wrapped(name, room, 4))
    if level or room >= LEVEL:
        return [_label(plot, i, wrapped(name, room, 4)) for i, name in enumerate(names) if name]
    every = math.ceil(1.45 * plot.sheet.font / plot.step)
    return [_slanted(plot, i, name) for i, name in enumerate(names) if i % every == 0 and name]


def _label(plot: Plot, place: int, lines: tuple[str, ...]) -> Note:
    """A label below its place, kept inside the drawing."""
    half = max(map(width_of, lines)) * plot.sheet.font / 2
    x = min(max(plot.x(place), half), plot.sheet.width - half)
    return Note(x, plot.bottom + plot.sheet.font + 8, lines)


def _slanted(plot: Plot, place: int, name: str) -> Note:
    """A label that rises to its place from the left, as long as the drawing has room."""
    font = plot.sheet.font
    x = plot.x(place) + font * 0.4
    room = min((x - font * 0.4) / _SLOPE / font - 0.8, 10.0)
    return Note(x, plot.bottom + font + 2, wrapped(name, room, 1), slanted=True)
