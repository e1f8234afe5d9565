"""Checks of files that no parser of ours reads: that no merge conflict was left in them."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from shoukong.files.folder import LEFT_BEHIND, MAX_TEXT, all_files, conflicts, files_below, linked_folders, outside
from shoukong.finding import Finding, Place, finding
from shoukong.layout import CALENDAR, CONTROLLED, DOCS, ENTRIES, FORMS, GLOSSARY, RECORDS, REQUIREMENTS, SEALS, SETTINGS
from shoukong.portal import Portal
from shoukong.portal_page import own_files, own_paths

# Who reads these finds their conflicts.
_READ = (
    (RECORDS, ".csv"),
    (RECORDS, "allowed_signers"),
    (REQUIREMENTS, ".yaml"),
    ("forms", ".yaml"),
    (CALENDAR, ".yaml"),
    ("docs", ".md"),
)
_FOLDERS = (RECORDS, "docs", "forms", CALENDAR, ENTRIES)
_FORGES = (".github", ".gitlab", ".gitea", ".forgejo")


def check_conflicts(portal: Portal) -> Iterator[Finding]:
    """Files that no parser of ours reads, below the portal's folders and beside them, in which a conflict was left."""
    below = [f"{folder}/{path}" for folder in _FOLDERS for path in files_below(portal.root / folder)]
    at_forges = [f"{folder}/{path}" for folder in _FORGES for path in files_below(portal.root / folder)]
    beside = sorted(path.name for path in portal.root.iterdir() if path.name != SETTINGS)
    for path in (*(path for path in below if not _is_read(path)), *at_forges, *beside):
        full = portal.root / path
        if full.is_file() and full.stat().st_size <= MAX_TEXT:
            data = full.read_bytes()
            yield from conflicts(data, path) if b"\0" not in data else ()


def check_unread(portal: Portal) -> Iterator[Finding]:
    """Files beside those that are read or published: of another kind, hidden, or below a folder that is a link."""
    published = {*own_files(portal), *own_paths(portal)}
    for path in all_files(portal.root, DOCS):
        if path not in published and not path.startswith(CONTROLLED) and not _is_known_beside(path):
            yield finding("file-unread", Place(path), suffix=".md")
    for folder in (FORMS, CALENDAR):
        for path in all_files(portal.root, folder):
            if not path.endswith(".yaml") or "/." in path:
                yield finding("file-unread", Place(path), suffix=".yaml")
    for folder in (DOCS, FORMS, CALENDAR, RECORDS, SEALS):
        found = outside(portal.root, folder)
        yield from (found,) if found else ()
        for path in linked_folders(portal.root, folder):
            target = (portal.root / path).readlink()
            yield outside(portal.root, path) or finding("folder-linked", Place(path), target=target)


def _is_known_beside(path: str) -> bool:
    """Whether an example or another file of the engine's own kinds; what editors and systems leave is of no account."""
    return path == GLOSSARY or path.startswith(f"{DOCS}/examples/") or PurePosixPath(path).name in LEFT_BEHIND


def _is_read(path: str) -> bool:
    is_hidden = any(part.startswith(".") for part in PurePosixPath(path).parts)
    return not is_hidden and (
        path == GLOSSARY or any(path.startswith(f"{folder}/") and path.endswith(suffix) for folder, suffix in _READ)
    )


CHECKS = (check_conflicts, check_unread)
