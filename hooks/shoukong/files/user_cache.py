"""What takes long to make, kept in the user's cache folder under a digest of all that it was made from."""

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

import platformdirs

MOST_BYTES = 256_000_000
UNUSED_SECONDS = 90 * 86_400
_ENGINE = Path(__file__).parents[1]
_SOURCES = frozenset({".py", ".j2", ".typ", ".po"})
_SEAL = hashlib.sha256().digest_size
_DAY = 86_400
_tidied: set[Path] = set()


def made_once(kind: str, ingredients: tuple[str, ...], make: Callable[[], bytes]) -> bytes:
    """What `make` gives, made only where it is not kept; the ingredients are all that it depends on but the engine.

    A folder that cannot be read or written, or holds something else, costs time and nothing else.
    """
    content = kept(kind, ingredients)
    if content is None:
        content = make()
        keep(kind, ingredients, content)
    return content


def kept(kind: str, ingredients: tuple[str, ...]) -> bytes | None:
    """What was kept of a kind for some ingredients, whole as it was; else None."""
    folder = _folder(kind)
    if folder is None:
        return None
    file = f"{folder}{os.sep}{_key(ingredients)}"
    try:
        with open(file, "rb") as opened:  # noqa: PTH123 - there are hundreds, and a path takes as long as its file
            sealed = opened.read()
            written = os.fstat(opened.fileno()).st_mtime
    except OSError:
        return None
    content = sealed[_SEAL:]
    if hashlib.sha256(content).digest() != sealed[:_SEAL]:
        return None
    if time.time() - written > _DAY:
        with suppress(OSError):
            os.utime(file)  # what is used stays
    return content


def keep(kind: str, ingredients: tuple[str, ...], content: bytes) -> None:
    """Keep what was made, where that is possible."""
    folder = _folder(kind)
    if folder is None:
        return
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_whole(folder / _key(ingredients), hashlib.sha256(content).digest() + content)
        if folder not in _tidied:
            _tidied.add(folder)
            _tidy(folder)


def _folder(kind: str) -> Path | None:
    """Where things of a kind are kept; None for a user without a home."""
    try:
        return platformdirs.user_cache_path("shoukong", appauthor=False) / kind
    except RuntimeError:
        return None


def _key(ingredients: tuple[str, ...]) -> str:
    return hashlib.sha256(json.dumps((_engine(), *ingredients)).encode()).hexdigest()


@lru_cache(maxsize=1)
def _engine() -> str:
    """What tells the engine's own texts from others: what another engine made is not taken.

    A file that was written anew has another time of change, whatever its time of writing says.
    """
    found = sorted(_sources(str(_ENGINE)))
    return hashlib.sha256(json.dumps(found).encode()).hexdigest()


def _sources(folder: str) -> Iterator[tuple[str, int, int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _sources(entry.path)
            elif Path(entry.name).suffix in _SOURCES:
                told = entry.stat()
                yield entry.path, told.st_size, told.st_mtime_ns, told.st_ctime_ns


def _write_whole(file: Path, content: bytes) -> None:
    """Put the file there as a whole: two builds may run at once, and the disk may be full."""
    handle, beside = tempfile.mkstemp(dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        Path(beside).replace(file)
    except OSError:
        Path(beside).unlink(missing_ok=True)
        raise


def _tidy(folder: Path) -> None:
    """Remove what nobody has used for long, and the longest unused of what is too much."""
    held = 0
    for used, size, file in sorted(_entries(folder), reverse=True):
        held += size
        if held > MOST_BYTES or time.time() - used > UNUSED_SECONDS:
            with suppress(OSError):
                file.unlink()


def _entries(folder: Path) -> Iterator[tuple[float, int, Path]]:
    """When each file was used last, and how large it is; another build may be removing them."""
    for file in folder.rglob("*"):
        with suppress(OSError):
            if file.is_file():
                told = file.stat()
                yield told.st_mtime, told.st_size, file
