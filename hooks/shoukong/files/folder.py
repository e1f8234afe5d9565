"""The portal's folder: the only place that lists and reads its files, and that writes folders as a whole."""

import mmap
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from pathlib import Path

from shoukong.files.write_lock import one_at_a_time
from shoukong.finding import Finding, Place, finding

MAX_TEXT = 2_000_000
MARK = ".shoukong"
# What editors, systems and Git leave beside the files of people.
LEFT_BEHIND = frozenset({".DS_Store", "Thumbs.db", "desktop.ini", ".gitkeep", ".gitignore", ".gitattributes"})
_CONFLICT_MARKS = (b"<<<<<<<", b"|||||||", b">>>>>>>", b"=======")
# A row of equals signs may underline a heading: then it has text above it and none below.
_CONFLICT = re.compile(
    rb"^(?:\xef\xbb\xbf)?(?P<mark>(?:<{7}|>{7}|\|{7}(?= [^|\n]*$))(?: [^\n]*)?\r?$"
    rb"|={7}\r?\n(?=[^\r\n])|(?:(?<=\A)|(?<=\n\n)|(?<=\n\r\n))={7}\r?$)",
    re.MULTILINE,
)
_BYTE_ORDER_MARKS = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"), (b"\xef\xbb\xbf", "UTF-8 BOM"))


def list_files(root: Path, folder: str, suffix: str) -> tuple[str, ...]:
    """Paths, relative to the root, of everything named `*suffix` below a folder, in order."""
    found: list[str] = []
    for directory, folders, files in _walk(root, folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and _is_named(name))
        named = (n for n in (*files, *folders) if n.endswith(suffix) and not n.startswith(".") and _is_named(n))
        found.extend(f"{directory}{name}" for name in named)
        folders[:] = [name for name in folders if not name.endswith(suffix)]
    return tuple(sorted(found))


def _walk(root: Path, folder: str = "") -> Iterator[tuple[str, list[str], list[str]]]:
    """As `os.walk`, each folder as the beginning of the paths of what it holds, relative to the root."""
    start = str(root / folder)
    for directory, folders, files in os.walk(start):
        inside = f"{folder}{directory[len(start) :]}".replace(os.sep, "/").strip("/")
        yield f"{inside}/" if inside else "", folders, files


Names = Callable[[str], Collection[str]]


def names_below(root: Path) -> Names:
    """What each folder holds by name, listed when it is first asked for; nothing for what is no folder."""

    @cache
    def names(folder: str) -> Collection[str]:
        return frozenset(p.name for p in (root / folder).iterdir()) if (root / folder).is_dir() else frozenset()

    return names


def alike(path: str, names: Names) -> tuple[str, ...]:
    """The paths that exist and differ from a path, if at all, in case or in how their signs are composed."""
    found = [""]
    for part in path.split("/"):
        wanted = _folded(part)
        found = [f"{at}/{name}".lstrip("/") for at in found for name in names(at) if _folded(name) == wanted]
    return tuple(sorted(found))


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def all_names(root: Path, folders: Iterable[str]) -> Iterator[str]:
    """Every file and folder below some folders, relative to the root and in order, but for the hidden ones."""
    for folder in folders:
        for directory, inner, files in _walk(root, folder):
            inner[:] = sorted(name for name in inner if not name.startswith("."))
            yield from (f"{directory}{name}" for name in sorted((*inner, *files)) if not name.startswith("."))


def all_files(root: Path, folder: str) -> Iterator[str]:
    """Paths, relative to the root, of every file below a folder, hidden ones too, whose name can be read."""
    for directory, folders, files in _walk(root, folder):
        folders[:] = sorted(filter(_is_named, folders))
        yield from (f"{directory}{name}" for name in sorted(files) if _is_named(name))


def linked_folders(root: Path, folder: str) -> Iterator[str]:
    """Folders below a folder that are links: nothing in them is read."""
    for directory, folders, _ in _walk(root, folder):
        inner = (f"{directory}{name}" for name in sorted(folders) if _is_named(name))
        yield from (path for path in inner if (root / path).is_symlink())


def misnamed(root: Path, folder: str) -> Iterator[Finding]:
    """Files and folders whose names are not UTF-8, as old archives unpack them; what is below them is not read."""
    for directory, folders, files in _walk(root, folder):
        for name in sorted((*folders, *files)):
            if not _is_named(name):
                yield finding("file-name", Place(os.fsencode(f"{directory}{name}").decode("gb18030", "replace")))
        folders[:] = filter(_is_named, folders)


def _is_named(name: str) -> bool:
    """Whether a name can be written; where it is not UTF-8, Python keeps its bytes as half signs."""
    return name.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in name)


def unreadable(root: Path, path: str) -> Finding | None:
    """Why a path cannot be read as a file, or None."""
    full = root / path
    if full.is_symlink() and not full.exists():
        return finding("file-broken-link", Place(path), target=full.readlink())
    if not full.is_file():
        return finding("file-not-a-file", Place(path))
    if not os.access(full, os.R_OK):
        return finding("file-no-permission", Place(path))
    if full.stat().st_size == 0:
        return finding("file-empty", Place(path, 1))
    return None


def outside(root: Path, path: str) -> Finding | None:
    """That a path is a link to something that does not lie in the portal, or None."""
    full = root / path
    if not full.is_symlink() or full.resolve().is_relative_to(root.resolve()):
        return None
    return finding("file-outside", Place(path), target=full.readlink())


def read_text(root: Path, path: str) -> tuple[str | None, tuple[Finding, ...]]:
    """A text file as UTF-8; None and a finding where it is not one. Line ends become LF."""
    fault = unreadable(root, path) or outside(root, path)
    if fault is not None:
        return None, (fault,)
    if (root / path).stat().st_size > MAX_TEXT:
        return None, (finding("file-too-large", Place(path), limit=MAX_TEXT),)
    data = (root / path).read_bytes()
    text, found = decode(data, path)
    found = conflicts(data, path) or found
    return (None if found else text.replace("\r\n", "\n")), found


def conflicts(data: bytes | mmap.mmap, path: str) -> tuple[Finding, ...]:
    """The first mark of a merge conflict that was left in a file; a file that has one cannot be read."""
    found = next(_CONFLICT.finditer(data), None) if any(data.find(mark) >= 0 for mark in _CONFLICT_MARKS) else None
    if found is None:
        return ()
    line = data[: found.start("mark")].count(b"\n") + 1
    return (finding("file-conflict", Place(path, line), written=found["mark"].decode("utf-8", "replace").strip()),)


def decode(data: bytes, path: str) -> tuple[str, tuple[Finding, ...]]:
    """The text of some bytes and what is wrong with its encoding; the best guess at the text where it is wrong."""
    mark = next((name for mark, name in _BYTE_ORDER_MARKS if data.startswith(mark)), None)
    if mark == "UTF-16":
        return data.decode("utf-16", "replace"), (finding("file-encoding", Place(path, 1), guess="UTF-16"),)
    if mark is not None:
        while data.startswith(_BYTE_ORDER_MARKS[-1][0]):  # saved twice, it has two
            data = data[len(_BYTE_ORDER_MARKS[-1][0]) :]
        rest, found = decode(data, path)
        return rest, (finding("file-bom", Place(path, 1)), *found)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        text, guess = _guess(data)
        return text, (finding("file-encoding", Place(path, line), guess=guess),)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return text.replace("\0", ""), (finding("file-nul", Place(path, line)),)
    return text, ()


def _guess(data: bytes) -> tuple[str, str]:
    try:
        return data.decode("gb18030"), "GBK/GB18030"
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace"), "?"


class NotOursError(RuntimeError):
    """A folder that holds something else than what we wrote there before; it is left alone."""


def write_whole(target: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a new folder beside the target, then put it in the target's place; on failure nothing changes.

    The place is taken under the lock of the folder above, which the caller must not hold. Raises NotOursError where
    the target holds files that were not written this way.
    """
    target = target.absolute()
    if target.exists() and not (target / MARK).is_file() and (not target.is_dir() or any(target.iterdir())):
        raise NotOursError(str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        write(beside)
        (beside / MARK).touch()
        beside.chmod(0o755)
        with one_at_a_time(target.parent):
            _replace(beside, target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _replace(new: Path, target: Path) -> None:
    old = target.with_name(f".{target.name}-old-{os.getpid()}")
    if target.exists():
        target.rename(old)
    try:
        new.rename(target)
    except OSError:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def files_below(folder: Path) -> Iterator[str]:
    """Every file below a folder, relative and in order."""
    found = (f"{directory}{name}" for directory, _, files in _walk(folder) for name in files)
    yield from sorted(path for path in found if (folder / path).is_file())
