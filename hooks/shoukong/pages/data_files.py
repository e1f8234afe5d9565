"""The published data package: every register as one CSV that stock tools can validate, without what is withheld."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import xlsxwriter

from shoukong.audience import THE_STAFF, Audience, Readers
from shoukong.disclosure import withheld_from
from shoukong.entries.template_book import Template, all_choices, template_name
from shoukong.files.user_cache import keep, kept
from shoukong.forms.form import Field, Form
from shoukong.language import Speech
from shoukong.pages.output import Output
from shoukong.pages.view import View
from shoukong.pages.workbook import fits_workbook, write_workbook
from shoukong.portal import Portal
from shoukong.records.cells_in_bulk import column, quoted
from shoukong.records.datapackage import package_descriptor
from shoukong.records.registers import Registers

NUMERIC = frozenset(("integer", "number"))
_WORKBOOKS = "workbooks"


def data_files(portal: Portal, registers: Registers, readers: Readers = THE_STAFF) -> Iterator[Output]:
    """`datapackage.json` and `<table>.csv` for every form, with what some readers may see."""
    forms = sorted(portal.forms_by_name.values(), key=lambda f: f.name)
    withheld = partial(withheld_from, readers=readers)
    descriptor = package_descriptor(portal.settings.title, forms, withheld)
    yield Output("data/datapackage.json", json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n")
    for form in forms:
        source = column(form.name) if readers.audience is Audience.KEEPER else registers.shown(form)
        yield Output(f"data/{form.name}.csv", partial(_write_csv, registers, form, source, withheld(form)))


def workbook_files(view: View) -> Iterator[Output]:
    """The same, `<table>.xlsx`, for those who open it in Excel; none of a register longer than people can use."""
    for form in view.forms:
        if fits_workbook(view.counts[form.name]):
            yield Output(f"data/{form.name}.xlsx", partial(_write_workbook, view, form))


def template_files(view: View) -> Iterator[Output]:
    """The workbooks of each form to fill in, beside its page: as it is in force, and as it comes into force."""
    coming = (each for form in view.forms_in_force for _, each in view.forms_to_come(form))
    forms = [*view.forms_in_force, *coming]
    choices = all_choices(view.portal, view.registers, forms)
    for form in forms:
        template = Template(view.portal, form, choices, view.say)
        yield Output(f"forms/{form.name}/{template_name(form)}", template.content())


def _write_csv(registers: Registers, form: Form, source: str, withheld: frozenset[str], target: Path) -> None:
    names = ", ".join(column(f.name) for f in form.fields if f.name not in withheld)
    query = f"SELECT {names} FROM {source} ORDER BY rowid"
    # Empty cells are written empty, whatever the reader takes for them.
    options = "FORMAT csv, HEADER true, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NULLSTR ''"
    registers.connection.execute(f"COPY ({query}) TO {quoted(str(target))} ({options})")


def _write_workbook(view: View, form: Form, target: Path) -> None:
    """The records under the titles of their fields, yes and no in words, as the register's page shows them."""
    shown = view.shown_fields(form)
    heading = [(f.name, f.title, f.type) for f in shown]
    source = view.registers.shown(form)
    told = (form.name, source, form.title, json.dumps(heading), view.say.language, *view.registers.fingerprint(form))
    made_from = (*told, *map(str, (view.shows(form), len(withheld_from(form, view.readers)))), xlsxwriter.__version__)
    before = kept(_WORKBOOKS, made_from)
    if before is not None:
        target.write_bytes(before)
        return
    cells = ", ".join(_cell(field, view.say) for field in shown)
    rows = view.registers.rows(f"SELECT {cells} FROM {source} ORDER BY rowid")
    numeric = frozenset(i for i, field in enumerate(shown) if field.type in NUMERIC)
    write_workbook(target, form.title, [f.title for f in shown], rows, numeric=numeric, say=view.say)
    keep(_WORKBOOKS, made_from, target.read_bytes())


def _cell(field: Field, say: Speech) -> str:
    cell = column(field.name)
    yes, no = quoted(say("是")), quoted(say("否"))
    words = f"CASE {cell} WHEN 'true' THEN {yes} WHEN 'false' THEN {no} ELSE {cell} END"
    return f"coalesce({words if field.type == 'boolean' else cell}, '')"
