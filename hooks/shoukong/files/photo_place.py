"""Whether a photograph tells where it was taken: what the camera wrote into a JPEG beside the picture."""

import struct
from collections.abc import Iterator
from pathlib import Path

_START = b"\xff\xd8"
_PICTURE, _FACTS = 0xDA, 0xE1
_EXIF = b"Exif\0\0"
_ORDERS = {b"II": "<", b"MM": ">"}
_GPS, _LATITUDE = 0x8825, 2
_MOST_READ = 1 << 20  # bytes among which the facts stand
_ENTRY = 12


def tells_place(full: Path) -> bool:
    """Whether a JPEG says where it was taken; false for what is none, or damaged."""
    with full.open("rb") as file:
        start = file.read(len(_START))
        content = start + file.read(_MOST_READ) if start == _START else b""
    return any(_is_located(facts) for facts in _facts(content))


def _facts(content: bytes) -> Iterator[bytes]:
    """What stands before the picture of what its camera knew, each part in the shape of a TIFF."""
    place = len(_START)
    while place + 4 <= len(content) and content[place] == 0xFF and content[place + 1] != _PICTURE:
        kind, (length,) = content[place + 1], struct.unpack_from(">H", content, place + 2)
        part = content[place + 4 : place + 2 + length]
        if kind == _FACTS and part.startswith(_EXIF):
            yield part.removeprefix(_EXIF)
        place += 2 + max(length, 2)


def _is_located(facts: bytes) -> bool:
    order = _ORDERS.get(facts[:2])
    if order is None:
        return False
    try:
        (first,) = struct.unpack_from(f"{order}I", facts, 4)
        places = dict(_entries(facts, first, order)).get(_GPS)
        return places is not None and _LATITUDE in dict(_entries(facts, places, order))
    except struct.error:
        return False


def _entries(facts: bytes, place: int, order: str) -> Iterator[tuple[int, int]]:
    """The tags of a directory, each with its value or where that stands."""
    (count,) = struct.unpack_from(f"{order}H", facts, place)
    for i in range(count):
        tag, _, _, value = struct.unpack_from(f"{order}HHII", facts, place + 2 + i * _ENTRY)
        yield tag, value
