"""Where a register leads: the cells that name a rule or a record that broke it; reports and corrections to fill in."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from shoukong.control.correction import corrected_form
from shoukong.forms.form import Form
from shoukong.pages.pieces import record_address
from shoukong.pages.record_papers import leads_of_papers
from shoukong.pages.view import View
from shoukong.records.cells_in_bulk import column
from shoukong.records.core_afterlife import CORRECTIONS, SCANS
from shoukong.records.core_declaration import NONCONFORMITIES
from shoukong.records.core_people import STAFF
from shoukong.records.core_registers import core_form, usable_register

MOST_LED = 2000  # records of a register whose cells are told where they lead


def leads_of(view: View, form: Form) -> Mapping[str, Mapping[str, str]]:
    """The addresses from the site's base, by field and by what is written there; none for other registers."""
    if view.counts[form.name] > MOST_LED or not view.shows(form):
        return {}
    if form is core_form(view.portal, CORRECTIONS):
        return _leads_of_corrections(view)
    if form is core_form(view.portal, SCANS):
        return leads_of_papers(view)
    kept = usable_register(view.portal, NONCONFORMITIES)
    if kept is None or kept.form.name != form.name:
        return {}
    pages = {each.id: f"rules/{each.id}/" for each in view.executable.rules}
    pages |= {each.id: f"duties/{each.id}/" for each in view.executable.duties}
    rule, record = kept.columns["rule"], kept.columns["breach_record"]
    led: dict[str, dict[str, str]] = {rule: {}, record: {}}
    query = f"SELECT {column(rule)}, {column(record)} FROM {column(form.name)} ORDER BY rowid"
    for broken, number in view.registers.rows(query):
        if broken in pages:
            led[rule][broken] = pages[broken]
        address = record_address(view, number) if number else None
        if address:
            led[record][number] = address
    return led


def titles_of(view: View, form: Form) -> Mapping[str, Mapping[str, str]]:
    """What the rules are called that the reports of breaches are on, by field and number; none for other registers."""
    kept = usable_register(view.portal, NONCONFORMITIES)
    if kept is None or kept.form.name != form.name or not view.shows(form):
        return {}
    titles = {each.id: each.title for each in (*view.executable.rules, *view.executable.duties)}
    field = kept.columns["rule"]
    query = f"SELECT DISTINCT {column(field)} FROM {column(form.name)} ORDER BY 1"
    return {field: {rule: titles[rule] for (rule,) in view.registers.rows(query) if rule in titles}}


def _leads_of_corrections(view: View) -> Mapping[str, Mapping[str, str]]:
    """Where the records are shown that were corrected."""
    kept = usable_register(view.portal, CORRECTIONS)
    led: dict[str, str] = {}
    for each in view.control.corrections:
        form = corrected_form(view.portal, each)
        if form is not None:
            led[each.record] = f"registers/{form.name}/#{quote(each.record, safe='')}"
    return {kept.columns["record_no"]: led} if kept and led else {}


def is_origin(view: View, target: Form) -> bool:
    """Whether a record comes from those of a form that it refers to; it does not come from people or scopes."""
    people, scopes = core_form(view.portal, STAFF), {axis.register for axis in view.portal.settings.scopes}
    return target is not people and target.name not in scopes


def correction_page(view: View, form: Form) -> str | None:
    """Where a correction of a form's record is filled in, its number still to be added; None where there are none."""
    kept = usable_register(view.portal, CORRECTIONS)
    if kept is None or kept.form.name == form.name:
        return None
    return f"fill/{kept.form.name}/?{urlencode({kept.columns['register']: form.id, kept.columns['record_no']: ''})}"


def report_page(view: View, rule: str, record: str) -> str | None:
    """Where a report on a breach is filled in, both told already; None where the firm keeps no such reports."""
    kept = usable_register(view.portal, NONCONFORMITIES)
    if kept is None:
        return None
    told = urlencode({kept.columns["rule"]: rule, kept.columns["breach_record"]: record})
    return f"fill/{kept.form.name}/?{told}"
