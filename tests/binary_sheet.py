"""A workbook as Excel saves it in its binary form (.xlsb), of which no library that we know writes any."""

import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINKS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{RELATION}/worksheet" Target="worksheets/sheet1.bin"/>'
    f'<Relationship Id="rId2" Type="{RELATION}/styles" Target="styles.bin"/></Relationships>'
)
DIVIDED = 7  # the error of what is divided by nothing


def record(kind: int, data: bytes = b"") -> bytes:
    """A record: its kind and size in seven bits a byte."""
    return _number(kind) + _number(len(data)) + data


def _number(number: int) -> bytes:
    low, rest = number & 0x7F, number >> 7
    return bytes([low]) if not rest else bytes([low | 0x80]) + _number(rest)


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _cell(column: int, value: str | float | None, style: int) -> bytes:
    head = struct.pack("<II", column, style)
    if value is None:  # a formula that failed
        return record(11, head + bytes([DIVIDED]) + struct.pack("<HII", 0, 0, 0))
    if isinstance(value, str):
        return record(6, head + _text(value))
    return record(5, head + struct.pack("<d", value))


def _row(at: int, *, is_hidden: bool) -> bytes:
    return record(0, struct.pack("<IIHBB", at, 0, 300, 0, 0x10 if is_hidden else 0) + bytes(5))


def write_binary(path: Path, rows: Sequence[Sequence[str | float | None]], *, percent: object, hidden: int) -> Path:
    """Write rows as an .xlsb; None is a failed formula, `percent` what is shown so, `hidden` a row, as is column E."""
    width = max(map(len, rows))
    parts = [record(129), record(148, struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1))]
    parts += [record(390), record(60, struct.pack("<IIIIH", 4, 4, 2560, 0, 1)), record(391), record(145)]
    for at, row in enumerate(rows):
        parts.append(_row(at, is_hidden=at == hidden))
        parts += [_cell(i, value, int(value == percent)) for i, value in enumerate(row)]
    formats = [struct.pack("<HHHHHBBHH", 0, number, 0, 0, 0, 0, 0, 0, 0) for number in (0, 164)]
    code = record(44, struct.pack("<H", 164) + _text("0.0%"))
    styles = record(615, struct.pack("<I", 1)) + code + record(616) + record(617, struct.pack("<I", 2))
    styles += b"".join(record(47, each) for each in formats) + record(618)
    book = record(156, struct.pack("<II", 0, 1) + _text("rId1") + _text("Sheet1"))
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("xl/workbook.bin", record(131) + record(143) + book + record(144) + record(132))
        packed.writestr("xl/_rels/workbook.bin.rels", LINKS)
        packed.writestr("xl/styles.bin", styles)
        packed.writestr("xl/worksheets/sheet1.bin", b"".join((*parts, record(146), record(130))))
    return path
