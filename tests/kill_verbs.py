"""Verbs that are ended whenever they write: what is left is the old state or the new one, and nothing beside.

`python tests/kill_verbs.py COUNT` ends verbs by SIGKILL and by Ctrl-C when they come to write, then kills some of them
at random moments until that is so many times, and tells what it found; `test_kills.py` tries a few of those moments.
"""

import importlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WHO = ("--by", "ST-002")
MADE = ("new", "p", "--name", "单位", "--language", "zh", "--timezone", "Asia/Shanghai", "--scope", "branch=分店")
MADE += (
    "--steps",
    "3",
    "--revisions",
    "{letter}/{number}",
    "--person",
    "甲",
    "--person",
    "乙",
    "--person",
    "丙",
    "--no-git",
)
DAY = ("--as-of", "2099-12-10")
SIGNED = ("--prepared-by", "ST-002", "--reviewed-by", "ST-003", "--approved-by", "ST-001")
VERBS: Mapping[str, Sequence[str]] = {
    "revise": ("revise", "P-02", "--reason", "改", *WHO, "--effective", "2099-12-20", *DAY),
    "approve": ("approve", "P-01", *SIGNED, "--reason", "改", "--impact", "无"),
    "close": ("close", "{month}", *WHO, *DAY),
    "correct": (
        "correct",
        "SC-{year}-001",
        "looked_at",
        "文件夹",
        "--reason",
        "写错",
        *WHO,
        "--approved-by",
        "ST-001",
        "--yes",
    ),
    "withdraw": ("withdraw", "SC-{year}-001", "--reason", "重复", *WHO, "--approved-by", "ST-001", "--yes"),
    "rule new": ("rule", "new", "P-02#1", "--id", "R-09", "--title", "试"),
    "calendar add": ("calendar", "add", "2027-01-01..2027-01-03", "--source", "通知"),
    "new": MADE,
}
MOST = 15  # moments of one verb
ENDS = {"kill": signal.SIGKILL, "interrupt": signal.SIGINT}
State = Mapping[str, bytes]


@dataclass(frozen=True)
class Trial:
    """A verb, and the folders in which it is tried: the portal as it was, and what the verb makes of it."""

    verb: str
    base: Path
    before: State
    after: State
    moments: int

    @property
    def portal(self) -> str:
        """The folder, below the one of the trial, in which the portal is or will be."""
        return "p" if self.verb == "new" else "."


def state(root: Path) -> State:
    """What the files of a folder hold, without those of Git."""
    paths = (path for path in root.rglob("*") if path.is_file() and ".git" not in path.relative_to(root).parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def git(root: Path, *arguments: str) -> str:
    """Run Git in a folder, as somebody whom it knows."""
    who = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "core.quotePath=false")
    return subprocess.run(["git", *who, *arguments], cwd=root, capture_output=True, text=True, check=True).stdout


def copy_of(base: Path, target: Path) -> Path:
    """The folder of a trial, as its verb finds it."""
    shutil.rmtree(target, ignore_errors=True)
    return Path(shutil.copytree(base, target))


def run(
    root: Path,
    verb: str,
    at: int | None = None,
    end: str = "kill",
    told: int | None = None,
    at_first: Callable[[], None] | None = None,
) -> int:
    """Run a verb in a process of its own that ends itself when it comes to write for the time `at`; its exit code.

    Each time that it comes to write it tells that to the pipe `told`; the first time it does `at_first`.
    """
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) if told is None else child
    code = 99
    try:
        os.chdir(root)
        with Path(root.parent, "said").open("w") as said:
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
        sys.addaudithook(Moments(root, at, ENDS[end], told, at_first))
        code = _verb(verb)
    finally:
        os._exit(code)


def _verb(verb: str) -> int:
    """Run a verb of the command line; its exit code."""
    from shoukong import cli

    year = time.strftime("%Y")
    sys.argv = [
        "shoukong",
        *(word.replace("{year}", year).replace("{month}", time.strftime("%Y-%m")) for word in VERBS[verb]),
    ]
    code = cli._run()
    sys.stdout.flush()
    return code


class Moments:
    """Counts the times at which a process comes to change something in a folder, and ends it at one of them."""

    KINDS = frozenset({"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.chmod", "os.truncate"})

    def __init__(
        self,
        root: Path,
        at: int | None,
        end: signal.Signals,
        told: int | None,
        at_first: Callable[[], None] | None,
    ) -> None:
        self.root, self.at, self.end, self.told, self.count = str(root.resolve()), at, end, told, 0
        self.at_first = at_first
        self.again = at % 3 if at and end is signal.SIGINT else 0  # some press Ctrl-C twice
        fsync = os.fsync

        def told_fsync(handle: int) -> None:
            self.come()
            fsync(handle)

        os.fsync = told_fsync

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        is_writing = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if (
            (is_writing or event in self.KINDS)
            and isinstance(arguments[0], str | os.PathLike)
            and self.has(arguments[0])
        ):
            self.come()

    def has(self, path: str | os.PathLike[str]) -> bool:
        """Whether a path is one of the folder's."""
        return os.path.normpath(Path.cwd() / path).startswith(self.root)

    def come(self) -> None:
        """Come to write once more."""
        if self.at_first is not None:
            act, self.at_first = self.at_first, None
            act()
        if self.told is not None:
            os.write(self.told, b".")
        self.count += 1
        if self.at is not None and self.count - 1 in (self.at, self.at + self.again):
            os.kill(os.getpid(), self.end)


def load() -> None:
    """Load what verbs are made of, so that each need not do it by itself."""
    for name in ("approve", "calendar_add", "close", "correct", "hindrance", "new", "revise", "rule_new", "withdraw"):
        importlib.import_module(f"shoukong.commands.{name}")


def made_portal(folder: Path) -> Path:
    """A small portal that keeps all registers, under Git, with a draft that can be approved."""
    base = folder / "base"
    base.mkdir()
    assert run(base, "new") == 0, (folder / "said").read_text()
    portal = base / "p"
    git(portal, "init", "-q")
    git(portal, "add", "-A")
    git(portal, "commit", "-q", "-m", "-")
    return portal


def trial_of(verb: str, portal: Path, folder: Path) -> Trial:
    """What there is to know of a verb before it is ended: what it changes, and at how many moments it writes."""
    base = folder / f"{verb}-base"
    if verb == "new":
        base.mkdir()
        git(base, "init", "-q")
    else:
        shutil.copytree(portal, base)
    if verb == "approve":  # a rulebook that nobody has approved yet
        rows = next(base.glob("records/document_approvals/*.csv"))
        rows.write_text("".join(r for r in rows.read_text("utf-8").splitlines(True) if ",P-01," not in r), "utf-8")
        git(base, "add", "-A")
        git(base, "commit", "-q", "-m", "-")
    tried = copy_of(base, folder / "tried" / "here")
    ours, theirs = os.pipe()
    child = run(tried, verb, told=theirs)
    os.close(theirs)
    moments = 0
    while got := os.read(ours, 4096):
        moments += len(got)
    os.close(ours)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code == 0, (verb, code, (tried.parent / "said").read_text())
    return Trial(verb, base, state(base), state(tried), moments)


def end_at(trial: Trial, folder: Path, moment: int, end: str) -> list[str]:
    """End a verb when it comes to write for the time `moment`; what is wrong with what is left."""
    tried = copy_of(trial.base, folder / "tried" / "here")
    code = run(tried, trial.verb, moment, end)
    return [f"{trial.verb} {end} at {moment}: {fault}" for fault in faults(trial, tried, code, end)]


def end_anywhere(trial: Trial, folder: Path, chance: random.Random, count: int) -> list[str]:
    """Kill a verb so many times, each some milliseconds after it began to write; what is wrong with what is left.

    What it does before is done once: each time a process of its own goes on from there.
    """
    tried = copy_of(trial.base, folder / "tried" / "here")
    report = folder / "found"

    def go_on() -> None:
        found = []
        for _ in range(count):
            child = os.fork()
            if not child:
                return
            time.sleep(chance.random() * chance.choice((0.005, 0.03, 0.1)))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            found += [
                f"{trial.verb} killed anywhere: {fault}" for fault in faults(trial, tried, -9, "kill", is_locked=True)
            ]
            restore(trial, tried)
        report.write_text(json.dumps(found))
        os._exit(0)

    assert run(tried, trial.verb, at_first=go_on) == 0, (folder / "tried" / "said").read_text()
    told: list[str] = json.loads(report.read_text())
    return told


def restore(trial: Trial, tried: Path) -> None:
    """Put the folder of a trial back, the folder itself and that of Git left as they are."""
    for path in tried.iterdir():
        if path.name != ".git":
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    shutil.copytree(trial.base, tried, dirs_exist_ok=True, ignore=shutil.ignore_patterns(".git"))


def faults(trial: Trial, tried: Path, code: int, end: str, *, is_locked: bool = False) -> list[str]:
    """What is wrong with what a verb left that was ended: before the next call, and after it.

    While the lock of the folder is held, the next call does no more than what it begins with.
    """
    from shoukong.files.file_writing import finish_writing
    from shoukong.portal import load_portal
    from shoukong.today import today_of

    found = []
    said = (tried.parent / "said").read_text("utf-8")
    if "Traceback" in said or "程序出错" in said:
        found.append(f"it said {said!r}")
    if end == "interrupt" and code not in (0, 1, 130):
        found.append(f"exit code {code}")
    added = {line.removeprefix("add '").removesuffix("'") for line in git(tried, "add", "-A", "-n").splitlines()}
    beside = {path for path in added if not path.startswith("remove ")} - trial.after.keys() - trial.before.keys()
    if beside:
        found.append(f"Git would add {sorted(beside)}")
    portal = tried / trial.portal
    if portal.is_dir() and is_locked:
        finish_writing(portal)
    elif portal.is_dir():
        load_portal(portal, today_of(portal))
    if state(tried) not in (trial.before, trial.after):
        found.append("half written after the next call")
    if (portal / ".shoukong").exists():
        found.append("leftovers after the next call")
    return found


def moments_of(trial: Trial) -> Sequence[int]:
    """The moments at which a verb is ended: all at which it writes or, where those are many, some of them."""
    return range(0, trial.moments, 1 + trial.moments // MOST)


def main(count: int) -> int:
    """End verbs at every moment and, until there are `count`, at random ones; tell how many, and what was wrong."""
    found, ended, chance = list[str](), Counter[str](), random.Random(13)
    load()
    with tempfile.TemporaryDirectory(prefix="kills-") as name:
        folder = Path(name)
        (folder / "tried").mkdir()
        portal = made_portal(folder)
        trials = [trial_of(verb, portal, folder) for verb in VERBS]
        each = 1 + (count - sum(len(ENDS) * len(moments_of(trial)) for trial in trials)) // len(trials)
        for trial in trials:
            found += end_anywhere(trial, folder, chance, each)
            ended[f"{trial.verb}, killed anywhere"] += each
            print(f"{ended.total()} ended, {len(found)} wrong", file=sys.stderr)
            for end in ENDS:
                for moment in moments_of(trial):
                    found += end_at(trial, folder, moment, end)
                    ended[f"{trial.verb}, {end} as it comes to write"] += 1
    for what, n in sorted(ended.items()):
        print(f"{n:6} × {what}")
    print(f"{ended.total():6} ended, {len(found)} wrong")
    print("\n".join(found))
    return bool(found)


if __name__ == "__main__":
    with suppress(BrokenPipeError):
        sys.exit(main(int(sys.argv[1])))
