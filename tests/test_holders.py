"""Departments and posts: each has a page of what belongs to it, and whatever names one leads to it."""

import re
from collections.abc import Mapping

import pytest
from conftest import TODAY, Folder
from test_follow_up_pages import BY_HOURS, ROWS
from test_follow_ups import written

from shoukong.evaluation import evaluate
from shoukong.pages.all_pages import generated_files
from shoukong.pages.macros import macros_of
from shoukong.pages.view import View
from shoukong.portal import load_portal


def pages(folder: Folder) -> Mapping[str, str]:
    """All pages of a portal, and what its home page may print of what is due."""
    with evaluate(load_portal(folder.root, TODAY)) as evaluation:
        view = View(evaluation, has_prints=False)
        texts = ((o.path, o.content) for o in generated_files(view) if o.path.endswith((".md", "search.js")))
        found = {path: text for path, text in texts if isinstance(text, str)}
        return found | {"due": macros_of(view)["due_table"]()}


@pytest.fixture
def shown(folder: Folder) -> Mapping[str, str]:
    """The pages of a portal whose calls a post of a department answers within a day."""
    written(folder, ROWS, **BY_HOURS)
    return pages(folder)


def test_a_post_has_a_page_of_what_it_is_to_do(shown: Mapping[str, str]) -> None:
    page = shown["posts/值班员.md"]
    assert "duties/T-04/" in page
    assert "C-1" in page
    assert "每条记录起 24 小时内" in page
    assert "](../forms/calls.md)" in page


def test_a_department_that_owns_nothing_but_owes_something_has_a_page(shown: Mapping[str, str]) -> None:
    assert "duties/T-04/" in shown["departments/工程部.md"]


def test_each_department_of_the_rulebook_has_a_page(folder: Folder) -> None:
    found = pages(folder)
    assert {"departments/客服部.md", "departments/财务部.md"} <= found.keys()


def test_where_a_department_or_post_is_named_its_page_is_one_step_away(shown: Mapping[str, str]) -> None:
    assert "](../departments/" in shown["documents/QM-01.md"]
    assert "../departments/" in shown["documents/index.md"]
    assert 'href="../departments/工程部/"' in shown["duties/index.md"]
    assert 'href="../../posts/值班员/"' in shown["duties/T-04.md"]
    assert 'href="posts/值班员/"' in shown["due"]


def test_the_list_and_the_search_know_posts(shown: Mapping[str, str]) -> None:
    assert "](../posts/值班员.md)" in shown["posts/index.md"]
    assert "](../posts/index.md)" in shown["departments/index.md"]
    assert '"posts":[["值班员","值班员"]]' in shown["data/search.js"]


def test_every_department_and_post_that_is_linked_is_there(shown: Mapping[str, str]) -> None:
    address = re.compile(r'((?:departments|posts)/[^/."()]+)(?:\.md\)|/")')
    linked = {found for text in shown.values() for found in address.findall(text)}
    assert linked
    assert {f"{page}.md" for page in linked} <= shown.keys()


def test_what_is_due_says_whose_it_is_and_until_when_to_the_minute(shown: Mapping[str, str]) -> None:
    assert 'data-owner="工程部" data-post="值班员" data-codes="" data-limit="2026-11-24T08:30"' in shown["due"]
    assert "逾期不到 1 天" in shown["due"]


def test_a_firm_without_posts_has_pages_of_departments_alone(folder: Folder) -> None:
    found = pages(folder)
    assert [path for path in found if path.startswith("posts/")] == []
    assert '"posts":[]' in found["data/search.js"]
