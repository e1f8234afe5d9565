"""The published data package: every register as one CSV that stock tools can validate, without what is withheld.

Beside each stands the same as a workbook, for those who open it in Excel.
"""

import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from shoukong.form import Field, Form
from shoukong.pages.output import Output
from shoukong.pages.workbook import fits_workbook, write_workbook
from shoukong.portal import Portal
from shoukong.records.cells_in_bulk import column, quoted
from shoukong.records.datapackage import package_descriptor, withheld_fields
from shoukong.records.registers import Registers

NUMERIC = frozenset(("integer", "number"))


def data_files(portal: Portal, registers: Registers, *, publish_sensitive: bool = False) -> Iterator[Output]:
    """`datapackage.json`, and for every form `<table>.csv` and `<table>.xlsx`."""
    forms = sorted(portal.forms_by_name.values(), key=lambda f: f.name)
    descriptor = package_descriptor(portal.settings.title, forms, publish_sensitive=publish_sensitive)
    yield Output("data/datapackage.json", json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n")
    counts = registers.counts(form.name for form in forms)
    for form in forms:
        withheld = frozenset[str]() if publish_sensitive else withheld_fields(form)
        shown = [f for f in form.fields if f.name not in withheld]
        yield Output(f"data/{form.name}.csv", partial(_write_csv, registers, form, shown))
        if fits_workbook(counts[form.name]):
            yield Output(f"data/{form.name}.xlsx", partial(_write_workbook, registers, form, shown))


def _write_csv(registers: Registers, form: Form, shown: Sequence[Field], target: Path) -> None:
    names = ", ".join(column(f.name) for f in shown)
    query = f"SELECT {names} FROM {column(form.name)} ORDER BY rowid"
    # Empty cells are written empty, whatever the reader takes for them.
    options = "FORMAT csv, HEADER true, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NULLSTR ''"
    registers.connection.execute(f"COPY ({query}) TO {quoted(str(target))} ({options})")


def _write_workbook(registers: Registers, form: Form, shown: Sequence[Field], target: Path) -> None:
    """The records under the titles of their fields, yes and no in words, as the register's page shows them."""
    cells = ", ".join(_cell(field) for field in shown)
    rows = registers.rows(f"SELECT {cells} FROM {column(form.name)} ORDER BY rowid")
    numeric = frozenset(i for i, field in enumerate(shown) if field.type in NUMERIC)
    write_workbook(target, form.title, [f.title for f in shown], rows, numeric=numeric)


def _cell(field: Field) -> str:
    cell = column(field.name)
    words = f"CASE {cell} WHEN 'true' THEN '是' WHEN 'false' THEN '否' ELSE {cell} END"
    return f"coalesce({words if field.type == 'boolean' else cell}, '')"
