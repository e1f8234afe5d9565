"""An enclosure: a photograph, file or signature that a record holds, named in its cell by the digest of its bytes."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from shoukong.finding import Finding, finding
from shoukong.layout import ENCLOSURES, PERSONAL_ENCLOSURES
from shoukong.text.yaml_lines import Lines, Value
from shoukong.text.yaml_shape import one_of


class EnclosureKind(StrEnum):
    """What a field takes."""

    PHOTO = "photo"
    FILE = "file"
    SIGNATURE = "signature"


ATTACHMENT = "attachment"  # the key of a field that takes them
ENCLOSING = one_of(*EnclosureKind)
MAX_SIZE = 20_000_000  # bytes
IMAGES = ("jpg", "png", "webp")
EXTENSIONS: Mapping[EnclosureKind, tuple[str, ...]] = {
    EnclosureKind.PHOTO: IMAGES,
    EnclosureKind.SIGNATURE: ("png", "jpg"),
    EnclosureKind.FILE: (
        *("pdf", *IMAGES, "docx", "xlsx", "pptx", "doc", "xls", "ppt", "odt", "ods", "odp"),
        *("ofd", "txt", "csv"),
    ),
}
# What else an ending of the same kind of file is written like.
SAME_ENDINGS: Mapping[str, str] = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg"}
DIGEST = "[0-9a-f]{64}"
NAME = DIGEST + r"\.[a-z0-9]{1,8}"
_NAME = re.compile(NAME)


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file by the SHA-256 of its bytes, in hex, and its extension."""

    digest: str
    extension: str

    @property
    def name(self) -> str:
        """Its name in cells and folders."""
        return f"{self.digest}.{self.extension}"

    def path(self, *, is_personal: bool) -> str:
        """Where it lies, relative to the portal's root."""
        folder = PERSONAL_ENCLOSURES if is_personal else ENCLOSURES
        return f"{folder}/{self.digest[:2]}/{self.name}"


def parse_name(text: str) -> Enclosure | None:
    """The enclosure of a name; None for what is none."""
    return Enclosure(*text.split(".")) if _NAME.fullmatch(text) else None


def enclosures_in(cell: str) -> Iterator[Enclosure]:
    """The enclosures that a cell names; what is no name is left out."""
    yield from filter(None, map(parse_name, cell.split(" ")))


def digests_in(cell: str) -> tuple[str, ...]:
    """The digests of all that a cell encloses, in its order: who seals the cell's text seals the files with it."""
    return tuple(each.digest for each in enclosures_in(cell))


def is_kept_apart(privacy: str | None) -> bool:
    """Whether the enclosures of a field of some privacy lie with the personal ones."""
    return privacy is not None


def enclosing_faults(field: dict[str, Value], lines: Lines, i: int) -> Iterator[Finding]:
    """That a field names files and yet is no text."""
    if ATTACHMENT in field and field["type"] != "string":
        place = lines.place("schema", "fields", i, ATTACHMENT)
        yield finding("field-type", place, name=field["name"], type=field["type"], wanted=("string",))
