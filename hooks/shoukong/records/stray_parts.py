"""Files among the records that look like parts and are not read, so that no record vanishes without a word."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from shoukong.files.folder import all_files
from shoukong.finding import Finding, Place, finding
from shoukong.layout import RECORDS
from shoukong.portal import Portal

_SHEETS = (".tsv", ".xlsx", ".xls", ".xlsm", ".xlsb", ".et", ".ods", ".numbers")
_LOCKS = (".~lock.", "~$")


def stray_parts(portal: Portal) -> Iterator[Finding]:
    """A finding for each file that is named like a CSV, or is a spreadsheet in a table's folder, and is not read.

    It is an error: what may be missing from a table is held against nobody, so that it would hide other errors there.
    """
    read = frozenset(portal.parts)
    for path in all_files(portal.root, RECORDS):
        if path not in read and _looks_like_records(PurePosixPath(path), portal):
            yield finding("part-unread", Place(path))


def _looks_like_records(path: PurePosixPath, portal: Portal) -> bool:
    name = path.name.lower()
    if name.startswith(_LOCKS):
        return False
    is_in_table = len(path.parts) > 2 and portal.is_known_form(path.parts[1])
    return ".csv" in name or (is_in_table and name.endswith(_SHEETS))
