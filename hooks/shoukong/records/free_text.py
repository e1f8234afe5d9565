"""Free text in registers: cells in which anything may be written, and the numbers of people that stand there."""

from collections.abc import Iterator
from dataclasses import dataclass

from shoukong.forms.form import Field, Form
from shoukong.records.cells_in_bulk import column, quoted
from shoukong.records.registers import Registers
from shoukong.text.private_number import PLATE, RUN, private_numbers

# What may be one of them, wide digits too: the rest of the cells are passed over in bulk.
_DIGIT = "[0-9０-９]"
_IN_DOUBT = f"{RUN.replace('[0-9]', _DIGIT).replace('[ -]', '[ －-]')}|{PLATE}"


@dataclass(frozen=True, slots=True)
class FreeCell:
    """A cell of free text that may hold numbers of people: where its row stands, and its record."""

    field: Field
    source: str
    row: int
    record: str
    text: str


def is_free(field: Field, form: Form) -> bool:
    """Whether anything may be written in a field, and the form does not say that it is private."""
    is_bound = field.constraints.pattern is not None or field.constraints.enum is not None or field.figure is not None
    is_told = (
        field.privacy is not None or field.attachment is not None or field.is_made or field.name == form.primary_key
    )
    return field.type == "string" and not is_bound and not is_told and form.foreign_key(field.name) is None


def cells_with_numbers(form: Form, registers: Registers) -> Iterator[FreeCell]:
    """The cells of a register's free text in which a number of a person stands, in the order of rows."""
    fields = [field for field in form.fields if is_free(field, form)]
    if not fields:
        return
    cells = [column(field.name) for field in fields]
    doubt = f"regexp_matches(concat_ws(chr(10), {', '.join(cells)}), {quoted(_IN_DOUBT)})"
    key = column(form.primary_key)
    query = f"SELECT _file, rowid, {key}, {', '.join(cells)} FROM {column(form.name)} WHERE {doubt} ORDER BY rowid"
    for source, row, record, *texts in registers.rows(query):
        for field, text in zip(fields, texts, strict=True):
            if next(private_numbers(text or ""), None) is not None:
                yield FreeCell(field, source, row, record, text)
