"""Disposals: the records of a form that went because their time was over, and on whose approval."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from shoukong.form import Form
from shoukong.portal import Portal
from shoukong.records.core_declaration import DISPOSALS
from shoukong.records.core_registers import core_rows
from shoukong.records.registers import Registers


@dataclass(frozen=True, slots=True)
class Disposal:
    """An approved disposal of the records of a form, named by number or table, from one day to another."""

    number: str
    form: str
    first: datetime.date
    last: datetime.date
    approved_on: datetime.date

    def covers(self, form: Form, day: datetime.date) -> bool:
        """Whether it is of a form's records of a day."""
        return self.form in (form.id, form.name) and self.first <= day <= self.last


def read_disposals(portal: Portal, registers: Registers) -> tuple[Disposal, ...]:
    """The disposals that were approved by the portal's latest day, by number."""
    found: list[Disposal] = []
    for row in core_rows(portal, registers, DISPOSALS):
        first, last, approved_on = (row.day(name) for name in ("period_from", "period_to", "approved_on"))
        is_approved = approved_on is not None and approved_on <= portal.horizon
        if first and last and approved_on and is_approved and (row["approved_by"] or not row.keeps("approved_by")):
            found.append(Disposal(row.number, row["register"], first, last, approved_on))
    return tuple(found)


def is_disposed(disposals: Iterable[Disposal], form: Form, written: str) -> bool:
    """Whether the records of a form that say a day in their date field were disposed of."""
    try:
        day = datetime.date.fromisoformat(written[:10])
    except ValueError:
        return False
    return any(each.covers(form, day) for each in disposals)
