"""The search index: it holds the pages that are to be searched, and what else lies in the site changes nothing."""

import shutil
from pathlib import Path

import pytest
from conftest import PROJECT

from shoukong.libraries import indexer_package, library
from shoukong.search_index import build_search_index

pytestmark = pytest.mark.skipif(library(PROJECT, indexer_package()) is None, reason="Pagefind is not installed")
PAGE = "<!doctype html><html lang=zh><title>{0}</title><main {1}><h1>{0}</h1><p>{2}</p></main></html>"


def put(site: Path, path: str, text: str, mark: str = "data-pagefind-body") -> None:
    """A page of a site."""
    page = site / path / "index.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(PAGE.format(path, mark, text), "utf-8")


def index_of(site: Path) -> dict[str, bytes]:
    """Every file of a site's new index, by its place."""
    shutil.rmtree(site / "pagefind", ignore_errors=True)
    build_search_index(PROJECT, site, "zh")
    folder = site / "pagefind"
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_pages_that_are_not_searched_change_nothing_in_the_index(tmp_path: Path) -> None:
    for i in range(3):
        put(tmp_path, f"documents/{i}", f"住户投诉处理 {i}")
    alone = index_of(tmp_path)
    assert any(path.startswith("fragment/") for path in alone)
    for i in range(5):
        put(tmp_path, f"units/{i}", "装修办理", mark="")
    assert index_of(tmp_path) == alone
    put(tmp_path, "documents/4", "报修工作")
    assert index_of(tmp_path) != alone


def test_a_site_that_marks_no_page_is_searched_whole(tmp_path: Path) -> None:
    for i in range(2):
        put(tmp_path, f"pages/{i}", "投诉处理", mark="")
    assert sum(path.startswith("fragment/") for path in index_of(tmp_path)) == 2
