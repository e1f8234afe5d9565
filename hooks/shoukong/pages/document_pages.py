"""Pages of controlled documents: the master list, and each document with its control block and clauses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shoukong.control.reading import ReadingState, by_document
from shoukong.document import Document
from shoukong.links import forms_of_document, referring_documents
from shoukong.pages.clause_lines import FOLDERS, Health, health, quiet_line
from shoukong.pages.document_body import shown_body
from shoukong.pages.document_prints import print_name
from shoukong.pages.output import Output
from shoukong.pages.templating import fill
from shoukong.pages.view import View


@dataclass(frozen=True, slots=True)
class ReadingSum:
    """How far the reading of a document has come: how many have signed, and how many must."""

    done: int
    wanted: int
    overdue: int


def document_pages(view: View) -> Iterator[Output]:
    """The master list and a page for each document."""
    yield Output("documents/index.md", fill("documents.md.j2", view.say, view=view))
    sums = reading_sums(view)
    for document in view.documents:
        yield Output(f"documents/{document.id}.md", _page(document, view, sums.get(document.id)))


def reading_sums(view: View) -> dict[str, ReadingSum]:
    """How far the reading of each document in force has come."""
    day = view.portal.as_of
    found = {}
    for subject, readings in by_document(view.control.readings).items():
        states = [r.state(day) for r in readings if r.starts <= day or r.done]
        found[subject] = ReadingSum(states.count(ReadingState.DONE), len(states), states.count(ReadingState.OVERDUE))
    return found


def health_words(found: Health, view: View) -> str:
    """A document's health in a line; empty where it has no executable block."""
    parts = (_kept(found, view), _met(found, view))
    return view.say("；").join(part for part in parts if part)


def _kept(found: Health, view: View) -> str:
    say = view.say
    told = (
        say.count("%(n)s 条规则", found.rules) if found.rules else "",
        say.count("%(n)s 项义务", found.duties) if found.duties else "",
    )
    blocks = say.listed(each for each in told if each)
    if not blocks:
        return ""
    if not found.broken:
        return say("%(blocks)s，都做到", blocks=blocks)
    links = _block_links(found.broken, view)
    broken = say.count("**%(n)s 条有未关闭的不符合**（%(links)s）", len(found.broken), links=links)
    return blocks + say("，") + broken


def _met(found: Health, view: View) -> str:
    say = view.say
    if not found.indicators:
        return ""
    told = say.count("%(n)s 个指标", found.indicators)
    if not found.missed:
        return told
    links = _block_links(found.missed, view)
    return told + say.count("，**%(n)s 个未达目标**（%(links)s）", len(found.missed), links=links)


def _block_links(ids: Sequence[str], view: View) -> str:
    kinds = {id_: view.executable.blocks[id_].block.kind for id_ in ids}
    return view.say.listed(f"[{id_}](../{FOLDERS[kind]}/{id_}.md)" for id_, kind in kinds.items())


def _page(document: Document, view: View, reading: ReadingSum | None) -> str:
    blocks = {block.id: block for block in document.blocks}
    heading, body = shown_body(
        document, view, lambda id_: quiet_line(blocks[id_], document, view) if id_ in blocks else ""
    )
    documents = view.portal.documents_by_id
    life, term = view.life(document.id), view.term(document.id)
    return fill(
        "document.md.j2",
        view.say,
        view=view,
        document=document,
        print_name=print_name,
        life=life,
        term=term,
        heading=heading,
        body=body,
        reading=reading,
        health_words=health_words(health(view, document), view),
        suspects=view.suspects_at(document.id),
        copies=[c for c in view.control.copies if c.subject == document.id and c.returned_on is None],
        external=[e for e in view.control.external if any(a.startswith(f"{document.id}#") for a in e.clauses)],
        references=[documents[id_] for id_ in document.references if id_ in documents],
        referring=referring_documents(view.portal, document.id),
        forms=forms_of_document(view.portal, document.id),
        is_rulebook=document.id == view.portal.settings.rulebook,
    )
