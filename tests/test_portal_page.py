"""An own page that cannot be printed is found by the check, not by the site generator."""

import datetime

import pytest
from conftest import PROJECT, Folder

from shoukong.evaluation import evaluate
from shoukong.pages.macros import macros_of
from shoukong.pages.portal_page_files import own_pages
from shoukong.pages.view import View
from shoukong.portal import load_portal
from shoukong.portal_page import PLAIN_MACROS

STARTER = PROJECT / "hooks/shoukong/starter"
DAY = datetime.date(2026, 11, 23)


@pytest.mark.parametrize(
    "macro",
    [
        "{{ nope() }}",
        "{{ nope }}",
        "{{ figure('QM-09', 'x') }}",
        "{{ figure('QM-01', 'nope') }}",
        "{{ count('nope') }}",
        "{{ count() }}",
        "{{ has('nope') }}",
        "{{ phones('nope', 'name', 'phone') }}",
        "{{ phones('customers', 'nope', 'phone') }}",
        "{{ phones('customers') }}",
        "{{ as_of(1) }}",
        "{{ 1 // 0 }}",
        "{{ as_of() | nope }}",
        "{{ as_of().nope.more }}",
        "{% for x in 3 %}{% endfor %}",
        "{% include 'nope' %}",
        "{{ as_of( }}",
    ],
)
def test_a_macro_that_would_stop_the_build_is_one_finding_at_its_line(folder: Folder, macro: str) -> None:
    folder.write("docs/index.md", f"# 首页\n\n{{{{ as_of() }}}}\n\n{macro}\n")
    (found,) = folder.findings()
    assert (found.code, found.place.path, found.place.line) == ("macro-unprintable", "docs/index.md", 5)


def test_a_figure_of_a_document_that_cannot_be_read_is_not_a_second_fault(folder: Folder) -> None:
    folder.write("docs/index.md", "# 首页\n\n{{ figure('QM-01', 'nope') * 2 }}\n")
    folder.replace("docs/documents/QM-01.md", "revision: ", "revision: [")
    assert {item.place.path for item in folder.findings()} == {"docs/documents/QM-01.md"}


def test_the_check_knows_every_macro_that_pages_may_use(folder: Folder) -> None:
    portal = load_portal(folder.root, DAY)
    with evaluate(portal) as evaluation:
        assert {*PLAIN_MACROS, "figure", "count", "phones", "has"} == set(macros_of(View(evaluation)))


def test_a_link_to_a_list_that_the_firm_does_not_have_is_found_at_its_line(folder: Folder) -> None:
    links = ("rules/index.md", "duties/calendar.md", "indicators/index.md", "copies/index.md", "control/reviews.md")
    folder.write("docs/index.md", "# 首页\n" + "".join(f"\n[x]({link})\n" for link in links))
    found = [(item.code, item.place.path, item.place.line) for item in folder.findings()]
    assert found == [("link-unknown", "docs/index.md", 3 + 2 * i) for i in range(len(links))]


def test_what_is_said_only_where_there_is_such_a_list_is_not_looked_at_where_there_is_none(folder: Folder) -> None:
    folder.write("docs/index.md", '# 首页\n\n{% if has("rules") %}\n[x](rules/index.md)\n{% endif %}\n')
    assert not folder.findings()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_home_of_a_new_portal_is_whole_without_rules_duties_and_indicators(folder: Folder, language: str) -> None:
    home = (STARTER / language / "docs/index.md").read_text("utf-8")
    folder.write("docs/index.md", home)
    folder.write("docs/search.md", "# search\n")
    assert not folder.findings()
    with evaluate(load_portal(folder.root, DAY)) as evaluation:
        (page,) = (o.content for o in own_pages(View(evaluation)) if o.path == "index.md")
    assert isinstance(page, str)
    for word in ("rules/", "duties/", "indicators/", "达到目标", "未达", "要办", "不符合", "没有要办的定期义务"):
        assert word not in page
