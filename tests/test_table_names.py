"""A table may have any name that queries do not need for something else, and no name ends the check."""

import re
from pathlib import Path

import duckdb
import pytest
from conftest import BASE, TODAY, Folder, copy_of

from shoukong.evaluation import evaluate
from shoukong.executable.query_tables import write_tables
from shoukong.forms.table_names import BESIDE_REGISTERS, CALENDAR, FIGURES, INDEX, ITEMS, PERIODS, unusable_names
from shoukong.portal import load_portal

KEYWORDS = sorted(row[0] for row in duckdb.connect().execute("SELECT keyword_name FROM duckdb_keywords()").fetchall())
OTHERS = ("information_schema", "main", "typed", "temp", "duckdb_tables", "sqlite_master", "workdays", "figure", "订单")
FORM = """name: "{name}"
id: QF-09
title: 试用表
revision: A/0
effective_date: 2025-01-01
document: QM-02
clause: QM-02#1
retention: {{period: P3Y}}
number: "T-{{seq:2}}"
schema:
  primaryKey: "{key}"
  fields:
    - {{name: "{key}", title: 编号, type: string, constraints: {{required: true}}}}
    - {{name: form_revision, title: 表单版本, type: string, constraints: {{required: true}}}}
"""


def add_form(folder: Folder, name: str, key: str = "rec_no") -> None:
    """A form of a name with one record."""
    folder.write(f"forms/{name}.yaml", FORM.format(name=name, key=key))
    folder.write(f"records/{Path(name).name}/2026.csv", f"{key},form_revision\nT-01,A/0\n")


def ask(folder: Folder, number: str, sql: str) -> None:
    """Let a rule ask something."""
    path = folder.root / "docs/documents/QM-01.md"
    folder.write(str(path), path.read_text("utf-8") + f"\n```rule\nid: {number}\ntitle: 试问\nsql: {sql}\n```\n")


def codes(folder: Folder) -> list[tuple[str, str]]:
    """Each finding's code and file."""
    return [(item.code, item.place.path) for item in folder.findings()]


def test_a_table_and_its_columns_may_be_named_by_any_word_of_the_query_language(folder: Folder) -> None:
    names = [name for name in (*KEYWORDS, *OTHERS) if name not in {*BESIDE_REGISTERS, INDEX}]
    for i, name in enumerate(names):
        key = name if re.fullmatch("[a-z][a-z0-9_]*", name) else "rec_no"
        add_form(folder, name, key)
        folder.replace(f"forms/{name}.yaml", "QF-09", f"QF-{i + 100}")
    for i in range(0, len(names), 40):
        asked = (f'SELECT form_revision AS record FROM "{name}" WHERE false' for name in names[i : i + 40])
        ask(folder, f"R-{i}", f"'{' UNION ALL '.join(asked)}'")
    folder.write("portal.yaml", "title: 门户\norganization: 单位\n")
    assert codes(folder) == []


@pytest.mark.parametrize("name", sorted({*BESIDE_REGISTERS, "Calendar", "DUTIES", "index"}))
def test_a_name_that_queries_or_the_site_need_is_told_once_at_the_form(folder: Folder, name: str) -> None:
    add_form(folder, name)
    ask(folder, "R-DAYS", "SELECT '' AS record FROM calendar, periods, figures, figure_items WHERE false")
    assert codes(folder) == [("form-name-taken", f"forms/{name}.yaml")]


@pytest.mark.parametrize(("name", "told"), [("Orders", "Orders"), ("ORDERS", "ORDERS"), ("sub/orders", "sub/orders")])
def test_of_forms_that_share_a_name_the_one_in_small_letters_keeps_it(folder: Folder, name: str, told: str) -> None:
    folder.write(f"forms/{name}.yaml", FORM.format(name=Path(name).name, key="rec_no"))
    ask(folder, "R-ORDERS", "SELECT order_no AS record FROM orders WHERE amount < 0")
    assert codes(folder) == [("form-name-twice", f"forms/{told}.yaml")]


def test_a_table_in_capitals_can_be_asked(folder: Folder) -> None:
    add_form(folder, "Visits")
    ask(folder, "R-VISITS", "SELECT rec_no AS record FROM Visits WHERE false")
    assert codes(folder) == []


@pytest.mark.parametrize("name", ["a-b", "1st", "登记 册"])
def test_a_table_that_is_named_otherwise_can_be_asked_in_quotes(folder: Folder, name: str) -> None:
    add_form(folder, name)
    ask(folder, "R-OTHER", f'SELECT rec_no AS record FROM "{name}" WHERE false')
    assert codes(folder) == []


def test_the_names_kept_from_forms_are_those_of_the_tables_that_queries_find(tmp_path: Path) -> None:
    folder, file = copy_of(BASE, tmp_path), tmp_path / "typed.db"
    with evaluate(load_portal(folder.root, TODAY)) as evaluation:
        write_tables(evaluation.control, [], file)
    with duckdb.connect(str(file)) as connection:
        tables = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    assert tables == {CALENDAR, PERIODS, FIGURES, ITEMS}
    assert tables < BESIDE_REGISTERS


def test_forms_of_different_names_are_all_usable(folder: Folder) -> None:
    assert list(unusable_names(load_portal(folder.root, TODAY).forms)) == []
