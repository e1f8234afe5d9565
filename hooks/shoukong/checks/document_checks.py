"""Checks of controlled documents: numbers, history, clauses, and references that resolve."""

import re
from collections.abc import Iterator, Mapping
from string import ascii_lowercase

from shoukong.document import Document, is_satisfies_line
from shoukong.figures import print_figures
from shoukong.finding import Finding, Place, finding
from shoukong.links import Target, first_cycle, resolve_link
from shoukong.portal import Portal
from shoukong.text.block import SHAPES, block_number, blocks_in
from shoukong.text.clause_address import clause_of_anchor, parent_of
from shoukong.text.markdown import anchored_blocks, prose_rows
from shoukong.text.markdown_links import Link

_MAY_HIDE = ("{%", "{##")


def check_reading(portal: Portal) -> Iterator[Finding]:
    """Files that could not be read as what they should be."""
    yield from portal.faults


def check_history(portal: Portal) -> Iterator[Finding]:
    """The history climbs, revision by revision and day by day, to the revision that the document bears."""
    for document in portal.documents:
        entries = document.history
        if not entries or entries[-1].revision != document.revision:
            last = str(entries[-1].revision) if entries else "-"
            place = document.place("history", len(entries) - 1) if entries else document.place("history")
            yield finding("history-end", place, ref=document.id, last=last, revision=document.revision)
        for i in range(1, len(entries)):
            place = document.place("history", i)
            before, entry = entries[i - 1], entries[i]
            if entry.revision <= before.revision:
                yield finding(
                    "history-revision", place, ref=document.id, revision=entry.revision, before=before.revision
                )
            if entry.date < before.date:
                yield finding("history-date", place, ref=document.id, date=entry.date, before=before.date)
        if entries and entries[-1].date > document.effective_date:
            place = document.place("effective_date")
            issued = entries[-1].date
            yield finding("effective-early", place, ref=document.id, effective=document.effective_date, issued=issued)


def check_anchors(portal: Portal) -> Iterator[Finding]:
    """Each clause has one address, and the address is the number in its text."""
    for document in portal.documents:
        first: dict[str, int] = {}
        if not document.clauses and not document.unanchored:
            yield finding("clauses-missing", Place(document.path, document.body_line), ref=document.id)
        for block in document.unanchored:
            place = Place(document.path, block.line)
            yield finding("clause-without-anchor", place, ref=document.id, number=block.number, title=block.title)
        for clause in document.clauses:
            place = Place(document.path, clause.line)
            address = document.address(clause)
            if clause.number in first:
                seen = first[clause.number]
                yield finding("clause-twice", place, ref=address, number=clause.number, first=seen)
            elif clause.written != clause.number:
                first[clause.number] = clause.line
                yield finding("clause-number", place, ref=address, anchor=clause.anchor, written=clause.written or "-")
            else:
                first[clause.number] = clause.line


def check_numbering(portal: Portal) -> Iterator[Finding]:
    """Clauses count upwards without gaps, each under the clause that its number names."""
    for document in portal.documents:
        counted: dict[tuple[str, bool], str] = {}
        known: set[str] = set()
        articles = {clause.line for clause in document.clauses if clause.runs_on}
        last = ""
        for candidates, line in _numbers(document):
            before = last if line in articles else ""
            number = next((n for n in candidates if n == _wanted(n, counted, before)), candidates[0])
            parent, wanted = parent_of(number), _wanted(number, counted, before)
            last = number if line in articles else last
            is_orphan = bool(parent) and parent not in known
            if number not in known and (is_orphan or number != wanted):
                code = "clause-orphan" if is_orphan else "clause-gap"
                place = Place(document.path, line)
                yield finding(code, place, ref=f"{document.id}#{number}", number=number, wanted=wanted, parent=parent)
            for counts in (parent, number) if is_orphan else (number,):  # what is missing is found once
                counted[_series(counts)] = counts
                known.add(counts)


def check_references(portal: Portal) -> Iterator[Finding]:
    """Documents named in the front matter exist and are cited; documents cited are named there."""
    for document in portal.documents:
        cited = {t.document: link for link in document.links if (t := resolve_link(document, link)) and t.document}
        for i, id_ in enumerate(document.references):
            place = document.place("references", i)
            if id_ == document.id:
                yield finding("reference-to-self", place, ref=document.id)
            elif id_ in document.references[:i]:
                yield finding("reference-twice", place, ref=document.id, document=id_)
            elif not portal.is_known_document(id_):
                yield finding("reference-unknown", place, ref=document.id, document=id_)
            elif id_ not in cited and not portal.is_archived_alone(id_):
                yield finding("reference-uncited", place, ref=document.id, document=id_)
        if not all(map(portal.is_known_document, document.references)):
            continue  # a misspelt number may be the one that is cited
        for id_, link in cited.items():
            if id_ in (*document.references, document.id) or portal.is_archived_alone(id_):
                continue
            if portal.is_known_document(id_):
                yield finding("reference-unlisted", Place(document.path, link.line), ref=document.id, document=id_)


def check_reference_cycle(portal: Portal) -> Iterator[Finding]:
    """No document rests, through others, on itself."""
    edges: Mapping[str, tuple[str, ...]] = {
        d.id: tuple(r for r in d.references if r != d.id) for d in portal.documents_by_id.values()
    }
    cycle = first_cycle(edges)
    while cycle:
        document = portal.documents_by_id[cycle[0]]
        place = document.place("references", document.references.index(cycle[1]))
        yield finding("reference-cycle", place, ref=document.id, cycle=" → ".join(cycle))
        edges = {id_: tuple(t for t in to if (id_, t) != (cycle[0], cycle[1])) for id_, to in edges.items()}
        cycle = first_cycle(edges)


def check_links(portal: Portal) -> Iterator[Finding]:
    """Links in the text lead to documents, clauses and forms that exist."""
    for document in portal.documents:
        written = {(link.written_on, link.target): link for link in reversed(document.links)}
        for link in sorted(written.values(), key=lambda link: link.line):
            target = resolve_link(document, link)
            if target is not None:
                yield from _link_faults(document, link, target, portal)


def check_figures(portal: Portal) -> Iterator[Finding]:
    """Figures print, and no statement around them hides or repeats what counts."""
    for document in portal.documents:
        printed, found = print_figures(document)
        yield from found or _told_otherwise(document, printed)


CHECKS = (
    check_reading,
    check_history,
    check_anchors,
    check_numbering,
    check_references,
    check_reference_cycle,
    check_links,
    check_figures,
)


def _told_otherwise(document: Document, printed: str) -> Iterator[Finding]:
    """The first clause, claim or block that readers of the printed text do not find as often as it counts."""
    body = document.body
    if not any(mark in body for mark in _MAY_HIDE) and body.count("<!--") == printed.count("<!--"):
        return
    counted, shown = _what_counts(body, document.body_line), _what_counts(printed, document.body_line)
    for what in (*counted, *(shown.keys() - counted.keys())):
        before, times = len(counted.get(what, ())), len(shown.get(what, ()))
        if before != times:
            place = Place(document.path, counted[what][0] if before else document.body_line)
            yield finding("figure-hides", place, ref=document.id, what=what, counted=before, shown=times)
            return


def _what_counts(text: str, first: int) -> dict[str, list[int]]:
    """The anchors of clauses, the claims to satisfy something and the blocks of a text, each with its lines."""
    found: dict[str, list[int]] = {}
    for block in anchored_blocks(text, first):
        if clause_of_anchor(block.anchor or ""):
            found.setdefault(f"#{block.anchor}", []).append(block.line)
    for line, row in prose_rows(text, first):
        if is_satisfies_line(row):
            found.setdefault(row.strip(), []).append(line)
    for fence in blocks_in(text, SHAPES):
        found.setdefault(f"{fence.kind} {block_number(fence)}", []).append(first + fence.first)
    return found


def _numbers(document: Document) -> list[tuple[tuple[str, ...], int]]:
    """The numbers of all clauses by line: where anchor and text differ, either may be the right one."""
    numbers: list[tuple[tuple[str, ...], int]] = [((block.number,), block.line) for block in document.unanchored]
    numbers += [(tuple(dict.fromkeys(filter(None, (c.number, c.written)))), c.line) for c in document.clauses]
    return sorted(numbers, key=lambda pair: pair[1])


def _series(number: str) -> tuple[str, bool]:
    """Numbers that count together: under one clause, digits or letters."""
    return parent_of(number), number[-1:].isalpha()


def _wanted(number: str, counted: Mapping[tuple[str, bool], str], article: str = "") -> str:
    """The number that is due in a number's series; articles count on from the last `article`, or anew in a chapter."""
    last = counted.get(_series(number))
    if last:
        return _next(last)
    parent = parent_of(number)
    on = f"{parent}.{_next(article.rstrip(ascii_lowercase)).rpartition('.')[2]}" if article and parent else ""
    return on if number == on else _first(number)


def _first(number: str) -> str:
    """The first number under the same parent and of the same kind."""
    if number[-1:].islower():
        return f"{number[:-1]}a"
    parent, _, last = number.rpartition(".")
    start = "1" if last.isdigit() else "A"
    return f"{parent}.{start}" if parent else start


def _next(number: str) -> str:
    if number[-1:].isalpha():
        return number[:-1] + chr(ord(number[-1]) + 1)
    parent, _, last = number.rpartition(".")
    following = str(int(last) + 1)
    return f"{parent}.{following}" if parent else following


def _link_faults(document: Document, link: Link, target: Target, portal: Portal) -> Iterator[Finding]:
    place = Place(document.path, link.written_on)
    if target.form is not None:
        if not portal.is_known_form(target.form):
            yield finding("link-form-unknown", place, ref=document.id, form=target.form, text=link.text)
        return
    if target.document is None or not portal.is_known_document(target.document):
        yield finding("link-unknown", place, ref=document.id, target=link.path, text=link.text)
        return
    other = portal.documents_by_id.get(target.document)
    if not link.fragment or other is None:
        return
    number = clause_of_anchor(link.fragment)
    if number is None or not _has_clause(other, number):
        address = f"{other.id}#{link.fragment}"
        yield finding("link-clause-unknown", place, ref=document.id, target=address, text=link.text)


def _has_clause(document: Document, number: str) -> bool:
    """Whether a clause exists, even one whose anchor is missing or wrong: that fault is found where it is."""
    written = {block.number for block in document.unanchored} | {c.written for c in document.clauses}
    return document.clause(number) is not None or number in written


def is_clause_known(portal: Portal, address: str) -> bool:
    """Whether an address such as `P-02#4.1.4` leads somewhere, as far as can be told."""
    id_, _, number = address.partition("#")
    document = portal.documents_by_id.get(id_)
    if document is None:
        return id_ in portal.unread_documents or portal.is_archived_alone(id_)
    return _has_clause(document, number)


ADDRESS = re.compile(r"[^#\s]+#[0-9A-Z][0-9.]*[a-z]?")
