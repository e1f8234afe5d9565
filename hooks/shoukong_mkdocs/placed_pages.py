"""Pages that the menu does not list: each below the list or text that leads to it, and beside its neighbours."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import PurePosixPath

from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page


class _Below(Section):
    """A place in the menu that is not shown there, below a page that is."""

    def __init__(self, home: Page) -> None:
        super().__init__("", [home])
        self.parent = home.parent

    @property
    def title(self) -> str:
        """The title of the page, which is known once its text was read."""
        return str(self.children[0].title)

    @title.setter
    def title(self, _: str) -> None:
        """What is put there is the page's own."""


def place_pages(nav: Navigation, files: Files) -> None:
    """Let tab, breadcrumb and neighbours of the theme know where each page belongs."""
    pages = {file.src_uri: file.page for file in files.documentation_pages() if file.page is not None}
    listed = {page.file.src_uri for page in nav.pages}
    left = sorted((uri for uri in pages if uri not in listed), key=lambda uri: (uri.count("/"), uri))
    for uri in left:  # the upper ones first, so that those below them find their places
        home = next((each for each in _homes(uri) if each in pages and each != uri), None)
        above = _below(pages[home]) if home else nav.homepage
        pages[uri].parent = above  # type: ignore[assignment] # the home page stands above what no list leads to
    for one, other in pairwise(left):
        if PurePosixPath(one).parent == PurePosixPath(other).parent:
            pages[one].next_page, pages[other].previous_page = pages[other], pages[one]


def _below(home: Page) -> Section | None:
    """Where a page stands that belongs to another; a list without a title of its own goes by that of its section."""
    section = home.parent
    if isinstance(section, Section) and section.children[0] is home and home.title is None:
        return section
    return _Below(home)


def _homes(uri: str) -> Iterator[str]:
    """The pages to which one may belong, the nearest first: a text for its revisions, a list for what it lists."""
    for folder in PurePosixPath(uri).parents:
        if folder.name:
            yield f"{folder}.md"
            yield f"{folder}/index.md"
