"""A document as Word, for those who must send one: headings, clauses, tables and links as Word knows them."""

import datetime
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.image.exceptions import UnrecognizedImageError
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph

from shoukong.paper.markup import Node

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that an archive can say
_SONG = "宋体"
_HEI = "黑体"
_LATIN, _LATIN_HEAD, _CODE = "Times New Roman", "Arial", "Consolas"
_CALM = RGBColor(0x55, 0x55, 0x55)
_WIDE, _PICTURE = Mm(165), Mm(140)
_INDENT = Mm(7)
_MARKS = {"b": "bold", "i": "italic", "sub": "subscript", "sup": "superscript", "s": "strike"}


@dataclass(frozen=True, slots=True)
class WordText:
    """What is written: the data of the document's print, its pictures by number, and the day that dates the file."""

    data: Mapping[str, Any]
    pictures: Sequence[bytes]
    day: datetime.date


def word_file(text: WordText) -> bytes:
    """The document as .docx: the same bytes for the same text."""
    writer = _Writer(text, docx.Document())
    writer.write()
    held = io.BytesIO()
    writer.document.save(held)
    return _stable(held.getvalue())


def _stable(packed: bytes) -> bytes:
    """An archive whose parts bear no time of day."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as read, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as written:
        for name in read.namelist():
            written.writestr(zipfile.ZipInfo(name, _EPOCH), read.read(name), zipfile.ZIP_DEFLATED)
    return held.getvalue()


@dataclass(slots=True)
class _Writer:
    """Writes one document part by part; `marks` are the places that links may lead to."""

    text: WordText
    document: Document
    marks: dict[str, str] = field(default_factory=dict)

    def write(self) -> None:
        """The head, the text, the changes, and what stands on each page."""
        data = self.text.data
        self._set_up()
        self._on_each_page()
        self.document.add_paragraph(data["title"], "Title")
        self._facts(data["facts"])
        if data["remark"]:
            self._calm(self.document.add_paragraph(), f"{data['remark']}  {data['printed']}".strip())
        (printed,) = data["documents"]
        self.marks = {name: f"_{number}" for number, name in enumerate(_places(printed["body"]), 1)}
        self._blocks(printed["body"], 0)
        self.document.add_heading(data["words"]["changes"], 1)
        self._grid([data["words"]["history"]], printed["history"])

    def _set_up(self) -> None:
        """Paper, letters, language and what the file says of itself."""
        data, document = self.text.data, self.document
        section = document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(22)
        for style in document.styles:
            if isinstance(style, ParagraphStyle):
                is_head = style.name is not None and style.name.startswith(("Heading", "Title"))
                _set_letters(style, *((_LATIN_HEAD, _HEI) if is_head else (_LATIN, _SONG)))
                if is_head:
                    style.font.color.rgb = RGBColor(0, 0, 0)
        normal = document.styles["Normal"]
        if isinstance(normal, ParagraphStyle):
            normal.font.size = Pt(10.5)
            normal.paragraph_format.line_spacing = 1.35
            normal.paragraph_format.space_after = Pt(4)
        about, noon = document.core_properties, datetime.datetime.combine(self.text.day, datetime.time(12))
        about.title, about.author, about.language = data["title"], data["organization"], _language(data["language"])
        about.subject, about.comments, about.last_modified_by = data["subtitle"], "", data["organization"]
        about.created = about.modified = noon
        about.revision = 1
        _say_language(document, _language(data["language"]))

    def _on_each_page(self) -> None:
        """Above, whose it is, its number and revision, and what it is worth; below, what a print is, and the page."""
        data, section = self.text.data, self.document.sections[0]
        above = (data["organization"], data["subtitle"], data["worth"], data["control"])
        self._calm(section.header.paragraphs[0], "  ".join(filter(None, above)))
        foot = section.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        words = data["words"]
        for told, value in ((words["page"], "PAGE"), (words["pages"], "NUMPAGES")):
            before, _, after = re.sub(r"\{pages?\}", "\0", told).partition("\0")
            self._calm(foot, f" {before}")
            _field(foot, value)
            self._calm(foot, after)
        if data["seal"]:
            self._calm(foot, f"  {words['seal']} {data['seal']}")

    def _facts(self, facts: Sequence[Sequence[str]]) -> None:
        self._grid([], facts, bold_first=True)

    def _blocks(self, nodes: Sequence[Node], depth: int) -> None:
        for node in nodes:
            self._block(node, depth)

    def _block(self, node: Node, depth: int) -> None:
        match node["k"]:
            case "h":
                paragraph = self.document.add_heading(level=min(max(node["level"] - 1, 1), 9))
                self._mark(paragraph, node["id"])
                self._inlines(paragraph, node["c"])
            case "p":
                self._inlines(self._paragraph(depth), node["c"])
            case "demand":
                paragraph = self._paragraph(depth + 1)
                self._inlines(paragraph, node["c"])
                _fade(paragraph)
            case "ul" | "ol":
                self._list(node, depth)
            case "table":
                self._table(node)
            case "code":
                run = self._paragraph(depth).add_run(node["text"])
                run.font.name, run.font.size = _CODE, Pt(9)
            case "note":
                self._blocks(node["c"], depth + 1)

    def _paragraph(self, depth: int) -> Paragraph:
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.left_indent = _INDENT * depth
        return paragraph

    def _list(self, node: Node, depth: int) -> None:
        """Items with the numbers that they have in the text: a clause says its own."""
        for count, item in enumerate(node["items"], node["start"]):
            told = "" if item["clause"] else f"{count}. " if node["k"] == "ol" else "• "
            first, *rest = item["c"] or [{"k": "p", "c": []}]
            if first["k"] != "p":
                first, rest = {"k": "p", "c": []}, item["c"]
            paragraph = self._paragraph(depth + (not item["clause"]))
            if told:
                paragraph.paragraph_format.first_line_indent = -_INDENT
                paragraph.add_run(told)
            self._inlines(paragraph, first["c"])
            self._blocks(rest, depth + 1)

    def _table(self, node: Node) -> None:
        rows = [*node["head"], *node["rows"]]
        if not rows or not rows[0]:
            return
        table = self._empty_grid(len(rows), len(rows[0]), len(node["head"]))
        whole = sum(node["weights"]) or 1
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, content, weight in zip(row.cells, cells, node["weights"], strict=True):
                cell.width = int(_WIDE * weight / whole)
                self._inlines(cell.paragraphs[0], content)
        for row in table.rows[: len(node["head"])]:
            for run in (run for cell in row.cells for run in cell.paragraphs[0].runs):
                run.font.bold = True

    def _grid(self, head: Sequence[Sequence[str]], rows: Sequence[Sequence[str]], *, bold_first: bool = False) -> None:
        """A table of plain texts."""
        told = [*head, *rows]
        table = self._empty_grid(len(told), len(told[0]), len(head))
        for at, (row, texts) in enumerate(zip(table.rows, told, strict=True)):
            for i, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
                run = cell.paragraphs[0].add_run(text)
                run.font.bold = at < len(head) or (bold_first and i == 0)
        if bold_first:
            for row in table.rows:
                row.cells[0].width, row.cells[1].width = Mm(30), Mm(135)

    def _empty_grid(self, rows: int, across: int, heads: int) -> Table:
        """A table whose head stands on each page anew, and whose rows are not parted by one."""
        table: Table = self.document.add_table(rows, across, "Table Grid")
        table.autofit = False
        for at, row in enumerate(table.rows):
            settings = row._tr.get_or_add_trPr()
            settings.append(OxmlElement("w:cantSplit"))
            if at < heads:
                settings.append(OxmlElement("w:tblHeader"))
        self.document.add_paragraph().paragraph_format.space_after = Pt(0)
        return table

    def _inlines(self, paragraph: Paragraph, nodes: Sequence[Node], marks: frozenset[str] = frozenset()) -> None:
        for node in nodes:
            match node["k"]:
                case "t":
                    _run(paragraph, node["t"], marks)
                case "br":
                    paragraph.add_run().add_break()
                case "anchor":
                    self._mark(paragraph, node["id"])
                case "img":
                    self._picture(paragraph, node)
                case "a":
                    self._link(paragraph, node, marks)
                case "span":
                    self._inlines(paragraph, node["c"], marks)
                case kind:
                    self._inlines(paragraph, node["c"], marks | {kind})

    def _picture(self, paragraph: Paragraph, node: Node) -> None:
        """A picture, described for those who cannot see it; what Word cannot show is named."""
        try:
            drawn = paragraph.add_run().add_picture(io.BytesIO(self.text.pictures[node["n"]]), width=_PICTURE)
        except UnrecognizedImageError:
            paragraph.add_run(f"[{node['alt']}]")
            return
        drawn._inline.docPr.set("descr", node["alt"])

    def _link(self, paragraph: Paragraph, node: Node, marks: frozenset[str]) -> None:
        link = OxmlElement("w:hyperlink")
        if node["to"].startswith("#"):
            link.set(qn("w:anchor"), self.marks.get(node["to"][1:], "_0"))
        else:
            to = paragraph.part.relate_to(node["to"], RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            link.set(qn("r:id"), to)
        before = len(paragraph._p)
        self._inlines(paragraph, node["c"], marks)
        for element in list(paragraph._p)[before:]:
            link.append(element)
        paragraph._p.append(link)

    def _mark(self, paragraph: Paragraph, name: str) -> None:
        """A place that links lead to."""
        if name not in self.marks:
            return
        number = self.marks[name][1:]
        for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
            mark = OxmlElement(tag)
            mark.set(qn("w:id"), number)
            if tag == "w:bookmarkStart":
                mark.set(qn("w:name"), self.marks[name])
            paragraph._p.append(mark)

    def _calm(self, paragraph: Paragraph, text: str) -> None:
        run = paragraph.add_run(text)
        run.font.size, run.font.color.rgb = Pt(8.5), _CALM


def _places(nodes: Sequence[Node]) -> Iterator[str]:
    """The names of all places in some nodes, in their order."""
    for node in nodes:
        if node["k"] in ("h", "anchor") and node["id"]:
            yield node["id"]
        for key in ("c", "items"):
            yield from _places([each for each in node.get(key, ()) if "k" in each])
        for item in node.get("items", ()):
            yield from _places(item["c"])
        for row in (*node.get("head", ()), *node.get("rows", ())):
            for cell in row:
                yield from _places(cell)


def _run(paragraph: Paragraph, text: str, marks: frozenset[str]) -> None:
    run = paragraph.add_run(text)
    for mark in marks & _MARKS.keys():
        setattr(run.font, _MARKS[mark], True)
    if "code" in marks:
        run.font.name = _CODE


def _fade(paragraph: Paragraph) -> None:
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(9), _CALM


def _field(paragraph: Paragraph, name: str) -> None:
    """A number that Word counts itself: the page, or how many there are."""
    counted = OxmlElement("w:fldSimple")
    counted.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    counted.append(run)
    paragraph._p.append(counted)


def _set_letters(style: ParagraphStyle, latin: str, chinese: str) -> None:
    """The typefaces of a style, for Latin and for Chinese signs."""
    style.font.name = latin
    letters: BaseOxmlElement = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        letters.attrib.pop(qn(key), None)
    letters.set(qn("w:hAnsi"), latin)
    letters.set(qn("w:eastAsia"), chinese)


def _language(language: str) -> str:
    return {"zh": "zh-CN", "en": "en-US"}.get(language, language)


def _say_language(document: Document, language: str) -> None:
    """The language in which programs read and check the text."""
    for told in document.styles.element.iter(qn("w:lang")):
        told.set(qn("w:val"), language)
        told.set(qn("w:eastAsia"), language)
