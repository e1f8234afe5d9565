"""What the browser needs beside the pages: style, scripts, and the libraries from the package registry."""

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from shoukong.files.folder import files_below
from shoukong.language import words_of_scripts
from shoukong.pages.output import Output
from shoukong.portal import Portal
from shoukong.publishing.libraries import library

ASSETS = Path(str(files("shoukong.pages") / "assets"))
# What the scripts say, where that is not Chinese; a classic script, so that it also runs from a file.
WORDS = "assets/words.js"
# What keeps pages for when there is no network; it reaches as far as the folder that it stands in.
WORKER = "sw.js"
_VENDOR = {
    "assets/vendor/excel/LICENSE.txt": "write-excel-file/LICENSE",
    "assets/vendor/excel/write-excel-file.min.js": "write-excel-file/bundle/write-excel-file.min.js",
    "assets/vendor/opencc/LICENSE.txt": "opencc-js/LICENSES/Apache-2.0.txt",
}


class LibraryMissingError(RuntimeError):
    """A browser library that the wheel, or the set-up of a checkout, brings is not there."""


def browser_files(portal: Portal) -> Iterator[Output]:
    """Our own assets, then the libraries; raises LibraryMissingError where one is not installed."""
    for path in files_below(ASSETS):
        yield Output(path if path == WORKER else f"assets/{path}", ASSETS / path)
    words = words_of_scripts(portal.settings.language)
    if words:
        yield Output(WORDS, f"globalThis.shoukongWords = {json.dumps(words, ensure_ascii=False, sort_keys=True)};\n")
    for target, source in _VENDOR.items():
        found = library(portal.root, source)
        if found is None:
            raise LibraryMissingError(source)
        yield Output(target, found)
