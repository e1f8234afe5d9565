"""The main line of a repository: its commits, the earliest first, and what each did to the files of records.

What came in by a merge counts as one step, made by the merge: that is when it was published.
"""

import datetime
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo

from shoukong.files.git import asked_of_git, git_output
from shoukong.layout import RECORDS

# What files held is kept while there is room, since what one commit leaves the next one changes.
MOST_BYTES = 64 << 20
_NOTHING = "0" * 40
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_START = "\x01"
_FORMAT = f"{_START}%H%x00%ct%x00%an%x00%s"
_LISTING = ("--first-parent", "--diff-merges=first-parent", "--reverse", "--raw", "-z", "--no-abbrev", "--no-renames")


class NoHistory(StrEnum):
    """Why the main line cannot be told."""

    NO_GIT = "no-git"
    NO_COMMIT = "no-commit"
    SHALLOW = "shallow"
    NO_BRANCH = "no-branch"


class NoHistoryError(RuntimeError):
    """There is no whole history to tell: `why`."""

    def __init__(self, why: NoHistory) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that a commit changed: Git's names for what it held before and after; None where it was not there."""

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit of the main line, with the files of records that it changed."""

    id: str
    made_at: datetime.datetime
    author: str
    subject: str
    changes: tuple[FileChange, ...]


def main_line(root: Path, zone: str, below: str = RECORDS, tip: str = "HEAD") -> Sequence[Commit]:
    """The commits up to `tip` that changed files of records, the earliest first, on the firm's clock.

    Raises NoHistoryError where there is no Git, nothing was committed, or the clone is cut off.
    """
    shallow = git_output(root, "rev-parse", "--is-shallow-repository")
    if shallow is None:
        raise NoHistoryError(NoHistory.NO_GIT)
    if shallow.strip() == b"true":
        raise NoHistoryError(NoHistory.SHALLOW)
    listed = git_output(root, "log", *_LISTING, "--relative", f"--format={_FORMAT}", tip, "--", below)
    if listed is None:
        raise NoHistoryError(NoHistory.NO_COMMIT)
    texts = listed.decode("utf-8", "surrogateescape").split(_START)[1:]
    return [_commit(text, ZoneInfo(zone)) for text in texts]


def _commit(text: str, zone: ZoneInfo) -> Commit:
    """A commit as the listing tells it: its four texts, then two of each file."""
    identity, seconds, author, subject, *rest = text.split("\0")
    told = [item.lstrip("\n") for item in rest if item.strip("\n")]
    changes = (_change(*pair) for pair in zip(told[::2], told[1::2], strict=True))
    made_at = (_EPOCH + datetime.timedelta(seconds=int(seconds))).astimezone(zone)
    return Commit(identity, made_at, author, subject, tuple(changes))


def _change(told: str, path: str) -> FileChange:
    """`:100644 100644 <before> <after> M` and the path."""
    _, _, before, after, _ = told.split()
    return FileChange(path, *(None if name == _NOTHING else name for name in (before, after)))


class Contents:
    """What files held, asked of one process of Git by the names that it has for them."""

    def __init__(self, asked: IO[bytes], told: IO[bytes]) -> None:
        self._asked, self._told = asked, told
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._held = 0

    def of(self, name: str | None) -> bytes:
        """What a file held; nothing where there was none, or where it is no file."""
        if name is None:
            return b""
        if name not in self._kept:
            self._keep(name, self._read(name))
        self._kept.move_to_end(name)
        return self._kept[name]

    def _read(self, name: str) -> bytes:
        self._asked.write(name.encode() + b"\n")
        self._asked.flush()
        head = self._told.readline().split()
        if len(head) != 3:
            return b""
        content = self._told.read(int(head[2]))
        self._told.read(1)
        return content if head[1] == b"blob" else b""

    def _keep(self, name: str, content: bytes) -> None:
        self._kept[name] = content
        self._held += len(content)
        while self._held > MOST_BYTES and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._held -= len(dropped)


@contextmanager
def contents_of(root: Path) -> Iterator[Contents]:
    """What files of a repository held, for as long as it is asked."""
    with asked_of_git(root, "cat-file", "--batch") as (asked, told):
        yield Contents(asked, told)
