"""Corrections undone: what a row said when it was sealed, from what it says and how it was corrected since."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shoukong.control.correction import Cell, Correction
from shoukong.sealing.canonical_row import as_sealed, row_leaf
from shoukong.sealing.sealed_rows import SealedRow


@dataclass(frozen=True, slots=True)
class Change:
    """A field of a record that was corrected, with its values before and after; the correction's day and number."""

    field: str
    old: str
    new: str
    on: datetime.date
    number: str


def changes_by_corrections(
    corrections: Mapping[Cell, Sequence[Correction]],
) -> Mapping[tuple[str, str], Sequence[Change]]:
    """The changes that corrections tell of, by table and record, in the order in which they were made.

    A correction without a day or a new value undoes nothing; one that withdraws a record leaves its row as it is.
    """
    found: dict[tuple[str, str], list[Change]] = {}
    for (table, record, field), several in corrections.items():
        for each in several:
            if each.on is not None and each.new is not None:
                old, new = ("" if told in each.blanks else told for told in (each.old, each.new))
                found.setdefault((table, record), []).append(Change(field, old, new, each.on, each.number))
    return {key: sorted(several, key=lambda change: (change.on, change.number)) for key, several in found.items()}


def is_explained(sealed: SealedRow, cells: Mapping[str, str], changes: Sequence[Change]) -> bool:
    """Whether a row, with some or none of its last changes undone one after the other, is the one that was sealed."""
    now, covered = dict(cells), frozenset(sealed.names)
    for change in (*reversed(changes), None):
        told = {name: cell for name, cell in now.items() if name in covered}
        if row_leaf(sealed.salt, sealed.table, told) == sealed.leaf:
            return True
        if change is None or as_sealed(now.get(change.field, "")) != as_sealed(change.new):
            return False
        now[change.field] = change.old
    return False
