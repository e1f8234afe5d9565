"""What the records are called to which those of a form refer, so that pages show names beside numbers."""

from collections.abc import Mapping

from shoukong.forms.form import Form
from shoukong.pages.view import View
from shoukong.records.cells_in_bulk import column
from shoukong.records.record_labels import is_named, label_of

MOST_NAMES = 2000  # of a register whose names go to the pages of others

# Names by table and number.
Names = Mapping[str, Mapping[str, str]]


def names_of(view: View, form: Form) -> Names:
    """What the records are called to which the form's fields refer, by table and number; of registers of few."""
    found: dict[str, dict[str, str]] = {}
    for table in {key.table for key in form.foreign_keys} & view.portal.forms_by_name.keys():
        target = view.portal.forms_by_name[table]
        label = label_of(target, view.portal.settings.scopes)
        if label is None or not is_named(target, label) or view.counts[table] > MOST_NAMES:
            continue
        query = f"SELECT {column(target.primary_key)}, {column(label.name)} FROM {column(table)} ORDER BY rowid"
        found[table] = {number: name for number, name in view.registers.rows(query) if name}
    return dict(sorted(found.items()))
