"""A document as Word says what its print says, in headings, tables and links that Word and other programs know."""

import datetime
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from conftest import PROJECT, Folder
from docx.oxml.ns import qn
from test_adopt import HEAD

from shoukong.adopting.body import body_of
from shoukong.adopting.docx_text import read_docx
from shoukong.adopting.draft import _unpacked
from shoukong.adopting.head import split_head
from shoukong.adopting.structure import placed
from shoukong.cli import app
from shoukong.document import parse_document
from shoukong.evaluation import evaluate
from shoukong.pages.document_prints import Issue, document_word
from shoukong.pages.view import View
from shoukong.portal import load_portal

DAY = datetime.date(2026, 11, 20)
DOCUMENTS = sorted(path.stem for path in (PROJECT / "docs/documents").glob("*.md"))


@pytest.fixture(scope="module")
def view() -> Iterator[View]:
    """The portal that ships."""
    with evaluate(load_portal(PROJECT, DAY), asks_clauses=False) as evaluation:
        yield View(evaluation)


@pytest.mark.parametrize("id_", DOCUMENTS)
def test_every_clause_comes_back_where_the_word_file_is_adopted(view: View, id_: str, tmp_path: Path) -> None:
    document = view.portal.documents_by_id[id_]
    path = tmp_path / "x.docx"
    path.write_bytes(document_word(view, document, Issue(DAY)))
    head, blocks = split_head(read_docx(path).blocks)
    body, _ = body_of(placed(tuple(_unpacked(blocks))), lambda _: None)
    adopted, _ = parse_document(f"{HEAD}# {head.title}\n\n{body}", "docs/documents/X-1.md")
    assert adopted is not None
    assert head.title == document.title
    assert [clause.number for clause in adopted.clauses] == [clause.number for clause in document.clauses]


def test_the_file_says_whose_it_is_what_it_is_worth_and_in_which_letters(view: View) -> None:
    word = document_word(view, view.portal.documents_by_id["WY-CX-02"], Issue(DAY))
    assert word == document_word(view, view.portal.documents_by_id["WY-CX-02"], Issue(DAY))
    read = docx.Document(io.BytesIO(word))
    about = read.core_properties
    assert (about.title, about.language) == ("物业管理顾客满意度收集、分析控制程序", "zh-CN")
    (section,) = read.sections
    head = section.header.paragraphs[0].text
    assert all(said in head for said in ("示例物业与酒店服务公司", "WY-CX-02", "A/0", "非受控"))
    counted = [each.get(qn("w:instr")) for each in section.footer._element.iter(qn("w:fldSimple"))]
    assert counted == ["PAGE", "NUMPAGES"]
    control, *tables = read.tables
    assert [cell.text for cell in control.rows[0].cells] == ["编号", "WY-CX-02"]
    assert [cell.text for cell in tables[-1].rows[0].cells] == ["版本", "日期", "摘要", "更改申请"]
    headings = {p.text: p.style.name for p in read.paragraphs if p.style and p.style.name.startswith("Heading")}
    assert headings["4 工作程序"] == "Heading 1"
    assert headings["4.1 征询与调查"] == "Heading 2"
    letters = read.styles["Normal"].element.rPr.rFonts
    assert (letters.get(qn("w:eastAsia")), letters.get(qn("w:ascii"))) == ("宋体", "Times New Roman")
    text = "\n".join(paragraph.text for paragraph in read.paragraphs)
    assert "规则 R2-08：计划在活动开始之前批准" in text
    assert "SELECT" not in text
    assert "{{" not in text


def test_links_within_the_file_lead_to_places_that_it_has(view: View) -> None:
    for document in view.documents:
        with zipfile.ZipFile(io.BytesIO(document_word(view, document, Issue(DAY)))) as packed:
            body = docx.oxml.parse_xml(packed.read("word/document.xml"))
        marks = {each.get(qn("w:name")) for each in body.iter(qn("w:bookmarkStart"))}
        aims = {aim for each in body.iter(qn("w:hyperlink")) if (aim := each.get(qn("w:anchor")))}
        assert aims <= marks


def test_the_verb_writes_word_of_documents_alone(controlled: Folder, tmp_path: Path) -> None:
    def printed(*told: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["print", *told, "--root", str(controlled.root), "--as-of", "2026-11-23"])
        return done.exit_code, done.stderr

    assert printed("QM-01", "--word", "-o", str(tmp_path / "x.docx")) == (0, "")
    assert docx.Document(tmp_path / "x.docx").core_properties.title
    assert printed("QM-01@A/0", "--word", "-o", str(tmp_path / "words"))[0] == 0
    assert [path.suffix for path in (tmp_path / "words").iterdir()] == [".docx"]
    code, said = printed("JD-2026-0001", "--word", "-o", str(tmp_path / "none"))
    assert (code != 0, "只有受控文件可以写成 Word" in said, (tmp_path / "none").exists()) == (True, True, False)
    assert printed("--manual", "--word")[0] == 2
    code, said = printed("QM-01", "--word", "-o", str(tmp_path / "x.pdf"))
    assert (code != 0, "也不以 .docx 结尾" in said, (tmp_path / "x.pdf").exists()) == (True, True, False)
