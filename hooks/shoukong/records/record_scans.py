"""Scans of the paper of records: which files they are, by the register in which they are entered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shoukong.files.enclosure import Enclosure, enclosures_in, is_kept_apart
from shoukong.forms.form import Form
from shoukong.portal import Portal
from shoukong.records.cells_in_bulk import column
from shoukong.records.core_afterlife import DISPOSED, SCANS
from shoukong.records.core_registers import Row, core_rows, usable_register
from shoukong.records.registers import Registers

OPEN, PRIVATE = "scan", "private_scan"
_COLUMNS = (OPEN, PRIVATE)


@dataclass(frozen=True, slots=True)
class RecordScan:
    """A scan of a record's paper: its number, the form and number of the record, its files, and where they lie."""

    number: str
    register: str
    record: str
    scanned_on: str
    files: Sequence[tuple[Enclosure, str]]
    row: Row

    def is_of(self, form: Form) -> bool:
        """Whether it is of a record of a form."""
        return self.register in (form.id, form.name)


def record_scans(portal: Portal, registers: Registers) -> tuple[RecordScan, ...]:
    """All scans by number; none where the firm keeps no register of them."""
    apart = {name: keeps_apart(portal, name) for name in _COLUMNS}
    return tuple(_scan(row, apart) for row in core_rows(portal, registers, SCANS))


def keeps_apart(portal: Portal, name: str) -> bool:
    """Whether the files of a column of the register of scans lie with the personal ones."""
    kept = usable_register(portal, SCANS)
    field = kept.form.field(kept.columns.get(name, "")) if kept else None
    return field is not None and is_kept_apart(field.privacy)


def _scan(row: Row, apart: Mapping[str, bool]) -> RecordScan:
    files = [(each, each.path(is_personal=apart[name])) for name in _COLUMNS for each in enclosures_in(row[name])]
    return RecordScan(row.number, row["register"], row["record_no"], row["scanned_on"], files, row)


def scans_of_these_alone(portal: Portal, registers: Registers, form: Form, numbers: Sequence[str]) -> Iterator[str]:
    """Where the scans lie, relative to the root, that are of some records of a form and of no other record."""
    own: dict[str, None] = {}
    others: set[str] = set()
    for scan in record_scans(portal, registers):
        paths = [path for _, path in scan.files]
        if scan.is_of(form) and scan.record in numbers:
            own |= dict.fromkeys(paths)
        else:
            others.update(paths)
    yield from (path for path in own if path not in others)


def outlived(portal: Portal, form: Form) -> str:
    """The SQL that says of rows of a form that what they name went with its record; empty where that cannot be.

    Such a scan stays known by its digest, as the record stays known by its number.
    """
    scans, disposed = usable_register(portal, SCANS), usable_register(portal, DISPOSED)
    if scans is None or disposed is None or scans.form.name != form.name:
        return ""
    mine, its = (
        ", ".join(column(each.columns[name]) for name in ("register", "record_no")) for each in (scans, disposed)
    )
    return f"({mine}) IN (SELECT ({its}) FROM {column(disposed.form.name)})"
