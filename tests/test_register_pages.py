"""A register reads alike whether its page loads all of it or a part: conditions, counts, order and address."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer

import pytest
from conftest import TODAY
from playwright.sync_api import Browser, Page
from test_site import Quiet

from benchmarks.generate import generate
from shoukong.evaluation import Evaluation, evaluate
from shoukong.pages.browser_files import ASSETS
from shoukong.pages.register_leads import titles_of
from shoukong.pages.register_pages import write_register
from shoukong.pages.view import View
from shoukong.portal import load_portal

SMALL, LARGE = 980, 4900  # events, of 50 a thing is one
PAGE = """<!doctype html><html lang="zh"><meta charset="utf-8"><title>记录</title>
<link rel="stylesheet" href="../../assets/portal.css">
<body class="md-typeset"><main><h1>记录</h1>
<div class="sk-register" data-index="../../data/registers/events/index.json" data-base="../../"></div></main>
<script src="../../assets/portal.js"></script></body></html>"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A small and a large register of the same kind of events, as a site serves them."""
    root = tmp_path_factory.mktemp("registers")
    for name, records in (("small", SMALL * 50 // 49), ("large", LARGE * 50 // 49)):
        generate(root / "portals" / name, records, 2)
        site = root / "site" / name
        (site / "registers/events").mkdir(parents=True)
        (site / "registers/events/index.html").write_text(PAGE, "utf-8")
        (site / "assets").symlink_to(ASSETS)
        with evaluate(load_portal(root / "portals" / name, TODAY)) as evaluation:
            view = View(evaluation)
            write_register(view, view.portal.forms_by_name["events"], site / "data/registers/events")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root / "site")))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page on a desk, on a day that the test knows."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, timezone_id="Asia/Shanghai")
    fresh = context.new_page()
    fresh.clock.set_fixed_time(f"{TODAY}T10:00:00+08:00")
    yield fresh
    context.close()


def opened(page: Page, url: str) -> None:
    """Open a register and wait until it has counted what it shows."""
    page.goto(url)
    counted(page)


def counted(page: Page, wanted: str = "显示") -> str:
    """What a register says of what it shows, once it says so."""
    state = page.locator(".sk-state[role=status]").filter(has_text=wanted)
    state.wait_for()
    return state.inner_text()


def choose(page: Page, field: str) -> None:
    """Open the filter of a field."""
    panel = page.locator(".sk-more-tools").first
    if panel.get_attribute("open") is None:
        panel.locator("summary").click()
    panel.locator("select").select_option(field)


def facets(page: Page) -> dict[str, int]:
    """The values that a filter offers, with their counts."""
    told = (text.split() for text in page.locator(".sk-more-tools").first.locator(".sk-facet").all_inner_texts())
    return {value: int(count) for value, count in told}


@pytest.mark.parametrize(("size", "rows"), [("small", SMALL), ("large", LARGE)])
def test_values_are_counted_among_all_records_beside_the_other_conditions(
    page: Page, address: str, size: str, rows: int
) -> None:
    opened(page, f"{address}{size}/registers/events/")
    choose(page, "kind")
    counts = {kind: len(range(i, rows, 3)) for i, kind in enumerate("甲乙丙")}
    assert facets(page) == counts
    page.get_by_role("checkbox", name="甲").check()
    counted(page, f"显示 {counts['甲']:,} 条")
    assert facets(page) == counts
    choose(page, "amount")
    page.get_by_label("至", exact=True).fill("99")
    page.keyboard.press("Enter")
    few = len([i for i in range(0, rows, 3) if i % 5000 < 99])
    counted(page, f"显示 {few} 条")
    choose(page, "kind")
    assert facets(page) == {kind: len([i for i in range(n, rows, 3) if i < 99]) for n, kind in enumerate("甲乙丙")}
    page.get_by_role("button", name="取消筛选 类别：甲").click()
    counted(page, "显示 99 条")
    assert not page.get_by_role("checkbox", name="甲").is_checked()


@pytest.mark.parametrize(("size", "rows"), [("small", SMALL), ("large", LARGE)])
def test_the_address_holds_words_period_order_and_columns(page: Page, address: str, size: str, rows: int) -> None:
    opened(page, f"{address}{size}/registers/events/?q=第{rows - 1}件事")
    assert "显示 1 条" in counted(page)
    opened(page, f"{address}{size}/registers/events/?sort=amount")
    assert page.locator(".sk-grid tbody tr").first.get_attribute("data-number") == "E-00000000"
    page.locator(".sk-more-tools summary").nth(1).click()
    page.get_by_role("checkbox", name="内容").uncheck()
    shared = page.url
    assert "without=content" in shared
    assert "内容" not in page.locator(".sk-grid thead").inner_text()
    page.evaluate("localStorage.clear()")  # somebody else
    opened(page, shared)
    assert "内容" not in page.locator(".sk-grid thead").inner_text()
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("金额")
    page.get_by_label("期间").select_option("year")
    counted(page, "显示 0 条")
    page.get_by_role("button", name="取消筛选 日期").click()
    counted(page, f"显示 {rows:,} 条")
    assert page.get_by_label("期间").input_value() == ""


def test_days_are_found_in_all_parts_and_the_part_that_is_shown_is_kept(page: Page, address: str) -> None:
    opened(page, f"{address}large/registers/events/?happened_on.from=2001-01-01&happened_on.to=2010-12-31")
    assert "显示 3,652 条" in counted(page)
    opened(page, f"{address}large/registers/events/")
    page.get_by_label("号段").select_option("2")
    counted(page)
    page.reload()
    counted(page)
    assert page.locator(".sk-grid tbody tr").first.get_attribute("data-number") == "E-00001999"
    page.get_by_label("筛选", exact=True).fill("第4321件事")
    counted(page, "显示 0 条")
    page.keyboard.press("Enter")
    counted(page, "显示 1 条")
    page.get_by_label("筛选", exact=True).fill("")
    counted(page, "已载入 1,000 条")


def test_cards_of_a_phone_are_put_in_order_and_show_what_is_chosen(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    opened(page, f"{address}small/registers/events/")
    page.get_by_label("排序").select_option("-amount")
    first = page.locator(".sk-records > li").first
    first.filter(has_text=f"E-{SMALL - 1:08}").wait_for()
    assert "sort=-amount" in page.url
    opened(page, f"{address}small/registers/events/?columns=kind,content")
    assert first.locator("dt").all_inner_texts() == ["类别", "内容"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_report_on_a_breach_says_what_its_rule_is_called(what_ships: Evaluation) -> None:
    view = View(what_ships)
    forms = view.portal.forms_by_name
    titles = titles_of(view, forms["nonconformities"])["rule"]
    assert titles["G1-02"] == "一般报修限时到场，另约时间的按约定"
    assert titles_of(view, forms["complaints"]) == {}
