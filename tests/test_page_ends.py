"""Every page ends with its source, its owner, and where to have it changed or say that something is wrong."""

import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path

import pytest
from conftest import TODAY, Folder

from shoukong.evaluation import evaluate
from shoukong.pages.all_pages import whole_tree
from shoukong.pages.page_places import title_of
from shoukong.pages.view import View
from shoukong.pages.write import write_tree
from shoukong.portal import load_portal

SETTINGS = "portal.yaml"


def pages(folder: Folder) -> Mapping[str, str]:
    """All pages of a portal."""
    with evaluate(load_portal(folder.root, TODAY)) as evaluation:
        outputs = ((o.path, o.content) for o in whole_tree(View(evaluation, has_prints=False)))
        return {path: text for path, text in outputs if isinstance(text, str) and path.endswith(".md")}


def end_of(page: str) -> str:
    """How a page ends."""
    return unescape(page[page.index('<div class="sk-end') :])


def add(folder: Folder, setting: str) -> None:
    """Say something more in the portal's settings."""
    folder.write(SETTINGS, (folder.root / SETTINGS).read_text("utf-8") + setting + "\n")


def links(page: str) -> Mapping[str, str]:
    """What the end of a page offers, by its words."""
    return {words: address for address, words in re.findall(r'<a href="([^"]*)"[^>]*>([^<]*)</a>', end_of(page))}


def test_every_page_says_what_it_comes_from(controlled: Folder) -> None:
    found = {path: re.search(r"<code>([^<]+)</code>", end_of(text)) for path, text in pages(controlled).items()}
    assert len(found) > 40
    assert [path for path, source in found.items() if source is None] == []
    missing = [
        (path, part)
        for path, source in found.items()
        if source
        for part in source[1].split(" + ")
        if not (controlled.root / part).exists() and not part.startswith("records/")
    ]
    assert missing == []


def test_a_form_of_changes_takes_what_a_page_would_have_changed_or_mended(controlled: Folder) -> None:
    found = links(pages(controlled)["documents/QM-01.md"])
    assert found["提出修改"].startswith("../../fill/document_change_requests/?")
    assert "QM-01" in found["提出修改"]
    assert "docs%2Fdocuments%2FQM-01.md" in found["报告错误"]


def test_a_forge_opens_the_very_file_and_faults_go_where_the_firm_says(controlled: Folder) -> None:
    add(controlled, "edit_address: https://git.example/firm/portal/_edit/main/")
    add(controlled, "report_address: mailto:quality@firm.example")
    found = pages(controlled)
    assert links(found["documents/QM-01.md"])["提出修改"] == (
        "https://git.example/firm/portal/_edit/main/docs/documents/QM-01.md"
    )
    form = next(path for path in found if re.fullmatch(r"forms/(?!index)\w+\.md", path))
    assert links(found[form])["提出修改"].endswith(f"/_edit/main/{form.removesuffix('.md')}.yaml")
    assert links(found["documents/QM-01.md"])["报告错误"].startswith("mailto:quality@firm.example?subject=QM-01")


def test_a_firm_without_such_a_form_and_address_names_the_owner_alone(folder: Folder) -> None:
    found = pages(folder)["documents/QM-01.md"]
    assert "客服部" in end_of(found)
    assert "报告错误" not in links(found)


@pytest.mark.parametrize("written", ["quality@firm.example", "ftp://firm.example/", "mailto:nobody"])
def test_an_address_that_is_none_is_found(folder: Folder, written: str) -> None:
    add(folder, f"report_address: {written}")
    assert [(item.code, item.place.field) for item in folder.findings()] == [("value-kind", "report_address")]


def test_the_pages_of_a_folder_lead_back_to_its_list(controlled: Folder) -> None:
    found = pages(controlled)
    assert links(found["documents/QM-01.md"])["返回上一级"] == "../"
    assert "返回上一级" not in links(found["documents/index.md"])


def way_to(page: str) -> list[tuple[str, str]]:
    """The way to a page as its top has it: addresses and titles."""
    found = re.search(r'<nav class="sk-path.*?</nav>', page)
    return re.findall(r'<a href="([^"]*)">([^<]*)</a>', found[0]) if found else []


def beside(page: str) -> Mapping[str, str]:
    """The pages beside one, by `prev` and `next`."""
    return dict(re.findall(r'<a rel="(prev|next)" href="[^"]*"><small>[^<]*</small> ([^<]*)</a>', page))


def test_every_page_but_the_first_has_its_way_there_once(controlled: Folder) -> None:
    """Whatever builds the site: the pages of the menu and those that no menu lists."""
    controlled.write("docs/index.md", "# 首页\n")
    found = pages(controlled)
    assert {path for path, text in found.items() if text.count('class="sk-path') != (path != "index.md")} == set()
    assert way_to(found["documents/QM-01/A-0.md"]) == [
        ("../../../", "首页"), ("../../../documents/", "受控文件"), ("../../../documents/QM-01/", "QM-01 接单程序"),
    ]  # fmt: skip


def test_pages_of_the_menu_follow_it_and_others_those_of_their_folder(controlled: Folder) -> None:
    found = pages(controlled)
    assert beside(found["documents/QM-01.md"])["next"].startswith("QM-02")
    assert beside(found["documents/QM-01/A-0.md"]) == {"next": "QM-01 A/1 接单程序"}
    assert set(beside(found["documents/QM-01/A-1.md"])) == {"prev", "next"}


def test_a_portals_own_menu_is_the_one_that_is_followed(controlled: Folder, tmp_path: Path) -> None:
    controlled.write("mkdocs.yml", "site_name: X\nnav:\n  - 起点: index.md\n  - 手册:\n    - documents/QM-01.md\n")
    with evaluate(load_portal(controlled.root, TODAY)) as evaluation:
        write_tree(View(evaluation, has_prints=False), tmp_path / "tree")
    page = (tmp_path / "tree/docs/documents/QM-01.md").read_text("utf-8")
    assert way_to(page) == [("../../", "起点"), ("../../documents/QM-01/", "手册")]
    assert beside(page) == {"prev": "起点"}


def test_a_title_is_what_the_head_says_or_the_first_heading() -> None:
    assert title_of('---\ntitle: "甲\\u4e59"\n---\n# 丙\n') == "甲乙"
    assert title_of("---\nhide: [toc]\n---\n# 丙 {#c}\n") == "丙"
    assert title_of("没有标题\n") == ""
