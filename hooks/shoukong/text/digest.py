"""The digest of a controlled text: what an approval names."""

import hashlib


def digest_of(text: str) -> str:
    """The SHA-256 of a controlled text, in hex, whatever line ends the file was checked out with."""
    return hashlib.sha256(text.replace("\r\n", "\n").encode()).hexdigest()
