"""The parts of a register: CSV files that are screened, and mended in a copy where they are not clean.

A mended copy lets the check go on: what is wrong with the file is found once, and does not hide or cause the rest.
"""

import csv
import hashlib
import io
import mmap
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from shoukong.files.folder import conflicts, decode, outside, unreadable
from shoukong.finding import Finding, Place, finding
from shoukong.forms.form import Form
from shoukong.records.cells_in_bulk import MAX_CELL
from shoukong.records.csv_header import header_faults, other_sign, parted_otherwise, sign_between

_FIRST_LINES = 100
_MARK = re.compile(r'\s*"?sep=[^\w\s]?\t?"?[,;\t\s]*', re.IGNORECASE)
csv.field_size_limit(2**31 - 1)
_BEFORE_A_CELL = b",\n"
_QUOTED = re.compile(rb'"[^"]*"')
_EMPTY = (b",", b',""')  # cells at the end of a row
_AT_ONCE = 1 << 20  # bytes


@dataclass(frozen=True, slots=True)
class Part:
    """A file of records as it is read: `source` is the file itself, or its mended copy with the line of each row.

    `broken` are the rows (from 0) whose fault is found already; a part that is not `complete` has lost rows.
    """

    path: str
    source: Path
    row_lines: tuple[int, ...] | None = None
    broken: frozenset[int] = frozenset()
    complete: bool = True


def line_starts(part: Part) -> Sequence[int] | None:
    """The line on which each row starts in the file as written; None where row n stands on line n + 2."""
    if part.row_lines is not None:
        return part.row_lines
    if b'"' not in part.source.read_bytes():
        return None
    with part.source.open(encoding="utf-8", newline="") as file:
        return tuple(line for line, _ in rows_with_lines(file.read()))[1:]


def digest_of(parts: Iterable[Part]) -> str:
    """The digest of the bytes of some parts as they are read."""
    told = hashlib.sha256()
    for part in parts:
        with part.source.open("rb") as file:
            told.update(hashlib.file_digest(file, "sha256").digest())
    return told.hexdigest()


def csv_line(cells: Iterable[str]) -> str:
    """A row as CSV, without its line end; cells that hold line ends are quoted."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerow(cells)  # what ends lines is what is quoted
    return text.getvalue().removesuffix("\r\n")


def rows_with_lines(text: str, sign: str = ",") -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV text, each with the line on which it starts; raises csv.Error where quoting breaks off."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    start = 1
    for row in reader:
        yield start, row
        start = reader.line_num + 1


def screen(root: Path, path: str, form: Form) -> tuple[bool, tuple[Finding, ...]]:
    """Whether a part is clean as far as its bytes tell; findings where it cannot be read at all."""
    fault = unreadable(root, path) or outside(root, path)
    if fault is not None:
        return False, (fault,)
    header = ",".join(form.names).encode() + b"\n"
    with (root / path).open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        marks = conflicts(data, path)
        if marks:
            return False, marks
        unclean = (b"\r", b"\0", b"\n\n", b"\n" + header.rstrip())
        is_clean = data[: len(header)] == header and all(data.find(mark) < 0 for mark in unclean) and is_closed(data)
        is_clean = is_clean and has_no_more(data, len(form.names))
    return is_clean, ()


def has_no_more(data: mmap.mmap, width: int) -> bool:
    """Whether no row has more cells than there are columns; DuckDB passes over those that are empty without a word.

    Rows that have fewer it does tell, so all that is asked is how many commas there are outside quotes.
    """
    if all(data.find(b"%b\n" % cell) < 0 and not data[-3:].endswith(cell) for cell in _EMPTY):
        return True
    commas, lines = 0, int(data[-1:] != b"\n")
    for start in range(0, len(data), _AT_ONCE):
        chunk = data[start : start + _AT_ONCE]
        commas, lines = commas + chunk.count(b","), lines + chunk.count(b"\n")
    for quoted in _QUOTED.finditer(data) if data.find(b'"') >= 0 else ():
        commas, lines = commas - quoted[0].count(b","), lines - quoted[0].count(b"\n")
    return commas <= (width - 1) * lines


def is_closed(data: bytes | mmap.mmap) -> bool:
    """Whether every quoted cell ends; DuckDB drops the last rows without a word where one does not, of many parts."""
    at = data.find(b'"')
    while at >= 0:
        if at == 0 or data[at - 1] in _BEFORE_A_CELL:
            at = data.find(b'"', at + 1)
            while at >= 0 and data[at + 1 : at + 2] == b'"':
                at = data.find(b'"', at + 2)
            if at < 0:
                return False
        at = data.find(b'"', at + 1)
    return True


def copy_with_lf(file: Path, target: Path, at_once: int = _AT_ONCE) -> bool:
    """Write a copy whose lines end with LF alone; False where CR stands elsewhere, or quotes may hold one.

    Most spreadsheet programs end lines with CR LF: such a part need not be taken apart row by row.
    """
    with file.open("rb") as source, mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if data.find(b'"') >= 0 or data.find(b"\r\n") < 0:
            return False
    with file.open("rb") as source, target.open("wb") as copy:
        for chunk in iter(lambda: source.read(at_once), b""):
            whole = chunk + source.read(1) if chunk.endswith(b"\r") else chunk
            plain = whole.replace(b"\r\n", b"\n")
            if b"\r" in plain:
                return False
            copy.write(plain)
    return True


def mend(root: Path, path: str, form: Form, target: Path) -> tuple[Part | None, tuple[Finding, ...]]:
    """Write a clean copy of a part to `target`; None where not even its header can be used. All faults are found."""
    text, encoding_faults = decode((root / path).read_bytes(), path)
    parted = _parted_otherwise(text, form, path)
    if parted is not None:  # saved anew, it comes in the right encoding too
        return None, (parted,)
    rows, quoting_faults = _rows(text, form, path)
    marks = [each for each in rows[:1] if _is_mark("".join(each[1]))]
    rows = rows[len(marks) :]
    marked = (finding("csv-mark", Place(path, line), ref=form.id, written=",".join(row)) for line, row in marks)
    findings = (*encoding_faults, *quoting_faults, *marked)
    start = next((i for i, (_, row) in enumerate(rows) if any(row)), None)
    if start is None:
        return None, findings or (finding("file-empty", Place(path, 1)),)
    is_usable, faults = header_faults(rows[start][1], form, path, rows[start][0])
    if not is_usable:
        return None, (*findings, *faults)
    findings = (*findings, *faults, *_needless_rows(rows, start, form, path))
    header = tuple(rows[start][1])
    filled = [
        (line, _as_wide(row, header, form)) for line, row in rows[start + 1 :] if any(row) and tuple(row) != header
    ]
    ragged, are_parted = _ragged(filled, form, path)
    _write_clean(target, form, [row for _, row in filled])
    is_complete = not quoting_faults and not are_parted
    part = Part(path, target, tuple(line for line, _ in filled), frozenset(ragged), complete=is_complete)
    return part, (*findings, *(fault for fault in ragged.values() if fault is not None))


def _is_mark(line: str) -> bool:
    """Whether a line tells Excel, which would be shown it in no cell, by which sign the cells are parted."""
    return _MARK.fullmatch(line) is not None


def _parted_otherwise(text: str, form: Form, path: str) -> Finding | None:
    lines = enumerate(text.split("\n", _FIRST_LINES)[:_FIRST_LINES], start=1)
    number, first = next(((i, line) for i, line in lines if line.strip() and not _is_mark(line)), (1, ""))
    return parted_otherwise(first, form, path, number)


def _needless_rows(rows: Sequence[tuple[int, list[str]]], start: int, form: Form, path: str) -> Iterator[Finding]:
    """Rows that are blank, and the header where it stands again, as after putting two files together."""
    header = rows[start][1]
    for i, (line, row) in enumerate(rows):
        if not any(row):
            yield finding("row-blank", Place(path, line), ref=form.id)
        elif row == header and i > start:
            yield finding("row-header", Place(path, line), ref=form.id)


def _as_wide(row: list[str], header: Sequence[str], form: Form) -> list[str]:
    """A row without the empty cells below columns that the header leaves empty at its end."""
    width = len(form.names)
    return row[:width] if len(row) == len(header) and not any(row[width:]) else row


def _ragged(rows: Sequence[tuple[int, list[str]]], form: Form, path: str) -> tuple[dict[int, Finding | None], bool]:
    """What is wrong with each row of another width, and whether some are parted by another sign, which is told once."""
    ragged: dict[int, Finding | None] = {}
    told: set[str] = set()
    for i, (line, row) in enumerate(rows):
        if len(row) == len(form.names):
            continue
        sign = sign_between(row, form)
        if sign is None:
            ragged[i] = _width_fault(row, line, form, path)
        else:
            ragged[i] = other_sign(sign, form, Place(path, line)) if sign not in told else None
            told.add(sign)
    return ragged, bool(told)


def _rows(text: str, form: Form, path: str) -> tuple[list[tuple[int, list[str]]], tuple[Finding, ...]]:
    """The rows up to the one whose quoting breaks off."""
    rows: list[tuple[int, list[str]]] = []
    try:
        rows.extend(rows_with_lines(text))
    except csv.Error as error:
        return rows, (finding("csv-quoting", Place(path, _last_line(rows)), ref=form.id, problem=error),)
    return rows, ()


def _last_line(rows: Sequence[tuple[int, list[str]]]) -> int:
    """The line after the last row that could be read."""
    return rows[-1][0] + 1 + sum(cell.count("\n") for cell in rows[-1][1]) if rows else 1


def _width_fault(row: Sequence[str], line: int, form: Form, path: str) -> Finding:
    width = len(form.names)
    key = form.columns.index(form.primary_key)
    record = row[key] if key < min(len(row), width) else None
    code = "row-short" if len(row) < width else "row-long"
    return finding(code, Place(path, line), ref=form.id, record=record, cells=len(row), columns=width)


def _write_clean(target: Path, form: Form, rows: Sequence[Sequence[str]]) -> None:
    width = len(form.names)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(form.names)
        writer.writerows([_readable(cell) for cell in (*row, *[""] * width)][:width] for row in rows)


def _readable(cell: str) -> str:
    """A cell that DuckDB can read: line ends of one kind, cut where it is too long, which is found with it."""
    return cell[: MAX_CELL + 1].replace("\r\n", "\n").replace("\r", "\n")
