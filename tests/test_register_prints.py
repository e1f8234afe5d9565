"""Registers on paper: the rows and columns that are asked for, on paper that has room, and what became of records."""

import datetime
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import BASE, CONTROLLED, TODAY, Folder, copy_of
from printed import NEEDS_POPPLER, edition_of, line_starts, overflowing, pages_of
from test_correct import corrects, wish

from shoukong.audience import Audience
from shoukong.cli import app
from shoukong.commands import print_out, withdraw
from shoukong.commands.hindrance import outcome
from shoukong.commands.print_out import Wish
from shoukong.commands.printed_register import RegisterAsked

ORDERS, PEOPLE = "records/orders/2025.csv", "records/people/people.csv"
MARGINS = (14, 4, 11, 5)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The small portal, with an address."""
    folder = copy_of(BASE, tmp_path)
    folder.replace("portal.yaml", "organization", "address: https://portal.example\norganization")
    return folder


def prints(folder: Folder, asked: RegisterAsked) -> int:
    """The exit code of `shoukong print --register`."""
    whole = Wish((), None, folder.root / "out.pdf", register=asked)
    return outcome(lambda: print_out.run(folder.root, whole, TODAY, TODAY, "zh"), "zh")


def report(folder: Folder, asked: RegisterAsked) -> str:
    """What the report says, without spaces."""
    assert prints(folder, asked) == 0
    return edition_of((folder.root / "out.pdf").read_bytes())


def width_in_mm(folder: Folder) -> int:
    return round(float(pages_of((folder.root / "out.pdf").read_bytes())[0].mediabox.width) / 72 * 25.4)


def test_a_register_is_printed_with_names_and_with_what_controls_it(folder: Folder) -> None:
    """Who keeps it, its number and revision, all rows, until which day; people have names, days stay as written."""
    said = report(folder, RegisterAsked("orders"))
    for told in (
        "接单登记表", "QF-02", "版本A/0", "筛选：全部记录", "条数：4条，全册4条，截至2026年11月23日", "O-2025-001",
        "甲（P-01）", "2025-01-05", "换灯,两盏", "保存期3年", "打印日期2026年11月23日", "第1页共1页",
        "含个人信息：经办人",
    ):  # fmt: skip
        assert told in said, told
    assert "表单版本" not in said


def test_columns_are_those_that_are_named_in_their_order_after_the_number(folder: Folder) -> None:
    said = report(folder, RegisterAsked("QF-02", columns=["内容说明", "channel"]))
    assert "接单编号内容说明渠道O-2025-001修水管电话" in said
    assert "经办人" not in said


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        (RegisterAsked("orders", filters=["channel=前台"]), ["2025-002"]),
        (
            RegisterAsked("orders", filters=["https://portal.example/registers/orders/?渠道=前台#O-2025-001"]),
            ["2025-002"],
        ),
        (RegisterAsked("orders", filters=["q=修 甲"]), ["2025-001"]),
        (RegisterAsked("orders", filters=["q=两盏|水管&sort=-received_on"]), ["2025-002", "2025-001"]),
        (RegisterAsked("orders", filters=["content.has=２盏|"]), []),
        (RegisterAsked("orders", filters=["amount.from=100&amount.to=121"]), ["2025-001"]),
        (RegisterAsked("orders", filters=["refers=orders/O-2025-001"]), ["2025-002"]),
        (RegisterAsked("orders", last=datetime.date(2025, 1, 31)), ["2025-001"]),
    ],
)
def test_rows_are_those_that_the_registers_page_shows_at_that_address(
    folder: Folder, asked: RegisterAsked, kept: list[str]
) -> None:
    said = report(folder, replace(asked, columns=["channel"]))
    assert re.findall(r"O-(\d{4}-\d{3})(?:电话|前台)", said.partition("接单编号渠道")[2]) == kept


def test_the_head_tells_what_was_asked_for(folder: Folder) -> None:
    said = report(
        folder, RegisterAsked("orders", filters=["channel=前台&urgent=false"], first=datetime.date(2025, 2, 1))
    )
    assert "筛选：渠道：前台；加急：否；接单日期：自2025-02-01" in said
    assert "条数：1条，全册4条" in said


def test_nothing_found_is_told(folder: Folder) -> None:
    assert "没有符合条件的记录" in report(folder, RegisterAsked("orders", filters=["channel=没有"]))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (RegisterAsked("没有这册"), "没有「没有这册」这张表单"),
        (RegisterAsked("orders", columns=["没有的栏"]), "没有栏目「没有的栏」。有：order_no 接单编号"),
        (RegisterAsked("orders", filters=["没有的栏=1"]), "没有栏目「没有的栏」"),
        (RegisterAsked("people", columns=["identity_no"]), "栏目「identity_no」不能给这些读者看"),
        (RegisterAsked("people", filters=["身份证号.has=ID1"]), "栏目「身份证号」不能给这些读者看"),
        (RegisterAsked("people", first=TODAY), "《人员登记册》没有日期栏"),
        (RegisterAsked("people", audience=Audience.PUBLIC), "不向公众提供"),
    ],
)
def test_what_cannot_be_printed_is_refused_with_its_reason(
    folder: Folder, asked: RegisterAsked, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert prints(folder, asked) == 1
    assert told in capsys.readouterr().err
    assert not (folder.root / "out.pdf").exists()


def test_what_is_sensitive_stands_on_no_report(folder: Folder) -> None:
    said = report(folder, RegisterAsked("people"))
    assert "甲1990000" in said
    assert "身份证号" not in said
    assert "ID1" not in said


def test_corrected_cells_and_withdrawn_rows_tell_what_they_were(tmp_path: Path) -> None:
    folder = copy_of(CONTROLLED, tmp_path)
    assert corrects(folder, wish("PX-001", "主题", "答复时限")) == 0
    assert outcome(lambda: withdraw.run(folder.root, wish("PX-001"), TODAY, "zh"), "zh") == 0
    said = report(folder, RegisterAsked("training_records"))
    assert "答复时限接单时限GZ-001" in said
    assert "已作废：GZ-002" in said


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ("--register orders --columns 渠道，内容说明 --from 2025-01-01 --until 2025-12-31 -o {to}", 0, "2 条，A4 纵向"),
        ("--register orders --filter channel=前台 --filter q=换灯 --to {to}", 0, "1 条，A4 纵向"),
        ("--register people --audience staff -o {to}", 0, "含个人信息：姓名、电话"),
        ("--columns channel O-2025-001 -o {to}", 2, "只用于 --register"),
        ("--register orders --from 2025-02-30 -o {to}", 2, "--from: 日期「2025-02-30」应写成"),
        ("-o {to}", 2, "写明要打印的编号"),
        ("--register orders O-2025-001 -o {to}", 1, "只是一个"),
    ],
)
def test_a_register_is_asked_for_on_the_command_line(folder: Folder, words: str, code: int, told: str) -> None:
    arguments = words.format(to=folder.root / "out.pdf").split()
    done = CliRunner().invoke(app, ["print", *arguments, "--root", str(folder.root), "--as-of", "2026-11-23"])
    assert (done.exit_code, told in done.output) == (code, True), done.output
    assert (folder.root / "out.pdf").exists() is (code == 0)


def wide(folder: Folder, count: int) -> None:
    """Let the register have more columns, each with a text."""
    more = "".join(f"    - {{name: more_{i}, title: 另一栏{i}, type: string}}\n" for i in range(count))
    folder.replace("forms/orders.yaml", "    - {name: form_revision", f"{more}    - {{name: form_revision")
    rows = (folder.root / ORDERS).read_text("utf-8").splitlines()
    cells = ",".join(f"第{i}栏的内容有十几个字那么长" for i in range(count))
    told = [rows[0].replace(",form_revision", "".join(f",more_{i}" for i in range(count)) + ",form_revision")]
    told += [row.replace(",A/0", f",{cells},A/0") for row in rows[1:]]
    folder.write(ORDERS, "\n".join(told) + "\n")


@pytest.mark.parametrize(("columns", "width"), [(0, 210), (3, 297), (12, 420)])
def test_a_register_takes_the_smallest_paper_that_has_room(folder: Folder, columns: int, width: int) -> None:
    wide(folder, columns)
    report(folder, RegisterAsked("orders"))
    assert width_in_mm(folder) == width
    report(folder, RegisterAsked("orders", columns=["channel", "content"]))
    assert width_in_mm(folder) == 210


@NEEDS_POPPLER
def test_columns_without_room_are_left_out_and_told(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An empty column goes first, then the last ones; the head and the screen name them."""
    wide(folder, 40)
    said = report(folder, RegisterAsked("orders"))
    note = capsys.readouterr().out
    assert "放不下、没有印的栏目：" in note
    assert "另一栏39" in note
    assert "另一栏39" in said
    assert "第39栏的内容" not in said
    assert "第0栏的内容" in said
    assert overflowing((folder.root / "out.pdf").read_bytes(), tmp_path, MARGINS) == []


@NEEDS_POPPLER
def test_unreasonable_cells_stay_on_the_paper(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An address of forty lines, an endless word, rare signs, pictures, what looks like a program: all is there."""
    address = "\n".join(f"第{i}行" + "某路某号" * 3 for i in range(40))
    folder.replace("forms/orders.yaml", ", constraints: {required: true, minLength: 2, maxLength: 40}", "")
    folder.replace(ORDERS, "修水管", f'"{address}\n{"W" * 300}\n𠮷㐆한🛠\ue000 #panic($x$)"')
    said = report(folder, RegisterAsked("orders"))
    for told in ("第39行", "𠮷", "㐆", "한", "[U+E000]", "#panic($x$)"):
        assert told in said, told
    assert said.count("W") == 300
    assert overflowing((folder.root / "out.pdf").read_bytes(), tmp_path, MARGINS) == []
    assert "栏目「内容说明」有字体里没有的字，印成了编号" in capsys.readouterr().out


@NEEDS_POPPLER
def test_the_head_of_the_table_stands_on_each_page_and_no_line_starts_with_punctuation(
    folder: Folder, tmp_path: Path
) -> None:
    text = "物业部、客服部，技术部；夜间（含周末）「急修」：先到场。再登记！"
    rows = [f"O-2026-{i:03},2026-01-05,P-01,电话,{text[i % 7 :]},,1,true,,,,,A/0\n" for i in range(400, 600)]
    first = (folder.root / ORDERS).read_text("utf-8").splitlines(keepends=True)[0]
    folder.write("records/orders/2026.csv", first + "".join(rows))
    report(folder, RegisterAsked("orders", columns=["content", "person", "channel", "pieces", "urgent", "due_on"]))
    pdf = (folder.root / "out.pdf").read_bytes()
    pages = pages_of(pdf)
    assert len(pages) > 3
    assert all("内容说明" in page.extract_text() for page in pages)
    assert line_starts(pdf, tmp_path) & set("、，；：。！）」") == set()
