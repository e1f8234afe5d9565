"""An own page that cannot be printed is found by the check, not by the site generator."""

import datetime

import pytest
from conftest import Folder

from shoukong.evaluation import evaluate
from shoukong.pages.macros import macros_of
from shoukong.pages.view import View
from shoukong.portal import load_portal
from shoukong.portal_page import PLAIN_MACROS

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
        assert {*PLAIN_MACROS, "figure", "count"} == set(macros_of(View(evaluation)))
