"""Entries that the page to fill in copied as a text, and that a chat handed on: each below the name of its file."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from shoukong.files.enclosure import parse_name
from shoukong.forms.form import Form

TEXT = ".txt"
LARGEST = 1 << 20  # bytes
_NAME = re.compile(r"^[ \t]*((?:[a-z][a-z0-9_]*)-[0-9]{6}-[0-9A-Z]{6}(?:\.continue)?\.csv)[ \t]*$", re.M)


def entries_in(text: str, forms: Sequence[Form]) -> list[tuple[str, str]]:
    """The names and the rows of the entries in a text, whatever stands before the first; nothing where it holds none.

    An entry that came twice with the same rows is one.
    """
    tables = {form.name for form in forms}
    plain = text.replace("\r\n", "\n")
    found = [match for match in _NAME.finditer(plain) if match[1].split("-")[0] in tables]
    ends = [match.start() for match in found][1:] + [len(plain)] * bool(found)
    parts = [(match[1], plain[match.end() : end].strip("\n") + "\n") for match, end in zip(found, ends, strict=True)]
    return list(dict.fromkeys(part for part in parts if part[1].strip()))


def copied_texts(folder: Path, forms: Sequence[Form]) -> Iterator[tuple[Path, list[tuple[str, str]]]]:
    """The texts in a folder that hold entries, with these."""
    for path in sorted(folder.iterdir()):
        is_text = path.suffix.lower() == TEXT and not path.name.startswith(".") and parse_name(path.name) is None
        if is_text and path.is_file() and path.stat().st_size <= LARGEST:
            entries = entries_in(_decoded(path.read_bytes()), forms)
            if entries:
                yield path, entries


def write_apart(folder: Path, entries: Sequence[tuple[str, str]]) -> list[Path]:
    """Write each entry as the file that it was copied from; what is there already stays, and so does another."""
    return [_write(folder / name, rows.encode()) for name, rows in entries]


def _write(path: Path, rows: bytes) -> Path:
    count = 1
    target = path
    while target.exists() and target.read_bytes() != rows:
        count += 1
        target = path.with_name(f"{path.stem} ({count}){path.suffix}")
    beside = path.with_name(f".{target.name}")
    beside.write_bytes(rows)
    beside.replace(target)
    return target


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", "replace")
