"""The records of an .xls: the file is a small file system of sectors, in which one stream holds the workbook."""

import struct
from collections.abc import Iterator

_END = 0xFFFFFFF0  # sectors from here on are none, but say that a chain ends
_HEADER = 512
_NAMES = ("Workbook", "Book")


def records_of(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Where each record of the workbook starts, its kind and its data; what is damaged ends them."""
    try:
        stream = _workbook(content)
    except (struct.error, IndexError, ValueError):
        return
    place = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        yield place, kind, stream[place + 4 : place + 4 + length]
        place += 4 + length


def _workbook(content: bytes) -> bytes:
    """The stream that holds the workbook; empty where there is none."""
    (shift,) = struct.unpack_from("<H", content, 0x1E)
    count, directory = struct.unpack_from("<I", content, 0x2C)[0], struct.unpack_from("<I", content, 0x30)[0]
    least = struct.unpack_from("<I", content, 0x38)[0]
    size = 1 << shift
    per = size // 4

    def sector(number: int) -> bytes:
        return content[_HEADER + number * size : _HEADER + (number + 1) * size]

    tables = list(struct.unpack_from("<109I", content, 0x4C))
    further = struct.unpack_from("<I", content, 0x44)[0]
    while further < _END and len(tables) < count:
        *more, further = struct.unpack(f"<{per}I", sector(further))
        tables += more
    nexts = [n for table in tables[:count] if table < _END for n in struct.unpack(f"<{per}I", sector(table))]

    def chain(first: int, following: list[int]) -> Iterator[int]:
        seen = 0
        while first < _END and seen <= len(following):
            yield first
            first, seen = following[first], seen + 1

    entries = b"".join(map(sector, chain(directory, nexts)))
    found = {_name(entries[i : i + 128]): entries[i : i + 128] for i in range(0, len(entries) - 127, 128)}
    own = next((found[name] for name in _NAMES if name in found), None)
    if own is None:
        return b""
    first, length = struct.unpack_from("<II", own, 0x74)
    if length >= least:
        return b"".join(map(sector, chain(first, nexts)))[:length]
    root = found["Root Entry"]
    small = b"".join(map(sector, chain(struct.unpack_from("<I", root, 0x74)[0], nexts)))
    table = b"".join(map(sector, chain(struct.unpack_from("<I", content, 0x3C)[0], nexts)))
    links = list(struct.unpack(f"<{len(table) // 4}I", table))
    return b"".join(small[n * 64 : (n + 1) * 64] for n in chain(first, links))[:length]


def _name(entry: bytes) -> str:
    (length,) = struct.unpack_from("<H", entry, 64)
    return entry[: max(length - 2, 0)].decode("utf-16-le", "replace")
