"""A link that leads nowhere is one finding at its line, however it is written and whatever text it stands in."""

import pytest
from conftest import TODAY, Folder
from hypothesis import given
from hypothesis import strategies as st

from shoukong.checks.document_checks import check_links
from shoukong.checks.link_checks import CHECKS
from shoukong.finding import Finding
from shoukong.portal import load_portal
from shoukong.text.markdown_links import undefined_references

TEXT, HOME, GUIDE = "docs/documents/QM-01.md", "docs/index.md", "docs/guide/edit.md"
GUIDE_TEXT = "# 使用 指南\n\n## 改记录（二） {#two}\n\n<a id=three></a>\n"
WORDS = st.text("甲a ", min_size=1).map(str.strip).filter(bool)
# How a target may be written; `{}` is the target.
MARKDOWN = ("[甲]({})", "[甲](<{}>)", '[甲]({} "题")', "![甲]({})", "[甲][a]\n\n[a]: {}", "[甲][]\n\n[甲]: {}")
HTML = ('<a href="{}">甲</a>', "<img src='{}'>", "<A HREF={}>甲</A>", '<video poster="{}"></video>')


def faults(folder: Folder) -> list[Finding]:
    """What the checks of links find, and what was found in reading."""
    portal = load_portal(folder.root, TODAY)
    return [*portal.faults, *(fault for check in (check_links, *CHECKS) for fault in check(portal))]


def found(folder: Folder) -> list[tuple[str, str]]:
    """The codes and paths of that."""
    return [(item.code, item.place.path) for item in faults(folder)]


@pytest.fixture
def pages(folder: Folder) -> Folder:
    """A sound portal with own pages."""
    folder.write(HOME, "# 首页\n")
    folder.write(GUIDE, GUIDE_TEXT)
    folder.write("docs/img/own.png", b"x")
    assert found(folder) == []
    return folder


@pytest.mark.parametrize("form", [*MARKDOWN, *HTML])
@pytest.mark.parametrize("target", ["QM-09.md", "../nope/x.md", "../forms/peeple.md", "nope.png", "../../portal.yaml"])
def test_in_a_document_every_way_of_writing_a_dead_link_is_found(pages: Folder, form: str, target: str) -> None:
    pages.replace(TEXT, "让每一单都有人负责。", form.format(target))
    (one,) = found(pages)
    assert one[0] in {"link-unknown", "link-form-unknown", "attachment-missing"}
    assert one[1] == TEXT


@pytest.mark.parametrize("form", [*MARKDOWN, *HTML])
@pytest.mark.parametrize(
    "target",
    ["serch.md", "documents/QM-09.md", "forms/peeple.md", "registers/peeple.md", "guide/edit.md#four", "no.png"],
)
def test_in_an_own_page_every_way_of_writing_a_dead_link_is_found(pages: Folder, form: str, target: str) -> None:
    pages.write(HOME, f"# 首页\n\n{form.format(target)}\n")
    assert found(pages) == [("link-unknown", HOME)]


@pytest.mark.parametrize("form", MARKDOWN)
@pytest.mark.parametrize(
    "target",
    [
        "guide/edit.md",
        "guide/edit.md#two",
        "guide/edit.md#three",
        "guide/edit.md#使用-指南",
        "guide/edit.md#改记录二_1",
        "documents/QM-01.md#c2.1",
        "documents/QM-01/A-1.md",
        "documents/index.md",
        "forms/people.md",
        "registers/orders.md#JD-2026-0001",
        "requirements/base.md",
        "registers/index.md",
        "control/history.md",
        "data/orders.csv",
        "img/own.png",
        "https://example.org/none.md",
        "mailto:a@example.org",
        "#首页",
    ],
)
def test_what_leads_somewhere_or_is_made_from_records_is_left_to_the_build(
    pages: Folder, form: str, target: str
) -> None:
    pages.write(HOME, f"# 首页\n\n{form.format(target)}\n")
    assert found(pages) == []


@pytest.mark.parametrize(
    ("href", "is_sound"),
    [
        ("../", False),
        ("../../", True),
        ("../edit/", True),
        ("../edit/#two", True),
        ("edit.md", False),
        ("../x/", False),
        ("../../img/own.png", True),
        ("img/own.png", False),
        ("../../documents/QM-01/", True),
        ("../../registers/x/", False),
    ],
)
def test_html_in_an_own_page_counts_from_the_address_of_the_page(pages: Folder, href: str, is_sound: bool) -> None:
    pages.write(GUIDE, f'{GUIDE_TEXT}\n<a href="{href}">甲</a>\n')
    assert found(pages) == ([] if is_sound else [("link-unknown", GUIDE)])


@pytest.mark.parametrize("form", [*MARKDOWN, *HTML])
@pytest.mark.parametrize(
    "scheme", ["javascript:alert(1)", "JavaScript:x", "file:///etc/passwd", "data:text/html,x", "C:/x"]
)
def test_nobody_is_led_to_a_program_or_to_a_file_of_the_writers(pages: Folder, form: str, scheme: str) -> None:
    for path in (HOME, TEXT):
        pages.write(HOME, "# 首页\n")
        before = (pages.root / path).read_text("utf-8")
        pages.write(path, f"{before}\n{form.format(scheme)}\n")
        assert found(pages) == [("link-scheme", path)]
        pages.write(path, before)


@pytest.mark.parametrize("form", [*MARKDOWN[:4], *HTML])
@pytest.mark.parametrize(
    ("target", "code"),
    [("QM-09.md", "link-unknown"), ("../forms/peeple.md", "link-form-unknown"), ("a.png", "attachment-missing"),
     ("file:///x", "link-scheme"), ("QM-02.md#c9", "link-clause-unknown")],
)  # fmt: skip
def test_a_figure_that_the_text_prints_links_as_the_text_does(pages: Folder, form: str, target: str, code: str) -> None:
    pages.replace(TEXT, "response_days: 3\n", f"response_days: 3\n  where: [{{name: {form.format(target)!r}}}]\n")
    (one,) = faults(pages)
    assert (one.code, one.place.path, one.place.line) == (code, TEXT, 14)


def test_a_dead_target_that_is_written_once_is_found_once(pages: Folder) -> None:
    pages.replace(TEXT, "让每一单都有人负责。", "[甲][a]，[乙][a]，[丙](QM-08.md)[丁](QM-08.md)\n\n[a]: QM-09.md")
    lines = [item.place.line for item in faults(pages)]
    assert lines == [26, 28]


@pytest.mark.parametrize("text", ["`[甲](x.md)`", "```\n[甲](x.md)\n```", "<!-- [甲](x.md) -->", "\\[甲](x.md)"])
def test_code_and_comments_link_nowhere(pages: Folder, text: str) -> None:
    pages.write(HOME, f"# 首页\n\n{text}\n")
    pages.replace(TEXT, "让每一单都有人负责。", text)
    assert found(pages) == []


@given(words=WORDS, label=WORDS)
def test_a_reference_is_undefined_exactly_while_its_definition_is_missing(words: str, label: str) -> None:
    text = f"见[{words}][{label}]。\n"
    assert [link.path for link in undefined_references(text)] == [label]
    assert list(undefined_references(f"{text}\n[{label.upper()}]: x.md\n")) == []
