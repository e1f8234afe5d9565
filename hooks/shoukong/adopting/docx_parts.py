"""The parts of a Word file as trees: read from its archive within bounds, without entities or what lies outside."""

import zipfile
import zlib
from pathlib import Path
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from shoukong.adopting.source import SourceError

MOST_BYTES = 24 << 20  # of one part, unpacked
MOST_PARTS = 10_000
DEEPEST = 250
_MAIN = "word/document.xml"
_RELATIONS = "_rels/.rels"
_OFFICE = "/officeDocument"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError, OSError)
_ZIP, _COMPOUND = b"PK", b"\xd0\xcf\x11\xe0"
# The namespaces whose elements are told apart, transitional and strict.
_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "urn:schemas-microsoft-com:vml": "v",
}


class Parts:
    """The XML parts of a Word file; raises SourceError where it is none."""

    def __init__(self, path: Path) -> None:
        start = path.open("rb").read(4)
        if start.startswith(_COMPOUND):
            raise SourceError("old-word")
        try:
            self._archive = zipfile.ZipFile(path)
        except _BROKEN as error:
            raise SourceError("no-word") from error
        names = self._archive.namelist()
        if len(names) > MOST_PARTS:
            raise SourceError("too-large", limit=MOST_PARTS)
        self.names = frozenset(names)
        self.main = self._main()
        if self.main not in self.names:
            raise SourceError("no-word")

    def __enter__(self) -> "Parts":
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    def beside(self, name: str) -> Element | None:
        """The part of a name in the folder of the main one, such as `numbering.xml`; None where there is none."""
        path = f"{self.main.rpartition('/')[0]}/{name}".lstrip("/")
        return self.part(path) if path in self.names else None

    def part(self, name: str) -> Element:
        """A part as a tree."""
        try:
            with self._archive.open(name) as file:
                content = file.read(MOST_BYTES + 1)
        except _BROKEN as error:
            raise SourceError("broken", part=name) from error
        if len(content) > MOST_BYTES:
            raise SourceError("too-large", limit=MOST_BYTES)
        return parsed(content, name)

    def _main(self) -> str:
        if _RELATIONS not in self.names:
            return _MAIN
        for relation in self.part(_RELATIONS):
            if relation.get("Type", "").endswith(_OFFICE):
                return relation.get("Target", _MAIN).lstrip("/")
        return _MAIN


def parsed(content: bytes, name: str) -> Element:
    """XML as a tree whose elements and attributes are named by short prefixes, `w:p`; raises SourceError.

    A document type is refused, and with it every entity; so is what is nested too deeply.
    """
    builder = TreeBuilder()
    depth = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise SourceError("broken", part=name)
        builder.start(_short(tag), {_short(key): value for key, value in attributes.items()})

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_short(tag))

    def refuse(*_: object) -> None:
        raise SourceError("broken", part=name)

    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise SourceError("broken", part=name) from error
    return builder.close()


def at(element: Element, *names: str) -> Element | None:
    """The element below another that some names lead to, step by step; None where there is none."""
    found: Element | None = element
    for name in names:
        found = next((each for each in found if each.tag == name), None) if found is not None else None
    return found


def _short(name: str) -> str:
    space, _, local = name.rpartition("}")
    return f"{_PREFIXES[space]}:{local}" if space in _PREFIXES else local
