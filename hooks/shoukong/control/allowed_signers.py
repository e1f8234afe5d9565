"""The list of signers that OpenSSH reads, in the strict form that we accept: one person, days, one key in each line."""

import base64
import binascii
import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from shoukong.control.ssh_keygen import ssh_fields

APPROVAL_NAMESPACE, SIGNERS_NAMESPACE, GIT_NAMESPACE = "shoukong-approval", "shoukong-signers", "git"
_LINE = re.compile(
    r"(?P<who>[^\s\"]+)[ \t]+(?:(?P<options>(?:[^\s\"]|\"[^\"]*\")+)[ \t]+)??"
    r"(?P<type>(?:ssh|ecdsa|sk)-[A-Za-z0-9@.-]+)[ \t]+(?P<key>\S+)(?:[ \t]+(?P<remark>.*))?"
)
_QUOTED = re.compile(r'"[^"]*"[ \t]+\S')
_OPTION = re.compile(r'(?P<name>[a-z-]+)="(?P<value>[^"]*)"(?:,(?=.)|$)')
_NAMESPACE = re.compile(r"(?:shoukong-[a-z]+|git)(?:,(?:shoukong-[a-z]+|git))*")
_DAY = re.compile(r"[0-9]{8}")
_MANY = re.compile(r"[*?!,\"]|cert-authority", re.IGNORECASE)
_LENGTHS = {b"ssh-ed25519": 2, b"sk-ssh-ed25519@openssh.com": 3}  # of the fields of a key of each kind


class LineFault(StrEnum):
    """Why a line is not accepted."""

    SHAPE = "shape"
    MANY = "many"
    KIND = "kind"
    KEY = "key"
    OPTION = "option"


@dataclass(frozen=True, slots=True)
class AllowedSigner:
    """Whose a public key is, from the day `since` until the day before `until`, and for which kinds of text."""

    line: int
    person: str
    key: bytes
    since: datetime.date | None = None
    until: datetime.date | None = None
    namespaces: tuple[str, ...] = ()
    remark: str = ""

    def holds(self, day: datetime.date, namespace: str) -> bool:
        """Whether a signature of the day counts."""
        is_then = (self.since is None or self.since <= day) and (self.until is None or day < self.until)
        return is_then and (not self.namespaces or namespace in self.namespaces)

    @property
    def written(self) -> str:
        """The line, as the engine writes it."""
        days = {"valid-after": self.since, "valid-before": self.until}
        options = [f'{name}="{day:%Y%m%d}"' for name, day in days.items() if day]
        options += [f'namespaces="{",".join(self.namespaces)}"'] if self.namespaces else []
        kind = (ssh_fields(self.key) or [b""])[0].decode()
        key = f"{kind} {base64.b64encode(self.key).decode()}"
        return " ".join(filter(None, (self.person, ",".join(options), key, self.remark)))


def read_signers(text: str) -> tuple[tuple[AllowedSigner, ...], tuple[tuple[int, LineFault, str], ...]]:
    """The signers of a list, and the lines that are not accepted with the reason and what is written there."""
    read = [(line, row, _signer(row.strip(" \t"), line)) for line, row in _lines(text)]
    signers = tuple(each for _, _, each in read if isinstance(each, AllowedSigner))
    return signers, tuple((line, each, row) for line, row, each in read if isinstance(each, LineFault))


def list_lines(text: str) -> tuple[str, ...]:
    """The lines of a list that say something."""
    return tuple(row.strip(" \t") for _, row in _lines(text))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for line, row in enumerate(text.split("\n"), start=1):
        if row.strip(" \t") and not row.lstrip(" \t").startswith("#"):
            yield line, row


def _signer(row: str, line: int) -> AllowedSigner | LineFault:
    found = _LINE.fullmatch(row)
    if found is None or not row.replace("\t", " ").isprintable():
        return LineFault.MANY if _QUOTED.match(row) else LineFault.SHAPE
    if _MANY.search(found["who"]) or "cert-authority" in (found["options"] or "").lower():
        return LineFault.MANY
    options = _options(found["options"] or "")
    if options is None:
        return LineFault.OPTION
    if found["type"].encode() not in _LENGTHS:
        return LineFault.KIND
    key = _key(found["key"], found["type"])
    if key is None:
        return LineFault.KEY
    since, until = (_day(options.get(name)) for name in ("valid-after", "valid-before"))
    namespaces = tuple(filter(None, options.get("namespaces", "").split(",")))
    return AllowedSigner(line, found["who"], key, since, until, namespaces, (found["remark"] or "").strip())


def _options(text: str) -> Mapping[str, str] | None:
    """The conditions by name; None where one is unknown, there twice, or says nothing."""
    found: dict[str, str] = {}
    while text:
        option = _OPTION.match(text)
        if option is None or option["name"] in found or not _is_sound(option["name"], option["value"]):
            return None
        found[option["name"]] = option["value"]
        text = text[option.end() :]
    after, before = found.get("valid-after"), found.get("valid-before")
    return None if after and before and after >= before else found


def _is_sound(name: str, value: str) -> bool:
    match name:
        case "namespaces":
            return bool(_NAMESPACE.fullmatch(value))
        case "valid-after" | "valid-before":
            return _day(value) is not None
        case _:
            return False


def _day(text: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if text and _DAY.fullmatch(text) and text >= "1971" else None
    except ValueError:
        return None


def _key(written: str, type_: str) -> bytes | None:
    """The key; None where it is cut off, damaged, or of another type than is written before it."""
    try:
        key = base64.b64decode(written, validate=True) if len(written) % 4 == 0 else b""
    except (binascii.Error, ValueError):
        return None
    parts = ssh_fields(key)
    if not parts or parts[0] != type_.encode() or base64.b64encode(key).decode() != written:
        return None
    return key if len(parts) == _LENGTHS[parts[0]] and len(parts[1]) == 32 and all(parts) else None
