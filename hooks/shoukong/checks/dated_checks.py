"""Checks of registers of dated facts: of each thing one fact holds at a time."""

from collections.abc import Iterator

from shoukong.finding import Finding, finding
from shoukong.forms.form import DatedFact, Form
from shoukong.portal import Portal
from shoukong.records.cells_in_bulk import column
from shoukong.records.registers import Registers

_OPEN = "9999-12-31"


def check_overlaps(portal: Portal, registers: Registers) -> Iterator[Finding]:
    """No fact begins before the one before it, of the same thing, has ended; told at the later one."""
    for form in portal.forms_by_name.values():
        if form.dated is not None and all(form.field(name) for name in (*form.dated.of, form.dated.first)):
            yield from _overlaps(form, form.dated, registers)


def _overlaps(form: Form, dated: DatedFact, registers: Registers) -> Iterator[Finding]:
    first, last = column(dated.first), f"if({column(dated.last)} = '', '{_OPEN}', {column(dated.last)})"
    of, number = [column(name) for name in dated.of], column(form.primary_key)
    before = (
        f"OVER (PARTITION BY {', '.join(of)} ORDER BY {first}, rowid ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"
    )
    named = " AND ".join(f"{name} <> ''" for name in of)
    query = (
        f"SELECT _file, row, number, day, other, ended, {', '.join(f'of{i}' for i, _ in enumerate(of))} FROM ("
        f"SELECT _file, rowid AS row, {number} AS number, {first} AS day, max({last}) {before} AS ended,"
        f" arg_max({number}, {last}) {before} AS other, {', '.join(f'{name} AS of{i}' for i, name in enumerate(of))}"
        f" FROM {column(form.name)} WHERE {named} AND {first} <> '') WHERE day <= ended ORDER BY row"
    )
    for source, row, record, day, other, ended, *things in registers.rows(query):
        place = registers.place(form.name, source, row, dated.first)
        if place is not None:
            facts = {"of": "/".join(things), "day": day, "other": other, "ended": "…" if ended == _OPEN else ended}
            yield finding("facts-overlap", place, ref=form.id, record=record, **facts)


CHECKS = (check_overlaps,)
