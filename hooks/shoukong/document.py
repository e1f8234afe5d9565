"""A controlled document: front matter and numbered clauses, read from Markdown with the line of everything."""

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType

from shoukong.finding import Finding, Place, finding
from shoukong.revision import Revision, parse_revision
from shoukong.text.block import Block, parse_blocks
from shoukong.text.digest import digest_of
from shoukong.text.markdown import Anchored, Link, outline
from shoukong.text.yaml_lines import Lines, Value, parse_yaml
from shoukong.text.yaml_shape import (
    COUNT,
    DATE,
    MAPPING,
    MAPPINGS,
    PERIOD,
    REVISION,
    TEXT,
    TEXTS,
    KeyShape,
    misfits,
    one_of,
    retyped,
    texts_in,
)

KINDS = ("procedure", "instruction", "standard")
_FENCE = "---"
_FRONT_MATTER_SHAPE = {
    "id": KeyShape(TEXT),
    "title": KeyShape(TEXT),
    "kind": KeyShape(one_of(*KINDS)),
    "revision": KeyShape(REVISION),
    "effective_date": KeyShape(DATE),
    "owner": KeyShape(TEXT),
    "review_months": KeyShape(COUNT),
    "retention": KeyShape(PERIOD),
    "audience": KeyShape(TEXTS),
    "references": KeyShape(TEXTS),
    "figures": KeyShape(MAPPING, required=False),
    "history": KeyShape(MAPPINGS),
}
_HISTORY_SHAPE = {
    "revision": KeyShape(REVISION),
    "date": KeyShape(DATE),
    "summary": KeyShape(TEXT),
    "change": KeyShape(TEXT, required=False),
}
_IS_TEXT = texts_in(_FRONT_MATTER_SHAPE, _HISTORY_SHAPE, outside=("figures",))
_CLAUSE_NUMBER = re.compile(r"(?:[0-9]+|[A-Z])(?:\.[0-9]+)*[a-z]?")
_ANCHOR = re.compile(r"c(?P<number>(?:[0-9]+|[A-Z])(?:\.[0-9]+)*[a-z]?)")
_SATISFIES = re.compile(r"\s*satisfies:\s*(?P<items>.*?)\s*")
_FLOW_LIST = re.compile(r"\[\s*(?P<items>[^\[\]]*?)\s*\]")


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered section: `number` is its address in the document, `written` the number in its text."""

    number: str
    written: str
    title: str
    line: int
    end: int
    is_heading: bool
    satisfies: tuple[tuple[str, int], ...]
    links: tuple[Link, ...]
    prints_figure: bool

    @property
    def anchor(self) -> str:
        """The fragment that leads to the clause in a page."""
        return f"c{self.number}"

    @property
    def items(self) -> tuple[str, ...]:
        """The requirement items that the clause satisfies."""
        return tuple(item for item, _ in self.satisfies)


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A revision in the document's history: when it was issued and why."""

    revision: Revision
    date: datetime.date
    summary: str
    change: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A document under control, addressed by the name of its file; `written_id` is what its front matter says.

    `body` is its Markdown after the front matter, and starts at `body_line`.
    """

    id: str
    written_id: str
    title: str
    kind: str
    revision: Revision
    effective_date: datetime.date
    owner: str
    review_months: int
    retention: str
    audience: tuple[str, ...]
    references: tuple[str, ...]
    figures: Mapping[str, Value]
    history: tuple[HistoryEntry, ...]
    clauses: tuple[Clause, ...]
    links: tuple[Link, ...]
    unanchored: tuple[Anchored, ...]
    blocks: tuple[Block, ...]
    body: str
    body_line: int
    digest: str
    path: str
    lines: Lines

    def clause(self, number: str) -> Clause | None:
        """The clause with this number."""
        return next((c for c in self.clauses if c.number == number), None)

    def clause_of(self, block: Block) -> Clause | None:
        """The clause under which a block stands."""
        return next((c for c in reversed(self.clauses) if c.line < block.line), None)

    def address(self, clause: Clause) -> str:
        """The clause's address in the portal, such as `WY-CX-02#4.1.4`."""
        return f"{self.id}#{clause.number}"

    def place(self, *keys: str | int) -> Place:
        """The place in the file of the front matter's value at these keys."""
        return self.lines.place(*keys)


def parse_document(text: str, path: str) -> tuple[Document | None, tuple[Finding, ...]]:
    """Read a document; None and findings where its front matter is not whole.

    Faults of its clauses do not hide the document: they are found by the checks.
    """
    head, body, body_line = _split(text)
    if head is None:
        return None, (finding("front-matter-missing", Place(path, 1)),)
    value, lines, findings = parse_yaml(head, path, first_line=2, is_text=_IS_TEXT)
    if findings:
        return None, findings
    if not isinstance(value, dict):
        return None, (finding("front-matter-not-mapping", Place(path, 2), value=type(value).__name__),)
    unquoted, findings = tuple(retyped(lines)), tuple(_faults(value, lines))
    if findings:
        return None, (*unquoted, *findings)
    outlined = outline(body, body_line)
    clauses, findings = _clauses(outlined.anchored, outlined.links, body, body_line, path)
    blocks, block_findings = parse_blocks(body, body_line, path)
    document = Document(
        id=PurePosixPath(path).stem,
        written_id=value["id"],
        title=value["title"],
        kind=value["kind"],
        revision=_revision(value["revision"]),
        effective_date=value["effective_date"],
        owner=value["owner"],
        review_months=value["review_months"],
        retention=value["retention"],
        audience=tuple(value["audience"]),
        references=tuple(value["references"]),
        figures=MappingProxyType(value.get("figures") or {}),
        history=tuple(_history(value["history"])),
        clauses=clauses,
        links=outlined.links,
        unanchored=tuple(a for a in outlined.anchored if a.anchor is None and is_numbered(a)),
        blocks=blocks,
        body=body,
        body_line=body_line,
        digest=digest_of(text),
        path=path,
        lines=lines,
    )
    return document, (*unquoted, *findings, *block_findings)


def is_numbered(block: Anchored) -> bool:
    """Whether a heading or list item reads as a clause: a heading with a number, an item with a dotted one."""
    return bool(block.number) and (block.is_heading or "." in block.number)


def _split(text: str) -> tuple[str | None, str, int]:
    """Front matter, body, and the body's first line; the front matter is None where there is none."""
    rows = text.replace("\r\n", "\n").split("\n")
    if not rows or rows[0].rstrip() != _FENCE:
        return None, text, 1
    for i, row in enumerate(rows[1:], start=1):
        if row.rstrip() == _FENCE:
            return "\n".join(rows[1:i]), "\n".join(rows[i + 1 :]), i + 2
    return None, text, 1


def _faults(value: Value, lines: Lines) -> Iterator[Finding]:
    yield from misfits(value, _FRONT_MATTER_SHAPE, lines)
    for i, entry in enumerate(value.get("history") or []):
        if isinstance(entry, dict):
            yield from misfits(entry, _HISTORY_SHAPE, lines, "history", i)


def _revision(text: str) -> Revision:
    revision = parse_revision(text)
    assert revision is not None, "the shape was checked"
    return revision


def _history(entries: list[dict[str, Value]]) -> Iterator[HistoryEntry]:
    for entry in entries:
        yield HistoryEntry(_revision(entry["revision"]), entry["date"], entry["summary"], entry.get("change"))


def _clauses(
    anchored: tuple[Anchored, ...], links: tuple[Link, ...], body: str, first: int, path: str
) -> tuple[tuple[Clause, ...], tuple[Finding, ...]]:
    """The clauses in the order of the text, and the lines that claim to satisfy something but do not."""
    rows = body.split("\n")
    blocks = [(block, match) for block in anchored if block.anchor and (match := _ANCHOR.fullmatch(block.anchor))]
    ends = [block.line - 1 for block, _ in blocks[1:]] + [first + len(rows) - 1]
    clauses: list[Clause] = []
    findings: list[Finding] = []
    for (block, match), end in zip(blocks, ends, strict=False):  # ends has one even where there is no clause
        satisfies, faults = _satisfied(rows, block.line - first + 1, end - first + 1, Place(path, first))
        findings.extend(faults)
        inside = tuple(link for link in links if block.line <= link.line <= end)
        prints = any("{{ figures" in row or "in figures" in row for row in rows[block.line - first : end - first + 1])
        clauses.append(
            Clause(
                match["number"], block.number, block.title, block.line, end, block.is_heading, satisfies, inside, prints
            )
        )
    head = blocks[0][0].line if blocks else first + len(rows)
    findings.extend(
        finding("satisfies-homeless", Place(path, first + i, "satisfies"))
        for i, row in enumerate(rows[: head - first])
        if _SATISFIES.fullmatch(row)
    )
    return tuple(clauses), tuple(findings)


def _satisfied(
    rows: list[str], start: int, end: int, place: Place
) -> tuple[tuple[tuple[str, int], ...], list[Finding]]:
    """The items named between two rows (0-based, end excluded), each with its line."""
    items: list[tuple[str, int]] = []
    findings: list[Finding] = []
    for i in range(start, min(end, len(rows))):
        claim = _SATISFIES.fullmatch(rows[i])
        if claim is None:
            continue
        line = (place.line or 1) + i
        listed = _FLOW_LIST.fullmatch(claim["items"])
        named = [item.strip() for item in listed["items"].split(",")] if listed else []
        if not all(named) or not named:
            findings.append(finding("satisfies-unreadable", place.at(line, "satisfies"), written=rows[i].strip()))
        items.extend((item, line) for item in named if item)
    return tuple(items), findings


def is_satisfies_line(row: str) -> bool:
    """Whether a line of Markdown ties the clause above it to requirement items."""
    return _SATISFIES.fullmatch(row) is not None


def clause_of_anchor(fragment: str) -> str | None:
    """The clause number that a link's fragment names, or None where it names no clause."""
    match = _ANCHOR.fullmatch(fragment)
    return match["number"] if match else None
