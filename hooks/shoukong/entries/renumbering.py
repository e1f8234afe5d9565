"""Giving a record another number where two branches gave the same one to two records."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shoukong.entries.filed_rows import Filing
from shoukong.entries.ledger import Ledger
from shoukong.evaluation import Evaluation
from shoukong.finding import Place
from shoukong.forms.form import Form
from shoukong.records.cells_in_bulk import column
from shoukong.records.row_edit import with_cells


@dataclass(frozen=True, slots=True)
class SharedNumber:
    """A number that a record shares with one before it: where it stands, and the next number; None where none follows.

    `is_copy` tells that both say the same in every field.
    """

    form: Form
    number: str
    place: Place
    following: str | None
    is_copy: bool


def shared_numbers(evaluation: Evaluation, today: datetime.date) -> Iterator[SharedNumber]:
    """Every record whose number stands before it in its register, in the order of the parts."""
    for form in evaluation.portal.forms_by_name.values():
        if form.field(form.primary_key) is None or form.primary_key not in form.names:
            continue
        filing = Filing(evaluation.portal, evaluation.registers, form, today)
        first: dict[str, Mapping[str, str]] = {}
        for source, row, cells in _rows(evaluation, form):
            number = cells[form.primary_key]
            before = first.setdefault(number, cells)
            place = evaluation.registers.place(form.name, source, row)
            if before is cells or place is None:
                continue
            is_copy = before == cells
            filed = None if is_copy else filing.filed(cells, is_renumbered=True)
            following = filed.cells[form.primary_key] if filed else None
            yield SharedNumber(form, number, place, following, is_copy)


def _rows(evaluation: Evaluation, form: Form) -> Iterator[tuple[str, int, Mapping[str, str]]]:
    key, table = column(form.primary_key), column(form.name)
    names = ", ".join(map(column, form.names))
    query = (
        f"SELECT _file, rowid, {names} FROM {table} WHERE {key} IN"
        f" (SELECT {key} FROM {table} WHERE {key} <> '' GROUP BY 1 HAVING count(*) > 1) ORDER BY rowid"
    )
    for source, row, *cells in evaluation.registers.rows(query):
        yield source, row, dict(zip(form.names, cells, strict=True))


def renumbered(evaluation: Evaluation, shared: list[SharedNumber]) -> dict[str, bytes]:
    """The parts, by path, in which records have their new numbers, and the ledger of the entries that they were."""
    root = evaluation.portal.root
    contents: dict[str, bytes] = {}
    for each in shared:
        if each.following is not None:
            path = each.place.path
            before = contents.get(path) or (root / path).read_bytes()
            cells = {each.form.primary_key: each.following}
            contents[path] = with_cells(before, each.form, each.place.line or 0, cells)
    numbers = [(each.form.name, each.number, each.following) for each in shared if each.following is not None]
    return {**contents, **Ledger(root).renumbered(numbers)}


def referring(evaluation: Evaluation, each: SharedNumber) -> list[str]:
    """The numbers of records that refer to the number which two share: to which of them, people must look up."""
    found: list[str] = []
    for form in evaluation.portal.forms_by_name.values():
        for key in form.foreign_keys:
            if key.table == each.form.name:
                query = (
                    f"SELECT {column(form.primary_key)} FROM {column(form.name)}"
                    f" WHERE {column(key.field)} = $number ORDER BY rowid"
                )
                found.extend(number for (number,) in evaluation.registers.rows(query, {"number": each.number}))
    return found
