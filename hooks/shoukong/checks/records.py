"""Checks of records: cells, numbers, uniqueness, references to other records, and dates that make sense."""

import datetime
import itertools
import re
from collections.abc import Iterator, Mapping
from functools import partial

from shoukong.finding import Finding, Place, finding
from shoukong.form import DATED_TYPES, Field, ForeignKey, Form
from shoukong.portal import Portal
from shoukong.registers import Registers, patterns_in_sql
from shoukong.revision import parse_revision
from shoukong.verdict import SPELLING, column, patterns, quoted, surely_right


def check_parts(portal: Portal, registers: Registers) -> Iterator[Finding]:
    """Files of records that could not be read as they stand."""
    yield from registers.findings


def check_cells(portal: Portal, registers: Registers) -> Iterator[Finding]:
    """Cells against the form's schema: those in doubt are judged by Frictionless, in our words."""
    every_pattern = frozenset[str]().union(*(patterns(form) for form in portal.forms))
    matched = patterns_in_sql(registers, every_pattern)
    for form in portal.forms_by_name.values():
        wrong = " OR ".join(f"NOT {surely_right(field, form, matched)}" for field in form.fields)
        for cells, place in _suspects(form, registers, wrong):
            yield from _judge_cells(form, cells, place)


def check_dates(portal: Portal, registers: Registers) -> Iterator[Finding]:
    """Dates that run backwards within a record, or say that something happened on a day that has not come."""
    for form in portal.forms_by_name.values():
        past = [f for f in form.fields if f.type in DATED_TYPES and not f.future]
        late = [f"{_day(f)} > {quoted(portal.horizon.isoformat())}" for f in past]
        pairs = [pair for chain in form.order for pair in itertools.combinations(chain, 2)]
        backwards = [f"({column(b)} <> '' AND {column(a)} > {column(b)})" for a, b in pairs]
        if not late and not backwards:
            continue
        for cells, place in _suspects(form, registers, " OR ".join((*late, *backwards))):
            yield from _future_dates(form, past, cells, place, portal.horizon.isoformat())
            yield from _backward_dates(form, cells, place, portal.horizon.isoformat())


def check_form_revisions(portal: Portal, registers: Registers) -> Iterator[Finding]:
    """Records that say they were made on a revision which their form has not had."""
    for form in portal.forms_by_name.values():
        unlike = f'"form_revision" <> {quoted(str(form.revision))}'
        for cells, place in _suspects(form, registers, unlike):
            written = cells["form_revision"]
            revision = parse_revision(written)
            if revision is not None and revision > form.revision:
                where = place.at(place.line, "form_revision")
                record = cells[form.primary_key]
                yield finding(
                    "record-revision", where, ref=form.id, record=record, value=written, current=form.revision
                )


def check_unique(portal: Portal, registers: Registers) -> Iterator[Finding]:
    """Values that must stand once in a register, across all its parts."""
    for form in portal.forms_by_name.values():
        for field in form.fields:
            if field.name == form.primary_key or field.constraints.unique:
                yield from _repeated(form, field, registers)


def check_references(portal: Portal, registers: Registers) -> Iterator[Finding]:
    """Numbers that lead to no record of the table to which they belong."""
    for form in portal.forms_by_name.values():
        for key in form.foreign_keys:
            target = portal.forms_by_name.get(key.table)
            field = form.field(key.field)
            is_sound = target and key.target == target.primary_key and field and field.type == "string"
            if is_sound and key.table not in registers.incomplete:
                yield from _dangling(form, key, portal, registers)


CHECKS = (check_parts, check_cells, check_dates, check_form_revisions, check_unique, check_references)


def _suspects(form: Form, registers: Registers, condition: str) -> Iterator[tuple[Mapping[str, str], Place]]:
    """The rows for which a condition holds, as cells by field, with their place."""
    names = ", ".join(map(column, form.names))
    query = f"SELECT _file, rowid, {names} FROM {column(form.name)} WHERE {condition} ORDER BY rowid"
    for source, row, *cells in registers.rows(query):
        place = registers.place(form.name, source, row)
        if place is not None:
            yield dict(zip(form.names, cells, strict=True)), place


def _judge_cells(form: Form, cells: Mapping[str, str], place: Place) -> Iterator[Finding]:
    # Frictionless takes half a second to import: only a doubt is worth it.
    from shoukong.authority import authority_on

    if not any(cells.values()):
        yield finding("row-blank", place, ref=form.id)
        return
    authority = authority_on(form)
    for field in form.fields:
        yield from authority.judge(field, cells[field.name], place.at(place.line, field.name), cells[form.primary_key])


def _day(field: Field) -> str:
    return f"left({column(field.name)}, 10)"


def _future_dates(
    form: Form, fields: list[Field], cells: Mapping[str, str], place: Place, horizon: str
) -> Iterator[Finding]:
    for field in fields:
        cell = cells[field.name]
        if _is_dated(field, cell) and cell[:10] > horizon:
            where = place.at(place.line, field.name)
            record = cells[form.primary_key]
            yield finding(
                "date-in-future", where, ref=form.id, record=record, title=field.title, value=cell, today=horizon
            )


def _backward_dates(form: Form, cells: Mapping[str, str], place: Place, horizon: str) -> Iterator[Finding]:
    """One finding for each step of a chain that runs backwards, at the later field; dates found wrong are left out."""
    fields = {field.name: field for field in form.fields}
    sound = {n for n, f in fields.items() if _is_dated(f, cells[n]) and (f.future or cells[n][:10] <= horizon)}
    steps = (step for chain in form.order for step in itertools.pairwise([n for n in chain if n in sound]))
    for early, late in dict.fromkeys(steps):
        first, second = cells[early], cells[late]
        if not _runs_backwards(first, second):
            continue
        where = place.at(place.line, late)
        report = partial(finding, "dates-backwards", where, ref=form.id, record=cells[form.primary_key])
        yield report(title=fields[late].title, value=second, earlier=fields[early].title, earlier_value=first)


def _runs_backwards(first: str, second: str) -> bool:
    """Whether a date or time lies after another; a day compared with a time of that day is no contradiction."""
    shared = min(len(first), len(second))
    return first[:shared] > second[:shared]


def _is_dated(field: Field, cell: str) -> bool:
    """Whether a cell holds a real day in its one spelling, so that comparing it means something."""
    if field.type not in DATED_TYPES or not re.fullmatch(SPELLING[field.type], cell, re.ASCII):
        return False
    try:
        datetime.datetime.fromisoformat(cell)
    except ValueError:
        return False
    return True


def _repeated(form: Form, field: Field, registers: Registers) -> Iterator[Finding]:
    table, cell = column(form.name), column(field.name)
    query = (
        f"SELECT _file, rowid, {cell}, first_source, first_row FROM (SELECT _file, rowid, {cell},"
        f" first_value(_file) OVER same AS first_source, first_value(rowid) OVER same AS first_row"
        f" FROM {table} WHERE {cell} IN (SELECT {cell} FROM {table} WHERE {cell} <> '' GROUP BY 1 HAVING count(*) > 1)"
        f" WINDOW same AS (PARTITION BY {cell} ORDER BY rowid)) WHERE rowid <> first_row ORDER BY rowid"
    )
    code = "record-twice" if field.name == form.primary_key else "value-twice"
    for source, row, value, first_source, first_row in registers.rows(query):
        place = registers.place(form.name, source, row, field.name)
        first = registers.place(form.name, first_source, first_row)
        if place is not None and first is not None:
            seen = f"{first.path}:{first.line}"
            yield finding(code, place, ref=form.id, record=value, title=field.title, value=value, first=seen)


def _dangling(form: Form, key: ForeignKey, portal: Portal, registers: Registers) -> Iterator[Finding]:
    cell, target = column(key.field), portal.forms_by_name[key.table]
    query = (
        f"SELECT _file, rowid, {cell}, {column(form.primary_key)} FROM {column(form.name)} AS child WHERE {cell} <> ''"
        f" AND NOT EXISTS (SELECT 1 FROM {column(key.table)} AS parent"
        f" WHERE parent.{column(key.target)} = child.{cell})"
        " ORDER BY rowid"
    )
    field = form.field(key.field)
    for source, row, value, record in registers.rows(query):
        place = registers.place(form.name, source, row, key.field)
        if place is not None and field is not None:
            report = partial(finding, "reference-dangling", place, ref=form.id, record=record)
            yield report(title=field.title, value=value, table=target.name, table_title=target.title)
