"""What the rows of an entry enclose: where each file comes from and goes to, and why one is not taken."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from shoukong.entries.meant_cell import Unmeant, Why
from shoukong.files.attachment import file_digest
from shoukong.files.enclosure import (
    EXTENSIONS,
    MAX_SIZE,
    SAME_ENDINGS,
    Enclosure,
    enclosures_in,
    is_kept_apart,
    parse_name,
)
from shoukong.files.file_kind import is_of_kind
from shoukong.files.file_writing import Contents
from shoukong.forms.form import Field, Form
from shoukong.layout import ENCLOSURES, PERSONAL_ENCLOSURES

_BETWEEN = re.compile(r"[,，;；、\n]|(?<=\.[a-z0-9]{3}) (?=[0-9a-f]{64}\.)|(?<=\.[a-z0-9]{4}) (?=[0-9a-f]{64}\.)")
# What keeps Git from changing the bytes of what is enclosed, and from taking in what is personal.
_BESIDE: Mapping[str, bytes] = {
    f"{ENCLOSURES}/.gitattributes": b"* -text\n",
    f"{PERSONAL_ENCLOSURES}/.gitignore": b"*\n",
}


def enclosures_of(form: Form, cells: Mapping[str, str]) -> Iterator[tuple[Field, Enclosure]]:
    """What a row encloses, with the field that names it; what the field does not take is left to the check."""
    for field in form.enclosing:
        known = EXTENSIONS[field.attachment] if field.attachment is not None else ()
        yield from ((field, each) for each in enclosures_in(cells.get(field.name, "")) if each.extension in known)


def target_of(field: Field, enclosure: Enclosure) -> str:
    """Where what a field encloses is kept, relative to the portal's root."""
    return enclosure.path(is_personal=is_kept_apart(field.privacy))


def fault_of(source: Path, enclosure: Enclosure) -> Unmeant | None:
    """Why a file is not taken as what its name says; None where it is."""
    if source.is_symlink() or not source.is_file():
        return Unmeant(Why.ENCLOSED_MISSING, enclosure.name)
    if source.stat().st_size > MAX_SIZE:
        return Unmeant(Why.ENCLOSED_LARGE, enclosure.name, str(MAX_SIZE // 1_000_000))
    digest = file_digest(source)
    if digest != enclosure.digest:
        return Unmeant(Why.ENCLOSED_CHANGED, enclosure.name, digest)
    return None if is_of_kind(source, enclosure.extension) else Unmeant(Why.ENCLOSED_KIND, enclosure.name)


def meant_files(written: str, field: Field) -> tuple[str, dict[str, Path]] | Unmeant:
    """The cell that paths of files and names of enclosures mean, and by where it goes each file that is to come along.

    One path may hold blanks; several are parted by commas.
    """
    names: list[str] = []
    files: dict[str, Path] = {}
    several = [written.strip()] if Path(written.strip()).is_file() else _BETWEEN.split(written)
    for each in filter(None, map(str.strip, several)):
        if parse_name(each) and not Path(each).is_file():
            names.append(each)
            continue
        source = Path(each).expanduser()
        enclosure = _enclosure(source) if source.is_file() else None
        known = EXTENSIONS[field.attachment] if field.attachment is not None else ()
        if enclosure is None:
            return Unmeant(Why.NO_FILE, each)
        if enclosure.extension not in known:
            return Unmeant(Why.ENCLOSED_ENDING, source.name, " ".join(known))
        fault = fault_of(source, enclosure)
        if fault is not None:
            return replace(fault, written=source.name)
        names.append(enclosure.name)
        files[target_of(field, enclosure)] = source
    return " ".join(dict.fromkeys(names)), files


def _enclosure(source: Path) -> Enclosure:
    ending = source.suffix[1:].lower()
    return Enclosure(file_digest(source), SAME_ENDINGS.get(ending, ending))


def along(root: Path, files: Contents) -> Contents:
    """What is written with rows that enclose some files: those not kept yet, and what belongs to their store."""
    new = {target: source for target, source in files.items() if not (root / target).exists()}
    folders = {path.rpartition("/")[0]: path for path in _BESIDE}
    wanted = (path for folder, path in folders.items() if any(target.startswith(f"{folder}/") for target in new))
    return {**new, **{path: _BESIDE[path] for path in wanted if not (root / path).exists()}}
