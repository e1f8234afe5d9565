"""The digest of a controlled text: what an approval names."""

import hashlib
from collections.abc import Mapping


def digest_of(text: str, attachments: Mapping[str, str] | None = None) -> str:
    """The SHA-256 of a controlled text, in hex, whatever line ends the file was checked out with.

    `attachments` are the digests of the files that belong to the text, by their paths below `docs`. With any, it is
    the SHA-256 of what `sha256sum` prints: the text's as from standard input, then each file's, in the order of paths.
    """
    own = hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()
    return with_attachments(own, attachments or {})


def with_attachments(text_digest: str, attachments: Mapping[str, str]) -> str:
    """The digest of a text together with its attachments, from their single digests."""
    if not attachments:
        return text_digest
    lines = [f"{text_digest}  -\n", *(f"{digest}  {path}\n" for path, digest in sorted(attachments.items()))]
    return hashlib.sha256("".join(lines).encode()).hexdigest()
