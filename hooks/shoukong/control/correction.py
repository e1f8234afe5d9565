"""Corrections: what a field of a record said before and after, why, and on whose approval; records withdrawn so."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from shoukong.forms.form import Field, Form
from shoukong.portal import Portal
from shoukong.records.core_afterlife import CORRECTIONS
from shoukong.records.core_registers import Row, core_form, core_rows, usable_register
from shoukong.records.core_words import CorrectionOf, ToldCell
from shoukong.records.datapackage import withheld_fields
from shoukong.records.registers import Masked, Registers

Cell = tuple[str, str, str]  # table, record, field
_TELLING = ("old_value", "new_value")


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction of one field, or of the whole record; `new` is None where the firm's register has no column for it.

    `old` and `new` are as they are written; `blanks` are the words that tell of an empty cell.
    """

    number: str
    form: str
    record: str
    field: str
    old: str
    new: str | None
    reason: str
    found_on: datetime.date | None
    on: datetime.date | None
    by: str
    approved_by: str
    approved_on: datetime.date | None
    is_of_record: bool
    is_withdrawal: bool
    blanks: frozenset[str]
    row: Row

    @property
    def judged_on(self) -> datetime.date | None:
        """The day on which whoever approved it must have been entitled to do so."""
        return self.approved_on or self.on

    def is_from(self, cell: str) -> bool:
        """Whether it found what a cell says."""
        return self._is(self.old, cell)

    def is_to(self, cell: str) -> bool:
        """Whether it left what a cell says; where its register does not tell what it left, it may have."""
        return self.new is None or self._is(self.new, cell)

    def _is(self, told: str, cell: str) -> bool:
        return told == cell or {told, cell} <= self.blanks


def read_corrections(portal: Portal, registers: Registers) -> tuple[Correction, ...]:
    """All corrections in the order in which they were made: by day, and on a day by number."""
    found = [_correction(row) for row in core_rows(portal, registers, CORRECTIONS)]
    return tuple(sorted(found, key=lambda each: each.on or datetime.date.min))


def corrected_form(portal: Portal, correction: Correction) -> Form | None:
    """The form whose record a correction is of, which it names by its number or its table."""
    by_number = next((form for form in portal.forms_by_name.values() if form.id == correction.form), None)
    return by_number or portal.forms_by_name.get(correction.form)


def corrected_field(form: Form, told: str) -> Field | None:
    """The field that a correction means by its title or its name."""
    return next((f for f in form.fields if told in (f.title, f.name)), None)


def may_be_corrected(portal: Portal, form: Form, field: Field | None) -> bool:
    """Whether records of a form, in a field of it or as a whole, can be corrected.

    Numbers stay, a row without one is known by nothing but its cells, and a correction is a record that stays.
    """
    has_number = form.columns == form.names and (field is None or field.name != form.primary_key)
    return has_number and core_form(portal, CORRECTIONS) is not form


def by_cell(portal: Portal, corrections: Iterable[Correction]) -> Mapping[Cell, Sequence[Correction]]:
    """The corrections of each cell, in their order: those of fields that there are and that can be corrected."""
    found: dict[Cell, list[Correction]] = {}
    for each in corrections:
        form = corrected_form(portal, each)
        field = corrected_field(form, each.field) if form and not each.is_of_record else None
        if form is not None and field is not None and may_be_corrected(portal, form, field):
            found.setdefault((form.name, each.record, field.name), []).append(each)
    return found


def said_at_last(corrections: Mapping[Cell, Sequence[Correction]], form: Form, record: str) -> dict[str, str]:
    """What the fields of a record that were corrected say since their last corrections, as far as these tell."""
    own = ((name, corrections.get((form.name, record, name))) for name in form.names)
    last = ((name, several[-1]) for name, several in own if several)
    return {name: "" if each.new in each.blanks else each.new for name, each in last if each.new is not None}


def withdrawn_records(portal: Portal, corrections: Iterable[Correction]) -> Mapping[str, Mapping[str, Correction]]:
    """The records that stay and count no more, by table and number, each with the correction that says so."""
    found: dict[str, dict[str, Correction]] = {}
    for each in filter(attrgetter("is_of_record"), corrections):
        form = corrected_form(portal, each)
        if form is None or not may_be_corrected(portal, form, None):
            continue
        if each.is_withdrawal:
            found.setdefault(form.name, {})[each.record] = each
        else:
            found.get(form.name, {}).pop(each.record, None)
    return found


def masked_corrections(
    portal: Portal, corrections: Iterable[Correction], withheld: Callable[[Form], frozenset[str]] = withheld_fields
) -> Mapping[str, Masked]:
    """By their table, the corrections of fields that are withheld, with the columns that tell what those said."""
    kept = usable_register(portal, CORRECTIONS)
    if kept is None:
        return {}
    numbers = frozenset(each.number for each in corrections if _is_withheld(portal, each, withheld))
    return {kept.form.name: Masked(numbers, tuple(kept.columns[n] for n in _TELLING if n in kept.columns))}


def _is_withheld(portal: Portal, correction: Correction, withheld: Callable[[Form], frozenset[str]]) -> bool:
    form = corrected_form(portal, correction)
    field = corrected_field(form, correction.field) if form else None
    return form is not None and field is not None and field.name in withheld(form)


def explain(corrections: Iterable[Correction], before: str, after: str) -> bool:
    """Whether some corrections of a cell lead, one after the other, from what it said to what it says."""
    return bool(explaining(corrections, before, after))


def explaining(corrections: Iterable[Correction], before: str, after: str) -> tuple[Correction, ...]:
    """The corrections of a cell that lead, one after the other, from what it said to what it says; or none."""
    ways: list[tuple[str, tuple[Correction, ...]]] = [(before, ())]
    left = list(corrections)
    while found := next(((each, way) for each in left for told, way in ways if each.is_from(told)), None):
        step, way = found
        left.remove(step)
        if step.new is None or step.is_to(after):
            return (*way, step)
        ways.append((step.new, (*way, step)))
    return ()


def _correction(row: Row) -> Correction:
    blanks = frozenset(word for word, meaning in row.meanings.get("old_value", {}).items() if meaning is ToldCell.BLANK)
    return Correction(
        number=row.number,
        form=row["register"],
        record=row["record_no"],
        field=row["field_title"],
        old=row["old_value"],
        new=row["new_value"] if row.keeps("new_value") else None,
        reason=row["reason"],
        found_on=row.day("found_on"),
        on=row.day("corrected_on"),
        by=row["corrected_by"],
        approved_by=row["approved_by"],
        approved_on=row.day("approved_on"),
        is_of_record=row.meaning("field_title") is CorrectionOf.RECORD,
        is_withdrawal=_is_withdrawal(row),
        blanks=blanks | {""},
        row=row,
    )


def _is_withdrawal(row: Row) -> bool:
    """Whether a correction withdraws a record; one of a whole record does where no column tells what came of it."""
    is_told = row.meaning("new_value") is ToldCell.WITHDRAWN or not row.keeps("new_value")
    return row.meaning("field_title") is CorrectionOf.RECORD and is_told
