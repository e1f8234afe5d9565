"""What a firm does not keep, no page links to: a small portal built, and every link of its pages followed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from conftest import PROJECT, TODAY, Folder

BASE = "https://built.invalid/"
CLAUSE = "  satisfies: [T-04]\n"
BLOCKS = """
  ```rule
  id: T-90
  title: 每单都是报修
  sql: SELECT order_no AS record, received_on AS "on" FROM orders WHERE order_no <> ''
  ```

  ```duty
  id: T-91
  title: 清点
  repeat: FREQ=MONTHLY;BYMONTHDAY=5
  evidence: SELECT order_no AS record, received_on AS done_on FROM orders
  ```

  ```indicator
  id: T-92
  title: 单数
  target: ">= 1000"
  sql: SELECT strftime(received_on, '%Y-%m') AS period, count(*) AS value FROM orders GROUP BY 1
  ```
"""


class Links(HTMLParser):
    """The addresses that a page leads to or shows, and the places in it that may be led to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.places: set[str] = set()
        self.feed(text)

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what the tag leads to and what it is called."""
        named = dict(attrs)
        self.addresses += [str(named[name]) for name in ("href", "src") if named.get(name)]
        self.places |= {str(named[name]) for name in ("id", "name") if named.get(name)}


def dead_links(site: Path) -> Iterator[str]:
    """Links within a site that lead nowhere; what a script opens by its number in a register is left to it."""
    pages = {page: Links(page.read_text("utf-8")) for page in sorted(site.rglob("*.html"))}
    for page, links in pages.items():
        if page.name == "404.html":
            continue
        here = urljoin(BASE, page.relative_to(site).as_posix().removesuffix("index.html"))
        for address in links.addresses:
            whole, place = urldefrag(urljoin(here, address))
            if not whole.startswith(BASE):
                continue
            path = site / unquote(urlsplit(whole).path).lstrip("/")
            target = path / "index.html" if path.is_dir() else path
            is_there = target.is_file() and (
                not place
                or target not in pages
                or "registers" in target.parts
                or unquote(place) in pages[target].places
            )
            if not is_there:
                yield f"{page.relative_to(site)}: {address}"


def built(folder: Folder, tmp_path: Path) -> Path:
    """The site of a portal, rendered, and built by MkDocs without any hook."""
    folder.write("docs/index.md", "# 首页\n\n{{ due_table() }}\n\n{{ broken_table() }}\n\n{{ late_table() }}\n")
    folder.write("mkdocs.yml", (PROJECT / "mkdocs.yml").read_bytes())
    (folder.root / "node_modules").symlink_to(PROJECT / "node_modules")
    tree, site = tmp_path / "tree", tmp_path / "site"
    own = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    commands = (
        (["shoukong", "render", "--root", str(folder.root), "--as-of", str(TODAY), "--to", str(tree)], folder.root),
        (["mkdocs", "build", "-q", "--site-dir", str(site)], tree),
    )
    for arguments, where in commands:
        command = [sys.executable, "-m", *arguments]
        done = subprocess.run(command, cwd=where, env=own, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "WARNING" not in done.stderr, done.stderr
    return site


@pytest.mark.parametrize("blocks", ["", BLOCKS])
def test_no_page_links_to_what_the_firm_does_not_keep(folder: Folder, tmp_path: Path, blocks: str) -> None:
    folder.replace("docs/documents/QM-01.md", CLAUSE, CLAUSE + blocks)
    site = built(folder, tmp_path)
    assert list(dead_links(site)) == []
    assert (site / "search/index.html").is_file()
    if blocks:
        told = (site / "rules/T-90/index.html").read_text("utf-8")
        assert "未处理" in told
        assert "不合格报告" not in told  # which this firm does not keep


def test_a_link_to_nowhere_is_seen(tmp_path: Path) -> None:
    """The walk itself: a page, a place and a file that are not there."""
    (tmp_path / "a").mkdir()
    (tmp_path / "index.html").write_text(
        '<a href="a/">1</a><a href="b/">2</a><a href="a/#x">3</a><img src="c.png">', "utf-8"
    )
    (tmp_path / "a/index.html").write_text('<h1 id="y">A</h1><a href="#y">4</a><a href="../">5</a>', "utf-8")
    assert list(dead_links(tmp_path)) == ["index.html: b/", "index.html: a/#x", "index.html: c.png"]
