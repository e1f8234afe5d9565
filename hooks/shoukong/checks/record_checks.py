"""Checks of records: cells, numbers, uniqueness, references to other records, and dates that make sense."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from shoukong.checks.demand_checks import constraint_faults, demand_faults
from shoukong.finding import Finding, Place, finding
from shoukong.forms.form import Field, ForeignKey, Form
from shoukong.portal import Portal
from shoukong.records.cells_in_bulk import column, matches, quoted, surely_as_demanded, surely_right
from shoukong.records.clear_registers import is_known_clear, keep_clear
from shoukong.records.formulas_in_bulk import surely_holds
from shoukong.records.registers import Registers, register_folder, unmatchable
from shoukong.revision import Revision, follows, parse_revision
from shoukong.text.spelling import DATED_TYPES, is_value


def check_parts(portal: Portal, registers: Registers) -> Iterator[Finding]:
    """Files of records that could not be read as they stand."""
    yield from registers.findings


def check_rows(portal: Portal, registers: Registers) -> Iterator[Finding]:
    """Rows in doubt, each judged: cells by Frictionless in our words, then dates and the form's revision."""
    bad, horizon = unmatchable(registers, _patterns(portal)), portal.horizon.isoformat()
    yield from _pattern_faults(portal, bad)
    for form in (_without_patterns(form, bad) for form in portal.forms_by_name.values()):
        yield from _judge_register(form, registers, _known_revisions(form, portal), horizon)


def check_unique(portal: Portal, registers: Registers) -> Iterator[Finding]:
    """Values that must stand once in a register, across all its parts."""
    fields = [
        (form, field)
        for form in portal.forms_by_name.values()
        for field in form.fields
        if field.name == form.primary_key or field.constraints.unique
    ]
    if not fields:
        return
    counts = (
        f"SELECT {i} FROM (SELECT 1 FROM {column(form.name)} WHERE {column(field.name)} <> ''"
        f" GROUP BY {column(field.name)} HAVING count(*) > 1 LIMIT 1)"
        for i, (form, field) in enumerate(fields)
    )
    forms = list(dict.fromkeys(form for form, _ in fields))
    for i in _found(" UNION ALL ".join(counts), forms, registers):
        yield from _repeated(*fields[i], registers)


def check_references(portal: Portal, registers: Registers) -> Iterator[Finding]:
    """Numbers that lead to no record of the table to which they belong."""
    by_form: dict[str, list[ForeignKey]] = {}
    for form, key in _leading_astray(portal, registers):
        by_form.setdefault(form.name, []).append(key)
    for name, keys in by_form.items():
        yield from _dangling(portal.forms_by_name[name], keys, portal, registers)


CHECKS = (check_parts, check_rows, check_unique, check_references)


def _judge_register(form: Form, registers: Registers, known: frozenset[Revision], horizon: str) -> Iterator[Finding]:
    """What is wrong with the rows of a register; one in which nothing was in doubt is not asked again."""
    question = _doubts(form, known, horizon="")
    if is_known_clear([form], registers, question, horizon):
        return
    is_clear = True
    for cells, unmatched, place in _suspects(form, registers, _doubts(form, known, horizon)):
        is_clear = False
        faults = tuple(_judge_cells(form, cells, unmatched, place))
        yield from faults
        if any(cells.values()):
            faulty = {fault.place.field or "" for fault in faults}
            yield from demand_faults(form, cells, faulty, place)
            yield from constraint_faults(form, cells, faulty, place)
        yield from _future_dates(form, cells, place, horizon)
        yield from _backward_dates(form, cells, place, horizon)
        yield from _unknown_revision(form, cells, place, known)
    if is_clear:
        keep_clear([form], registers, question, horizon)


def _doubts(form: Form, known: frozenset[Revision], horizon: str) -> str:
    """The condition that holds for every row in which something may be wrong."""
    formulas = (surely_holds(each.formula, form) for each in form.constraints)
    held = (surely_right(form.fields, form), *surely_as_demanded(form), *formulas)
    cells_in_doubt = f"({' AND '.join(held)}) IS NOT TRUE"
    return " OR ".join((cells_in_doubt, *_doubtful_dates(form, horizon), *_doubtful_revision(form, known)))


def _patterns(portal: Portal) -> frozenset[str]:
    patterns = (field.constraints.pattern for form in portal.forms for field in form.fields)
    return frozenset(pattern for pattern in patterns if pattern is not None)


def _pattern_faults(portal: Portal, bad: frozenset[str]) -> Iterator[Finding]:
    """Patterns of forms that cannot be matched in a time that is sure to end: those that look ahead or back."""
    for form in portal.forms:
        for i, field in enumerate(form.fields):
            if field.constraints.pattern in bad:
                place = form.place("schema", "fields", i, "constraints", "pattern")
                yield finding("pattern-faulty", place, ref=form.id, pattern=field.constraints.pattern)


def _without_patterns(form: Form, bad: frozenset[str]) -> Form:
    """A form without the patterns that cannot be matched, so that the rest of each row is still judged."""
    if not any(field.constraints.pattern in bad for field in form.fields):
        return form
    fields = (
        replace(f, constraints=replace(f.constraints, pattern=None)) if f.constraints.pattern in bad else f
        for f in form.fields
    )
    return replace(form, fields=tuple(fields))


def _doubtful_dates(form: Form, horizon: str) -> Iterator[str]:
    """Conditions that hold where a day has not come or runs backwards, if every cell is spelled as it must be."""
    past = ", ".join(column(field.name) for field in _past_fields(form))
    if past:
        yield f"left(greatest('', {past}), 10) > {quoted(horizon)}"
    types = {field.name: field.type for field in form.fields}
    for chain in form.order:
        for early, late in itertools.combinations(chain, 2):
            first, second = column(early), column(late)
            if types.get(early) != types.get(late):
                first, second = f"left({first}, 10)", f"left({second}, 10)"
            yield f"({column(late)} <> '' AND {first} > {second})"


def _doubtful_revision(form: Form, known: frozenset[Revision]) -> Iterator[str]:
    if form.field("form_revision") is None:
        return
    sound = ", ".join(quoted(str(revision)) for revision in sorted(known or {form.revision}))
    yield f'"form_revision" NOT IN ({sound})'


def _known_revisions(form: Form, portal: Portal) -> frozenset[Revision]:
    """The revisions that a form has had; empty where its archive does not tell."""
    texts = portal.texts.get(form.id, ())
    return frozenset(text.revision for text in texts) if len(texts) > 1 else frozenset()


def _past_fields(form: Form) -> list[Field]:
    """The fields that say when something happened."""
    return [f for f in form.fields if f.type in DATED_TYPES and not f.future]


def _suspects(
    form: Form, registers: Registers, condition: str
) -> Iterator[tuple[Mapping[str, str], frozenset[str], Place]]:
    """The rows for which a condition holds: cells by field, the fields whose pattern is not matched, the place."""
    bound = [field for field in form.fields if field.constraints.pattern is not None]
    cells = ", ".join(("rowid", "*", *map(matches, bound)))
    query = f"SELECT {cells} FROM {column(form.name)} WHERE {condition} ORDER BY rowid"
    width = len(form.columns)
    for row, *found in registers.rows(query):
        place = registers.place(form.name, found[width], row)
        if place is not None:
            told = zip(bound, found[width + 1 :], strict=True)
            unmatched = frozenset(field.name for field, is_matched in told if not is_matched)
            yield dict(zip(form.columns, found[:width], strict=True)), unmatched, place


def _judge_cells(form: Form, cells: Mapping[str, str], unmatched: frozenset[str], place: Place) -> Iterator[Finding]:
    # Frictionless takes half a second to import: only a doubt is worth it.
    from shoukong.records.cells_by_frictionless import authority_on

    if not any(cells.values()):
        yield finding("row-blank", place, ref=form.id)
        return
    authority, record = authority_on(form), cells[form.primary_key]
    for field in form.fields:
        where, is_matched = place.at(place.line, field.name), field.name not in unmatched
        yield from authority.judge(field, cells[field.name], where, record, is_matched=is_matched)


def _future_dates(form: Form, cells: Mapping[str, str], place: Place, horizon: str) -> Iterator[Finding]:
    """Dates that say something happened on a day that has not come."""
    for field in _past_fields(form):
        cell = cells[field.name]
        if _is_dated(field, cell) and cell[:10] > horizon:
            where = place.at(place.line, field.name)
            report = partial(finding, "date-in-future", where, ref=form.id, record=cells[form.primary_key])
            yield report(title=field.title, value=cell, today=horizon)


def _is_in_a_gap(revision: Revision, known: frozenset[Revision]) -> bool:
    """Whether a revision lies where those of the form leave one out, which is found with the form."""
    before = max((r for r in known if r < revision), default=None)
    after = min((r for r in known if r > revision), default=None)
    if revision in known or before is None or after is None:
        return False
    return not follows(after, before)


def _is_spelled_out(form: Form) -> bool:
    """Whether the form itself says how a revision is written, so that the cell was judged by that."""
    field = form.field("form_revision")
    return field is not None and (field.constraints.pattern or field.constraints.enum) is not None


def _unknown_revision(
    form: Form, cells: Mapping[str, str], place: Place, known: frozenset[Revision]
) -> Iterator[Finding]:
    """A record that says it was made on a revision which its form has not had."""
    written = cells.get("form_revision", "")
    revision = parse_revision(written, form.revision.pattern)
    if not written or (revision is None and _is_spelled_out(form)):
        return  # found as a cell
    if revision is not None and _is_in_a_gap(revision, known):
        return
    if revision is None or revision > form.revision or (known and revision not in known):
        where = place.at(place.line, "form_revision")
        report = partial(finding, "record-revision", where, ref=form.id, record=cells[form.primary_key])
        yield report(value=written, current=form.revision)


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
    return field.type in DATED_TYPES and is_value(field.type, cell)


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


def _can_be_followed(form: Form, key: ForeignKey, portal: Portal, registers: Registers) -> bool:
    """Whether a foreign key is sound and its target was read whole, so that a missing number means something."""
    target, field = portal.forms_by_name.get(key.table), form.field(key.field)
    number = target.field(target.primary_key) if target else None
    is_sound = target is not None and key.target == target.primary_key
    is_alike = field is not None and number is not None and field.type == number.type
    return is_sound and is_alike and key.table not in registers.incomplete


def _leading_astray(portal: Portal, registers: Registers) -> Iterator[tuple[Form, ForeignKey]]:
    """The foreign keys of which some record's number leads nowhere, asked once for each table that they lead to."""
    by_target: dict[tuple[str, str], list[tuple[Form, ForeignKey]]] = {}
    for form in portal.forms_by_name.values():
        for key in form.foreign_keys:
            if _can_be_followed(form, key, portal, registers):
                by_target.setdefault((key.table, key.target), []).append((form, key))
    for (table, target), keys in by_target.items():
        cells = " UNION ALL ".join(
            f"SELECT {i} AS i, {column(key.field)} AS cell FROM {column(form.name)}"
            for i, (form, key) in enumerate(keys)
        )
        known = registers.numbers(table, target)
        query = f"SELECT DISTINCT i FROM ({cells}) WHERE cell <> '' AND cell NOT IN ({known})"
        forms = [portal.forms_by_name[table], *(form for form, _ in keys)]
        yield from (keys[i] for i in _found(query, forms, registers))


def _found(query: str, forms: Sequence[Form], registers: Registers) -> list[int]:
    """The numbers that a query of some registers gives; where it gave none, it is not asked again."""
    if is_known_clear(forms, registers, query):
        return []
    found = [i for (i,) in registers.rows(query)]
    if not found:
        keep_clear(forms, registers, query)
    return found


def _dangling(form: Form, keys: Sequence[ForeignKey], portal: Portal, registers: Registers) -> Iterator[Finding]:
    cells = ", ".join(column(key.field) for key in keys)
    lost = [
        f"({column(key.field)} <> '' AND {column(key.field)} NOT IN ({registers.numbers(key.table, key.target)}))"
        for key in keys
    ]
    flags = ", ".join(f"{condition} AS lost{i}" for i, condition in enumerate(lost))
    some = " OR ".join(f"lost{i}" for i in range(len(lost)))
    query = (
        f"SELECT * FROM (SELECT _file, rowid AS row, {column(form.primary_key)}, {cells}, {flags}"
        f" FROM {column(form.name)}) WHERE {some} ORDER BY row"
    )
    for file, row, record, *values in registers.rows(query):
        for key, value, is_lost in zip(keys, values, values[len(keys) :], strict=False):
            place = registers.place(form.name, file, row, key.field) if is_lost else None
            if place is not None:
                yield _dangling_finding(form, key, portal, place, record, value)


def _dangling_finding(form: Form, key: ForeignKey, portal: Portal, place: Place, record: str, value: str) -> Finding:
    field, target = form.field(key.field), portal.forms_by_name[key.table]
    report = partial(finding, "reference-dangling", place, ref=form.id, record=record)
    item = report(title=field.title if field else key.field, value=value, table=target.name, table_title=target.title)
    return item.resting_on([register_folder(key.table)])
