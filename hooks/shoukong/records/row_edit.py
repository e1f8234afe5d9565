"""Changing or taking out rows where they stand: every other sign of their part stays as it is."""

from collections.abc import Collection, Mapping

from shoukong.forms.form import Form
from shoukong.records.csv_parts import csv_line

_QUOTE, _COMMA = ord('"'), ord(",")


class RowNotFoundError(ValueError):
    """No row of so many cells stands on the line."""


def with_cells(part: bytes, form: Form, line: int, cells: Mapping[str, str]) -> bytes:
    """A part with some cells of the row that starts on a line, from 1, written anew. Raises RowNotFoundError."""
    start = 0
    for _ in range(line - 1):
        start = part.find(b"\n", start) + 1
        if start == 0:
            raise RowNotFoundError(line)
    bounds = _bounds(part, start)
    if len(bounds) != len(form.names):
        raise RowNotFoundError(line)
    for (first, last), name in reversed(list(zip(bounds, form.names, strict=True))):
        if name in cells:
            part = part[:first] + _written(cells[name]) + part[last:]
    return part


def without_rows(part: bytes, lines: Collection[int]) -> bytes:
    """A part without the rows that start on some lines, from 1. Raises RowNotFoundError."""
    kept, at, line, left = [], 0, 1, set(lines)
    while at < len(part):
        end = _bounds(part, at)[-1][1]
        end += 2 if part[end : end + 2] == b"\r\n" else 1
        if line in left:
            left.discard(line)
        else:
            kept.append(part[at:end])
        line += part.count(b"\n", at, end) or 1
        at = end
    if left:
        raise RowNotFoundError(min(left))
    return b"".join(kept)


def _bounds(part: bytes, start: int) -> list[tuple[int, int]]:
    """Where each cell of the row that starts at a byte begins and ends, its quotes within."""
    found, first, at, is_quoted = [], start, start, False
    while at < len(part):
        sign = part[at]
        if sign == _QUOTE:
            is_quoted = not is_quoted
        elif not is_quoted and sign in b"\r\n":
            break
        elif not is_quoted and sign == _COMMA:
            found.append((first, at))
            first = at + 1
        at += 1
    return [*found, (first, at)]


def _written(cell: str) -> bytes:
    return csv_line([cell, ""]).removesuffix(",").encode()
