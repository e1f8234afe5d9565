"""The layout of a form: the sections in which people see its fields, on the screen and on paper."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from shoukong.finding import Finding, finding
from shoukong.text.yaml_lines import Lines, Value
from shoukong.text.yaml_shape import TEXT, TEXTS, KeyShape

LAYOUT = "layout"
SECTION_SHAPE: Mapping[str, KeyShape] = {"title": KeyShape(TEXT), "fields": KeyShape(TEXTS)}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a form under its own title, which is empty where nothing has to be said; `fields` by their names."""

    title: str
    fields: tuple[str, ...]


def sections_of(value: Mapping[str, Value], names: Iterable[str]) -> tuple[Section, ...]:
    """The sections that a descriptor lays out, each field in one; those left over stand last, without a title."""
    written = [Section(each["title"], tuple(each["fields"])) for each in value.get(LAYOUT) or ()]
    placed = {name for section in written for name in section.fields}
    rest = tuple(name for name in names if name not in placed)
    return (*written, Section("", rest)) if rest else tuple(written)


def in_sections(sections: Sequence[Section], names: Iterable[str]) -> Iterator[Section]:
    """The same with some fields alone; a section that has none of them is left out."""
    kept = frozenset(names)
    for section in sections:
        fields = tuple(name for name in section.fields if name in kept)
        if fields:
            yield Section(section.title, fields)


def layout_faults(value: Mapping[str, Value], lines: Lines) -> Iterator[Finding]:
    """Fields that a layout names though the form has none such, or that it names twice."""
    known = [field["name"] for field in value["schema"]["fields"]]
    placed: dict[str, str] = {}
    for i, section in enumerate(value.get(LAYOUT) or ()):
        for j, name in enumerate(section["fields"]):
            place = lines.place(LAYOUT, i, "fields", j)
            if name not in known:
                yield finding("field-unknown", place, name=name, known=tuple(known))
            elif name in placed:
                yield finding("layout-twice", place, name=name, section=placed[name])
            placed.setdefault(name, section["title"])
