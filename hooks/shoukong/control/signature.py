"""Detached signatures over approvals, made and verified with `ssh-keygen -Y` of OpenSSH."""

import datetime
import shutil
import subprocess
import tempfile
from enum import StrEnum
from pathlib import Path, PurePosixPath

from shoukong.control.approval import Approval, statement
from shoukong.folder import list_files
from shoukong.text.composition import composed

SIGNATURES = "records/signatures"
ALLOWED_SIGNERS = "records/allowed_signers"
NAMESPACE = "shoukong-approval"


class SignatureState(StrEnum):
    """What a signature proves."""

    GOOD = "good"
    FORGED = "forged"
    OTHER_KEY = "other-key"
    NO_TOOL = "no-tool"
    NO_SIGNERS = "no-signers"


class SigningFailedError(RuntimeError):
    """`ssh-keygen` is not there or would not sign; the text says what it said."""


def signature_files(root: Path) -> tuple[tuple[str, str, str], ...]:
    """Each signature's path with the approval and the person that its name gives: `<approval>/<person>.sig`."""
    paths = list_files(root, SIGNATURES, ".sig")
    named = ((path, PurePosixPath(composed(path))) for path in paths)
    return tuple((path, name.parent.name, name.stem) for path, name in named)


def signature_path(approval: Approval, person: str) -> str:
    """Where a person's signature over an approval is kept."""
    return f"{SIGNATURES}/{approval.number}/{person}.sig"


def verify(root: Path, path: str, approval: Approval, person: str, today: datetime.date) -> SignatureState:
    """Whether a signature is that of a person over an approval, by the keys allowed on the day of approval.

    Where that day is not known, the keys allowed today count.
    """
    tool = shutil.which("ssh-keygen")
    if tool is None:
        return SignatureState.NO_TOOL
    signers = root / ALLOWED_SIGNERS
    if not signers.is_file():
        return SignatureState.NO_SIGNERS
    day = approval.approved.on or today
    by_whom = ["verify", "-f", str(signers), "-I", person, "-O", f"verify-time={day:%Y%m%d}120000"]
    if _holds(tool, by_whom, root / path, approval):
        return SignatureState.GOOD
    return (
        SignatureState.OTHER_KEY if _holds(tool, ["check-novalidate"], root / path, approval) else SignatureState.FORGED
    )


def _holds(tool: str, arguments: list[str], signed: Path, approval: Approval) -> bool:
    """Whether `ssh-keygen` finds a signature to be over the approval, by what the arguments ask."""
    command = [tool, "-Y", *arguments, "-n", NAMESPACE, "-s", str(signed)]
    return subprocess.run(command, input=statement(approval).encode(), capture_output=True, check=False).returncode == 0


def sign(approval: Approval, key: Path) -> bytes:
    """A signature over an approval with a private key; raises SigningFailedError where that is not possible."""
    tool = shutil.which("ssh-keygen")
    if tool is None:
        raise SigningFailedError("ssh-keygen (openssh-client)")
    with tempfile.TemporaryDirectory(prefix="shoukong-") as folder:
        message = Path(folder) / "statement"
        message.write_text(statement(approval), encoding="utf-8")
        command = [tool, "-Y", "sign", "-f", str(key), "-n", NAMESPACE, str(message)]
        done = subprocess.run(command, capture_output=True, check=False)
        signed = message.with_suffix(".sig")
        if done.returncode != 0 or not signed.is_file():
            raise SigningFailedError(done.stderr.decode("utf-8", "replace").strip())
        return signed.read_bytes()
