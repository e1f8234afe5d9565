"""Markdown as a template prints it: read as the site reads it, as plain nodes; no word of it is markup to Typst."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import markdown

from shoukong.text.markdown import split_number

Node = dict[str, Any]
# As the site has them (`pages/site.yml`), but what only colours code or lists headings.
_EXTENSIONS = (
    *("admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables"),
    *("pymdownx.details", "pymdownx.superfences"),
)
_PLAIN = {"pymdownx.superfences": {"css_class": "", "disable_indented_code_blocks": False}}
_VOID = frozenset({"br", "hr", "img", "input", "wbr", "col", "source", "area", "embed", "meta", "link"})
_SILENT = frozenset({"script", "style", "template", "svg"})
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_MARKS = {
    "strong": "b",
    "b": "b",
    "em": "i",
    "i": "i",
    "sub": "sub",
    "sup": "sup",
    "del": "s",
    "s": "s",
    "code": "code",
}
_BLOCKS = frozenset(
    {"p", "ul", "ol", "table", "pre", "blockquote", "hr", "div", "details", "dl", "figure", "section", *_HEADINGS}
)
_CHINESE_BREAK = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])\n\s*(?=[\u2e80-\u9fff\uff00-\uffef])")
_SPACES = re.compile(r"[ \t\n\r]+")
_MOST_LEVELS = 6


@dataclass(slots=True)
class _Element:
    tag: str
    attributes: dict[str, str]
    children: "list[_Element | str]" = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)


class _Tree(HTMLParser):
    """Reads HTML as it comes from Markdown; what is left open ends with what holds it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Element("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = _Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        place = next((i for i in range(len(self._open) - 1, 0, -1) if self._open[i].tag == tag), None)
        if place is not None:
            del self._open[place:]

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


@dataclass(slots=True)
class Reading:
    """How links and pictures of a text are printed: what each leads to, and which picture that is; None for neither.

    `anchors` are the places in the text that a link may lead to, in their order, once it is read.
    """

    lead: Callable[[str], str | None]
    picture: Callable[[str], int | None]
    label: Callable[[str], str]
    anchors: list[str] = field(default_factory=list)

    def nodes(self, text: str) -> list[Node]:
        """A Markdown text as blocks, the levels of its headings without gaps."""
        html = markdown.markdown(text, extensions=list(_EXTENSIONS), extension_configs=_PLAIN)
        tree = _Tree()
        tree.feed(html)
        tree.close()
        blocks, level = list(self._blocks(tree.root.children)), 1
        for block in blocks:
            if block["k"] == "h":
                level = block["level"] = min(block["level"], level + 1, _MOST_LEVELS)
        return blocks

    def _blocks(self, children: "Sequence[_Element | str]") -> Iterator[Node]:
        """Blocks one after the other; what is inline between them is a paragraph."""
        waiting: list[_Element | str] = []
        for child in children:
            if isinstance(child, _Element) and child.tag in _BLOCKS:
                yield from self._paragraph(waiting)
                waiting = []
                yield from self._block(child)
            else:
                waiting.append(child)
        yield from self._paragraph(waiting)

    def _paragraph(self, children: "Sequence[_Element | str]") -> Iterator[Node]:
        content = _trimmed([node for child in children for node in self._inline(child)])
        if content:
            yield {"k": "p", "c": content}

    def _block(self, element: _Element) -> Iterator[Node]:
        tag = element.tag
        if tag in _HEADINGS:
            yield {"k": "h", "level": _HEADINGS[tag], "id": self._anchor(element), "c": self._inlines(element)}
        elif tag == "p" and "sk-printed" in element.attributes.get("class", ""):
            yield {"k": "demand", "c": self._inlines(element)}
        elif tag == "p":
            yield from self._paragraph(element.children)
        elif tag in ("ul", "ol"):
            yield self._list(element)
        elif tag == "table":
            yield self._table(element)
        elif tag == "pre":
            yield {"k": "code", "text": element.text.rstrip("\n")}
        elif tag == "hr":
            yield {"k": "rule"}
        elif tag in ("blockquote", "details") or "admonition" in element.attributes.get("class", ""):
            yield {"k": "note", "c": list(self._blocks(element.children))}
        elif tag == "dl":
            yield from self._definitions(element)
        else:
            yield from self._blocks(element.children)

    def _list(self, element: _Element) -> Node:
        items = [child for child in element.children if isinstance(child, _Element) and child.tag == "li"]
        read = [list(self._blocks(item.children)) for item in items]
        start = element.attributes.get("start", "1")
        kept = [{"c": _numbered(blocks), "clause": _starts_with_anchor(blocks)} for blocks in read]
        return {"k": element.tag, "start": int(start) if start.isdecimal() else 1, "items": kept}

    def _table(self, element: _Element) -> Node:
        rows = [row for row in _within(element, "tr") if row.children]
        cells = [[cell for cell in row.children if isinstance(cell, _Element)] for row in rows]
        heads = [row for row in cells if row and all(cell.tag == "th" for cell in row)][:1]
        body = [row for row in cells if row not in heads]
        across = max((len(row) for row in cells), default=0)
        weights = [_weight([row[i].text for row in cells if i < len(row)]) for i in range(across)]
        as_nodes = [[self._filled(row, across) for row in part] for part in (heads, body)]
        return {"k": "table", "head": as_nodes[0], "rows": as_nodes[1], "weights": weights}

    def _filled(self, row: Sequence[_Element], across: int) -> list[list[Node]]:
        return [self._inlines(cell) for cell in row] + [[]] * (across - len(row))

    def _definitions(self, element: _Element) -> Iterator[Node]:
        for child in (c for c in element.children if isinstance(c, _Element)):
            if child.tag == "dt":
                yield {"k": "p", "c": [{"k": "b", "c": self._inlines(child)}]}
            else:
                yield {"k": "note", "c": list(self._blocks(child.children))}

    def _anchor(self, element: _Element) -> str:
        anchor = element.attributes.get("id", "")
        if not anchor or self.label(anchor) in self.anchors:
            return ""
        self.anchors.append(self.label(anchor))
        return self.label(anchor)

    def _inlines(self, element: _Element) -> list[Node]:
        return _trimmed([node for child in element.children for node in self._inline(child)])

    def _inline(self, child: "_Element | str") -> Iterator[Node]:
        if isinstance(child, str):
            text = _SPACES.sub(" ", _CHINESE_BREAK.sub("", child))
            if text:
                yield {"k": "t", "t": text}
            return
        if child.tag in _SILENT:
            return
        anchor = self._anchor(child)
        if anchor:
            yield {"k": "anchor", "id": anchor}
        if child.tag == "br":
            yield {"k": "br"}
        elif child.tag == "img":
            yield self._picture(child)
        elif child.tag == "a" and (target := self.lead(child.attributes.get("href", ""))):
            yield {"k": "a", "to": target, "c": self._inlines(child)}
        elif child.tag in _MARKS:
            yield {"k": _MARKS[child.tag], "c": [n for each in child.children for n in self._inline(each)]}
        elif child.tag == "summary":
            yield {"k": "b", "c": self._inlines(child)}
        else:
            yield from (node for each in child.children for node in self._inline(each))

    def _picture(self, element: _Element) -> Node:
        alt, number = element.attributes.get("alt", ""), self.picture(element.attributes.get("src", ""))
        return {"k": "t", "t": f"[{alt}]"} if number is None else {"k": "img", "n": number, "alt": alt}


def _within(element: _Element, tag: str) -> Iterator[_Element]:
    for child in (c for c in element.children if isinstance(c, _Element)):
        if child.tag == tag:
            yield child
        elif child.tag != "table":
            yield from _within(child, tag)


def _trimmed(nodes: list[Node]) -> list[Node]:
    """Inline nodes without the space at their ends."""
    kept = list(nodes)
    while kept and kept[0]["k"] == "t" and not kept[0]["t"].strip():
        kept.pop(0)
    while kept and kept[-1]["k"] == "t" and not kept[-1]["t"].strip():
        kept.pop()
    if kept and kept[0]["k"] == "t":
        kept[0] = {"k": "t", "t": kept[0]["t"].lstrip()}
    if kept and kept[-1]["k"] == "t":
        kept[-1] = {"k": "t", "t": kept[-1]["t"].rstrip()}
    return kept


def _starts_with_anchor(blocks: Sequence[Node]) -> bool:
    """Whether an item of a list is a clause, which has its own number."""
    return bool(blocks) and blocks[0]["k"] == "p" and blocks[0]["c"][0]["k"] == "anchor"


def _numbered(blocks: list[Node]) -> list[Node]:
    """A clause whose number stands out; other items as they are."""
    content = blocks[0]["c"] if _starts_with_anchor(blocks) else []
    if len(content) < 2 or content[1]["k"] != "t":
        return blocks
    text = content[1]["t"].lstrip()
    number, rest = split_number(text)
    told = text.removesuffix(rest) if number else ""
    if not told.strip():
        return blocks
    outstanding = [{"k": "b", "c": [{"k": "t", "t": told.rstrip()}]}, {"k": "t", "t": f" {rest}"}]
    return [{**blocks[0], "c": [content[0], *outstanding, *content[2:]]}, *blocks[1:]]


def _weight(texts: Sequence[str]) -> float:
    """How wide a column is against the others: as its longest text, but less than in proportion."""
    longest = max((len(text.strip()) for text in texts), default=1)
    return round(math.pow(max(3, min(longest, 60)), 0.7), 2)
