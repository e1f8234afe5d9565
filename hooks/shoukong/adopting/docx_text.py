"""A Word file as blocks: its paragraphs with the numbers that Word puts before them, its tables, and what is lost."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from shoukong.adopting.docx_numbering import BULLET, Numbering, read_numbering
from shoukong.adopting.docx_parts import Parts, at
from shoukong.adopting.docx_styles import Manner, Styles
from shoukong.adopting.source import Block, Loss, Lost, Paragraph, Source, SourceError, Table, table_of

SHOWN = 60  # signs of what is lost that are told
_CELL_BREAK = "\n"
# What holds text of the paragraph at hand; of two ways to say the same the first counts.
_PASSED = frozenset(
    ("w:r", "w:hyperlink", "w:ins", "w:moveTo", "w:smartTag", "w:sdt", "w:sdtContent", "w:fldSimple", "w:ruby",
     "w:rubyBase", "w:customXml", "w:dir", "w:bdo", "mc:AlternateContent")
)  # fmt: skip
_BROKEN_OFF = {"w:tab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-", "w:softHyphen": ""}
_LOSSES = {
    "w:pict": Loss.PICTURE,
    "w:drawing": Loss.PICTURE,
    "w:object": Loss.PICTURE,
    "m:oMath": Loss.FORMULA,
    "m:oMathPara": Loss.FORMULA,
    "w:footnoteReference": Loss.NOTE,
    "w:endnoteReference": Loss.NOTE,
    "w:commentReference": Loss.COMMENT,
    "w:del": Loss.DELETED,
    "w:moveFrom": Loss.DELETED,
    "w:sym": Loss.SIGN,
}
_CONTAINERS = (
    "w:sdt",
    "w:sdtContent",
    "w:ins",
    "w:moveTo",
    "w:customXml",
    "w:body",
    "mc:AlternateContent",
    "mc:Choice",
)
_EDGES = ("header", "footer")


def read_docx(path: Path) -> Source:
    """The blocks of a Word file; raises SourceError."""
    with Parts(path) as parts:
        reader = _Reader(Styles(parts.beside("styles.xml")), read_numbering(parts.beside("numbering.xml")))
        body = parts.part(parts.main).find("w:body")
        if body is None:
            raise SourceError("no-word")
        blocks = [block for block in reader.blocks(body) if not isinstance(block, Paragraph) or block.text]
        edges = sorted(
            name for name in parts.names if name.rpartition("/")[2].startswith(_EDGES) and name.endswith(".xml")
        )
        lost = [*reader.lost, *(_edge(parts.part(name), len(blocks)) for name in edges)]
    return Source(tuple(blocks), tuple(each for each in lost if each.text or each.what is not Loss.EDGE))


def _edge(part: Element, after: int) -> Lost:
    texts = ("".join(text.text or "" for text in each.iter("w:t")) for each in part.iter("w:p"))
    return Lost(Loss.EDGE, " ".join(filter(None, map(str.strip, texts)))[:SHOWN], after)


class _Reader:
    """Goes through the elements of a file in their order."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self.styles, self.numbering = styles, numbering
        self.lost: list[Lost] = []
        self.count = 0

    def blocks(self, held: Element) -> Iterator[Block]:
        """The paragraphs and tables of an element."""
        for each in held:
            if each.tag == "w:p":
                yield from self._counted(self.paragraph(each))
            elif each.tag == "w:tbl":
                yield from self._counted(self.table(each))
            elif each.tag == "w:sdt" and _is_contents(each):
                self.lose(Loss.CONTENTS, "")
            elif each.tag in _CONTAINERS:
                yield from self.blocks(each)
            elif each.tag in _LOSSES:
                self.lose(_LOSSES[each.tag], _words(each))

    def _counted(self, block: Block | None) -> Iterator[Block]:
        if block is not None:
            self.count += not isinstance(block, Paragraph) or bool(block.text)
            yield block

    def lose(self, what: Loss, text: str) -> None:
        """Note that something is not taken over."""
        self.lost.append(Lost(what, " ".join(text.split())[:SHOWN], self.count))

    def paragraph(self, element: Element) -> Paragraph | None:
        """A paragraph with its number; None where it is a line of the table of contents."""
        manner = self.styles.manner(element)
        number = self._number(manner)
        text = "".join(self._texts(element)).strip()
        if manner.is_contents:
            self.lose(Loss.CONTENTS, text)
            return None
        if not text:
            return Paragraph("")
        level = None if manner.is_title else manner.level
        if number is None:
            return Paragraph(text, level, self._bullet(manner), manner.is_title)
        gap = "" if number[-1:] in "、）)：" else " "
        return Paragraph(f"{number.strip()}{gap}{text}" if number.strip() else text, level, None, manner.is_title)

    def _place(self, manner: Manner) -> tuple[str, int] | None:
        if manner.list_ is None:
            return None
        if manner.depth is not None:
            return manner.list_, manner.depth
        return manner.list_, self.numbering.depth_of_style(manner.list_, manner.style)

    def _number(self, manner: Manner) -> str | None:
        place = self._place(manner)
        return self.numbering.next(*place) if place else None

    def _bullet(self, manner: Manner) -> int | None:
        place = self._place(manner)
        level = self.numbering.level(*place) if place else None
        return place[1] if place and level is not None and level.format == BULLET else None

    def _texts(self, element: Element) -> Iterator[str]:
        """The text of a paragraph or run, part by part; what is no text is noted as lost."""
        for each in element:
            if each.tag == "w:t":
                yield each.text or ""
            elif each.tag in _BROKEN_OFF:
                yield _BROKEN_OFF[each.tag]
            elif each.tag == "mc:AlternateContent":
                yield from self._texts(each[0]) if len(each) else ()
            elif each.tag in _PASSED:
                yield from self._texts(each)
            elif each.tag in _LOSSES:
                self._lose_of_text(each)

    def _lose_of_text(self, element: Element) -> None:
        boxes = list(element.iter("w:txbxContent"))
        if boxes:
            self.lose(Loss.TEXT_BOX, _words(boxes[0]))
        elif element.tag == "w:del" and not _words(element):
            return
        else:
            sign = element.get("w:char", "") if element.tag == "w:sym" else ""
            self.lose(_LOSSES[element.tag], sign or _words(element))

    def table(self, element: Element) -> Table:
        """A table, a cell that spans several repeated in none: the others stay empty, and that is told."""
        rows: list[list[str]] = []
        is_spanned = False
        for row in _rows(element):
            cells: list[str] = []
            for cell in _cells(row):
                width = _span(cell)
                is_spanned = is_spanned or width > 1 or at(cell, "w:tcPr", "w:vMerge") is not None
                cells.extend([self._cell(cell), *[""] * (width - 1)])
            rows.append(cells)
        table = table_of(rows)
        if is_spanned:
            self.lose(Loss.SPAN, " ".join(table.rows[0]) if table.rows else "")
        return table

    def _cell(self, cell: Element) -> str:
        texts = []
        for each in cell:
            if each.tag == "w:p":
                paragraph = self.paragraph(each)
                texts.append(paragraph.text if paragraph else "")
            elif each.tag == "w:tbl":
                self.lose(Loss.NESTED, _words(each))
                texts.append(_words(each))
            elif each.tag in _CONTAINERS:
                texts.append(_words(each))
        return _CELL_BREAK.join(filter(None, texts))


def _rows(table: Element) -> Iterator[Element]:
    for each in table:
        if each.tag == "w:tr":
            yield each
        elif each.tag in _CONTAINERS:
            yield from _rows(each)


def _cells(row: Element) -> Iterator[Element]:
    for each in row:
        if each.tag == "w:tc":
            yield each
        elif each.tag in _CONTAINERS:
            yield from _cells(each)


def _span(cell: Element) -> int:
    found = at(cell, "w:tcPr", "w:gridSpan")
    written = found.get("w:val", "") if found is not None else ""
    return min(int(written), 64) if written.isdecimal() and written != "0" else 1


def _is_contents(element: Element) -> bool:
    gallery = at(element, "w:sdtPr", "w:docPartObj", "w:docPartGallery")
    return gallery is not None and gallery.get("w:val") == "Table of Contents"


def _words(element: Element) -> str:
    """All the words of an element, those that were deleted too."""
    return " ".join(each.text or "" for each in element.iter() if each.tag in ("w:t", "w:delText"))
