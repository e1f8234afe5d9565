"""What was ever changed in a published record, or lost with it, without anything that explains it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import PurePosixPath

from shoukong.control.correction import Cell, Correction, explain
from shoukong.finding import Finding, Place, finding
from shoukong.form import Form
from shoukong.history.main_line import Commit, Contents
from shoukong.history.row_changes import PartVersions, RowChange, RowEvent, row_changes
from shoukong.portal import Portal

_HIDDEN = "•••"
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


def silent_changes(
    portal: Portal, line: Sequence[Commit], contents: Contents, corrections: Mapping[Cell, Sequence[Correction]]
) -> Iterator[Finding]:
    """One finding for each cell that was changed or emptied without a correction, and each record that was deleted."""
    for commit in line:
        for form, change in table_changes(commit, contents, portal.forms_by_name):
            own = corrections.get((form.name, change.record, change.field), ())
            if change.event in _CODES and not explain(own, change.before, change.after):
                yield _finding(commit, form, change)


def shown_cells(form: Form, change: RowChange) -> tuple[str, str]:
    """The cells before and after, as they may be told: those of a sensitive field are hidden."""
    field = form.field(change.field)
    if field is not None and field.privacy == "sensitive":
        return tuple(_HIDDEN if cell else "" for cell in (change.before, change.after))  # type: ignore[return-value]
    return change.before, change.after


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
