"""The next number of a register that holds some already, through the door that verbs and entries use."""

import datetime
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from pathlib import Path

import duckdb
from conftest import PROJECT, TODAY

from shoukong.forms.form import Form
from shoukong.portal import load_portal
from shoukong.records.next_numbers import NextNumbers
from shoukong.records.registers import Registers
from shoukong.text.number_pattern import NumberPattern


def next_after(pattern: NumberPattern, numbers: Iterable[str], day: datetime.date) -> str | None:
    """What follows on a day where a register holds these numbers; None where nothing follows."""
    form = replace(_any_form(), number=pattern)
    with duckdb.connect() as connection, ExitStack() as at_end:
        connection.execute(f'CREATE TABLE "{form.name}" ("{form.primary_key}" VARCHAR)')
        for number in numbers:
            connection.execute(f'INSERT INTO "{form.name}" VALUES (?)', [number])
        return NextNumbers(Registers(connection, Path(), at_end), form).next(day)


@cache
def _any_form() -> Form:
    return load_portal(PROJECT, TODAY).forms[0]
