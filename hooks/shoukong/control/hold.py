"""Holds: records that may not be disposed of while a matter is open, whatever their time."""

import datetime
from dataclasses import dataclass

from shoukong.forms.form import Form
from shoukong.portal import Portal
from shoukong.records.core_afterlife import HOLDS
from shoukong.records.core_registers import Row, core_rows
from shoukong.records.registers import Registers


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold of a form's records, or of one of them, for a matter, from the day of its order until it is released.

    `first` and `last` are None where it is of all days.
    """

    number: str
    form: str
    record: str
    first: datetime.date | None
    last: datetime.date | None
    matter: str
    ordered_on: datetime.date
    released_on: datetime.date | None
    row: Row

    def is_on(self, day: datetime.date) -> bool:
        """Whether it holds on a day; on that of its release it still does."""
        return self.ordered_on <= day and (self.released_on is None or day <= self.released_on)

    def is_of(self, form: Form) -> bool:
        """Whether it names a form, by its number or its table."""
        return self.form in (form.id, form.name)

    def covers(self, record: str, day: datetime.date | None) -> bool:
        """Whether it is of a record of its form, of a day; of one without a day where it names no days."""
        if self.record:
            return self.record == record
        if day is None:
            return self.first is None and self.last is None
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def read_holds(portal: Portal, registers: Registers) -> tuple[Hold, ...]:
    """All holds that tell the day of their order, by number."""
    return tuple(filter(None, map(_hold, core_rows(portal, registers, HOLDS))))


def _hold(row: Row) -> Hold | None:
    ordered_on = row.day("ordered_on")
    if ordered_on is None:
        return None
    return Hold(
        number=row.number,
        form=row["register"],
        record=row["record_no"],
        first=row.day("period_from"),
        last=row.day("period_to"),
        matter=row["matter"],
        ordered_on=ordered_on,
        released_on=row.day("released_on"),
        row=row,
    )
