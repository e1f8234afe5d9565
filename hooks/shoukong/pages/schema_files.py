"""The JSON Schemas of all formats, which editors fetch from the site."""

from collections.abc import Iterator

from shoukong.formats.json_schema import schemas
from shoukong.pages.output import Output
from shoukong.pages.view import View


def schema_files(view: View) -> Iterator[Output]:
    """One file for each format, below `schemas`."""
    settings = view.portal.settings
    for name, text in schemas(settings.language, settings.conventions).items():
        yield Output(f"schemas/{name}", text)
