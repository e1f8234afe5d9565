"""Checks of the list of signers: lines that can be read, and a key that is one person's, of the staff."""

from collections.abc import Iterator, Sequence

from shoukong.control.allowed_signers import AllowedSigner, LineFault, read_signers
from shoukong.control.document_control import Control
from shoukong.control.signature import ALLOWED_SIGNERS
from shoukong.finding import Finding, Place, finding
from shoukong.folder import read_text
from shoukong.records.core_people import STAFF

_CODES = {
    LineFault.SHAPE: "signer-unreadable",
    LineFault.KEY: "signer-key",
    LineFault.OPTION: "signer-option",
}


def check_signers(control: Control) -> Iterator[Finding]:
    """The list of signers is sound, whether or not anything is signed yet."""
    root = control.portal.root
    if not (root / ALLOWED_SIGNERS).exists():
        return
    text, found = read_text(root, ALLOWED_SIGNERS)
    yield from found
    signers, faults = read_signers(text or "")
    yield from (finding(_CODES[fault], Place(ALLOWED_SIGNERS, line)) for line, fault in faults)
    yield from _shared(signers)
    if control.staff and control.is_whole(STAFF):
        yield from _strangers(signers, control)


def _shared(signers: Sequence[AllowedSigner]) -> Iterator[Finding]:
    """Keys that are several people's, told where the next one comes in; an authority's is for many on purpose."""
    holders: dict[bytes, dict[str, int]] = {}
    for signer in signers:
        if signer.is_authority:
            continue
        known = holders.setdefault(signer.key, {})
        others = [name for name in signer.people if name not in known]
        known.update((name, signer.line) for name in others)
        other = next((name for name in known if name != others[-1]), None) if others else None
        if other is not None:
            place = Place(ALLOWED_SIGNERS, signer.line)
            yield finding("signer-shared", place, person=others[-1], other=other, first=known[other])
        if len(signer.people) < len(signer.names):
            yield finding("signer-pattern", Place(ALLOWED_SIGNERS, signer.line), names=",".join(signer.names))


def _strangers(signers: Sequence[AllowedSigner], control: Control) -> Iterator[Finding]:
    for signer in signers:
        for person in signer.people:
            if person not in control.staff and not signer.is_authority:
                yield finding("signer-stranger", Place(ALLOWED_SIGNERS, signer.line), person=person)


CHECKS = (check_signers,)
