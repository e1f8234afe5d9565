"""Redlines are computed once: a cache in the user's folder, keyed by the digests of the two texts."""

import json
import os
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from shoukong.control.passage import Passage
from shoukong.control.redline import Change, Comparison, redline
from shoukong.text.digest import digest_of

# A change to how redlines are made makes older ones worthless.
_MADE_BY = (
    "control/redline.py",
    "control/passage.py",
    "text/markdown.py",
    "text/markdown_links.py",
    "text/prose.py",
)
_CODE = digest_of("".join((Path(__file__).parents[1] / path).read_text("utf-8") for path in _MADE_BY))


def cached_redline(
    digests: tuple[str, str], passages: Callable[[], tuple[Sequence[Passage], Sequence[Passage]]]
) -> tuple[Comparison, ...]:
    """The redline of two texts, known by their digests; `passages` reads them where it is not yet there.

    A cache that cannot be read or written costs time and nothing else.
    """
    file = _folder() / f"{digests[0]}-{digests[1]}.json"
    try:
        return tuple(_restored(entry) for entry in json.loads(file.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        found = redline(*passages())
    with suppress(OSError):
        _write(file, json.dumps([asdict(item) for item in found], ensure_ascii=False))
    return found


def _folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or (Path(os.environ.get("HOME") or tempfile.gettempdir()) / ".cache")
    return Path(base) / "shoukong" / "redlines" / _CODE[:16]


def _write(file: Path, text: str) -> None:
    """Put the file there as a whole: two builds may run at once."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=file.parent, delete=False, encoding="utf-8") as beside:
        beside.write(text)
    Path(beside.name).replace(file)


def _restored(entry: dict[str, Any]) -> Comparison:
    return Comparison(
        change=Change(entry["change"]),
        old_key=entry["old_key"],
        new_key=entry["new_key"],
        title=entry["title"],
        old=tuple((mark, words) for mark, words in entry["old"]),
        new=tuple((mark, words) for mark, words in entry["new"]),
    )
