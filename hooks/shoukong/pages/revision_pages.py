"""Pages of revisions: one for each revision of a document or form, and their redlines."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from shoukong.control.life import Life, Term
from shoukong.control.passage import passages_of
from shoukong.control.redline import Change, Comparison
from shoukong.document import Document
from shoukong.form import Form
from shoukong.pages.document_body import revision_body
from shoukong.pages.output import Output
from shoukong.pages.pieces import page_of
from shoukong.pages.templating import fill
from shoukong.pages.view import View


@dataclass(frozen=True, slots=True)
class Fold:
    """Passages that did not change, folded away between two that did."""

    items: tuple[Comparison, ...]


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
    filled = fill("redline.html.j2", rows=list(folded(items)), old=old, new=new, counts=counts(items), Fold=Fold)
    return "\n".join(line for line in filled.split("\n") if line.strip()) + "\n"


def counts(items: tuple[Comparison, ...]) -> dict[Change, int]:
    """How many passages of each kind there are."""
    return {change: sum(item.change is change for item in items) for change in Change}


def folded(items: tuple[Comparison, ...]) -> Iterator[Comparison | Fold]:
    """The passages that changed as they are, runs of those that did not as one."""
    same: list[Comparison] = []
    for item in items:
        if item.change is Change.SAME:
            same.append(item)
            continue
        if same:
            yield Fold(tuple(same))
            same = []
        yield item
    if same:
        yield Fold(tuple(same))


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
    yield Output(page, fill("compare.md.j2", view=view, life=life, old=first, new=last, redline=latest))
