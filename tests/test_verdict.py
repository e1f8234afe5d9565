"""The fast verdict never clears a cell that Frictionless rejects, and the check agrees with stock Frictionless."""

import csv
import io
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import pytest
from conftest import BASE, TODAY, Folder
from hostile_csvs import tried
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shoukong.commands import package
from shoukong.finding import Finding, Place
from shoukong.forms.form import Field, Form, parse_form
from shoukong.records.cells_by_frictionless import CellAuthority
from shoukong.records.cells_in_bulk import matches, surely_right
from shoukong.records.datapackage import field_descriptor

FIELDS = {
    "integer": "type: integer, constraints: {minimum: -5, maximum: 2000}",
    "number": "type: number, constraints: {minimum: 0, maximum: 99.5}",
    "date": "type: date, constraints: {minimum: 2020-01-01}",
    "datetime": "type: datetime, constraints: {minimum: 2020-01-01T00:00:00}",
    "day": "type: date",
    "count": "type: integer",
    "time": "type: time",
    "year": "type: year, constraints: {minimum: 1900}",
    "boolean": "type: boolean",
    "month": "type: yearmonth, constraints: {minimum: 2020-01}",
    "anything": "type: any",
    "words": "type: string, constraints: {enum: [电话, 前台]}",
    "pattern": 'type: string, constraints: {pattern: "1[0-9]{2,3}"}',
    "length": "type: string, constraints: {required: true, minLength: 2, maxLength: 4}",
}


def sample_form() -> Form:
    """A form with a field of every kind."""
    listed = "\n".join(f"    - {{name: f_{name}, title: 栏, {rest}}}" for name, rest in FIELDS.items())
    text = f"""name: cells
id: QF-09
title: 试样
revision: A/0
effective_date: 2025-01-01
document: QM-01
clause: QM-01#1
retention: {{period: P1Y}}
number: "N-{{seq:3}}"
schema:
  primaryKey: cell_no
  fields:
    - {{name: cell_no, title: 编号, type: string}}
{listed}
    - {{name: form_revision, title: 表单版本, type: string}}
"""
    form, findings = parse_form(text, "forms/cells.yaml")
    assert findings == ()
    assert form is not None
    return form


FORM = sample_form()
AUTHORITY = CellAuthority(FORM)
AWKWARD = """0 -0 -5 -6 007 1.50 99.50 99.51 .5 5. 1e3 nan inf 1_0 1 true True 2026-01-05 2026-1-5 2026/1/5 2026-02-29
2024-02-29 2026-13-01 0000-01-01 N-001 2026-01-05T09:30:00 2026-01-05T24:00:00 2026-01-05T09:30:00Z 23:59:59 24:00:00
9:30 12345 0000 电话 前台 123 12 1234 é
2026-01 2026-13
infinity -infinity epoch 10000-01-01 +12 1234567890123456789 123456789012345678 2.0"""
CELLS = st.one_of(
    st.sampled_from([*AWKWARD.split(), "", " 1", "前台 ", "a\n", "e\u0301", "\uff11"]),
    st.text(max_size=8),
    st.integers(-9999, 9999).map(str),
    st.decimals(-999, 999, places=2).map(str),
    st.dates().map(str),
    st.datetimes().map(lambda moment: moment.isoformat(timespec="seconds")),
)


@settings(max_examples=600, deadline=None)
@given(cell=CELLS, name=st.sampled_from([f.name for f in FORM.fields]))
def test_a_cell_that_is_cleared_is_one_that_frictionless_accepts(cell: str, name: str) -> None:
    field = FORM.field(name)
    assert field is not None
    is_sure, is_matched = judged_by_sql(field, FORM, cell)
    faults = list(AUTHORITY.judge(field, cell, Place("x"), "N-001", is_matched=is_matched))
    if is_sure:
        assert faults == [], "the fast verdict cleared a cell that is wrong"
    elif name != "f_datetime" or not cell.endswith("Z"):  # Frictionless cannot compare times of different zones
        notes = stock_reader(field, FORM)(cell)[1]
        assert bool(faults) >= bool(notes), "a cell that Frictionless rejects went through"


# What many people write who take a pattern for a search, and what makes engines disagree or take for ever.
PIECES = st.sampled_from(["a", "b", "ab", "[ab]", "a+", "b*", "(a|b)", "(?:a|ab)", "a{1,2}", "^", "$", ".", "(a+)+"])
RULES = st.lists(st.lists(PIECES, min_size=1, max_size=3).map("".join), min_size=1, max_size=3).map("|".join)


@settings(max_examples=200, deadline=None)
@given(rule=RULES, flags=st.sampled_from(["", "(?i)"]), cell=st.text(alphabet="abAB", min_size=1, max_size=5))
@example(rule="1[0-9]{10}|0[0-9]{2,3}-[0-9]{7,8}", flags="", cell="13800000000转分机")
def test_a_pattern_holds_for_the_whole_cell_in_every_engine(rule: str, flags: str, cell: str) -> None:
    form = replace(FORM, fields=(pattern_field(flags + rule),))
    (field,) = form.fields
    is_sure, is_matched = judged_by_sql(field, form, cell)
    faults = list(CellAuthority(form).judge(field, cell, Place("x"), "N-001", is_matched=is_matched))
    stock = stock_reader(field, form)(cell)[1]
    wanted = re.fullmatch(f"(?:{rule})", cell, re.IGNORECASE if flags else 0) is not None
    assert [is_sure, not faults, not stock] == [wanted] * 3


def pattern_field(pattern: str) -> Field:
    """A text that must match a pattern."""
    field = FORM.field("f_pattern")
    assert field is not None
    return replace(field, constraints=replace(field.constraints, pattern=pattern))


def judged_by_sql(field: Field, form: Form, cell: str) -> tuple[bool, bool]:
    """Whether SQL is sure that a cell is right, and whether it matches the field's pattern."""
    query = f'SELECT {surely_right([field], form)} IS TRUE, {matches(field)} FROM (SELECT ? AS "{field.name}")'
    ((is_sure, is_matched),) = duckdb.execute(query, [cell]).fetchall()
    return is_sure, is_matched


def stock_reader(field: Field, form: Form) -> Callable[[str], tuple[Any, dict[str, str] | None]]:
    """How Frictionless reads a cell by the descriptor that is published."""
    schema = frictionless.Schema.from_descriptor({"fields": [field_descriptor(field, form)]})
    return schema.fields[0].create_cell_reader()


RIGHT = {
    "cell_no": "N-001",
    "f_integer": "12",
    "f_number": "1.5",
    "f_date": "2026-01-05",
    "f_day": "2026-01-05",
    "f_count": "12",
    "f_datetime": "2026-01-05T09:30:00",
    "f_time": "09:30:00",
    "f_year": "2026",
    "f_boolean": "true",
    "f_month": "2026-01",
    "f_anything": "x",
    "f_words": "电话",
    "f_pattern": "123",
    "f_length": "前台",
    "form_revision": "A/0",
}


def test_a_row_of_right_cells_is_cleared() -> None:
    assert is_cleared(RIGHT)
    assert is_cleared({**dict.fromkeys(RIGHT, ""), "cell_no": "N-001", "f_length": "前台", "form_revision": "A/0"})


@settings(max_examples=600, deadline=None)
@given(cell=CELLS, name=st.sampled_from(list(RIGHT)))
def test_a_row_that_is_cleared_holds_no_cell_that_is_wrong(cell: str, name: str) -> None:
    cells = RIGHT | {name: cell}
    faults = [fault for field in FORM.fields for fault in faults_of(field, cells[field.name])]
    assert not (faults and is_cleared(cells))


def faults_of(field: Field, cell: str) -> list[Finding]:
    """What is wrong with a cell, by SQL's word on its pattern and Frictionless's on the rest."""
    _, is_matched = judged_by_sql(field, FORM, cell)
    return list(AUTHORITY.judge(field, cell, Place("x"), "N-001", is_matched=is_matched))


def is_cleared(cells: dict[str, str]) -> bool:
    """Whether SQL is sure of every cell of a row."""
    condition, columns = surely_right(FORM.fields, FORM), ", ".join(f'? AS "{name}"' for name in cells)
    (row,) = duckdb.execute(f"SELECT {condition} FROM (SELECT {columns})", list(cells.values())).fetchall()
    return row[0] is True


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["O-2026-002", "O-2026-003", "O-25-1", ""]),
        st.sampled_from(["2026-03-05", "2026-13-01", ""]),
        st.sampled_from(["P-01", "P-02", "P-77"]),
        st.sampled_from(["电话", "传真", ""]),
        st.sampled_from(["疏通", "疏", "疏\n通", 'a"b', "x" * 41]),
        st.sampled_from(["", "0", "5000", "5000.01", "-1"]),
        st.sampled_from(["", "1", "0", "1.5"]),
        st.sampled_from(["", "true", "yes"]),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=25, deadline=None)
@given(rows=ROWS)
def test_stock_frictionless_agrees_on_the_data_package(
    rows: list[tuple[str, ...]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    root = tmp_path_factory.mktemp("agree")
    folder = _portal(root / "portal")
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_header(folder))
    writer.writerows((*row, "", "", "", "", "A/0") for row in rows)
    folder.write("records/orders/2026.csv", text.getvalue())
    ours = not folder.findings()
    assert package.run(folder.root, root / "package", TODAY, TODAY, "zh") == 0
    descriptor = root / "package" / "data" / "datapackage.json"
    report = frictionless.Package(str(descriptor)).validate()
    assert report.valid == ours, report.flatten(["type", "note"])


def test_stock_frictionless_refuses_no_file_that_the_check_lets_through() -> None:
    assert [each.data for each in tried(60, seed=12) if each.is_let_through] == []


def _portal(root: Path) -> Folder:
    shutil.copytree(BASE, root)
    folder = Folder(root)
    folder.replace("records/orders/2025.csv", ",O-2025-001,", ",,")
    return folder


def _header(folder: Folder) -> list[str]:
    return (folder.root / "records/orders/2025.csv").read_text("utf-8").split("\n", 1)[0].split(",")
