"""Checks of files that no parser of ours reads: that no merge conflict was left in them."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from shoukong.finding import Finding
from shoukong.folder import MAX_TEXT, conflicts, files_below
from shoukong.layout import CALENDAR, RECORDS, REQUIREMENTS
from shoukong.portal import Portal

# Who reads these finds their conflicts.
_READ = (
    (RECORDS, ".csv"),
    (RECORDS, "allowed_signers"),
    (REQUIREMENTS, ".yaml"),
    ("forms", ".yaml"),
    (CALENDAR, ".yaml"),
    ("docs", ".md"),
)
_FOLDERS = (RECORDS, "docs", "forms", CALENDAR)
_BESIDE = ("mkdocs.yml",)


def check_conflicts(portal: Portal) -> Iterator[Finding]:
    """Files that the site, a signature or a rule's example uses, in which a merge conflict was left."""
    below = (f"{folder}/{path}" for folder in _FOLDERS for path in files_below(portal.root / folder))
    for path in (*below, *_BESIDE):
        full = portal.root / path
        if not _is_read(path) and full.is_file() and full.stat().st_size <= MAX_TEXT:
            data = full.read_bytes()
            yield from conflicts(data, path) if b"\0" not in data else ()


def _is_read(path: str) -> bool:
    is_hidden = any(part.startswith(".") for part in PurePosixPath(path).parts)
    return is_hidden or any(path.startswith(f"{folder}/") and path.endswith(suffix) for folder, suffix in _READ)


CHECKS = (check_conflicts,)
