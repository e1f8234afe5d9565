"""A seal as it is kept in a folder of its own: its head, the list of what it covers, and the rows of each part."""

import csv
import datetime
import hashlib
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Any

from shoukong.layout import RECORDS, SEALS
from shoukong.text.bounds import is_in_reach
from shoukong.text.merkle import hashes_of, root_of

FORMAT = "shoukong seal 1"
HEAD, CONTENTS, ROWS, SIGNATURE = "seal.json", "contents.jsonl", "rows", "seal.json.sig"
ROWS_HEADER = ("record", "day", "fields", "leaf")
_KEYS = ("no", "period", "through", "sealed_on", "sealed_by", "key", "reason", "before", "root")
_MOST_HEAD, _MOST_ROWS = 1 << 16, 1 << 31  # bytes
_DIGEST = 64  # signs of a SHA-256 in hexadecimal
# A list of rows as we write it; no row gives anything back, so that reading takes time in proportion to its length.
_LIST = re.compile(
    ",".join(ROWS_HEADER)
    + r'\n(?:(?:"(?:[^"]|""){0,9999}+"|[^",\r\n]{0,9999}+),[0-9-]{0,10}+,[0-9a-f]{1,9999}+,[0-9a-f]{64}\n)*+'
)


class Kind(StrEnum):
    """What a line of the list of contents is of."""

    PART = "part"
    TEXT = "text"
    FILE = "file"
    SEED = "seed"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal's head: which period it closes, who made it when, what it covers (`count` lines) and the seal before.

    `key` is the fingerprint of the key that signs it; empty where none does.
    """

    number: str
    period: str
    through: datetime.date
    sealed_on: datetime.date
    sealed_by: str
    key: str
    reason: str
    before: str
    count: int
    root: str

    @property
    def text(self) -> str:
        """The head as it is kept, of which the digest is taken and which is signed."""
        days = {"through": self.through.isoformat(), "sealed_on": self.sealed_on.isoformat()}
        told = {
            "format": FORMAT,
            "no": self.number,
            "period": self.period,
            **days,
            "sealed_by": self.sealed_by,
            "key": self.key,
            "reason": self.reason,
            "before": self.before,
            "count": self.count,
            "root": self.root,
        }
        return json.dumps(told, ensure_ascii=False, indent=1) + "\n"

    @property
    def digest(self) -> str:
        """What `sha256sum` says of the head."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def folder(self) -> str:
        """Where the seal is kept."""
        return f"{SEALS}/{self.number}"


@dataclass(frozen=True, slots=True)
class SealedPart:
    """The rows of a part that a seal covers; `names` are the fields that a row's mask may cover.

    `count` is how many rows, `root` the root over their leaves, `digest` that of the file that lists them.
    """

    path: str
    count: int
    root: str
    digest: str
    names: tuple[str, ...]

    @property
    def line(self) -> str:
        """The part's line in the list of contents."""
        return content_line(Kind.PART, self.path, self.count, self.root, self.digest, list(self.names))

    @property
    def table(self) -> str:
        """The table to which the part belongs."""
        return PurePosixPath(self.path).parts[1]


@dataclass(frozen=True, slots=True)
class SealedText:
    """A text of a document or form that a seal covers."""

    subject: str
    revision: str
    digest: str
    path: str

    @property
    def line(self) -> str:
        """The text's line in the list of contents."""
        return content_line(Kind.TEXT, self.subject, self.revision, self.digest, self.path)


@dataclass(frozen=True, slots=True)
class Reopened:
    """A record whose earlier seals no longer count, and what had become of it."""

    table: str
    record: str
    what: str

    @property
    def line(self) -> str:
        """The record's line in the list of contents."""
        return content_line(Kind.REOPENED, self.table, self.record, self.what)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a seal covers, by kind, the lines of its list, and the seed of its salts."""

    lines: tuple[str, ...]
    seed: str
    parts: tuple[SealedPart, ...]
    texts: tuple[SealedText, ...]
    files: tuple[tuple[str, str], ...]
    reopened: tuple[Reopened, ...]


def short_digest(digest: str) -> str:
    """A digest as people read it out: its first sixteen signs, by four."""
    return "-".join(digest[at : at + 4] for at in range(0, 16, 4))


def content_line(*values: object) -> str:
    """A line of the list of contents."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def root_over(lines: Sequence[str]) -> str:
    """The root over the lines of a list of contents."""
    return root_of(hashes_of(lines)).hex()


def seal_numbers(root: Path) -> tuple[str, ...]:
    """The folders in which seals are kept, in the order of their names."""
    folder = root / SEALS
    return (
        tuple(sorted(path.name for path in folder.iterdir() if not path.name.startswith(".")))
        if folder.is_dir()
        else ()
    )


def read_plain(path: Path, most: int) -> str | None:
    """A file's text with LF at line ends; None where it is none, too large, or cannot be read."""
    try:
        if not path.is_file() or path.stat().st_size > most:
            return None
        return path.read_bytes().replace(b"\r\n", b"\n").decode()
    except (OSError, UnicodeDecodeError):
        return None


def read_seal(root: Path, number: str) -> Seal | None:
    """A seal's head; None where it is not exactly what we write."""
    text = read_plain(root / SEALS / number / HEAD, _MOST_HEAD)
    seal = parse_seal(text) if text is not None else None
    return seal if seal is not None and seal.number == number else None


def parse_seal(text: str) -> Seal | None:
    """A seal's head from its text; None where that is not exactly what we write."""
    told = _parsed(text)
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        return None
    values = [told.get(key) for key in _KEYS]
    if not all(isinstance(value, str) for value in values) or type(told.get("count")) is not int:
        return None
    number, period, through, sealed_on, by, key, reason, before, over = map(str, values)
    days = [_day(through), _day(sealed_on)]
    if days[0] is None or days[1] is None:
        return None
    seal = Seal(number, period, days[0], days[1], by, key, reason, before, told["count"], over)
    return seal if seal.text == text else None


def _day(text: str) -> datetime.date | None:
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return day if is_in_reach(day) else None


def _parsed(text: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def read_contents(root: Path, seal: Seal) -> Contents | None:
    """The list of what a seal covers; None where it is not the one that the head tells of."""
    text = read_plain(root / seal.folder / CONTENTS, _MOST_ROWS)
    lines = tuple(text.split("\n")[:-1]) if text is not None else ()
    if text is None or not text.endswith("\n") or len(lines) != seal.count or root_over(lines) != seal.root:
        return None
    return parse_contents(lines)


def parse_contents(lines: tuple[str, ...]) -> Contents | None:
    """What lines tell; None where one tells nothing that we know."""
    parts: list[SealedPart] = []
    texts: list[SealedText] = []
    files: list[tuple[str, str]] = []
    reopened: list[Reopened] = []
    seeds: list[str] = []
    for line in lines:
        match _parsed(line):
            case [Kind.PART, str(path), int(count), str(over), str(digest), [*names]] if is_part_path(path):
                parts.append(SealedPart(path, count, over, digest, tuple(map(str, names))))
            case [Kind.TEXT, str(subject), str(revision), str(digest), str(path)]:
                texts.append(SealedText(subject, revision, digest, path))
            case [Kind.SEED, str(seed)]:
                seeds.append(seed)
            case [Kind.FILE, str(path), str(digest)]:
                files.append((path, digest))
            case [Kind.REOPENED, str(table), str(record), str(what)]:
                reopened.append(Reopened(table, record, what))
            case _:
                return None
    return Contents(lines, "".join(seeds), tuple(parts), tuple(texts), tuple(files), tuple(reopened))


def is_part_path(path: str) -> bool:
    """Whether a path is one that a part may have: below `records`, and leading nowhere else."""
    parts = path.split("/")
    return len(parts) > 2 and parts[0] == RECORDS and not any(part in ("", ".", "..") or "\\" in part for part in parts)


def rows_path(seal: Seal, part: str) -> str:
    """Where the rows of a part are listed."""
    return f"{seal.folder}/{ROWS}/{part.removeprefix(f'{RECORDS}/')}"


def read_list(root: Path, seal: Seal, part: SealedPart) -> str | None:
    """The list of a part's rows; None where it is not the one that the seal tells of, or is no such list."""
    text = read_plain(root / rows_path(seal, part.path), _MOST_ROWS)
    if text is None or hashlib.sha256(text.encode()).hexdigest() != part.digest:
        return None
    return text if _LIST.fullmatch(text) else None


def read_rows(root: Path, seal: Seal, part: SealedPart) -> bytes | None:
    """The leaves of a part's rows, one after the other; None where the list is not the one that the seal tells of."""
    text = read_list(root, seal, part)
    if text is None:
        return None
    leaves = leaves_of(text)
    return leaves if len(leaves) == 32 * part.count and root_of(leaves).hex() == part.root else None


def listed_rows(text: str) -> Iterator[tuple[str, str, str, str]]:
    """The rows that a list holds: each record's number, day, mask and leaf."""
    rows = csv.reader(io.StringIO(text, newline=""))
    next(rows, None)
    for row in rows:
        if len(row) == len(ROWS_HEADER):
            yield row[0], row[1], row[2], row[3]


def leaves_of(text: str) -> bytes:
    """The leaves that a list of rows holds, one after the other."""
    if '"' in text:
        return bytes.fromhex("".join([leaf for *_, leaf in listed_rows(text)]))
    return bytes.fromhex("".join([line[-_DIGEST:] for line in text.split("\n")[1:-1]]))
