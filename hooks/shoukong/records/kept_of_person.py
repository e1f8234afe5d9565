"""All that the registers keep on a person, who is asked for by number, name, phone, unit or whatever is written."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from shoukong.disclosure import is_of_people
from shoukong.finding import Place
from shoukong.forms.form import Field, Form
from shoukong.portal import Portal
from shoukong.records.cells_in_bulk import by_number, column, quoted
from shoukong.records.core_people import STAFF
from shoukong.records.core_registers import core_form
from shoukong.records.free_text import is_free
from shoukong.records.registers import Registers

PERSONAL = "personal"
_LISTED = re.compile(r"[\s、，,;；]+")
SHORTEST = 2  # signs that are looked for within texts: one alone stands in every other text


class Why(StrEnum):
    """Why a record is taken to be of a person."""

    OWN = "own"  # a private cell, or the number of whom the register is of, is what was asked for
    REFERS = "refers"  # it refers to a record of the person
    MENTIONS = "mentions"  # its free text tells it


@dataclass(frozen=True, slots=True)
class KeptRecord:
    """A record of a person: where it stands, all its cells, and the fields by which it was found, with the reason."""

    form: Form
    number: str
    place: Place
    cells: Mapping[str, str]
    found_by: Mapping[str, Why]


def kept_of_person(portal: Portal, registers: Registers, asked: Collection[str]) -> tuple[KeptRecord, ...]:
    """The records of whoever goes by these words, by form and number.

    Found are those with one of them in a private cell, in free text or as the number in a register of people; those
    that refer to a record that was found as the person's own; and those that refer to one of these, unless it is
    somebody's of the staff: what came of what they handled is not of them.
    """
    words = sorted({word.strip() for word in asked if word.strip()})
    forms = sorted(portal.forms_by_name.values(), key=lambda form: form.id)
    found: dict[tuple[str, str], KeptRecord] = {}
    for form in forms:
        _add(found, _rows(form, registers, _own(form, portal, words)))
    staff = core_form(portal, STAFF)
    for step in (_is_own, partial(_is_of_others_than, staff.name if staff else "")):
        numbers: dict[str, set[str]] = {}
        for record in filter(step, found.values()):
            numbers.setdefault(record.form.name, set()).add(record.number)
        for form in forms:
            _add(found, _rows(form, registers, _referring(form, numbers)))
    order = {form.name: place for place, form in enumerate(forms)}
    return tuple(sorted(found.values(), key=lambda record: (order[record.form.name], record.place.path, record.number)))


def words_beside(records: Sequence[KeptRecord], portal: Portal, asked: Collection[str]) -> tuple[str, ...]:
    """The other personal cells and numbers of those records in registers of people: the person may go by them too."""
    own = (r for r in records if is_of_people(r.form, portal) and Why.OWN in r.found_by.values())
    told = (
        r.cells[f.name] for r in own for f in r.form.fields if f.privacy == PERSONAL or f.name == r.form.primary_key
    )
    return tuple(dict.fromkeys(word for word in told if word and word not in asked))


def words_in(portal: Portal, registers: Registers, number: str) -> tuple[str, ...]:
    """By what a record tells of people: its private cells, several in one being parted as lists are."""
    words: dict[str, None] = {}
    for form in portal.forms_by_name.values():
        private = [column(field.name) for field in form.fields if field.privacy and field.attachment is None]
        if private:
            query = f"SELECT {', '.join(private)} FROM {column(form.name)} WHERE {column(form.primary_key)} = $number"
            cells = [cell for row in registers.rows(query, {"number": number}) for cell in row if cell]
            words.update(dict.fromkeys(word for cell in cells for word in _LISTED.split(cell)))
    return tuple(word for word in words if len(word) >= SHORTEST)


def _is_own(record: KeptRecord) -> bool:
    """Whether a record was found as the person's own."""
    return Why.OWN in record.found_by.values()


def _is_of_others_than(table: str, record: KeptRecord) -> bool:
    """Whether a record was found by what it refers to in another table than this."""
    keys = (record.form.foreign_key(name) for name, why in record.found_by.items() if why is Why.REFERS)
    return any(key is not None and key.table != table for key in keys)


Conditions = Mapping[str, tuple[Why, str]]  # by field: why its cell tells of the person, and the SQL of that


def _own(form: Form, portal: Portal, words: Sequence[str]) -> Conditions:
    """The conditions under which a record itself tells of somebody."""
    listed = ", ".join(map(quoted, words))
    is_key = {form.primary_key} if is_of_people(form, portal) else set()
    inside = [word for word in words if len(word) >= SHORTEST]
    found: dict[str, tuple[Why, str]] = {}
    for field in form.fields if words else ():
        cell = column(field.name)
        if field.privacy or field.name in is_key:
            within = _holding(cell, inside) if _may_list(field) else ""
            found[field.name] = (Why.OWN, f"({cell} IN ({listed}){within})")
        elif is_free(field, form) and inside:
            found[field.name] = (Why.MENTIONS, f"(false{_holding(cell, inside)})")
    return found


def _may_list(field: Field) -> bool:
    """Whether a private text may name several people, as those who took part do."""
    return field.type == "string" and field.constraints.pattern is None


def _holding(cell: str, words: Sequence[str]) -> str:
    return "".join(f" OR contains({cell}, {quoted(word)})" for word in words)


def _referring(form: Form, numbers: Mapping[str, set[str]]) -> Conditions:
    """The conditions under which a record refers to one of some records."""
    return {
        key.field: (Why.REFERS, f"{column(key.field)} IN ({', '.join(map(quoted, sorted(numbers[key.table])))})")
        for key in form.foreign_keys
        if numbers.get(key.table)
    }


def _rows(form: Form, registers: Registers, conditions: Conditions) -> Iterator[KeptRecord]:
    """The records of a form for which one of the conditions holds."""
    if not conditions:
        return
    names = [field.name for field in form.fields]
    held = ", ".join(f"coalesce({sql}, false)" for _, sql in conditions.values())
    cells, key = ", ".join(map(column, names)), column(form.primary_key)
    query = (
        f"SELECT _file, rowid, [{held}] AS held, {cells} FROM {column(form.name)}"
        f" WHERE list_contains(held, true) ORDER BY {by_number(key)}, rowid"
    )
    for source, row, held_ones, *told in registers.rows(query):
        known = dict(zip(names, (cell or "" for cell in told), strict=True))
        place = registers.place(form.name, source, row) or Place(registers.parts[source].path)
        why = {name: reason for (name, (reason, _)), holds in zip(conditions.items(), held_ones, strict=True) if holds}
        yield KeptRecord(form, known[form.primary_key], place, known, why)


def _add(found: dict[tuple[str, str], KeptRecord], records: Iterator[KeptRecord]) -> None:
    """Take records in; what was found already stays as it was found first."""
    for record in records:
        found.setdefault((record.form.name, f"{record.number} {record.place.path}:{record.place.line}"), record)
