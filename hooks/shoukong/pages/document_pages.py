"""Pages of controlled documents: the master list, and each document with its control block and clauses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shoukong.control.reading import ReadingState, by_document
from shoukong.document import Document
from shoukong.links import forms_of_document, referring_documents
from shoukong.pages.clause_lines import FOLDERS, Health, health, quiet_line
from shoukong.pages.document_body import shown_body
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
    """The master list 受控文件清单 and a page for each document."""
    yield Output("documents/index.md", fill("documents.md.j2", view=view))
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
    blocks = "、".join(
        f"{count} {what}" for count, what in ((found.rules, "条规则"), (found.duties, "项义务")) if count
    )
    kept = (
        f"**{len(found.broken)} 条有未关闭的不符合**（{_block_links(found.broken, view)}）"
        if found.broken
        else "都做到"
    )
    missed = f"，**{len(found.missed)} 个未达目标**（{_block_links(found.missed, view)}）" if found.missed else ""
    parts = (f"{blocks}，{kept}" if blocks else "", f"{found.indicators} 个指标{missed}" if found.indicators else "")
    return "；".join(part for part in parts if part)


def _block_links(ids: Sequence[str], view: View) -> str:
    kinds = {id_: view.executable.blocks[id_].block.kind for id_ in ids}
    return "、".join(f"[{id_}](../{FOLDERS[kind]}/{id_}.md)" for id_, kind in kinds.items())


def _page(document: Document, view: View, reading: ReadingSum | None) -> str:
    blocks = {block.id: block for block in document.blocks}
    heading, body = shown_body(
        document, view, lambda id_: quiet_line(blocks[id_], document, view) if id_ in blocks else ""
    )
    documents = view.portal.documents_by_id
    life, term = view.life(document.id), view.term(document.id)
    return fill(
        "document.md.j2",
        view=view,
        document=document,
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
