"""The search index: Pagefind, run over the built site."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from shoukong.libraries import indexer_file, indexer_package, library

# What a page carries that is to be searched; where one does, Pagefind passes over those that do not.
_SEARCHED = b"data-pagefind-body"


class SearchUnavailableError(RuntimeError):
    """Pagefind is not installed, or Pagefind failed; the text says which."""


def build_search_index(root: Path, site: Path, language: str) -> None:
    """Index a site in place; raises SearchUnavailableError where that is not possible."""
    path = f"{indexer_package()}/{indexer_file()}"
    indexer = library(root, path)
    if indexer is None:
        raise SearchUnavailableError(path)
    with tempfile.TemporaryDirectory(prefix="shoukong-search-") as folder:
        pages = _searched_pages(site, Path(folder)) or site
        command = [str(indexer), "--site", str(pages), "--output-path", str(site.absolute() / "pagefind")]
        command += ["--force-language", language, "--quiet"]
        command += ["--exclude-selectors", ".sk-items"]  # badges are no part of a sentence
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"NO_COLOR": "1"})
    if done.returncode != 0:
        raise SearchUnavailableError((done.stderr or done.stdout).strip()[-400:])


def _searched_pages(site: Path, folder: Path) -> Path | None:
    """A folder with the pages that are searched, where they lie in the site: reading the others is most of the work."""
    found = [page for page in site.rglob("*.html") if _SEARCHED in page.read_bytes()]
    for page in found:
        copy = folder / page.relative_to(site)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(page, copy)
    return folder if found else None
