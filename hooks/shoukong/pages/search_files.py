"""The index of the search: all that has a page, clause by clause and row by row, as a script that runs anywhere.

Records are not in it: their numbers lead to their registers, and the names of registers of few stand in a file beside.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any

from shoukong.control.life import Status
from shoukong.days.timeline import as_data
from shoukong.document import Document
from shoukong.figures import print_figures
from shoukong.files.attachment import DOCS
from shoukong.files.folder import read_text
from shoukong.language import asking, everyday, readings
from shoukong.messages.names import names_in
from shoukong.pages.clause_lines import FOLDERS
from shoukong.pages.clause_prose import clause_proses
from shoukong.pages.holders import place_of
from shoukong.pages.output import Output
from shoukong.pages.pieces import page_of
from shoukong.pages.plain_signs import plain_signs
from shoukong.pages.record_names import MOST_NAMES
from shoukong.pages.templating import fill
from shoukong.pages.view import View
from shoukong.portal_page import own_paths, printed_alike
from shoukong.records.cells_in_bulk import column
from shoukong.records.record_labels import is_named, label_of
from shoukong.requirement import RequirementSet
from shoukong.text.markdown import outline, plain_words, prose_rows
from shoukong.wording.state_names import STATUS_NAMES

PAGE, INDEX, NAMES = "search.md", "data/search.js", "data/search-names.js"
MOST_SIGNS = 1_500_000  # of all texts together; beyond, each clause gives its beginning
_LEAST_SIGNS, _SIGNS_OF_SECTION = 60, 400
_TAG = re.compile(r"<[^<>]*>")
_CALLOUT = re.compile(r"(?:^|\s)(?:!!!|\?\?\?\+?) +\w+ +\"([^\"]*)\"")
_UNSEARCHED = frozenset({"index.md", "README.md", PAGE})
Told = dict[str, Any]


def search_files(view: View) -> Iterator[Output]:
    """The index, the names of records, and the page of the search where the firm has none of its own."""
    index = search_index(view)
    text = json.dumps(index, ensure_ascii=False)
    index["signs"] = plain_signs(view.portal.root, text)
    yield Output(INDEX, _script("shoukongIndex", index))
    yield Output(NAMES, _script("shoukongNames", list(_names(view))))
    if f"{DOCS}/{PAGE}" not in own_paths(view.portal):
        yield Output(PAGE, fill("search.md.j2", view.say))


def search_index(view: View) -> Told:
    """What the search knows, without the signs that it takes for others."""
    portal = view.portal
    documents = list(_documents(view))
    return {
        "documents": documents,
        "archive": list(_archive(view)),
        "forms": list(_forms(view)),
        "blocks": list(_blocks(view)),
        "sets": [_set(each) for each in sorted(portal.requirement_sets, key=lambda s: s.id)],
        "pages": list(_pages(view)),
        "departments": [[name, place_of(name)] for name in view.departments],
        "posts": [[name, place_of(name)] for name in view.posts],
        "terms": [[[term.word, *term.same], list(term.near)] for term in portal.glossary.terms],
        "alike": _everyday(view.say.language, documents),
        "readings": readings(view.say.language),
        "questions": [[each.at, list(each.ask)] for each in portal.glossary.questions],
        "ask": portal.glossary.ask,
        "asking": asking(view.say.language),
    }


def _everyday(language: str, documents: Sequence[Told]) -> list[Sequence[str]]:
    """The words of everyday speech that mean much the same as one that the documents have."""
    text = json.dumps(documents, ensure_ascii=False)
    return [group for group in everyday(language) if any(word in text for word in group)]


def _script(name: str, value: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    return f"globalThis.{name} = {json.dumps(value, ensure_ascii=False, separators=(',', ':'))};\n"


def _documents(view: View) -> Iterator[Told]:
    """The documents with their clauses, whose words are cut where all together are more than a browser should get."""
    clauses = {document.id: list(_clauses(document)) for document in view.documents}
    most = _share([clause["text"] for own in clauses.values() for clause in own])
    for document in view.documents:
        yield {
            "id": document.id,
            "title": document.title,
            "owner": document.owner,
            "audience": list(document.audience),
            "days": json.loads(as_data(view.life(document.id).timeline, _status_names(view))),
            "clauses": [{**clause, "text": clause["text"][:most]} for clause in clauses[document.id]],
        }


def _clauses(document: Document) -> Iterator[Told]:
    """Each clause: its number, how the text names it, its title where it is a heading, its words, its tables."""
    printed, _ = print_figures(document)
    for each in clause_proses(document, printed):
        clause = each.clause
        facts = {
            "number": clause.number,
            "name": clause.cited,
            "title": _plain(clause.title) if clause.is_heading else "",
            "heads": each.heads,
            "rows": [_plain(row.text) for row in each.rows],
        }
        yield {"text": _plain(each.text), **{key: value for key, value in facts.items() if value}}


def _share(texts: Sequence[str]) -> int:
    """How many signs of each text the index takes, so that it stays within its bounds."""
    total = sum(map(len, texts))
    if total <= MOST_SIGNS:
        return max(map(len, texts), default=0)
    return max(_LEAST_SIGNS, MOST_SIGNS // len(texts))


def _plain(text: str) -> str:
    """A text without tags, entities and the marks of notes, in one line."""
    return " ".join(unescape(_TAG.sub("", _CALLOUT.sub(r" \1 ", text))).split())


def _status_names(view: View) -> Mapping[Status, str]:
    return names_in(view.say.language, STATUS_NAMES)


def _archive(view: View) -> Iterator[Told]:
    """Revisions that no longer apply, of documents and forms."""
    for life in view.control.lives.values():
        for term in life.terms:
            if term.status(view.portal.as_of) is Status.SUPERSEDED:
                text, place = term.text, f"{page_of(term.text)}/{term.text.revision.in_path}/"
                state = _status_names(view)[Status.SUPERSEDED]
                told = {"id": text.subject, "revision": str(text.revision), "title": text.title}
                yield {**told, "url": place, "state": state}


def _forms(view: View) -> Iterator[Told]:
    """The forms with the titles of their fields; `register` is the pattern of the numbers of their records."""
    for form in view.forms:
        yield {
            "id": form.id,
            "table": form.name,
            "title": form.title,
            "clauses": list(form.clauses),
            "fields": view.say.listed(field.title for field in form.fields if not field.is_made),
            "register": form.number.regex if form.number else "",
            "dossier": form.dossier or "",
        }


def _blocks(view: View) -> Iterator[Told]:
    for id_, placed in sorted(view.executable.blocks.items()):
        block = placed.block
        yield {"id": id_, "title": block.title, "kind": block.kind, "url": f"{FOLDERS[block.kind]}/{id_}/"}


def _set(requirements: RequirementSet) -> Told:
    items = [[item.id, _plain(plain_words(item.statement))] for item in requirements.items]
    return {"id": requirements.id, "title": requirements.title, "items": items}


def _pages(view: View) -> Iterator[Told]:
    """The firm's own pages by their headings, each with the beginning of what stands below it."""
    for path in own_paths(view.portal):
        text, _ = read_text(view.portal.root, path)
        name = path.removeprefix(f"{DOCS}/")
        if text is not None and name not in _UNSEARCHED:
            url = name.removesuffix(".md").removesuffix("index")
            yield {"url": f"{url.rstrip('/')}/" if url else "", "sections": list(_sections(text, view))}


def _sections(text: str, view: View) -> Iterator[tuple[str, str]]:
    printed = printed_alike(text, view.portal)
    starts = [block for block in outline(printed).anchored if block.is_heading]
    rows = list(prose_rows(printed))
    ends = [block.line for block in starts[1:]] + [len(printed.split("\n")) + 1]
    for block, end in zip(starts, ends, strict=True):
        words = _plain(plain_words("\n".join(row for line, row in rows if block.line < line < end)))
        yield _plain(plain_words(block.title)), words[:_SIGNS_OF_SECTION]


def _names(view: View) -> Iterator[Told]:
    """What the records are called that people go by: of registers of few whose records have a name or a dossier."""
    for form in view.forms:
        label = label_of(form, view.portal.settings.scopes)
        is_called = label is not None and is_named(form, label)
        if (is_called or form.dossier) and view.counts[form.name] <= MOST_NAMES and form.number:
            name = column(label.name) if is_called and label is not None else "''"
            query = f"SELECT {column(form.primary_key)}, {name} FROM {view.registers.shown(form)} ORDER BY rowid"
            records = [[number, called or ""] for number, called in view.registers.rows(query)]
            yield {"table": form.name, "records": records}
