"""The links of Markdown prose, inline, by reference, automatic, of images and of HTML, and how they are replaced."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from html import unescape

from shoukong.text.prose import TAG, Span, Ticks, read_markdown

LONGEST = 2000
_TOKEN = re.compile(rf"(?P<ticks>`+)|\\.|<(?P<address>[a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>]*)>|(?P<tag>{TAG})", re.DOTALL)
_BRACKET = re.compile(r"[\[\]()]")
_TITLE = r"(?:\"[^\"]{0,999}\"|'[^']{0,999}')"
_TARGET = re.compile(
    rf"\(\s*+(?:<(?P<angled>[^<>\n]{{0,2000}})>|(?P<bare>[^\s()<>\"']{{1,2000}}))(?:\s+{_TITLE})?\s*+\)"
)
_TITLED = re.compile(rf"\s*+(?P<target>\S.*?)??\s*(?:\s{_TITLE}\s*)?", re.DOTALL)
_LABEL = re.compile(r"\s?\[(?P<label>[^\[\]]{0,999})\]")
_DEFINITION = re.compile(
    r"^ {0,3}\[(?P<label>[^\[\]\n^][^\[\]\n]{0,998})\]:[ \t]*+(?:\n[ \t]*+)?(?:<(?P<angled>[^<>\n]*)>|(?P<bare>\S+))"
    rf"[ \t]*+(?:\n?[ \t]*+(?:{_TITLE}|\([^()\n]{{0,999}}\)))?[ \t]*+$",
    re.MULTILINE,
)
# Numbers in brackets behind a name are indices, of which the text of a page prints some.
_REFERENCE = re.compile(r"(?<![\w\])])\[(?P<words>[^\[\]]{1,200})\]\[(?P<label>[^\[\]]{0,200})\]", re.ASCII)
_TAG_NAME = re.compile(r"<(?P<name>[a-zA-Z][a-zA-Z0-9-]*)")
_ATTRIBUTE = re.compile(
    r"[\s/](?P<name>[a-zA-Z:-]+)\s{0,9}=\s{0,9}(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'=<>`]+))"
)
# Where what is printed would not stand in text: in a tag or its attributes, an address, attributes, a script or style.
_MISPLACED = re.compile(
    r"<(?![\s=])[^<>]*\{\{|\]\([^()\s]*\{\{|^ {0,3}\[[^\]\n]+\]:[^\n]*\{\{|\{(?![{%])[^{}\n]*\{\{|<(?:script|style)\b",
    re.MULTILINE | re.IGNORECASE,
)
_LEADING = frozenset({"href", "xlink:href", "src", "srcset", "poster", "data"})
_IMAGES = frozenset({"img", "source", "image", "input"})


class LinkKind(StrEnum):
    """How a link is written."""

    LINK = "link"
    IMAGE = "image"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another file of the portal or beyond: path and fragment as written.

    `element` is the HTML that it becomes or is (`a`, `img`, `object` …); `written_on` is the line of its target,
    which is another than its own where a reference leads to a definition.
    """

    text: str
    path: str
    fragment: str
    line: int
    kind: LinkKind = LinkKind.LINK
    element: str = "a"
    written_on: int = 0

    @property
    def is_local(self) -> bool:
        """Whether the link stays in the portal."""
        return not re.match(r"[a-z][a-z0-9+.-]*:|//", self.path, re.IGNORECASE)

    @property
    def is_image(self) -> bool:
        """Whether the page shows the target as an image."""
        return self.element in _IMAGES

    @property
    def target(self) -> str:
        """Path and fragment together."""
        return f"{self.path}#{self.fragment}" if self.fragment else self.path


@dataclass(frozen=True, slots=True)
class Found:
    """A link in a span: where it, its words and its target start and end; no target where a reference leads to one."""

    link: Link
    start: int
    end: int
    words: tuple[int, int]
    target: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Definition:
    """What a reference leads to, and on which line that is written."""

    target: str
    line: int


def may_link(text: str) -> bool:
    """Whether a short text has signs without which nothing links."""
    return "](" in text or "<" in text


def links_of(text: str, first_line: int = 1) -> Iterator[Link]:
    """The links of a Markdown text in their order; code and comments are passed over."""
    definitions = _definitions(text, first_line)
    for span in read_markdown(text).spans:
        yield from (found.link for found in _found(span, first_line, definitions))


def undefined_references(text: str, first_line: int = 1) -> Iterator[Link]:
    """References such as `[words][label]` to a definition that is missing, the label in the place of the path."""
    if "][" not in text:
        return
    definitions = _definitions(text, first_line)
    for span in read_markdown(text).spans:
        finder = _Finder(span, first_line, definitions)
        for found in _REFERENCE.finditer(finder.plain):
            label = found["label"].strip() or found["words"].strip()
            if label and label[0] not in "^'\"\0" and _label(label) not in definitions:
                line = finder.line(found.start())
                yield Link(found["words"], label, "", line, written_on=line)


def relinked(text: str, target_of: Callable[[Link], str | None]) -> str:
    """The text with other targets for its links; the words alone where there is none; every row keeps its number.

    What is written as HTML keeps its target where there is none for it.
    """
    reading = read_markdown(text)
    definitions = _definitions(text, 1)
    rows = reading.text.split("\n")
    for span in reading.spans:
        edits = sorted(edit for found in _found(span, 1, definitions) for edit in _edits(found, target_of(found.link)))
        if edits:
            changed = _edited(span.text, edits).split("\n")
            rows[span.row : span.row + len(changed)] = changed
    return "\n".join(rows)


def misplaced_prints(text: str) -> Iterator[tuple[int, str]]:
    """Where a template prints into an address, a tag or attributes, each with its line."""
    for found in _MISPLACED.finditer(text):
        yield text.count("\n", 0, found.end()) + 1, found[0]


def _edits(found: Found, target: str | None) -> Iterator[tuple[int, int, str]]:
    """What is to be put in the place of which stretch of the span."""
    link, (start, end) = found.link, found.words
    if target == link.target or (target is None and link.kind is LinkKind.HTML):
        return
    if target is None:
        yield found.start, start, ""
        yield end, found.end, ""
    elif found.target is not None:
        yield *found.target, target
    else:
        yield end, found.end, f"]({target})"


def _edited(text: str, edits: list[tuple[int, int, str]]) -> str:
    parts, position = [], 0
    for start, end, new in edits:
        parts += [text[position:start], new + "\n" * text.count("\n", start, end)]
        position = end
    return "".join([*parts, text[position:]])


def is_definition(row: str) -> bool:
    """Whether a row says where references lead, which no page shows."""
    return _DEFINITION.fullmatch(row) is not None


def _definitions(text: str, first_line: int) -> Mapping[str, Definition]:
    """What references lead to, by their labels; of two with one label the last holds."""
    found: dict[str, Definition] = {}
    for span in read_markdown(text).spans:
        if "]:" not in span.text:
            continue
        line, counted = first_line + span.row, 0
        for match in _DEFINITION.finditer(span.text):
            written = "bare" if match["bare"] is not None else "angled"
            line += span.text.count("\n", counted, match.start(written))
            counted = match.start(written)
            found[_label(match["label"])] = Definition(match[written], line)
    return found


def _label(written: str) -> str:
    return " ".join(written.lower().split())


def _found(span: Span, first_line: int, definitions: Mapping[str, Definition]) -> list[Found]:
    if "[" not in span.text and "<" not in span.text:
        return []
    return _Finder(span, first_line, definitions).found()


class _Finder:
    """Finds the links of one span, each sign of which is looked at a bounded number of times."""

    def __init__(self, span: Span, first_line: int, definitions: Mapping[str, Definition]) -> None:
        self.text = span.text
        self.first = first_line + span.row
        self.definitions = definitions
        self.line_ends = [i for i, sign in enumerate(self.text) if sign == "\n"]
        self.html: list[Found] = []
        self.labels_to = {False: 0, True: 0}
        self.plain = self._plain()

    def found(self) -> list[Found]:
        """All links, in the order in which they start."""
        links = list(self._bracketed())
        targets = sorted((found.words[1], found.end) for found in links)
        starts = [start for start, _ in targets]
        for found in self.html:
            i = bisect_right(starts, found.start) - 1
            if i < 0 or found.start >= targets[i][1]:
                links.append(found)
        return sorted(links, key=lambda found: found.start)

    def line(self, position: int) -> int:
        """The line of a position."""
        return self.first + bisect_right(self.line_ends, position - 1)

    def _plain(self) -> str:
        """The span with all blotted out that holds no brackets of links: code, escaped signs, tags, definitions."""
        parts, position, text = [], 0, self.text
        ticks = Ticks(text, 0, len(text))
        while token := _TOKEN.search(text, position):
            end = token.end()
            if token["ticks"]:
                end = ticks.code_end(*token.span()) or end
            elif token["address"]:
                self.html.append(self._address(token))
            elif token["tag"]:
                self.html.extend(self._attributes(token))
            parts += [text[position : token.start()], "\0" * (end - token.start())]
            position = end
        plain = "".join([*parts, text[position:]])
        return _DEFINITION.sub(lambda match: "\0" * len(match[0]), plain) if "]:" in plain else plain

    def _address(self, token: re.Match[str]) -> Found:
        at = token.span("address")
        return Found(self._link(token.start(), at, token["address"]), *token.span(), words=at, target=at)

    def _attributes(self, token: re.Match[str]) -> Iterator[Found]:
        """What the attributes of a tag lead to."""
        name = _TAG_NAME.match(token[0])
        for attribute in _ATTRIBUTE.finditer(token[0]) if name else ():
            key = attribute["name"].lower()
            if key not in _LEADING or (key == "data" and name and name["name"].lower() != "object"):
                continue
            start, end = (token.start() + i for i in attribute.span(str(attribute.lastgroup)))
            for offset, written in _listed(self.text[start:end], key):
                at = (start + offset, start + offset + len(written))
                link = self._link(at[0], (at[0], at[0]), unescape(written))
                html = replace(link, kind=LinkKind.HTML, element=name["name"].lower() if name else "")
                yield Found(html, *at, words=at, target=at)

    def _bracketed(self) -> Iterator[Found]:
        """Links and images that are written with brackets; no link stands within a link, and nothing in an image."""
        closing = _pairs(self.plain)
        words_end = link_end = image_end = 0
        for start in (i for i in sorted(closing) if self.plain[i] == "["):
            is_image = self.plain[start - 1 : start] == "!"
            if start < image_end or words_end <= start < link_end or (start < words_end and not is_image):
                continue
            found = self._at(start, closing[start], closing, is_image)
            if found is None:
                continue
            if is_image:
                image_end = found.end
            else:
                words_end, link_end = found.words[1], found.end
            yield found

    def _at(self, start: int, end: int, closing: Mapping[int, int], is_image: bool) -> Found | None:
        """The link whose words stand between two brackets; None where it leads nowhere."""
        whole, words = start - is_image, (start + 1, end)
        target, after = self._target(end + 1, closing)
        if target is not None:
            link = self._link(whole, words, self.text[slice(*target)])
            link = replace(link, written_on=self.line(target[0]))
        else:
            definition, after = self._defined(start, end, closing, is_image)
            if definition is None:
                return None
            link = replace(self._link(whole, words, definition.target), written_on=definition.line)
        if is_image:
            link = replace(link, kind=LinkKind.IMAGE, element="img")
        return Found(link, whole, after, words, target)

    def _defined(
        self, start: int, end: int, closing: Mapping[int, int], is_image: bool
    ) -> tuple[Definition | None, int]:
        """What a reference leads to, by the label after its words or else by its words, and where it ends.

        A label that nothing defines is not taken for the words of the next reference.
        """
        label = _LABEL.match(self.plain, end + 1) if start >= self.labels_to[is_image] else None
        if label and is_image and self._is_link(label, closing):
            label = None
        named = self.definitions.get(_label(label["label"])) if label else None
        if label and named:
            return named, label.end()
        is_empty = label is not None and not label["label"].strip()
        if label and not is_empty:
            self.labels_to[is_image] = label.end()
        words = self.text[start + 1 : min(end, start + LONGEST)]
        return self.definitions.get(_label(words)), label.end() if label and is_empty else end + 1

    def _is_link(self, label: re.Match[str], closing: Mapping[int, int]) -> bool:
        """Whether the label of an image is the words of a link, which goes before."""
        if self._target(label.end(), closing)[0] is not None:
            return True
        following = _LABEL.match(self.plain, label.end())
        named = following and (following["label"].strip() or label["label"])
        return bool(named) and _label(str(named)) in self.definitions

    def _target(self, start: int, closing: Mapping[int, int]) -> tuple[tuple[int, int] | None, int]:
        """Where the target in a pair of round brackets stands and where they end; None where there are none."""
        if self.plain[start : start + 1] != "(":
            return None, start
        simple = _TARGET.match(self.text, start)
        if simple is not None:
            return simple.span("angled" if simple["angled"] is not None else "bare"), simple.end()
        end = closing.get(start)
        if end is None or end - start > LONGEST:
            return None, start
        titled = _TITLED.fullmatch(self.text, start + 1, end)
        if titled is None or titled["target"] is None:
            return (start + 1, start + 1), end + 1
        return titled.span("target"), end + 1

    def _link(self, start: int, words: tuple[int, int], written: str) -> Link:
        path, _, fragment = written.partition("#")
        line = self.line(start)
        return Link(self.text[slice(*words)], path, fragment, line, written_on=line)


def _pairs(text: str) -> dict[int, int]:
    """Where each bracket that is closed, square or round, is closed."""
    pairs: dict[int, int] = {}
    waiting: dict[str, list[int]] = {"]": [], ")": []}
    for match in _BRACKET.finditer(text):
        sign, at = match[0], match.start()
        if sign in "[(":
            waiting["]" if sign == "[" else ")"].append(at)
        elif waiting[sign]:
            pairs[waiting[sign].pop()] = at
    return pairs


def _listed(value: str, key: str) -> Iterator[tuple[int, str]]:
    """The addresses in an attribute, each with its offset: `srcset` holds several, others one."""
    if key != "srcset":
        yield 0, value
        return
    offset = 0
    for part in value.split(","):
        address = part.strip().partition(" ")[0]
        if address:
            yield offset + part.index(address), address
        offset += len(part) + 1
