"""Sheets that are laid out by parts: what a firm hands out, blank and filled, is one sheet."""

import dataclasses
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import BASE, CONTROLLED, TODAY, Folder, copy_of
from hypothesis import given
from hypothesis import strategies as st
from printed import MM, NEEDS_POPPLER, edition_of, overflowing, pages_of
from test_correct import corrects, wish
from test_record_prints import printed, prints

from shoukong.commands import print_out
from shoukong.commands.print_out import Wish
from shoukong.evaluation import evaluate
from shoukong.forms.form import Form, parse_form
from shoukong.pages.sheet_index import sheet_index
from shoukong.pages.view import View
from shoukong.paper.blank import PrintContext, blank_pdf
from shoukong.paper.fonts import font_folder
from shoukong.portal import load_portal
from shoukong.text.capitals import in_capitals

ROOT = Path(__file__).parent.parent
SHAPE = "print: {layout: sheet, signatures: [受理, 审核], note: 一式两份}"
PARTS = """print:
  title: 接单合同
  internal: [amount, pieces, urgent, due_on, closed_on, arrived_at, follows]
  copies:
    - {title: 顾客联, without: [person]}
    - {title: 存根联}
  signatures: [受理, 审核]
  stamp: 盖章处
  parts:
    - text: |
        甲方 {{ organization }}，经办 {{ person }}（{{ person.phone }}），{{ QM-01#response_days }} 日内答复。
        金额 {{ order_no }}
    - {title: 怎样填, instructions: ["渠道：{{ QM-01#channels | join('或') }}", 写清楚]}
    - fields: [[channel, channel, received_on], content]
    - {title: 后续, table: orders, key: follows, columns: [content, amount], rows: 3, total: amount}
    - {checklist: [地漏通畅, channel], choices: [合格, 不合格], room: 情况}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The small portal, its orders laid out by parts."""
    folder = copy_of(BASE, tmp_path)
    folder.replace("forms/orders.yaml", SHAPE + "\n", PARTS)
    return folder


def form_of(shape: str) -> Form:
    text = (BASE / "forms/orders.yaml").read_text("utf-8").replace(SHAPE + "\n", shape)
    form, findings = parse_form(
        text.replace("figure: QM-01#channels, ", "").replace(
            "{required: true}}\n    - {name: content", "{required: true, enum: [电话, 前台]}}\n    - {name: content"
        ),
        "forms/orders.yaml",
    )
    assert form is not None, findings
    return form


def context(**told: object) -> PrintContext:
    return dataclasses.replace(
        PrintContext("示例公司", "https://portal.example/", "接单程序", font_folder(ROOT)), **told
    )


FILL = """print:
  paper: {paper}
  internal: [amount, pieces, urgent, due_on, closed_on, arrived_at, follows]
  parts:
    - fields: [received_on, person, channel, content]
"""


def test_a_record_and_its_blank_are_one_sheet(folder: Folder) -> None:
    """Everything printed on the blank stands on the record, which says in the places what it holds."""
    assert prints(folder, "QF-02", "O-2025-001") == 0
    blank, filled = (edition_of(printed(folder, name)) for name in ("QF-02 接单登记表", "O-2025-001"))
    for said in (
        "接单合同", "QF-02接单登记表", "顾客联", "存根联", "3日内答复", "渠道：电话或前台", "写清楚", "后续",
        "地漏通畅",        "合格", "情况", "受理", "审核", "盖章处", "人民币（大写）", "合计金额",
    ):  # fmt: skip
        assert said in blank
        assert said in filled
    assert "甲" in filled
    assert "19900000001" in filled
    assert "√电话" in filled
    assert "修水管" in filled


def test_each_copy_has_its_title_leaves_out_its_fields_and_counts_its_own_pages(folder: Folder) -> None:
    assert prints(folder, "O-2025-001") == 0
    customer, stub = (re.sub(r"[\s\u200b]", "", p.extract_text()) for p in pages_of(printed(folder, "O-2025-001")))
    assert "顾客联" in customer
    assert "经办（" not in customer.replace("经办（19", "")
    assert "存根联" in stub
    assert "经办甲（" in stub
    assert "第1页共1页" in customer
    assert "第1页共1页" in stub


def test_what_is_internal_is_not_printed(folder: Folder) -> None:
    assert prints(folder, "O-2025-001") == 0
    text = edition_of(printed(folder, "O-2025-001"))
    assert "120.50" not in text
    assert "件数" not in text


def test_the_records_that_name_another_stand_in_its_table_with_their_total(folder: Folder) -> None:
    """In figures and in capitals; one that was withdrawn is not among them."""
    rows = folder.root / "records/orders/2025.csv"
    header, first = rows.read_text("utf-8").splitlines()[:2]
    names, cells = header.split(","), first.split(",")

    def row(number: str, amount: str) -> str:
        told = dict(zip(names, cells, strict=True)) | {"order_no": number, "follows": cells[0], "amount": amount}
        return ",".join(told[name] for name in names)

    rows.write_text("\n".join([header, first, row("O-2025-002", "1000.05"), row("O-2025-003", "5")]) + "\n", "utf-8")
    assert prints(folder, "O-2025-001") == 0
    text = edition_of(printed(folder, "O-2025-001"))
    assert "1005.05" in text
    assert "壹仟零伍元零伍分" in text


def test_records_that_belong_together_are_rows_of_one_grid(tmp_path: Path) -> None:
    """One sheet for all of them, whichever is asked for; the sheet says the first number and the last."""
    folder = copy_of(BASE, tmp_path)
    shape = """print:
  internal: [order_no, amount, pieces, urgent, due_on, closed_on, arrived_at, follows]
  together: [received_on]
  parts:
    - {grid: channel, by: urgent_kind, beside: [content]}
    - fields: [received_on, person]
"""
    folder.replace("forms/orders.yaml", SHAPE + "\n", shape.replace("urgent_kind", "channel"))
    rows = folder.root / "records/orders/2025.csv"
    header, first = rows.read_text("utf-8").splitlines()[:2]
    other = first.replace("O-2025-001", "O-2025-002").replace("电话", "前台").replace("修水管", "换灯泡")
    rows.write_text("\n".join([header, first, other]) + "\n", "utf-8")
    assert prints(folder, "O-2025-002", "O-2025-001") == 0
    assert [path.name for path in (folder.root / "out").iterdir()] == ["O-2025-002.pdf"]
    text = edition_of(printed(folder, "O-2025-002"))
    assert "O-2025-001至O-2025-002" in text
    assert "修水管" in text
    assert "换灯泡" in text
    assert text.count("√") == 2


@pytest.mark.parametrize(
    ("paper", "width", "height"), [("A4", 210, 297), ("A5", 148, 210), ("A6", 105, 148), ("card", 85.6, 54)]
)
@NEEDS_POPPLER
def test_a_sheet_is_as_large_as_it_says_and_keeps_to_it(
    paper: str, width: float, height: float, tmp_path: Path
) -> None:
    """Head and foot stand on every size: firm, number, revision, retention and page."""
    pdf = blank_pdf(form_of(FILL.replace("{paper}", paper)), context())
    page = pages_of(pdf)[0]
    assert (page.mediabox.width / MM, page.mediabox.height / MM) == pytest.approx((width, height), abs=0.1)
    assert overflowing(pdf, tmp_path, (3.5, 2, 3, 2)) == []
    text = edition_of(pdf)
    for said in ("示例公司", "QF-02", "版本A/0", "保存期", "第1页共1页"):
        assert said in text


def test_a_part_may_start_a_new_page() -> None:
    """The signatures stand on the last one, the head on the first, and each page says which it is."""
    shape = FILL.replace("{paper}", "card") + "    - {text: 须知, break: true}\n"
    first, last = (re.sub(r"\s", "", page.extract_text()) for page in pages_of(blank_pdf(form_of(shape), context())))
    assert "接单日期" in first
    assert "第1页共2页" in first
    assert "须知" in last
    assert "第2页共2页" in last


def test_a_card_has_a_line_to_write_on_in_the_place_of_boxes_to_tick() -> None:
    card, sheet = (edition_of(blank_pdf(form_of(FILL.replace("{paper}", p)), context())) for p in ("card", "A5"))
    assert "前台" in sheet
    assert "前台" not in card


CHECKS = "    - {checklist: [channel, 地漏], detail: QM-01#points.standard, room: 情况}"


def test_a_checklist_tells_what_is_sound_below_the_name_of_what_is_checked(tmp_path: Path) -> None:
    """The entry of the figure whose name is that of the row; a figure without it is one finding."""
    folder = copy_of(BASE, tmp_path)
    folder.replace(
        "forms/orders.yaml", SHAPE + "\n", FILL.replace("{paper}", "A4").replace(", channel", "") + CHECKS + "\n"
    )
    points = "  points: [{name: 渠道, standard: 与登记的一致}, {name: 地漏, standard: 排水通畅}]\n"
    folder.replace("docs/documents/QM-01.md", "figures:\n", f"figures:\n{points}")
    assert prints(folder, "QF-02") == 0
    assert "地漏排水通畅" in edition_of(printed(folder, "QF-02 接单登记表"))
    folder.replace("forms/orders.yaml", "points.standard", "points.limit")
    (found,) = (each for each in folder.findings() if each.place.path == "forms/orders.yaml")
    assert (found.code, found.place.field) == ("figure-not-a-list", "detail")


@NEEDS_POPPLER
@pytest.mark.parametrize(
    ("form", "pages", "margins", "told", "kept_back"),
    [
        ("WY-JL-032", 2, (3.5, 2, 3, 0.4), ("贴照片", "持证须知"), ("身份证", "联系电话")),
        ("WY-JL-033", 1, (19, 4, 14, 4), ("现场情况", "没有封闭、移位", "未进入"), ()),
        ("WY-JL-034", 3, (19, 4, 14, 4), ("业主联", "整改期限", "管理处盖章"), ()),
        ("WY-JL-035", 2, (12, 4, 9, 4), ("业主联", "管理处联", "约定验收时间"), ()),
        ("WY-JL-112", 3, (19, 4, 13, 4), ("装修单位存", "人民币（大写）", "乙方（签字）"), ()),
    ],
)
def test_what_a_renovation_hands_out_fits_its_paper(
    form: str, pages: int, margins: tuple[float, ...], told: tuple[str, ...], kept_back: tuple[str, ...], tmp_path: Path
) -> None:
    """The pass, inspection sheet, notice, booking and agreement: a page for each copy, two sides of the card."""
    asked = Wish([form], None, tmp_path / "out")
    assert print_out.run(ROOT, asked, TODAY, TODAY, "zh") == 0
    (file,) = (tmp_path / "out").iterdir()
    pdf = file.read_bytes()
    assert len(pages_of(pdf)) == pages
    assert overflowing(pdf, tmp_path, margins) == []
    text = edition_of(pdf)
    assert [words for words in told if words not in text] == []
    assert [words for words in kept_back if words in text] == []


def test_a_notice_leaves_the_office_without_what_is_the_offices_own(tmp_path: Path) -> None:
    """The copies of the owner and the contractor say neither when it was reported nor how it was closed."""
    assert print_out.run(ROOT, Wish(["WY-JL-034"], None, tmp_path / "out"), TODAY, TODAY, "zh") == 0
    (file,) = (tmp_path / "out").iterdir()
    owner, contractor, office = (page.extract_text() for page in pages_of(file.read_bytes()))
    for words in ("管理处记录", "制止时间", "关闭日期", "发现人"):
        assert words in office
        assert words not in owner + contractor


def test_a_correction_is_shown_in_a_line_of_text(tmp_path: Path) -> None:
    """What it said before stands struck out behind it, with the number of the correction."""
    folder = copy_of(CONTROLLED, tmp_path)
    shape = "print:\n  parts:\n    - text: 培训 {{ topic }}，{{ trained_on }}，{{ basis }}。\nschema:"
    folder.replace("forms/training_records.yaml", "schema:", shape)
    assert corrects(folder, wish("PX-001", "主题", "答复时限")) == 0
    assert prints(folder, "PX-001") == 0
    text = edition_of(printed(folder, "PX-001"))
    assert "培训答复时限接单时限GZ-001，" in text


@pytest.mark.parametrize(("day", "days"), [("2026-05-29", 5), ("2026-06-03", 3)])
def test_a_record_tells_the_figures_of_its_day(day: str, days: int, tmp_path: Path) -> None:
    """A limit that was shortened since stands on an old record as it was then, on a blank as it is now."""
    folder = copy_of(CONTROLLED, tmp_path)
    shape = "date: trained_on\nprint:\n  internal: [topic, basis]\n  parts:\n    - text: >-\n        "
    told = "{{ trained_on }}，{{ QM-01#response_days }} 天内答复。"
    folder.replace("forms/training_records.yaml", "schema:", f"{shape}{told}\nschema:")
    folder.replace("records/training_records/all.csv", "2026-06-03", day)
    assert prints(folder, "PX-001", "QF-11") == 0
    assert f"，{days}天内答复" in edition_of(printed(folder, "PX-001"))
    assert "，3天内答复" in edition_of(printed(folder, "QF-11 培训记录"))


def test_the_browser_has_the_figures_of_every_day_too(tmp_path: Path) -> None:
    """Undated records have those of the text as it stands; a day has others from where they came into force."""
    folder = copy_of(CONTROLLED, tmp_path)
    shape = "date: trained_on\nprint:\n  parts:\n    - text: '{{ QM-01#response_days }} 天内答复。'\nschema:"
    folder.replace("forms/training_records.yaml", "schema:", shape)
    with evaluate(load_portal(folder.root, TODAY)) as evaluation:
        view = View(evaluation)
        index = sheet_index(view, view.portal.forms_by_name["training_records"])
    assert index is not None
    told = [(day, _texts(copies)) for day, copies in index["since"]]
    assert _texts(index["copies"]) == ["3 天内答复。"]
    assert told == [("2025-01-01", ["5 天内答复。"]), ("2026-06-01", None)]


def _texts(copies: list[dict[str, Any]] | None) -> list[str] | None:
    """What the sheet's running text says on each copy."""
    return copies and [run["text"] for copy in copies for part in copy["parts"] for run in part["lines"][0]]


@given(st.integers(min_value=0, max_value=10**14 - 1))
def test_an_amount_in_capitals_can_be_read_back(fen: int) -> None:
    """Every amount has words of its own that say just it, and no zeros stand side by side."""
    words = in_capitals(Decimal(fen) / 100)
    assert read_back(words) == fen
    assert "零零" not in words
    assert words.endswith(("整", "分"))


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("10", "壹拾元整"),
        ("107.10", "壹佰零柒元壹角整"),
        ("1010.07", "壹仟零壹拾元零柒分"),
        ("10001", "壹万零壹元整"),
        ("1000010000", "壹拾亿零壹万元整"),
        ("100000500.5", "壹亿零伍佰元伍角整"),
        ("-3", "负叁元整"),
        ("1e3", ""),
        ("三元", ""),
        ("1000000000000", ""),
    ],
)
def test_an_amount_is_written_as_bills_have_it(amount: str, words: str) -> None:
    assert in_capitals(amount) == words


def read_back(words: str) -> int:
    """The fen that capitals say, read without the code that wrote them."""
    digits = {sign: i for i, sign in enumerate("零壹贰叁肆伍陆柒捌玖")}
    whole, _, rest = words.rpartition("元") if "元" in words else ("", "", words)
    fen = sum(digits[m[1]] * {"角": 10, "分": 1}[m[2]] for m in re.finditer("([壹贰叁肆伍陆柒捌玖])([角分])", rest))
    yuan = 0
    for unit, factor in (("亿", 10**8), ("万", 10**4), ("", 1)):
        group, whole = whole.split(unit, 1) if unit and unit in whole else (("", whole) if unit else (whole, ""))
        places = {"仟": 1000, "佰": 100, "拾": 10, "": 1}
        yuan += factor * sum(
            digits[m[1]] * places[m[2]] for m in re.finditer("([壹贰叁肆伍陆柒捌玖])([仟佰拾]?)", group)
        )
    return yuan * 100 + fen
