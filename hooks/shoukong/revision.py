"""A revision such as `A/0`: a letter for the edition, a number for its changes, in their order."""

import re
from dataclasses import dataclass
from functools import lru_cache

_WRITTEN = re.compile(r"([A-Z])/([0-9]{1,3})")


@dataclass(frozen=True, slots=True, order=True)
class Revision:
    """An edition letter and a change number; a later revision compares greater."""

    edition: str
    change: int

    def __str__(self) -> str:
        return f"{self.edition}/{self.change}"

    @property
    def in_path(self) -> str:
        """The revision as it stands in file names and addresses: `A-0`."""
        return f"{self.edition}-{self.change}"


@lru_cache(maxsize=4096)
def parse_revision(text: str) -> Revision | None:
    """Read `A/0`; None where the text is something else."""
    match = _WRITTEN.fullmatch(text)
    return Revision(match[1], int(match[2])) if match else None


def follows(later: Revision, earlier: Revision) -> bool:
    """Whether a revision comes directly after another: the next number, or the next letter from 0."""
    return later in (next_minor(earlier), next_major(earlier))


def next_minor(revision: Revision) -> Revision:
    """`A/2` after `A/1`."""
    return Revision(revision.edition, revision.change + 1)


def next_major(revision: Revision) -> Revision:
    """`B/0` after `A/1`; after `Z` there is none, and the letter stays."""
    return Revision(min(chr(ord(revision.edition) + 1), "Z"), 0)
