"""Pages of controlled documents: the master list, and each document with its control block and clauses."""

from collections.abc import Iterator

from shoukong.document import Document
from shoukong.links import forms_of_document, referring_documents
from shoukong.pages.clauses import shown_body
from shoukong.pages.output import Output
from shoukong.pages.templates import fill
from shoukong.pages.view import View


def document_pages(view: View) -> Iterator[Output]:
    """The master list 受控文件清单 and a page for each document."""
    yield Output("documents/index.md", fill("documents.md.j2", view=view))
    for document in view.documents:
        yield Output(f"documents/{document.id}.md", _page(document, view))


def _page(document: Document, view: View) -> str:
    title, body = shown_body(document, view)
    documents = view.portal.documents_by_id
    return fill(
        "document.md.j2",
        view=view,
        document=document,
        heading=title,
        body=body,
        status=view.status(document),
        approvals=view.approvals.get(document.id, ()),
        references=[documents[id_] for id_ in document.references if id_ in documents],
        referring=referring_documents(view.portal, document.id),
        forms=forms_of_document(view.portal, document.id),
    )
