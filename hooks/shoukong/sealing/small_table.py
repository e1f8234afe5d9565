"""Whether a small table is as it was sealed, told row by row: the database takes longer to be asked than to answer.

Only that all is well is told here; what is not, the database finds.
"""

import datetime
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from shoukong.forms.form import Form
from shoukong.sealing.canonical_row import as_sealed, covered_names, netstring, salt_of
from shoukong.sealing.seal_folder import listed_rows
from shoukong.sealing.sealed_rows import SealedList

MOST_ROWS = 20_000
Row = tuple[str, ...]


class SmallTable:
    """The rows of a table in their order, each with its source and its cells by the form's names."""

    def __init__(self, form: Form, rows: Sequence[Row]) -> None:
        self._form, self._rows = form, rows
        self._at = {name: i for i, name in enumerate(form.names, start=1)}
        self._covered = cache(self._cells_of_mask)

    def is_clear(
        self, listed: Iterable[tuple[SealedList, str]], sources: Mapping[str, str], through: datetime.date | None
    ) -> bool:
        """Whether each row of some lists, given with their texts, stands where and as it was sealed.

        And whether no other row is of a day until `through`. `sources` are those of the parts by their paths.
        """
        key = self._at.get(self._form.primary_key)
        places = {row[key]: i for i, row in enumerate(self._rows)} if key is not None else {}
        if key is None or len(places) < len(self._rows):
            return False  # rows that are alike, or that nothing tells apart
        sealed: set[int] = set()
        return all(
            self._is_as_listed(each, text, places, sources.get(each.part.path), sealed) for each, text in listed
        ) and not self._is_any_until(through, sealed)

    def _is_as_listed(
        self, each: SealedList, text: str, places: Mapping[str, int], source: str | None, sealed: set[int]
    ) -> bool:
        last, table = -1, netstring(self._form.name)
        for record, _, mask, leaf in listed_rows(text):
            at = places.get(record, -1)
            if at <= last or self._rows[at][0] != source:
                return False
            head = b"\x00" + netstring(salt_of(each.seed, record)) + table
            if self._leaf(head, at, mask, each.part.names) != leaf:
                return False
            last = at
            sealed.add(at)
        return True

    def _leaf(self, head: bytes, at: int, mask: str, names: tuple[str, ...]) -> str:
        data, row = [head], self._rows[at]
        for name, i in self._covered(mask, names):
            if cell := row[i]:
                data += (name, netstring(cell if cell.isascii() else as_sealed(cell)))
        return hashlib.sha256(b"".join(data)).hexdigest()

    def _cells_of_mask(self, mask: str, names: tuple[str, ...]) -> tuple[tuple[bytes, int], ...]:
        """The cells that a mask covers: the name as it is sealed, and its place in a row."""
        covered = (name for name in covered_names(mask, names) if name in self._at)
        return tuple((netstring(name), self._at[name]) for name in covered)

    def _is_any_until(self, through: datetime.date | None, sealed: set[int]) -> bool:
        day = self._at.get(self._form.date or "")
        if through is None or day is None:
            return False
        last = through.isoformat()
        return any(row[day] and row[day][:10] <= last for i, row in enumerate(self._rows) if i not in sealed)
