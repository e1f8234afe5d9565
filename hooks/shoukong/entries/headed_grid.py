"""A grid with its header found: which column holds which field of which form, and the rows below."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product

from shoukong.entries.spreadsheet import Grid, RawCell, SpreadsheetError, shown
from shoukong.forms.form import Field, Form
from shoukong.records.csv_header import plain

_FIRST_ROWS = 40  # among which a header stands
_MOST_SIGNS = 1000  # of a cell of it
_SPACES = re.compile(r"\s+")
_NOTE = re.compile(r"(?:[(（\[【][^()（）]*[)）\]】]|[/／][^/／]+)$")  # a remark, or a unit
_MARKS = "*＊※:：?？"  # that a sheet sets beside what must be filled in, or at the end of a question


@dataclass(frozen=True, slots=True)
class HeadedGrid:
    """Where each field stands in a grid, what the grid calls it, and the row of the header, all from 0.

    `names` are the fields by what columns may be called.
    """

    grid: Grid
    header: int
    places: Mapping[str, int]
    called: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)
    unknown: Sequence[tuple[int, str]] = ()

    def rows(self) -> Iterator[tuple[int, Mapping[str, RawCell]]]:
        """The rows that are filled in, each with its place: neither blank ones nor the header said again."""
        own = self.grid.rows[self.header]
        named, at_fault = {self.header}, {row for row, _ in self.grid.faults}
        for i, row in enumerate(self.grid.rows[self.header + 1 :], self.header + 1):
            is_header = list(row) == list(own) or (i - 1 in named and self._says_names(row))
            if is_header:
                named.add(i)
            elif any(is_filled(cell) for cell in row) or i in at_fault:
                yield i, {name: row[at] if at < len(row) else "" for name, at in self.places.items()}

    def text(self, row: int, name: str) -> str:
        """What a cell shows: a day as one, a whole number without a point, what is said of a formula that failed."""
        at, cells = self.places[name], self.grid.rows[row]
        fault = self.grid.faults.get((row, at))
        return fault.written or "=" if fault else shown(cells[at] if at < len(cells) else "").strip()

    def overlong(self) -> Iterator[tuple[int, RawCell]]:
        """Cells beyond the header's last column: the place of their row, and what is written there."""
        width = len(self.grid.rows[self.header])
        for i, row in enumerate(self.grid.rows[self.header + 1 :], self.header + 1):
            yield from ((i, cell) for cell in row[width:] if is_filled(cell))

    def unnamed(self) -> Iterator[tuple[int, int, RawCell]]:
        """Filled cells below columns that no field is: row, column, and what is written there."""
        strange = [at for at, _ in self.unknown]
        for i, row in enumerate(self.grid.rows[self.header + 1 :], self.header + 1):
            yield from ((i, at, row[at]) for at in strange if at < len(row) and is_filled(row[at]))

    def _says_names(self, row: Sequence[RawCell]) -> bool:
        """Whether a row below the header calls the same columns by other words, as names below titles or above them."""
        said = [(name, row[at]) for name, at in self.places.items() if at < len(row)]
        return bool(said) and all(_meant(cell, self.names) == name for name, cell in said)


def is_filled(cell: RawCell) -> bool:
    """Whether a cell has more than blanks."""
    return str(cell).strip() != ""


@lru_cache(maxsize=1024)
def names_of_columns(form: Form) -> Mapping[str, str]:
    """The fields of a form by what a column may be called: by title or name, in any case and width."""
    return called_columns(form.fields)


def called_columns(fields: Iterable[Field]) -> dict[str, str]:
    """The same for some fields."""
    return {plain(word): field.name for field in fields if not field.is_made for word in (field.title, field.name)}


def head(grid: Grid, names: Mapping[str, str]) -> HeadedGrid | None:
    """The grid below the row that names most fields; None where no row names any. Raises SpreadsheetError."""
    meant = [[_meant(cell, names) for cell in row] for row in grid.rows[:_FIRST_ROWS]]
    known = [len({name for name in row if name}) for row in meant]
    if not any(known):
        return None
    at = known.index(max(known))
    counted = Counter(name for name in meant[at] if name)
    twice = next((name for name, count in counted.items() if count > 1), None)
    if twice is not None:
        raise SpreadsheetError("twice", column=_called(grid.rows[at][meant[at].index(twice)]), known=len(counted))
    written = grid.rows[at]
    places = {name: i for i, name in enumerate(meant[at]) if name}
    unknown = [(i, str(cell)) for i, cell in enumerate(written) if meant[at][i] is None]
    return HeadedGrid(
        grid,
        at,
        places,
        {name: _called(written[i]) for name, i in places.items()},
        names,
        unknown,
    )


def _called(cell: RawCell) -> str:
    return str(cell).strip().split("\n")[0].strip(_MARKS).strip()


def _meant(cell: RawCell, names: Mapping[str, str]) -> str | None:
    """The field that a header's cell names; a cell of many signs names none."""
    text = str(cell)
    if not text.strip() or len(text) > _MOST_SIGNS:
        return None
    return next((name for each in _spellings(text) if (name := names.get(each))), None)


@lru_cache(maxsize=4096)
def _spellings(text: str) -> tuple[str, ...]:
    """What a header's cell may say: as it is, by its first line, without spaces, or without a note."""
    first = text.strip().split("\n")[0]
    close = _SPACES.sub("", first)
    tried = (text, first, _SPACES.sub("", text), close, _NOTE.sub("", close))
    return tuple(dict.fromkeys(plain(each.strip().strip(_MARKS)) for each in tried))


def forms_meant(grid: Grid, forms: Iterable[Form]) -> list[tuple[Form, HeadedGrid]]:
    """The forms that a grid may be filled in on: the one whose number stands above, else those that know most columns.

    One of them is meant where there is one; of several, none is clearly.
    """
    heads: list[tuple[Form, HeadedGrid]] = []
    for form in forms:
        try:
            found = head(grid, names_of_columns(form))
        except SpreadsheetError:
            continue  # it is told where the form is named
        if found is not None:
            heads.append((form, found))
    said = [(form, found) for form, found in heads if _is_named_above(form, grid, found.header)]
    ranked = {id(form): (len(found.places) - len(found.unknown), -_missing(form, found)) for form, found in heads}
    best = max(ranked.values(), default=None)
    return said or [(form, found) for form, found in heads if ranked[id(form)] == best]


def twice_named(grids: Iterable[Grid], forms: Iterable[Form], least: int) -> SpreadsheetError | None:
    """That a sheet which names some columns of a form names one twice; of several forms that of most columns."""
    found: list[SpreadsheetError] = []
    for grid, form in product(grids, forms):
        try:
            head(grid, names_of_columns(form))
        except SpreadsheetError as error:
            found.append(error)
    told = max(found, key=lambda error: int(str(error.facts["known"])), default=None)
    return told if told is not None and int(str(told.facts["known"])) >= least else None


def _is_named_above(form: Form, grid: Grid, header: int) -> bool:
    """Whether the number of a form stands above the header, in a cell of its own or in a word of one."""
    cells = (unicodedata.normalize("NFKC", str(cell)) for row in grid.rows[:header] for cell in row)
    return any(form.id in cell.split() for cell in cells)


def _missing(form: Form, found: HeadedGrid) -> int:
    return sum(field.constraints.required and field.name not in found.places for field in form.fields)
