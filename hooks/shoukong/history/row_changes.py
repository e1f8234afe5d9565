"""What became of rows between two states of a register's parts, cell by cell, wherever in the parts they stand."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

Cells = Mapping[str, str]


class RowEvent(StrEnum):
    """What happened to a row; cells that were empty are filled in, others are changed or emptied."""

    MADE = "made"
    FILLED = "filled"
    CHANGED = "changed"
    MOVED = "moved"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class PartVersions:
    """A part before and after; nothing where it was not there."""

    path: str
    before: bytes
    after: bytes


@dataclass(frozen=True, slots=True)
class RowChange:
    """One thing that happened to a row, or to one of its cells: `field`, from `before` to `after`.

    `cells` are those of a row that is gone.
    """

    event: RowEvent
    record: str
    path: str
    field: str = ""
    before: str = ""
    after: str = ""
    cells: Cells | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    path: str
    cells: Cells


def row_changes(parts: Iterable[PartVersions], key: str) -> Iterator[RowChange]:
    """What became of the rows of a register whose records are told apart by the field `key`.

    Quoting, line ends, order and the names of parts are nothing that happens to a row's cells.
    """
    versions = list(parts)
    before: dict[str, list[_Row]] = {}
    after: dict[str, list[_Row]] = {}
    for part in versions:
        old, new = _texts(part.before), _texts(part.after)
        same = old & new if _header(part.before) == _header(part.after) else frozenset()  # the same cells, too
        _gather(before, part.path, part.before, old - same, key)
        _gather(after, part.path, part.after, new - same, key)
    for record, rows in sorted(before.items()):
        if record in after:
            yield from _compared(record, rows, after[record])
        elif not any(record in _numbers(part.after, key) for part in versions if record.encode() in part.after):
            yield RowChange(RowEvent.GONE, record, rows[-1].path, cells=rows[-1].cells)
    for record in sorted(after.keys() - before.keys()):
        yield RowChange(RowEvent.MADE, record, after[record][-1].path)


def lost_rows(parts: Iterable[PartVersions]) -> Iterator[RowChange]:
    """The rows that are gone from a register without numbers; a row goes on in one that says all that it said."""
    versions = list(parts)
    after = {frozenset(row.cells.items()) for part in versions for row in _rows(part.path, part.after)}
    holding: dict[tuple[str, str], list[frozenset[tuple[str, str]]]] = {}
    for told in after:
        for item in told:
            holding.setdefault(item, []).append(told)
    for row in (row for part in versions for row in _rows(part.path, part.before)):
        own = frozenset(row.cells.items())
        rarest = min((holding.get(item, []) for item in own), key=len, default=[])
        if own not in after and not any(own <= other for other in rarest):
            yield RowChange(RowEvent.GONE, next(iter(row.cells.values())), row.path, cells=row.cells)


def _rows(path: str, part: bytes) -> Iterator[_Row]:
    gathered: dict[str, list[_Row]] = {}
    _gather(gathered, path, part, _texts(part), "")
    return chain.from_iterable(gathered.values())


def _compared(record: str, before: list[_Row], after: list[_Row]) -> Iterator[RowChange]:
    """What differs in a row; of rows of one number, those that are the same in both are left out."""
    left = [row for row in before if row.cells not in [other.cells for other in after]]
    right = [row for row in after if row.cells not in [other.cells for other in before]]
    if not left or not right:
        if before[-1].path != after[-1].path:
            yield RowChange(RowEvent.MOVED, record, after[-1].path, before=before[-1].path, after=after[-1].path)
        return
    old, new = left[-1], right[-1]
    for name in {**old.cells, **new.cells}:
        was, now = old.cells.get(name, ""), new.cells.get(name, "")
        if was != now:
            yield RowChange(RowEvent.CHANGED if was else RowEvent.FILLED, record, new.path, name, was, now)


def _gather(rows: dict[str, list[_Row]], path: str, part: bytes, texts: Iterable[bytes], key: str) -> None:
    texts = list(texts)
    if not texts:
        return
    header = _header(part)
    for cells in _read(texts):
        told = {name: cell for name, cell in zip(header, cells, strict=False) if cell}
        number = told.get(key if key in header else header[0], "")
        if number and cells != header:
            rows.setdefault(number, []).append(_Row(path, told))


def _numbers(part: bytes, key: str) -> frozenset[str]:
    header = _header(part)
    place = header.index(key) if key in header else 0
    return frozenset(cells[place] for cells in _read(_texts(part)) if len(cells) > place)


def _header(part: bytes) -> list[str]:
    return next(iter(_read([_whole(part).split(b"\n", 1)[0]])), None) or [""]


def _texts(part: bytes) -> frozenset[bytes]:
    """The rows of a part as they are written; a row goes on over lines while a quote is open."""
    lines = _whole(part).split(b"\n")
    if b'"' not in part:
        return frozenset(line for line in lines if line)
    return frozenset(_joined(lines))


def _joined(lines: Iterable[bytes]) -> Iterator[bytes]:
    started: list[bytes] = []
    is_open = False
    for line in lines:
        started.append(line)
        is_open ^= bool(line.count(b'"') & 1)
        if not is_open:
            if started != [b""]:
                yield b"\n".join(started)
            started = []
    if started:
        yield b"\n".join(started)


def _whole(part: bytes) -> bytes:
    return part.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")


def _read(texts: Iterable[bytes]) -> Iterator[list[str]]:
    """The cells of rows, each read by itself, so that one broken row does not take others with it."""
    for text in texts:
        try:
            yield from csv.reader(io.StringIO(text.decode("utf-8", "replace"), newline=""))
        except csv.Error:
            continue
