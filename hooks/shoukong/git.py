"""Git, as far as it is there: what a file held in earlier commits."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from shoukong.text.digest import digest_of

MAX_COMMITS = 200


def text_with_digest(root: Path, path: str, digest: str) -> str | None:
    """The text of this digest that a file held in some commit; None where there is none or Git cannot tell."""
    return next((text for _, text in _versions(root, path) if digest_of(text) == digest), None)


def commit_with_digest(root: Path, path: str, digest: str) -> str | None:
    """The commit, shortened, in which a file held the text of this digest; None as above."""
    return next((commit[:12] for commit, text in _versions(root, path) if digest_of(text) == digest), None)


def is_tracked(root: Path, path: str) -> bool:
    """Whether Git knows a file, so that its history means something."""
    return bool(_git(root, "ls-files", "-z", "--", path))


def _versions(root: Path, path: str) -> Iterator[tuple[str, str]]:
    """Each commit that changed the file and what it held there, the latest first."""
    listed = _git(root, "log", f"-{MAX_COMMITS}", "--format=%H", "--", path) or b""
    for commit in listed.decode().split():
        held = _git(root, "show", f"{commit}:./{path}")
        if held is not None:
            yield commit, held.decode("utf-8", "replace")


def _git(root: Path, *arguments: str) -> bytes | None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")} | {"GIT_OPTIONAL_LOCKS": "0"}
    command = ["git", "-C", str(root), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False, env=environment, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
