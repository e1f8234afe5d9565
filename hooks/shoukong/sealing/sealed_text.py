"""Texts of documents and forms that seals cover, held against those that the portal has."""

from collections.abc import Iterator
from dataclasses import dataclass

from shoukong.edition import Edition
from shoukong.portal import Portal
from shoukong.sealing.seal_chain import SealChain
from shoukong.sealing.seal_folder import Seal, SealedText


@dataclass(frozen=True, slots=True)
class AlteredText:
    """A sealed text that is no longer what was sealed: the text of that revision that stands now, if any."""

    sealed: SealedText
    seal: Seal
    now: Edition | None


def altered_texts(portal: Portal, chain: SealChain) -> Iterator[AlteredText]:
    """The sealed texts that were altered or are gone; of what cannot be read nothing is said."""
    for seal in chain.seals:
        contents = chain.contents.get(seal.number)
        for text in contents.texts if contents else ():
            several = portal.texts.get(text.subject, ())
            own = [each for each in several if str(each.revision) == text.revision]
            if not any(each.digest == text.digest for each in own) and not _is_unread(portal, text):
                yield AlteredText(text, seal, own[0] if own else None)


def _is_unread(portal: Portal, text: SealedText) -> bool:
    is_known = text.subject in portal.unread_documents or portal.could_not_read(text.path)
    return (
        is_known or text.subject in portal.incomplete or (bool(portal.unread_forms) and text.path.startswith("forms/"))
    )
