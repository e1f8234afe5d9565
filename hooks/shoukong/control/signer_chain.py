"""The chain of changes of the list of signers: each is vouched for by somebody whose key was allowed before it.

A change is a statement that holds the whole list and names the statement before it, with a signature beside it. The
first one is vouched for by a key of its own list: whose that is, only a witness can tell.
"""

import datetime
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from shoukong.control.allowed_signers import SIGNERS_NAMESPACE, list_lines, read_signers
from shoukong.control.ssh_keygen import is_signed, read_signature
from shoukong.files.folder import list_files, read_text
from shoukong.layout import RECORDS

SIGNER_CHANGES = f"{RECORDS}/signer_changes"
_HEAD = "shoukong signers 1"
_KEYS = ("number", "on", "by", "reason", "before", "proof_from")


class ChangeFault(StrEnum):
    """Why a change of the list proves nothing."""

    UNREADABLE = "unreadable"
    CHAIN = "chain"
    FORGED = "forged"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class SignerChange:
    """A change of the list: who vouches for which lines, when and why; `before` is the digest of the change before.

    `proof_from` is the day from which the rulebook then demanded proof of approvals.
    """

    number: int
    on: datetime.date
    by: str
    reason: str
    before: str
    proof_from: datetime.date | None
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The statement, which is signed."""
        proof = self.proof_from.isoformat() if self.proof_from else ""
        values = (str(self.number), self.on.isoformat(), self.by, self.reason, self.before, proof)
        facts = (f"{key}: {value}" for key, value in zip(_KEYS, values, strict=True))
        return "".join(f"{line}\n" for line in (_HEAD, *facts, "signers:", *self.lines))

    @property
    def digest(self) -> str:
        """SHA-256 of the statement, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def path(self) -> str:
        """Where the statement is kept, beside its signature `….sig`."""
        return f"{SIGNER_CHANGES}/{self.number:04d}.txt"


@dataclass(frozen=True, slots=True)
class LinkOfChain:
    """A file of the chain: the change that it holds, if it can be read, and why it proves nothing, if so."""

    path: str
    change: SignerChange | None
    fault: ChangeFault | None


def parse_change(text: str) -> SignerChange | None:
    """A change from its statement; None where the text is not exactly what such a statement is."""
    head, _, listed = text.partition("signers:\n")
    values = [line.partition(": ")[2] for line in head.split("\n")[1:-1]]
    if len(values) != len(_KEYS) or not re.fullmatch(r"[1-9][0-9]{0,5}", values[0]):
        return None
    number, on, by, reason, before, proof = values
    try:
        day = datetime.date.fromisoformat(on)
        since = datetime.date.fromisoformat(proof) if proof else None
    except ValueError:
        return None
    change = SignerChange(int(number), day, by, reason, before, since, list_lines(listed))
    return change if change.text == text else None


def read_chain(root: Path) -> tuple[LinkOfChain, ...]:
    """All changes by their numbers, each judged by the one before it."""
    links: list[LinkOfChain] = []
    for path in list_files(root, SIGNER_CHANGES, ".txt"):
        change = parse_change(read_text(root, path)[0] or "")
        links.append(LinkOfChain(path, change, _fault(root, path, change, links)))
    return tuple(links)


def next_change(
    links: Sequence[LinkOfChain],
    lines: Sequence[str],
    by: tuple[str, datetime.date],
    why: tuple[str, datetime.date | None],
) -> SignerChange:
    """The change that would vouch for the lines of a list: `by` whom and on which day, `why` and since when proof."""
    last = links[-1].change if links else None
    told = " ".join(why[0].split())
    return SignerChange(len(links) + 1, by[1], by[0], told, last.digest if last else "", why[1], tuple(lines))


def _fault(root: Path, path: str, change: SignerChange | None, links: Sequence[LinkOfChain]) -> ChangeFault | None:
    """Why a change does not follow from those before it."""
    if change is None or change.path != path:
        return ChangeFault.UNREADABLE
    last = links[-1].change if links else None
    if change.number != len(links) + 1 or change.before != (last.digest if last else ""):
        return ChangeFault.CHAIN
    if last and change.on < last.on:
        return ChangeFault.CHAIN
    signature = read_signature(root / path.replace(".txt", ".sig"))
    if signature is None or not is_signed(signature, change.text, SIGNERS_NAMESPACE):
        return ChangeFault.FORGED
    signers, _ = read_signers("\n".join(last.lines if last else change.lines))
    own = any(
        s.key == signature.key and s.person == change.by and s.holds(change.on, SIGNERS_NAMESPACE) for s in signers
    )
    return None if own else ChangeFault.KEY
