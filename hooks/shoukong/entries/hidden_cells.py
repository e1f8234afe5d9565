"""The rows and columns that a workbook hides, by hand or by a filter, which a reader of workbooks does not tell.

It runs in the process that reads one workbook, and needs nothing beyond the standard library.
"""

import struct
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from shoukong.entries.binary_workbook import BOOK, binary_hidden_columns, binary_hidden_rows, binary_parts
from shoukong.entries.compound_file import records_of
from shoukong.entries.workbook_parts import parts_of, short_text, walk

MOST_REPEATED = 1 << 10  # rows or columns that are told at once: more of them are empty
_HEIGHT_IS_NOTHING = 0x20


@dataclass(frozen=True, slots=True)
class Hidden:
    """The rows and columns that a sheet does not show, from 0."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)


def hidden_in(path: Path, *, is_zip: bool) -> Mapping[str, Hidden]:
    """What each sheet hides, by the sheet's name; nothing of a workbook of another kind."""
    if not is_zip:
        return _of_old_kind(path)
    with zipfile.ZipFile(path) as packed:
        names = {item.filename for item in packed.infolist()}
        if "content.xml" in names:
            return _of_open_document(packed.read("content.xml"))
        if BOOK in names:
            kept = {sheet: part for sheet, part in binary_parts(packed).items() if part in names}
            return {sheet: _of_binary_sheet(packed.read(part)) for sheet, part in kept.items()}
        parts = parts_of(packed) if "xl/workbook.xml" in names else {}
        return {sheet: _of_sheet(packed.read(part)) for sheet, part in parts.items() if part in names}


def _of_sheet(content: bytes) -> Hidden:
    found, at = Hidden(), [-1]
    if b"hidden=" not in content:
        return found

    def start(name: str, attributes: dict[str, str]) -> None:
        is_hidden = attributes.get("hidden") in ("1", "true")
        if name == "row":
            at[0] = int(attributes.get("r", at[0] + 2)) - 1
            found.rows.update([at[0]] if is_hidden else ())
        elif name == "col" and is_hidden:
            first, last = int(attributes["min"]) - 1, int(attributes["max"])
            found.columns.update(range(first, min(last, first + MOST_REPEATED)))

    walk(content, start)
    return found


def _of_binary_sheet(content: bytes) -> Hidden:
    ranges = (range(first, min(last, first + MOST_REPEATED)) for first, last in binary_hidden_columns(content))
    return Hidden(set(binary_hidden_rows(content)), {column for each in ranges for column in each})


def _of_open_document(content: bytes) -> Mapping[str, Hidden]:
    sheets: dict[str, Hidden] = {}
    here = [Hidden()]
    at = {"table-row": 0, "table-column": 0}

    def start(name: str, attributes: dict[str, str]) -> None:
        told = {key.rpartition(":")[2]: said for key, said in attributes.items()}
        if name == "table":
            here[0] = sheets.setdefault(told.get("name", ""), Hidden())
            at.update(dict.fromkeys(at, 0))
        elif name in at:
            count = int(told.get(f"number-{name.removeprefix('table-')}s-repeated", 1))
            if told.get("visibility") in ("collapse", "filter") and count <= MOST_REPEATED:
                own = here[0].rows if name == "table-row" else here[0].columns
                own.update(range(at[name], at[name] + count))
            at[name] += count

    walk(content, start)
    return sheets


def _of_old_kind(path: Path) -> Mapping[str, Hidden]:
    """The same for an .xls, record by record."""
    names: dict[int, str] = {}
    sheets: dict[str, Hidden] = {}
    here = Hidden()
    for place, kind, data in records_of(path.read_bytes()):
        if kind == 0x85:  # a sheet: where it starts, and its name
            names[struct.unpack_from("<I", data)[0]] = short_text(data[6:])
        elif kind == 0x809 and place in names:
            here = sheets.setdefault(names[place], Hidden())
        elif kind == 0x208 and len(data) >= 14 and struct.unpack_from("<H", data, 12)[0] & _HEIGHT_IS_NOTHING:
            here.rows.add(struct.unpack_from("<H", data)[0])
        elif kind == 0x7D and len(data) >= 10 and data[8] & 1:  # how some columns look
            first, last = struct.unpack_from("<HH", data)
            here.columns.update(range(first, min(last, first + MOST_REPEATED) + 1))
    return sheets
