"""What a cell of a record says on paper: in words, by ticks, and what it said before it was corrected."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from shoukong.files.enclosure import enclosures_in
from shoukong.forms.form import Field
from shoukong.language import Speech
from shoukong.wording.day_words import month_words

_SHORT = 12  # digits of a digest by which a file is told
_CLOCK_PARTS = 2  # colons in a time of day with seconds
_TRUE, _FALSE = "true", "false"


@dataclass(frozen=True, slots=True)
class Former:
    """What a cell said before, and the number of the correction that tells it."""

    text: str
    correction: str


@dataclass(frozen=True, slots=True)
class Said:
    """A cell as it is printed: its text, the choice that is ticked in its place, and what stands struck through.

    `pictures` are the names of those that stand in it; `name` is what people call the record that it refers to.
    """

    text: str
    ticked: str = ""
    before: tuple[Former, ...] = ()
    pictures: tuple[str, ...] = ()
    name: str = ""


def said(field: Field, cell: str, name: str, before: Sequence[Former], say: Speech) -> Said:
    """A cell of a field; `name` is what people call the record that it refers to."""
    told = tuple(Former(in_words(field, each.text, say) or say("空白"), each.correction) for each in before)
    text = in_words(field, cell, say)
    if name and name != cell:
        text = say("%(name)s（%(number)s）", name=name, number=cell)
    ticked = text if field.type == "boolean" or cell in (field.constraints.enum or ()) else ""
    return Said(text, ticked, told, name=name)


def in_words(field: Field, cell: str, say: Speech) -> str:
    """A cell as people write it; what does not fit its field stands as it is."""
    if field.attachment:
        return say.listed(f"{each.extension.upper()} {each.digest[:_SHORT]}" for each in enclosures_in(cell)) or cell
    match field.type:
        case "boolean":
            return {_TRUE: say("是"), _FALSE: say("否")}.get(cell, cell)
        case "date":
            return _day_words(cell, say)
        case "datetime":
            day, _, clock = cell.partition("T")
            return " ".join(filter(None, (_day_words(day, say), _clock_words(clock))))
        case "time":
            return _clock_words(cell)
        case _:
            return cell


def in_brief(field: Field, cell: str, say: Speech) -> str:
    """A cell as it stands in a table among many, and on the register's page: days as they are written."""
    if field.attachment:
        return say.count("附件 %(n)s 个", len(cell.split())) if cell else ""
    match field.type:
        case "boolean":
            return {_TRUE: say("是"), _FALSE: say("否")}.get(cell, cell)
        case "datetime":
            return (
                cell.replace("T", " ").removesuffix(":00")
                if cell.count(":") == _CLOCK_PARTS
                else cell.replace("T", " ")
            )
        case _:
            return cell


def day_in_words(day: datetime.date, say: Speech) -> str:
    """A day as a form has room for it: `2026 年 3 月 1 日`."""
    return say("%(month)s %(day)s 日", month=month_words(day, say), day=day.day)


def _day_words(cell: str, say: Speech) -> str:
    try:
        return day_in_words(datetime.date.fromisoformat(cell), say)
    except ValueError:
        return cell


def _clock_words(cell: str) -> str:
    """A time of day to the minute, to the second where that says more."""
    try:
        told = time.fromisoformat(cell)
    except ValueError:
        return cell
    return told.isoformat("seconds" if told.second else "minutes")
