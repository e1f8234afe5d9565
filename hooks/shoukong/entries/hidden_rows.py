"""The rows that a workbook hides from its reader, by hand or by a filter, which a reader of workbooks does not tell.

It runs in the process that reads one workbook, and needs nothing beyond the standard library.
"""

import struct
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from shoukong.entries.binary_workbook import BOOK, binary_hidden_rows, binary_parts
from shoukong.entries.compound_file import records_of
from shoukong.entries.workbook_parts import parts_of, short_text, walk

MOST_REPEATED = 1 << 10  # rows that an .ods tells at once: more of them are empty
_HEIGHT_IS_NOTHING = 0x20


def hidden_rows_in(path: Path, *, is_zip: bool) -> Mapping[str, frozenset[int]]:
    """The hidden rows of each sheet, from 0, by the sheet's name; nothing of a workbook of another kind."""
    if not is_zip:
        return dict(_of_old_kind(path))
    with zipfile.ZipFile(path) as packed:
        names = {item.filename for item in packed.infolist()}
        if "content.xml" in names:
            return dict(_of_open_document(packed.read("content.xml")))
        if BOOK in names:
            kept = {sheet: part for sheet, part in binary_parts(packed).items() if part in names}
            return {sheet: binary_hidden_rows(packed.read(part)) for sheet, part in kept.items()}
        parts = parts_of(packed) if "xl/workbook.xml" in names else {}
        return {sheet: _of_sheet(packed.read(part)) for sheet, part in parts.items() if part in names}


def _of_sheet(content: bytes) -> frozenset[int]:
    if b"hidden=" not in content:
        return frozenset()
    found, at = set[int](), [-1]

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "row":
            at[0] = int(attributes.get("r", at[0] + 2)) - 1
            if attributes.get("hidden") in ("1", "true"):
                found.add(at[0])

    walk(content, start)
    return frozenset(found)


def _of_open_document(content: bytes) -> Iterator[tuple[str, frozenset[int]]]:
    sheets: dict[str, set[int]] = {}
    here = [set[int]()]
    at = [0]

    def start(name: str, attributes: dict[str, str]) -> None:
        told = {key.rpartition(":")[2]: said for key, said in attributes.items()}
        if name == "table":
            here[0] = sheets.setdefault(told.get("name", ""), set())
            at[0] = 0
        elif name == "table-row":
            count = int(told.get("number-rows-repeated", 1))
            if told.get("visibility") in ("collapse", "filter") and count <= MOST_REPEATED:
                here[0].update(range(at[0], at[0] + count))
            at[0] += count

    walk(content, start)
    yield from ((name, frozenset(rows)) for name, rows in sheets.items())


def _of_old_kind(path: Path) -> Iterator[tuple[str, frozenset[int]]]:
    """The same for an .xls, record by record."""
    names: dict[int, str] = {}
    sheets: dict[str, set[int]] = {}
    here = set[int]()
    for place, kind, data in records_of(path.read_bytes()):
        if kind == 0x85:  # a sheet: where it starts, and its name
            names[struct.unpack_from("<I", data)[0]] = short_text(data[6:])
        elif kind == 0x809 and place in names:
            here = sheets.setdefault(names[place], set())
        elif kind == 0x208 and len(data) >= 14 and struct.unpack_from("<H", data, 12)[0] & _HEIGHT_IS_NOTHING:
            here.add(struct.unpack_from("<H", data)[0])
    yield from ((name, frozenset(rows)) for name, rows in sheets.items())
