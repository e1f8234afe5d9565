"""Old procedures become drafts: numbers of every style, Word's own numbering, tables, references, and what is lost."""

import io
import zipfile
from collections.abc import Sequence
from html import unescape
from xml.sax.saxutils import escape

import pytest
from conftest import TODAY, Folder
from hypothesis import example, given
from hypothesis import strategies as st
from markdown import markdown

from shoukong.adopting.body import body_of
from shoukong.adopting.docx_numbering import Level, Numbering, numeral
from shoukong.adopting.mark import Kind, read_mark
from shoukong.adopting.marked_up import at_start, escaped
from shoukong.adopting.plain_text import read_text_file
from shoukong.adopting.source import Paragraph
from shoukong.adopting.structure import placed
from shoukong.commands import adopt
from shoukong.document import parse_document
from shoukong.text.clause_label import chinese_numeral

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
EXTENSIONS = ["attr_list", "def_list", "md_in_html", "tables", "footnotes", "admonition"]
HEAD = """---
id: X-1
title: 甲
kind: procedure
revision: A/0
effective_date: 2026-01-05
owner: 乙
review_months: 12
retention: P6Y
audience: [乙]
references: []
history:
  - {revision: A/0, date: 2026-01-05, summary: 丙}
---

"""


def adopted(folder: Folder, name: str, content: str | bytes, id_: str = "QM-09") -> tuple[int, str]:
    """The exit code, and the draft without front matter and closing comment."""
    folder.write(f"../{name}", content)
    code = adopt.run(folder.root, adopt.Wish(folder.root.parent / name, id_), TODAY, "zh")
    path = folder.root / f"docs/documents/{id_}.md"
    text = path.read_text("utf-8") if path.exists() else ""
    return code, text.partition("\n---\n\n")[2].partition("\n<!--")[0]


def word(body: str, **parts: str) -> bytes:
    """A Word file of some paragraphs and tables, with other parts by their names."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            packed.writestr(f"word/{name}.xml", content)
    return held.getvalue()


def row(text: str, depth: int | None = None, style: str = "") -> str:
    """A paragraph of a Word file, of list 7 where it has a level there."""
    numbered = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="7"/></w:numPr>' if depth is not None else ""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{styled}{numbered}</w:pPr><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def numbering(*levels: tuple[str, str]) -> str:
    """The lists of a Word file: list 7 with levels of some forms and texts."""
    told = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for i, (form, text) in enumerate(levels)
    )
    abstract = f'<w:abstractNum w:abstractNumId="3">{told}</w:abstractNum>'
    return f'<w:numbering {W}>{abstract}<w:num w:numId="7"><w:abstractNumId w:val="3"/></w:num></w:numbering>'


def clauses_of(rows: Sequence[str]) -> tuple[list[str], int]:
    """The numbers of the clauses that some paragraphs become, and how many numbers have no anchor."""
    text = HEAD + "# 甲\n\n" + body_of(placed([Paragraph(each) for each in rows]), lambda _: None)[0]
    document, findings = parse_document(text, "docs/documents/X-1.md")
    assert document is not None, findings
    return [clause.number for clause in document.clauses], len(document.unanchored)


STYLES = {
    "iso": (
        "资料控制规程\n编制：甲  审核：乙  归口部门：客服部\n1.0 目的\n保证有效。\n2.0 做法\n2.1 编写\n"
        "2.1.1 按《接单程序》与《未见办法》编写：\na) 草稿；\nb) 定稿：\n"
        "① 电子；\n② 纸质。\n2.1.2 再审。\n2.2 发放\n2.2.1 电压 2.5kV 以下的除外。\n",
        "# 资料控制规程\n\n## 1 目的 {#c1}\n\n保证有效。\n\n## 2 做法 {#c2}\n\n### 2.1 编写 {#c2.1}\n\n"
        "- 2.1.1 按[《接单程序》](QM-01.md)与《未见办法》编写： {#c2.1.1}\n    - a) 草稿； {#c2.1.1a}\n"
        "    - b) 定稿： {#c2.1.1b}\n"
        "        - ① 电子；\n        - ② 纸质。\n- 2.1.2 再审。 {#c2.1.2}\n\n### 2.2 发放 {#c2.2}\n\n"
        "- 2.2.1 电压 2.5kV 以下的除外。 {#c2.2.1}\n",
    ),
    "regulation": (
        "考勤制度\n第一章 总则\n第一条 为规范考勤，制定本制度。\n第二章 考勤\n"
        "第二条 按下列规定：\n（一）早到：\n1．签到；\n（二）不迟到。\n第三条（一）早退的，扣分。\n",
        "# 考勤制度\n\n## 第一章 总则 {#c1}\n\n- 第一条 为规范考勤，制定本制度。 {#c1.1}\n\n## 第二章 考勤 {#c2}\n\n"
        "- 第二条 按下列规定： {#c2.2}\n    - （一）早到： {#c2.2.1}\n        - 1．签到； {#c2.2.1.1}\n"
        "    - （二）不迟到。 {#c2.2.2}\n- 第三条 {#c2.3}\n    - （一）早退的，扣分。 {#c2.3.1}\n",
    ),
    "official": (
        "关于装修的规定\n一、申报\n（一）先申报，提交：\n1. 图纸；\n2. 证件。\n二、罚则\n违反的，责令改正。\n",
        "# 关于装修的规定\n\n## 一、申报 {#c1}\n\n- （一）先申报，提交： {#c1.1}\n"
        "    - 1．图纸； {#c1.1.1}\n    - 2．证件。 {#c1.1.2}\n\n"
        "## 二、罚则 {#c2}\n\n违反的，责令改正。\n",
    ),
    "parts": (
        "手册\n篇1：报修\n1、目的\n快修。\n2、做法\n2.1 接报后登记。\n"
        "篇2：投诉\n1、做法\n1.1 受理：\n(1) 登记；\n(2) 答复。\n",
        "# 手册\n\n## 1 报修 {#c1}\n\n### 1.1 目的 {#c1.1}\n\n快修。\n\n### 1.2 做法 {#c1.2}\n\n"
        "- 1.2.1 接报后登记。 {#c1.2.1}\n\n"
        "## 2 投诉 {#c2}\n\n### 2.1 做法 {#c2.1}\n\n- 2.1.1 受理： {#c2.1.1}\n    - (1) 登记；\n    - (2) 答复。\n",
    ),
    "roman": (
        "巡视办法\nI. 目的\n保证安全。\nII. 做法\n1. 先查：\ni) 门；\nii) 窗。\n2. 再记。\nⅢ、记录\n按月归档。\n",
        "# 巡视办法\n\n## 一、目的 {#c1}\n\n保证安全。\n\n## 二、做法 {#c2}\n\n- 1．先查： {#c2.1}\n"
        "    - (1) 门； {#c2.1.1}\n    - (2) 窗。 {#c2.1.2}\n- 2．再记。 {#c2.2}\n\n## 三、记录 {#c3}\n\n按月归档。\n",
    ),
    "tight": (
        "巡检规程\n1目的\n保证运行。\n2 记录\n2.1每日2次。\n名称\t期限\n巡检表\t3年|长期\n",
        "# 巡检规程\n\n## 1 目的 {#c1}\n\n保证运行。\n\n## 2 记录 {#c2}\n\n- 2.1 每日2次。 {#c2.1}\n\n"
        "| 名称 | 期限 |\n|---|---|\n| 巡检表 | 3年&#124;长期 |\n",
    ),
    "letterhead": (
        "甲酒店管理有限公司文件\n文件编号：QB/JD-03  版本：第2版\n          客房清扫规程\n1 目的\n保证卫生。\n2 标准\n"
        "项目    标准    抽查\n床铺    平整    100%\n地面    无水渍    50%\n签字：    年    月\n",
        "# 客房清扫规程\n\n## 1 目的 {#c1}\n\n保证卫生。\n\n## 2 标准 {#c2}\n\n"
        "| 项目 | 标准 | 抽查 |\n|---|---|---|\n| 床铺 | 平整 | 100% |\n| 地面 | 无水渍 | 50% |\n\n"
        "签字：    年    月\n",
    ),
    "marks": (
        "标记程序\n1 目的\n2*3*4 与 <b> 与 {{ x }} 与 [甲](乙) 与 a_b_ 都照写。\n# 不是标题\n2026. 不是列表\n",
        None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("style", STYLES)
def test_a_text_of_any_house_style_becomes_a_draft_that_passes_the_check(
    folder: Folder, style: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {finding.code for finding in folder.findings()}
    source, wanted = STYLES[style]
    code, draft = adopted(folder, f"{style}.txt", source.encode("gb18030"))
    assert (code, draft) == (0, wanted or draft)
    told = capsys.readouterr().out
    assert ("《未见办法》" in told) == ("未见办法" in source)
    assert ("编制：甲" in told) == ("编制：甲" in source)
    undecided = set() if "归口部门" in source else {"owner-unknown", "audience-unknown"}
    assert {finding.code for finding in folder.findings()} - before == undecided


def test_word_numbers_its_paragraphs_itself_and_what_is_lost_is_told(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    table = "".join(
        f"<w:tr>{''.join(f'<w:tc>{row(cell)}</w:tc>' for cell in cells)}</w:tr>"
        for cells in (("名称", "期限"), ("表", "3年"))
    )
    gone = "<w:del><w:r><w:delText>删去的话</w:delText></w:r></w:del><w:r><w:drawing/></w:r>"
    cut = f"<w:p><w:r><w:t>留下</w:t></w:r>{gone}</w:p>"
    body = "".join(
        (row("解救规程", style="T"), row("目的", 0), row("快。"), row("做法", 0), row("接报后：", 1), row("安抚；", 2),
         row("通知。", 2), row("记录。", 1), f"<w:tbl>{table}</w:tbl>", cut)
    )  # fmt: skip
    styles = f'<w:styles {W}><w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style></w:styles>'
    lists = numbering(("decimal", "%1"), ("decimal", "%1.%2"), ("lowerLetter", "%3)"))
    code, draft = adopted(
        folder, "x.docx", word(body, numbering=lists, styles=styles, header1=f"<w:hdr {W}>{row('页眉')}</w:hdr>")
    )
    assert code == 0
    assert draft == (
        "# 解救规程\n\n## 1 目的 {#c1}\n\n快。\n\n## 2 做法 {#c2}\n\n"
        "- 2.1 接报后： {#c2.1}\n    - a) 安抚； {#c2.1a}\n    - b) 通知。 {#c2.1b}\n"
        "- 2.2 记录。 {#c2.2}\n\n| 名称 | 期限 |\n|---|---|\n| 表 | 3年 |\n\n留下\n"
    )
    told = capsys.readouterr().out
    assert all(words in told for words in ("图片没有带过来", "删去的话", "页眉页脚没有带过来（第 10 段之后）：页眉"))


def with_entity() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as packed:
        packed.writestr("word/document.xml", f'<!DOCTYPE x [<!ENTITY a "b">]><w:document {W}><w:body/></w:document>')
    return held.getvalue()


def bomb() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b" " * (30 << 20))
    return held.getvalue()


DEEP = f"<w:document {W}><w:body>{'<w:ins>' * 400}{'</w:ins>' * 400}</w:body></w:document>"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("x.docx", b"\xd0\xcf\x11\xe0rest", ".doc"),
        ("x.docx", b"PK\x03\x04rest", "不是 Word 文件"),
        ("x.docx", with_entity(), "word/document.xml"),
        ("x.docx", bomb(), "太大，超过 24 MB"),
        ("x.docx", word("<w:ins>" * 400 + "</w:ins>" * 400), "word/document.xml"),
        ("x.docx", word(row("甲"), numbering="<broken"), "word/numbering.xml"),
        ("x.docx", word(""), "没有文字"),
        ("x.txt", b"\xff\xff\x80\x00", "不是文字文件"),
        ("x.pdf", b"%PDF", "只能采用"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_clear_message(
    folder: Folder, name: str, content: bytes, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert adopted(folder, name, content) == (1, "")
    said = capsys.readouterr().err
    assert told in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("rows", "doubtful"),
    [
        (["V. 形槽的做法", "X 光机房管理"], [True, True]),
        (["h) 甲；", "i) 乙；", "j) 丙。"], [False, False, False]),
        (["一、总则", "I. 甲", "II. 乙"], [False, True, True]),
        (["I. 甲", "II. 乙"], [False, False]),
        (["II 类设备的要求"], [True]),
    ],
)
def test_a_roman_number_that_no_other_follows_is_told_as_undecided(rows: list[str], doubtful: list[bool]) -> None:
    assert [place.is_doubtful for place in placed([Paragraph(row) for row in rows])] == doubtful


def test_numbers_below_headings_without_one_are_items() -> None:
    rows = [
        Paragraph("修剪", level=1),
        Paragraph("1. 夏天两次。"),
        Paragraph("施肥", level=1),
        Paragraph("1. 先公告。"),
    ]
    assert [(place.level, place.depth) for place in placed(rows)] == [(2, None), (None, 0), (2, None), (None, 0)]


def test_numbers_that_make_no_address_are_told_and_a_table_of_contents_is_left_out(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    contents = "目 录\n1 目的 ........ 1\n2 做法 ........ 2\n3 记录 ……… 3\n"
    rows = "1 目的\n做事。\n2 做法\n2.1 甲。\n2.1 乙。\n3 记录\n丙。\nAppendix A 表\n"
    code, draft = adopted(folder, "x.txt", f"做事程序\n{contents}{rows}")
    assert code == 0
    assert "...." not in draft
    assert "- 2.1 乙。\n" in draft
    assert draft.endswith("## 3 记录 {#c3}\n\n丙。\n\n## Appendix A 表\n")
    told = capsys.readouterr().out
    assert "没有锚点：2.1。" in told
    assert "目录没有带过来" in told


@pytest.mark.parametrize("id_", ["QM-01", "qm-01", "QF-01", "../x", "a b"])
def test_nothing_that_is_there_is_overwritten_and_no_strange_name_is_made(
    folder: Folder, id_: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in folder.root.rglob("*") if path.is_file()}
    folder.write("../x.txt", "甲程序\n1 目的\n乙。\n")
    assert adopt.run(folder.root, adopt.Wish(folder.root.parent / "x.txt", id_), TODAY, "zh") == 1
    assert {path: path.read_bytes() for path in folder.root.rglob("*") if path.is_file()} == before


def test_the_number_and_title_in_the_text_are_taken(folder: Folder) -> None:
    folder.write(
        "../x.md", "# 回访程序\n\n文件编号：QI-07  版本：C/1\n\n## 1 回访\n\n- 1.1 **三天**内回访，见[表](a.html)。\n"
    )
    assert adopt.run(folder.root, adopt.Wish(folder.root.parent / "x.md"), TODAY, "zh") == 0
    text = (folder.root / "docs/documents/QI-07.md").read_text("utf-8")
    assert "title: 回访程序\n" in text
    assert "- 1.1 三天内回访，见表。 {#c1.1}\n" in text
    assert "- 链接没有带过来（第 3 段之后）：表 a.html\n" in text


def test_a_number_that_cannot_name_a_file_is_told_as_it_is_written(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.write("../x.txt", "回访程序\n文件编号：QB/JD-03  版本：C/1\n1 回访\n")
    assert adopt.run(folder.root, adopt.Wish(folder.root.parent / "x.txt"), TODAY, "zh") != 0
    assert "编号“QB/JD-03”不能用作文件名" in capsys.readouterr().err


# The numbers of each style, as people write them.
WRITTEN = {
    Kind.PART: [lambda n: f"第{chinese_numeral(n)}篇 ", lambda n: f"篇{n}："],
    Kind.CHAPTER: [lambda n: f"第{chinese_numeral(n)}章　"],
    Kind.ARTICLE: [lambda n: f"第{chinese_numeral(n)}条 ", lambda n: f"**第{n}条** "],
    Kind.LISTED: [lambda n: f"{chinese_numeral(n)}、"],
    Kind.BRACKETED: [lambda n: f"（{chinese_numeral(n)}）", lambda n: f"({chinese_numeral(n)}) "],
    Kind.SINGLE: [lambda n: f"{n}、", lambda n: f"{n}. ", lambda n: f"{n}．"],
    Kind.ARABIC_BRACKETED: [lambda n: f"（{n}）", lambda n: f"({n})"],
    Kind.HALF: [lambda n: f"{n}) ", lambda n: f"{n}）"],
    Kind.LETTER: [lambda n: f"{chr(96 + n)}) ", lambda n: f"{chr(64 + n)}、", lambda n: f"（{chr(96 + n)}）"],
    Kind.CIRCLED: [lambda n: chr(ord("①") + n - 1)],
}
WORDS = st.text("甲乙丙丁，的", min_size=1, max_size=8).map(lambda text: f"做{text}")


@given(
    st.sampled_from([(kind, write) for kind, writers in WRITTEN.items() for write in writers]),
    st.integers(1, 20),
    WORDS,
)
def test_a_number_is_read_as_it_is_written(style: tuple, number: int, words: str) -> None:
    kind, write = style
    mark = read_mark(f"{write(number)}{words}")
    assert mark is not None
    assert (mark.kind, mark.counts, mark.rest) == (kind, number, words)


@given(
    st.lists(st.integers(1, 99), min_size=2, max_size=5),
    st.sampled_from(".．。"),
    st.sampled_from([" ", "　", "、", ""]),
    WORDS,
)
def test_a_number_with_dots_is_read_as_it_is_written(parts: list[int], dot: str, gap: str, words: str) -> None:
    mark = read_mark(f"{dot.join(map(str, parts))}{gap}{words}")
    assert mark is not None
    assert (mark.kind, mark.number, mark.rest) == (Kind.DECIMAL, ".".join(map(str, parts)), words)


@given(st.text("第一二篇章条（）()1２.．、a①附录A 　：kWx米", max_size=12))
def test_any_text_can_be_tried_for_a_number_and_loses_nothing(text: str) -> None:
    mark = read_mark(text)
    assert mark is None or text.strip().replace("*", "").endswith(mark.rest)


@pytest.mark.parametrize(
    "text",
    ["2.5kW以下的设备", "3.5 米以内", "2026.1.5 起", "2026年", "100 元", "1.2倍", "8:30 上班", "A类物业", "（见附件）"],
)
def test_an_amount_or_a_day_is_no_number(text: str) -> None:
    assert read_mark(text) is None


@given(st.lists(st.tuples(st.integers(0, 3), WORDS), max_size=25))
def test_clauses_with_dots_have_the_addresses_that_they_say(steps: list[tuple[int, str]]) -> None:
    """A text whose numbers count rightly has one address for each, whatever is a heading and what an item."""
    counts: list[int] = []
    rows, wanted = [], []
    for depth, words in steps:
        counts = [*counts[: depth + 1]] if depth < len(counts) else [*counts, 0]
        counts[-1] += 1
        wanted.append(".".join(map(str, counts)))
        rows.append(f"{wanted[-1]} {words}")
    assert clauses_of(rows) == (wanted, 0)


@given(st.lists(st.integers(0, 3), max_size=40))
def test_word_counts_as_a_list_of_lists_does(depths: list[int]) -> None:
    levels = {i: Level("decimal", ".".join(f"%{j + 1}" for j in range(i + 1))) for i in range(4)}
    counted = Numbering({"7": "3"}, {"7": levels})
    counts: dict[int, int] = {}
    for depth in depths:
        counts = {level: count for level, count in counts.items() if level <= depth}
        counts[depth] = counts.get(depth, 0) + 1
        assert counted.next("7", depth) == ".".join(str(counts.get(level, 1)) for level in range(depth + 1))


@pytest.mark.parametrize(
    ("number", "form", "written"),
    [(27, "lowerLetter", "aa"), (14, "upperRoman", "XIV"), (3, "decimalEnclosedCircleChinese", "③"),
     (5, "decimalZero", "05"),
     (12, "chineseCountingThousand", "十二"), (2, "chineseLegalSimplified", "贰"), (3, "ideographTraditional", "丙"),
     (0, "lowerLetter", "0"), (21, "decimalEnclosedCircle", "21"), (7, "unknown", "7")],
)  # fmt: skip
def test_a_number_in_each_of_words_forms(number: int, form: str, written: str) -> None:
    assert numeral(number, form) == written


PLAIN = st.text("甲乙 a1_*`[](){}<>#!|~^&;:.\\-+=\"'/%$@《》2）", min_size=1, max_size=24).map(str.strip).filter(bool)


@given(PLAIN)
@example("&#1")
def test_an_escaped_text_reads_as_the_text(text: str) -> None:
    page = markdown(at_start(escaped(text)), extensions=EXTENSIONS)
    assert page.startswith("<p>") and page.count("<") == 2, page
    assert " ".join(unescape(page[3:-4]).split()) == " ".join(text.split())


@given(st.lists(st.text("甲乙丙第一条章1２.、（）()a①篇附录 :：。-#|", min_size=1, max_size=14), max_size=12))
def test_no_sign_of_a_text_is_lost(rows: list[str]) -> None:
    """What stands in the draft holds the letters and digits of the source in their order; the numbers may be tidied."""
    source = read_text_file("\n".join(rows).encode(), is_markdown=False)
    words = [each.text for each in source.blocks if isinstance(each, Paragraph)]
    marks = [read_mark(text) for text in words]
    page = unescape(body_of(placed(source.blocks), lambda _: None)[0]).replace("\\", "")
    at = 0
    for text, mark in zip(words, marks, strict=True):
        rest = mark.rest if mark else text
        at = page.index(rest, at) + len(rest) if rest else at
