"""A file as a spreadsheet program saves it: a workbook of any kind, or CSV in any encoding, as grids of cells."""

import csv
import datetime
import pickle
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from shoukong.entries import workbook_process
from shoukong.entries.day_count import USUAL
from shoukong.entries.workbook_faults import PERCENT, Faults
from shoukong.files.folder import decode
from shoukong.records.csv_header import plain
from shoukong.records.csv_parts import rows_with_lines

# A cell as the file holds it: CSV has texts alone.
RawCell = str | int | float | bool | datetime.date | datetime.time | datetime.timedelta
MOST_BYTES = 100 << 20
SECONDS = 600.0
_SIGNS = (",", "\t", ";", "|", "，", "；")
_FEW = 3  # columns, below which a sentence may hold as many signs as a row
_WORKBOOKS = (workbook_process.ZIP, b"\xd0\xcf\x11\xe0")
_FIRST_BYTES = 64
# How a process ends that used up what it may take of memory or of time.
_OVERSPENT = (signal.SIGABRT, signal.SIGKILL, signal.SIGXCPU) if hasattr(signal, "SIGXCPU") else ()
_NO_MEMORY = (b"MemoryError", b"capacity overflow")
# Pages and XML that a program calls .xls; pictures, documents and archives that only have the name of a table.
_PAGES = (b"<!", b"<html", b"<HTML", b"<?xml", b"MIME-Version:")
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc", b"\x1f\x8b", b"{\\rtf")
_FIRST_LINES = 40  # among which a header stands
_MARK = "sep="


def shown(cell: RawCell) -> str:
    """A cell in words, as near to what a program shows as can be told."""
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(" ")
    if isinstance(cell, float):
        return decimal_text(cell)
    return str(cell).upper() if isinstance(cell, bool) else str(cell)


def decimal_text(number: float) -> str:
    """A number as a program shows it, without the noise of its binary digits."""
    text = f"{Decimal(f'{number:.15g}'):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def letters_of(column: int) -> str:
    """A column, from 0, as a spreadsheet program calls it."""
    letters = ""
    while column >= 0:
        letters = chr(ord("A") + column % 26) + letters
        column = column // 26 - 1
    return letters


class SpreadsheetError(ValueError):
    """A file that cannot be read as it stands: `code` says why, `facts` what and where."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell of a workbook whose value is not what people see: a failed or uncounted formula, or a percentage."""

    kind: str
    written: str


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows of a sheet, of texts alone where it `is_text`; `lines` are those of a CSV, from 1.

    `hidden` and `hidden_columns` are the rows and columns, from 0, that the program does not show; `first_day` is the
    day that it counts as 0.
    """

    name: str
    rows: Sequence[Sequence[RawCell]]
    is_text: bool = True
    lines: Sequence[int] = ()
    is_hidden: bool = False
    faults: Mapping[tuple[int, int], CellFault] = field(default_factory=dict)
    hidden: Set[int] = frozenset()
    hidden_columns: Set[int] = frozenset()
    first_day: datetime.date = USUAL

    def line(self, row: int) -> int:
        """The line or row, as the program shows it, of a row by its place."""
        return self.lines[row] if self.lines else row + 1


def read_grids(path: Path, names: Set[str]) -> list[Grid]:
    """The sheets of a file; `names` are what its columns may be called, by which the sign between cells is told.

    Raises SpreadsheetError, and OSError where there is no such file.
    """
    found = path.stat()
    if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
        raise SpreadsheetError("other-kind")  # a pipe or device, which may never end
    if found.st_size > MOST_BYTES:
        raise SpreadsheetError("too-large", limit=MOST_BYTES >> 20)
    with path.open("rb") as file:
        start = file.read(_FIRST_BYTES)
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((*_PAGES, *_OTHERS)):
        raise SpreadsheetError("other-kind")
    return _workbook(path) if start.startswith(_WORKBOOKS) else [_csv(path.read_bytes(), path.stem, names)]


def _workbook(path: Path) -> list[Grid]:
    command = [sys.executable, "-I", workbook_process.__file__, str(path.absolute())]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise SpreadsheetError("too-heavy") from None
    if done.returncode != 0:
        is_heavy = -done.returncode in _OVERSPENT or any(word in done.stderr for word in _NO_MEMORY)
        raise SpreadsheetError("too-heavy" if is_heavy else "damaged")
    read = pickle.loads(done.stdout)
    if isinstance(read, str):
        raise SpreadsheetError(read, limit=workbook_process.MOST_UNPACKED >> 20)
    first_day, sheets = read
    return [
        Grid(name, rows, False, (), is_hidden, dict(_faults(rows, faults)), hidden, columns, first_day)
        for name, is_hidden, rows, faults, hidden, columns in sheets
    ]


def _faults(rows: Sequence[Sequence[RawCell]], found: Faults) -> Iterator[tuple[tuple[int, int], CellFault]]:
    for (row, column), (kind, written) in found.items():
        cell = rows[row][column] if row < len(rows) and column < len(rows[row]) else ""
        if kind == PERCENT and isinstance(cell, int | float):
            yield (row, column), CellFault(kind, f"{decimal_text(cell * 100)}%")
        elif kind != PERCENT:
            yield (row, column), CellFault(kind, written)


def _csv(data: bytes, name: str, names: Set[str]) -> Grid:
    text, found = decode(data, "")
    guesses = [item.facts["guess"] for item in found if item.code == "file-encoding"]
    if "?" in guesses or (guesses and guesses != ["UTF-16"] and _is_broken_utf8(data)):
        raise SpreadsheetError("encoding")
    for nul in (item for item in found if item.code == "file-nul"):
        raise SpreadsheetError("nul", line=nul.place.line)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    declared = plain(lines[first]).startswith(_MARK)
    skipped = first + declared
    sign = _sign(lines[skipped : skipped + _FIRST_LINES], names)
    if declared and len(lines[first].strip()) == len(_MARK) + 1:
        sign = lines[first].strip()[-1]
    try:
        rows = [(line + skipped, row) for line, row in rows_with_lines("\n".join(lines[skipped:]), sign)]
    except csv.Error as error:
        raise SpreadsheetError("quoting", problem=error) from None
    _refuse_other_signs(rows)
    return Grid(name, [row for _, row in rows], lines=[line for line, _ in rows])


def _refuse_other_signs(rows: Sequence[tuple[int, Sequence[str]]]) -> None:
    """Refuse rows whose cells are parted otherwise than those of the header, as where two files were put together."""
    width = max((len(row) for _, row in rows), default=0)
    for line, row in (each for each in rows if len(each[1]) == 1 and width >= _FEW):
        other = next((sign for sign in _SIGNS if row[0].count(sign) == width - 1), None)
        if other is not None:
            raise SpreadsheetError("parted", line=line, sign=other)


def _is_broken_utf8(data: bytes) -> bool:
    """Whether most signs outside ASCII are UTF-8: the rest is damage, and no other encoding would make it right."""
    read = data.decode("utf-8", "replace")
    lost = read.count("\ufffd")
    return 0 < lost < sum(not sign.isascii() for sign in read) / 2


def _sign(lines: Sequence[str], names: Set[str]) -> str:
    """The sign that parts a line into most of the names that columns may have."""

    def known(sign: str) -> int:
        return max((len({plain(cell) for cell in line.split(sign)} & names) for line in lines), default=0)

    return max(_SIGNS, key=known)
