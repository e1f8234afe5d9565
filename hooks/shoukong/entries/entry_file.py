"""An entry: a CSV as a phone, a desk or a sheet hands it in, with an id in its file name.

The name of the CSV is `<table>-<entry id>.csv`, or `<table>-<entry id>.continue.csv` where it fills in what a record
still lacks.
"""

import hashlib
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from shoukong.entries.handed_in import HandedIn
from shoukong.entries.headed_grid import HeadedGrid, forms_meant, head, is_filled, names_of_columns
from shoukong.entries.spreadsheet import Grid, SpreadsheetError, read_grids
from shoukong.forms.form import Form

CONTINUE = ".continue"
DIGITS = 16
_COPY = re.compile(
    r"(?:\s*(?:\([0-9]+\)|（[0-9]+）|- ?副本|- Copy|的?副本(?: [0-9]+)?| copy(?: [0-9]+)?"
    r"|[(（](?:第 ?[0-9]+ ?个|另一个)?(?:复件|副本|copy|[0-9]+(?:st|nd|rd|th) copy|another copy)[)）]))+$"
)


@dataclass(frozen=True)
class EntryFile:
    """What was handed in, with its entry id, its form and its rows; it `continues` records that are there.

    `unread` are the sheets that it hides and that hold something, where it is a workbook.
    """

    handed_in: HandedIn
    id: str
    form: Form
    headed: HeadedGrid
    continues: bool
    unread: tuple[str, ...] = ()

    @cached_property
    def digest(self) -> str:
        """What tells the same content again, in whatever encoding it is saved: the first digits of its SHA-256."""
        told = [[str(i), *(f"{name}={cell}" for name, cell in sorted(row.items()))] for i, row in self.headed.rows()]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:DIGITS]


def readable_name(path: Path) -> str:
    """The name of a file in one line, where a program packed it in the letters of another system too."""
    name = os.fsencode(path.name)
    try:
        read = name.decode()
    except UnicodeDecodeError:
        read = name.decode("gb18030", "replace")
    return " ".join(read.split())


def entry_id(path: Path, forms: Sequence[Form]) -> tuple[str, bool, Form | None]:
    """The id in a file's name, whether it continues a record, and the form whose table the name begins with.

    What a browser or a file manager adds to the name of a copy belongs to no id: a copy is the same entry.
    """
    stem = _COPY.sub("", readable_name(path).removesuffix(path.suffix).strip())
    continues = stem.endswith(CONTINUE)
    stem = _COPY.sub("", stem.removesuffix(CONTINUE))
    named = max((f for f in forms if stem.startswith(f"{f.name}-")), key=lambda f: len(f.name), default=None)
    return (stem.removeprefix(f"{named.name}-") if named else "") or stem, continues, named


def read_entry(handed_in: HandedIn, forms: Sequence[Form]) -> EntryFile:
    """Read an entry. Raises SpreadsheetError, and OSError."""
    id_, continues, named = entry_id(handed_in.rows, forms)
    candidates = tuple(forms) if named is None else (named,)
    grids = [each for each in read_grids(handed_in.rows, _names(candidates)) if _is_written_on(each)]
    seen = [each for each in grids if not each.is_hidden]
    if len(seen) > 1:
        raise SpreadsheetError("sheets", sheets=" / ".join(each.name for each in seen))
    grid = seen[0] if seen else Grid("", ())
    meant = forms_meant(grid, candidates)
    if len(meant) > 1:
        raise SpreadsheetError("form", forms=" / ".join(form.name for form, _ in meant))
    form = meant[0][0] if meant else candidates[0]
    headed = head(grid, names_of_columns(form))
    if headed is None:
        raise SpreadsheetError("header", form=form)
    return EntryFile(handed_in, id_, form, headed, continues, tuple(each.name for each in grids if each.is_hidden))


def _is_written_on(grid: Grid) -> bool:
    return any(is_filled(cell) for row in grid.rows for cell in row)


@lru_cache(maxsize=256)
def _names(forms: tuple[Form, ...]) -> frozenset[str]:
    return frozenset(name for form in forms for name in names_of_columns(form))
