"""A form as a workbook: what it offers to fill in comes back as records, with every digit."""

import datetime
from pathlib import Path

import openpyxl
import pytest
from conftest import PROJECT, TODAY, Folder
from test_import import PART, errors, take

from shoukong.commands import template
from shoukong.commands.form_file import Wish
from shoukong.commands.hindrance import outcome
from shoukong.entries.choices import choices_of
from shoukong.evaluation import evaluate
from shoukong.portal import load_portal

HEADER = 4


def run(folder: Folder, form: str, target: Path) -> int:
    """The exit code of writing the workbook of a form."""
    return outcome(lambda: template.run(Wish(folder.root, form, target, TODAY, "zh")), "zh")


def written(folder: Folder, target: Path, form: str = "orders") -> openpyxl.Workbook:
    """The workbook of a form, as another library reads it."""
    assert run(folder, form, target) == 0
    return openpyxl.load_workbook(target)


def fill(book: openpyxl.Workbook, **cells: object) -> None:
    """Fill in the first row, by the titles of the columns."""
    sheet = book.worksheets[0]
    columns = {str(cell.value).rstrip(" *"): cell.column for cell in sheet[HEADER]}
    for title, value in cells.items():
        sheet.cell(HEADER + 1, columns[title], value).data_type = "s" if isinstance(value, str) else "n"


def test_what_is_filled_in_becomes_records(folder: Folder, tmp_path: Path) -> None:
    book = written(folder, tmp_path / "t.xlsx")
    fill(book, 经办人="P-01 甲", 渠道="电话", 内容说明="=换锁", 金额=1280.5, 加急="是")
    book.worksheets[0]["B5"] = datetime.date(2026, 11, 2)
    book.save(tmp_path / "t.xlsx")
    assert take(folder, tmp_path / "t.xlsx") == 0
    text = (folder.root / PART).read_text("utf-8")
    assert text.endswith("O-2026-003,2026-11-02,P-01,电话,=换锁,1280.5,,true,,,,,A/0\n")
    assert errors(folder) == []


def test_an_empty_one_holds_no_row(folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written(folder, tmp_path / "t.xlsx")
    assert take(folder, tmp_path / "t.xlsx") == 0
    assert "没有要写入的行" in capsys.readouterr().out


def test_lists_formats_and_marks_follow_the_form(folder: Folder, tmp_path: Path) -> None:
    folder.replace(
        "forms/orders.yaml",
        "{name: due_on, title: 应完成日期, type: date, future: true}",
        "{name: due_on, title: 应完成日期, type: date, future: true, required_when: {urgent: true}}",
    )
    sheet = written(folder, tmp_path / "t.xlsx").worksheets[0]
    lists = {str(each.sqref).split(":")[0]: each.formula1 for each in sheet.data_validations.dataValidation}
    assert lists["D5"] == '"电话,前台"'
    assert lists["C5"] == '"P-01 甲,P-02 乙"'
    assert lists["H5"] == '"是,否"'
    assert [sheet[f"{column}5"].number_format for column in "ABF"] == ["@", "yyyy-mm-dd", "General"]
    assert sheet.protection.sheet
    assert [sheet[place].protection.locked for place in ("B4", "B5")] == [True, False]
    formulas = [rule.formula[0] for each in sheet.conditional_formatting for rule in each.rules]
    assert any('$H5="是"' in formula and 'I5=""' in formula for formula in formulas)
    assert "QF-02" in str(sheet["A2"].value)
    assert "A/0" in str(sheet["A2"].value)


def test_long_lists_stand_out_of_sight(folder: Folder, tmp_path: Path) -> None:
    rows = "".join(f"P-{i:03},人 {i},,,A/0\n" for i in range(100, 400))
    people = folder.root / "records/people/people.csv"
    people.write_text(people.read_text("utf-8") + rows, "utf-8")
    book = written(folder, tmp_path / "t.xlsx")
    lists = {
        str(each.sqref).split(":")[0]: each.formula1 for each in book.worksheets[0].data_validations.dataValidation
    }
    assert lists["C5"] == "'选项'!$A$1:$A$302"
    assert book["选项"].sheet_state == "hidden"
    assert book["选项"]["A302"].value == "P-399 人 399"


def test_who_has_left_is_not_offered() -> None:
    with evaluate(load_portal(PROJECT, TODAY)) as evaluation:
        portal, registers = evaluation.portal, evaluation.registers
        staff = portal.forms_by_name["staff"]
        everyone = {choice.number for choice in choices_of(portal, registers, staff, 1000)}
        registers.connection.execute("UPDATE staff SET left_on = '2026-11-22' WHERE staff_no = 'YG-014'")
        registers.connection.execute("UPDATE staff SET left_on = '2026-11-23' WHERE staff_no = 'YG-022'")
        assert everyone - {choice.number for choice in choices_of(portal, registers, staff, 1000)} == {"YG-014"}


def test_a_file_that_is_there_is_not_overwritten(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "QF-02_A-0.xlsx").write_text("x", "utf-8")
    assert run(folder, "QF-02", tmp_path) == 1
    assert "没有覆盖" in capsys.readouterr().err
    assert run(folder, "无", tmp_path) == 1


@pytest.mark.parametrize("name", ["orders", "qf-02", "接单登记表", "Orders Received"])
def test_a_form_is_meant_by_its_table_number_or_title(folder: Folder, tmp_path: Path, name: str) -> None:
    if name.isascii():
        folder.replace("forms/orders.yaml", "title: 接单登记表", "title: Orders received")
    written(folder, tmp_path / "t.xlsx", name)


def test_a_workbook_is_made_anew_when_what_may_be_chosen_changes(folder: Folder, tmp_path: Path) -> None:
    written(folder, tmp_path / "a.xlsx")
    folder.replace("records/people/people.csv", "P-02,乙", "P-02,丙")
    assert "P-02 丙" in str(written(folder, tmp_path / "b.xlsx").worksheets[0].data_validations.dataValidation)
    folder.replace("docs/documents/QM-01.md", "前台", "窗口")
    assert "窗口" in str(written(folder, tmp_path / "c.xlsx").worksheets[0].data_validations.dataValidation)


@pytest.mark.usefixtures("no_cache")
def test_it_is_the_same_to_the_byte(folder: Folder, tmp_path: Path) -> None:
    written(folder, tmp_path / "a.xlsx")
    written(folder, tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
