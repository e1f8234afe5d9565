"""What workbooks are put together from: the XML of packed ones, where their sheets are, the short texts of old ones.

It runs in the process that reads one workbook, and needs nothing beyond the standard library.
"""

import zipfile
from collections.abc import Callable
from xml.parsers import expat


def walk(
    content: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Read XML by the bare names of its elements, whatever prefix they have; a document that is damaged ends it.

    Raises ValueError where it declares entities: no program that saves workbooks does, and a few of them that name each
    other become more text than any machine holds.
    """
    parser = expat.ParserCreate()
    parser.EntityDeclHandler = _refuse_entity
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    if end is not None:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        return


def _refuse_entity(*declared: object) -> None:
    raise ValueError(declared[0])


def parts_of(packed: zipfile.ZipFile) -> dict[str, str]:
    """Where in an .xlsx each sheet is packed."""
    sheets = dict[str, str]()

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            own = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            sheets[attributes.get("name", "")] = links.get(own, "")

    try:
        links = links_of(packed, "xl/_rels/workbook.xml.rels")
        walk(packed.read("xl/workbook.xml"), sheet)
    except KeyError:
        return {}
    return sheets


def links_of(packed: zipfile.ZipFile, part: str) -> dict[str, str]:
    """What a workbook's own links lead to, by their names. Raises KeyError where it has none."""
    links = dict[str, str]()

    def link(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship":
            target = attributes.get("Target", "")
            links[attributes.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"

    walk(packed.read(part), link)
    return links


def short_text(data: bytes) -> str:
    """A text of an .xls after its length in one byte and the mark of its encoding."""
    return data[2:].decode("utf-16-le", "replace") if data[1] & 1 else data[2 : 2 + data[0]].decode("latin-1")
