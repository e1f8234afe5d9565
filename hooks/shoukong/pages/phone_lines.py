"""Telephone numbers that a register keeps, each with whose it is and ready to be dialled."""

import re
from collections.abc import Mapping
from html import escape

from shoukong.pages.view import View
from shoukong.records.cells_in_bulk import column, quoted

MOST_PHONES = 12


def phone_line(view: View, table: str, fields: tuple[str, str], only: Mapping[str, str]) -> str:
    """Names and numbers of a register, of the records whose fields have certain values; empty where not shown."""
    form = view.portal.forms_by_name[table]
    shown = {field.name for field in view.shown_fields(form)}
    if not view.shows(form) or not {*fields, *only} <= shown:
        return ""
    name, phone = fields
    wanted = [f"coalesce({column(field)}, '') = {quoted(value)}" for field, value in only.items()]
    where = " AND ".join([f"coalesce({column(phone)}, '') <> ''", *wanted])
    query = f"SELECT {column(name)}, {column(phone)} FROM {view.registers.shown(form)} WHERE {where} ORDER BY rowid"
    found = [(str(called or ""), str(number)) for called, number in view.registers.rows(query)][:MOST_PHONES]
    return " · ".join(_line(called, number) for called, number in found)


def _line(called: str, number: str) -> str:
    dialled = re.sub(r"[^\d+]", "", number)
    return f'{escape(called)} <a href="tel:{dialled}">{escape(number)}</a>' if dialled else escape(f"{called} {number}")
