"""Checks of what files and folders are called: that every system can keep the name, beside all others."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from shoukong.files.folder import all_names
from shoukong.finding import Finding, Place, finding
from shoukong.layout import CALENDAR, DOCS, ENTRIES, FORMS, RECORDS, SEALS
from shoukong.portal import Portal
from shoukong.text.composition import composed, is_composed, spelt
from shoukong.text.portable_name import shown, unportable

KEPT = (DOCS, FORMS, RECORDS, CALENDAR, SEALS, ENTRIES)


def check_names(portal: Portal) -> Iterator[Finding]:
    """The names of files and folders, each told once: a folder for all in it, of two that are alike the second."""
    first: dict[str, str] = {}
    for path in all_names(portal.root, KEPT):
        found = _fault(path, first)
        if found is not None:
            yield found


def _fault(path: str, first: dict[str, str]) -> Finding | None:
    folder, name = PurePosixPath(path).parent, PurePosixPath(path).name
    if part := unportable(name):
        return finding("name-unportable", Place(path), name=shown(name), part=part)
    if not is_composed(name):
        return finding("name-composed", Place(path), name=name, spelt=spelt(name), composed=composed(name))
    other = first.setdefault(f"{folder}/{name.casefold()}", path)
    if folder == PurePosixPath(FORMS) and name.endswith(".yaml"):
        return None  # two forms of one name are found as such
    return finding("name-twin", Place(path), other=other) if other != path else None


CHECKS = (check_names,)
