"""The content security policy of every page: what a browser may run and fetch; no script that stands in a page runs."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

# A host, or a file of one, as a policy may name it.
_SOURCE = re.compile(r"https?://[^\s;,'\"?#]+")
_FONT_STYLES, _FONT_FILES = ("https://fonts.googleapis.com",), ("https://fonts.gstatic.com",)


def site_policy(settings: Mapping[str, Any]) -> str:
    """The policy of a site with such settings: its own files, and what its `mkdocs.yml` itself takes from elsewhere.

    Styles may stand in a page, as those of charts and tables do; what counts and compresses runs in workers.
    """
    theme = settings["theme"]
    fetches_fonts = theme.get("name") == "material" and theme.get("font") is not False
    allowed = {
        "default-src": (),
        "script-src": tuple(_elsewhere(settings["extra_javascript"])),
        "style-src": ("'unsafe-inline'", *_elsewhere(settings["extra_css"]), *_FONT_STYLES * fetches_fonts),
        "font-src": ("data:", *_FONT_FILES * fetches_fonts),
        "img-src": ("data:", "blob:", "https:"),
        "worker-src": ("blob:",),
    }
    told = [" ".join((name, "'self'", *sources)) for name, sources in allowed.items()]
    return "; ".join((*told, "object-src 'none'", "base-uri 'none'", "form-action 'self'"))


def _elsewhere(files: list[Any]) -> Iterator[str]:
    """The files of a list that lie on other hosts; each is a path, or a mapping with one."""
    for file in files:
        found = _SOURCE.match(str(file.get("path") if isinstance(file, Mapping) else file))
        if found:
            yield found[0]
