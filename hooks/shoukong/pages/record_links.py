"""Links to records that the readers of a build do not see: what they lead from stays, and leads nowhere."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from shoukong.pages.output import Output
from shoukong.pages.view import View


def without_dead_ends(outputs: Iterable[Output], view: View) -> Iterator[Output]:
    """The pages, of which no link leads to a record that is not shown."""
    hidden = [form.name for form in view.forms if not view.shows(form)]
    if not hidden:
        yield from outputs
        return
    tables = "|".join(map(re.escape, hidden))
    in_html = re.compile(rf'<a\b[^>]*\bhref="[^"]*\bregisters/(?:{tables})/#[^"]*"[^>]*>(.*?)</a>', re.DOTALL)
    in_markdown = re.compile(rf"\[([^\[\]]*)\]\([^()\s]*\bregisters/(?:{tables})(?:\.md|/)#[^()\s]*\)")
    for output in outputs:
        if isinstance(output.content, str) and output.path.endswith(".md"):
            text = in_markdown.sub(r"\1", in_html.sub(r"\1", output.content))
            yield replace(output, content=text)
        else:
            yield output
