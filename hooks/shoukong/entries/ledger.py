"""The ledger of entries: which record each became, by which it is found again and never taken twice."""

import csv
import datetime
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, replace
from pathlib import Path

from shoukong.layout import ENTRIES
from shoukong.records.csv_parts import csv_line

HEADER = ("entry", "table", "record", "taken_on", "digest")


@dataclass(frozen=True, slots=True)
class Taken:
    """That an entry, its content told by its digest, became a record of a table on a day."""

    entry: str
    table: str
    record: str
    taken_on: str
    digest: str


class Ledger:
    """All entries that were taken."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.by_entry: dict[str, list[Taken]] = {}
        for file in sorted((root / ENTRIES).glob("*.csv")):
            for taken in _read(file):
                self.by_entry.setdefault(taken.entry, []).append(taken)

    def records(self, entry: str) -> list[str]:
        """The numbers of the records that an entry became; none where it was not taken."""
        return [taken.record for taken in self.by_entry.get(entry, ())]

    def is_of(self, entry: str, digest: str) -> bool:
        """Whether an entry that was taken had this content."""
        return all(taken.digest == digest for taken in self.by_entry.get(entry, ()))

    def claimed(self, table: str) -> set[str]:
        """The numbers of the records of a table that entries became."""
        return {taken.record for all_ in self.by_entry.values() for taken in all_ if taken.table == table}

    def with_lines(self, added: Iterable[Taken], today: datetime.date) -> Mapping[str, bytes]:
        """The content, by its path, of the ledger of the month with more entries at its end."""
        path = f"{ENTRIES}/{today:%Y-%m}.csv"
        full = self._root / path
        before = full.read_bytes() if full.exists() else _lines([HEADER])
        if not before.endswith(b"\n"):
            before += b"\n"
        return {path: before + _lines(map(astuple, added))}

    def renumbered(self, numbers: Iterable[tuple[str, str, str]]) -> Mapping[str, bytes]:
        """The ledger's files in which the later of two entries with the same record of a table has its new number."""
        contents: dict[str, bytes] = {}
        for table, number, following in numbers:
            holders = [t for all_ in self.by_entry.values() for t in all_ if (t.table, t.record) == (table, number)]
            for taken in holders[1:2]:
                old, new = _lines([astuple(taken)]), _lines([astuple(replace(taken, record=following))])
                for file in sorted((self._root / ENTRIES).glob("*.csv")):
                    path = f"{ENTRIES}/{file.name}"
                    before = contents.get(path) or file.read_bytes()
                    if old in before:
                        contents[path] = before.replace(old, new)
        return contents


def entries_by_record(root: Path) -> Mapping[tuple[str, str], str]:
    """The entry that each record was, by table and number; the first where several filled it in."""
    found: dict[tuple[str, str], str] = {}
    for all_ in Ledger(root).by_entry.values():
        for taken in all_:
            found.setdefault((taken.table, taken.record), taken.entry)
    return found


def _read(file: Path) -> Iterable[Taken]:
    """The lines of a ledger that are whole; the header, and what a merge left in between, are none."""
    with file.open(encoding="utf-8", errors="replace", newline="") as source:
        for row in csv.reader(source):
            if len(row) == len(HEADER) and tuple(row) != HEADER:
                yield Taken(*row)


def _lines(rows: Iterable[Iterable[str]]) -> bytes:
    return "".join(f"{csv_line(row)}\n" for row in rows).encode()
