"""Pages of revisions: one for each revision of a document or form, and their redlines."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import combinations, groupby
from urllib.parse import quote

from shoukong.attachment import IMAGES, Attachment
from shoukong.control.life import Life, Term
from shoukong.control.passage import HEAD, passages_of
from shoukong.control.redline import Change, Comparison, Span
from shoukong.document import Document
from shoukong.edition import Edition
from shoukong.form import Form
from shoukong.pages.document_body import revision_body
from shoukong.pages.output import Output
from shoukong.pages.pieces import page_of
from shoukong.pages.templating import fill
from shoukong.pages.view import View

CHANGE_NAMES = {Change.CHANGED: "改动", Change.ADDED: "新增", Change.REMOVED: "删去", Change.MOVED: "只改编号"}
_TAGS = {"out": "del", "in": "ins"}
_NOT_YET, _NO_LONGER, _NO_FILE = "<i>没有这一条</i>", "<i>已删去</i>", "<i>没有这个附件</i>"


@dataclass(frozen=True, slots=True)
class FoldRow:
    """Passages that did not change, folded away between two that did; `texts` are HTML."""

    name: str
    texts: tuple[str, ...]
    is_fold: bool = True


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A passage that changed: its name, the kind of change, and both texts as HTML."""

    key: str
    name: str
    change: Change
    old: str
    new: str
    is_fold: bool = False

    @property
    def change_name(self) -> str:
        """The kind of change in a word."""
        return CHANGE_NAMES[self.change]


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
    files = list(_file_rows(old.text, new.text))
    rows = [*_rows(items, is_form=old.text.is_form), *files]
    filled = fill("redline.html.j2", rows=rows, old=old, new=new, summary=_summary(counts(items), len(files)))
    return "\n".join(line for line in filled.split("\n") if line.strip()) + "\n"


def counts(items: tuple[Comparison, ...]) -> dict[Change, int]:
    """How many passages of each kind there are."""
    return {change: sum(item.change is change for item in items) for change in Change}


def _summary(counted: Mapping[Change, int], files: int) -> str:
    told = f"附件有 {files} 处不同。" if files else ""
    return _summary_of_text(counted, is_all=not files) + told


def _summary_of_text(counted: Mapping[Change, int], *, is_all: bool) -> str:
    if sum(counted.values()) == counted[Change.SAME]:
        return "没有不同。" if is_all else "文字没有不同；"
    told = f"改动 {counted[Change.CHANGED]} 处，新增 {counted[Change.ADDED]} 处，删去 {counted[Change.REMOVED]} 处"
    moved = f"，只改编号 {counted[Change.MOVED]} 处" if counted[Change.MOVED] else ""
    return f"{told}{moved}；其余 {counted[Change.SAME]} 处未变，已折叠。"


def _rows(items: tuple[Comparison, ...], *, is_form: bool) -> Iterator[FoldRow | ChangeRow]:
    """The passages that changed as they are, runs of those that did not as one."""
    for is_same, run in groupby(items, key=lambda item: item.change is Change.SAME):
        found = list(run)
        if is_same:
            ends = found[:1] if len(found) == 1 else (found[0], found[-1])
            name = " 至 ".join(_name(item, item.new_key, is_form=is_form) for item in ends)
            yield FoldRow(name, tuple(_html(item.new) for item in found))
            continue
        yield from (_change_row(item, is_form=is_form) for item in found)


def _change_row(item: Comparison, *, is_form: bool) -> ChangeRow:
    key = item.new_key or item.old_key
    is_renamed = bool(item.old_key and item.new_key and item.old_key != item.new_key)
    was = f"（原 {item.old_key}）" if item.change is Change.MOVED or is_renamed else ""
    name = _name(item, key, is_form=is_form) + was
    old, new = _html(item.old) if item.old else _NOT_YET, _html(item.new) if item.new else _NO_LONGER
    return ChangeRow(key, name, item.change, old, new)


def _file_rows(old: Edition, new: Edition) -> Iterator[ChangeRow]:
    """The attachments that are not the same, images to be looked at side by side."""
    before, after = ({each.name: each for each in text.attachments} for text in (old, new))
    for name in sorted(before.keys() | after.keys()):
        was, now = before.get(name), after.get(name)
        if was is None or now is None or was.digest != now.digest:
            change = Change.ADDED if was is None else Change.REMOVED if now is None else Change.CHANGED
            yield ChangeRow("", escape(f"附件 {name}"), change, _file(was), _file(now))


def _file(attachment: Attachment | None) -> str:
    """An attachment as HTML, addressed from three folders below the root, where redlines stand."""
    if attachment is None:
        return _NO_FILE
    address, name = escape(f"../../../{quote(attachment.published)}"), escape(attachment.name)
    is_image = attachment.name.rpartition(".")[2].lower() in IMAGES
    return f'<img src="{address}" alt="{name}">' if is_image else f'<a href="{address}">{name}</a>'


def _name(item: Comparison, key: str, *, is_form: bool) -> str:
    """What a passage is called: a clause by its number, a part of a form by its title."""
    if key == HEAD:
        return escape(item.title)
    return escape(item.title or key) if is_form else f"第 {key} 条"


def _html(spans: Sequence[Span]) -> str:
    """A text with what was taken out and put in."""
    return "".join(_span(_TAGS.get(mark), escape(text).replace("\n", "<br>")) for mark, text in spans)


def _span(tag: str | None, text: str) -> str:
    return f"<{tag}>{text}</{tag}>" if tag else text


def _page(view: View, life: Life, term: Term) -> str:
    whole = view.control.portal.whole(term.text)
    before = life.before(term)
    heading, body = revision_body(whole, view) if isinstance(whole, Document) else (f"# {term.text.title}", "")
    return fill(
        "revision.md.j2",
        view=view,
        life=life,
        term=term,
        before=before,
        heading=heading,
        body=body,
        passages=passages_of(whole) if isinstance(whole, Form) else (),
        main=f"../{term.text.page}.md",
        is_readable=whole is not None,
    )


def _comparisons(view: View, life: Life) -> Iterator[Output]:
    """The page with the latest redline in it, and every pair as a fragment that the browser fetches."""
    pairs = list(combinations(life.terms, 2))
    for old, new in pairs:
        name = f"{old.text.revision.in_path}_{new.text.revision.in_path}.html"
        yield Output(f"data/redlines/{life.subject}/{name}", redline_html(view, old, new))
    shown = view.term(life.subject)
    first, last = (life.before(shown), shown) if life.before(shown) else life.terms[:2]
    assert first is not None, "there are at least two revisions"
    page = f"{page_of(life.text)}/redline.md"
    latest = redline_html(view, first, last)
    yield Output(page, fill("compare.md.j2", view=view, life=life, pairs=pairs, old=first, new=last, redline=latest))
