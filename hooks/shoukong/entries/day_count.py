"""The day from which a workbook counts its days: numbers that stand for days mean nothing without it.

It runs in the process that reads one workbook, and needs nothing beyond the standard library.
"""

import datetime
import zipfile
from collections.abc import Iterator
from pathlib import Path

from shoukong.entries.binary_workbook import BOOK, records_in
from shoukong.entries.compound_file import records_of
from shoukong.entries.workbook_parts import walk

USUAL, OF_1904 = datetime.date(1899, 12, 30), datetime.date(1904, 1, 1)
_PACKED_BOOK, _BINARY_PROPERTIES, _OLD_MODE, _OLD_SHEET = "xl/workbook.xml", 153, 0x22, 0x85


def first_day_of(path: Path, *, is_zip: bool) -> datetime.date:
    """The day that a workbook counts as 0."""
    if not is_zip:
        return next(_of_old_kind(path), USUAL)
    with zipfile.ZipFile(path) as packed:
        names = {item.filename for item in packed.infolist()}
        if "content.xml" in names:
            return _of_xml(packed.read("content.xml"))
        if BOOK in names:
            kinds = (data for kind, data in records_in(packed.read(BOOK)) if kind == _BINARY_PROPERTIES)
            return OF_1904 if any(data[:1] and data[0] & 1 for data in kinds) else USUAL
        return _of_xml(packed.read(_PACKED_BOOK)) if _PACKED_BOOK in names else USUAL


def _of_xml(content: bytes) -> datetime.date:
    """The same for an .xlsx by its `date1904`, and for an .ods by its `null-date`."""
    found = [USUAL]

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            found.append(OF_1904)
        elif name == "null-date":
            told = next((said for key, said in attributes.items() if key.endswith(":date-value")), str(USUAL))
            found.append(datetime.date.fromisoformat(told[:10]))

    if b"date1904" in content or b"null-date" in content:
        walk(content, start)
    return found[-1]


def _of_old_kind(path: Path) -> Iterator[datetime.date]:
    for _, kind, data in records_of(path.read_bytes()):
        if kind == _OLD_MODE and data[:1] == b"\1":
            yield OF_1904
        elif kind == _OLD_SHEET:  # what is said of the whole book stands before its sheets
            return
