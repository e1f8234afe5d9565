"""Texts that begin like formulas are handed out inert, and come back as the texts that they are, by every way."""

import csv
import io
import random
from pathlib import Path

import openpyxl
import pytest
from conftest import PROJECT, TODAY, Folder
from hypothesis import example, given
from hypothesis import strategies as st
from playwright.sync_api import Browser

from shoukong.commands import import_files
from shoukong.entries.meant_cell import meant_cell
from shoukong.forms.form import Constraints, Field
from shoukong.pages.excel_csv import excel_csv
from shoukong.pages.workbook import write_workbook
from shoukong.text.inert_cell import inert, inert_in_text_cell, live

EXAMPLES = ("=1+1", "'=1+1", "''=1+1", "+86 10", "-5", "'-5", "+5", "'+5", "@x", "'@x", "'tis", "'", "''", "", "－x")
SIGNS = st.text(alphabet="'=+-@＝＋－＠\t15.e x甲", max_size=6)
TEXT = Field("content", "内容", "string", 1, Constraints())
ASSETS = PROJECT / "hooks/shoukong/pages/assets"
SCRIPTS = [(ASSETS / name).read_text("utf-8") for name in ("inert-cell.js", "fill-rules.js")]
ASKED = """async ([[script, rules], texts]) => {
  const made = await import(`data:text/javascript,${encodeURIComponent(script)}`);
  globalThis.shoukongSay = (text) => text;
  await import(`data:text/javascript,${encodeURIComponent(rules)}`);
  const entry = (text) => globalThis.shoukongRules.entryText({ names: ["a", "b"] }, { a: text, b: "1" });
  const table = made.excelCsv(texts.map((text) => [text, text]));
  return [texts.map(made.inert), texts.map(made.inertInTextCell), table, texts.map(entry)];
}"""
PART = "records/orders/2026.csv"


@given(SIGNS)
@example("'=1+1")
@example("'-5")
def test_what_is_made_inert_comes_back(text: str) -> None:
    assert live(inert(text)) == text
    assert live(inert_in_text_cell(text)) == text


@given(SIGNS)
def test_nothing_that_is_made_inert_is_computed(text: str) -> None:
    made = inert(text)
    assert made[:1] not in set("=+-@＝＋－＠\t\r\n") or made.lstrip("+-").replace(".", "", 1).isascii()


@given(SIGNS.map(str.strip))
def test_a_sheets_cell_is_read_as_the_text_that_was_handed_out(text: str) -> None:
    assert meant_cell(inert(text), TEXT) == text
    assert meant_cell(inert_in_text_cell(text), TEXT) == text


def test_a_text_within_an_apostrophe_keeps_the_blank_that_it_begins_with() -> None:
    assert meant_cell("'\t=1 ", TEXT) == "\t=1"


def test_the_browser_makes_the_same_of_texts(browser: Browser) -> None:
    chance = random.Random(12)
    texts = [*EXAMPLES, *("".join(chance.choices("'=+-@＝－\t\r\n15.ex甲", k=4)) for _ in range(300))]
    page = browser.new_page()
    told = page.evaluate(ASKED, [SCRIPTS, texts])
    page.close()
    assert told[0] == [inert(text) for text in texts]
    assert told[1] == [inert_in_text_cell(text) for text in texts]
    assert told[2] == excel_csv([[text, text] for text in texts])
    read = [list(csv.reader(io.StringIO(entry, newline="")))[1] for entry in told[3]]
    assert read == [[inert(text), "1"] for text in texts]


@pytest.mark.parametrize("text", ["=1+1", "'=1+1", "''=1+1", "+86 10", "-5", "'-5", "@x", "'tis", " x ", "－x"])
@pytest.mark.parametrize("kind", ["csv", "xlsx", "saved"])
def test_a_register_that_is_handed_out_comes_back_and_changes_nothing(
    folder: Folder, tmp_path: Path, text: str, kind: str
) -> None:
    folder.write(
        PART, f'{(folder.root / PART).read_text("utf-8")}O-2026-003,2026-11-02,P-01,电话,"{text}",,,,,,,,A/0\n'
    )
    before = (folder.root / PART).read_bytes()
    rows = [("接单编号", "接单日期", "经办人", "渠道", "内容说明"), ("O-2026-003", "2026-11-02", "P-01", "电话", text)]
    file = tmp_path / ("a.csv" if kind == "csv" else "a.xlsx")
    if kind == "xlsx":
        write_workbook(file, "册", rows[0], rows[1:])
    elif kind == "csv":
        file.write_bytes(excel_csv(rows).encode())
    else:  # a program took the CSV as it stands, and saved it as a workbook
        book = openpyxl.Workbook()
        for row in rows:
            book.worksheets[0].append([inert(cell) for cell in row])
        book.save(file)
    wish = import_files.Wish(folder.root, [file], "orders", TODAY, "zh")
    assert import_files.run(wish) == 0
    assert (folder.root / PART).read_bytes() == before
