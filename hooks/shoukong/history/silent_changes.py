"""What was ever changed in a published record, or lost with it, without anything that explains it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import PurePosixPath

from shoukong.control.correction import Correction, explaining, said_at_last
from shoukong.control.disposal import Disposal
from shoukong.control.document_control import Control
from shoukong.finding import Finding, Place, finding
from shoukong.forms.form import Form
from shoukong.history.main_line import Commit, Contents
from shoukong.history.row_changes import PartVersions, RowChange, RowEvent, row_changes
from shoukong.records.private_facts import told_cell

_CODES: Mapping[RowEvent, str] = {RowEvent.CHANGED: "history-changed", RowEvent.GONE: "history-gone"}


def table_changes(commit: Commit, contents: Contents, forms: Mapping[str, Form]) -> Iterator[tuple[Form, RowChange]]:
    """What a commit did to the records of each form that the portal has."""
    ordered = sorted(commit.changes, key=lambda change: _table(change.path))
    for table, changes in groupby(ordered, key=lambda change: _table(change.path)):
        form = forms.get(table)
        if form is None:
            continue
        parts = (PartVersions(c.path, contents.of(c.before), contents.of(c.after)) for c in changes)
        for change in row_changes(parts, form.primary_key):
            yield form, change


def silent_changes(control: Control, line: Sequence[Commit], contents: Contents) -> Iterator[Finding]:
    """One finding for each cell that was changed or emptied without a correction, each record that was just deleted."""
    for commit in line:
        for form, change in table_changes(commit, contents, control.portal.forms_by_name):
            if change.event in _CODES and not is_explained(control, commit, form, change):
                yield _finding(commit, form, change)


def is_explained(control: Control, commit: Commit, form: Form, change: RowChange) -> bool:
    """Whether corrections lead from what a cell said to what it says, or an approved disposal took the record."""
    return bool(corrections_of(control, form, change) or disposal_in(control, commit, form, change))


def corrections_of(control: Control, form: Form, change: RowChange) -> tuple[Correction, ...]:
    """The corrections that lead from what a cell said to what it says."""
    own = control.corrections_by_cell.get((form.name, change.record, change.field), ())
    return explaining(own, change.before, change.after)


def disposal_in(control: Control, commit: Commit, form: Form, change: RowChange) -> Disposal | None:
    """The disposal, approved by the day of a commit, that took the record which is gone."""
    if change.event is not RowEvent.GONE:
        return None
    cells, said = change.cells or {}, said_at_last(control.corrections_by_cell, form, change.record)
    if control.disposals.other_line(form, change.record, cells, said) is not None:
        return None
    took = control.disposals.that_took(form, change.record, cells)
    is_in_time = took is not None and took.approved_on is not None and took.approved_on <= commit.made_at.date()
    return took if is_in_time else None


def shown_cells(form: Form, change: RowChange) -> tuple[str, str]:
    """The cells before and after, as they may be told: those of a private field are masked."""
    field = form.field(change.field)
    return told_cell(field, change.before), told_cell(field, change.after)


def _finding(commit: Commit, form: Form, change: RowChange) -> Finding:
    field = form.field(change.field)
    before, after = shown_cells(form, change)
    return finding(
        _CODES[change.event],
        Place(change.path, None, change.field or None),
        record=change.record,
        table=form.title,
        title=field.title if field else change.field,
        before=before,
        after=after or "—",
        commit=commit.id[:12],
        day=f"{commit.made_at:%Y-%m-%d}",
        author=commit.author,
    )


def _table(path: str) -> str:
    """The table of a part: the folder below `records` that it is in."""
    parts = PurePosixPath(path).parts
    return parts[1] if len(parts) > 2 and path.endswith(".csv") else ""
