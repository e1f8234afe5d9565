"""Which of some names are most like one that is not among them: what was meant is shown first."""

from collections.abc import Iterable
from difflib import SequenceMatcher


def most_like_first(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """The known names, those most like `name` first, else in their order."""
    return tuple(sorted(known, key=lambda each: -SequenceMatcher(None, name.lower(), each.lower()).ratio()))
