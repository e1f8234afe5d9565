"""What a firm declares of how its texts are written, and what holds where it declares nothing."""

from dataclasses import dataclass

from shoukong.revision import ANY_REVISIONS, USUAL_REVISIONS, RevisionPattern


@dataclass(frozen=True, slots=True)
class Conventions:
    """How the documents and forms of a firm are written; `revisions` is the pattern of their revisions."""

    revisions: RevisionPattern = USUAL_REVISIONS


USUAL = Conventions()
# For a look into a text whose conventions are not at hand.
LENIENT = Conventions(revisions=ANY_REVISIONS)
