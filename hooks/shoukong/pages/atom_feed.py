"""A feed of changes, as Atom (RFC 4287), for whoever follows the portal with a reader."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree import ElementTree

from shoukong.language import CHINESE

ATOM = "http://www.w3.org/2005/Atom"
STARTED = datetime.date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry; its key makes an identifier that never changes."""

    key: str
    title: str
    day: datetime.date
    text: str
    url: str


def atom(title: str, url: str, author: str, entries: Iterable[FeedEntry], *, language: str = CHINESE) -> str:
    """The feed, the latest entry first; it was updated when that was."""
    ElementTree.register_namespace("", ATOM)
    listed = list(entries)
    root = ElementTree.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": language})
    host = urlsplit(url).netloc
    _add(root, "title", title)
    _add(root, "id", f"tag:{host},{STARTED.year}:changes")
    _add(root, "updated", _moment(max((entry.day for entry in listed), default=STARTED)))
    ElementTree.SubElement(root, f"{{{ATOM}}}link", {"rel": "self", "href": url, "type": "application/atom+xml"})
    _add(ElementTree.SubElement(root, f"{{{ATOM}}}author"), "name", author or title)
    for entry in listed:
        item = ElementTree.SubElement(root, f"{{{ATOM}}}entry")
        _add(item, "title", entry.title)
        _add(item, "id", f"tag:{host},{STARTED.year}:{entry.key}")
        _add(item, "updated", _moment(entry.day))
        ElementTree.SubElement(item, f"{{{ATOM}}}link", {"rel": "alternate", "href": entry.url, "type": "text/html"})
        _add(item, "summary", entry.text)
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, f"{{{ATOM}}}{name}").text = text


def _moment(day: datetime.date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
