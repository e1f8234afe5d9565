"""A record is filled in in the browser, which says what the check would say, and it becomes a record."""

import csv
import json
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import BASE, TODAY, Folder
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page
from test_site import AXE, Quiet
from test_take import SOUND, orders, put, run

from shoukong.evaluation import Evaluation, check, evaluate
from shoukong.executable.starting_field import starting_field
from shoukong.messages.catalogue import fix_of, message_of
from shoukong.pages.browser_files import ASSETS
from shoukong.pages.entry_index import entry_files
from shoukong.pages.fill_conditions import condition_tree
from shoukong.pages.fill_limits import limits_by_table
from shoukong.pages.fill_pages import fill_pages
from shoukong.pages.register_pages import write_register
from shoukong.pages.view import View
from shoukong.portal import load_portal

DEMANDS = """    - {name: due_on, title: 应完成日期, type: date, future: true, required_when: {urgent: true}}
    - {name: closed_on, title: 完成日期, type: date, empty_when: {channel: 前台}}
"""
PLAIN = """    - {name: due_on, title: 应完成日期, type: date, future: true}
    - {name: closed_on, title: 完成日期, type: date}
"""
FORMULA = """checks:
  - type: row-constraint
    formula: amount is None or pieces is None or amount >= pieces * 2.5
    message: 每件不少于 2.5 元
"""
PAGE = """<!doctype html><html lang="zh"><meta charset="utf-8"><title>填写</title>
<link rel="stylesheet" href="../../assets/portal.css">
<body class="md-typeset"><main><h1>填写</h1><div class="sk-fill" data-base="../../" data-form="form.js"></div></main>
<script src="../../assets/portal.js"></script></body></html>"""
HAND_OVER = """(record) => {
  const base = new URL('../../', location.href).pathname;
  sessionStorage.setItem(`shoukong.fill:${base}:orders:record`, record);
}"""


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """A portal whose form has conditions and a formula."""
    folder = Folder(Path(shutil.copytree(BASE, tmp_path_factory.mktemp("fill") / "portal")))
    folder.replace("forms/orders.yaml", PLAIN, DEMANDS)
    folder.replace("forms/orders.yaml", "print:", FORMULA + "print:")
    return folder


@pytest.fixture(scope="module")
def site(portal: Folder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages to fill in, as the site holds them."""
    return site_of(portal, "orders", tmp_path_factory.mktemp("fill-site") / "site")


def site_of(portal: Folder, table: str, site: Path) -> Path:
    """Write what the page of a form needs, and a page for it."""
    shutil.copytree(ASSETS, site / "assets")
    (site / "assets/sw.js").rename(site / "sw.js")
    with evaluate(load_portal(portal.root, TODAY)) as evaluation:
        for output in fill_pages(View(evaluation)):
            if output.path.endswith(".js"):
                output.write(site)
    (site / f"fill/{table}/index.html").write_text(PAGE, "utf-8")
    return site


def violations(page: Page, where: str) -> list[tuple[str, str]]:
    """What axe finds wrong with a part of a page, and with which element."""
    page.add_script_tag(path=str(AXE))
    script = f"axe.run('{where}').then(r => r.violations.map(v => [v.id, v.nodes[0].html]))"
    return [(rule, element) for rule, element in page.evaluate(script)]


@pytest.fixture
def page(browser: Browser, site: Path) -> Iterator[Page]:
    """The page of the form, opened from a file on a phone, on a day that the test knows."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, timezone_id="Asia/Shanghai")
    fresh = context.new_page()
    fresh.clock.set_fixed_time(f"{TODAY}T10:00:00+08:00")
    opened(fresh, (site / "fill/orders/index.html").as_uri())
    yield fresh
    context.close()


def opened(page: Page, url: str) -> None:
    """Open the page and wait until it can be filled in."""
    page.goto(url)
    page.wait_for_function("globalThis.shoukongChoices?.people && document.querySelector('.sk-fill form')")


def fill(page: Page, **cells: str) -> None:
    """Fill in fields by their names."""
    for name, cell in cells.items():
        box = page.locator(f"[data-field={name}]")
        if box.locator("input[type=radio]").count():
            box.locator(f"input[value={cell!r}]").check()
        else:
            box.locator("input, textarea, select").first.fill(cell)
            box.locator("input, textarea, select").first.dispatch_event("change")


def faults(page: Page) -> dict[str, str]:
    """What is said at the fields."""
    told: dict[str, str] = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('.sk-fill-field')]"
        ".map((e) => [e.dataset.field, e.querySelector('.sk-fault').textContent]).filter(([, text]) => text))"
    )
    return told


def test_what_is_filled_in_on_a_phone_becomes_a_record(page: Page, portal: Folder, tmp_path: Path) -> None:
    fill(page, person="乙", channel="电话", content='换"锁", 甲', amount="80", pieces="2")
    assert page.locator("#fill-person").input_value() == "P-02"
    assert page.locator("#fill-person-known").text_content() == "乙"
    page.get_by_role("button", name="填好了").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载").click()
    inbox = tmp_path / "inbox"
    download.value.save_as(inbox / download.value.suggested_filename)
    page.get_by_text("已下载").wait_for()
    copy = copied_of(portal, tmp_path)
    assert run(copy, inbox) == 0
    (row,) = (row for row in orders(copy) if row["order_no"] == "O-2026-003")
    assert (row["received_on"], row["person"], row["content"], row["amount"]) == (
        str(TODAY), "P-02", '换"锁", 甲', "80",
    )  # fmt: skip
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def copied_of(portal: Folder, tmp_path: Path) -> Folder:
    """A copy of the portal to file into."""
    return Folder(Path(shutil.copytree(portal.root, tmp_path / "copy")))


def test_what_the_check_would_say_is_said_at_the_field(page: Page) -> None:
    page.get_by_role("button", name="填好了").click()
    assert set(faults(page)) == {"person", "channel", "content"}
    assert "经办人没有填写" in faults(page)["person"]
    assert page.evaluate("document.activeElement.id") == "fill-person"
    fill(page, amount="八十", closed_on="2026-12-24", content="长" * 41)
    told = faults(page)
    assert "八十" in told["amount"]
    assert str(TODAY) in told["closed_on"]
    assert "40" in told["content"]


def test_conditions_are_live(page: Page) -> None:
    due = page.locator("[data-field=due_on]")
    assert due.locator(".sk-needed").is_hidden()
    fill(page, urgent="true")
    assert due.locator(".sk-needed").is_visible()
    fill(page, channel="前台")
    assert page.locator("[data-field=closed_on]").is_hidden()
    fill(page, channel="电话")
    assert page.locator("[data-field=closed_on]").is_visible()


@pytest.mark.parametrize(("year", "told"), [("2025", "先校正"), ("2026", ""), ("2027", "先核对日期")])
def test_a_clock_that_is_wrong_by_a_year_is_told(browser: Browser, site: Path, year: str, told: str) -> None:
    context = browser.new_context()
    fresh = context.new_page()
    fresh.clock.set_fixed_time(f"{year}-11-24T10:00:00+08:00")
    opened(fresh, (site / "fill/orders/index.html").as_uri())
    notices = fresh.locator(".sk-notice").all_inner_texts()
    assert len(notices) == bool(told)
    assert told in "".join(notices)
    context.close()


def test_a_draft_survives_a_closed_tab(browser: Browser, site: Path) -> None:
    context = browser.new_context()
    url = (site / "fill/orders/index.html").as_uri()
    first = context.new_page()
    opened(first, url)
    fill(first, content="没有填完")
    first.close()
    second = context.new_page()
    opened(second, url)
    assert second.locator("#fill-content").input_value() == "没有填完"
    second.get_by_role("button", name="清空").click()
    assert second.locator("#fill-content").input_value() == ""
    second.get_by_role("button", name="撤销").click()
    assert second.locator("#fill-content").input_value() == "没有填完"
    context.close()


def test_several_in_a_row_and_the_same_again_with_changes(page: Page) -> None:
    fill(page, person="P-01", channel="电话", content="换锁一")
    page.get_by_role("button", name="填好，再填一条相同的").click()
    assert page.locator("#fill-content").input_value() == "换锁一"
    fill(page, content="换锁二")
    page.get_by_role("button", name="填好了").click()
    ready = page.locator(".sk-fill-ready li")
    assert ready.count() == 2
    ids = page.locator(".sk-fill-ready code").all_text_contents()
    assert len(set(ids)) == 2
    ready.nth(0).get_by_role("button", name="删去").click()
    assert ready.count() == 1
    ready.nth(0).get_by_role("button", name="改").click()
    assert page.locator("#fill-content").input_value() == "换锁二"
    assert ready.count() == 0


@pytest.mark.parametrize("name", ["填好了", "填好，再填一条相同的"])
def test_two_clicks_that_are_meant_as_one_finish_one_record(page: Page, name: str) -> None:
    fill(page, person="P-01", channel="电话", content="换锁")
    page.get_by_role("button", name=name, exact=True).dblclick()
    assert page.locator(".sk-fill-ready li").count() == 1
    assert "填报号" in page.locator(".sk-fill-told").inner_text()
    assert faults(page) == {}


def test_a_record_is_continued_without_retyping(page: Page, portal: Folder, tmp_path: Path) -> None:
    cells = {"order_no": "O-2025-002", "received_on": "2025-02-05", "person": "P-02", "channel": "前台",
             "content": "换灯,两盏", "pieces": "2", "urgent": "false"}  # fmt: skip
    handed = json.dumps({"purpose": "continue", "cells": cells})
    page.evaluate(HAND_OVER, handed)
    opened(page, page.url)
    assert page.locator("#fill-content").is_disabled()
    fill(page, arrived_at="2026-11-20T09:30")
    page.get_by_role("button", name="续填好了").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载").click()
    inbox = tmp_path / "inbox"
    download.value.save_as(inbox / download.value.suggested_filename)
    (written,) = inbox.iterdir()
    rows = [*csv.reader(written.open(encoding="utf-8"))]
    assert rows == [["order_no", "arrived_at"], ["O-2025-002", "2026-11-20T09:30:00"]]
    copy = copied_of(portal, tmp_path)
    assert run(copy, inbox) == 0
    (row,) = (row for row in orders(copy) if row["order_no"] == "O-2025-002")
    assert row["arrived_at"] == "2026-11-20T09:30:00"


def test_two_tabs_lose_nothing_of_each_other(browser: Browser, site: Path) -> None:
    context = browser.new_context()
    url = (site / "fill/orders/index.html").as_uri()
    first = context.new_page()
    opened(first, url)
    fill(first, person="P-01", channel="电话", content="换锁一")
    second = context.new_page()
    opened(second, url)  # shows what the first has not finished
    first.get_by_role("button", name="填好了").click()
    second.get_by_text("已在另一个标签页填好").wait_for()
    fill(second, content="换锁二")
    fill(first, content="换锁三")
    second.get_by_role("button", name="填好了").click()
    opened(first, url)
    ids = first.locator(".sk-fill-ready code").all_text_contents()
    assert len(set(ids)) == 2
    assert first.locator("#fill-content").input_value() == "换锁三"
    fill(second, content="换锁四")
    opened(first, url)
    assert first.locator("#fill-content").input_value() == "换锁四"
    first.get_by_role("button", name="接着填").click()
    assert first.locator("#fill-content").input_value() == "换锁三"
    context.close()


def test_a_day_of_which_a_part_is_written_is_told(page: Page) -> None:
    fill(page, person="P-01", channel="电话", content="换锁")
    page.locator("#fill-closed_on").focus()
    page.keyboard.type("11")
    page.locator("#fill-content").focus()
    assert "没有写全" in faults(page)["closed_on"]
    page.get_by_role("button", name="填好了").click()
    assert page.locator(".sk-fill-ready li").count() == 0
    fill(page, closed_on="2026-11-23")
    page.get_by_role("button", name="填好了").click()
    assert page.locator(".sk-fill-ready li").count() == 1


def test_what_the_device_has_no_room_for_is_told(page: Page) -> None:
    page.evaluate("void (Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); })")
    fill(page, person="P-01", channel="电话", content="换锁")
    assert page.get_by_text("这台设备存不下了").is_visible()
    page.get_by_role("button", name="填好了").click()
    assert page.locator(".sk-fill-ready code").count() == 1


def test_what_is_continued_outlives_a_reload_and_demands_nothing_that_the_site_withholds(page: Page) -> None:
    cells = {"order_no": "O-2025-002", "received_on": "2025-02-05", "person": "P-02", "content": "换灯"}
    shown = [name for name in HEAD.split(",") if name != "channel"]
    page.evaluate(HAND_OVER, json.dumps({"purpose": "continue", "cells": cells, "shown": shown}))
    opened(page, page.url)
    fill(page, amount="80")
    opened(page, page.url)
    assert page.locator("#fill-amount").input_value() == "80"
    assert page.locator("#fill-content").is_hidden()
    page.get_by_text("已有的内容", exact=True).click()
    assert "P-02 乙" in page.locator(".sk-fill-known").inner_text()
    assert "网站不公布这一栏" in page.locator("[data-field=channel]").inner_text()
    page.get_by_role("button", name="续填好了").click()
    assert page.locator(".sk-fill-ready li").count() == 1
    opened(page, page.url)
    assert page.get_by_role("button", name="续填好了").count() == 0


def test_it_goes_into_a_folder_that_is_chosen_once(page: Page) -> None:
    """The picker itself cannot be driven: the folder is one of the browser's own, of the same interface."""
    page.evaluate(
        "globalThis.written = {}; globalThis.showDirectoryPicker = async () => ({ name: '收件箱',"
        " getFileHandle: async (name) => ({ createWritable: async () => ({"
        " write: async (text) => { written[name] = text; }, close: async () => {} }) }) })"
    )
    fill(page, person="P-01", channel="电话", content="换锁")
    page.get_by_role("button", name="填好了").click()
    page.get_by_role("button", name="存入文件夹").click()
    page.get_by_text("已存入文件夹 收件箱").wait_for()
    written: dict[str, str] = page.evaluate("written")
    ((name, text),) = written.items()
    assert name.startswith("orders-261123-")
    assert text.splitlines()[1].startswith(f",{TODAY},P-01,电话,换锁,")


def test_a_forge_opens_a_new_file_with_the_entry_in_it(page: Page) -> None:
    page.evaluate("globalThis.opened = []; window.open = (address) => { opened.push(address); };"
                  "shoukongForm.address = 'https://git.example/firm/portal/_new/main/inbox'")  # fmt: skip
    fill(page, person="P-01", channel="电话", content="换锁")
    page.get_by_role("button", name="填好了").click()
    page.get_by_role("button", name="在代码托管网站提交").click()
    page.get_by_text("已打开新建文件的页面").wait_for()
    told: dict[str, str] = page.evaluate("Object.fromEntries(new URL(opened[0]).searchParams.entries())")
    assert told["filename"].endswith(".csv")
    assert "P-01,电话,换锁" in told["value"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_it_is_accessible(browser: Browser, site: Path, scheme: Any, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    fresh = context.new_page()
    opened(fresh, (site / "fill/orders/index.html").as_uri())
    fresh.get_by_role("button", name="填好了").click()
    assert violations(fresh, ".sk-fill") == []
    context.close()


def test_it_is_filled_in_by_keyboard(page: Page) -> None:
    page.locator("#fill-received_on").focus()
    page.keyboard.press("Tab")
    for _ in range(12):
        if page.evaluate("document.activeElement.id") == "fill-person":
            break
        page.keyboard.press("Tab")
    page.keyboard.insert_text("P-01")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert page.locator("[data-field=channel] input:checked").get_attribute("value") == "电话"


def test_a_record_is_found_by_its_name_and_chosen_by_key_or_finger(browser: Browser, site: Path) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, has_touch=True)
    page = context.new_page()
    opened(page, (site / "fill/orders/index.html").as_uri())
    person = page.get_by_role("combobox", name="经办人")
    person.focus()
    page.keyboard.press("ArrowDown")
    assert page.get_by_role("option").all_inner_texts() == ["甲\nP-01", "乙\nP-02"]
    assert person.get_attribute("aria-expanded") == "true"
    assert violations(page, ".sk-fill") == []
    page.keyboard.insert_text("乙")
    assert page.get_by_role("option").all_inner_texts() == ["乙\nP-02"]
    page.keyboard.press("ArrowDown")
    assert page.locator("#fill-person").get_attribute("aria-activedescendant")
    page.keyboard.press("Enter")
    assert person.input_value() == "P-02"
    assert page.locator("#fill-person-known").inner_text() == "乙"
    assert page.get_by_role("option").count() == 0
    assert page.locator(".sk-fill-ready li").count() == 0  # nothing was handed in by that key
    person.fill("p01")
    page.get_by_role("option", name="甲").tap()
    assert person.input_value() == "P-01"
    person.fill("p")
    page.keyboard.press("Escape")
    assert page.get_by_role("option").count() == 0
    context.close()


def test_where_it_is_served_it_opens_again_without_a_network(browser: Browser, site: Path) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = browser.new_context()
    fresh = context.new_page()
    url = f"http://127.0.0.1:{server.server_port}/fill/orders/"
    opened(fresh, url)
    fresh.wait_for_function(
        "(async () => (await (await caches.open('shoukong-fill')).keys())"
        ".filter(({ url }) => /(orders\\/|form\\.js|people\\.js|fill\\.js)$/.test(url)).length >= 4)()"
    )
    server.shutdown()
    server.server_close()
    opened(fresh, url)
    fill(fresh, person="甲", channel="电话", content="换锁")
    fresh.get_by_role("button", name="填好了").click()
    assert fresh.locator(".sk-fill-ready li").count() == 1
    context.close()


HEAD = (
    "order_no,received_on,person,channel,content,amount,pieces,urgent,due_on,closed_on,arrived_at,follows,form_revision"
)
CELLS = {
    "received_on": ["2026-11-02", "2026-11-31", "2027-01-01", "2026-1-2", ""],
    "person": ["P-01", ""],
    "channel": ["电话", "前台", "微信", ""],
    "content": ["换锁", "换", "", "长" * 41, "😀"],
    "amount": ["", "80", "5000.01", "八十", "-1", "2.5", "0.1"],
    "pieces": ["", "1", "0", "1.5", "32"],
    "urgent": ["", "true", "false", "是"],
    "due_on": ["", "2027-01-05", "2026-13-01"],
    "closed_on": ["", "2026-11-03", "2026-11-01", "2026-12-01"],
    "arrived_at": ["", "2026-11-02T10:00:00", "2026-11-02 10:00", "2026-12-02T10:00:00"],
}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.fixed_dictionaries({name: st.sampled_from(values) for name, values in CELLS.items()}))
def test_whatever_is_filled_in_the_page_says_what_the_check_says(
    page: Page, portal: Folder, tmp_path_factory: pytest.TempPathFactory, cells: dict[str, str]
) -> None:
    copy = copied_of(portal, tmp_path_factory.mktemp("check"))
    row = {**cells, "order_no": "O-2026-009", "form_revision": "A/0"}
    part = copy.root / "records/orders/2026.csv"
    with part.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow(row.get(name, "") for name in HEAD.split(","))
    found: dict[str | None, set[str]] = {}
    for item in check(load_portal(copy.root, TODAY)).findings:
        if item.record == "O-2026-009":
            told = "formula" if item.code == "row-constraint" else f"{message_of(item, 'zh')} → {fix_of(item, 'zh')}"
            found.setdefault(item.place.field, set()).add(told)
    said = page.evaluate(
        "([cells, day]) => Object.fromEntries(new shoukongRules.Rules(shoukongForm).faultsOf(cells, day))",
        [{name: cell for name, cell in row.items() if cell}, str(TODAY)],
    )
    assert set(said) == set(found)
    for name, text in said.items():
        assert ("formula" if "每件不少于" in text else text) in found[name]


def test_the_limits_that_start_with_a_record_are_told(what_ships: Evaluation) -> None:
    limits = {each["id"]: each for each in limits_by_table(View(what_ships))["complaints"]}
    assert limits["G2-02"] | {"title": ""} == {
        "id": "G2-02", "title": "", "since": "ongoing_reported_at", "unit": "minutes", "amount": 30,
        "words": "30 分钟内", "conditional": False,
    }  # fmt: skip


CONDITIONS = [
    "channel = '电话'", "channel <> '电话'", "channel IS DISTINCT FROM '电话'", "channel IN ('电话', '前台')",
    "channel NOT IN ('电话')", "urgent", "NOT urgent", "urgent IS NULL OR amount > 50",
    "amount <= 80 AND (closed_on IS NOT NULL OR pieces = 2)", "NOT (channel IS NULL)",
]  # fmt: skip
FACTS: list[dict[str, str]] = [
    {}, {"channel": "电话", "urgent": "true", "amount": "80", "pieces": "2"},
    {"channel": "前台", "urgent": "false", "amount": "50", "closed_on": "2026-11-02"},
    {"channel": "微信", "amount": "50.5", "pieces": "3"},
]  # fmt: skip
TYPED = "channel VARCHAR, urgent BOOLEAN, amount DOUBLE, pieces BIGINT, closed_on DATE"


def test_a_condition_starts_a_limit_in_the_browser_where_it_does_in_the_query(page: Page, portal: Folder) -> None:
    form = load_portal(portal.root, TODAY).forms_by_name["orders"]
    database = duckdb.connect()
    database.execute(f"CREATE TABLE orders (place INTEGER, {TYPED})")
    names = [column.split()[0] for column in TYPED.split(", ")]
    for i, fact in enumerate(FACTS):
        database.execute(f"INSERT INTO orders VALUES ({i}, ?, ?, ?, ?, ?)", [fact.get(name) for name in names])
    for condition in CONDITIONS:
        start = starting_field(f"SELECT order_no AS record, received_on AS since FROM orders WHERE {condition}")
        assert start is not None
        assert start.condition is not None
        tree = condition_tree(start.condition, form)
        wanted = [i for (i,) in database.execute(f"SELECT place FROM orders WHERE {condition} ORDER BY 1").fetchall()]
        script = "([tree, facts]) => facts.map((f) => new shoukongRules.Rules(shoukongForm).holds(tree, f))"
        held = page.evaluate(script, [tree, FACTS])
        assert [i for i, holds in enumerate(held) if holds] == wanted, condition
    for unknown in ("length(content) > 3", "amount > pieces", "channel LIKE '电%'"):
        start = starting_field(f"SELECT order_no AS record, received_on AS since FROM orders WHERE {unknown}")
        assert start is not None
        assert start.condition is not None
        assert condition_tree(start.condition, form) is None


def test_a_limit_is_told_where_its_condition_holds_and_until_the_day_that_the_record_says(page: Page) -> None:
    limit = {"id": "R-1", "title": "限时", "since": "received_on", "unit": "days", "amount": 3, "words": "3 天内"}
    limits = [
        {**limit, "when": ["==", ["field", "urgent"], ["value", True]], "due": "due_on"},
        {**limit, "id": "R-2", "computed": True},
    ]
    page.evaluate("(limits) => { shoukongForm.limits = limits; }", limits)
    fill(page, received_on="2026-11-02", urgent="false")
    told = page.locator(".sk-fill-limits li")
    assert told.all_inner_texts() == ["R-2 限时：登记后算出"]
    fill(page, urgent="true")
    assert told.all_inner_texts() == ["R-1 限时：3 天内，2026-11-05 前", "R-2 限时：登记后算出"]
    fill(page, due_on="2026-12-24")
    assert "2026-12-24 前" in told.first.inner_text()


@pytest.mark.parametrize(
    ("unit", "amount", "since", "until"),
    [
        ("minutes", 30, "2026-11-23T23:45:00", "2026-11-24 00:15"),
        ("hours", 24, "2026-11-23T10:00:00", "2026-11-24 10:00"),
        ("hours", 24, "2026-11-23", ""),
        ("days", 3, "2026-11-29", "2026-12-02"),
        ("end of month", 0, "2026-02-10", "2026-02-28"),
        ("working days", 2, "2026-11-26", "2026-11-30"),
        ("working days", 2, "2026-12-30", ""),
    ],
)
def test_a_limit_is_counted_as_the_check_counts_it(page: Page, unit: str, amount: int, since: str, until: str) -> None:
    told = page.evaluate(
        "([unit, amount, since]) => new shoukongRules.Rules({ ...shoukongForm,"
        " worked: { on: [], off: [], until: '2026-12-31' } }).until({ unit, amount }, since)",
        [unit, amount, since],
    )
    assert told == until


def test_the_record_that_an_entry_became_is_found_by_its_id(folder: Folder, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    put(inbox, "orders-261123-7K3QF9.csv", SOUND)
    assert run(folder, inbox) == 0
    with evaluate(load_portal(folder.root, TODAY)) as evaluation:
        view = View(evaluation)
        (found,) = entry_files(view)
        assert found.path == "data/entries/2611.json"
        assert json.loads(str(found.content)) == {"261123-7K3QF9": ["orders", "O-2026-003"]}
        write_register(view, view.portal.forms_by_name["orders"], tmp_path / "orders")
    rows = json.loads((tmp_path / "orders/0001.json").read_text("utf-8"))
    assert [row["entry"] for row in rows if "entry" in row] == ["261123-7K3QF9"]
