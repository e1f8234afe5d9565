"""What an .xlsb says that its reader leaves out, record by record: failed formulas, percentages, what is hidden.

It runs in the process that reads one workbook, and needs nothing beyond the standard library.
"""

import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping

from shoukong.entries.workbook_parts import links_of

BOOK, STYLES = "xl/workbook.bin", "xl/styles.bin"
_ROW, _SHEET, _FORMAT, _STYLE, _STYLES_BEGIN, _STYLES_END = 0, 156, 44, 47, 617, 618
_ERRORS, _NUMBERS = (3, 11), (2, 5, 9)  # records of cells: of their own, and of formulas
_HIDDEN = 0x10
_COLUMNS = 60


def records_in(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a part, each by its kind; what is cut off is left out."""
    at = 0
    while at < len(data):
        kind, at = _number(data, at, 2)
        size, at = _number(data, at, 4)
        yield kind, data[at : at + size]
        at += size


def _number(data: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of up to so many bytes, seven bits in each, and where it ends."""
    number = 0
    for i, byte in enumerate(data[at : at + most]):
        number |= (byte & 0x7F) << 7 * i
        at += 1
        if not byte & 0x80:
            break
    return number, at


def _text(data: bytes, at: int) -> tuple[str, int]:
    """A text after its length in signs, and where it ends."""
    (length,) = struct.unpack_from("<I", data, at)
    end = at + 4 + 2 * length
    return data[at + 4 : end].decode("utf-16-le", "replace"), end


def binary_parts(packed: zipfile.ZipFile) -> Mapping[str, str]:
    """Where in an .xlsb each sheet is packed."""
    links, found = links_of(packed, "xl/_rels/workbook.bin.rels"), dict[str, str]()
    for data in _of_kind(packed.read(BOOK), _SHEET, 16):
        link, end = _text(data, 8)
        name, _ = _text(data, end)
        found[name] = links.get(link, "")
    return found


def _of_kind(part: bytes, wanted: int, least: int) -> Iterator[bytes]:
    return (data for kind, data in records_in(part) if kind == wanted and len(data) >= least)


def percent_styles(part: bytes, is_percentage: Callable[[int, str], bool]) -> frozenset[int]:
    """The numbers of the styles that show a number as a percentage, told by a format's number and its code."""
    codes, formats, is_within = dict[int, str](), list[int](), False
    for kind, data in records_in(part):
        if kind in (_STYLES_BEGIN, _STYLES_END):
            is_within = kind == _STYLES_BEGIN
        elif kind == _FORMAT and len(data) >= 6:
            codes[struct.unpack_from("<H", data)[0]] = _text(data, 2)[0]
        elif kind == _STYLE and is_within and len(data) >= 4:
            formats.append(struct.unpack_from("<H", data, 2)[0])
    return frozenset(i for i, number in enumerate(formats) if is_percentage(number, codes.get(number, "")))


def cells_at_fault(part: bytes, percents: frozenset[int]) -> Iterator[tuple[tuple[int, int], int | None]]:
    """Where a cell has an error, with its number, and where it shows a number as a percentage, without one."""
    row = 0
    for kind, data in records_in(part):
        if kind == _ROW and len(data) >= 4:
            (row,) = struct.unpack_from("<I", data)
        elif kind in _ERRORS and len(data) >= 9:
            yield (row, struct.unpack_from("<I", data)[0]), data[8]
        elif kind in _NUMBERS and len(data) >= 8 and int.from_bytes(data[4:7], "little") in percents:
            yield (row, struct.unpack_from("<I", data)[0]), None


def binary_hidden_columns(part: bytes) -> list[tuple[int, int]]:
    """The columns that a sheet hides, from 0: the first and the one after the last of each run."""
    told = (struct.unpack_from("<IIIIH", data) for data in _of_kind(part, _COLUMNS, 18))
    return [(first, last + 1) for first, last, _, _, flags in told if flags & 1]


def binary_hidden_rows(part: bytes) -> frozenset[int]:
    """The rows that a sheet hides, from 0."""
    return frozenset(struct.unpack_from("<I", d)[0] for d in _of_kind(part, _ROW, 12) if d[11] & _HIDDEN)
