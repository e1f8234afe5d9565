"""A commit as Git keeps it, and the SSH signature in it: over what it is, when it was made, and what it joins."""

import datetime
import re
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from shoukong.control.ssh_keygen import SshSignature, parse_signature
from shoukong.files.git import git_output

_SIGNED, _OTHER = b"gpgsig", b"gpgsig-sha256"
_MADE = re.compile(rb".*> (?P<seconds>[0-9]{1,12}) [+-][0-9]{4}")
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_LATEST = 253402214400  # the last day that can be reckoned with


@dataclass(frozen=True, slots=True)
class SignedCommit:
    """How many commits it joins, when it was made, its signature, and the text under that.

    The signature is None where there is none of SSH.
    """

    parents: int
    made_at: datetime.datetime
    signature: SshSignature | None
    text: bytes


def read_commit(root: Path, commit: str) -> SignedCommit | None:
    """A commit of a repository; None where Git has none that can be read."""
    raw = git_output(root, "cat-file", "commit", commit)
    return parse_commit(raw) if raw is not None else None


def parse_commit(raw: bytes) -> SignedCommit | None:
    """A commit from what Git keeps; None where it is none. Several signatures are none."""
    head, blank, body = raw.partition(b"\n\n")
    fields: list[list[bytes]] = []
    for line in head.split(b"\n"):
        if line.startswith(b" ") and fields:
            fields[-1].append(line)
        else:
            fields.append([line])
    names = [field[0].split(b" ", 1)[0] for field in fields]
    made = next((_MADE.fullmatch(f[0]) for f, name in zip(fields, names, strict=True) if name == b"committer"), None)
    if made is None or int(made["seconds"]) > _LATEST:
        return None
    signed = [field for field, name in zip(fields, names, strict=True) if name == _SIGNED]
    kept = [b"\n".join(field) for field, name in zip(fields, names, strict=True) if name not in (_SIGNED, _OTHER)]
    is_one = len(signed) == 1 and _OTHER not in names
    armored = b"\n".join(line.split(b" ", 1)[-1] for line in signed[0]) if is_one else b""
    moment = _EPOCH + datetime.timedelta(seconds=int(made["seconds"]))
    return SignedCommit(names.count(b"parent"), moment, parse_signature(armored), b"\n".join(kept) + blank + body)


def day_of(commit: SignedCommit, zone: str) -> datetime.date:
    """The day on which a commit was made, on the firm's clock."""
    return commit.made_at.astimezone(ZoneInfo(zone)).date()
