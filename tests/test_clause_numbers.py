"""Clauses numbered in Chinese or in decimals: where an anchor is not written, it follows from the numbers."""

from pathlib import Path

import pytest
from conftest import TODAY
from hypothesis import given
from hypothesis import strategies as st

from shoukong.control.passage import passages_of
from shoukong.control.redline import Change, redline
from shoukong.document import Document, parse_document
from shoukong.evaluation import check, evaluate
from shoukong.finding import Finding
from shoukong.pages.blank_files import print_context
from shoukong.pages.document_pages import document_pages
from shoukong.pages.form_pages import form_pages
from shoukong.pages.view import View
from shoukong.paper.blank import _basis
from shoukong.portal import load_portal
from shoukong.text.clause_label import chinese_number, chinese_numeral, read_label

HEAD = """---
id: QM-1
title: 手册
kind: procedure
revision: A/0
effective_date: 2026-01-05
owner: 质量部
review_months: 12
retention: P10Y
audience: [质量部]
references: []
history:
  - {revision: A/0, date: 2026-01-05, summary: 首次发布}
---

# 手册

"""
FORM = """name: calls
id: F-1
title: 登记表
revision: A/0
effective_date: 2026-01-05
document: QM-1
clause: QM-1#2.1.1
retention: {period: P3Y}
schema:
  primaryKey: rec_no
  fields:
    - {name: rec_no, title: 编号, type: string, constraints: {required: true}}
    - {name: form_revision, title: 表单版本, type: string, constraints: {required: true}}
"""
CHAPTERS = """## 第一章 总则 {#c1}

### 第一条 为规范服务，制定本制度。 {#c1.1}

## 第二章 职责 {#c2}

### 一、物业部 {#c2.1}

- （一）受理报修。 {#c2.1.1}
- （二）见[总则](#c1)与[第一条](QM-1.md#c1.1)。 {#c2.1.2}
"""


def bare(text: str) -> str:
    """A text without its anchors."""
    return "\n".join(row.partition(" {#")[0] for row in text.split("\n"))


def document_of(body: str) -> Document:
    """A document of some clauses."""
    document, findings = parse_document(HEAD + body, "docs/documents/QM-1.md")
    assert document is not None, findings
    return document


def numbers(body: str) -> list[str]:
    """The numbers of a document's clauses."""
    return [clause.number for clause in document_of(body).clauses]


def portal_of(root: Path, body: str) -> Path:
    """A portal of one document and a form that rests on one of its clauses."""
    for path, text in {"docs/documents/QM-1.md": HEAD + body, "forms/calls.yaml": FORM}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    (root / "portal.yaml").write_text("title: 试用\norganization: 试用单位\n", "utf-8")
    return root


def findings(root: Path) -> list[tuple[str, int | None]]:
    """What a check finds, and on which line of the body."""
    lines = HEAD.count("\n")
    return [(f.code, f.place.line - lines if f.place.line else None) for f in of_document(root)]


def of_document(root: Path) -> tuple[Finding, ...]:
    return check(load_portal(root, TODAY)).findings


@given(st.integers(1, 9999))
def test_a_chinese_numeral_is_read_as_it_is_written(number: int) -> None:
    assert chinese_number(chinese_numeral(number)) == number


@pytest.mark.parametrize(
    ("written", "number"),
    [("十", 10), ("二十", 20), ("一百零五", 105), ("一百一十", 110), ("两百", 200), ("一千零一", 1001), ("12", 12)],
)
def test_numerals(written: str, number: int) -> None:
    assert chinese_number(written) == number


@pytest.mark.parametrize("written", ["", "零", "十百", "一二", "百千", "二十十", "一百二百"])
def test_what_is_no_numeral_is_no_number(written: str) -> None:
    assert chinese_number(written) is None


@given(st.text("第一二三十章节条款（）()、.1之 零百", max_size=12))
def test_any_text_at_all_can_be_tried_for_a_number(text: str) -> None:
    label = read_label(text)
    assert label is None or (text.endswith(label.rest) and label.value[0].isalnum())


@pytest.mark.parametrize("body", [CHAPTERS, bare(CHAPTERS)])
def test_chapters_articles_and_items_have_the_same_addresses_written_or_not(tmp_path: Path, body: str) -> None:
    assert numbers(body) == ["1", "1.1", "2", "2.1", "2.1.1", "2.1.2"]
    assert findings(portal_of(tmp_path, body)) == []


def test_the_site_leads_to_an_anchor_that_nobody_wrote(tmp_path: Path) -> None:
    with evaluate(load_portal(portal_of(tmp_path, bare(CHAPTERS)), TODAY)) as evaluation:
        pages = {page.path: str(page.content) for page in document_pages(View(evaluation))}
    text = pages["documents/QM-1.md"]
    assert '## 第二章 职责 {#c2 data-name="第二章"}' in text
    assert '<span id="c2.1.2" class="sk-anchor" data-name="第二章 一、（二）"' in text
    assert "(QM-1.md#c1.1)" in text


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("## 第一章 甲\n\n第一条　乙。\n\n第二条　丙：\n\n（一）丁；\n\n（二）戊。\n\n## 第二章 己\n\n第三条　庚。\n",
         ["1", "1.1", "1.2", "1.2.1", "1.2.2", "2", "2.3"]),
        ("第一条 甲\n\n第十条之一 乙\n", ["1", "10a"]),
        ("## 第一章总则\n\n**第一条** 甲\n\n**第二条**　乙\n\n第三条规定的事项\n\n## **第二章 附则**\n",
         ["1", "1.1", "1.2", "2"]),
        ("## 第一章的说明\n\n## 第一条至第三条\n\n## 一、甲\n", ["1"]),
        ("## 第一章 甲\n\n### 第一节 乙\n\n#### 第一条 丙\n\n### 第二节 丁\n\n#### 第二条 戊\n",
         ["1", "1.1", "1.1.1", "1.2", "1.2.2"]),
        ("## 一、甲\n\n### （一）乙\n\n#### 1. 丙\n\n##### （1）丁\n\n## 二、戊\n\n### （一）己\n",
         ["1", "1.1", "1.1.1", "1.1.1.1", "2", "2.1"]),
        ("## 一、甲\n\n- 1、乙\n- 2、丙\n\n## 二、丁\n\n- 1、戊\n", ["1", "1.1", "1.2", "2", "2.1"]),
        ("## 1 甲\n\n### 1.1 乙\n\n- 1.1.1 丙\n- 1.1.1a 丁\n\n## 2 戊\n", ["1", "1.1", "1.1.1", "1.1.1a", "2"]),
        ("# A Part\n\n## 1 One\n\n## 2 Two\n\n# B Part\n\n## 1 One\n", ["A", "A.1", "A.2", "B", "B.1"]),
        ("## 1 甲\n\n- （1）乙\n- （2）丙\n\n1. 丁\n2. 戊\n\n- 2.5 千瓦\n", ["1"]),
        ("## 第一章 甲\n\n1. 乙\n2. 丙\n\n- 丁\n", ["1"]),
        ("## 4 甲\n\n### 4.2 乙\n\n- a) 丙\n- b）丁\n    - ① 戊\n- (c) 己\n\n### 4.3 庚\n\n- a) 辛\n\n- a) 又一列\n",
         ["4", "4.2", "4.2a", "4.2b", "4.2c", "4.3", "4.3a"]),
        ("## 第一章 甲\n\n- 第一条 乙\n    - a) 丙\n    - b) 丁\n- 第二条 戊\n", ["1", "1.1", "1.1a", "1.1b", "1.2"]),
        ("## 甲\n\n- a) 乙\n\n## 4 丙\n\n(a) 一段\n\n### a) 丁\n", ["4"]),
        ("## 一、甲\n\n（一）乙。\n\n（二）丙。\n\n## 二、丁\n\n(一) 戊。\n", ["1", "1.1", "1.2", "2", "2.1"]),
        ("## 1 甲\n\n（一）乙。\n", ["1"]),
    ],
)  # fmt: skip
def test_addresses_follow_from_the_numbers(body: str, wanted: list[str]) -> None:
    assert numbers(body) == wanted


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("## 第一章 甲\n\n第一条　乙。\n\n第二条　丙：\n\n（一）丁；\n\n## 第二章 己\n\n第三条　庚。\n",
         ["第一章", "第一条", "第二条", "第二条（一）", "第二章", "第三条"]),
        ("## 第一章 甲\n\n### 第一条 乙\n\n## 第二章 丙\n\n### 第一条 丁\n\n- （一）戊\n",
         ["第一章", "第一章第一条", "第二章", "第二章第一条", "第二章第一条（一）"]),
        ("## 一、甲\n\n### （一）乙\n\n#### 1、丙\n\n##### （1）丁\n\n## 第十条之一 戊\n",
         ["一", "一、（一）", "一、（一） 1", "一、（一） 1、（1）", "第十条之一"]),
        ("**第一条** 甲\n\n- （一） 乙 {#c1.1}\n", ["第一条", "第一条（一）"]),
        ("## 第二章 甲\n\n### 一、乙\n", ["第二章", "第二章 一"]),
        ("## 1 甲\n\n### 1.1 乙\n\n- （1）丙 {#c1.1.1}\n", ["1", "1.1", "1.1.1"]),
        ("## 第一章 甲\n\n### 4.1 乙\n", ["第一章", "4.1"]),
    ],
)  # fmt: skip
def test_a_clause_is_named_as_the_text_numbers_it(body: str, wanted: list[str]) -> None:
    assert [clause.name for clause in document_of(body).clauses] == wanted


def test_pages_and_blanks_name_a_clause_as_the_text_does(tmp_path: Path) -> None:
    body = "第一条　甲。\n\n第二条　乙：\n\n（一）丙；\n"
    root = portal_of(tmp_path, body)
    form = root / "forms/calls.yaml"
    form.write_text(form.read_text("utf-8").replace("QM-1#2.1.1", "QM-1#2.1"), "utf-8")
    with evaluate(load_portal(root, TODAY)) as evaluation:
        view = View(evaluation)
        pages = {page.path: str(page.content) for page in (*document_pages(view), *form_pages(view))}
        said = print_context(view, view.portal.forms_by_name["calls"], None)
    assert "[QM-1 第二条（一） 丙；](../documents/QM-1.md#c2.1)" in pages["forms/calls.md"]
    assert 'id="c2.1" class="sk-anchor" data-name="第二条（一）"' in pages["documents/QM-1.md"]
    assert "第 2.1 条" not in "".join(pages.values())
    assert _basis(view.portal.forms_by_name["calls"], said) == "QM-1《手册》第二条（一）"


def test_articles_that_bear_their_own_number_leave_chapters_without_an_address(tmp_path: Path) -> None:
    body = "## 第一章 甲\n\n### 第一条 乙 {#c1}\n\n## 第二章 丙\n\n### 第二条 丁\n\n- （一）戊\n- （二）己\n"
    assert numbers(body) == ["1", "2", "2.1", "2.2"]
    assert [f for f in findings(portal_of(tmp_path, body)) if f[0] != "form-clause-unknown"] == []


def test_an_explicit_anchor_wins_and_what_stands_below_goes_by_it() -> None:
    body = "## 第三章 甲 {#c3}\n\n### 一、乙\n\n### 二、丙 {#c3.2}\n\n- （一）丁\n"
    assert numbers(body) == ["3", "3.1", "3.2", "3.2.1"]


def test_an_anchor_that_contradicts_the_number_is_found(tmp_path: Path) -> None:
    body = bare(CHAPTERS).replace("## 第二章 职责", "## 第二章 职责 {#c3}")
    assert ("clause-number", 5) in findings(portal_of(tmp_path, body))


def test_articles_run_on_through_chapters_and_a_missing_one_is_found(tmp_path: Path) -> None:
    body = bare(CHAPTERS).replace("### 一、物业部", "### 第二条 物业部")
    assert numbers(body)[3] == "2.2"
    root = portal_of(tmp_path, body)
    assert [f for f in findings(root) if f[0].startswith("clause")] == []
    portal_of(root, body.replace("第二条", "第三条"))
    assert ("clause-gap", 7) in findings(root)


def test_numbers_that_begin_anew_below_a_heading_without_one_are_told_once_for_each_heading(tmp_path: Path) -> None:
    body = "## 总则\n\n### 1 甲\n\n### 2 乙\n\n## 分则\n\n### 1 丙\n\n### 2 丁\n\n## 附则\n\n### 1 戊\n"
    root = portal_of(tmp_path, body)
    assert [f for f in findings(root) if f[0].startswith("clause")] == [
        ("clause-without-anchor", 9),
        ("clause-without-anchor", 15),
    ]


def test_a_clause_put_in_moves_no_anchor_and_one_renumbered_shows_as_such() -> None:
    """An address is that of the number: what keeps its number keeps it, and the redline tells what does not."""
    old = document_of("## 一、甲\n\n甲说明。\n\n## 二、乙\n\n- （一）说明很长的一条内容\n\n## 三、丙\n\n丙说明。\n")
    added = document_of(
        "## 一、甲\n\n甲说明。\n\n## 二、乙\n\n- （一）说明很长的一条内容\n- （二）新增\n\n## 三、丙\n\n丙说明。\n"
    )
    assert {c.number for c in old.clauses} < {c.number for c in added.clauses}
    moved = document_of(
        "## 一、甲\n\n甲说明。\n\n## 二、新\n\n全新的话。\n\n"
        "## 三、乙\n\n- （一）说明很长的一条内容\n\n## 四、丙\n\n丙说明。\n"
    )
    told = {c.new_key: (c.old_key, c.change) for c in redline(passages_of(old), passages_of(moved))}
    assert told["3.1"] == ("2.1", Change.SAME)
    assert told["4"] == ("3", Change.MOVED)


NUMBERED = st.tuples(
    st.sampled_from(["## ", "### ", "#### ", "- ", ""]),
    st.sampled_from(["第{}章", "第{}节", "第{}条", "{}、", "**第{}条**", "（{}）", "({})", "{}", "1.{}", "2.{}.1", ""]),
    st.integers(1, 4),
)


@given(st.lists(NUMBERED, max_size=12))
def test_an_anchor_that_is_written_where_it_follows_changes_nothing(rows: list[tuple[str, str, int]]) -> None:
    """Whoever writes out the anchors that follow gets the same addresses, so that they can be written at any time."""
    body = "\n\n".join(f"{mark}{style.format(_numeral(style, n))} 甲" for mark, style, n in rows)
    document = document_of(body)
    assert len({c.number for c in document.clauses}) == len(document.clauses)
    written = document_of(document.body)
    assert [c.number for c in written.clauses] == [c.number for c in document.clauses]
    assert [c.written for c in written.clauses] == [c.number for c in document.clauses]


def _numeral(style: str, number: int) -> str:
    return str(number) if style in ("({})", "{}", "1.{}", "2.{}.1") else chinese_numeral(number)


def test_the_digest_is_of_the_text_as_it_is_written() -> None:
    assert document_of(bare(CHAPTERS)).digest != document_of(CHAPTERS).digest
    assert "{#c2.1}" in document_of(bare(CHAPTERS)).body
