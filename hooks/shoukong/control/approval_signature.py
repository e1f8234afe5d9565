"""Detached signatures over the steps of approvals, made and verified with `ssh-keygen -Y` of OpenSSH."""

import datetime
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from shoukong.control.allowed_signers import APPROVAL_NAMESPACE, AllowedSigner, read_signers
from shoukong.control.approval import Approval, Signing, statement, step_statement
from shoukong.control.seal_before import latest_seal_digest
from shoukong.control.ssh_keygen import (
    SigningFailedError,
    fingerprint,
    has_ssh_keygen,
    is_signed,
    read_signature,
    sign_text,
)
from shoukong.files.folder import list_files, read_text
from shoukong.sealing.seal_chain import SealChain
from shoukong.text.composition import composed

SIGNATURES = "records/signatures"
ALLOWED_SIGNERS = "records/allowed_signers"
NAMESPACE = APPROVAL_NAMESPACE


class SignatureState(StrEnum):
    """What a signature proves."""

    GOOD = "good"
    FORGED = "forged"
    OTHER_KEY = "other-key"
    OLD_FORM = "old-form"
    NO_TOOL = "no-tool"
    NO_SIGNERS = "no-signers"


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature over a step of an approval: in which file, what it proves, and the fingerprint of its key."""

    path: str
    approval: str
    person: str
    state: SignatureState
    fingerprint: str = ""


def signature_files(root: Path) -> tuple[tuple[str, str, str], ...]:
    """Each signature's path with the approval and the person that its name gives: `<approval>/<person>.sig`."""
    paths = list_files(root, SIGNATURES, ".sig")
    named = ((path, PurePosixPath(composed(path))) for path in paths)
    return tuple((path, name.parent.name, name.stem) for path, name in named)


def signature_path(approval: Approval, person: str) -> str:
    """Where a person's signature over an approval is kept."""
    return f"{SIGNATURES}/{approval.number}/{person}.sig"


def allowed_signers(root: Path) -> tuple[AllowedSigner, ...] | None:
    """The signers of the list; None where there is no list."""
    if not (root / ALLOWED_SIGNERS).is_file():
        return None
    return read_signers(read_text(root, ALLOWED_SIGNERS)[0] or "")[0]


def verified(
    root: Path, seals: SealChain, file: tuple[str, Approval, str], today: datetime.date, *, is_demanded: bool
) -> Signature:
    """The signature in a file, of an approval and a person: what it proves, by the keys allowed on the day of the step.

    Where that day is not known, the keys allowed today count. Where the firm demands a proof, the first form, which
    names neither the step nor the seal before it, is none.
    """
    path, approval, person = file
    signers, signature = allowed_signers(root), read_signature(root / path)
    if not has_ssh_keygen():
        return Signature(path, approval.number, person, SignatureState.NO_TOOL)
    if signers is None:
        return Signature(path, approval.number, person, SignatureState.NO_SIGNERS)
    signing = signing_of(approval, person)
    if signature is None or signing is None:
        return Signature(path, approval.number, person, SignatureState.FORGED)
    is_new_form = is_signed(signature, signed_text(seals, approval, signing), NAMESPACE)
    day = signing.on or today
    if not is_new_form:
        if not is_signed(signature, statement(approval), NAMESPACE):
            return Signature(path, approval.number, person, SignatureState.FORGED)
        day = approval.approved.on or today
    own = any(s.key == signature.key and s.person == person and s.holds(day, NAMESPACE) for s in signers)
    state = SignatureState.GOOD if own else SignatureState.OTHER_KEY
    if own and is_demanded and not is_new_form:
        state = SignatureState.OLD_FORM
    return Signature(path, approval.number, person, state, fingerprint(signature.key))


def signing_of(approval: Approval, person: str) -> Signing | None:
    """The step of an approval that a person took: the last, where it is wrongly several."""
    return next((signing for signing in reversed(approval.signings) if signing.by == person), None)


def signed_text(seals: SealChain, approval: Approval, signing: Signing) -> str:
    """What the signature of a step is over."""
    return step_statement(approval, signing, latest_seal_digest(seals, signing.on))


def sign(seals: SealChain, approval: Approval, person: str, key: Path) -> bytes:
    """A person's signature over an approval with a private key; raises SigningFailedError where it cannot be made."""
    signing = signing_of(approval, person)
    if signing is None:
        raise SigningFailedError(person)
    return sign_text(signed_text(seals, approval, signing), key, NAMESPACE)
