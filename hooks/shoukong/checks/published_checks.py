"""Checks of what was published: a record of the main branch changes by corrections alone, and none is lost."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from itertools import groupby

from shoukong.control.correction import explain, said_at_last
from shoukong.control.document_control import Control
from shoukong.finding import Finding, Place, Severity, finding
from shoukong.forms.form import Form
from shoukong.history.main_line import NoHistory, NoHistoryError, contents_of
from shoukong.history.published_records import PublishedRecords, published_commits
from shoukong.history.row_changes import PartVersions, RowChange, RowEvent, lost_rows, row_changes
from shoukong.layout import RECORDS, SAMPLE
from shoukong.messages.catalogue import severity_of
from shoukong.records.cells_in_bulk import column
from shoukong.records.core_registers import place_of
from shoukong.records.private_facts import told_cell
from shoukong.records.registers import table_of
from shoukong.sealing.sealed_cell import sealed_cells

# That records which stood in a register are gone: what leads to them leads nowhere for that.
GONE = frozenset({"record-gone", "seal-part-gone", "seal-row-gone"})
_FEW = 5  # numbers that are told of the records that are gone
_UNTOLD: Mapping[NoHistory, str] = {
    NoHistory.SHALLOW: "published-shallow",
    NoHistory.NO_BRANCH: "published-no-branch",
}


def check_published(control: Control) -> Iterator[Finding]:
    """What stood on the main branch before the day stands here too, or a correction or disposal explains why not."""
    portal = control.portal
    settings = portal.settings
    try:
        commits = published_commits(portal.root, settings.main_branch, portal.horizon, settings.timezone)
    except NoHistoryError as error:
        if error.why in _UNTOLD:
            yield finding(_UNTOLD[error.why], Place(RECORDS))
        return
    if not commits:
        return
    with contents_of(portal.root) as contents:
        published = [PublishedRecords(portal.root, commit, portal.parts, contents) for commit in commits]
        found = [item for each in published for item in _unexplained(control, each.changed)]
        samples = {path for each in published for path in each.sample}
    yield from {(item.code, item.place, item.record): item for item in found}.values()
    if samples:
        yield finding("sample-renewed", Place(SAMPLE), count=len(samples))


CHECKS = (check_published,)


def _unexplained(control: Control, parts: Iterable[PartVersions]) -> Iterator[Finding]:
    """One finding for each cell that says something else, and for each part from which records are gone."""
    unsure = _unsure_tables(control)
    for table, several in groupby(parts, key=lambda part: table_of(part.path)):
        if table in unsure:
            continue
        versions = list(several)
        form = control.portal.forms_by_name.get(table)
        if form is not None and form.columns != form.names:
            yield from _rows_gone(form.title, list(lost_rows(versions)))
            continue
        changes = list(_unsealed(control, table, row_changes(versions, form.primary_key if form else "")))
        gone = [c for c in changes if c.event is RowEvent.GONE and not _is_disposed(control, form, c)]
        yield from _rows_gone(form.title if form else table, gone)
        if form is not None:
            yield from _lines_of_others(control, form, (c for c in changes if c.event is RowEvent.GONE))
            yield from _cells_changed(control, form, changes)


def _unsealed(control: Control, table: str, changes: Iterable[RowChange]) -> Iterator[RowChange]:
    """The changes of what no seal covers: what happened to the other is found as a change of sealed rows."""
    found = list(changes)
    cells = sealed_cells(control.seal_chain, table) if found else {}
    for change in found:
        is_sealed = change.record in cells and (not change.field or change.field in cells[change.record])
        if not is_sealed:
            yield change


def _unsure_tables(control: Control) -> Set[str]:
    """The tables of which something cannot be read as it stands: that is found already, and mended first."""
    faults = (item.place.path for item in control.registers.findings if severity_of(item) is Severity.ERROR)
    tables = {table_of(path) for path in faults if path.count("/") > 1}
    return tables | control.registers.incomplete | control.portal.unread_forms


def _is_disposed(control: Control, form: Form | None, change: RowChange) -> bool:
    return form is not None and control.disposals.explain(form, change.record, change.cells or {})


def _lines_of_others(control: Control, form: Form, gone: Iterable[RowChange]) -> Iterator[Finding]:
    """Lines of the inventory whose digest is not that of the record which went."""
    for change in gone:
        said = said_at_last(control.corrections_by_cell, form, change.record)
        line = control.disposals.other_line(form, change.record, change.cells or {}, said)
        if line is not None:
            place = place_of(line.row, control.registers, "row_digest")
            yield finding("disposal-altered", place, record=line.number, of=change.record, title=form.title)


def _cells_changed(control: Control, form: Form, changes: Iterable[RowChange]) -> Iterator[Finding]:
    found = [change for change in changes if _is_silent(control, form, change)]
    places = _places(control, form, found)
    for change in found:
        field, place = form.field(change.field), places.get((change.path, change.record))
        if field is not None and place is not None:
            before, after = (told_cell(field, cell) or "—" for cell in (change.before, change.after))
            facts = {"table": form.title, "title": field.title, "before": before, "after": after}
            place = replace(place, field=field.name)
            yield finding("record-changed", place, ref=form.id, record=change.record, number=change.record, **facts)


def _is_silent(control: Control, form: Form, change: RowChange) -> bool:
    field = form.field(change.field)
    if change.event is not RowEvent.CHANGED or field is None or change.before in field.missing:
        return False
    own = control.corrections_by_cell.get((form.name, change.record, change.field), ())
    return not explain(own, change.before, change.after)


def _places(control: Control, form: Form, changes: Sequence[RowChange]) -> Mapping[tuple[str, str], Place]:
    """Where the rows of some changes stand, by part and number; none of a row whose fault is found already."""
    if not changes:
        return {}
    key, registers = column(form.primary_key), control.registers
    query = f"SELECT _file, rowid, {key} FROM {column(form.name)} WHERE list_contains($numbers, {key})"
    rows = registers.rows(query, {"numbers": sorted({change.record for change in changes})})
    found = ((registers.place(form.name, source, row), number) for source, row, number in rows)
    return {(place.path, number): place for place, number in found if place is not None}


def _rows_gone(title: str, gone: Sequence[RowChange]) -> Iterator[Finding]:
    for path, several in groupby(sorted(gone, key=lambda change: change.path), key=lambda change: change.path):
        numbers = [change.record for change in several]
        told = "、".join(numbers[:_FEW]) + ("…" if len(numbers) > _FEW else "")
        record = numbers[0] if len(numbers) == 1 else None
        yield finding("record-gone", Place(path), record=record, table=title, numbers=told, count=len(numbers))
