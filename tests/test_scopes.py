"""The axes by which a firm splits duties, breaches and readings: none, one or several, as it declares them."""

import pytest
from conftest import PROJECTS_FORM, TODAY, Folder

from shoukong.commands import acknowledge
from shoukong.evaluation import Evaluation, evaluate
from shoukong.messages.catalogue import fix_of
from shoukong.pages.duty_pages import duty_pages
from shoukong.pages.reading_pages import reading_pages
from shoukong.pages.view import View
from shoukong.portal import load_portal
from shoukong.records.database import connect
from shoukong.text.sql_words import RESERVED

AXES = "scopes: [{name: branch, title: 分公司, register: branches}, {name: line, title: 产品线, register: lines}]\n"
END = "  satisfies: [T-04]\n"
DUTY = """
  ```duty
  id: D-{axis}
  title: 清点{axis}
  repeat: FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=31
  per: {axis}
  evidence: SELECT order_no AS record, received_on AS done_on, '{code}' AS {axis} FROM orders
  ```
"""


def declare(folder: Folder) -> None:
    """Let the firm have two axes, with two members each."""
    folder.write("portal.yaml", (folder.root / "portal.yaml").read_text("utf-8") + AXES)
    for i, (table, axis, codes) in enumerate((("branches", "branch", "NS"), ("lines", "line", "XY"))):
        form = PROJECTS_FORM.replace("projects", table).replace("project", axis).replace("QF-90", f"QF-9{i}")
        folder.write(f"forms/{table}.yaml", form)
        folder.write(f"records/{table}/all.csv", f"{axis},form_revision\n" + "".join(f"{code},A/0\n" for code in codes))


def duties(folder: Folder) -> None:
    """A duty by each axis."""
    blocks = DUTY.format(axis="branch", code="N") + DUTY.format(axis="line", code="X")
    folder.replace("docs/documents/QM-01.md", END, END + blocks)


def owed(evaluation: Evaluation) -> dict[str, set[str]]:
    """Who owes each duty."""
    return {r.duty.id: {o.scope.code for o in r.occurrences} for r in evaluation.executable.duty_results}


def test_each_duty_is_split_by_its_own_axis(folder: Folder) -> None:
    declare(folder)
    duties(folder)
    with evaluate(load_portal(folder.root, TODAY)) as evaluation:
        assert owed(evaluation) == {"D-branch": {"N", "S"}, "D-line": {"X", "Y"}}
        table = "SELECT DISTINCT duty, branch, line FROM duties ORDER BY ALL"
        answer = evaluation.executable.queries.run(table, {})
        pages = {o.path: o.content for o in duty_pages(View(evaluation))}
    assert [tuple(row) for row in answer.rows] == [
        ("D-branch", "N", ""),
        ("D-branch", "S", ""),
        ("D-line", "", "X"),
        ("D-line", "", "Y"),
    ]
    assert "<th>分公司/产品线</th>" in str(pages["duties/index.md"])
    assert "每个分公司各办一次：N、S" in str(pages["duties/D-branch.md"])
    feeds = {path.rpartition("/")[2] for path in pages if path.endswith(".ics")}
    assert {"branch-N.ics", "branch-S.ics", "line-X.ics", "line-Y.ics"} <= feeds


def test_the_register_that_was_meant_is_named_first(folder: Folder) -> None:
    declare(folder)
    folder.replace("portal.yaml", "register: branches", "register: branchs")
    found = [item for item in folder.findings() if item.code == "scope-register"]
    assert [fix_of(item, "zh").partition("：")[2].partition("、")[0] for item in found] == ["branches"]
    assert "、" not in fix_of(found[0], "en")


@pytest.mark.parametrize("column", ["name", "title", "branch_name"])
def test_a_member_goes_by_the_name_that_its_register_gives_it(folder: Folder, column: str) -> None:
    declare(folder)
    duties(folder)
    field = f"    - {{name: {column}, title: 名称, type: string}}\n"
    folder.replace("forms/branches.yaml", "    - {name: form_revision", f"{field}    - {{name: form_revision")
    records = f"branch,{column},form_revision\nN,北店,A/0\nS,,A/0\n"
    folder.write("records/branches/all.csv", records)
    with evaluate(load_portal(folder.root, TODAY)) as evaluation:
        pages = {o.path: o.content for o in duty_pages(View(evaluation))}
    assert "每个分公司各办一次：北店、S" in str(pages["duties/D-branch.md"])


def test_breaches_recur_within_the_same_members_of_all_axes(folder: Folder) -> None:
    declare(folder)
    sql = "SELECT order_no AS record, 'N' AS branch, 'Y' AS line FROM orders LIMIT 1"
    block = f"\n  ```rule\n  id: R-1\n  title: 没有人接\n  sql: {sql}\n  ```\n"
    folder.replace("docs/documents/QM-01.md", END, END + block)
    with evaluate(load_portal(folder.root, TODAY)) as evaluation:
        (breach,) = evaluation.executable.rule_results[0].breaches
    assert breach.scope == "N/Y"


def with_people(folder: Folder) -> None:
    """Let people belong to a branch and a line."""
    declare(folder)
    for path, old, new in (
        ("forms/staff.yaml", "{name: project, title: ", "{name: branch, title: "),
        ("records/staff/all.csv", ",project,", ",branch,"),
    ):
        folder.replace(path, old, new)
    rows = (folder.root / "records/staff/all.csv").read_text("utf-8").splitlines()
    header, *people = (row.split(",") for row in rows)
    place = header.index("branch")
    text = "\n".join(",".join([*p[:place], "N", *p[place + 1 :]]) for p in people)
    folder.write("records/staff/all.csv", f"{','.join(header)}\n{text}\n")


def test_readings_are_told_by_the_axes_that_the_staff_register_has(controlled: Folder) -> None:
    with_people(controlled)
    with evaluate(load_portal(controlled.root, TODAY)) as evaluation:
        people = evaluation.control.staff.values()
        assert {person.place_on(TODAY) for person in people} == {"N"}
        page = next(o for o in reading_pages(View(evaluation)) if o.path == "reading/index.md")
        assert {"N", "branch"} & evaluation.control.reader_words == {"N"}
    assert "\n### N\n" in str(page.content)


def test_without_axes_readings_are_one_list(controlled: Folder) -> None:
    with evaluate(load_portal(controlled.root, TODAY)) as evaluation:
        pages = {o.path: str(o.content) for o in reading_pages(View(evaluation))}
    assert "###" not in pages["reading/index.md"]
    assert not any(word in text for text in pages.values() for word in ("公司机关", "项目"))


@pytest.mark.parametrize("header", ["subject,revision,own_staff_no,own_read_on", "文件编号,版本,签收人,签收日期"])
def test_a_signed_sheet_is_taken_under_the_firm_s_names(header: str, controlled: Folder) -> None:
    register = "document_acknowledgements"
    mapping = "registers: {document_acknowledgements: {columns: {staff_no: own_staff_no, read_on: own_read_on}}}\n"
    controlled.write("portal.yaml", (controlled.root / "portal.yaml").read_text("utf-8") + mapping)
    for path in (f"forms/{register}.yaml", f"records/{register}/all.csv"):
        text = (controlled.root / path).read_text("utf-8")
        for name in ("staff_no", "read_on"):
            old = f"{{name: {name}," if path.startswith("forms") else name
            text = text.replace(old, old.replace(name, f"own_{name}")).replace(
                f"fields: {name},", f"fields: own_{name},"
            )
        controlled.write(path, text)
    sheet = controlled.root / "sheet.csv"
    sheet.write_text(f"{header}\nQI-01,A/0,YG-02,2026-11-20\n", "utf-8")
    assert acknowledge.run(controlled.root, sheet, TODAY, "zh") == 0
    rows = "".join(p.read_text("utf-8") for p in (controlled.root / f"records/{register}").glob("*.csv"))
    assert "QI-01,A/0,YG-02,2026-11-20" in rows


@pytest.mark.parametrize("name", ["order", "is", "left", "rowid"])
def test_a_word_that_queries_cannot_use_is_no_scope(name: str, controlled: Folder) -> None:
    said = f"scopes: [{{name: {name}, title: 甲, register: staff}}]\n"
    controlled.write("portal.yaml", (controlled.root / "portal.yaml").read_text("utf-8") + said)
    assert [(item.code, item.place.path) for item in controlled.findings()] == [("scope-taken", "portal.yaml")]


def test_every_word_that_duckdb_reserves_is_known() -> None:
    kinds = "('reserved', 'type_function')"
    asked = f"SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category IN {kinds}"
    assert {word for (word,) in connect().execute(asked).fetchall()} <= RESERVED
