"""A controlled document: front matter and numbered clauses, read from Markdown with the line of everything."""

import datetime
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TypeVar

from shoukong.declared.conventions import USUAL, Conventions
from shoukong.files.attachment import Attachment, attachment_name
from shoukong.finding import Finding, Place, finding
from shoukong.messages.names import Name
from shoukong.revision import Revision, parse_revision
from shoukong.text.block import Block, parse_blocks
from shoukong.text.clause_address import addressed, anchored_text, clause_of_anchor
from shoukong.text.clause_label import Style
from shoukong.text.composition import composed
from shoukong.text.digest import digest_of
from shoukong.text.markdown import Anchored, Outline, outline, prose_rows
from shoukong.text.markdown_links import Link, links_of, may_link
from shoukong.text.prose import read_markdown
from shoukong.text.yaml_lines import Key, Lines, Value, parse_yaml
from shoukong.text.yaml_shape import (
    DATE,
    MAPPING,
    MAPPINGS,
    MONTHS,
    NUMBER,
    PERIOD,
    REVISION,
    TEXT,
    TEXTS,
    KeyShape,
    as_written,
    misfits,
    one_of,
    retyped,
    texts_in,
    with_revisions,
)

_FENCE = "---"
_FRONT_MATTER_SHAPE = {
    "id": KeyShape(TEXT),
    "title": KeyShape(TEXT),
    "kind": KeyShape(NUMBER),
    "revision": KeyShape(REVISION),
    "effective_date": KeyShape(DATE),
    "owner": KeyShape(TEXT),
    "review_months": KeyShape(MONTHS),
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
SHAPES: Mapping[str, Mapping[str, KeyShape]] = {"": _FRONT_MATTER_SHAPE, "history": _HISTORY_SHAPE}
_IS_TEXT = texts_in(_FRONT_MATTER_SHAPE, _HISTORY_SHAPE, outside=("figures",))
_SATISFIES = "satisfies:"
_FLOW_LIST = re.compile(r"\[(?P<items>[^\[\]]*)\]")
Placed = TypeVar("Placed", tuple[int, str], Link)


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered section: `number` is its address in the document, `written` the number in its text.

    The articles of a regulation `runs_on` from chapter to chapter. `cited` is how a text with Chinese numbers names it:
    `第三条（一）`.
    """

    number: str
    written: str
    title: str
    line: int
    end: int
    is_heading: bool
    satisfies: tuple[tuple[str, int], ...]
    links: tuple[Link, ...]
    prints_figure: bool
    runs_on: bool = False
    cited: str = ""

    @property
    def name(self) -> str:
        """What it is called in lists: as the text numbers it, else by its address."""
        return self.cited or self.number

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

    `body` is its Markdown after the front matter, without its comments, and starts at `body_line`. `digest` is of the
    text together with its `attachments`, which are read where its file lies.
    """

    id: str
    written_id: str
    title: str
    kind: str
    kind_name: Name
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
    attachments: tuple[Attachment, ...] = ()

    def clause(self, number: str) -> Clause | None:
        """The clause with this number."""
        return next((c for c in self.clauses if c.number == number), None)

    def name_of(self, number: str) -> str:
        """What a clause is called in lists; its number alone where there is none such."""
        clause = self.clause(number)
        return clause.name if clause else number

    def clause_of(self, block: Block) -> Clause | None:
        """The clause under which a block stands."""
        return next((c for c in reversed(self.clauses) if c.line < block.line), None)

    def address(self, clause: Clause) -> str:
        """The clause's address in the portal, such as `P-02#4.1.4`."""
        return f"{self.id}#{clause.number}"

    @property
    def named_files(self) -> Mapping[str, Place]:
        """The files that the text shows or offers, by their paths below `docs`, with the first place of each."""
        found: dict[str, Place] = {}
        for link in self.links:
            name = attachment_name(link, self.path)
            if name is not None:
                found.setdefault(name, Place(self.path, link.written_on))
        return found

    def place(self, *keys: str | int) -> Place:
        """The place in the file of the front matter's value at these keys."""
        return self.lines.place(*keys)


def parse_document(
    text: str, path: str, conventions: Conventions = USUAL
) -> tuple[Document | None, tuple[Finding, ...]]:
    """Read a document; None and findings where its front matter is not whole.

    Faults of its clauses do not hide the document: they are found by the checks.
    """
    head, written, body_line = _split(text)
    if head is None:
        return None, (finding("front-matter-missing", Place(path, 1)),)
    value, lines, findings = parse_yaml(head, path, first_line=2, is_text=_IS_TEXT)
    if findings:
        return None, findings
    if not isinstance(value, dict):
        return None, (finding("front-matter-not-mapping", Place(path, 2), value=type(value).__name__),)
    findings = tuple(_faults(value, lines, conventions))
    unquoted = tuple(retyped(lines, findings))
    if findings:
        return None, (*unquoted, *findings)
    reading = read_markdown(written)
    if reading.open_comment is not None:
        return None, (finding("comment-unclosed", Place(path, body_line + reading.open_comment)),)
    body = reading.text
    outlined = outline(body, body_line)
    blocks_of_text = addressed(outlined.anchored)
    body = anchored_text(body, body_line, outlined.anchored, blocks_of_text)
    outlined = replace(outlined, anchored=blocks_of_text)
    clauses, findings = _clauses(outlined, body, body_line, path)
    blocks, block_findings = parse_blocks(body, body_line, path)
    document = Document(
        id=composed(PurePosixPath(path).stem),
        written_id=value["id"],
        title=value["title"],
        kind=value["kind"],
        kind_name=conventions.kind_name(value["kind"]),
        revision=_revision(value["revision"], conventions),
        effective_date=value["effective_date"],
        owner=value["owner"],
        review_months=value["review_months"],
        retention=value["retention"],
        audience=tuple(value["audience"]),
        references=tuple(value["references"]),
        figures=MappingProxyType(value.get("figures") or {}),
        history=tuple(_history(value["history"], conventions)),
        clauses=clauses,
        links=(*_links_of_figures(value.get("figures"), lines, ("figures",)), *outlined.links),
        unanchored=tuple(a for a in outlined.anchored if a.anchor is None and is_numbered(a)),
        blocks=blocks,
        body=body,
        body_line=body_line,
        digest=digest_of(text),
        path=path,
        lines=lines,
    )
    return document, (*unquoted, *findings, *block_findings)


def _links_of_figures(figure: Value, lines: Lines, keys: tuple[Key, ...]) -> Iterator[Link]:
    """The links in the texts of figures, which the body prints, at the lines of those texts."""
    if isinstance(figure, str) and may_link(figure):
        line = lines.place(*keys).line or 1
        yield from (replace(link, line=line, written_on=line) for link in links_of(figure))
    inside = figure.items() if isinstance(figure, dict) else enumerate(figure if isinstance(figure, list) else ())
    for key, each in inside:
        yield from _links_of_figures(each, lines, (*keys, key))


def is_numbered(block: Anchored) -> bool:
    """Whether a block reads as a clause: a heading with a number, an item with a dotted or a Chinese one."""
    is_chinese = block.label is not None and block.label.style is not Style.DECIMAL
    return bool(block.number) and (block.is_heading or is_chinese or "." in block.number)


def _split(text: str) -> tuple[str | None, str, int]:
    """Front matter, body, and the body's first line; the front matter is None where there is none."""
    rows = text.replace("\r\n", "\n").split("\n")
    if not rows or rows[0].rstrip() != _FENCE:
        return None, text, 1
    for i, row in enumerate(rows[1:], start=1):
        if row.rstrip() == _FENCE:
            return "\n".join(rows[1:i]), "\n".join(rows[i + 1 :]), i + 2
    return None, text, 1


def _faults(value: Value, lines: Lines, conventions: Conventions) -> Iterator[Finding]:
    as_written(value, lines)
    kind = one_of(*conventions.kinds) if conventions.kinds else TEXT
    shape = {**with_revisions(_FRONT_MATTER_SHAPE, conventions.revisions), "kind": KeyShape(kind)}
    yield from misfits(value, shape, lines)
    history = value.get("history")
    for i, entry in enumerate(history if isinstance(history, list) else ()):
        if isinstance(entry, dict):
            as_written(entry, lines, "history", i)
            yield from misfits(entry, with_revisions(_HISTORY_SHAPE, conventions.revisions), lines, "history", i)


def _revision(text: str, conventions: Conventions) -> Revision:
    revision = parse_revision(text, conventions.revisions)
    assert revision is not None, "the shape was checked"
    return revision


def _history(entries: list[dict[str, Value]], conventions: Conventions) -> Iterator[HistoryEntry]:
    for entry in entries:
        revision = _revision(entry["revision"], conventions)
        yield HistoryEntry(revision, entry["date"], entry["summary"], entry.get("change"))


def _clauses(outlined: Outline, body: str, first: int, path: str) -> tuple[tuple[Clause, ...], tuple[Finding, ...]]:
    """The clauses in the order of the text, and the lines that claim to satisfy something but do not."""
    rows = body.split("\n")
    claims = [(line, row) for line, row in prose_rows(body, first) if is_satisfies_line(row)]
    headed = [(block, number) for block in outlined.anchored if (number := clause_of_anchor(block.anchor or ""))]
    ends = [block.line - 1 for block, _ in headed[1:]] + [first + len(rows) - 1]
    clauses: list[Clause] = []
    findings: list[Finding] = []
    for (block, number), end in zip(headed, ends, strict=False):  # ends has one even where there is no clause
        satisfies, faults = _satisfied(_between(claims, block.line + 1, end), path)
        findings.extend(faults)
        links = tuple(_between(outlined.links, block.line, end))
        prints = any("{{ figures" in row or "in figures" in row for row in rows[block.line - first : end - first + 1])
        told = (number, block.number, block.title, block.line, end, block.is_heading)
        clauses.append(Clause(*told, satisfies, links, prints, block.runs_on, block.cited))
    head = headed[0][0].line if headed else first + len(rows)
    homeless = _between(claims, first, head - 1)
    findings.extend(finding("satisfies-homeless", Place(path, line, "satisfies")) for line, _ in homeless)
    return tuple(clauses), tuple(findings)


def _between(values: Sequence[Placed], start: int, end: int) -> Sequence[Placed]:
    """Those of some values in the order of their lines that stand from one line to another."""
    return values[bisect_left(values, start, key=_line_of) : bisect_right(values, end, key=_line_of)]


def _line_of(value: tuple[int, str] | Link) -> int:
    return value.line if isinstance(value, Link) else value[0]


def _satisfied(claims: Sequence[tuple[int, str]], path: str) -> tuple[tuple[tuple[str, int], ...], list[Finding]]:
    """The items named in some lines, each with its line."""
    items: list[tuple[str, int]] = []
    findings: list[Finding] = []
    for line, row in claims:
        listed = _FLOW_LIST.fullmatch(row.strip().removeprefix(_SATISFIES).strip())
        named = [item.strip() for item in listed["items"].split(",")] if listed else []
        if not all(named) or not named:
            findings.append(finding("satisfies-unreadable", Place(path, line, "satisfies"), written=row.strip()))
        items.extend((item, line) for item in named if item)
    return tuple(items), findings


def is_satisfies_line(row: str) -> bool:
    """Whether a line of Markdown ties the clause above it to requirement items."""
    return row.lstrip().startswith(_SATISFIES)
