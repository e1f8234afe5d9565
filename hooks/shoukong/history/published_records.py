"""What was published: the records as they stood on the main branch before a day, beside those that stand here now."""

import datetime
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from zoneinfo import ZoneInfo

from shoukong.declared.sample_list import listed_files, sample_files
from shoukong.files.git import git_output, held_at
from shoukong.history.main_line import Contents, NoHistory, NoHistoryError
from shoukong.history.row_changes import PartVersions
from shoukong.layout import RECORDS, SAMPLE, SETTINGS

_USUAL = ("main", "master")
_FETCHED = "refs/remotes/origin/"
_PLACES = ("refs/heads/", _FETCHED)
_SHA1_DIGITS = 40


def published_commits(root: Path, branch: str | None, before: datetime.date, zone: str) -> tuple[str, ...]:
    """The last commits made before a day on the main branch, here and as it was fetched; none where there was none.

    A portal within the repository of another portal is an example there: nothing is published of it by itself.
    Raises NoHistoryError where Git cannot tell.
    """
    tips, is_shallow = _found_tips(root, branch)
    moment = int(datetime.datetime.combine(before, datetime.time(), ZoneInfo(zone)).timestamp())
    found = tuple(filter(None, (_last_before(root, tip, moment) for tip in tips or ())))
    if tips is not None and not found and is_shallow:
        raise NoHistoryError(NoHistory.SHALLOW)
    return tuple(dict.fromkeys(found))


def main_tips(root: Path, branch: str | None) -> tuple[str, ...]:
    """The last commits of the main branch, here and as it was fetched; none of an example within another portal.

    Raises NoHistoryError where Git cannot tell all that came before them.
    """
    tips, is_shallow = _found_tips(root, branch)
    if is_shallow:
        raise NoHistoryError(NoHistory.SHALLOW)
    return tuple(dict.fromkeys(tips or ()))


def _found_tips(root: Path, branch: str | None) -> tuple[Sequence[str] | None, bool]:
    """The last commits of the main branch, None of an example within another portal; whether the clone is cut off."""
    told = git_output(root, "rev-parse", "--is-shallow-repository", "--show-prefix", "--show-toplevel")
    if told is None:
        raise NoHistoryError(NoHistory.NO_GIT)
    shallow, prefix, top = told.decode("utf-8", "surrogateescape").split("\n")[:3]
    is_shallow = shallow == "true"
    if prefix and (Path(top) / SETTINGS).is_file():
        return None, is_shallow
    tips = _tips(root, branch)
    if not tips and not is_shallow and git_output(root, "rev-parse", "-q", "--verify", "HEAD"):
        raise NoHistoryError(NoHistory.NO_BRANCH)
    return tips, is_shallow


def _tips(root: Path, branch: str | None) -> Sequence[str]:
    """The last commits of the main branch, here and at the origin: the one named, else the first that there is."""
    names = (branch,) if branch else (*_USUAL, *_of_origin(root))
    wanted = [f"{place}{name}" for name in names for place in _PLACES]
    listed = git_output(root, "for-each-ref", "--format=%(refname)%00%(objectname)", *wanted) or b""
    known = dict(line.split("\0") for line in listed.decode("utf-8", "surrogateescape").splitlines())
    by_name = ([known[f"{place}{name}"] for place in _PLACES if f"{place}{name}" in known] for name in names)
    return next((tips for tips in by_name if tips), [])


def _of_origin(root: Path) -> Iterator[str]:
    """The branch that the origin takes for the main one."""
    told = git_output(root, "symbolic-ref", "-q", f"{_FETCHED}HEAD") or b""
    yield from (ref.removeprefix(_FETCHED) for ref in told.decode("utf-8", "surrogateescape").split())


def _last_before(root: Path, tip: str, moment: int) -> str:
    """The last commit of a line that was made before a moment; empty where there is none."""
    told = git_output(root, "log", "-1", "--first-parent", f"--min-age={moment - 1}", "--format=%H", tip)
    return (told or b"").decode().strip()


@dataclass(frozen=True)
class PublishedRecords:
    """The parts of registers as a commit has them, beside those of the folder; `contents` tells what the former hold.

    What comes with the portal as its sample, and is still as the sample was made, is no record of the firm.
    """

    root: Path
    commit: str
    parts: Sequence[str]
    contents: Contents

    @cached_property
    def changed(self) -> Sequence[PartVersions]:
        """The parts that differ, those that are new or gone too."""
        return [each for each in self._differing if not self._is_of_sample(each)]

    @cached_property
    def sample(self) -> Sequence[str]:
        """The parts of the sample that were made anew, or cleared away with it."""
        return [each.path for each in self._differing if self._is_of_sample(each)]

    @cached_property
    def _differing(self) -> Sequence[PartVersions]:
        before, found = self._names, []
        for path in sorted({*before, *self.parts}):
            now = _content(self.root / path)
            if now is not None and (path not in before or _name_of(now, before[path]) != before[path]):
                found.append(PartVersions(path, self.contents.of(before.get(path)), now))
        return found

    @cached_property
    def _names(self) -> Mapping[str, str]:
        """Git's names for what the parts held."""
        listed = git_output(self.root, "ls-tree", "-r", "-z", self.commit, "--", f"{RECORDS}/") or b""
        rows = (row.split("\t", 1) for row in listed.decode("utf-8", "surrogateescape").split("\0") if row)
        told = {path: head.split() for head, path in rows if path.endswith(".csv")}
        return {path: name for path, (_, kind, name) in told.items() if kind == "blob"}

    def _is_of_sample(self, part: PartVersions) -> bool:
        """Whether a part of the sample was made anew or cleared away; what was a firm's own is never made one."""
        now, then = self._samples
        was = not part.before or then.get(part.path) == hashlib.sha256(part.before).hexdigest()
        told = now.get(part.path)
        return was and (told == hashlib.sha256(part.after).hexdigest() if part.after else told is None)

    @cached_property
    def _samples(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """What the sample holds now, and held then."""
        listed = held_at(self.root, self.commit, SAMPLE) or b""
        return sample_files(self.root), listed_files(listed.decode("utf-8", "replace"))


def _content(full: Path) -> bytes | None:
    """What a part holds; nothing where it is not there, None where it cannot be read, which is found elsewhere."""
    try:
        return full.read_bytes() if full.is_file() else None if full.exists() else b""
    except OSError:
        return None


def _name_of(content: bytes, like: str) -> str:
    """Git's name for a content, by the digest that its other names are."""
    made = hashlib.sha1 if len(like) == _SHA1_DIGITS else hashlib.sha256
    return made(b"blob %d\0" % len(content) + content).hexdigest()
