"""What an SVG drawing holds that a browser would run when it is opened by itself."""

import re
from xml.etree import ElementTree

_RUNNING = frozenset({"script", "foreignobject", "iframe", "object", "embed", "handler"})
_SCHEME = re.compile(r"\s*(?:javascript|vbscript|data:(?!image/(?:png|jpe?g|gif|webp)))", re.IGNORECASE)


def active_part(content: bytes) -> str | None:
    """The first element or attribute of a drawing that runs something, `!` where it is no drawing; None in a quiet one.

    A document type is no part of a drawing: what it declares is not read.
    """
    if b"<!ENTITY" in content.upper():
        return "<!ENTITY"
    try:
        elements = list(ElementTree.fromstring(content).iter())
    except ElementTree.ParseError:
        return "!"
    for element in elements:
        tag = _plain(str(element.tag))
        running = next((name for name, value in element.attrib.items() if _runs(_plain(name), value)), None)
        if tag in _RUNNING or running is not None:
            return f"<{tag}>" if running is None else _plain(running)
    return None


def _runs(name: str, value: str) -> bool:
    sets_address = name in ("href", "src", "to", "from", "values")
    return name.startswith("on") or (sets_address and any(_SCHEME.match(part) for part in value.split(";")))


def _plain(name: str) -> str:
    """A name without its namespace."""
    return name.rpartition("}")[2].lower()
