"""Documents as they are printed: one with its cover, control block, history and contents, or all as one manual."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from html import escape
from typing import Any

from shoukong.control.life import Life, Status, Term
from shoukong.days.retention import period_in_words
from shoukong.document import Document
from shoukong.executable.indicator import parse_target
from shoukong.files.attachment import Attachment, attachment_name
from shoukong.messages.names import STEP_NAMES
from shoukong.pages.document_body import printed_body
from shoukong.pages.output import Output
from shoukong.pages.view import View
from shoukong.paper.blank import qr_of
from shoukong.paper.fonts import PaperError, font_folder
from shoukong.paper.markup import Node, Reading
from shoukong.paper.print_words import document_words
from shoukong.paper.said import day_in_words
from shoukong.paper.typeset import Layout, kept_pdf, set_pdf
from shoukong.text.block import WITHIN, Block, Strength
from shoukong.text.markdown_links import Link, LinkKind
from shoukong.wording.duty_words import repeat_words
from shoukong.wording.indicator_words import target_words
from shoukong.wording.limit_words import limit_in_words
from shoukong.wording.state_names import STATUS_NAMES, STRENGTH_NAMES

_PAINTABLE = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")
_SHOWN_LEVELS, _MANUAL_LEVELS = 3, 2
_DIGEST_LINE = 32
_PROCESSORS = 2
_IN_FORCE = (Status.IN_FORCE, Status.REVIEW_OVERDUE)
_NOT_YET = (Status.DRAFT, Status.UPCOMING)


@dataclass(frozen=True, slots=True)
class Issue:
    """How a print is given out: the day on which it is printed, None for one that waits on the site to be fetched.

    A controlled copy has its number, and who holds it where.
    """

    printed_on: datetime.date | None
    copy: str = ""
    holder: str = ""
    kept_at: str = ""


@dataclass(slots=True)
class _Gathered:
    """The pictures of what is printed at once, and every place in it that a link may lead to."""

    view: View
    documents: frozenset[str]
    pictures: list[Attachment] = field(default_factory=list)
    places: set[str] = field(default_factory=set)


def document_pdf(view: View, document: Document, issue: Issue) -> bytes:
    """A document in the revision of its text. Raises PaperError."""
    return _painted_or_named(set_pdf, view, document, issue)


def document_files(view: View) -> Iterator[Output]:
    """A PDF of each revision of each document, beside its page: each says on the day what it is worth."""
    if not view.has_prints:
        return
    documents = [document for life in view.control.lives.values() for document in _revisions(view, life)]
    with ThreadPoolExecutor(_PROCESSORS) as pool:
        made = pool.map(lambda document: kept_document_pdf(view, document), documents)
        for document, pdf in zip(documents, made, strict=True):
            yield Output(f"documents/{print_name(document)}", pdf)


def _revisions(view: View, life: Life) -> Iterator[Document]:
    """A document in each of its revisions whose text can be read to its end."""
    for term in life.terms:
        whole = view.control.portal.whole(term.text)
        if isinstance(whole, Document):
            yield whole


def print_name(document: Document) -> str:
    """The file of a document's PDF as its page addresses it: in the folder of its revisions."""
    return f"{document.id}/{document.id}_{document.revision.in_path}.pdf"


def kept_document_pdf(view: View, document: Document) -> bytes:
    """The same for the site, taken from the cache where nothing in it has changed. Raises PaperError."""
    return _painted_or_named(partial(kept_pdf, "documents"), view, document, Issue(None))


def _painted_or_named(make: Callable[[Layout], bytes], view: View, document: Document, issue: Issue) -> bytes:
    """A document with its pictures; where one of them cannot be painted, with what they are called instead."""
    try:
        return make(document_layout(view, document, issue))
    except PaperError:
        if not document.attachments:
            raise
        return make(document_layout(view, replace(document, attachments=()), issue))


def manual_pdf(view: View, issue: Issue) -> bytes:
    """All documents in force as one. Raises PaperError."""
    say, settings = view.say, view.portal.settings
    documents = manual_documents(view)
    words = say.count("%(n)s 份有效的受控文件", len(documents))
    facts = [[each.id, f"{each.title}  {each.revision}"] for each in documents]
    data = _data(view, documents, issue, settings.title) | {"manual": {}, "subtitle": words, "facts": facts}
    return set_pdf(_layout(view, data, issue.printed_on or view.portal.as_of))


def manual_documents(view: View) -> tuple[Document, ...]:
    """The documents in force, by number."""
    return tuple(document for document in view.documents if view.status(document.id) in _IN_FORCE)


def document_layout(view: View, document: Document, issue: Issue) -> Layout:
    """A document as it is laid out, dated by the day of its print, or of its revision where it waits on the site."""
    return _layout(view, _document_data(view, document, issue), issue.printed_on or term_of(view, document).start)


def document_word(view: View, document: Document, issue: Issue) -> bytes:
    """The same document as Word."""
    from shoukong.paper.word_file import WordText, word_file  # nothing else needs the library

    data = _document_data(view, document, issue)
    pictures = [(view.portal.root / each.source).read_bytes() for each in data.pop("attachments")]
    return word_file(WordText(data, pictures, issue.printed_on or term_of(view, document).start))


def _document_data(view: View, document: Document, issue: Issue) -> dict[str, Any]:
    """All that a print of one document says."""
    term = term_of(view, document)
    kind = view.portal.kind_name(document.kind).told(view.say.language)
    data = _data(view, (document,), issue, document.title)
    data |= {"subtitle": f"{document.id}  {kind}  {view.say('版本')} {document.revision}"}
    data |= {"facts": list(_facts(view, document, term, issue))}
    return data | {"watermark": "\n".join(worth(view, document)), "worth": view.say("，").join(worth(view, document))}


def _layout(view: View, data: dict[str, Any], day: datetime.date) -> Layout:
    pictures = [_as_drawn(view, each) for each in data.pop("attachments")]
    drawn = {"pictures": pictures, "qr": qr_of(data["url"])}
    return Layout(data["name"], "document", data, day, font_folder(view.portal.root), drawn)


def _data(view: View, documents: Sequence[Document], issue: Issue, title: str) -> dict[str, Any]:
    say, settings = view.say, view.portal.settings
    address = settings.address.rstrip("/")
    url = f"{address}/documents/" + (f"{documents[0].id}/" if len(documents) == 1 else "")
    gathered = _Gathered(view, frozenset(document.id for document in documents))
    printed = [_printed(document, gathered) for document in documents]
    for each in printed:
        each["body"] = [_with_whole_links(node, gathered) for node in each["body"]]
    return {
        "language": say.language,
        "words": document_words(say, url),
        "seal": view.latest_seal,
        "organization": settings.organization,
        "title": title,
        "name": f"{documents[0].id} {title} {documents[0].revision}" if len(documents) == 1 else title,
        "manual": None,
        "documents": printed,
        "attachments": gathered.pictures,
        "pictures_by": [each.digest for each in gathered.pictures],
        "control": say("受控副本 %(copy)s", copy=issue.copy) if issue.copy else say("非受控"),
        "printed": say("打印日期 %(day)s", day=day_in_words(issue.printed_on, say)) if issue.printed_on else "",
        "remark": _remark(issue, url, view),
        "watermark": "",
        "worth": "",
        "url": url,
        "depth": _SHOWN_LEVELS if len(documents) == 1 else _MANUAL_LEVELS,
    }


def _remark(issue: Issue, url: str, view: View) -> str:
    if issue.copy:
        return view.say("受控副本：换版或作废时凭副本号收回。")
    if not url.startswith("http"):
        return view.say("非受控文件：使用前核对现行版本。")
    return view.say("非受控文件：使用前核对现行版本 %(url)s", url=url)


def term_of(view: View, document: Document) -> Term:
    """The days of the revision that a document's text is of."""
    return view.life(document.id).term(document.revision) or view.term(document.id)


def worth(view: View, document: Document) -> Iterator[str]:
    """What a text is worth that is not in force, and that it is not to be relied upon; nothing of one that is."""
    term = term_of(view, document)
    say, status = view.say, term.status(view.portal.as_of)
    if status in _IN_FORCE:
        return
    after = next((t for t in view.life(document.id).approved if t.start == term.end), None)
    if status is Status.SUPERSEDED and after is not None:
        yield say("已被 %(revision)s 替代", revision=after.text.revision)
    else:
        yield STATUS_NAMES[status].told(say.language)
    yield say("尚未生效") if status in _NOT_YET else say("不再有效")


def _facts(view: View, document: Document, term: Term, issue: Issue) -> Iterator[list[str]]:
    """The control block, a name and a value a row."""
    say = view.say
    yield [say("编号"), document.id]
    yield [say("版本"), str(document.revision)]
    yield [say("实施日期"), document.effective_date.isoformat()]
    if term.end is not None and term.end <= view.portal.as_of:
        yield [say("失效日期"), term.end.isoformat()]
    if told := list(worth(view, document)):
        yield [say("状态"), say("，").join(told)]
    yield [say("归口部门"), document.owner]
    yield [say("适用人员"), say.listed(document.audience)]
    yield [say("保存期"), period_in_words(document.retention, say)]
    if term.review_due and term.status(view.portal.as_of) in _IN_FORCE:
        yield [say("复审期限"), term.review_due.isoformat()]
    for signing in term.approval.signings if term.approval else ():
        who = view.control.name(signing.by)
        yield [STEP_NAMES[signing.step].told(say.language), f"{who}  {signing.on or ''}".rstrip()]
    if term.approval is None:
        yield [say("审批"), say("本版本没有审批记录，不得作为依据")]
    digest = document.digest
    yield [say("文本摘要"), f"{digest[:_DIGEST_LINE]} {digest[_DIGEST_LINE:]}"]
    if issue.copy:
        yield [say("副本号"), issue.copy]
        yield [say("持有人"), say("，").join(filter(None, (issue.holder, issue.kept_at)))]


def _printed(document: Document, gathered: _Gathered) -> dict[str, Any]:
    view, blocks = gathered.view, {block.id: block for block in document.blocks}
    reading = Reading(
        lead=lambda href: _lead(href, document, gathered),
        picture=lambda source: _picture(source, document, gathered),
        label=lambda anchor: f"{document.id}#{anchor}",
    )
    text = printed_body(document, view, lambda id_: _demand(blocks[id_], document, view) if id_ in blocks else "")
    body = reading.nodes(text)
    gathered.places.update(reading.anchors)
    return {
        "id": document.id,
        "title": document.title,
        "revision": str(document.revision),
        "effective": document.effective_date.isoformat(),
        "owner": document.owner,
        "history": [[str(e.revision), e.date.isoformat(), e.summary, e.change or ""] for e in document.history],
        "body": body,
    }


def _demand(block: Block, document: Document, view: View) -> str:
    """A rule, duty or indicator as one plain sentence."""
    say = view.say
    strength = "" if block.strength is Strength.MUST else STRENGTH_NAMES[block.strength].told(say.language)
    match block.kind:
        case "duty":
            told = say("定期义务 %(id)s：%(title)s", id=block.id, title=block.title)
            more = _when(block, document, view)
        case "indicator":
            told, more = say("指标 %(id)s：%(title)s", id=block.id, title=block.title), _target(block, document, view)
        case _:
            told, more = say("规则 %(id)s：%(title)s", id=block.id, title=block.title), ""
    also = say("，").join(filter(None, (strength, more)))
    return f'<p class="sk-printed">{escape(told + (say("（%(what)s）", what=also) if also else ""))}</p>'


def _when(block: Block, document: Document, view: View) -> str:
    within, repeat = block.text(WITHIN), block.text("repeat")
    if within:
        return view.say("每条记录起 %(limit)s", limit=limit_in_words(within, document.figures, view.say))
    return repeat_words(repeat, view.say) if repeat else ""


def _target(block: Block, document: Document, view: View) -> str:
    target = parse_target(block.text("target"), document.figures)
    if target is None:
        return ""
    unit = block.text("unit")
    return view.say("目标：%(target)s%(unit)s", target=target_words(target, view.say.language), unit=unit)


def _lead(href: str, document: Document, gathered: _Gathered) -> str | None:
    """Where a link leads on paper: a place in the same print, else an address on the web; None where there is none."""
    path, _, fragment = href.partition("#")
    name = path.removesuffix(".md")
    if not path:
        return f"#{document.id}#{fragment}" if fragment else None
    if "://" in path or path.startswith("mailto:"):
        return href
    if path.endswith(".md") and name in gathered.documents:
        return f"#{name}#{fragment}" if fragment else f"#{name}"
    address = gathered.view.portal.settings.address.rstrip("/")
    if not address.startswith("http") or not path.endswith(".md"):
        return None
    page = name.removeprefix("../") if name.startswith("../") else f"documents/{name}"
    return f"{address}/{page}/" + (f"#{fragment}" if fragment else "")


def _with_whole_links(node: Node, gathered: _Gathered) -> Node:
    """A node in which links within the print lead to places that are in it; the words of others stand alone."""
    changed = {key: _changed(value, gathered) for key, value in node.items()}
    target = node.get("to", "")
    is_known = not target.startswith("#") or target[1:] in gathered.places | gathered.documents
    return changed if is_known else {"k": "span", "c": changed["c"]}


def _changed(value: Any, gathered: _Gathered) -> Any:  # noqa: ANN401 - whatever stands in a node
    if isinstance(value, dict):
        return _with_whole_links(value, gathered)
    return [_changed(each, gathered) for each in value] if isinstance(value, list) else value


def _picture(source: str, document: Document, gathered: _Gathered) -> int | None:
    """The picture's place among those that are printed; None where the text has none such, or it cannot be painted."""
    path, _, fragment = source.partition("#")
    name = attachment_name(Link("", path, fragment, 1, LinkKind.IMAGE, "img"), document.path)
    found = next((each for each in document.attachments if name in (each.name, each.published)), None)
    if found is None or not found.source.lower().endswith(_PAINTABLE):
        return None
    if found not in gathered.pictures:
        gathered.pictures.append(found)
    return gathered.pictures.index(found)


def _as_drawn(view: View, attachment: Attachment) -> str | list[int]:
    content = (view.portal.root / attachment.source).read_bytes()
    return content.decode("utf-8", "replace") if attachment.source.lower().endswith(".svg") else list(content)
