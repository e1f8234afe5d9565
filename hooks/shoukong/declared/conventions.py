"""What a firm declares of how its texts are written, and what holds where it declares nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from shoukong.messages.names import KIND_NAMES, Name
from shoukong.revision import ANY_REVISIONS, USUAL_REVISIONS, RevisionPattern

FORM = "form"
USUAL_KINDS: Mapping[str, Name] = {kind: name for kind, name in KIND_NAMES.items() if kind != FORM}


@dataclass(frozen=True, slots=True)
class Conventions:
    """How the documents and forms of a firm are written.

    `revisions` is the pattern of their revisions, `kinds` what kinds of documents are called; without any, each is one.
    """

    revisions: RevisionPattern = USUAL_REVISIONS
    kinds: Mapping[str, Name] = field(default_factory=lambda: USUAL_KINDS)

    @property
    def kinds_of_text(self) -> tuple[str, ...]:
        """The kinds of documents, and that of forms, which the engine has."""
        return (*self.kinds, FORM)

    def kind_name(self, kind: str) -> Name:
        """What a kind of text is called; one that there is not by itself."""
        known = KIND_NAMES[FORM] if kind == FORM else self.kinds.get(kind)
        return known or Name(kind, kind)


USUAL = Conventions()
# For a look into a text whose conventions are not at hand.
LENIENT = Conventions(revisions=ANY_REVISIONS, kinds={})
