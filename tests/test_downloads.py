"""What people download to open in Excel: workbooks and CSV that show every text as it is and compute nothing."""

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import PROJECT, TODAY, Folder
from hypothesis import given
from hypothesis import strategies as st

from shoukong.evaluation import evaluate
from shoukong.pages.breach_pages import breach_pages
from shoukong.pages.data_files import data_files, workbook_files
from shoukong.pages.excel_csv import excel_csv
from shoukong.pages.output import Output
from shoukong.pages.reading_pages import reading_pages
from shoukong.pages.register_pages import register_pages
from shoukong.pages.view import View
from shoukong.pages.workbook import FEW_ROWS, MOST_ROWS, fits_workbook, write_workbook
from shoukong.portal import load_portal
from shoukong.text.inert_cell import inert

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SHIPPED = datetime.date(2026, 11, 26)
COMPUTED = ("=1+1", "+86 10", "-ls", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "－x", '=HYPERLINK("http://x")')
# What a spreadsheet takes for something else where it reads it from CSV.
READ_ANEW = ("0101", "110101199003071234", "1-2", "2026-03", "1E5", "TRUE", " x ", "3/4")

RULE = "```rule\nid: R-1\ntitle: 无\nsql: SELECT staff_no AS record FROM staff WHERE false\n```\n"


def sheet_of(content: bytes) -> list[dict[str, str | float]]:
    """The rows of a workbook by the letters of their columns: texts, and numbers."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        for name in package.namelist():
            ElementTree.fromstring(package.read(name))
        found = ElementTree.fromstring(package.read("xl/worksheets/sheet1.xml")).iter(f"{MAIN}row")
        shared = texts_of(package)
        rows = {int(row.attrib["r"]): dict(cell_of(cell, shared) for cell in row) for row in found}
        return [rows.get(number, {}) for number in range(1, max(rows) + 1)]


def texts_of(package: zipfile.ZipFile) -> list[str]:
    """The texts that the cells of a short list share."""
    if "xl/sharedStrings.xml" not in package.namelist():
        return []
    return [item.findtext(f"{MAIN}t", "") for item in ElementTree.fromstring(package.read("xl/sharedStrings.xml"))]


def cell_of(cell: ElementTree.Element, shared: Sequence[str]) -> tuple[str, str | float]:
    """A cell's column and value; a formula is none."""
    assert {part.tag for part in cell} <= {f"{MAIN}is", f"{MAIN}v"}
    letters = cell.attrib["r"].rstrip("0123456789")
    value = cell.findtext(f"{MAIN}v", "")
    if cell.get("t") is None:
        return letters, float(value)
    text = shared[int(value)] if cell.get("t") == "s" else cell.findtext(f"{MAIN}is/{MAIN}t", "")
    return letters, re.sub("_x([0-9A-F]{4})_", lambda code: chr(int(code[1], 16)), text)


def written(target: Path, header: Sequence[str], *rows: Sequence[str], numeric: frozenset[int] = frozenset()) -> bytes:
    """A workbook of some rows."""
    write_workbook(target, "册", header, rows, numeric=numeric)
    return target.read_bytes()


def content_of(output: Output, tmp_path: Path) -> bytes:
    """What an output writes."""
    output.write(tmp_path)
    return (tmp_path / output.path).read_bytes()


def pages_of(folder: Folder) -> dict[str, Output]:
    """The registers, breaches and reading sheets of a portal."""
    portal = load_portal(folder.root, TODAY)
    with evaluate(portal) as evaluation:
        view = View(evaluation)
        return {o.path: o for pages in (register_pages, breach_pages, reading_pages) for o in pages(view)}


@pytest.mark.parametrize("text", [*COMPUTED, *READ_ANEW])
def test_a_text_in_a_workbook_is_the_text_that_it_is(tmp_path: Path, text: str) -> None:
    content = written(tmp_path / "x.xlsx", ["栏"], [text])
    assert sheet_of(content)[1] == {"A": text}


XML_AND_MORE = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@given(st.lists(st.lists(XML_AND_MORE, min_size=3, max_size=3), max_size=4))
def test_whatever_cells_hold_a_workbook_is_well_formed_and_holds_it(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    target = tmp_path_factory.mktemp("book") / "x.xlsx"
    found = sheet_of(written(target, ["a", "b", "c"], *rows))
    printed = ([re.sub("[\ufffe\uffff]", "\ufffd", text) for text in row] for row in rows)
    held = [{"ABC"[i]: text for i, text in enumerate(row) if text} for row in printed]
    assert found[1:] == held[: len(found) - 1]
    assert not any(held[len(found) - 1 :])


def test_a_long_list_is_written_like_a_short_one(tmp_path: Path) -> None:
    rows = [[text, str(i), ""] for i in range(1, FEW_ROWS // len(READ_ANEW)) for text in (*READ_ANEW, *COMPUTED)]
    assert len(rows) > FEW_ROWS
    long, short = (
        sheet_of(written(tmp_path / "x.xlsx", ["a", "b", "c"], *some, numeric=frozenset({1})))
        for some in (rows, rows[: FEW_ROWS - 1])
    )
    assert len(long) == len(rows) + 1
    assert long[: len(short)] == short


def test_only_numbers_that_stay_whole_are_numbers(tmp_path: Path) -> None:
    cells = ["12", "-0.5", "110101199003071234", "007", "12.50", "三", ""]
    content = written(tmp_path / "x.xlsx", list("abcdefg"), cells, numeric=frozenset(range(7)))
    row = sheet_of(content)[1]
    assert row == {"A": 12, "B": -0.5, "C": "110101199003071234", "D": "007", "E": 12.5, "F": "三"}


def test_a_cell_that_excel_cannot_hold_is_cut_and_says_so(tmp_path: Path) -> None:
    text = str(sheet_of(written(tmp_path / "x.xlsx", ["a"], ["𠮷" * 40_000]))[1]["A"])
    assert text.endswith("…（以下见 CSV 文件）")
    assert len(text.encode("utf-16-le")) // 2 <= 32_767


def test_a_sheet_has_a_name_that_excel_takes(tmp_path: Path) -> None:
    write_workbook(tmp_path / "x.xlsx", "甲/乙:[丙]*?'" + "长" * 40, ["a"], [])
    with zipfile.ZipFile(tmp_path / "x.xlsx") as package:
        name = next(ElementTree.fromstring(package.read("xl/workbook.xml")).iter(f"{MAIN}sheet")).attrib["name"]
    assert len(name) <= 31
    assert not set("[]:*?/\\'") & set(name)


def test_a_workbook_is_the_same_bytes_each_time(tmp_path: Path) -> None:
    assert written(tmp_path / "a.xlsx", ["a"], ["1"]) == written(tmp_path / "b.xlsx", ["a"], ["1"])


@pytest.mark.parametrize("text", COMPUTED)
def test_no_cell_of_a_csv_for_excel_is_computed(text: str) -> None:
    head, row = csv.reader(io.StringIO(excel_csv([["名"], [text]]), newline=""))
    assert head == ["\ufeff名"]
    assert row == [f"'{text}"]


@pytest.mark.parametrize("text", ["-5", "+3", "-0.25", "甲=乙", "YG-001", ""])
def test_numbers_and_plain_texts_stay_as_they_are(text: str) -> None:
    assert inert(text) == text


def test_each_register_has_a_workbook_that_holds_what_its_csv_holds(tmp_path: Path) -> None:
    portal = load_portal(PROJECT, SHIPPED)
    with evaluate(portal) as evaluation:
        outputs = (*data_files(portal, evaluation.registers), *workbook_files(View(evaluation)))
        files = {o.path: content_of(o, tmp_path) for o in outputs}
    tables = [path.removesuffix(".csv") for path in files if path.endswith(".csv")]
    assert len(tables) == len(portal.forms_by_name)
    for table in tables:
        exact = list(csv.reader(io.StringIO(files[f"{table}.csv"].decode(), newline="")))
        sheet = sheet_of(files[f"{table}.xlsx"])
        form = portal.forms_by_name[table.removeprefix("data/")]
        titles = {f.name: f.title for f in form.fields}
        assert list(sheet[0].values()) == [titles[name] for name in exact[0]]
        assert len(sheet) == len(exact)
        key = exact[0].index(form.primary_key)
        assert [list(row.values())[key] for row in sheet[1:]] == [row[key] for row in exact[1:]]
        filled = [sum(map(bool, row)) for row in exact]
        assert [len(row) for row in sheet] == filled


def test_every_exact_csv_that_a_page_offers_has_one_for_excel_beside_it(controlled: Folder, tmp_path: Path) -> None:
    controlled.replace("docs/documents/QI-01.md", "办完当日回报。", f"办完当日回报。\n\n{RULE}")
    controlled.approve("WJ-003", "docs/documents/QI-01.md")
    outputs = pages_of(controlled)
    offered = set()
    for path, output in outputs.items():
        if not path.endswith(".md") or not isinstance(output.content, str):
            continue
        for csv_file in set(re.findall(r"(?:data/(?:reading/)?|\()([A-Za-z0-9_-]+\.csv)\b", output.content)):
            stem = csv_file.removesuffix(".csv")
            assert f"{stem}.xlsx" in output.content or f"excel/{csv_file}" in output.content, path
            offered.add(path.split("/")[0])
    assert offered == {"registers", "rules", "reading"}
    sheets = [path for path in outputs if path.startswith("data/reading/excel/")]
    assert sheets
    for path in sheets:
        exact = content_of(outputs[path.replace("excel/", "")], tmp_path)
        assert content_of(outputs[path], tmp_path) == b"\xef\xbb\xbf" + exact.replace(b"\n", b"\r\n")
    assert sheet_of(content_of(outputs["rules/breaches.xlsx"], tmp_path))[0]["A"] == "规则"


def test_a_list_longer_than_people_can_use_has_no_workbook() -> None:
    assert fits_workbook(MOST_ROWS)
    assert not fits_workbook(MOST_ROWS + 1)
