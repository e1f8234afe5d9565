"""Files beside records and texts that seals cover: those that only grow in number, and those that may change."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shoukong.control.approval_signature import ALLOWED_SIGNERS, SIGNATURES
from shoukong.control.signer_chain import SIGNER_CHANGES
from shoukong.files.folder import all_files
from shoukong.layout import CALENDAR, DOCS, DOSSIERS, REQUIREMENTS, SETTINGS
from shoukong.sealing.seal_chain import SealChain
from shoukong.sealing.seal_folder import Seal

_LASTING = (SIGNATURES, SIGNER_CHANGES)
_CHANGING = (SETTINGS, ALLOWED_SIGNERS, REQUIREMENTS, f"{DOCS}/examples", DOSSIERS, CALENDAR)


@dataclass(frozen=True, slots=True)
class AlteredFile:
    """A file that is no longer what a seal says; a lasting one must stay, of another it is only told."""

    path: str
    seal: Seal
    is_lasting: bool
    is_gone: bool


def files_to_seal(root: Path, chain: SealChain) -> Iterator[tuple[str, str]]:
    """The files that a new seal covers, with their digests: of the lasting ones those that no seal covers yet."""
    known = {told for contents in chain.contents.values() for told in contents.files}
    yield from _digests(root, _CHANGING)
    yield from (told for told in _digests(root, _LASTING) if told not in known)


def altered_files(root: Path, chain: SealChain) -> Iterator[AlteredFile]:
    """The lasting files that are not what any seal says, and the others that changed since the latest seal."""
    lasting = {path: (seal, digest) for seal, path, digest in _told(chain) if path.startswith(_LASTING)}
    latest = chain.latest
    now = dict(_digests(root, (*_CHANGING, *_LASTING)))
    for path, (seal, digest) in lasting.items():
        if now.get(path) != digest:
            yield AlteredFile(path, seal, is_lasting=True, is_gone=path not in now)
    if latest is None or latest.number not in chain.contents:
        return
    before = {path: digest for path, digest in chain.contents[latest.number].files if path not in lasting}
    for path in sorted(before.keys() | {path for path in now if not path.startswith(_LASTING)}):
        if before.get(path) != now.get(path):
            yield AlteredFile(path, latest, is_lasting=False, is_gone=path not in now)


def _told(chain: SealChain) -> Iterator[tuple[Seal, str, str]]:
    for seal in chain.seals:
        contents = chain.contents.get(seal.number)
        yield from ((seal, path, digest) for path, digest in (contents.files if contents else ()))


def _digests(root: Path, places: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Each file at or below some places, with its digest, whatever ends its lines."""
    for place in places:
        paths = [place] if (root / place).is_file() else sorted(all_files(root, place))
        for path in paths:
            if not Path(path).name.startswith(".") and (root / path).is_file():
                yield path, hashlib.sha256((root / path).read_bytes().replace(b"\r\n", b"\n")).hexdigest()
