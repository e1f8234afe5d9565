"""Rows from workbooks and CSV files: read as they are meant, written all or none, and only once."""

import datetime
import itertools
import os
import random
import re
import shutil
import struct
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from binary_sheet import write_binary
from conftest import PROJECT, TODAY, Folder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from shoukong.commands import import_files
from shoukong.commands.hindrance import outcome
from shoukong.finding import Severity
from shoukong.messages.catalogue import severity_of

PART = "records/orders/2026.csv"
TITLES = ("接单日期", "经办人", "渠道", "内容说明", "金额", "件数", "加急")
ROW = ("2026/11/2", "甲", "电话", "换锁", "1,280.50", "１", "是")
WRITTEN = "O-2026-003,2026-11-02,P-01,电话,换锁,1280.50,1,true,,,,,A/0\n"


def take(folder: Folder, *files: Path, **wish: Any) -> int:
    """The exit code of an import of some files."""
    asked = import_files.Wish(folder.root, files, wish.pop("form", None), TODAY, wish.pop("lang", "zh"), **wish)
    return outcome(lambda: import_files.run(asked), asked.language)


def as_csv(path: Path, *rows: tuple[Any, ...], sign: str = ",", encoding: str = "utf-8") -> Path:
    """A CSV as a program saves it."""
    quoted = [[f'"{cell}"' if sign in str(cell) else str(cell) for cell in row] for row in rows]
    path.write_bytes("".join(sign.join(row) + "\r\n" for row in quoted).encode(encoding))
    return path


def as_workbook(path: Path, *rows: tuple[Any, ...]) -> Path:
    """A workbook as another library writes it."""
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def errors(folder: Folder) -> list[str]:
    """The codes of the errors that the check finds."""
    return [item.code for item in folder.findings() if severity_of(item) is Severity.ERROR]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_csv_is_read_in_any_encoding_and_with_any_sign(
    folder: Folder, tmp_path: Path, encoding: str, sign: str
) -> None:
    assert take(folder, as_csv(tmp_path / "单.csv", TITLES, ROW, sign=sign, encoding=encoding)) == 0
    assert (folder.root / PART).read_text("utf-8").endswith(WRITTEN)
    assert errors(folder) == []


def test_titles_above_and_names_below_the_header_are_no_rows(folder: Folder, tmp_path: Path) -> None:
    names = ("received_on", "person", "channel", "content", "amount", "pieces", "urgent")
    rows = (("接单登记表",), (), ("制表：乙", "", "2026-11"), TITLES, names, ROW, (), TITLES)
    assert take(folder, as_csv(tmp_path / "a.csv", *rows)) == 0
    assert (folder.root / PART).read_text("utf-8").endswith(WRITTEN)


@pytest.mark.parametrize("told", ["{}（必填）", "{} *", "※{}", "{}\n说明"])
def test_a_header_may_carry_marks_notes_and_spaces(folder: Folder, tmp_path: Path, told: str) -> None:
    titles = tuple(told.format(" ".join(title)) for title in TITLES)
    assert take(folder, as_workbook(tmp_path / "a.xlsx", titles, ROW)) == 0
    assert (folder.root / PART).read_text("utf-8").endswith(WRITTEN)


def test_what_a_workbook_hides_is_told(folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, book = tmp_path / "a.xlsx", openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (TITLES, *(("2026-11-01", "P-01", "电话", what, 1, 1, "否") for what in ("换锁", "疏通", "换灯"))):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["E"].hidden = sheet.column_dimensions["XFD"].hidden = True
    book.create_sheet("旧").append(TITLES)
    book.worksheets[1].sheet_state = "hidden"
    book.save(file)
    assert take(folder, file) == 0
    told = capsys.readouterr().out
    assert "a.xlsx 的工作表「旧」隐藏着，没有读入" in told
    assert "有 1 行隐藏着或被筛选掉，也读入了：第 3 行" in told
    assert "有 1 栏隐藏着，也读入了：第 E 栏" in told


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_rows_that_other_kinds_of_workbooks_hide_are_told(
    folder: Folder, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    assert take(folder, SHEETS / f"hidden-row.{kind}") == 0
    assert "有 1 行隐藏着或被筛选掉，也读入了：第 3 行" in capsys.readouterr().out


def test_columns_that_other_kinds_of_workbooks_hide_are_told(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    setup, columns = struct.pack("<HH", 0xA1, 34), struct.pack("<HHHHHHH", 0x7D, 34, 4, 4, 2560, 0, 1)
    old = (SHEETS / "hidden-row.xls").read_bytes()
    at = old.index(setup)
    (tmp_path / "a.xls").write_bytes(old[:at] + columns + old[at + len(columns) :])
    with zipfile.ZipFile(SHEETS / "hidden-row.ods") as given, zipfile.ZipFile(tmp_path / "b.ods", "w") as changed:
        for name in given.namelist():
            four = '<table:table-column table:number-columns-repeated="4"/>'
            told = f'{four}<table:table-column table:visibility="collapse"/>'
            text = given.read(name).replace(b"<table:table-row>", f"{told}<table:table-row>".encode(), 1)
            changed.writestr(name, text if name == "content.xml" else given.read(name))
    for file in ("a.xls", "b.ods"):
        assert take(folder, tmp_path / file, is_trial=True) == 0
        assert f"{file}「表」 有 1 栏隐藏着，也读入了：第 E 栏" in capsys.readouterr().out


def test_a_workbook_holds_days_numbers_and_truths(folder: Folder, tmp_path: Path) -> None:
    row = (datetime.date(2026, 11, 2), "P-01 甲", "电话", "=换锁", 1280.5, 1, True)
    file = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.merge_cells("A1:G1")
    sheet["A1"] = "接单登记表"
    sheet.append(TITLES)
    sheet.append(row)
    sheet["D3"].data_type = "s"
    book.create_sheet("说明").append(["怎样填写"])
    hidden = book.create_sheet("旧")
    hidden.append(TITLES)
    hidden.append(("2026-11-01", "P-01", "电话", "旧的", 1, 1, "否"))
    hidden.sheet_state = "hidden"
    book.save(file)
    assert take(folder, file) == 0
    text = (folder.root / PART).read_text("utf-8")
    assert text.endswith("O-2026-003,2026-11-02,P-01,电话,=换锁,1280.5,1,true,,,,,A/0\n")
    assert "旧的" not in text


def test_the_same_file_again_changes_nothing(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = as_csv(tmp_path / "a.csv", TITLES, ROW, ROW)
    assert take(folder, file) == 0
    once = (folder.root / PART).read_bytes()
    assert once.count("换锁".encode()) == 2
    capsys.readouterr()
    assert take(folder, file) == 0
    assert (folder.root / PART).read_bytes() == once
    assert "2 行早已登记" in capsys.readouterr().out


def test_a_third_row_like_two_that_are_there_is_new(folder: Folder, tmp_path: Path) -> None:
    assert take(folder, as_csv(tmp_path / "a.csv", TITLES, ROW, ROW)) == 0
    assert take(folder, as_csv(tmp_path / "b.csv", TITLES, ROW, ROW, ROW)) == 0
    assert (folder.root / PART).read_text("utf-8").count("换锁") == 3


def test_a_register_that_is_downloaded_comes_back_and_changes_nothing(folder: Folder) -> None:
    before = (folder.root / PART).read_bytes()
    assert take(folder, folder.root / PART) == 0
    assert (folder.root / PART).read_bytes() == before


@pytest.mark.parametrize(
    ("column", "cell", "told"),
    [
        (0, "11/2/2026", "第 2 行「接单日期」  「11/2/2026」分不清月和日"),
        (0, "2027/1/1", "第 2 行「接单日期」"),
        (1, "丙", "第 2 行「经办人」"),
        (2, "微信", "第 2 行「渠道」"),
        (3, "440106199001010000", "「440106199001010000」第 15 位以后的数字"),
        (4, "八十", "第 2 行「金额」  「八十」不是数字"),
        (4, "9999", "第 2 行「金额」"),
        (6, "也许", "第 2 行「加急」"),
    ],
)
def test_a_cell_that_is_refused_is_named_and_no_row_is_written(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str], column: int, cell: str, told: str
) -> None:
    before = (folder.root / PART).read_bytes()
    row = [*ROW]
    row[column] = cell
    assert take(folder, as_csv(tmp_path / "a.csv", TITLES, tuple(row), ROW)) == 1
    said = capsys.readouterr().err
    assert told in said
    assert len(said.splitlines()) == 2
    assert (folder.root / PART).read_bytes() == before


def test_a_workbooks_cell_is_named_by_its_address(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert take(folder, as_workbook(tmp_path / "a.xlsx", ("题",), TITLES, (*ROW[:4], "八十", 1, "是"))) == 1
    assert "a.xlsx「Sheet」E3「金额」" in capsys.readouterr().err


def test_a_formula_that_failed_or_was_never_computed_is_refused(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = as_workbook(tmp_path / "a.xlsx", TITLES, (*ROW[:4], "=1/0", "#DIV/0!", "是"))
    assert take(folder, file) == 1
    said = capsys.readouterr().err
    assert "E2「金额」  公式没有算出结果" in said
    assert "F2「件数」  公式出错（#DIV/0!）" in said


SHEETS = PROJECT / "tests/sheets"  # as LibreOffice saves them


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_a_failed_formula_and_a_percentage_are_refused_in_workbooks_of_every_kind(
    folder: Folder, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    assert take(folder, SHEETS / f"failed-and-percent.{kind}") == 1
    said = capsys.readouterr().err
    assert "E2「金额」  公式出错（#DIV/0!）" in said
    assert "E3「金额」  表格里显示为「50%」" in said
    assert "E4" not in said


def test_a_failed_formula_a_percentage_and_a_hidden_row_of_a_binary_workbook_are_told(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        TITLES,
        *(("2026/11/2", "甲", "电话", f"换锁{i}", money, 1.0, "是") for i, money in enumerate((None, 0.5, 8.0))),
    ]
    assert take(folder, write_binary(tmp_path / "a.xlsb", rows, percent=0.5, hidden=3)) == 1
    said = capsys.readouterr().err
    assert "E2「金额」  公式出错（#DIV/0!）" in said
    assert "E3「金额」  表格里显示为「50%」" in said
    assert "E4" not in said
    assert take(folder, write_binary(tmp_path / "b.xlsb", [TITLES, rows[3]], percent=0.5, hidden=1), is_sure=True) == 0
    out = capsys.readouterr().out
    assert "有 1 行隐藏着或被筛选掉，也读入了：第 2 行" in out
    assert "有 1 栏隐藏着，也读入了：第 E 栏" in out


# A sheet as other programs may write it: with prefixes, in single quotes, without the places of cells.
WAYS = {
    "plain": lambda text: text,
    "single quotes": lambda text: text.replace('"', "'"),
    "prefix": lambda text: re.sub(r"<(/?)(?=\w)", r"<\1x:", text).replace("xmlns=", "xmlns:x="),
    "no places": lambda text: re.sub(r' r="\w+"', "", text),
}
CELLS_AT_FAULT = {
    '<c r="E2" t="e"><f>1/0</f><v>#DIV/0!</v></c>': "公式出错",
    '<c r="E2"><f>1+1</f></c>': "没有算出结果",
    '<c r="E2"><f>1+1</f><v></v></c>': "没有算出结果",
}


@pytest.mark.parametrize("way", sorted(WAYS))
@pytest.mark.parametrize("cell", sorted(CELLS_AT_FAULT))
def test_a_formula_without_a_value_is_found_however_the_sheet_is_written(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str], way: str, cell: str
) -> None:
    as_workbook(tmp_path / "a.xlsx", TITLES, ROW)
    rows = (TITLES[:5], ROW[:4])
    told = "".join(
        f'<row r="{i}">' + "".join(
            f'<c r="{"ABCDE"[at]}{i}" t="inlineStr"><is><t>{text}</t></is></c>' for at, text in enumerate(row)
        ) + ("" if i == 1 else cell) + "</row>"
        for i, row in enumerate(rows, 1)
    )  # fmt: skip
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = WAYS[way](f'<worksheet xmlns="{main}"><sheetData>{told}</sheetData></worksheet>')
    with zipfile.ZipFile(tmp_path / "a.xlsx") as made, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as written:
        for name in made.namelist():
            written.writestr(name, sheet if name.endswith("sheet1.xml") else made.read(name))
    assert take(folder, tmp_path / "b.xlsx") == 1
    said = capsys.readouterr().err
    assert "E2「金额」" in said
    assert CELLS_AT_FAULT[cell] in said


def test_names_above_titles_are_no_row(folder: Folder, tmp_path: Path) -> None:
    names = ("received_on", "person", "channel", "content", "amount", "pieces", "urgent")
    assert take(folder, as_workbook(tmp_path / "a.xlsx", names, TITLES, ROW)) == 0
    assert (folder.root / PART).read_text("utf-8").endswith(WRITTEN)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")
def test_what_may_never_end_is_not_read(folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "a.csv")
    assert take(folder, tmp_path / "a.csv") == 1
    assert "不是表格文件" in capsys.readouterr().err


def test_a_long_cell_is_told_by_how_it_begins(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert take(folder, as_csv(tmp_path / "a.csv", TITLES, ("9" * 100_000, *ROW[1:]))) == 1
    assert len(capsys.readouterr().err) < 500


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_days_that_are_numbers_are_counted_as_their_workbook_counts(folder: Folder, tmp_path: Path, kind: str) -> None:
    if kind == "xlsx":
        book = openpyxl.Workbook()
        book.epoch = CALENDAR_MAC_1904
        for row in (TITLES, (46328 - 1462, *ROW[1:])):
            book.worksheets[0].append(row)
        book.save(tmp_path / "a.xlsx")
    else:
        shutil.copy(SHEETS / f"days-of-1904.{kind}", tmp_path / f"a.{kind}")
    assert take(folder, tmp_path / f"a.{kind}") == 0
    assert "2026-11-02,P-01,电话,换锁" in (folder.root / PART).read_text("utf-8")


def test_what_stands_outside_the_columns_is_not_lost_without_a_word(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert take(folder, as_csv(tmp_path / "a.csv", (*TITLES, "备考"), (*ROW, "急"), (*ROW, "", "多"))) == 1
    said = capsys.readouterr().err
    assert "第 2 行「备考」  「急」不属于任何一栏" in said
    assert "第 3 行  「多」不属于任何一栏" in said


def test_a_number_is_known_by_its_value(folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A workbook keeps no zeros at the end of what the register holds as 120.50."""
    titles = ("接单编号", "接单日期", "经办人", "渠道", "内容说明", "金额")
    row = (datetime.date(2025, 1, 5), "P-01", "电话", "修水管", 120.5)
    assert take(folder, as_workbook(tmp_path / "a.xlsx", titles, ("O-2025-001", *row))) == 0
    assert take(folder, as_workbook(tmp_path / "b.xlsx", titles[1:], row)) == 0
    assert capsys.readouterr().out.count("1 行早已登记") == 2


def test_sheets_with_other_columns_are_known_again_each_by_its_own(folder: Folder, tmp_path: Path) -> None:
    """One tells the revision, the other does not: what it does not tell is no difference."""
    first = as_csv(tmp_path / "a.csv", (*TITLES, "表单版本"), (*ROW, "A/0"))
    second = as_csv(tmp_path / "b.csv", TITLES, ("2026/11/3", *ROW[1:]))
    assert take(folder, first, second) == 0
    once = (folder.root / PART).read_bytes()
    assert once.count("换锁".encode()) == 2
    assert take(folder, first, second) == 0
    assert (folder.root / PART).read_bytes() == once


def test_a_row_that_two_sheets_tell_is_one_record_only_where_one_is_there(folder: Folder, tmp_path: Path) -> None:
    first = as_csv(tmp_path / "a.csv", (*TITLES, "表单版本"), (*ROW, "A/0"))
    assert take(folder, first) == 0
    assert take(folder, first, as_csv(tmp_path / "b.csv", TITLES, ROW)) == 0
    assert (folder.root / PART).read_text("utf-8").count("换锁") == 2


def test_what_a_form_takes_for_empty_and_other_clocks_are_known_again(folder: Folder, tmp_path: Path) -> None:
    folder.replace("forms/orders.yaml", "  fields:", '  missingValues: ["", "/"]\n  fields:')
    row = (*ROW[:4], "/", "1", "/", "2026-11-02T01:00:00Z")
    file = as_csv(tmp_path / "a.csv", (*TITLES, "到场时间"), row)
    assert take(folder, file) == 0
    once = (folder.root / PART).read_bytes()
    assert take(folder, file) == 0
    assert (folder.root / PART).read_bytes() == once


def test_a_number_that_is_anothers_record_leaves_that_alone(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (folder.root / PART).read_bytes()
    assert take(folder, as_csv(tmp_path / "a.csv", ("接单编号", *TITLES), ("O-2026-001", *ROW))) == 1
    assert "O-2026-001 早已登记，那里是" in capsys.readouterr().err
    assert (folder.root / PART).read_bytes() == before


def test_a_name_that_two_have_is_not_guessed(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.replace("records/people/people.csv", "P-02,乙", "P-02,甲")
    assert take(folder, as_csv(tmp_path / "a.csv", TITLES, ROW)) == 1
    assert "「甲」不止一个：填编号，P-01 / P-02" in capsys.readouterr().err


def test_a_trial_writes_nothing(folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder.root / PART).read_bytes()
    assert take(folder, as_csv(tmp_path / "a.csv", TITLES, ROW), is_trial=True) == 0
    assert "O-2026-003" in capsys.readouterr().out
    assert (folder.root / PART).read_bytes() == before


def test_several_forms_in_a_workbook_are_told_apart(folder: Folder, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(TITLES)
    book.worksheets[0].append(ROW)
    people = book.create_sheet("人")
    people.append(("姓名", "电话"))
    people.append(("丙", 19900000003))
    book.save(tmp_path / "a.xlsx")
    assert take(folder, tmp_path / "a.xlsx") == 0
    assert (folder.root / PART).read_text("utf-8").endswith(WRITTEN)
    assert (folder.root / "records/people/people.csv").read_text("utf-8").endswith("P-03,丙,19900000003,,A/0\n")


def test_line_ends_and_order_of_a_part_stay(folder: Folder, tmp_path: Path) -> None:
    before = (folder.root / PART).read_bytes().replace(b"\n", b"\r\n").rstrip()
    folder.write(PART, before)
    assert take(folder, as_csv(tmp_path / "a.csv", TITLES, ROW)) == 0
    assert (folder.root / PART).read_bytes() == before + b"\r\n" + WRITTEN.encode().replace(b"\n", b"\r\n")


def test_it_speaks_english(folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert take(folder, as_csv(tmp_path / "a.csv", TITLES, ("5/1/2026", *ROW[1:])), lang="en") == 1
    assert "month and day of “5/1/2026” cannot be told apart" in capsys.readouterr().err


def zip_bomb(path: Path) -> Path:
    """A workbook that says it holds far more than it should."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in ("xl/workbook.xml", *(f"xl/{i}.xml" for i in range(12))):
            packed.writestr(name, b"\0" * (100 << 20))
    return path


def far_cell(path: Path) -> Path:
    """A small workbook whose last cell is the last that there can be."""
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "接单日期"
    book.worksheets[0]["XFD1048576"] = "x"
    book.save(path)
    return path


def cut_short(path: Path) -> Path:
    """A workbook of which half is missing."""
    as_workbook(path, TITLES, ROW)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    return path


def mixed(path: Path) -> Path:
    """A text of which some signs are lost."""
    path.write_bytes(",".join(TITLES).encode() + b"\n2026-11-02,\xe7\x94,\xe7\x94\xb5\xe8\xaf\x9d,a,,,\n")
    return path


def entities(path: Path) -> Path:
    """A workbook of a few thousand bytes in which a sheet's entities name each other."""
    whole = as_workbook(path.with_name("whole.xlsx"), TITLES, ROW)
    names = "abcdefghij"
    told = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in itertools.pairwise(names))
    with zipfile.ZipFile(whole) as packed, zipfile.ZipFile(path, "w") as made:
        for name in packed.namelist():
            text = packed.read(name)
            if name == "xl/worksheets/sheet1.xml":
                at = text.index(b"<worksheet")
                head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">{told}]>'.encode()
                text = head + text[at:].replace(b"</c>", b"<f>&j;</f></c>", 1).replace(b"<row ", b'<row hidden="1" ', 1)
            made.writestr(name, text)
    return path


HOSTILE = {
    "zip-bomb": (zip_bomb, "太大"),
    "far-cell": (far_cell, "要用的内存或时间太多"),
    "entities": (entities, "损坏"),
    "failed formula": (
        lambda path: as_csv(path, TITLES, (*ROW[:3], "#REF!", *ROW[4:])),
        "第 2 行「内容说明」  公式出错（#REF!）",
    ),
    "no room": (
        lambda path: as_csv(path, TITLES, ("########", *ROW[1:])),
        "第 2 行「接单日期」  表格软件只写了「########」",
    ),
    "control": (
        lambda path: as_csv(path, TITLES, (*ROW[:3], "换\x1b[31m锁", *ROW[4:])),
        "「换␛[31m锁」里有看不见的控制字符",
    ),
    "cut-short": (cut_short, "损坏"),
    "no-zip": (lambda path: path.write_bytes(b"PK\x03\x04" + bytes(100)) and path, "损坏"),
    "old-kind": (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600)) and path, "损坏"),
    "empty": (lambda path: path.write_bytes(b"") or path, "表头"),
    "no-header": (lambda path: as_csv(path, ("一", "二"), ("三", "四")), "表头"),
    "quote": (lambda path: path.write_text('接单日期,经办人\n"2026-11-02,甲\n', "utf-8") and path, "引号"),
    "twice": (lambda path: as_csv(path, (*TITLES, "渠道", "内容说明"), ROW), "有两列都是"),
    "mixed": (mixed, "编码"),
    "nul": (lambda path: as_csv(path, TITLES, ROW, (*ROW[:3], "换\0锁")), "第 3 行有空字符"),
    "two signs": (lambda path: as_csv(path, TITLES, ROW, (";".join(ROW),)), "第 3 行的各格用「;」隔开"),
    "page": (lambda path: path.write_text("<html><table><tr><td>接单日期</table>", "utf-8") and path, "不是表格文件"),
    "xml-2003": (lambda path: path.write_text('<?xml version="1.0"?><Workbook/>', "utf-8") and path, "不是表格文件"),
    "picture": (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(99)) and path, "不是表格文件"),
    "binary": (lambda path: path.write_bytes(random.Random(1).randbytes(4000)) and path, "编码"),
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_file_is_refused_in_a_sentence(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    make, told = HOSTILE[name]
    before = (folder.root / PART).read_bytes()
    file = tmp_path / "file.xlsx"
    make(file)
    assert take(folder, file, form="orders") == 1
    said = capsys.readouterr().err
    assert told in said
    assert "Traceback" not in said
    assert (folder.root / PART).read_bytes() == before


def test_a_column_that_stands_twice_is_told_where_the_form_is_not_named(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert take(folder, as_csv(tmp_path / "a.csv", (*TITLES, "渠 道"), (*ROW, "前台"))) == 1
    assert "有两列都是「渠道」" in capsys.readouterr().err


def test_a_number_whose_last_digits_are_lost_is_told_as_programs_show_it(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert take(folder, as_workbook(tmp_path / "a.xlsx", TITLES, (*ROW[:3], 440106199001010000, *ROW[4:]))) == 1
    assert "「440106199001010000」" in capsys.readouterr().err


CELLS = st.one_of(
    st.sampled_from(["", *ROW, "P-02", "前台", "=1", "'", '"', "\n", "O-2026-001", "接单日期", "是"]),
    st.text(max_size=6),
    st.integers(-(10**17), 10**17),
    st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1)),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(*[CELLS] * len(TITLES)), max_size=4), sign=st.sampled_from([",", ";", "\t"]))
def test_whatever_a_sheet_holds_what_is_written_passes_the_check(
    folder: Folder, tmp_path: Path, rows: list[tuple[Any, ...]], sign: str
) -> None:
    before = (folder.root / PART).read_bytes()
    text = "\n".join(sign.join('"' + str(cell).replace('"', '""') + '"' for cell in row) for row in (TITLES, *rows))
    (tmp_path / "a.csv").write_bytes(text.encode("utf-8", "replace"))
    try:
        code = take(folder, tmp_path / "a.csv", form="orders")
        after = (folder.root / PART).read_bytes()
        assert after.startswith(before)
        assert code == 0 or after == before
        assert errors(folder) == []
    finally:
        folder.write(PART, before)
        for part in (folder.root / "records/orders").glob("[!2]*.csv"):
            part.unlink()
