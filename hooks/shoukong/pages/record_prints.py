"""Records as they are printed: on the form that they were made on, with names beside numbers, nothing withheld told."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from urllib.parse import quote

from shoukong.control.correction import Correction
from shoukong.control.form_in_force import form_in
from shoukong.forms.form import Field, ForeignKey, Form
from shoukong.forms.print_shape import Part
from shoukong.pages.blank_files import print_context
from shoukong.pages.printed_pictures import pictures_of, with_pictures
from shoukong.pages.view import View
from shoukong.paper.blank import PrintContext, sheet_places
from shoukong.paper.filled import record_pdf, withdrawn_words
from shoukong.paper.fonts import PaperError, font_folder
from shoukong.paper.said import Former, Said, said
from shoukong.paper.sheet_parts import Filled, child_key
from shoukong.records.cells_in_bulk import column
from shoukong.records.datapackage import withheld_fields
from shoukong.records.record_labels import is_named, label_of
from shoukong.records.registers import HIDDEN

_REVISION = "form_revision"


@dataclass(frozen=True, slots=True)
class PrintedRecord:
    """A record of a form, by its number, with its cells as they may be shown."""

    form: Form
    number: str
    cells: Mapping[str, str]


def printed_records(view: View, form: Form, numbers: Sequence[str]) -> list[PrintedRecord]:
    """Records of a form in the order of their numbers as given; what is withheld is hidden."""
    names = form.columns
    query = (
        f"SELECT {', '.join(map(column, names))} FROM {view.registers.shown(form)}"
        f" WHERE list_contains($numbers, {column(form.primary_key)})"
    )
    rows = (dict(zip(names, row, strict=True)) for row in view.registers.rows(query, {"numbers": list(numbers)}))
    found = {row[form.primary_key]: row for row in rows}
    hidden = withheld_fields(form)
    shown = {
        number: {name: HIDDEN if name in hidden and cell else cell for name, cell in row.items()}
        for number, row in found.items()
    }
    return [PrintedRecord(form, number, shown[number]) for number in dict.fromkeys(numbers) if number in shown]


def print_of_records(view: View, records: Sequence[PrintedRecord]) -> bytes:
    """One record on its sheet, or several of one form and revision on their list. Raises PaperError."""
    form, first, day = form_made_on(view, records[0]), records[0], view.portal.as_of
    if form.print.parts:
        records = with_those_beside(view, form, first)
    address = f"registers/{form.name}/" + (f"#{quote(first.number, safe='')}" if len(records) == 1 else "")
    context = print_context(view, form, font_folder(view.portal.root), _day_of(form, first))
    whole = replace(context, page_url=f"{view.portal.settings.address.rstrip('/')}/{address}")
    pictures = {} if form.print.is_list else pictures_of(view.portal.root, form, first.cells)
    if pictures:
        with suppress(PaperError):  # a picture that is none is told by its digest instead
            return record_pdf(form, [_on_sheet(view, form, records, whole, pictures)], whole, day, pictures)
    if not form.print.is_list:
        return record_pdf(form, [_on_sheet(view, form, records, whole, {})], whole, day)
    names = names_referred_to(view, form, records)
    return record_pdf(form, [_filled(view, form, each, names, {}) for each in records], whole, day)


def with_those_beside(view: View, form: Form, first: PrintedRecord) -> list[PrintedRecord]:
    """The records that stand on one sheet with a record, by their numbers, without those withdrawn."""
    shared = [name for name in form.print.together if name in first.form.columns]
    if not shared:
        return [first]
    told = {f"told{i}": first.cells.get(name, "") for i, name in enumerate(shared)}
    alike = " AND ".join(f"coalesce({column(name)}, '') = $told{i}" for i, name in enumerate(shared))
    key = column(form.primary_key)
    query = f"SELECT {key} FROM {view.registers.shown(first.form)} WHERE {alike} ORDER BY {key}"
    gone = view.control.withdrawn.get(form.name, {}).keys() - {first.number}
    numbers = [number for (number,) in view.registers.rows(query, told) if number not in gone]
    return printed_records(view, first.form, numbers) if first.number in numbers else [first]


def _day_of(form: Form, record: PrintedRecord) -> datetime.date | None:
    """The day of a record, whose figures hold; today's where it says none."""
    try:
        return datetime.date.fromisoformat(record.cells.get(form.date or "", "")[:10])
    except ValueError:
        return None


def _on_sheet(
    view: View,
    form: Form,
    records: Sequence[PrintedRecord],
    context: PrintContext,
    pictures: Mapping[str, bytes],
) -> Filled:
    """The first of some records with those beside it, and with the records that name it or that it names."""
    names = names_referred_to(view, form, records)
    beside = tuple(_filled(view, form, each, names, pictures) for each in records)
    tables = [part for part in form.print.parts if part.kind == "table"]
    children = {part.content: tuple(_children(view, form, part, records[0])) for part in tables}
    cells = {**beside[0].cells, **_named_cells(view, form, records[0], context)}
    return replace(beside[0], cells=cells, beside=beside, children=children)


def _named_cells(view: View, form: Form, record: PrintedRecord, context: PrintContext) -> Mapping[str, Said]:
    """What the records that a record names say, where texts of its sheet tell it: `plan_no.ends_on`."""
    told: dict[str, Said] = {}
    places = sheet_places(form, context)
    for key in _known_keys(view, form):
        names = [place.partition(".")[2] for place in places if place.startswith(f"{key.field}.")]
        if not names:
            continue
        other = view.portal.forms_by_name[key.table]
        for each in printed_records(view, other, [record.cells.get(key.field, "")]):
            cells = _filled(view, other, each, names_referred_to(view, other, [each]), {}).cells
            told |= {f"{key.field}.{name}": cells[name] for name in names if name in cells}
    return told


def _children(view: View, form: Form, part: Part, record: PrintedRecord) -> Iterator[Filled]:
    """The records of a register that name a record, in the order of their numbers, without those withdrawn."""
    child = view.portal.forms_by_name.get(part.content)
    key = child_key(form, child, part.key) if child else None
    if child is None or key is None:
        return
    number = column(child.primary_key)
    query = f"SELECT {number} FROM {view.registers.shown(child)} WHERE {column(key)} = $told ORDER BY {number}"
    gone = view.control.withdrawn.get(child.name, {})
    numbers = [each for (each,) in view.registers.rows(query, {"told": record.number}) if each not in gone]
    records = printed_records(view, child, numbers)
    names = names_referred_to(view, child, records)
    for each in records:
        yield _filled(view, child, each, names, {})


def is_listed(view: View, record: PrintedRecord) -> bool:
    """Whether a record stands on a list with others rather than on a sheet of its own."""
    return form_made_on(view, record).print.is_list


def form_made_on(view: View, record: PrintedRecord) -> Form:
    """The form in the revision that the record was made on; the present shape where that one has no room for it."""
    form = record.form
    revision = view.portal.revision(record.cells.get(_REVISION, ""))
    term = view.life(form.id).term(revision) if revision else None
    whole = form_in(view.control, form, term) if term else None
    if whole is None or revision is None:
        return form
    filled = {name for name, cell in record.cells.items() if cell}
    if filled <= set(whole.columns):
        return whole
    return replace(form, revision=revision, effective_date=whole.effective_date)


def names_referred_to(view: View, form: Form, records: Sequence[PrintedRecord]) -> Mapping[tuple[str, str], str]:
    """What people call the records that some records refer to, by field and number; none where they have no names."""
    named: dict[tuple[str, str], str] = {}
    for key in _known_keys(view, form):
        target = view.portal.forms_by_name[key.table]
        label = label_of(target, view.portal.settings.scopes)
        if label is None or not is_named(target, label):
            continue
        told = sorted({each.cells.get(key.field, "") for each in records} - {""})
        query = (
            f"SELECT {column(target.primary_key)}, {column(label.name)} FROM {column(target.name)}"
            f" WHERE list_contains($told, {column(target.primary_key)})"
        )
        named |= {(key.field, number): name for number, name in view.registers.rows(query, {"told": told})}
    return named


def personal_fields(view: View, form: Form) -> list[Field]:
    """The fields of a form that tell of people on paper: their own, and those that name a person by a number."""
    labels = {key.field: label_of(view.portal.forms_by_name[key.table]) for key in _known_keys(view, form)}
    named = {name for name, label in labels.items() if label and label.privacy and name not in form.print.numbers}
    hidden = {*withheld_fields(form), *form.print.internal}
    return [f for f in form.fields if (f.privacy or f.name in named) and f.name not in hidden]


def _known_keys(view: View, form: Form) -> list[ForeignKey]:
    return [key for key in form.foreign_keys if key.table in view.portal.forms_by_name]


def _filled(
    view: View,
    form: Form,
    record: PrintedRecord,
    names: Mapping[tuple[str, str], str],
    pictures: Mapping[str, bytes],
) -> Filled:
    told = (
        (f, _said(view, form, f, record, names)) for f in form.fields if f.name not in (form.primary_key, _REVISION)
    )
    cells = {f.name: with_pictures(s, f, record.cells.get(f.name, ""), pictures, view.say) for f, s in told}
    withdrawal = view.control.withdrawn.get(form.name, {}).get(record.number)
    return Filled(record.number, cells, _withdrawn(withdrawal, view) if withdrawal else "")


def _said(view: View, form: Form, field: Field, record: PrintedRecord, names: Mapping[tuple[str, str], str]) -> Said:
    cell = record.cells.get(field.name, "")
    if field.name in withheld_fields(record.form):
        return Said(cell)
    corrections = view.control.corrections_by_cell.get((record.form.name, record.number, field.name), ())
    before = [Former("" if each.is_from("") else each.old, each.number) for each in corrections]
    name = "" if field.name in form.print.numbers else names.get((field.name, cell), "")
    return said(field, cell, name, before, view.say)


def _withdrawn(correction: Correction, view: View) -> str:
    return withdrawn_words(correction.number, correction.reason, correction.on, view.say)
