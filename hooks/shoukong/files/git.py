"""Git, as far as it is there: what files held in earlier commits."""

import os
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

MAX_COMMITS = 200
MAX_SECONDS = 60
# What a repository's own settings could have Git run or fetch: one that is only read runs nothing, whoever owns it.
_CLOSED = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.pager": "cat",
    "log.showSignature": "false",
    "safe.directory": "*",
}
_CLOSED_BY_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
}


def is_under_git(root: Path) -> bool:
    """Whether a folder is part of a repository that Git can read."""
    return git_output(root, "rev-parse", "--git-dir") is not None


def is_tracked(root: Path, path: str) -> bool:
    """Whether Git knows a file, so that its history means something."""
    return bool(git_output(root, "ls-files", "-z", "--", path))


def commits_of(root: Path, paths: Iterable[str]) -> Iterator[str]:
    """The commits that changed any of some files, the latest first."""
    listed = git_output(root, "log", f"-{MAX_COMMITS}", "--format=%H", "--", *paths) or b""
    yield from listed.decode().split()


def held_at(root: Path, commit: str, path: str) -> bytes | None:
    """What a file held in a commit; None where it was not there."""
    return git_output(root, "show", "--no-textconv", "--no-ext-diff", f"{commit}:./{path}")


def start_repository(root: Path, message: str) -> None:
    """Start a repository in a folder that is in none; all its files are the first commit if Git knows who commits."""
    if (
        git_output(root, "rev-parse", "--is-inside-work-tree") is not None
        or git_output(root, "init", "-b", "main") is None
    ):
        return
    git_output(root, "add", "--all")
    git_output(root, "commit", "-q", "-m", message)


def git_output(root: Path, *arguments: str) -> bytes | None:
    """What a command of Git says; None where it fails, takes too long, or there is no Git."""
    try:
        done = subprocess.run(
            _command(root, *arguments), capture_output=True, check=False, env=_environment(), timeout=MAX_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


@contextmanager
def asked_of_git(root: Path, *arguments: str) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """What a command of Git is asked, line by line, and what it says; it ends with its questions.

    Raises OSError where there is no Git.
    """
    command = _command(root, *arguments)
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment()
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield process.stdin, process.stdout
        finally:
            process.stdin.close()


def _command(root: Path, *arguments: str) -> list[str]:
    """A command of Git in a folder, which runs no program that the repository names."""
    settings = (word for name, value in _CLOSED.items() for word in ("-c", f"{name}={value}"))
    return ["git", *settings, "-C", str(root), *arguments]


def _environment() -> dict[str, str]:
    """Where Git runs: with nothing set that would lead it elsewhere, and nothing that it may fetch."""
    return {k: v for k, v in os.environ.items() if not k.startswith("GIT_")} | _CLOSED_BY_ENVIRONMENT
