"""Redlines are computed once: each is kept under the digests of its two texts."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from shoukong.control.passage import Passage
from shoukong.control.redline import Change, Comparison, redline
from shoukong.files.user_cache import made_once

_MAKER = version("diff-match-patch")


def cached_redline(
    made_from: tuple[str, ...], passages: Callable[[], tuple[Sequence[Passage], Sequence[Passage]]]
) -> tuple[Comparison, ...]:
    """The redline of two texts, known by their digests, their language and its words for their kinds.

    `passages` reads the texts where it is not kept.
    """

    def made() -> bytes:
        found = redline(*passages())
        return json.dumps([asdict(item) for item in found], ensure_ascii=False).encode()

    listed = json.loads(made_once("redlines", (*made_from, _MAKER), made))
    return tuple(_restored(entry) for entry in listed)


def _restored(entry: dict[str, Any]) -> Comparison:
    return Comparison(
        change=Change(entry["change"]),
        old_key=entry["old_key"],
        new_key=entry["new_key"],
        title=entry["title"],
        old=tuple((mark, words) for mark, words in entry["old"]),
        new=tuple((mark, words) for mark, words in entry["new"]),
    )
