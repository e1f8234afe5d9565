"""The process that reads one workbook: a damaged one, or a trap, ends it and nothing else.

It is started by its path with the workbook's, imports of the engine only what reads workbooks, and writes what it read
to its standard output, pickled: the day that it counts as 0 and a list of
`(name, is_hidden, rows, faults, hidden rows, hidden columns)`, or a word that says why there is none.
"""

import contextlib
import datetime
import pickle
import sys
import zipfile
from pathlib import Path
from typing import Any

MOST_UNPACKED = 1 << 30  # bytes, which hold a million rows of twenty cells
MEMORY = 3 << 30
SECONDS = 300  # of processor time
TOO_LARGE, DAMAGED, LOCKED = "too-large", "damaged", "locked"
ZIP = b"PK\x03\x04"


Read = tuple[str, bool, list[list[Any]], dict[tuple[int, int], tuple[str, str]], set[int], set[int]]


def read(path: Path) -> str | tuple[datetime.date, list[Read]]:
    """The sheets of a workbook, each cell as a text, number, truth, day or time; rows and columns count from 0."""
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
    from shoukong.entries.day_count import first_day_of
    from shoukong.entries.hidden_cells import Hidden, hidden_in
    from shoukong.entries.workbook_faults import faults_in

    try:
        faults, hidden = faults_in(path, is_zip=is_zip), hidden_in(path, is_zip=is_zip)
        first_day = first_day_of(path, is_zip=is_zip)
    except ValueError:
        return DAMAGED
    return first_day, [
        (name, is_hidden, rows, dict(faults.get(name, {})), own.rows, own.columns)
        for name, is_hidden, rows, own in ((*sheet, hidden.get(sheet[0], Hidden())) for sheet in sheets)
    ]


def _zip_fault(path: Path) -> str | None:
    """Why what is packed in a file is not unpacked: it would be too much, or is not what it says."""
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(item.file_size for item in packed.infolist()) > MOST_UNPACKED:
                return TOO_LARGE
            return DAMAGED if packed.testzip() else None
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError):
        return DAMAGED


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
    sys.path.insert(0, str(Path(__file__).parents[2]))
    pickle.dump(read(Path(sys.argv[1])), sys.stdout.buffer)


if __name__ == "__main__":
    main()
