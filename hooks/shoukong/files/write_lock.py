"""The portal's lock: of the verbs that write, one works at a time, and the others wait for their turn."""

import hashlib
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from shoukong.files.file_writing import finish_writing

PAUSE = 0.1


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Keep other verbs from a folder while one reads it and writes what follows; it ends with the process at last.

    What one before it began to write, and was ended, is finished first. Whoever holds it must not ask for it again: it
    would wait for itself.
    """
    handle = _opened(folder)
    try:
        until_true(lambda: _is_taken(handle))
        try:
            finish_writing(folder)
            yield
        finally:
            _give_back(handle)
    finally:
        os.close(handle)


def until_true(attempt: Callable[[], bool]) -> None:
    """Try again and again, with a pause in between, until it worked."""
    while not attempt():
        time.sleep(PAUSE)


def lock_file(folder: Path) -> Path:
    """The file, outside the folder, that stands for it where a folder itself cannot be locked."""
    name = hashlib.sha256(os.path.normcase(folder.resolve()).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return Path(tempfile.gettempdir()) / f"shoukong-{name}.lock"


def open_lock_file(folder: Path) -> int:
    """The lock file of a folder, open and with something in it to lock."""
    return os.open(lock_file(folder), os.O_RDWR | os.O_CREAT, 0o666)


if sys.platform == "win32":
    import msvcrt

    def _opened(folder: Path) -> int:
        return open_lock_file(folder)

    def _is_taken(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except PermissionError:  # another process holds it
            return False
        return True

    def _give_back(handle: int) -> None:
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _opened(folder: Path) -> int:
        return os.open(folder, os.O_RDONLY)  # the folder itself: nothing is left behind

    def _is_taken(handle: int) -> bool:
        fcntl.flock(handle, fcntl.LOCK_EX)
        return True

    def _give_back(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
