"""Photographs and signatures as records are printed: those that this machine keeps stand in their boxes."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from shoukong.files.enclosure import IMAGES, MAX_SIZE, Enclosure, enclosures_in, is_kept_apart
from shoukong.forms.form import Field, Form
from shoukong.language import Speech
from shoukong.paper.said import Said, in_words


def pictures_of(root: Path, form: Form, cells: Mapping[str, str]) -> Mapping[str, bytes]:
    """The pictures that a record encloses and that are there, by their names; what is hidden names none."""
    return {each.name: full.read_bytes() for each, full in _pictures(root, form, cells)}


def _pictures(root: Path, form: Form, cells: Mapping[str, str]) -> Iterator[tuple[Enclosure, Path]]:
    for field in form.enclosing:
        for each in enclosures_in(cells.get(field.name, "")):
            full = root / each.path(is_personal=is_kept_apart(field.privacy))
            if each.extension in IMAGES and full.is_file() and full.stat().st_size <= MAX_SIZE:
                yield each, full


def with_pictures(said: Said, field: Field, cell: str, pictures: Mapping[str, bytes], say: Speech) -> Said:
    """A cell in which the pictures stand, and other files by their kind and digest."""
    names = [each.name for each in enclosures_in(cell)] if field.attachment else []
    shown = tuple(name for name in names if name in pictures)
    rest = " ".join(name for name in names if name not in pictures)
    return replace(said, text=in_words(field, rest, say), pictures=shown) if shown else said
