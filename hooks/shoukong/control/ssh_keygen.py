"""`ssh-keygen` of OpenSSH: makes keys and signatures, and verifies them, with fixed arguments and in bounded time."""

import base64
import binascii
import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MAX_SIGNATURE = 16_384  # bytes; one by a key of this kind has some 300
SECONDS = 20
_BEGIN, _END = b"-----BEGIN SSH SIGNATURE-----\n", b"\n-----END SSH SIGNATURE-----"
_MAGIC = b"SSHSIG\x00\x00\x00\x01"
_KEY_BEGIN, _KEY_END = b"-----BEGIN OPENSSH PRIVATE KEY-----\n", b"\n-----END OPENSSH PRIVATE KEY-----"
_KEY_MAGIC = b"openssh-key-v1\x00"
_WHO = "signer"


class SigningFailedError(RuntimeError):
    """`ssh-keygen` is not there or would not do it; the text says what it said."""


@dataclass(frozen=True, slots=True)
class SshSignature:
    """What a file of a signature tells before it is verified: the public key, and what kind of text it is over."""

    armored: bytes
    key: bytes
    namespace: str


def has_ssh_keygen() -> bool:
    """Whether signatures can be verified here."""
    return shutil.which("ssh-keygen") is not None


def read_signature(path: Path) -> SshSignature | None:
    """A signature in a file; None where it holds none, or more than one could be."""
    if not path.is_file():  # a pipe would never end
        return None
    try:
        with path.open("rb") as file:
            return parse_signature(file.read(MAX_SIGNATURE + 1))
    except OSError:
        return None


def parse_signature(armored: bytes) -> SshSignature | None:
    """A signature as OpenSSH writes it; None where it is none."""
    body = armored.replace(b"\r\n", b"\n").removeprefix(_BEGIN).partition(_END)[0]
    try:
        blob = base64.b64decode(body.replace(b"\n", b""), validate=True)
    except (binascii.Error, ValueError):
        return None
    parts = ssh_fields(blob.removeprefix(_MAGIC))
    if len(armored) > MAX_SIGNATURE or not blob.startswith(_MAGIC) or parts is None or len(parts) != 5:
        return None
    return SshSignature(armored, parts[0], parts[1].decode("ascii", "replace"))


def ssh_fields(blob: bytes) -> list[bytes] | None:
    """The fields of something in OpenSSH's form, each after its length; None where it does not end with one."""
    parts: list[bytes] = []
    while blob:
        end = 4 + int.from_bytes(blob[:4], "big")
        if len(blob) < max(end, 4):
            return None
        parts.append(blob[4:end])
        blob = blob[end:]
    return parts


def fingerprint(key: bytes) -> str:
    """What OpenSSH calls a public key by: SHA256:…"""
    return "SHA256:" + base64.b64encode(hashlib.sha256(key).digest()).decode().rstrip("=")


def public_key(path: Path) -> bytes | None:
    """The public key that a private key of OpenSSH holds in the open; None where it holds none."""
    try:
        body = path.read_bytes().replace(b"\r\n", b"\n").partition(_KEY_BEGIN)[2].partition(_KEY_END)[0]
        blob = base64.b64decode(body.replace(b"\n", b""), validate=True)
    except (OSError, binascii.Error, ValueError):
        return None
    told = blob.removeprefix(_KEY_MAGIC)
    for _ in range(3):  # the cipher, how the passphrase is used, and with what
        told = told[4 + int.from_bytes(told[:4], "big") :]
    size = int.from_bytes(told[4:8], "big")
    return told[8 : 8 + size] if blob.startswith(_KEY_MAGIC) and 0 < size <= len(told) - 8 else None


def is_signed(signature: SshSignature, text: str | bytes, namespace: str) -> bool:
    """Whether a signature is over a text, by the key that it names: whose that is, is not asked.

    The program sees nothing but copies under names of our own.
    """
    tool = shutil.which("ssh-keygen")
    if tool is None or signature.namespace != namespace:
        return False
    kind = (ssh_fields(signature.key) or [b""])[0].decode("ascii", "replace")
    with tempfile.TemporaryDirectory(prefix="shoukong-") as folder:
        signers, copy = Path(folder, "signers"), Path(folder, "signature")
        signers.write_text(f"{_WHO} {kind} {base64.b64encode(signature.key).decode()}\n", encoding="utf-8")
        copy.write_bytes(signature.armored)
        asked = ["verify", "-f", str(signers), "-I", _WHO, "-n", namespace, "-s", str(copy)]
        done = _run([tool, "-Y", *asked], text.encode() if isinstance(text, str) else text)
    return done is not None and done.returncode == 0


def sign_text(text: str, key: Path, namespace: str) -> bytes:
    """A signature over a text with a private key, whose passphrase the program asks; raises SigningFailedError."""
    tool = _tool()
    if not key.is_file():
        raise SigningFailedError(str(key))
    with tempfile.TemporaryDirectory(prefix="shoukong-") as folder:
        message = Path(folder) / "statement"
        message.write_text(text, encoding="utf-8", newline="")
        command = [tool, "-q", "-Y", "sign", "-f", str(key.absolute()), "-n", namespace, str(message)]
        done = subprocess.run(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, check=False)
        signed = message.with_suffix(".sig")
        if done.returncode != 0 or not signed.is_file():
            raise SigningFailedError(done.stderr.decode("utf-8", "replace").strip())
        return signed.read_bytes()


def make_key(path: Path, comment: str) -> str:
    """Make a private key, for which the program asks a passphrase, and the public one beside it: the latter's line.

    Raises SigningFailedError.
    """
    command = [_tool(), "-q", "-t", "ed25519", "-C", comment, "-f", str(path.absolute())]
    done = subprocess.run(command, stderr=subprocess.PIPE, check=False)
    public = path.with_name(f"{path.name}.pub")
    if done.returncode != 0 or not public.is_file():
        raise SigningFailedError(done.stderr.decode("utf-8", "replace").strip())
    return public.read_text("utf-8").strip()


def _tool() -> str:
    tool = shutil.which("ssh-keygen")
    if tool is None:
        raise SigningFailedError("ssh-keygen (openssh-client)")
    return tool


def _run(command: Sequence[str], given: bytes) -> subprocess.CompletedProcess[bytes] | None:
    """What became of the program; None where it did not end in time."""
    try:
        return subprocess.run(command, input=given, capture_output=True, check=False, timeout=SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return None
