"""What a 《title》 in an old procedure leads to: a document or form of the portal, found by its title or number."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from shoukong.portal import Portal


def plain_title(text: str) -> str:
    """A title as it is compared: one width, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


@dataclass(slots=True)
class References:
    """The titles of a portal; what was asked for is remembered: documents that are cited, titles that nothing has."""

    known: Mapping[str, tuple[tuple[str, str | None], ...]]
    own: str
    cited: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)

    def __call__(self, title: str) -> str | None:
        """The address that a title leads to, from a document's page."""
        if plain_title(title) == self.own:
            return None
        found = self.known.get(plain_title(title), ())
        if len(found) != 1:
            told = self.ambiguous if found else self.unknown
            if title not in told:
                told.append(title)
            return None
        address, document = found[0]
        if document is not None and document not in self.cited:
            self.cited.append(document)
        return address


def references_in(portal: Portal, own: str) -> References:
    """The titles and numbers of a portal's documents and forms; a text does not lead to its `own` title."""
    known: dict[str, list[tuple[str, str | None]]] = {}
    for document in portal.documents:
        for name in {plain_title(document.title), plain_title(document.id)}:
            known.setdefault(name, []).append((f"{document.id}.md", document.id))
    for form in portal.forms:
        for name in {plain_title(form.title), plain_title(form.id)}:
            known.setdefault(name, []).append((f"../forms/{form.name}.md", None))
    return References({name: tuple(found) for name, found in known.items()}, plain_title(own))
