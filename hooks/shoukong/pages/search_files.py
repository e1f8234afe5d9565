"""What the search knows beside its index: the numbers of documents and forms, by which a typed number is understood."""

import json
from collections.abc import Iterator

from shoukong.pages.output import Output
from shoukong.pages.view import View


def search_files(view: View) -> Iterator[Output]:
    """`numbers.json`: the numbers as documents and forms write them, in their order."""
    numbers = [*(d.id for d in view.current_documents), *(f.id for f in view.forms)]
    yield Output("data/numbers.json", json.dumps(numbers, ensure_ascii=False))
