"""What the search knows beside its index: the numbers of documents and forms, by which a typed number is understood."""

import json
from collections.abc import Iterator

from shoukong.attachment import DOCS
from shoukong.pages.output import Output
from shoukong.pages.templating import fill
from shoukong.pages.view import View
from shoukong.portal_page import own_paths

PAGE = "search.md"


def search_files(view: View) -> Iterator[Output]:
    """The numbers as documents and forms write them, and the page of the search where the firm has none of its own."""
    numbers = [*(d.id for d in view.current_documents), *(f.id for f in view.forms)]
    yield Output("data/numbers.json", json.dumps(numbers, ensure_ascii=False))
    if f"{DOCS}/{PAGE}" not in own_paths(view.portal):
        yield Output(PAGE, fill("search.md.j2", view.say))
