"""Workbooks (Office Open XML) for those who open records in Excel or WPS: every text stays the text that it is."""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

# Excel keeps 32,767 characters in a cell, those outside the first plane counted twice; a longer one damages the file.
MOST_CHARACTERS = 16_000
# What people can work with; a longer list is read by tools, which take the CSV.
MOST_ROWS = 100_000
CUT = "…（以下见 CSV 文件）"
_OTHER_SPELLINGS = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_x(?=[0-9A-Fa-f]{4}_)")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
# Doubles keep so many digits; a longer number is shown as the text that it is.
MOST_DIGITS = 15
TEXT, HEADING = 1, 2
_WRITTEN = (1980, 1, 1, 0, 0, 0)  # the same bytes on every day

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>'
    ),
    # The styles of numbers, of texts and of headings; format 49 keeps a text a text when its cell is edited.
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/></font>'
        '<font><b/><sz val="11"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/>'
        '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}


def fits_workbook(rows: int) -> bool:
    """Whether so many rows make a workbook that is of use."""
    return rows <= MOST_ROWS


def write_workbook(
    target: Path,
    name: str,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    numeric: frozenset[int] = frozenset(),
) -> None:
    """One sheet with a heading that stays in sight; cells are texts, but numbers in the columns that are `numeric`.

    Rows pass through, they are not kept.
    """
    columns = [_letters(place) for place in range(1, len(header) + 1)]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for path, text in (_PARTS | {"xl/workbook.xml": _workbook(name)}).items():
            package.writestr(_part(path), _HEAD + text, zipfile.ZIP_DEFLATED)
        with package.open(_part("xl/worksheets/sheet1.xml"), "w") as sheet:
            for text in _sheet(columns, header, rows, numeric):
                sheet.write(text.encode())


def _part(path: str) -> zipfile.ZipInfo:
    part = zipfile.ZipInfo(path, _WRITTEN)
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


def _workbook(name: str) -> str:
    # Excel takes no more than 31 characters for a sheet's name, and none of these.
    plain = re.sub(r"[\[\]:*?/\\']", " ", name)[:31].strip() or "Sheet1"
    return (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>'
        f'<sheet name="{_escaped(plain, quotes=True)}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _sheet(
    columns: Sequence[str], header: Sequence[str], rows: Iterable[Sequence[str]], numeric: frozenset[int]
) -> Iterator[str]:
    yield (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        '<sheetFormatPr defaultColWidth="16" defaultRowHeight="15"/><sheetData>'
    )
    titles = (_text(title, f"{letters}1", HEADING) for letters, title in zip(columns, header, strict=True))
    yield f'<row r="1">{"".join(titles)}</row>'
    number = 1
    for number, row in enumerate(rows, 2):
        cells = (_cell(text, f"{columns[i]}{number}", is_numeric=i in numeric) for i, text in enumerate(row) if text)
        yield f'<row r="{number}">{"".join(cells)}</row>'
    yield f'</sheetData><autoFilter ref="A1:{columns[-1]}{number}"/></worksheet>'


def _letters(place: int) -> str:
    """A column's name: 1 is A, 27 is AA."""
    name = ""
    while place:
        place, left = divmod(place - 1, 26)
        name = chr(ord("A") + left) + name
    return name


def _cell(text: str, place: str, *, is_numeric: bool) -> str:
    if is_numeric and _NUMBER.fullmatch(text) and sum(map(str.isdigit, text)) <= MOST_DIGITS:
        return f'<c r="{place}"><v>{text}</v></c>'
    return _text(text, place, TEXT)


def _text(text: str, place: str, style: int) -> str:
    if len(text) > MOST_CHARACTERS:
        text = text[:MOST_CHARACTERS] + CUT
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_escaped(text)}</t></is></c>'


def _escaped(text: str, *, quotes: bool = False) -> str:
    if _OTHER_SPELLINGS.search(text):
        text = _OTHER_SPELLINGS.sub(lambda sign: f"_x{ord(sign[0][0]):04X}_" + sign[0][1:], text)
    return escape(text, {'"': "&quot;"} if quotes else {})
