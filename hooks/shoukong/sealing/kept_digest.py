"""Witnesses: digests of seals that others keep, found in what they keep, and held against the chain."""

import email
import email.policy
import hashlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence

from shoukong.sealing.record_receipt import FORMAT
from shoukong.sealing.seal_chain import SealChain
from shoukong.sealing.seal_folder import Seal

_SHORT = re.compile(r"(?<![0-9a-fA-F-])[0-9a-fA-F]{4}(?:[-\u2010-\u2015\uff0d][0-9a-fA-F]{4}){3}(?![0-9a-fA-F-])")
_WHOLE = re.compile(r"(?<![0-9a-fA-F])[0-9a-fA-F]{64}(?![0-9a-fA-F])")
_BARE = re.compile(r"[0-9a-fA-F]{16,64}")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_TAG = re.compile("<[^<>]*+>")
_MOST_STREAM = 1 << 24  # bytes of one that is unpacked
_SIGNS = 16


def digest_written(text: str) -> str | None:
    """The digest that a text is: short or whole, with or without hyphens; None where it is none."""
    plain = re.sub(r"[\s\u2010-\u2015\uff0d-]", "", text).lower()
    return plain if _BARE.fullmatch(plain) else None


def digests_in(data: bytes) -> tuple[str, ...]:
    """The digests that a letter, a page, a feed, a receipt or a print of ours tells: whole ones, and short ones."""
    if (own := _of_receipt(data)) is not None:
        return (own[:_SIGNS],)
    found: dict[str, None] = {}
    for text in _texts(data):
        found |= {"".join(re.findall(r"[0-9a-f]", short.lower())): None for short in _SHORT.findall(text)}
        found |= {whole.lower(): None for whole in _WHOLE.findall(text)}
    return tuple(found)


def _of_receipt(data: bytes) -> str | None:
    """The digest of the seal that a receipt holds, which it does not write out; None of anything else."""
    if not data.lstrip().startswith(b"{") or FORMAT.encode() not in data:
        return None
    try:
        seal = json.loads(data)["seal"]
        return hashlib.sha256(seal.encode()).hexdigest()
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def seal_of(chain: SealChain, digest: str) -> Seal | None:
    """The seal of a digest, short or whole."""
    return next((seal for seal in chain.seals if seal.digest.startswith(digest)), None)


def told_digests(chain: SealChain, digests: Sequence[str]) -> tuple[str, ...]:
    """Of digests in a file those that may be of seals: short ones, and the whole ones of seals that are there.

    One that is told short and whole is told once.
    """
    whole = {digest for digest in digests if len(digest) > _SIGNS and seal_of(chain, digest)}
    short = {digest for digest in digests if len(digest) == _SIGNS}
    told = {digest[:_SIGNS] for digest in whole} | short
    return tuple(digest for digest in dict.fromkeys(each[:_SIGNS] for each in digests) if digest in told)


def _texts(data: bytes) -> Iterator[str]:
    if data.startswith(b"%PDF"):
        yield data.decode("latin-1")
        yield from (_unpacked(stream) for stream in _STREAM.findall(data))
        return
    if data.startswith(b"PK"):
        yield from _texts_of_word(data)
        return
    yield data.decode("utf-8", "replace")
    if b"content-transfer-encoding" in data[:65536].lower():
        letter = email.message_from_bytes(data, policy=email.policy.default)
        for part in letter.walk():
            content = part.get_payload(decode=True) if not part.is_multipart() else None
            yield content.decode("utf-8", "replace") if isinstance(content, bytes) else ""


def _texts_of_word(data: bytes) -> Iterator[str]:
    """The texts of a document of Word, those at the foot of its pages among them."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for name in (each for each in packed.namelist() if each.startswith("word/") and each.endswith(".xml")):
                with packed.open(name) as part:
                    yield _TAG.sub("", part.read(_MOST_STREAM).decode("utf-8", "replace"))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError):
        return


def _unpacked(stream: bytes) -> str:
    try:
        return zlib.decompressobj().decompress(stream, _MOST_STREAM).decode("latin-1")
    except zlib.error:
        return ""
