"""Pages of revisions: one for each revision of a document or form, and their redlines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import combinations, groupby
from urllib.parse import quote

from shoukong.control.life import Life, Term
from shoukong.control.passage import HEAD, passages_of
from shoukong.control.redline import Change, Comparison, Span
from shoukong.document import Document
from shoukong.edition import Edition
from shoukong.entries.template_book import template_name
from shoukong.files.attachment import IMAGES, Attachment
from shoukong.forms.form import Form
from shoukong.language import Speech
from shoukong.messages.names import Name, names_in
from shoukong.pages.document_body import revision_body
from shoukong.pages.document_prints import print_name
from shoukong.pages.form_pages import blank_name
from shoukong.pages.output import Output, cell
from shoukong.pages.pieces import page_of
from shoukong.pages.templating import fill
from shoukong.pages.view import View

CHANGE_NAMES = {
    Change.CHANGED: Name("改动", "changed"),
    Change.ADDED: Name("新增", "added"),
    Change.REMOVED: Name("删去", "removed"),
    Change.MOVED: Name("只改编号", "renumbered"),
}
Texts = tuple[Document | Form | None, ...]  # the older and the newer one
_TAGS = {"out": "del", "in": "ins"}
# Before a fragment that could be opened by itself: nothing in it may run or be fetched.
_BY_ITSELF = """<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'">\n"""


@dataclass(frozen=True, slots=True)
class FoldRow:
    """Passages that did not change, folded away between two that did; `texts` are HTML."""

    name: str
    texts: tuple[str, ...]
    is_fold: bool = True


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A passage that changed: its name, the kind of change and what that is called, both texts as HTML."""

    key: str
    name: str
    change: Change
    change_name: str
    old: str
    new: str
    is_fold: bool = False


def revision_pages(view: View) -> Iterator[Output]:
    """For each subject: a page for each of its revisions, and where there are several, one to compare them."""
    for life in view.control.lives.values():
        for term in life.terms:
            yield Output(f"{page_of(term.text)}/{term.text.revision.in_path}.md", _page(view, life, term))
        if len(life.terms) > 1:
            yield from _comparisons(view, life)


def redline_html(view: View, old: Term, new: Term) -> str:
    """Two revisions side by side, as HTML without a blank line in it."""
    items = view.redline(old, new)
    files = list(_file_rows(old.text, new.text, view.say))
    texts = tuple(view.control.portal.whole(term.text) for term in (old, new))
    rows = [*_rows(items, view.say, texts), *files]
    summary = _summary(counts(items), len(files), view.say)
    filled = fill("redline.html.j2", view.say, rows=rows, old=old, new=new, summary=summary)
    return "\n".join(line for line in filled.split("\n") if line.strip()) + "\n"


def counts(items: tuple[Comparison, ...]) -> dict[Change, int]:
    """How many passages of each kind there are."""
    return {change: sum(item.change is change for item in items) for change in Change}


def _summary(counted: Mapping[Change, int], files: int, say: Speech) -> str:
    told = say.count("附件有 %(n)s 处不同。", files) if files else ""
    return _summary_of_text(counted, say, is_all=not files) + told


def _summary_of_text(counted: Mapping[Change, int], say: Speech, *, is_all: bool) -> str:
    if sum(counted.values()) == counted[Change.SAME]:
        return say("没有不同。") if is_all else say("文字没有不同；")
    told = say(
        "改动 %(changed)s 处，新增 %(added)s 处，删去 %(removed)s 处",
        changed=counted[Change.CHANGED],
        added=counted[Change.ADDED],
        removed=counted[Change.REMOVED],
    )
    moved = say("，只改编号 %(n)s 处", n=counted[Change.MOVED]) if counted[Change.MOVED] else ""
    rest = say("；其余 %(n)s 处未变，已折叠。", n=counted[Change.SAME])
    return f"{told}{moved}{rest}"


def _rows(items: tuple[Comparison, ...], say: Speech, texts: Texts) -> Iterator[FoldRow | ChangeRow]:
    """The passages that changed as they are, runs of those that did not as one."""
    for is_same, run in groupby(items, key=lambda item: item.change is Change.SAME):
        found = list(run)
        if is_same:
            ends = found[:1] if len(found) == 1 else (found[0], found[-1])
            name = say(" 至 ").join(_name(item, say, texts) for item in ends)
            yield FoldRow(name, tuple(_html(item.new) for item in found))
            continue
        yield from (_change_row(item, say, texts) for item in found)


def _change_row(item: Comparison, say: Speech, texts: Texts) -> ChangeRow:
    key = item.new_key or item.old_key
    is_renamed = bool(item.old_key and item.new_key and item.old_key != item.new_key)
    formerly = texts[0].name_of(item.old_key) if isinstance(texts[0], Document) else item.old_key
    was = say("（原 %(key)s）", key=formerly) if item.change is Change.MOVED or is_renamed else ""
    name = _name(item, say, texts) + was
    old = _html(item.old) if item.old else f"<i>{say('没有这一条')}</i>"
    new = _html(item.new) if item.new else f"<i>{say('已删去')}</i>"
    return ChangeRow(key, name, item.change, names_in(say.language, CHANGE_NAMES)[item.change], old, new)


def _file_rows(old: Edition, new: Edition, say: Speech) -> Iterator[ChangeRow]:
    """The attachments that are not the same, images to be looked at side by side."""
    before, after = ({each.name: each for each in text.attachments} for text in (old, new))
    names = names_in(say.language, CHANGE_NAMES)
    for name in sorted(before.keys() | after.keys()):
        was, now = before.get(name), after.get(name)
        if was is None or now is None or was.digest != now.digest:
            change = Change.ADDED if was is None else Change.REMOVED if now is None else Change.CHANGED
            title = escape(say("附件 %(name)s", name=name))
            yield ChangeRow("", title, change, names[change], _file(was, say), _file(now, say))


def _file(attachment: Attachment | None, say: Speech) -> str:
    """An attachment as HTML, addressed from three folders below the root, where redlines stand."""
    if attachment is None:
        return f"<i>{say('没有这个附件')}</i>"
    address, name = escape(f"../../../{quote(attachment.published)}"), escape(attachment.name)
    is_image = attachment.name.rpartition(".")[2].lower() in IMAGES
    return f'<img src="{address}" alt="{name}">' if is_image else f'<a href="{address}">{name}</a>'


def _name(item: Comparison, say: Speech, texts: Texts) -> str:
    """What a passage is called: a clause by its number, a part of a form by its title."""
    key, text = (item.new_key, texts[1]) if item.new_key else (item.old_key, texts[0])
    if key == HEAD:
        return escape(item.title)
    if not isinstance(text, Document):
        return escape(item.title or key)
    clause = text.clause(key)
    return escape(clause.cited) if clause and clause.cited else say("第 %(clause)s 条", clause=key)


def _html(spans: Sequence[Span]) -> str:
    """A text with what was taken out and put in."""
    return "".join(_span(_TAGS.get(mark), escape(text).replace("\n", "<br>")) for mark, text in spans)


def _span(tag: str | None, text: str) -> str:
    return f"<{tag}>{text}</{tag}>" if tag else text


def _page(view: View, life: Life, term: Term) -> str:
    whole = view.control.portal.whole(term.text)
    before = life.before(term)
    heading, body = revision_body(whole, view) if isinstance(whole, Document) else (f"# {cell(term.text.title)}", "")
    return fill(
        "revision.md.j2",
        view.say,
        view=view,
        life=life,
        term=term,
        before=before,
        heading=heading,
        body=body,
        passages=passages_of(whole, view.say) if isinstance(whole, Form) else (),
        main=f"../{term.text.page}.md",
        is_readable=whole is not None,
        files=_form_files(view, term, whole) if isinstance(whole, Form) else None,
        pdf=print_name(whole).rpartition("/")[2] if isinstance(whole, Document) and view.has_prints else "",
    )


def _form_files(view: View, term: Term, form: Form) -> Mapping[str, str]:
    """What there is of a revision of a form: a blank to print, and what fills it in while it is or comes in force."""
    is_offered = view.term(form.id) is term or (term.approval is not None and term.start > view.portal.as_of)
    return {"blank": blank_name(form) if view.has_prints else "", "template": template_name(form) if is_offered else ""}


def _comparisons(view: View, life: Life) -> Iterator[Output]:
    """The page with the latest redline in it, and every pair as a fragment that the browser fetches."""
    pairs = list(combinations(life.terms, 2))
    for old, new in pairs:
        name = f"{old.text.revision.in_path}_{new.text.revision.in_path}.html"
        yield Output(f"data/redlines/{life.subject}/{name}", f"{_BY_ITSELF}{redline_html(view, old, new)}")
    shown = view.term(life.subject)
    first, last = (life.before(shown), shown) if life.before(shown) else life.terms[:2]
    assert first is not None, "there are at least two revisions"
    page = f"{page_of(life.text)}/redline.md"
    latest = redline_html(view, first, last)
    yield Output(
        page, fill("compare.md.j2", view.say, view=view, life=life, pairs=pairs, old=first, new=last, redline=latest)
    )
