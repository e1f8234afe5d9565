"""The parts of a register: CSV files that are screened, and mended in a copy where they are not clean.

A mended copy lets the check go on: what is wrong with the file is found once, and does not hide or cause the rest.
"""

import csv
import io
import mmap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from shoukong.finding import Finding, Place, finding
from shoukong.folder import conflicts, decode, unreadable
from shoukong.form import Form

csv.field_size_limit(2**31 - 1)


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


def rows_with_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV text, each with the line on which it starts; raises csv.Error where quoting breaks off."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    for row in reader:
        yield start, row
        start = reader.line_num + 1


def screen(root: Path, path: str, form: Form) -> tuple[bool, tuple[Finding, ...]]:
    """Whether a part is clean as far as its bytes tell; findings where it cannot be read at all."""
    fault = unreadable(root, path)
    if fault is not None:
        return False, (fault,)
    header = ",".join(form.names).encode() + b"\n"
    with (root / path).open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        marks = conflicts(data, path)
        if marks:
            return False, marks
        unclean = (
            data[: len(header)] != header or data.find(b"\r") >= 0 or data.find(b"\0") >= 0 or data.find(b"\n\n") >= 0
        )
    return not unclean, ()


def copy_with_lf(file: Path, target: Path, at_once: int = 1 << 20) -> bool:
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
    rows, quoting_faults = _rows(text, form, path)
    findings = (*encoding_faults, *quoting_faults)
    if not rows:
        return None, findings or (finding("file-empty", Place(path, 1)),)
    faults = tuple(_header_faults(rows[0][1], form, path))
    if faults:
        return None, (*findings, *faults)
    filled = [(line, row) for line, row in rows[1:] if any(row)]
    findings += tuple(finding("row-blank", Place(path, line), ref=form.id) for line, row in rows[1:] if not any(row))
    ragged = {i: fault for i, (line, row) in enumerate(filled) if (fault := _width_fault(row, line, form, path))}
    _write_clean(target, form, [row for _, row in filled])
    part = Part(path, target, tuple(line for line, _ in filled), frozenset(ragged), complete=not quoting_faults)
    return part, (*findings, *ragged.values())


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


def _width_fault(row: Sequence[str], line: int, form: Form, path: str) -> Finding | None:
    width = len(form.fields)
    if len(row) == width:
        return None
    key = form.names.index(form.primary_key)
    record = row[key] if key < len(row) else None
    code = "row-short" if len(row) < width else "row-long"
    return finding(code, Place(path, line), ref=form.id, record=record, cells=len(row), columns=width)


def _write_clean(target: Path, form: Form, rows: Sequence[Sequence[str]]) -> None:
    width = len(form.fields)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(form.names)
        writer.writerows([*row, *[""] * width][:width] for row in rows)


def _header_faults(header: Sequence[str], form: Form, path: str) -> Iterator[Finding]:
    wanted = form.names
    titles = {field.name: field.title for field in form.fields}
    if tuple(header) == wanted:
        return
    sound = True
    for i, name in enumerate(header):
        if name in header[:i]:
            sound = False
            yield finding("column-twice", Place(path, 1, name), ref=form.id, column=name)
        elif name not in titles:
            sound = False
            yield finding("column-unknown", Place(path, 1, name), ref=form.id, column=name, known="、".join(wanted))
    for name in wanted:
        if name not in header:
            sound = False
            yield finding("column-missing", Place(path, 1, name), ref=form.id, column=name, title=titles[name])
    if sound:
        yield finding("column-order", Place(path, 1), ref=form.id, wanted=",".join(wanted))
