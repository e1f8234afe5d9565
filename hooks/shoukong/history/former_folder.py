"""A portal as a commit has it: its files in a folder of their own, for which Git answers as it did at that commit.

The folder is a repository that has the branches of the other one and borrows what those hold. No filter, hook or
attribute of the repository has a part in it: what the commit holds is written byte by byte.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import IO

from shoukong.files.git import asked_of_git, git_output
from shoukong.layout import SETTINGS

_LINK, _FOLDER_OF_OTHERS = "120000", "160000"
_CONFIG = "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectformat = {}\n"
_LISTED = "--format=%(objectname) %(refname)%00%(symref)"


class NoCommit(StrEnum):
    """Why there is nothing to compare with."""

    NO_GIT = "no-git"
    UNKNOWN = "unknown"
    CUT_OFF = "cut-off"
    INCOMPLETE = "incomplete"


class NoCommitError(RuntimeError):
    """A commit cannot be had: `why`."""

    def __init__(self, why: NoCommit) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class FormerFolder:
    """The folder that a portal was at a commit, by Git's name for it; empty where there was nothing then."""

    commit: str
    root: Path


@dataclass(frozen=True, slots=True)
class _File:
    mode: str
    name: str
    path: str


@contextmanager
def former_folder(root: Path, ref: str) -> Iterator[FormerFolder]:
    """What a portal's folder held at a commit, branch or tag, for as long as it is asked.

    Raises NoCommitError where Git does not have it, OSError where it cannot be written.
    """
    commit = _commit(root, ref)
    told = git_output(root, "rev-parse", "--show-prefix", "--show-toplevel") or b"\n"
    prefix, top = told.decode("utf-8", "surrogateescape").split("\n")[:2]
    with tempfile.TemporaryDirectory(prefix="shoukong-", ignore_cleanup_errors=True) as name:
        copy = Path(name).resolve()
        folder = copy / prefix
        folder.mkdir(parents=True, exist_ok=True)
        _borrow(root, copy, commit)
        _fill(folder, _files(root, commit))
        if prefix and (Path(top) / SETTINGS).is_file():
            (copy / SETTINGS).touch()  # a portal within another one's repository is an example there, then as now
        yield FormerFolder(commit, folder)


def _commit(root: Path, ref: str) -> str:
    """Git's name for a commit."""
    shallow = git_output(root, "rev-parse", "--is-shallow-repository")
    if shallow is None:
        raise NoCommitError(NoCommit.NO_GIT)
    asked = None if ref.startswith("-") else git_output(root, "rev-parse", "-q", "--verify", f"{ref}^{{commit}}")
    if not asked:
        raise NoCommitError(NoCommit.CUT_OFF if shallow.strip() == b"true" else NoCommit.UNKNOWN)
    return asked.decode().strip()


def _files(root: Path, commit: str) -> list[_File]:
    """The files below a folder at a commit, without what no file may be called; links come last."""
    listed = git_output(root, "ls-tree", "-r", "-z", commit)
    if listed is None:
        raise NoCommitError(NoCommit.INCOMPLETE)
    rows = (row.split("\t", 1) for row in os.fsdecode(listed).split("\0") if row)
    files = [_File(head.split()[0], head.split()[2], path) for head, path in rows if _is_within(path)]
    return sorted(files, key=lambda file: file.mode == _LINK)


def _is_within(path: str) -> bool:
    """Whether a path stays in its folder, and in none that Git itself keeps."""
    parts = PurePosixPath(path).parts
    return not path.startswith("/") and not any(part == ".." or part.casefold() == ".git" for part in parts)


def _borrow(root: Path, copy: Path, commit: str) -> None:
    """Make a folder a repository that stands at a commit, with the branches and contents of another one."""
    own = copy / ".git"
    for folder in ("objects/info", "refs"):
        (own / folder).mkdir(parents=True)
    kind = (git_output(root, "rev-parse", "--show-object-format") or b"sha1").decode().strip()
    (own / "config").write_text(_CONFIG.format(kind), "utf-8")
    (own / "HEAD").write_text(f"{commit}\n", "utf-8")
    objects, cut_off = (_kept_at(root, name) for name in ("objects", "shallow"))
    (own / "objects/info/alternates").write_bytes(os.fsencode(objects) + b"\n")
    if cut_off.is_file():
        (own / "shallow").write_bytes(cut_off.read_bytes())
    _name_branches(own, os.fsdecode(git_output(root, "for-each-ref", _LISTED) or b""))
    git_output(copy, "read-tree", commit)


def _kept_at(root: Path, name: str) -> Path:
    """Where a repository keeps something."""
    told = git_output(root, "rev-parse", "--git-path", name) or b""
    return (root / os.fsdecode(told).rstrip("\n")).resolve()


def _name_branches(own: Path, listed: str) -> None:
    rows = [row.split("\0") for row in listed.splitlines()]
    (own / "packed-refs").write_bytes(os.fsencode("".join(f"{named}\n" for named, leads_to in rows if not leads_to)))
    for named, leads_to in rows:
        if leads_to:
            full = own / named.split(" ", 1)[1]
            full.parent.mkdir(parents=True, exist_ok=True)
            full.write_bytes(os.fsencode(f"ref: {leads_to}\n"))


def _fill(folder: Path, files: Iterable[_File]) -> None:
    """Write what files held, byte by byte."""
    with asked_of_git(folder, "cat-file", "--batch") as (asked, told):
        for file in files:
            if file.mode != _FOLDER_OF_OTHERS:
                _write(folder / file.path, file.mode, _content(file.name, asked, told))


def _content(name: str, asked: IO[bytes], told: IO[bytes]) -> bytes:
    asked.write(f"{name}\n".encode())
    asked.flush()
    head = told.readline().split()
    if len(head) != 3:
        raise NoCommitError(NoCommit.INCOMPLETE)
    content = told.read(int(head[2]))
    told.read(1)
    return content


def _write(full: Path, mode: str, content: bytes) -> None:
    """A file, or a link; a link takes nobody's place, and where there can be none a file says where it leads."""
    full.parent.mkdir(parents=True, exist_ok=True)
    if mode == _LINK and not os.path.lexists(full):
        with suppress(OSError, NotImplementedError, ValueError):
            full.symlink_to(os.fsdecode(content))
            return
    if not os.path.lexists(full):
        full.write_bytes(content)
