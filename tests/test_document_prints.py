"""Documents on paper: what their PDF says, where its links and bookmarks lead, and how controlled copies come about."""

import datetime
import io
import re
from pathlib import Path
from typing import Any

import pypdf
import pytest
from conftest import BASE, CONTROLLED, PROJECT, TODAY, Folder, copy_of
from printed import DOT, NEEDS_POPPLER, edition_of, line_starts, overflowing, pages_of
from test_record_prints import printed, prints

from shoukong.commands import print_out
from shoukong.commands.hindrance import outcome
from shoukong.commands.issued_copy import Copying
from shoukong.commands.print_out import Wish
from shoukong.evaluation import evaluate
from shoukong.pages.blank_files import blank_files
from shoukong.pages.document_pages import document_pages
from shoukong.pages.document_prints import document_files
from shoukong.pages.form_pages import form_pages
from shoukong.pages.revision_pages import revision_pages
from shoukong.pages.view import View
from shoukong.paper import typeset
from shoukong.portal import load_portal

QM_01, QI_01 = "docs/documents/QM-01.md", "docs/documents/QI-01.md"
COPIES = "records/controlled_copies/all.csv"
RULE = """
```rule
id: T-77
title: 金额不超过上限
strength: principle
sql: SELECT order_no AS record FROM orders WHERE amount > 9
```
"""
TEXT = """
### 2.9 各种写法 {#c2.9}

| 项目 | 要求 |
|---|---|
| 时限 | **三日** |

1. 先登记
2. 后派工

!!! note "注意"
    夜间另行登记。

![楼层图](img/plan.png)

`#panic("x")` 与 #read("/etc/passwd") 与 $x$ 见 [第 2.1 条](#c2.1)、[别处](QM-02.md#c9)、[外面](https://example.org/a)。
"""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The small portal, whose procedure has a rule, a table, lists, a picture and links."""
    folder = copy_of(BASE, tmp_path)
    folder.write(QM_01, (folder.root / QM_01).read_text("utf-8") + RULE + TEXT)
    folder.write("docs/documents/img/plan.png", DOT)
    return folder


def read(pdf: bytes) -> pypdf.PdfReader:
    """A PDF as a tool reads it that did not make it."""
    return pypdf.PdfReader(io.BytesIO(pdf))


def bookmarks(reader: pypdf.PdfReader) -> list[str]:
    """The titles of all bookmarks, in their order."""

    def titles(outline: list[Any]) -> list[str]:
        return [t for each in outline for t in (titles(each) if isinstance(each, list) else [str(each["/Title"])])]

    return titles(reader.outline)


def addresses(reader: pypdf.PdfReader) -> set[str]:
    """The addresses on the web to which links of a PDF lead."""
    notes = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    return {note["/A"]["/URI"] for note in notes if "/URI" in note.get("/A", {})}


def places(reader: pypdf.PdfReader) -> int:
    """How many links lead to a place in the same PDF."""
    notes = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]
    return sum("/Dest" in note or note.get("/A", {}).get("/S") == "/GoTo" for note in notes)


def test_a_document_is_printed_with_all_that_controls_it(folder: Folder) -> None:
    """Cover, history and contents, figures filled in, rules as a sentence, what a page is on each page."""
    assert prints(folder, "QM-01") == 0
    pdf = printed(folder, "QM-01 接单程序")
    text, last = edition_of(pdf), pages_of(pdf)[-1].extract_text()
    for said in (
        "试用单位", "非受控", "编号QM-01", "版本A/1", "实施日期2025-02-01", "归口部门客服部", "保存期6年", "更改记录",
        "A/0", "首次发布", "目录", "接单渠道为电话、前台", "3个工作日内答复", "规则T-77：金额不超过上限（原则上）",
        "项目要求时限三日", "1.先登记2.后派工", "夜间另行登记", '#panic("x")', '#read("/etc/passwd")', "$x$",
    ):  # fmt: skip
        assert said in text, said
    for kept_out in ("SELECT", "satisfies", "{#c", "figures."):
        assert kept_out not in text
    count = len(pages_of(pdf))
    for said in (
        "QM-01",
        "接单程序",
        "版本 A/1",
        "非受控",
        "打印日期 2026 年 11 月 23 日",
        f"第 {count} 页",
        f"共 {count} 页",
    ):
        assert said in last


def test_bookmarks_and_links_of_a_document_lead_to_its_clauses_and_to_the_site(folder: Folder) -> None:
    """A link to a clause leads there; one that leads nowhere on paper is its words alone."""
    folder.replace("portal.yaml", "organization", "address: https://portal.example\norganization")
    assert prints(folder, "QM-01") == 0
    reader = read(printed(folder, "QM-01 接单程序"))
    assert bookmarks(reader)[:4] == ["更改记录", "目录", "接单程序", "1 目的"]
    assert "2.9 各种写法" in bookmarks(reader)
    assert addresses(reader) >= {
        "https://example.org/a",
        "https://portal.example/forms/orders/",
        "https://portal.example/documents/QM-02/#c1",
    }
    assert places(reader) > len(bookmarks(reader)) - 2  # the contents, and the link to 2.1


def test_a_document_is_an_archival_accessible_file(folder: Folder) -> None:
    """It declares PDF/A-2a and PDF/UA-1, is tagged down to tables and pictures, embeds its letters."""
    assert prints(folder, "QM-01") == 0
    reader = read(printed(folder, "QM-01 接单程序"))
    root = reader.trailer["/Root"]
    about = root["/Metadata"].get_data()
    assert all(said in about for said in (b"pdfaid:part>2<", b"pdfaid:conformance>A<", b"pdfuaid:part>1<"))
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "zh-CN"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "QM-01 接单程序 A/1"
    tags = re.findall(r"'/S': '/(\w+)'", str([o.get_object() for o in objects(reader)]))
    assert {"H1", "H2", "H3", "Table", "TH", "TD", "Figure", "Link", "L"} <= set(tags)
    fonts = {f["/BaseFont"]: f["/DescendantFonts"][0]["/FontDescriptor"] for p in reader.pages for f in fonts_of(p)}
    assert fonts
    assert all({"/FontFile2", "/FontFile3"} & set(each) for each in fonts.values())


def objects(reader: pypdf.PdfReader) -> list[Any]:
    """The structure elements of a tagged PDF."""
    found, waiting = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        each = waiting.pop().get_object()
        if isinstance(each, list):
            waiting.extend(each)
        elif isinstance(each, dict):
            found.append({key: value for key, value in each.items() if key in ("/S", "/Alt")})
            waiting.extend([each["/K"]] if "/K" in each else [])
    return [Plain(each) for each in found]


class Plain(dict[str, Any]):
    """An element by itself."""

    def get_object(self) -> dict[str, str]:
        """Its kind alone."""
        return {"/S": str(self.get("/S", ""))}


def fonts_of(page: pypdf.PageObject) -> list[Any]:
    """The fonts of a page."""
    return [font.get_object() for font in page["/Resources"].get("/Font", {}).values()]


def test_what_is_not_in_force_has_a_watermark(tmp_path: Path) -> None:
    """A draft says on each page that it is one; the same text, approved, does not."""
    folder = copy_of(CONTROLLED, tmp_path)
    assert prints(folder, "QI-01") == 0
    pages = pages_of(printed(folder, "QI-01 派工规程"))
    assert not any("草案" in page.extract_text() for page in pages)
    folder.replace(QI_01, "时限派工", "期限派工")
    assert prints(folder, "QI-01") == 0
    pages = pages_of(printed(folder, "QI-01 派工规程"))
    assert all("草案" in page.extract_text() for page in pages)


ODD = """
##### 2.8 跳级的标题

- 一
    - 二

        | 甲 | 乙 |
        |---|---|
        | 一 | 二 |

    1. 三
- ![](img/plan.png) [](#c2) [**粗**](#c2 "题")

> 引文[^1]

[^1]: 脚注。

<table><tr><td>无表头</td><td></td></tr></table>

<div><p>块<table><tr><th>只有表头</th></tr></table></div>

术语
:   释义

    ```
    代码 #let x = 1
    ```

***

| 长表 | 内容 |
|---|---|
""" + "".join(f"| {i} | {'很长的内容' * (i % 60)} |\n" for i in range(150))


@NEEDS_POPPLER
def test_whatever_markdown_a_document_holds_is_printed(folder: Folder, tmp_path: Path) -> None:
    """Tables over pages and within lists, gaps in the levels of headings, HTML: a tagged file within its margins."""
    folder.write(QM_01, (folder.root / QM_01).read_text("utf-8") + ODD)
    assert prints(folder, "QM-01") == 0
    pdf = printed(folder, "QM-01 接单程序")
    text = edition_of(pdf)
    assert all(said in text for said in ("跳级的标题", "无表头", "只有表头", "脚注。", "释义", "代码#letx=1", "149"))
    assert overflowing(pdf, tmp_path, margins=(23, 8, 18, 5)) == []


@NEEDS_POPPLER
def test_the_manual_holds_all_documents_in_force_and_reads_as_chinese_is_set(tmp_path: Path) -> None:
    """Each document is a bookmark, a link between two stays in the file, no line starts with a closing sign."""
    asked = Wish([], None, tmp_path / "manual.pdf", is_manual=True)
    assert print_out.run(PROJECT, asked, datetime.date(2026, 11, 28), TODAY, "zh") == 0
    pdf = (tmp_path / "manual.pdf").read_bytes()
    assert len(pdf) < 10_000_000
    reader = read(pdf)
    documents = {path.stem for path in (PROJECT / "docs/documents").glob("*.md")}
    assert {title.split(" ")[0] for title in bookmarks(reader)} >= documents
    assert not any("/documents/" in address for address in addresses(reader))
    assert overflowing(pdf, tmp_path, margins=(23, 8, 18, 5)) == []
    starts = line_starts(pdf, tmp_path)
    assert len(starts) > 300
    assert starts & set("，。、；：？！）》」』”’％") == set()
    assert "[U+" not in edition_of(pdf)


def copies(folder: Folder, number: str, holder: str = "丙", kept_at: str = "门岗", subject: str = "QM-01") -> int:
    """The exit code of printing a controlled copy."""
    asked = Wish([subject], None, folder.root / "out", copying=Copying(number, holder, kept_at, "丁"))
    return outcome(lambda: print_out.run(folder.root, asked, TODAY, TODAY, "zh"), "zh")


def test_a_controlled_copy_is_printed_and_registered_as_one_act(tmp_path: Path) -> None:
    folder = copy_of(CONTROLLED, tmp_path)
    assert copies(folder, "13") == copies(folder, "") == 0
    rows = (folder.root / COPIES).read_text("utf-8").splitlines()
    revision = re.search(r"^revision: (.*)$", (folder.root / QM_01).read_text("utf-8"), re.MULTILINE)
    assert revision is not None
    assert rows[-2:] == [f"FF-0{n},QM-01,{revision[1]},YG-03,门岗,YG-04,{TODAY},,,A/1" for n in (13, 14)]
    pdf = printed(folder, "QM-01 FF-013")
    assert all("受控副本 FF-013" in page.extract_text() for page in pages_of(pdf))
    assert "持有人丙，门岗" in edition_of(pdf)
    assert "非受控" not in edition_of(pdf)
    assert [item.code for item in folder.findings() if item.place.path == COPIES] == []


@pytest.mark.parametrize(
    ("change", "number", "holder"),
    [("", "2", "丙"), ("", "13", "没有这个人"), ("", "A-13", "丙"), ("期限派工", "13", "丙")],
)
def test_no_copy_is_given_out_that_must_not_be(tmp_path: Path, change: str, number: str, holder: str) -> None:
    """Not under a number that is taken or none, nor to a stranger, nor of a draft: neither print nor row is written."""
    folder = copy_of(CONTROLLED, tmp_path)
    if change:
        folder.replace(QI_01, "时限派工", change)
    before = (folder.root / COPIES).read_bytes()
    assert copies(folder, number, holder, subject="QI-01") == 1
    assert (folder.root / COPIES).read_bytes() == before
    assert not (folder.root / "out").exists()


def rendered(folder: Folder, *, has_prints: bool = True) -> dict[str, str | bytes]:
    """The pages and prints of documents and forms, by their paths."""
    with evaluate(load_portal(folder.root, TODAY)) as evaluation:
        view = View(evaluation, has_prints)
        made = [f for pages in (document_pages, form_pages, document_files, blank_files) for f in pages(view)]
        return {each.path: each.content for each in made if isinstance(each.content, str | bytes)}


def test_each_page_leads_to_its_pdf_and_nothing_is_made_again(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the site offers is there; only what changed is set anew, whatever the day is."""
    first = rendered(folder)
    for page, name in (("documents/QM-01.md", "QM-01/QM-01_A-1.pdf"), ("forms/index.md", "orders/QF-02_A-0.pdf")):
        assert f"[PDF]({name})" in str(first[page])
        assert f"{page.split('/')[0]}/{name}" in first
    assert "打印日期" not in edition_of(bytes(first["documents/QM-01/QM-01_A-1.pdf"]))  # type: ignore[arg-type]
    monkeypatch.setattr(typeset, "_set", lambda *_: b"set again")
    assert rendered(folder) == first
    folder.replace(QM_01, "让每一单", "使每一单")
    again = rendered(folder)
    assert [path for path, content in again.items() if content == b"set again"] == ["documents/QM-01/QM-01_A-1.pdf"]


def test_a_preview_has_no_prints_and_leads_to_none(folder: Folder) -> None:
    made = rendered(folder, has_prints=False)
    assert [path for path in made if path.endswith(".pdf")] == []
    assert [path for path, text in made.items() if ".pdf" in str(text)] == []


def test_a_picture_that_cannot_be_painted_is_named_instead(folder: Folder) -> None:
    folder.write("docs/documents/img/plan.png", b"no picture")
    assert prints(folder, "QM-01") == 0
    assert "楼层图" in edition_of(printed(folder, "QM-01 接单程序"))


def test_each_revision_of_a_document_has_its_pdf_that_tells_what_it_is_worth(tmp_path: Path) -> None:
    """Superseded by which one, withdrawn, or not in force yet, on each page; one in force says nothing of the kind."""
    folder = copy_of(CONTROLLED, tmp_path)
    folder.replace(QI_01, "时限派工", "期限派工")
    with evaluate(load_portal(folder.root, TODAY)) as evaluation:
        view = View(evaluation)
        made = {file.path: file.content for file in document_files(view)}
        pages = {page.path: page.content for page in revision_pages(view)}
        nothing = list(document_files(View(evaluation, has_prints=False)))
    for path, told in {
        "QM-01/QM-01_A-0": "已被A/1替代，不再有效",
        "QM-01/QM-01_A-1": "已被B/0替代，不再有效",
        "QM-01/QM-01_B-0": "",
        "QI-01/QI-01_A-0": "草案，尚未生效",
    }.items():
        pdf = made[f"documents/{path}.pdf"]
        assert isinstance(pdf, bytes)
        texts = ["".join(page.extract_text().split()) for page in pages_of(pdf)]
        assert all(told in text and text.count(told.split("，")[-1]) > bool(told) for text in texts), path
        assert ("不再有效" in edition_of(pdf)) is ("不再有效" in told)
        assert f"[PDF]({path.partition('/')[2]}.pdf)" in str(
            pages[f"documents/{path.replace('/QM-01_', '/').replace('/QI-01_', '/')}.md"]
        )
    assert nothing == []


def test_a_revision_is_printed_by_its_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = copy_of(CONTROLLED, tmp_path)
    assert prints(folder, "QM-01@A/0") == prints(folder, "QM-01@A-1") == 0
    assert "已被 A/1 替代，不再有效" in capsys.readouterr().out
    assert "已被A/1替代" in edition_of(printed(folder, "QM-01 接单程序 A_0"))
    assert prints(folder, "QM-01@A/7") == 1
    assert "没有版本「A/7」，有 A/0、A/1、B/0" in capsys.readouterr().err
