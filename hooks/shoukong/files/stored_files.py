"""Files as they lie in folders, and their digests, which are not computed again while size and time stay the same."""

import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass
from pathlib import Path

from shoukong.files.attachment import file_digest
from shoukong.files.file_kind import is_of_kind
from shoukong.files.photo_place import tells_place
from shoukong.files.user_cache import keep, kept

_CACHE = "stored-files"
_AT_ONCE = 4
_SETTLED_NS = 2_000_000_000  # a file may be changed once more within the same moment of its clock


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file: its path relative to the root, its bytes, and when it was changed last, in nanoseconds."""

    path: str
    size: int
    changed_at: int


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds: the SHA-256 of its bytes, in hex, and whether it is of the kind that its extension says.

    A photograph may tell where it was taken.
    """

    digest: str
    is_of_kind: bool
    tells_place: bool


def stored_files(root: Path, folder: str) -> Iterator[StoredFile]:
    """Every file below a folder but the hidden ones, in order; links are none."""
    found: list[StoredFile] = []
    waiting = [folder] if (root / folder).is_dir() else []
    while waiting:
        here = waiting.pop()
        with os.scandir(root / here) as entries:
            for entry in entries:
                path = f"{here}/{entry.name}"
                if entry.name.startswith(".") or not entry.name.isprintable():
                    continue
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(path)
                elif entry.is_file(follow_symlinks=False):
                    told = entry.stat(follow_symlinks=False)
                    found.append(StoredFile(path, told.st_size, told.st_mtime_ns))
    yield from sorted(found, key=lambda file: file.path)


def contents_of(root: Path, files: Sequence[StoredFile]) -> Mapping[str, Content]:
    """What some files hold, by their paths; one that cannot be read is left out."""
    key = (os.fspath(root.resolve()),)
    known = _known(kept(_CACHE, key))
    found = {file.path: known[_mark(file)] for file in files if _mark(file) in known}
    anew = [file for file in files if file.path not in found]
    if not anew:
        return found
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        read = pool.map(lambda file: _read(root / file.path), anew)
        found |= {file.path: content for file, content in zip(anew, read, strict=True) if content is not None}
    latest = time.time_ns() - _SETTLED_NS
    settled = [f for f in files if f.path in found and f.changed_at < latest]
    told = [[*_mark(f), *astuple(found[f.path])] for f in settled]
    keep(_CACHE, key, json.dumps(told).encode())
    return found


def _mark(file: StoredFile) -> tuple[str, int, int]:
    return file.path, file.size, file.changed_at


def _known(told: bytes | None) -> dict[tuple[str, int, int], Content]:
    """What was kept, by path, size and time."""
    rows = json.loads(told) if told else []
    return {(path, size, changed_at): Content(*content) for path, size, changed_at, *content in rows}


def _read(full: Path) -> Content | None:
    try:
        return Content(file_digest(full), is_of_kind(full, full.suffix[1:]), tells_place(full))
    except OSError:
        return None
