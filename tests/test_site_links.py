"""Every address in a built page leads to a file of the site, and to a place in it that exists."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoukong.publishing.site_links import SHOWN, DeadLink, dead_links, told

PAGE = "<!doctype html><html><body>{}</body></html>"


def built(folder: Path, pages: dict[str, str]) -> Path:
    """A site of some pages, each given by what is in its body; data as it is, other files hold a letter."""
    for path, body in pages.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        held = body if path.endswith(".json") else "x"
        file.write_text(PAGE.format(body) if path.endswith(".html") else held, encoding="utf-8")
    return folder


SITE = {
    "index.html": "",
    "a/index.html": '<h2 id="c1">一</h2><a name="旧"></a><p id=bare></p>',
    "a/图 1.png": "",
    "a/feed.atom": "",
    "registers/orders/index.html": '<p id="orders"><div class="sk-register" data-index="../../data/i.json"></div>',
    "data/i.json": '{"key": "no", "fields": [{"name": "day"}, {"name": "no"}], "shards": [{"file": "1.json"}]}',
    "data/1.json": '[{"v": ["2026-01-05", "JD-2026-0001"]}, {"v": [null, "甲 \\"1\\""]}]',
}
SOUND = (
    '<a href="../a/">甲</a>',
    '<a href="./#c1">一</a>',
    '<a href="#c1">一</a>',
    '<a href="#bare">一</a>',
    '<a href="#%E6%97%A7">旧</a>',
    '<a href="#">上</a><a href="#top">上</a><a href="">此</a>',
    "<A HREF='index.html?x=1&amp;y=2#c1'>甲</A>",
    "<img src=%E5%9B%BE%201.png>",
    '<img srcset="图%201.png 1x, 图%201.png 2x">',
    '<a href="../registers/orders/#JD-2026-0001">单</a><a href="../registers/orders/#orders">册</a>',
    '<a href="../registers/orders/#甲%20%221%22">单</a>',
    '<a href="/a/">自站点的根</a>',
    '<a href="https://example.org/none"></a><a href="//example.org/none"></a><a href="mailto:a@example.org"></a>',
    '<!-- <a href="none/">藏</a> -->',
    '<script>const a = "<a href=none>";</script><script src="feed.atom"></script>',
    '<code>&lt;a href="none/"&gt;</code> href="none"',
    '<img src="feed.atom" alt="写作 href=none">',
    '<p style="background: url(feed.atom), url(&quot;图 1.png&quot;)"></p>',
    '<style>/* url(none.png) */ p { background: url("feed.atom") url(data:image/png;base64,AA) }</style>',
    '<code>style="background:url(none.png)"</code><script>const a = "<p style=\'background:url(none)\'>";</script>',
    '<meta name="description" content="1; url 是什么"><meta http-equiv="refresh" content="5; url=../a/">',
)
DEAD = {
    '<a href="none/">无</a>': "none/",
    '<a href="feed.atom/x">无</a>': "feed.atom/x",
    '<a\n class=x href = "../none.pdf">无</a>': "../none.pdf",
    '<a href="../../a/">出了站点</a>': "../../a/",
    '<a href="#c2">无</a>': "#c2",
    '<a href="../a/#c2">无</a>': "../a/#c2",
    '<a href="../registers/none/#JD-2026-0001">无</a>': "../registers/none/#JD-2026-0001",
    '<a href="../registers/orders/#JD-2026-0002">无</a>': "../registers/orders/#JD-2026-0002",
    '<a href="../registers/orders/#2026-01-05">无</a>': "../registers/orders/#2026-01-05",
    '<a href="/none/">无</a>': "/none/",
    "<img src='none.png'>": "none.png",
    "<IMG SRC=none.png>": "none.png",
    '<img src="%E5%9B%BE%201.PNG">': "%E5%9B%BE%201.PNG",
    '<img srcset="图%201.png 1x, none.png 2x">': "none.png",
    '<video poster="none.jpg"></video>': "none.jpg",
    '<object data="none.svg"></object>': "none.svg",
    '<iframe src="none.html"></iframe>': "none.html",
    '<form action="none/"></form>': "none/",
    '<script src="none.js"></script>': "none.js",
    '<link rel="stylesheet" href="none.css">': "none.css",
    '<svg><use xlink:href="none.svg#i"/></svg>': "none.svg#i",
    '<p class="x" style="color:red; background:url(none.png)">无</p>': "none.png",
    "<P STYLE='background:URL( \"none.png\" )'>无</P>": "none.png",
    "<style>@import 'none.css';</style>": "none.css",
    "<style media=print>p { background: url('none.png') }</style>": "none.png",
    '<meta http-equiv="refresh" content="0;url=none/">': "none/",
}


@pytest.mark.parametrize("body", SOUND)
def test_what_leads_somewhere_and_what_is_no_link_is_left_alone(tmp_path: Path, body: str) -> None:
    site = built(tmp_path, {**SITE, "a/index.html": SITE["a/index.html"] + body})
    assert dead_links(site) == ()


@pytest.mark.parametrize("body", DEAD)
def test_a_dead_address_is_found_whatever_its_tag_and_quotes(tmp_path: Path, body: str) -> None:
    site = built(tmp_path, {**SITE, "a/index.html": SITE["a/index.html"] + body})
    assert dead_links(site) == (DeadLink("a/index.html", DEAD[body]),)


def test_what_a_style_sheet_fetches_counts_from_its_own_folder(tmp_path: Path) -> None:
    site = built(tmp_path, SITE)
    (site / "a/x.css").write_text("p { background: url(feed.atom) url(none.png) url('../a/图 1.png') }", "utf-8")
    assert dead_links(site) == (DeadLink("a/x.css", "none.png"),)


def test_below_a_path_only_addresses_below_it_stay_in_the_site(tmp_path: Path) -> None:
    site = built(tmp_path, {"index.html": '<a href="/portal/"></a><a href="/portal/x"></a><a href="/"></a>'})
    assert [link.address for link in dead_links(site, "/portal/")] == ["/", "/portal/x"]


def test_what_a_page_fetches_is_no_page(tmp_path: Path) -> None:
    site = built(tmp_path, {"index.html": ""})
    (site / "part.html").write_text('<a href="none/"></a>', "utf-8")
    assert dead_links(site) == ()


@given(names=st.lists(st.text("ab图 %é&+'", min_size=1, max_size=6), min_size=1, max_size=4, unique=True))
def test_any_name_is_found_where_it_is_quoted_and_escaped_rightly(
    tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    from html import escape
    from urllib.parse import quote

    body = "".join(f'<a href="{escape(quote(f"{name}.pdf"))}"></a>' for name in names)
    site = built(tmp_path_factory.mktemp("site"), {"index.html": body, **{f"{name}.pdf": "" for name in names}})
    assert dead_links(site) == ()
    (site / f"{names[0]}.pdf").unlink()
    assert [link.address for link in dead_links(site)] == [quote(f"{names[0]}.pdf")]


def test_many_dead_links_are_shown_in_part_and_counted() -> None:
    many = told(DeadLink("index.html", f"{i}/") for i in range(SHOWN + 7))
    assert many.count("→") == SHOWN
    assert "7" in many.splitlines()[-1]
