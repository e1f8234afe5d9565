"""The process that reads one workbook: a damaged one, or a trap, ends it and nothing else.

It is started by its path with the workbook's, imports nothing of the engine, and writes what it read to its standard
output, pickled: a list of `(name, is_hidden, rows, faults)`, or a word that says why there is none.
"""

import contextlib
import pickle
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MOST_UNPACKED = 1 << 30  # bytes, which hold a million rows of twenty cells
MEMORY = 3 << 30
SECONDS = 300  # of processor time
TOO_LARGE, DAMAGED, LOCKED = "too-large", "damaged", "locked"
ERROR, UNCOUNTED = "error", "uncounted"
ZIP = b"PK\x03\x04"
# A cell of a sheet in a workbook of today's kind: where it stands, the rest of its tag, and what it holds.
_CELL = re.compile(rb'<c\b([^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_VALUE = re.compile(rb"<(?:v|is)\b[^>/]*>")
_WRITTEN = re.compile(rb"<v>(.*?)</v>", re.DOTALL)


def read(path: Path) -> str | list[tuple[str, bool, list[list[Any]], dict[tuple[int, int], tuple[str, str]]]]:
    """The sheets of a workbook, each cell as a text, number, truth, day or time; faults by row and column from 0."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    with path.open("rb") as file:
        is_zip = file.read(4) == ZIP
    if is_zip and (fault := _zip_fault(path)):
        return fault
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            kinds = [(each.name, str(each.typ), str(each.visible)) for each in book.sheets_metadata]
            sheets = [
                (name, not visible.endswith("Visible"), book.get_sheet_by_name(name).to_python(skip_empty_area=False))
                for name, kind, visible in kinds
                if kind.endswith("WorkSheet")
            ]
    except PasswordError:
        return LOCKED
    except (CalamineError, OSError, ValueError):
        return DAMAGED
    faults = _faults(path) if is_zip else {}
    return [(name, is_hidden, rows, faults.get(name, {})) for name, is_hidden, rows in sheets]


def _zip_fault(path: Path) -> str | None:
    """Why what is packed in a file is not unpacked: it would be too much, or is not what it says."""
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(item.file_size for item in packed.infolist()) > MOST_UNPACKED:
                return TOO_LARGE
            return DAMAGED if packed.testzip() else None
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError):
        return DAMAGED


def _faults(path: Path) -> dict[str, dict[tuple[int, int], tuple[str, str]]]:
    """By sheet, the cells whose formula failed or was never computed: a reader takes them for empty."""
    found: dict[str, dict[tuple[int, int], tuple[str, str]]] = {}
    with zipfile.ZipFile(path) as packed:
        names = {item.filename for item in packed.infolist()}
        for sheet, part in _parts(packed).items():
            content = packed.read(part) if part in names else b""
            if b't="e"' in content or b"<f" in content:
                found[sheet] = dict(_cell_faults(content))
    return found


def _cell_faults(content: bytes) -> Iterator[tuple[tuple[int, int], tuple[str, str]]]:
    for cell in _CELL.finditer(content):
        attributes, letters, row, inner = cell.groups()
        place = int(row) - 1, _column(letters.decode())
        if b't="e"' in attributes:
            written = _WRITTEN.search(inner or b"")
            yield place, (ERROR, written[1].decode("utf-8", "replace") if written else "")
        elif inner and b"<f" in inner and not _VALUE.search(inner):
            yield place, (UNCOUNTED, "")


def _parts(packed: zipfile.ZipFile) -> dict[str, str]:
    """Where in an .xlsx each sheet is packed; nothing in a workbook of another kind."""
    try:
        book = packed.read("xl/workbook.xml").decode("utf-8", "replace")
        links = packed.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    except KeyError:
        return {}
    from xml.sax.saxutils import unescape

    targets = {}
    for link in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", links):
        id_, target = re.search(r'\bId="([^"]*)"', link), re.search(r'\bTarget="([^"]*)"', link)
        if id_ and target:
            targets[id_[1]] = target[1].lstrip("/") if target[1].startswith("/") else f"xl/{target[1]}"
    parts = {}
    for sheet in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", book):
        name, id_ = re.search(r'\bname="([^"]*)"', sheet), re.search(r'\b\w+:id="([^"]*)"', sheet)
        if name and id_ and id_[1] in targets:
            parts[unescape(name[1], {"&quot;": '"', "&apos;": "'"})] = targets[id_[1]]
    return parts


def _column(letters: str) -> int:
    """The place of a column from 0: A, B, …, AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _bound() -> None:
    """Bound what the process may take, where the system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Read the workbook that is named, and write what it holds."""
    _bound()
    pickle.dump(read(Path(sys.argv[1])), sys.stdout.buffer)


if __name__ == "__main__":
    main()
