"""A scan or photograph of paper: its pages with the codes on them, read in a process of its own."""

import pickle
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shoukong.entries import scan_process
from shoukong.files.attachment import file_digest
from shoukong.files.enclosure import IMAGES, SAME_ENDINGS, Enclosure
from shoukong.files.file_kind import is_of_kind

ENDINGS = (*IMAGES, "pdf")
MOST_BYTES = 400 << 20
SECONDS = 600.0
UNKNOWN = "unknown"


class ScanError(ValueError):
    """A file that cannot be read as a scan: `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Page:
    """A page: the texts of its QR codes, and whether there is nothing on it."""

    codes: Sequence[str]
    is_empty: bool


@dataclass(frozen=True, slots=True)
class ScannedFile:
    """A file as it was read: what it is by its bytes, and its pages."""

    path: Path
    enclosure: Enclosure
    pages: Sequence[Page]


def ending_of(path: Path) -> str:
    """The ending of a file, as files of its kind are called here."""
    ending = path.suffix[1:].lower()
    return SAME_ENDINGS.get(ending, ending)


def read_scan(path: Path) -> ScannedFile:
    """What stands on the pages of a file. Raises ScanError, and OSError."""
    ending = ending_of(path)
    if ending not in ENDINGS:
        raise ScanError(UNKNOWN)
    if path.stat().st_size > MOST_BYTES:
        raise ScanError(scan_process.TOO_LARGE)
    if not is_of_kind(path, ending):
        raise ScanError(scan_process.DAMAGED)
    told = _asked(path)
    if isinstance(told, str):
        raise ScanError(told)
    return ScannedFile(path, Enclosure(file_digest(path), ending), [Page(codes, empty) for codes, empty in told])


def pages_as_pdf(path: Path, places: Sequence[int]) -> bytes:
    """Some pages of a PDF, which count from 0, as one of their own. Raises ScanError."""
    cut: bytes = _asked(path, *map(str, places))
    return cut


def _asked(path: Path, *more: str) -> Any:  # noqa: ANN401 - what the process tells
    command = [sys.executable, "-I", scan_process.__file__, str(path.absolute()), *more]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise ScanError(scan_process.TOO_LARGE) from None
    if done.returncode != 0:
        raise ScanError(scan_process.DAMAGED)
    return pickle.loads(done.stdout)
