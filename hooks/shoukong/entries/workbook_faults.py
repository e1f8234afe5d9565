"""Cells that a reader of workbooks takes for empty or for another number than is shown: failed formulas, percentages.

It runs in the process that reads one workbook, and needs nothing beyond the standard library.
"""

import re
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path

from shoukong.entries.binary_workbook import BOOK, STYLES, binary_parts, cells_at_fault, percent_styles
from shoukong.entries.compound_file import records_of
from shoukong.entries.workbook_parts import parts_of, short_text, walk

ERROR, UNCOUNTED, PERCENT = "error", "uncounted", "percent"
Faults = dict[tuple[int, int], tuple[str, str]]  # by row and column from 0: a kind, and what is written there

_TELLING = re.compile(rb"""\bt\s*=\s*["']e["']|<(?:\w+:)?f\b""")
_SAID = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|Err:[0-9]{3}")
_PERCENTAGES = frozenset({9, 10})  # formats that every program knows by number
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_MOST_REPEATED = 1 << 10  # cells of a fault that a sheet repeats: more are none that people filled in


def faults_in(path: Path, *, is_zip: bool) -> Mapping[str, Faults]:
    """The faults of each sheet by its name; nothing of a workbook of another kind."""
    if not is_zip:
        return dict(_of_old_kind(path))
    with zipfile.ZipFile(path) as packed:
        names = {item.filename for item in packed.infolist()}
        if "content.xml" in names:
            return _of_open_document(packed.read("content.xml"))
        if BOOK in names:
            return _of_binary(packed, names)
        percents = _percent_styles(packed.read("xl/styles.xml")) if "xl/styles.xml" in names else frozenset()
        parts = parts_of(packed) if "xl/workbook.xml" in names else {}
        return {sheet: _of_sheet(packed.read(part), percents) for sheet, part in parts.items() if part in names}


def _is_percentage(code: str) -> bool:
    return "%" in _QUOTED.sub("", code)


def _percent_styles(content: bytes) -> frozenset[str]:
    """The numbers of the styles of cells that show a number as a percentage."""
    percentages, within, formats = set(_PERCENTAGES), [False], list[int]()

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "numFmt" and _is_percentage(attributes.get("formatCode", "")):
            percentages.add(int(attributes.get("numFmtId", "0")))
        elif name == "cellXfs":
            within[0] = True
        elif name == "xf" and within[0]:
            formats.append(int(attributes.get("numFmtId", "0")))

    def end(name: str) -> None:
        within[0] = within[0] and name != "cellXfs"

    walk(content, start, end)
    return frozenset(str(i) for i, number in enumerate(formats) if number in percentages)


@dataclass(slots=True)
class _Sheet:
    """A sheet as it is read: where the cell stands, what it says of itself, and the texts of its formula and value."""

    percents: frozenset[str]
    faults: Faults = field(default_factory=dict)
    row: int = -1
    column: int = -1
    told: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    inside: str = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            self.row, self.column = int(attributes.get("r", self.row + 2)) - 1, -1
        elif name == "c":
            place = attributes.get("r", "")
            self.column = _column(place.rstrip("0123456789")) if place else self.column + 1
            self.told, self.texts = attributes, {}
        elif name in ("f", "v", "is"):
            self.inside = name
            self.texts[name] = "?" if name == "is" else ""

    def text(self, text: str) -> None:
        if self.inside:
            self.texts[self.inside] += text

    def end(self, name: str) -> None:
        if name == self.inside:
            self.inside = ""
        if name != "c":
            return
        place, value = (self.row, self.column), self.texts.get("v", "")
        if self.told.get("t") == "e":
            self.faults[place] = ERROR, value
        elif "f" in self.texts and not value and "is" not in self.texts and self.told.get("t") != "str":
            self.faults[place] = UNCOUNTED, ""
        elif value and self.told.get("s") in self.percents and self.told.get("t", "n") == "n":
            self.faults[place] = PERCENT, ""


def _of_sheet(content: bytes, percents: frozenset[str]) -> Faults:
    shown = rb"""\bs\s*=\s*["'](?:%s)["']""" % b"|".join(number.encode() for number in percents)
    if not _TELLING.search(content) and not (percents and re.search(shown, content)):
        return {}
    sheet = _Sheet(percents)
    walk(content, sheet.start, sheet.end, sheet.text)
    return sheet.faults


def _column(letters: str) -> int:
    """The place of a column from 0: A, B, …, AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


@dataclass(slots=True)
class _OpenDocument:
    """The tables of an .ods as they are read: where the cell stands, how often it is repeated, and its text."""

    sheets: dict[str, Faults] = field(default_factory=dict)
    name: str = ""
    row: int = 0
    rows: int = 1
    column: int = 0
    told: dict[str, str] | None = None
    said: str = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        told = {key.rpartition(":")[2] if ":value-type" not in key else key: said for key, said in attributes.items()}
        if name == "table":
            self.name, self.row = told.get("name", ""), 0
            self.sheets.setdefault(self.name, {})
        elif name == "table-row":
            self.rows, self.column = int(told.get("number-rows-repeated", 1)), 0
        elif name in ("table-cell", "covered-table-cell"):
            self.told, self.said = told, ""

    def text(self, text: str) -> None:
        if self.told is not None:
            self.said += text

    def end(self, name: str) -> None:
        if name == "table-row":
            self.row += self.rows
        elif name in ("table-cell", "covered-table-cell") and self.told is not None:
            columns = int(self.told.get("number-columns-repeated", 1))
            found = self._fault(self.told)
            if found and self.name in self.sheets and self.rows * columns <= _MOST_REPEATED:
                for row in range(self.row, self.row + self.rows):
                    for column in range(self.column, self.column + columns):
                        self.sheets[self.name][row, column] = found
            self.column += columns
            self.told = None

    def _fault(self, told: dict[str, str]) -> tuple[str, str] | None:
        kinds = {said for key, said in told.items() if key.endswith(":value-type")}
        if "error" in kinds or ("formula" in told and _SAID.fullmatch(self.said.strip())):
            return ERROR, self.said.strip()
        return (PERCENT, "") if "percentage" in kinds else None


def _of_open_document(content: bytes) -> dict[str, Faults]:
    found = _OpenDocument()
    walk(content, found.start, found.end, found.text)
    return found.sheets


def _of_binary(packed: zipfile.ZipFile, names: Set[str]) -> dict[str, Faults]:
    """The same for an .xlsb."""

    def is_percentage(number: int, code: str) -> bool:
        return number in _PERCENTAGES or _is_percentage(code)

    percents = percent_styles(packed.read(STYLES), is_percentage) if STYLES in names else frozenset()
    found: dict[str, Faults] = {}
    for sheet, part in binary_parts(packed).items():
        cells = cells_at_fault(packed.read(part), percents) if part in names else ()
        found[sheet] = {place: (PERCENT, "") if e is None else (ERROR, _ERRORS.get(e, "")) for place, e in cells}
    return found


def _of_old_kind(path: Path) -> Iterator[tuple[str, Faults]]:
    """The same for an .xls, record by record."""
    names: dict[int, str] = {}
    percentages, formats = set(_PERCENTAGES), list[int]()
    here: Faults = {}
    for place, kind, data in records_of(path.read_bytes()):
        if kind == 0x85:  # a sheet: where it starts, and its name
            names[struct.unpack_from("<I", data)[0]] = short_text(data[6:])
        elif kind == 0x41E and _is_percentage(_long_text(data[2:])):
            percentages.add(struct.unpack_from("<H", data)[0])
        elif kind == 0xE0:
            formats.append(struct.unpack_from("<H", data, 2)[0])
        elif kind == 0x809 and place in names:
            here = {}
            yield names[place], here
        else:
            here.update(_cells(kind, data, lambda style: formats[style : style + 1], percentages))


def _cells(
    kind: int, data: bytes, formats: Callable[[int], list[int]], percentages: set[int]
) -> Iterator[tuple[tuple[int, int], tuple[str, str]]]:
    """The faults of a record of an .xls: an error, a formula's, or numbers shown as percentages."""
    if kind not in (0x205, 0x06, 0x203, 0x27E, 0xBD) or len(data) < 8:
        return
    row, column, style = struct.unpack_from("<HHH", data)
    if kind == 0x205 and data[7]:
        yield (row, column), (ERROR, _ERRORS.get(data[6], ""))
    elif kind == 0x06 and len(data) >= 14 and data[12:14] == b"\xff\xff":
        if data[6] == 2:
            yield (row, column), (ERROR, _ERRORS.get(data[8], ""))
    elif kind == 0xBD:
        for i in range((len(data) - 6) // 6):
            (style,) = struct.unpack_from("<H", data, 4 + 6 * i)
            if percentages.intersection(formats(style)):
                yield (row, column + i), (PERCENT, "")
    elif kind != 0x205 and percentages.intersection(formats(style)):
        yield (row, column), (PERCENT, "")


def _long_text(data: bytes) -> str:
    return data[3:].decode("utf-16-le", "replace") if data[2] & 1 else data[3:].decode("latin-1")
