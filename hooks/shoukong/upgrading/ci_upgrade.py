"""Continuous integration of an earlier version, which installed the engine from the portal's own folder."""

import hashlib
import re
from collections.abc import Iterator, Mapping

import shoukong
from shoukong.starter import shared_files

REQUIREMENTS = "requirements.txt"
# What earlier versions shipped, as it was; a file that a firm has changed is its own.
EARLIER: Mapping[str, str] = {
    ".github/workflows/portal.yml": "ccde0d40bf243643a9f7a9eec091edbe52bc61ce787eb9bce6d0990778fa8b0f",
    ".gitlab-ci.yml": "3d84952be5012f1c783e3e939a1a2ad04bf834403fff0aea7c75c54c0ab99010",
}

_PIN = re.compile(r"^shoukong==[^\s;]+", re.MULTILINE)


def upgraded_ci(before: Mapping[str, str | None], language: str) -> Iterator[tuple[str, str]]:
    """The files that install this version, where those of an earlier one are there unchanged, and what they install."""
    new = {path: content.decode() for path, content in shared_files(language).items()}
    outdated = [path for path, digest in EARLIER.items() if _digest(before[path]) == digest]
    yield from ((path, new[path]) for path in outdated)
    pinned = before[REQUIREMENTS]
    if pinned is not None:
        yield REQUIREMENTS, _PIN.sub(lambda _: f"shoukong=={shoukong.__version__}", pinned)
    elif outdated:
        yield REQUIREMENTS, new[REQUIREMENTS]


def _digest(text: str | None) -> str:
    return "" if text is None else hashlib.sha256(text.encode()).hexdigest()
