"""A sheet as a spreadsheet program saves it: in its own encoding, parted by its own sign, under names or titles."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shoukong.folder import decode
from shoukong.records.csv_header import plain
from shoukong.records.csv_parts import rows_with_lines

_SIGNS = (",", "\t", ";", "|", "，", "；")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a sheet, each with its line and its cells by column, and how the sheet itself calls the columns."""

    rows: tuple[tuple[int, Mapping[str, str]], ...]
    called: Mapping[str, str]


class SheetError(ValueError):
    """A sheet that cannot be read: `code` says why, `facts` what and where."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def read_sheet(data: bytes, columns: Mapping[str, str]) -> Sheet:
    """Read the columns that are wanted, given with their titles; the sheet may use either, and have more columns.

    Raises SheetError.
    """
    if data.startswith(_WORKBOOKS):
        raise SheetError("workbook")
    text, _ = decode(data, "")
    names = {plain(word): name for name, title in columns.items() for word in (title, name)}
    lines = text.split("\n")
    skipped = next((i for i, line in enumerate(lines) if line.strip() and not plain(line).startswith("sep=")), 0)
    sign = max(_SIGNS, key=lambda sign: len({plain(cell) for cell in lines[skipped].split(sign)} & names.keys()))
    try:
        rows = [(line + skipped, row) for line, row in rows_with_lines("\n".join(lines[skipped:]), sign)]
    except csv.Error as error:
        raise SheetError("quoting", problem=error) from None
    header = rows[0][1] if rows else []
    places = _places(header, names, columns)
    filled = [(line, row) for line, row in rows[1:] if any(cell.strip() for cell in row)]
    for line, row in filled:
        if any(cell.strip() for cell in row[len(header) :]):
            raise SheetError("long", line=line, cells=len(row), columns=len(header))
    read = (
        (line, {name: row[i].strip() if i < len(row) else "" for name, i in places.items()}) for line, row in filled
    )
    return Sheet(tuple(read), {name: header[i].strip() for name, i in places.items()})


def _places(header: Sequence[str], names: Mapping[str, str], columns: Mapping[str, str]) -> Mapping[str, int]:
    """Where each column stands."""
    meant = [names.get(plain(cell)) for cell in header]
    missing = [name for name in columns if name not in meant]
    if missing:
        raise SheetError("columns", columns="、".join(missing), wanted=",".join(columns))
    twice = next((name for name in columns if meant.count(name) > 1), None)
    if twice is not None:
        raise SheetError("twice", column=twice)
    return {name: meant.index(name) for name in columns}
