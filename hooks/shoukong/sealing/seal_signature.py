"""The signature of a seal: over its head, by the key of who made it, which the head names."""

from pathlib import Path

from shoukong.control.approval_signature import SignatureState, allowed_signers
from shoukong.control.ssh_keygen import (
    SigningFailedError,
    SshSignature,
    fingerprint,
    has_ssh_keygen,
    is_signed,
    parse_signature,
    public_key,
    read_signature,
    sign_text,
)
from shoukong.sealing.seal_folder import SIGNATURE, Seal

SEAL_NAMESPACE = "shoukong-seal"


def key_name(key: Path) -> str:
    """The fingerprint of a private key, which a seal names; raises SigningFailedError where it holds none."""
    public = public_key(key)
    if public is None:
        raise SigningFailedError(str(key))
    return fingerprint(public)


def signed_seal(root: Path, seal: Seal, key: Path) -> bytes:
    """The signature of a seal with a private key; raises SigningFailedError where that is not a key of who makes it."""
    made = sign_text(seal.text, key, SEAL_NAMESPACE)
    signature = parse_signature(made)
    if signature is None or not _is_own(root, seal, signature):
        raise SigningFailedError(seal.key)
    return made


def has_signature(root: Path, seal: Seal) -> bool:
    """Whether a seal has a file of a signature."""
    return (root / seal.folder / SIGNATURE).exists()


def seal_signature(root: Path, seal: Seal) -> SignatureState | None:
    """What the signature of a seal proves; None where it has none."""
    if not has_signature(root, seal):
        return None
    signature = read_signature(root / seal.folder / SIGNATURE)
    if not has_ssh_keygen():
        return SignatureState.NO_TOOL
    if signature is None or not is_signed(signature, seal.text, SEAL_NAMESPACE):
        return SignatureState.FORGED
    return SignatureState.GOOD if _is_own(root, seal, signature) else SignatureState.OTHER_KEY


def _is_own(root: Path, seal: Seal, signature: SshSignature) -> bool:
    own = (s for s in allowed_signers(root) or () if s.person == seal.sealed_by)
    is_allowed = any(s.key == signature.key and s.holds(seal.sealed_on, SEAL_NAMESPACE) for s in own)
    return is_allowed and seal.key == fingerprint(signature.key)
