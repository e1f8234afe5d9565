"""The published data package: every register as one CSV that stock tools can validate, without what is withheld."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from shoukong.form import Form
from shoukong.pages.output import Output
from shoukong.portal import Portal
from shoukong.records.cells_in_bulk import column, quoted
from shoukong.records.datapackage import package_descriptor, withheld_fields
from shoukong.records.registers import Registers


def data_files(portal: Portal, registers: Registers, *, publish_sensitive: bool = False) -> Iterator[Output]:
    """`datapackage.json` and `<table>.csv` for every form."""
    forms = sorted(portal.forms_by_name.values(), key=lambda f: f.name)
    descriptor = package_descriptor(portal.settings.title, forms, publish_sensitive=publish_sensitive)
    yield Output("data/datapackage.json", json.dumps(descriptor, ensure_ascii=False, indent=1) + "\n")
    for form in forms:
        withheld = frozenset[str]() if publish_sensitive else withheld_fields(form)
        yield Output(f"data/{form.name}.csv", partial(_write_csv, registers, form, withheld))


def _write_csv(registers: Registers, form: Form, withheld: frozenset[str], target: Path) -> None:
    names = ", ".join(column(f.name) for f in form.fields if f.name not in withheld)
    query = f"SELECT {names} FROM {column(form.name)} ORDER BY rowid"
    # Empty cells are written empty, whatever the reader takes for them.
    options = "FORMAT csv, HEADER true, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NULLSTR ''"
    registers.connection.execute(f"COPY ({query}) TO {quoted(str(target))} ({options})")
