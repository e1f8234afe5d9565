"""Pages that the menu does not list: the tab of each is that of the list or text that leads to it."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation


def place_pages(nav: Navigation, files: Files) -> None:
    """Let the theme know below which tab each page belongs; the way there stands on the page."""
    pages = {file.src_uri: file.page for file in files.documentation_pages() if file.page is not None}
    listed = {page.file.src_uri for page in nav.pages}
    left = sorted((uri for uri in pages if uri not in listed), key=lambda uri: (uri.count("/"), uri))
    for uri in left:  # the upper ones first, so that those below them find their places
        home = next((each for each in _homes(uri) if each in pages and each != uri), None)
        # A page that is alone in the menu is its tab itself; the home page stands above what no list leads to.
        pages[uri].parent = (pages[home].parent or pages[home]) if home else nav.homepage  # type: ignore[assignment]


def _homes(uri: str) -> Iterator[str]:
    """The pages to which one may belong, the nearest first: a text for its revisions, a list for what it lists."""
    for folder in PurePosixPath(uri).parents:
        if folder.name:
            yield f"{folder}.md"
            yield f"{folder}/index.md"
