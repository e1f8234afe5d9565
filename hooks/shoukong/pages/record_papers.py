"""The scans of the paper of each record of a register, for the page on which it is shown."""

from collections.abc import Mapping
from urllib.parse import quote

from shoukong.forms.form import Form
from shoukong.pages.view import View
from shoukong.records.core_afterlife import SCANS
from shoukong.records.core_registers import usable_register
from shoukong.records.record_scans import record_scans

# The number of a scan, its day, its file, and the bytes of that; none of a file that is not published.
Paper = tuple[str, str, str, int | None]


def papers_of(view: View, form: Form) -> Mapping[str, list[Paper]]:
    """The scans of a form's records by their numbers; none for readers who do not see the register of scans."""
    table = papers_table(view)
    found: dict[str, list[Paper]] = {}
    for scan in record_scans(view.portal, view.registers) if table else ():
        if scan.is_of(form):
            for each, path in scan.files:
                size = view.enclosed.get(each.name) if path == each.path(is_personal=False) else None
                found.setdefault(scan.record, []).append((scan.number, scan.scanned_on, each.name, size))
    return found


def papers_table(view: View) -> str | None:
    """The table in which scans are entered; None where there is none, or its readers do not see it."""
    kept = usable_register(view.portal, SCANS)
    return kept.form.name if kept and view.shows(kept.form) else None


def leads_of_papers(view: View) -> Mapping[str, Mapping[str, str]]:
    """Where the records are shown whose paper was scanned, by the column that names them."""
    kept = usable_register(view.portal, SCANS)
    forms = {form.id: form.name for form in view.forms}
    scans = record_scans(view.portal, view.registers)
    led = {
        scan.record: f"registers/{forms[scan.register]}/#{quote(scan.record, safe='')}"
        for scan in scans
        if scan.register in forms
    }
    return {kept.columns["record_no"]: led} if kept and led else {}
