"""What is handed in as one entry: a CSV with files that lie beside it, a folder of both, or a .zip of both."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from shoukong.files.enclosure import MAX_SIZE, NAME, Enclosure, enclosures_in, parse_name

SUFFIX, PACKED = ".csv", ".zip"
WORKBOOKS = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".et"})
TAKEN, REFUSED = "taken", "refused"  # where what was handed in is set aside
MOST_FILES = 500
MOST_UNPACKED = 400_000_000  # bytes
MOST_LISTED = 1 << 20  # bytes of a list of members
_LEFT_BEHIND = frozenset({"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"})
_END, _FURTHER_END, _LONGEST_END = b"PK\x05\x06", b"PK\x06\x07", 65_557
_NAMED = re.compile(NAME.encode())
_SEPARATOR = re.compile(r"[/\\]")
_UTF_8, _LOCKED = 0x800, 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


class HandedInError(ValueError):
    """What is handed in and cannot be unpacked: `code` says why, `written` what is meant."""

    def __init__(self, code: str, written: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.written = written


@dataclass(frozen=True, slots=True)
class HandedIn:
    """The file of the rows and the folder of what they enclose; `path` is what was handed in.

    One that is `alone` shares its folder with others. `idle` are the names of files that cannot be enclosed.
    """

    path: Path
    rows: Path
    folder: Path
    is_alone: bool
    idle: tuple[str, ...] = ()

    @property
    def is_unpacked(self) -> bool:
        """Whether the folder is one for what was unpacked."""
        return not self.is_alone and self.folder != self.path


def waiting_paths(folder: Path, root: Path) -> list[Path]:
    """What waits in a folder, by name: files, and folders that hold nothing but one CSV and what goes with it.

    In a folder that holds the portal no folder is taken for an entry.
    """
    holds_portal = root.resolve().is_relative_to(folder.resolve())
    shown = (path for path in folder.iterdir() if not path.name.startswith("."))
    return sorted(p for p in shown if _is_waiting_file(p) or (not holds_portal and _is_waiting_folder(p)))


def workbooks_in(folder: Path) -> list[Path]:
    """The workbooks that lie in a folder for entries, which people mean to be taken in and which are none."""
    shown = (path for path in folder.iterdir() if not path.name.startswith((".", "~$")))
    return sorted(path for path in shown if path.suffix.lower() in WORKBOOKS and path.is_file())


def _is_waiting_file(path: Path) -> bool:
    return path.suffix.lower() in (SUFFIX, PACKED) and path.is_file()


def _is_waiting_folder(path: Path) -> bool:
    if not path.is_dir() or path.is_symlink() or path.name in (TAKEN, REFUSED):
        return False
    inside = list(_shown_in(path))
    return all(p.is_file() for p in inside) and sum(p.suffix.lower() == SUFFIX for p in inside) == 1


def _shown_in(folder: Path) -> Iterator[Path]:
    return (p for p in sorted(folder.iterdir()) if not p.name.startswith(".") and p.name not in _LEFT_BEHIND)


def files_of(path: Path) -> list[Path]:
    """The files of which something that waits consists."""
    return list(_shown_in(path)) if path.is_dir() else [path]


def lacks_files(path: Path, root: Path) -> bool:
    """Whether an entry that is not packed names files that neither lie beside it nor are kept by the portal."""
    rows = [file for file in files_of(path) if file.suffix.lower() == SUFFIX and not parse_name(file.name)]
    return any(not _is_at_hand(each, file.parent, root) for file in rows for each in _named_in(file))


def loose_files(path: Path) -> list[Path]:
    """The files beside a CSV that it names."""
    is_alone = path.is_file() and path.suffix.lower() == SUFFIX
    beside = (path.parent / each.name for each in _named_in(path)) if is_alone else ()
    return sorted(file for file in beside if file.is_file())


def _named_in(rows: Path) -> Iterator[Enclosure]:
    """What the text of a CSV names, whatever is wrong with its rows; nothing where it cannot be read."""
    text = b""
    with suppress(OSError):
        text = rows.read_bytes()[:MOST_LISTED].replace(b"\0", b"")
    return enclosures_in(" ".join(sorted({written.decode() for written in _NAMED.findall(text)})))


def _is_at_hand(enclosure: Enclosure, folder: Path, root: Path) -> bool:
    kept = (root / enclosure.path(is_personal=apart) for apart in (True, False))
    return any(file.exists() for file in (folder / enclosure.name, *kept))


def opened(path: Path, into: Path) -> HandedIn:
    """What is handed in, unpacked into a new folder where it is packed. Raises HandedInError, and OSError."""
    if path.is_dir():
        inside = list(_shown_in(path))
        rows = next(p for p in inside if p.suffix.lower() == SUFFIX)
        idle = (p.name for p in inside if p != rows and parse_name(p.name) is None)
        return HandedIn(path, rows, path, is_alone=False, idle=tuple(idle))
    if path.suffix.lower() == PACKED:
        into.mkdir()
        return _unpacked(path, into)
    return HandedIn(path, path, path.parent, is_alone=True)


def _unpacked(path: Path, into: Path) -> HandedIn:
    if _lists_too_much(path):
        raise HandedInError("too-much", str(MOST_FILES))
    try:
        with zipfile.ZipFile(path) as packed:
            members = _members(packed)
            for name, member in members.items():
                if name.lower().endswith(SUFFIX) or parse_name(name):
                    _unpack(packed, member, into / name)
    except _BROKEN as error:
        if isinstance(error, HandedInError):
            raise
        raise HandedInError("broken") from error
    rows = [name for name in members if name.lower().endswith(SUFFIX) and parse_name(name) is None]
    if len(rows) != 1:
        raise HandedInError("rows", str(len(rows)))
    idle = tuple(name for name in members if name != rows[0] and parse_name(name) is None)
    return HandedIn(path, into / rows[0], into, is_alone=False, idle=idle)


def _lists_too_much(path: Path) -> bool:
    """Whether the list of members is longer than an entry needs: it is not read at all then."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(size - _LONGEST_END, 0))
        tail = file.read()
    at = tail.rfind(_END)
    listed = int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
    return listed > MOST_LISTED or _FURTHER_END in tail[max(at - 20, 0) : max(at, 0)]


def _members(packed: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files of an archive by their bare names, none of which leads anywhere else."""
    found: dict[str, zipfile.ZipInfo] = {}
    for member in packed.infolist():
        parts = _SEPARATOR.split(_name_of(member))
        if ".." in parts or parts[0] == "" or ":" in parts[0]:
            raise HandedInError("path", _name_of(member))
        name = parts[-1]
        if name.startswith(".") or not name or _LEFT_BEHIND.intersection(parts):
            continue
        if member.flag_bits & _LOCKED:
            raise HandedInError("locked")
        if name.casefold() in (known.casefold() for known in found):
            raise HandedInError("twice", name)
        found[name] = member
        if len(found) > MOST_FILES or sum(each.file_size for each in found.values()) > MOST_UNPACKED:
            raise HandedInError("too-much", str(MOST_FILES))
    return found


def _name_of(member: zipfile.ZipInfo) -> str:
    """The name of a member, in the letters of Chinese systems where it does not say that it is UTF-8."""
    if member.flag_bits & _UTF_8 or member.filename.isascii():
        return member.filename
    return member.filename.encode("cp437", "replace").decode("gb18030", "replace")


def _unpack(packed: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    """Unpack a file as far as it may be large, whatever the archive says of it."""
    left = MAX_SIZE
    with packed.open(member) as source, target.open("wb") as file:
        while chunk := source.read(1 << 16):
            left -= len(chunk)
            if left < 0:
                raise HandedInError("large", PurePosixPath(target.name).name)
            file.write(chunk)
