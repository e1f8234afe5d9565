"""A draft of a controlled document: its front matter, its text, and a note at its end of what was not decided."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import yaml

from shoukong.adopting.body import body_of
from shoukong.adopting.head import Head, kind_of
from shoukong.adopting.mark import Kind, plain_digits
from shoukong.adopting.references import References, references_in
from shoukong.adopting.romans import ROMAN
from shoukong.adopting.source import Block, Lost, Paragraph, Source, Table
from shoukong.adopting.structure import Placed, placed
from shoukong.portal import Portal
from shoukong.rulebook import Rulebook, parse_rulebook

REVIEW_MONTHS, RETENTION = 24, "P6Y"
SHOWN = 40
# An article and its first item in one row, but no reference: 第三条（一）项所列.
_ARTICLE_AND_ITEM = re.compile(
    r"(?P<article>第[〇零一二三四五六七八九十百0-9]{1,5}条)[ 　]*"
    r"(?=[（(][一二三四五六七八九十]{1,3}[）)](?![项款所的中规之至、和与及]))"
)
_ZERO = re.compile(r"[0-9]+\.0[、.:： ]*")


@dataclass(frozen=True, slots=True)
class Draft:
    """The text of a draft without its note, and all that the note tells.

    `renumbered` are chapters whose `.0` was left out, `doubtful` items that might be chapters, `unlabelled` headings
    without a number, `parts` those whose number was put before that of each clause, `bare` the numbers of which no
    anchor could be made, `romans` what had a Roman number.
    """

    text: str
    head: Head
    title: str
    kind: str
    owner: str | None
    lost: tuple[Lost, ...]
    references: References
    renumbered: tuple[str, ...]
    doubtful: tuple[str, ...]
    unlabelled: tuple[str, ...]
    parts: tuple[str, ...]
    bare: tuple[str, ...]
    is_titled: bool
    romans: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """What a draft says of itself: its number, title, day and first summary, and the words for what is not known."""

    id: str
    title: str
    day: datetime.date
    summary: str
    to_fill_in: str


def draft_of(source: Source, head: Head, blocks: Sequence[Block], portal: Portal, heading: Heading) -> Draft:
    """The draft of a source whose head is known."""
    id_, title, to_fill_in = heading.id, heading.title, heading.to_fill_in
    references = references_in(portal, title)
    places = placed(tuple(_unpacked(blocks)))
    body, bare = body_of(places, references)
    rules = _rules(portal)
    kind = _kind(id_, title, rules, tuple(portal.settings.conventions.kinds))
    owner = head.owner if head.owner and (rules.departments is None or head.owner in rules.departments) else None
    front = {
        "id": id_,
        "title": title,
        "kind": kind,
        "revision": str(portal.settings.conventions.revisions.first(heading.day)),
        "effective_date": heading.day + datetime.timedelta(rules.effective_lead_days),  # until then nothing rests on it
        "owner": owner or to_fill_in,
        "review_months": REVIEW_MONTHS,
        "retention": RETENTION,
        "audience": [owner or to_fill_in],
        "references": references.cited,
    }
    history = {"revision": front["revision"], "date": heading.day, "summary": heading.summary}
    rows = [*(f"{key}: {_flow(value)}" for key, value in front.items()), "history:", f"  - {_flow(history)}"]
    text = "\n".join(["---", *rows, "---", "", f"# {title}", "", body])
    return Draft(
        text, head, title, kind, owner, source.lost, references,
        _zeros(places),
        tuple(_shown(p) for p in places if p.is_doubtful),
        tuple(_shown(p) for p in places if p.level is not None and p.mark is None),
        _parts(places),
        bare,
        head.title is not None,
        _romans(places),
    )  # fmt: skip


def _rules(portal: Portal) -> Rulebook:
    """What the firm's ruling document says; the usual where it has none."""
    ruling = portal.ruling_document
    return parse_rulebook(ruling, portal.settings.conventions)[0] if ruling else Rulebook()


def _kind(id_: str, title: str, rules: Rulebook, kinds: Sequence[str]) -> str:
    """The kind to whose numbers a number belongs, else that of which the title speaks."""
    fitting = [kind for kind in kinds if kind in rules.numbering and rules.numbering[kind].fits(id_)]
    return fitting[0] if len(fitting) == 1 else kind_of(title, kinds)


def _unpacked(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, a table of one column as its paragraphs, and each row of a paragraph by itself."""
    unpacked: list[Block] = []
    for block in blocks:
        if isinstance(block, Table) and len(block.rows[0] if block.rows else ()) <= 1:
            unpacked.extend(Paragraph(line) for row in block.rows for text in row for line in text.split("\n") if line)
        elif isinstance(block, Paragraph) and "\n" in block.text:
            first, *others = filter(None, map(str.strip, block.text.split("\n")))
            unpacked.extend((replace(block, text=first), *map(Paragraph, others)))
        elif isinstance(block, Paragraph) and (found := _ARTICLE_AND_ITEM.match(block.text)):
            unpacked.extend((replace(block, text=found["article"]), Paragraph(block.text[found.end() :].strip())))
        else:
            unpacked.append(block)
    return unpacked


def _zeros(places: Sequence[Placed]) -> tuple[str, ...]:
    """The numbers of chapters as they are written with a `.0`, which they lose."""
    marks = [p.mark for p in places if p.level is not None and p.mark and p.mark.kind is Kind.DECIMAL]
    return tuple(
        mark.written for mark in marks if _ZERO.fullmatch(plain_digits(mark.written)) and "." not in mark.number
    )


def _romans(places: Sequence[Placed]) -> tuple[str, ...]:
    """The beginnings of what was numbered in Roman signs and is so no more."""
    kinds = (Kind.LISTED, Kind.ARABIC_BRACKETED)
    texts = [_shown(place) for place in places if place.mark and place.mark.kind in kinds]
    return tuple(text for text in texts if ROMAN.match(text))


def _parts(places: Sequence[Placed]) -> tuple[str, ...]:
    """The parts that count anew, as they are written."""
    marks = [p.mark for p in places if p.mark and p.mark.kind is Kind.DECIMAL]
    return tuple(mark.written.rstrip("：: ") for mark in marks if mark.written[:1] in "编篇第")


def _shown(place: Placed) -> str:
    text = place.block.text if isinstance(place.block, Paragraph) else ""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _flow(value: object) -> str:
    """A value on one line of YAML."""
    text: str = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=100_000, sort_keys=False)
    return text.removesuffix("...\n").strip()
