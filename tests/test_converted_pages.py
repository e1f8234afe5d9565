"""Pages are turned into HTML once: a second build takes them as they are, and the site is the same."""

import logging
from pathlib import Path

import markdown
import pytest
from conftest import PROJECT
from mkdocs.commands.build import build
from mkdocs.config import load_config

from shoukong.publishing.tree import TREE, Surroundings, keep_surroundings, pages_of

PAGES = {
    "index.md": "# 首页\n\n[甲](a.md#c1) ![图](x.svg)\n\n## 二级\n\n### 三级\n\n正文[^1]。\n\n[^1]: 脚注\n",
    "a.md": "---\ntitle: 甲的题目\n---\n# 甲\n\n## 一 {#c1}\n\n```sql\nSELECT 1\n```\n",
    "b/index.md": '# 乙 *斜*\n\n<div id="c9" markdown>\n[回到](../a.md)\n</div>\n',
}


class Site:
    """A few pages that MkDocs builds again and again, and how many it turned into HTML the last time."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root, self.converted = root, 0
        monkeypatch.setenv("XDG_CACHE_HOME", str(root / "cache"))
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")  # else the home page tells when it was made
        monkeypatch.setenv(TREE, str(root / "tree"))
        whole = markdown.Markdown.convert

        def counted(own: markdown.Markdown, source: str) -> str:
            self.converted += 1
            return whole(own, source)

        monkeypatch.setattr(markdown.Markdown, "convert", counted)
        (root / "tree").mkdir()
        keep_surroundings(Surroundings("门户", "zh", [{"首页": "index.md"}], {}), root / "tree")
        (root / "docs").mkdir()
        self.settings("")
        for path, text in {**PAGES, "x.svg": "<svg/>"}.items():
            self.page(path, text)

    def settings(self, more: str) -> None:
        """Write `mkdocs.yml`."""
        hook = PROJECT / "hooks/mkdocs_hook.py"
        (self.root / "mkdocs.yml").write_text(
            f"site_name: X\nplugins: []\ntheme: mkdocs\nhooks: ['{hook}']\n{more}", "utf-8"
        )

    def page(self, path: str, text: str) -> None:
        """Write a page of the tree."""
        file = pages_of(self.root / "tree") / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")

    def built(self) -> dict[str, str]:
        """The pages of the site, by their paths."""
        self.converted = 0
        site = self.root / "site"
        build(load_config(str(self.root / "mkdocs.yml"), site_dir=str(site)))
        return {str(page.relative_to(site)): page.read_text("utf-8") for page in sorted(site.rglob("*.html"))}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    return Site(tmp_path, monkeypatch)


def test_a_second_build_takes_every_page_as_it_is_and_makes_the_same_site(site: Site) -> None:
    first = site.built()
    assert site.converted == len(PAGES)
    assert 'id="c1"' in first["a/index.html"]
    assert site.built() == first
    assert site.converted == 0


def test_a_page_that_changed_is_made_anew_alone(site: Site) -> None:
    site.built()
    site.page("a.md", PAGES["a.md"].replace("SELECT 1", "SELECT 2"))
    assert ">2<" in site.built()["a/index.html"]
    assert site.converted == 1


@pytest.mark.parametrize("link", ["nowhere.md", "a.md#nowhere", "/absolute", "x.svg?"])
def test_what_mkdocs_complains_of_is_complained_of_each_time(
    site: Site, caplog: pytest.LogCaptureFixture, link: str
) -> None:
    site.page("b/index.md", f"# 乙\n\n[去]({link.replace('a.md', '../a.md')})\n")
    told = []
    for _ in range(2):
        caplog.clear()
        with caplog.at_level(logging.INFO, "mkdocs"):
            site.built()
        told.append([r.getMessage() for r in caplog.records if "b/index.md" in r.getMessage()])
    assert told[0] == told[1]
    assert told[0] or link == "x.svg?"


def test_a_page_that_comes_or_goes_is_seen_by_those_that_lead_to_it(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    site.built()
    (pages_of(site.root / "tree") / "a.md").unlink()
    site.built()
    assert any("a.md" in record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING)


@pytest.mark.parametrize("more", ["markdown_extensions: [{toc: {toc_depth: 2}}]\n", "use_directory_urls: false\n"])
def test_other_settings_make_other_pages(site: Site, more: str) -> None:
    site.built()
    site.settings(more)
    site.built()
    assert site.converted == len(PAGES)


def test_extensions_of_a_portals_own_are_run_each_time(site: Site) -> None:
    site.settings("markdown_extensions: [abbr]\n")
    site.built()
    site.built()
    assert site.converted == len(PAGES)
