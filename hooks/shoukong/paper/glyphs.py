"""Which signs a font file has, read from its table of characters (cmap) without setting a line."""

import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

_COLLECTION = b"ttcf"
_CMAP = int.from_bytes(b"cmap", "big")


@dataclass(frozen=True, slots=True)
class Coverage:
    """Stretches of signs that a font has, in order: their first and last numbers."""

    firsts: tuple[int, ...]
    lasts: tuple[int, ...]

    def has(self, sign: str) -> bool:
        """Whether the font has a sign."""
        at = bisect_right(self.firsts, ord(sign)) - 1
        return at >= 0 and ord(sign) <= self.lasts[at]


@lru_cache(maxsize=16)
def coverage_of(path: Path) -> Coverage:
    """The signs of a font file, of a collection's first font; none where the file cannot be read as a font."""
    try:
        with path.open("rb") as file:
            stretches = sorted(_stretches(_table(file)))
    except (OSError, struct.error, IndexError):
        stretches = []
    return Coverage(tuple(first for first, _ in stretches), tuple(last for _, last in stretches))


def _table(file: BinaryIO) -> bytes:
    """The table of characters."""
    start = 0
    if file.read(4) == _COLLECTION:
        start = _numbers(file, 12, ">I")[0]
    (count,) = _numbers(file, start + 4, ">H")
    for i in range(count):
        tag, _, offset, length = _numbers(file, start + 12 + 16 * i, ">IIII")
        if tag == _CMAP:
            file.seek(offset)
            return file.read(length)
    return b""


def _numbers(file: BinaryIO, offset: int, form: str) -> tuple[int, ...]:
    file.seek(offset)
    return struct.unpack(form, file.read(struct.calcsize(form)))


def _stretches(table: bytes) -> Iterator[tuple[int, int]]:
    """The stretches of the fullest part of the table: all of Unicode (format 12), else its first plane (format 4)."""
    (count,) = struct.unpack_from(">H", table, 2)
    offsets = [struct.unpack_from(">HHI", table, 4 + 8 * i)[2] for i in range(count)]
    by_format = {struct.unpack_from(">H", table, offset)[0]: offset for offset in offsets}
    if 12 in by_format:
        return _all_planes(table, by_format[12])
    return _first_plane(table, by_format[4]) if 4 in by_format else iter(())


def _all_planes(table: bytes, offset: int) -> Iterator[tuple[int, int]]:
    (count,) = struct.unpack_from(">I", table, offset + 12)
    for first, last, glyph in struct.iter_unpack(">III", table[offset + 16 : offset + 16 + 12 * count]):
        yield (first + (glyph == 0), last)  # the first glyph of a font stands for what it lacks


def _first_plane(table: bytes, offset: int) -> Iterator[tuple[int, int]]:
    (double,) = struct.unpack_from(">H", table, offset + 6)
    lasts = struct.unpack_from(f">{double // 2}H", table, offset + 14)
    firsts = struct.unpack_from(f">{double // 2}H", table, offset + 16 + double)
    yield from ((first, last) for first, last in zip(firsts, lasts, strict=True) if first != 0xFFFF)
