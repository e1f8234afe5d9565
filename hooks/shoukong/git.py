"""Git, as far as it is there: what files held in earlier commits."""

import os
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

MAX_COMMITS = 200


def is_tracked(root: Path, path: str) -> bool:
    """Whether Git knows a file, so that its history means something."""
    return bool(_git(root, "ls-files", "-z", "--", path))


def commits_of(root: Path, paths: Iterable[str]) -> Iterator[str]:
    """The commits that changed any of some files, the latest first."""
    listed = _git(root, "log", f"-{MAX_COMMITS}", "--format=%H", "--", *paths) or b""
    yield from listed.decode().split()


def held_at(root: Path, commit: str, path: str) -> bytes | None:
    """What a file held in a commit; None where it was not there."""
    return _git(root, "show", f"{commit}:./{path}")


def start_repository(root: Path, message: str) -> None:
    """Start a repository in a folder that is in none; all its files are the first commit if Git knows who commits."""
    if _git(root, "rev-parse", "--is-inside-work-tree") is not None or _git(root, "init", "-b", "main") is None:
        return
    _git(root, "add", "--all")
    _git(root, "commit", "-q", "-m", message)


def _git(root: Path, *arguments: str) -> bytes | None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")} | {"GIT_OPTIONAL_LOCKS": "0"}
    command = ["git", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False, env=environment, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
