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
    "assets/vendor/qr/LICENSE.txt": "lean-qr/LICENSE",
}
# A module of Node's kind, as a script that also runs from a file.
_QR_CODES = ("assets/vendor/qr/lean-qr.js", "lean-qr/index.js")


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
        yield Output(target, _found(portal.root, source))
    target, source = _QR_CODES
    module = _found(portal.root, source).read_text("utf-8")
    yield Output(target, f"globalThis.shoukongQr = ((exports) => {{\n{module}\nreturn exports;\n}})({{}});\n")


def _found(root: Path, source: str) -> Path:
    found = library(root, source)
    if found is None:
        raise LibraryMissingError(source)
    return found
