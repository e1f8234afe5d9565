"""The text that a finding says is missing or lacks something: while that is faulty, the finding follows from it."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from shoukong.finding import Finding
from shoukong.layout import DOCUMENTS, FORMS

# The fact that names a document, or a clause or figure of one, by code.
_OF_DOCUMENTS = {
    "dossier-document": "document", "external-clause": "address", "figure-not-a-list": "figure",
    "figure-unknown": "figure", "form-clause-unknown": "clause", "form-document-unknown": "document",
    "item-document-unknown": "document", "item-points-nowhere": "target", "item-uncovered": "document",
    "item-without-document": "document", "link-clause-unknown": "target", "link-unknown": "target",
    "question-nowhere": "clause", "reference-uncited": "document", "reference-unknown": "document",
    "rulebook-unknown": "document",
}  # fmt: skip
# Those of them that say that there is no such document.
NO_DOCUMENT = frozenset({
    "dossier-document", "form-document-unknown", "item-document-unknown", "reference-unknown", "rulebook-unknown",
})  # fmt: skip
# The fact that names a form by its table.
_OF_FORMS = {
    "dossier-without-form": "table", "foreign-key-table": "table", "link-form-unknown": "form",
    "part-register": "table",
}  # fmt: skip
_UNNAMED = "-"
_SUBJECT = "subject-unknown"
_LINK = "link-unknown"
_OF_REGISTERS = frozenset({"control", "copies", "reading"})  # pages that are there where their registers are
_TWICE = "block-twice"
_UNPRINTABLE = "macro-unprintable"  # an own page's macro asks for a figure of a document or a register


def resting_on_named(item: Finding) -> Finding:
    """The finding, resting on the text that it names beside what it rests on."""
    paths = frozenset(_named(item))
    return item.resting_on(item.rests_on | paths) if paths else item


def gone_text(item: Finding) -> str:
    """The path of the text that a finding says is gone, elsewhere, empty or there twice; empty where it says none."""
    match item.code:
        case "text-missing":
            return f"{DOCUMENTS}/{item.facts['subject']}.md"
        case "text-gone":
            return f"{DOCUMENTS}/{item.ref}.md"
        case "document-id-twice" | "clauses-missing":
            return item.place.path
        case "document-file-name":
            return f"{DOCUMENTS}/{item.facts['id']}.md"
        case "form-file-name":
            return f"{FORMS}/{item.facts['name']}.yaml"
    return ""


def named_document(item: Finding) -> str | None:
    """The path of the document that a finding names as missing or lacking something; None where it names none."""
    return _path_of_document(item.facts[_OF_DOCUMENTS[item.code]]) if item.code in _OF_DOCUMENTS else None


def _named(item: Finding) -> Iterator[str]:
    document = named_document(item)
    if document is not None:
        yield document
    if item.code == _LINK:
        page = PurePosixPath(item.facts["target"].partition("#")[0])
        yield FORMS if page.parent.name in _OF_REGISTERS else f"{FORMS}/{page.stem}.yaml"
    if item.code in _OF_FORMS:
        yield f"{FORMS}/{PurePosixPath(item.facts[_OF_FORMS[item.code]]).stem}.yaml"
    if item.code == _UNPRINTABLE:
        asked = item.facts["problem"].partition(":")[0]
        yield from (f"{DOCUMENTS}/{asked}.md", f"{FORMS}/{asked}.yaml")
    if item.code == _SUBJECT:
        yield from (f"{DOCUMENTS}/{item.facts['subject']}.md", FORMS)
    if item.code == _TWICE:
        yield from (item.place.path, item.facts["first"].rpartition(":")[0])


def _path_of_document(written: str) -> str:
    """The document of a number, of the address of a clause or figure, or of a link; all of them where none is named."""
    name = PurePosixPath(written.partition("#")[0]).name.removesuffix(".md")
    return DOCUMENTS if name == _UNNAMED else f"{DOCUMENTS}/{name}.md"
