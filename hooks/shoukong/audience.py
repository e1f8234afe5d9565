"""For whom a build is made: anybody, the firm's own people, or who examines the firm."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Audience(StrEnum):
    """Who reads a build; what only the keeper sees stands on no site."""

    PUBLIC = "public"
    STAFF = "staff"
    AUDITOR = "auditor"
    KEEPER = "keeper"


# Those for whom a site may be built.
AUDIENCES = (Audience.PUBLIC, Audience.STAFF, Audience.AUDITOR)


@dataclass(frozen=True, slots=True)
class Readers:
    """For whom a build is made; `words` are the departments, posts and scopes of the staff that it is for.

    `scopes` are, by the name of an axis, the members whose records alone are shown; of other axes all are.
    """

    audience: Audience = Audience.STAFF
    words: frozenset[str] = frozenset()
    scopes: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def are_anybody(self) -> bool:
        """Whether anybody may read it."""
        return self.audience is Audience.PUBLIC


THE_STAFF = Readers()
