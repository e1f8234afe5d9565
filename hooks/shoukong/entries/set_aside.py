"""Where what waits in a folder goes once it was looked at: taken or refused, with what is said of it beside it."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile

from shoukong.entries.handed_in import REFUSED, TAKEN

MOST_NAME = 240  # bytes
BYTE_ORDER_MARK = "\ufeff"


def tell_aside(path: Path, lines: Sequence[str], *, is_taken: bool) -> tuple[Path, str]:
    """Write what is said of a file where it is to go: the folder, and the name that is free for it there."""
    folder = path.parent / (TAKEN if is_taken else REFUSED)
    name = _free_name(folder, path)
    with _as_a_whole(folder / f"{_cut(name)}.txt") as beside:
        beside.write_bytes((BYTE_ORDER_MARK + "\r\n".join([*lines, ""])).encode())
    return folder, name


def copy_aside(source: Path, target: Path) -> None:
    """Copy a file that goes along with several, unless it was copied before."""
    if not target.exists():
        with _as_a_whole(target) as beside:
            copyfile(source, beside)


@contextmanager
def _as_a_whole(full: Path) -> Iterator[Path]:
    """Let what is written under a name of its own take the place of a file.

    It has the same name each time: what a call that was killed left half written, the next writes anew.
    """
    full.parent.mkdir(parents=True, exist_ok=True)
    beside = full.with_name(f".{_cut(full.name)}")
    yield beside
    beside.replace(full)


def set_aside(path: Path, lines: Sequence[str], *, is_taken: bool) -> None:
    """Move a file into the folder for what was taken or refused, with what is said of it beside it."""
    folder, name = tell_aside(path, lines, is_taken=is_taken)
    path.replace(folder / name)


def _cut(name: str) -> str:
    """A name to which an ending can be added, as far as systems take it."""
    while len(os.fsencode(name)) > MOST_NAME:
        name = name[:-1]
    return name


def _free_name(folder: Path, path: Path) -> str:
    """A name in a folder for a file: its own, unless something else has it there."""
    name, count = path.name, 1
    while (folder / name).exists() and not _is_same(folder / name, path):
        count += 1
        name = f"{path.stem}_{count}{path.suffix}"
    return name


def _is_same(kept: Path, path: Path) -> bool:
    """Whether two files hold the same; folders are never taken for one another."""
    return kept.is_file() and path.is_file() and kept.read_bytes() == path.read_bytes()
