"""What became of each record of a register, for the page on which it is shown: its corrections, or its withdrawal."""

from collections.abc import Mapping

from shoukong.control.correction import Correction
from shoukong.disclosure import withheld_from
from shoukong.forms.form import Form
from shoukong.pages.view import View
from shoukong.records.core_afterlife import CORRECTIONS
from shoukong.records.core_registers import core_form


def originals_of(view: View, form: Form) -> Mapping[str, Mapping[str, list[list[str | None]]]]:
    """What fields of a form's records said before, by number and field: each text with the correction of it, in order.

    Of an empty cell there is no text. Fields that are withheld are left out.
    """
    withheld = withheld_from(form, view.readers)
    found: dict[str, dict[str, list[list[str | None]]]] = {}
    for (table, record, field), several in view.control.corrections_by_cell.items():
        if table == form.name and field not in withheld:
            told = [[None if each.is_from("") else each.old, each.number] for each in several]
            found.setdefault(record, {})[field] = told
    return found


def withdrawals_of(view: View, form: Form) -> Mapping[str, list[str]]:
    """The records of a form that were withdrawn, by number: the correction that says so, and its reason."""
    return {number: _told(each) for number, each in view.control.withdrawn.get(form.name, {}).items()}


def corrections_table(view: View) -> str | None:
    """The table in which corrections are kept; None where the firm keeps none."""
    kept = core_form(view.portal, CORRECTIONS)
    return kept.name if kept else None


def _told(withdrawal: Correction) -> list[str]:
    return [withdrawal.number, withdrawal.reason]
