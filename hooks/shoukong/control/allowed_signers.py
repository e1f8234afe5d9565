"""The list of signers that OpenSSH reads: in each line who, under which conditions, with which public key."""

import base64
import binascii
import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_LINE = re.compile(
    r'(?P<who>"[^"]+"|[^\s"]+)[ \t]+(?:(?P<options>(?:[^\s"]|"[^"]*")+)[ \t]+)??'
    r"(?P<type>(?:ssh|ecdsa|sk)-[A-Za-z0-9@.-]+)[ \t]+(?P<key>\S+)(?:[ \t].*)?"
)
_OPTION = re.compile(r'(?P<name>[a-z-]+)(?:="(?P<value>[^"]*)")?(?:,(?=.)|$)', re.IGNORECASE)
_MOMENT = re.compile(r"[0-9]{8}(?:[0-9]{4}(?:[0-9]{2})?)?Z?")
_PATTERN = re.compile(r"[*?!]")
AUTHORITY = "cert-authority"


class LineFault(StrEnum):
    """Why a line cannot be read."""

    SHAPE = "shape"
    KEY = "key"
    OPTION = "option"


@dataclass(frozen=True, slots=True)
class AllowedSigner:
    """A key and those whose it is, as names or patterns; an authority's key vouches for keys of others."""

    line: int
    names: tuple[str, ...]
    key: bytes
    is_authority: bool

    @property
    def people(self) -> tuple[str, ...]:
        """The names that are no patterns."""
        return tuple(name for name in self.names if not _PATTERN.search(name))


def read_signers(text: str) -> tuple[tuple[AllowedSigner, ...], tuple[tuple[int, LineFault], ...]]:
    """The signers of a list, and the lines that cannot be read with the reason."""
    read = [(line, _signer(row.strip(" \t"), line)) for line, row in _lines(text)]
    signers = tuple(each for _, each in read if isinstance(each, AllowedSigner))
    return signers, tuple((line, each) for line, each in read if isinstance(each, LineFault))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for line, row in enumerate(text.split("\n"), start=1):
        if row.strip() and not row.lstrip(" \t").startswith("#"):
            yield line, row


def _signer(row: str, line: int) -> AllowedSigner | LineFault:
    found = _LINE.fullmatch(row)
    if found is None:
        return LineFault.SHAPE
    options = _options(found["options"] or "")
    if options is None:
        return LineFault.OPTION
    key = _key(found["key"], found["type"])
    if key is None:
        return LineFault.KEY
    names = tuple(name for name in found["who"].strip('"').split(",") if name)
    return AllowedSigner(line, names, key, AUTHORITY in options)


def _options(text: str) -> dict[str, str | None] | None:
    """The conditions by name; None where one is unknown or says nothing."""
    found: dict[str, str | None] = {}
    while text:
        option = _OPTION.match(text)
        name = option["name"].lower() if option else ""
        if option is None or name in found or not _is_sound(name, option["value"]):
            return None
        found[name] = option["value"]
        text = text[option.end() :]
    after, before = found.get("valid-after"), found.get("valid-before")
    is_empty = after is not None and before is not None and after.rstrip("Z") >= before.rstrip("Z")
    return None if is_empty else found


def _is_sound(name: str, value: str | None) -> bool:
    match name:
        case "cert-authority":
            return value is None
        case "namespaces":
            return bool(value)
        case "valid-after" | "valid-before":
            return value is not None and _is_moment(value)
        case _:
            return False


def _is_moment(text: str) -> bool:
    digits = text.removesuffix("Z")
    form = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}.get(len(digits), "")
    try:
        return bool(_MOMENT.fullmatch(text)) and bool(datetime.datetime.strptime(digits, form))
    except ValueError:
        return False


def _key(written: str, type_: str) -> bytes | None:
    """The key; None where it is cut off, damaged, or of another type than is written before it."""
    try:
        key = base64.b64decode(written, validate=True) if len(written) % 4 == 0 else b""
    except (binascii.Error, ValueError):
        return None
    parts = _parts(key)
    return key if parts is not None and len(parts) > 1 and parts[0] == type_.encode() else None


def _parts(key: bytes) -> list[bytes] | None:
    """The fields of a key, each after its length; None where the key does not end with one."""
    parts: list[bytes] = []
    while key:
        end = 4 + int.from_bytes(key[:4], "big")
        if len(key) < max(end, 4):
            return None
        parts.append(key[4:end])
        key = key[end:]
    return parts
