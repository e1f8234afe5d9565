"""Disposals: the records of a form that may go because their time is over, by whose approval, and which went."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from shoukong.forms.form import Form
from shoukong.portal import Portal
from shoukong.records.core_afterlife import DISPOSALS, DISPOSED
from shoukong.records.core_registers import Row, core_form, core_rows
from shoukong.records.registers import Registers
from shoukong.sealing.canonical_row import row_leaf


@dataclass(frozen=True, slots=True)
class Disposal:
    """A disposal of the records of a form, named by number or table, from one day to another; `count` where it is told.

    `approved_on` is None until it is approved.
    """

    number: str
    form: str
    first: datetime.date
    last: datetime.date
    approved_on: datetime.date | None
    count: int | None
    disposed_by: str
    witnessed_by: str
    disposed_on: datetime.date | None
    row: Row

    def covers(self, form: Form, day: datetime.date) -> bool:
        """Whether it is of a form's records of a day."""
        return self.form in (form.id, form.name) and self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class DisposedRecord:
    """A record that went, as the inventory tells it: by which disposal, of which form, and until when it was kept.

    `digest` is that of what it said, as a seal would have it with `salt`; both are empty where the inventory has none.
    """

    number: str
    disposal: str
    form: str
    record: str
    kept_until: datetime.date | None
    digest: str
    salt: str
    row: Row

    def is_of(self, table: str, cells: Mapping[str, str]) -> bool:
        """Whether a row with these cells is what went, as far as the inventory tells."""
        return not (self.digest and self.salt) or row_leaf(self.salt, table, cells) == self.digest


@dataclass(frozen=True, slots=True)
class Disposals:
    """All disposals, the inventory of what went, and by table and number the disposal by which a record went by right.

    `inventory` is None where the firm keeps none; `lines` are those of it by which records went by right.
    """

    all: tuple[Disposal, ...]
    inventory: tuple[DisposedRecord, ...] | None
    gone: Mapping[str, Mapping[str, Disposal]]
    lines: Mapping[tuple[str, str], DisposedRecord]

    @property
    def numbers(self) -> Mapping[str, frozenset[str]]:
        """The numbers of the records that went by right, by table."""
        return {table: frozenset(records) for table, records in self.gone.items()}

    def explain(self, form: Form, record: str, cells: Mapping[str, str]) -> bool:
        """Whether a record went by right: the inventory lists it or, where none is kept, a disposal is of its day."""
        return self.that_took(form, record, cells) is not None

    def other_line(
        self, form: Form, record: str, cells: Mapping[str, str], corrections: Mapping[str, str]
    ) -> DisposedRecord | None:
        """The line of the inventory by which a record went, where it is not of what the row said at last.

        `corrections` are what its fields say since the row was read.
        """
        line = self.lines.get((form.name, record))
        may_be = (cells, {**cells, **corrections})
        return line if line is not None and not any(line.is_of(form.name, each) for each in may_be) else None

    def that_took(self, form: Form, record: str, cells: Mapping[str, str]) -> Disposal | None:
        """The disposal by which a record went by right."""
        day = _day_told(cells.get(form.date or "", ""))
        if self.inventory is not None and form.columns == form.names:
            own = self.gone.get(form.name, {}).get(record)
            return own if own is not None and (day is None or own.covers(form, day)) else None
        if day is None:
            return None
        return next((each for each in self.all if each.approved_on is not None and each.covers(form, day)), None)


def read_disposals(portal: Portal, registers: Registers) -> Disposals:
    """The disposals that tell of which days they are, by number, and what went by them."""
    found = (_disposal(row, portal) for row in core_rows(portal, registers, DISPOSALS))
    disposals = tuple(each for each in found if each is not None)
    if core_form(portal, DISPOSED) is None:
        return Disposals(disposals, None, {}, {})
    inventory = tuple(_disposed(row) for row in core_rows(portal, registers, DISPOSED))
    approved = {each.number: each for each in disposals if each.approved_on is not None}
    gone: dict[str, dict[str, Disposal]] = {}
    lines: dict[tuple[str, str], DisposedRecord] = {}
    for record in inventory:
        form, disposal = form_told(portal, record.form), approved.get(record.disposal)
        if form is not None and disposal is not None and disposal.form in (form.id, form.name):
            gone.setdefault(form.name, {})[record.record] = disposal
            lines[form.name, record.record] = record
    return Disposals(disposals, inventory, gone, lines)


def form_told(portal: Portal, told: str) -> Form | None:
    """The form that is named by its number or its table."""
    by_number = next((form for form in portal.forms_by_name.values() if form.id == told), None)
    return by_number or portal.forms_by_name.get(told)


def _day_told(cell: str) -> datetime.date | None:
    """The day that a cell starts with; None where it does not."""
    try:
        return datetime.date.fromisoformat(cell[:10])
    except ValueError:
        return None


def _disposal(row: Row, portal: Portal) -> Disposal | None:
    first, last, approved_on = (row.day(name) for name in ("period_from", "period_to", "approved_on"))
    if first is None or last is None:
        return None
    by_somebody = bool(row["approved_by"]) or not row.keeps("approved_by")
    is_approved = approved_on is not None and approved_on <= portal.horizon and by_somebody
    return Disposal(
        number=row.number,
        form=row["register"],
        first=first,
        last=last,
        approved_on=approved_on if is_approved else None,
        count=int(row["record_count"]) if row["record_count"].isdecimal() else None,
        disposed_by=row["disposed_by"],
        witnessed_by=row["witnessed_by"],
        disposed_on=row.day("disposed_on"),
        row=row,
    )


def _disposed(row: Row) -> DisposedRecord:
    kept_until = row.day("kept_until")
    return DisposedRecord(
        number=row.number,
        disposal=row["disposal_no"],
        form=row["register"],
        record=row["record_no"],
        kept_until=kept_until,
        digest=row["row_digest"],
        salt=row["row_salt"],
        row=row,
    )
