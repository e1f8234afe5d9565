"""What the rows of an entry enclose: where each file comes from and goes to, and why one is not taken."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from shoukong.attachment import file_digest
from shoukong.enclosure import EXTENSIONS, MAX_SIZE, Enclosure, enclosures_in, is_kept_apart
from shoukong.entries.meant_cell import Unmeant, Why
from shoukong.file_kind import is_of_kind
from shoukong.form import Field, Form
from shoukong.layout import ENCLOSURES, PERSONAL_ENCLOSURES

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


def beside(root: Path, targets: Mapping[str, Path]) -> Mapping[str, bytes]:
    """What is written beside files in a store that does not have it yet."""
    folders = {path.rpartition("/")[0]: path for path in _BESIDE}
    wanted = (path for folder, path in folders.items() if any(target.startswith(f"{folder}/") for target in targets))
    return {path: _BESIDE[path] for path in wanted if not (root / path).exists()}
