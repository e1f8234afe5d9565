"""The JSON Schemas of all formats, which editors fetch from the site."""

from collections.abc import Iterator

from shoukong.formats.json_schema import schemas
from shoukong.pages.output import Output

LANGUAGE = "zh"


def schema_files() -> Iterator[Output]:
    """One file for each format, below `schemas`."""
    for name, text in schemas(LANGUAGE).items():
        yield Output(f"schemas/{name}", text)
