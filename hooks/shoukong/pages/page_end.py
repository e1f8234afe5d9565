"""The top and end of every page: the way to it, its neighbours, source and owner, how to have it changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePosixPath
from urllib.parse import quote, urlencode

from shoukong.layout import DOCS
from shoukong.pages.output import Output, base_of
from shoukong.pages.page_origin import Origin, Relations, origin_of, own_origin
from shoukong.pages.page_places import Place, Places, Way, between, title_of
from shoukong.pages.templating import fill
from shoukong.pages.view import View
from shoukong.portal_page import own_paths
from shoukong.publishing.tree import Navigation
from shoukong.records.core_declaration import CHANGE_REQUESTS
from shoukong.records.core_registers import own_columns, usable_register

MAIL = "mailto:"


@dataclass(frozen=True)
class PageEnds:
    """How the pages of a portal end."""

    view: View

    @cached_property
    def own(self) -> frozenset[str]:
        """The firm's own pages."""
        return frozenset(path.removeprefix(f"{DOCS}/") for path in own_paths(self.view.portal))

    @cached_property
    def change_form(self) -> str | None:
        """The form on which a change is asked for, where the firm has one in force."""
        kept = usable_register(self.view.portal, CHANGE_REQUESTS)
        in_force = {form.name for form in self.view.forms_in_force}
        return kept.form.name if kept and kept.form.name in in_force else None

    def top(self, page: str, place: Place) -> str:
        """The top of a page, in HTML: the way to it."""
        return fill("page_top.md.j2", self.view.say, place=place, base=base_of(page))

    def end(self, page: str, place: Place) -> str:
        """The end of a page, in HTML."""
        view, own = self.view, page in self.own
        origin = own_origin(f"{DOCS}/{page}", view) if own else origin_of(page, view)
        told = {
            "base": base_of(page),
            "origin": origin,
            "place": place,
            "back": None if _is_first(page, own) else "../",
            "related": list(self._relations.of(origin)),
            "suggest": self._suggestion(page, origin),
            "report": self._report(page, origin),
            "field": self._columns["title"],
        }
        return fill("page_end.md.j2", view.say, view=view, **told)

    def _suggestion(self, page: str, origin: Origin) -> str | None:
        """Where a reader changes the text behind a page, or asks for it."""
        edit = self.view.portal.settings.edit_address
        if edit:
            return f"{edit.rstrip('/')}/{quote(origin.path)}"
        return self._request(page, origin, self.view.say("修改 %(what)s", what=_named(page, origin)))

    def _report(self, page: str, origin: Origin) -> str | None:
        """Where a reader says that something on a page is wrong."""
        title = self.view.say("%(what)s 有错", what=_named(page, origin))
        address = self.view.portal.settings.report_address
        if address.startswith(MAIL):
            sign = "&" if "?" in address else "?"
            return f"{address}{sign}{urlencode({'subject': title}, quote_via=quote)}"
        return address or self._request(page, origin, title)

    def _request(self, page: str, origin: Origin, title: str) -> str | None:
        """The request for a change, filled in as far as the page tells; by mail where the firm has no such form."""
        if self.change_form is None:
            address = self.view.portal.settings.report_address
            return f"{address.partition('?')[0]}?{urlencode({'subject': title}, quote_via=quote)}" if address else None
        reason = self.view.say("页面 %(page)s，来源 %(path)s：", page=page.removesuffix(".md"), path=origin.path)
        told = urlencode({self._columns["title"]: title, self._columns["reason"]: reason})
        return f"{base_of(page)}fill/{self.change_form}/?{told}"

    @cached_property
    def _relations(self) -> Relations:
        return Relations(self.view)

    @cached_property
    def _columns(self) -> dict[str, str]:
        return dict(own_columns(self.view.portal, CHANGE_REQUESTS, ("title", "reason")))


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A page that no menu lists, which waits for the next of its folder to be known."""

    page: Output
    way: Way
    before: Way | None


def with_ends(outputs: Iterable[Output], view: View, menu: Navigation) -> Iterator[Output]:
    """The pages, each with its top and end; at most one of each folder is held back."""
    ends, places = PageEnds(view), Places(menu)
    waiting: dict[PurePosixPath, _Waiting] = {}

    def whole(page: Output, place: Place) -> Output:
        return replace(page, content=between(str(page.content), ends.top(page.path, place), ends.end(page.path, place)))

    def done(held: _Waiting, after: Way | None) -> Output:
        return whole(held.page, places.of(held.page.path, held.before, after))

    for output in outputs:
        if not (isinstance(output.content, str) and output.path.endswith(".md")):
            yield output
            continue
        way = Way(title_of(output.content), output.path)
        places.note(way)
        if places.is_listed(output.path):
            yield whole(output, places.of(output.path))
            continue
        folder = PurePosixPath(output.path).parent
        last = waiting.get(folder)
        if last:
            yield done(last, way)
        waiting[folder] = _Waiting(output, way, last.way if last else None)
    for held in waiting.values():
        yield done(held, None)


def _is_first(page: str, is_own: bool) -> bool:
    """Whether a page is the home page, or one from which the menu leads on: a list, a chapter of the firm's guide."""
    path = PurePosixPath(page)
    if is_own:
        return page in ("index.md", "README.md") or len(path.parts) > 1
    return len(path.parts) == 1 or (path.name == "index.md" and len(path.parts) == 2)


def _named(page: str, origin: Origin) -> str:
    """What a request calls the page: the number of the text that it belongs to, else its place."""
    return origin.subject or page.removesuffix(".md").removesuffix("/index")
