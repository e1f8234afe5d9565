"""Where a page stands: the way to it from the home page, and the pages before and after it."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

import yaml

from shoukong.publishing.tree import Navigation

HOME = "index.md"
_HEAD = re.compile(r"---\n(.*?)\n---\n", re.DOTALL)
_TITLE = re.compile(r"^title:(.*)$", re.MULTILINE)
_HEADING = re.compile(r"^#[ \t]+(.+?)[ \t]*(?:\{[^{}]*\})?[ \t]*#*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Way:
    """A page as links name it: its title, and its path such as `documents/P-01.md`."""

    title: str
    page: str

    @property
    def address(self) -> str:
        """Its address below the site's base."""
        path = PurePosixPath(self.page).with_suffix("")
        folder = path.parent if path.name == "index" else path
        return f"{folder}/" if folder.name else ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands: the pages above it, the home page first, and those beside it."""

    above: tuple[Way, ...] = ()
    before: Way | None = None
    after: Way | None = None


def title_of(text: str) -> str:
    """The title of a page: what its head says, else its first heading; empty where it has none."""
    head = _HEAD.match(text)
    said = _TITLE.search(head[1]) if head else None
    if said:
        return str(yaml.safe_load(said[1]) or "")
    heading = _HEADING.search(text)
    return heading[1] if heading else ""


class Places:
    """The places of a menu's pages, and of pages that no menu lists, each beside those of its folder."""

    def __init__(self, menu: Navigation) -> None:
        listed = list(_listed(menu, ()))
        ways = [way for way, _ in listed]
        self._home = tuple(ways[:1]) if ways and ways[0].page == HOME else ()
        self._above = {way.page: above if way.page == HOME else (*self._home, *above) for way, above in listed}
        self._titles = {way.page: way.title for way in ways}
        neighbours = zip([None, *ways[:-1]], [*ways[1:], None], strict=True)
        self._beside = dict(zip(self._above, neighbours, strict=False))

    def is_listed(self, page: str) -> bool:
        """Whether the menu lists a page."""
        return page in self._above

    def note(self, way: Way) -> None:
        """Remember what a page is called that others may stand below."""
        self._titles.setdefault(way.page, way.title)

    def of(self, page: str, before: Way | None = None, after: Way | None = None) -> Place:
        """The place of a page; one that no menu lists stands between two of its folder."""
        if page == HOME:
            return Place()
        if page in self._above:
            return Place(self._above[page], *self._beside[page])
        return Place(self._way_to(page), before, after)

    def _way_to(self, page: str) -> tuple[Way, ...]:
        """The pages above one that no menu lists: the nearest that it belongs to, and those above that."""
        home = next((each for each in _homes(page) if each in self._titles and each != page), None)
        if home is None:
            return self._home
        above = self._above.get(home) or self._way_to(home)
        is_section = bool(above) and above[-1] == Way(self._titles[home], home)
        return above if is_section else (*above, Way(self._titles[home], home))


def _homes(page: str) -> Iterator[str]:
    """The pages to which one may belong, the nearest first: a text for its revisions, a list for what it lists."""
    for folder in PurePosixPath(page).parents:
        if folder.name:
            yield f"{folder}.md"
            yield f"{folder}/index.md"


def _listed(menu: Iterable[object], above: tuple[Way, ...]) -> Iterator[tuple[Way, tuple[Way, ...]]]:
    """The pages of a menu in their order, each with the sections above it: a section goes by the first of its pages.

    A page without a title is called as its section.
    """
    for title, target in _entries(menu):
        if isinstance(target, str) and target.endswith(".md"):
            yield Way(title or (above[-1].title if above else PurePosixPath(target).stem), target), above
        elif isinstance(target, list):
            first = next(_listed(target, (Way(title, ""),)), None)
            if first:
                yield from _listed(target, (*above, Way(title, first[0].page)))


def _entries(menu: Iterable[object]) -> Iterator[tuple[str, object]]:
    """The entries of a menu: a title, empty where none is said, and a page or the menu below."""
    for entry in menu:
        if isinstance(entry, Mapping):
            yield from ((str(title), target) for title, target in entry.items())
        else:
            yield "", entry


def between(text: str, top: str, bottom: str) -> str:
    """A page with something before its first line and after its last one; its head then says its title."""
    head = _HEAD.match(text)
    said, body = (head[1], text[head.end() :]) if head else ("", text)
    if not _TITLE.search(said):
        said = f"title: {json.dumps(title_of(text), ensure_ascii=False)}\n{said}".rstrip()
    return f"---\n{said}\n---\n{top}\n{body.rstrip()}\n\n{bottom}"
