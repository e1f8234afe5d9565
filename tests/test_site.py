"""The shipped portal's site, built as a user builds it and used in a real Chromium."""

import csv
import datetime
import gzip
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal
from urllib.parse import quote, unquote, urlsplit

import frictionless
import pypdf
import pypdfium2
import pytest
import zxingcpp
from conftest import PROJECT, forget
from playwright.sync_api import Browser, Locator, Page
from verb_runs import run_verb

from shoukong.text.capitals import CAPITAL_SIGNS, in_capitals

AXE = PROJECT / "node_modules/axe-core/axe.min.js"
PAGES = (
    "",
    "board/",
    "departments/",
    "departments/%E7%89%A9%E4%B8%9A%E9%83%A8/",
    "posts/",
    "posts/%E7%89%A9%E7%AE%A1%E5%91%98/",
    "documents/",
    "documents/WY-CX-02/",
    "documents/WY-CX-04/",
    "forms/",
    "forms/complaints/",
    "fill/",
    "fill/complaints/",
    "registers/",
    "registers/complaints/",
    "registers/complaints/#TS-YH-2025-0001",
    "units/",
    "units/YH-01-0101/",
    "units/YH-01-0302/",
    "survey_reports/",
    "survey_reports/DB-2025-01/",
    "event_agreements/HY-2025-001/",
    "requirements/procedures/",
    "search/?q=%E5%9B%9E%E6%94%B6%E7%8E%87",
    "guide/findings/",
    "documents/WY-GF-01/",
    "documents/WY-GF-01/A-0/",
    "documents/WY-GC-01/redline/",
    "documents/WY-GC-06/",
    "documents/WY-GC-08/",
    "forms/document_change_requests/A-0/",
    "control/",
    "control/manual/",
    "control/owners/",
    "control/history/",
    "control/reviews/",
    "control/suspects/",
    "control/external/",
    "control/retention/",
    "changes/",
    "changes/GG-2026-001/",
    "reading/",
    "reading/WY-GC-02/",
    "copies/",
    "copies/FF-2026-001/",
    "rules/",
    "rules/R2-11/",
    "rules/R1-11/",
    "indicators/",
    "indicators/K-02/",
    "indicators/K-04/",
    "indicators/K-05/",
    "indicators/K-10/",
    "duties/",
    "duties/D-01/",
    "duties/R2-05/",
    "duties/R3-14/",
    "duties/2026/",
    "duties/calendar/",
    "duties/feeds/",
)


class Quiet(SimpleHTTPRequestHandler):
    """A file server that keeps its log to itself."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the project's own portal."""
    target = tmp_path_factory.mktemp("built") / "site"
    command = [sys.executable, "-m", "shoukong", "build", "--to", str(target), "--as-of", "2026-11-23"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return target


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the site is served, below a path as on many hosts."""
    below = site.parent / "served"
    below.mkdir()
    (below / "portal").symlink_to(site)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(below)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/portal/"
    server.shutdown()


def settled(page: Page, url: str) -> None:
    """Open a page and wait until its scripts have drawn."""
    page.goto("about:blank")
    page.goto(url, wait_until="load")
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready.then(() => true)")


def until(page: Page, condition: str) -> None:
    """Wait until something holds in a page whose policy lets no text be run, as the library's own waiting would."""
    page.evaluate(
        f"new Promise((done, fail) => {{ const end = performance.now() + 8000; const ask = () => ({condition}) ? done()"
        " : performance.now() > end ? fail(new Error('in vain')) : requestAnimationFrame(ask); ask(); })"
    )


@dataclass(frozen=True)
class Visit:
    """A page of the site, open in a browser; which hosts it asked, and what went wrong with it."""

    page: Page
    hosts: set[str]
    troubles: list[str]


@pytest.fixture(scope="module")
def visitor(browser: Browser) -> Iterator[Visit]:
    """Who opens one page of the site after another, and notes what is asked for and goes wrong."""
    visit = Visit(browser.new_page(), set(), [])
    visit.page.on("request", lambda request: visit.hosts.add(urlsplit(request.url).netloc))
    visit.page.on("response", lambda answer: visit.troubles.append(answer.url) if answer.status >= 400 else None)
    visit.page.on("pageerror", lambda error: visit.troubles.append(str(error)))
    visit.page.on("console", lambda said: visit.troubles.append(said.text) if said.type == "error" else None)
    yield visit
    visit.page.close()


@pytest.fixture(scope="module", params=PAGES)
def visit(request: pytest.FixtureRequest, visitor: Visit, address: str) -> Iterator[Visit]:
    """Each of the pages, opened once for all that is asked of it."""
    visitor.page.set_viewport_size({"width": 1280, "height": 900})
    visitor.hosts.clear()
    visitor.troubles.clear()
    settled(visitor.page, address + request.param)
    yield visitor
    forget(visitor.page)


def test_a_page_asks_no_other_host_misses_nothing_and_breaks_nothing(visit: Visit, address: str) -> None:
    assert visit.hosts - {""} == {urlsplit(address).netloc}
    assert visit.troubles == []


SLIPPED_IN = """<p>甲</p><script>(globalThis.ran ??= []).push("script")</script>
<img src="data:," onerror="(globalThis.ran ??= []).push('handler')">
<details open ontoggle="(globalThis.ran ??= []).push('details')">乙</details>
<a id="lead" href="javascript:void((globalThis.ran ??= []).push('lead'))">丙</a>
<base href="https://elsewhere.example/">"""
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')


@pytest.mark.parametrize("is_served", [True, False], ids=["served", "from a file"])
def test_nothing_runs_that_slipped_into_a_page(browser: Browser, site: Path, address: str, is_served: bool) -> None:
    """Were a text not escaped, the policy of the page would still hold; without the policy all of it runs."""
    kept = (site / "documents/WY-CX-02/index.html").read_text("utf-8")
    slipped = kept.replace('<h1 id="', f'{SLIPPED_IN}<h1 id="', 1)
    said = []
    for text in (slipped, POLICY.sub("", slipped)):
        path = "documents/WY-CX-02/slipped.html"
        (site / path).write_text(text, "utf-8")
        page = browser.new_page()
        settled(page, f"{address if is_served else site.as_uri() + '/'}{path}")
        page.evaluate("document.getElementById('lead').click()")
        said.append(page.evaluate("[(globalThis.ran ?? []).sort(), document.baseURI === location.href, !!__md_get]"))
        page.close()
        (site / path).unlink()
    assert said == [[[], True, True], [["details", "handler", "lead", "script"], False, True]]


def test_every_page_carries_the_policy(site: Path) -> None:
    assert [p for p in site.rglob("*.html") if not POLICY.search(p.read_text("utf-8")[:1024])] == []


def test_a_page_fits_every_width_and_its_links_in_lists_are_24_pixels_high(visit: Visit) -> None:
    for width in (1400, 1024, 768, 360):
        visit.page.set_viewport_size({"width": width, "height": 740})
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
    links = ".md-content :is(td, li, dd) a:not([class])"
    low = (
        f"[...document.querySelectorAll('{links}')].filter(a => a.getClientRects().length"
        " && a.getBoundingClientRect().height < 23.5).map(a => a.outerHTML)"
    )
    assert visit.page.evaluate(low) == []


# Of these, another page of the same template is judged: the same list, document, rule, indicator or duty.
LIKE_OTHERS = {
    "documents/WY-CX-04/",
    "documents/WY-GC-06/",
    "documents/WY-GC-08/",
    "documents/WY-GF-01/",
    "duties/R2-05/",
    "duties/R3-14/",
    "indicators/K-04/",
    "indicators/K-05/",
    "rules/R2-11/",
    "units/YH-01-0101/",
}
# What a phone shows is judged in dark colours on every page, what a desk shows beside it on these.
DARK_AT_A_DESK = {"", "documents/WY-CX-02/", "registers/complaints/", "indicators/K-02/"}
# What a page's colours have a part in; all else is the same in light and dark.
COLOURED = "runOnly: ['color-contrast', 'link-in-text-block'], "


def test_a_page_is_accessible_in_light_and_dark_and_on_a_phone(visit: Visit) -> None:
    page = visit.page
    if urlsplit(page.url).path.removeprefix("/portal/") in LIKE_OTHERS:
        pytest.skip("another page of its template is judged")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate(AXE.read_text("utf-8"))
    script = "axe.run(document, {%sresultTypes: ['violations']}).then(r => r.violations.map(v => v.id))"
    found = {"light": page.evaluate(script % "")}
    page.emulate_media(color_scheme="dark")
    page.wait_for_selector("body[data-md-color-scheme=slate]")
    page.wait_for_timeout(300)  # colours fade
    if urlsplit(page.url).path.removeprefix("/portal/") in DARK_AT_A_DESK:
        found["dark"] = page.evaluate(script % COLOURED)
    page.set_viewport_size({"width": 360, "height": 740})
    page.reload()  # what is folded on a phone is folded at the start
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE.read_text("utf-8"))
    found["phone"] = page.evaluate(script % "")
    assert [(where, what) for where, several in found.items() for what in several] == []


@pytest.mark.parametrize(("width", "height", "screens"), [(1400, 900, 1), (360, 800, 2)])
def test_a_document_starts_with_its_text_and_what_is_folded_prints(
    page: Page, address: str, width: int, height: int, screens: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    settled(page, f"{address}documents/WY-CX-02/")
    first = page.get_by_text("收集、分析业主（住户）的满意度").first.bounding_box()
    assert first is not None
    assert first["y"] + first["height"] <= screens * height
    facts = page.locator(".sk-control .sk-more")
    assert facts.get_attribute("open") is None
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert facts.get_attribute("open") is not None
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert facts.get_attribute("open") is None


def test_no_markup_is_left_in_what_people_read(site: Path) -> None:
    left = [
        str(page.relative_to(site))
        for page in site.rglob("*.html")
        if re.search(
            r"\{[.:# ]|\{%|\]\(|\{\{|<p>\|",
            re.sub(r"(?s)<(code|pre|script|style)\b.*?</\1>", "", page.read_text("utf-8")),
        )
    ]
    assert left == []


def test_the_dark_scheme_follows_the_system(browser: Browser, address: str) -> None:
    shades = {}
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme)  # type: ignore[arg-type]
        settled(page, address)
        shades[scheme] = page.evaluate("getComputedStyle(document.body).backgroundColor")
        page.close()
    assert (
        sum(map(int, re.findall(r"\d+", shades["dark"])[:3]))
        < 200
        < sum(map(int, re.findall(r"\d+", shades["light"])[:3]))
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("回收率", "documents/WY-CX-02/"),
        ("破坏承重结构", "documents/WY-CX-03/"),
        ("财务损益表", "documents/WY-CX-05/"),
        ("排列图", "documents/WY-CX-02/"),
        ("WY-GC-05", "documents/WY-GC-05/"),
        ("加床", "documents/WY-CX-04/"),
    ],
)
def test_search_finds_words_inside_sentences(page: Page, address: str, query: str, expected: str) -> None:
    settled(page, f"{address}search/?q={query}")
    page.wait_for_selector(".sk-hit", timeout=8000)
    links = page.eval_on_selector_all(".sk-results a", "links => links.slice(0, 12).map(a => a.href)")
    assert any(expected in link for link in links)


def found_by(page: Page, address: str, query: str) -> list[str]:
    """Where the results of a search lead, parts of pages left out."""
    settled(page, f"{address}search/?q={quote(query)}")
    page.wait_for_selector(".sk-hit", timeout=8000)
    return page.eval_on_selector_all(".sk-results > li > a:first-child", "links => links.map(a => a.href)")


@pytest.mark.parametrize("query", ["ＷＹ－ＣＸ－０３", "wycx03"])
def test_a_document_is_found_by_its_number_however_it_is_typed(page: Page, address: str, query: str) -> None:
    found = found_by(page, address, query)
    assert found == found_by(page, address, "WY-CX-03")
    assert found[0] == f"{address}documents/WY-CX-03/"
    assert "WY-CX-03" in page.locator(".sk-results mark").first.inner_text()


@pytest.mark.parametrize("query", ["ＤＢ－２０２５－０１", "db 2025 01", "db—2025—01", "ｄｂ＿２０２５＿０１"])
def test_a_record_is_found_by_its_number_however_it_is_typed(page: Page, address: str, query: str) -> None:
    assert found_by(page, address, query)[0] == f"{address}survey_reports/DB-2025-01/"


def results_of(page: Page, address: str, query: str) -> list[str]:
    """Where all that a search shows leads, once it has ended; it may find nothing."""
    settled(page, f"{address}search/?q={quote(query)}")
    until(page, "/找到/.test(document.querySelector('.sk-state')?.textContent)")
    return page.eval_on_selector_all(".sk-results a", "links => links.map(a => a.href)")


@pytest.mark.parametrize(("query", "wanted"), [("投訴", "投诉"), ("投訴　ＷＹ－ＧＣ－０２", "投诉 WY-GC-02")])
def test_a_query_in_traditional_signs_finds_what_the_simplified_one_finds(
    page: Page, address: str, query: str, wanted: str
) -> None:
    found = results_of(page, address, wanted)
    assert found
    assert results_of(page, address, query) == found
    assert f"按简体“{wanted}”检索" in page.inner_text(".sk-state[role=status]")


def test_a_sentence_is_marked_whatever_its_punctuation(page: Page, address: str) -> None:
    found_by(page, address, "值班人员记录 次日上班后受理")
    marked = page.locator(".sk-results mark").all_inner_texts()
    found_by(page, address, "值班人员记录，次日上班后受理")
    assert page.locator(".sk-results mark").all_inner_texts() == marked


def test_the_index_is_fetched_only_where_somebody_searches_and_is_small(page: Page, address: str, site: Path) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url) if "/data/search" in request.url else None)
    settled(page, address)
    assert fetched == []
    found_by(page, address, "投诉")
    assert len(fetched) == 2
    assert len(gzip.compress((site / "data/search.js").read_bytes())) < 190_000


def test_a_question_of_price_leads_to_the_row_of_the_table(page: Page, address: str) -> None:
    settled(page, f"{address}search/?q={quote('小会议室一天多少钱')}")
    page.locator(".sk-hit").first.click()
    page.wait_for_selector("tr:has(.sk-row:target) >> text=二楼小会议室")


def test_what_finds_nothing_says_what_is_near_and_whom_to_ask(page: Page, address: str) -> None:
    settled(page, f"{address}search/?q={quote('qqq zzz')}")
    said = page.inner_text(".sk-none")
    assert "全部受控文件" in said
    assert "文件管理员" in said


def test_what_was_looked_for_last_is_offered_on_the_same_device(page: Page, address: str) -> None:
    settled(page, f"{address}search/?q={quote('加床多少钱')}")
    page.locator(".sk-hit").first.click()
    page.wait_for_selector("h1")
    settled(page, f"{address}search/")
    page.get_by_role("button", name="加床多少钱").click()
    page.wait_for_selector(".sk-hit")
    assert page.input_value("#sk-query") == "加床多少钱"


def test_parts_of_numbers_and_names_lead_to_records(page: Page, address: str) -> None:
    assert f"{address}units/YH-01-0302/" in found_by(page, address, "YH-01-0302")
    assert f"{address}registers/staff/#YG-001" in found_by(page, address, "赵样01")
    assert f"{address}registers/complaints/?q=TS-YH-2025" in found_by(page, address, "TS-YH-2025")


def test_the_search_works_from_a_file(page: Page, site: Path) -> None:
    page.goto(f"{(site / 'search/index.html').as_uri()}?q={quote('加床多少钱')}")
    page.locator(".sk-hit").first.click()
    page.wait_for_selector("#c2\\.1\\.1\\.2:target")


def test_a_register_is_filtered_and_opened_however_the_words_are_typed(page: Page, address: str) -> None:
    settled(page, f"{address}registers/complaints/")
    page.get_by_label("筛选", exact=True).fill("ＴＳ－ＹＨ－２０２５－０００１")
    until(page, "document.querySelectorAll('.sk-grid tbody tr').length === 1")
    page.get_by_label("按编号打开").fill("ts yh 2025 0002")
    page.keyboard.press("Enter")
    page.wait_for_selector("h2:text-is('TS-YH-2025-0002')")


def shown(page: Page) -> list[str]:
    """The numbers of the records that a register shows."""
    return page.locator(".sk-grid tbody tr").evaluate_all("rows => rows.map((row) => row.dataset.number)")


def test_a_register_is_filtered_by_values_names_and_periods_and_the_address_keeps_it(page: Page, address: str) -> None:
    settled(page, f"{address}registers/complaints/")
    whole = len(shown(page))
    page.locator(".sk-more-tools summary").first.click()
    page.locator(".sk-more-tools select").select_option("received_by")
    facets = page.locator(".sk-facet:visible")
    counts = [int(text) for text in facets.locator("small").all_inner_texts()]
    assert sum(counts) == whole
    assert re.match(r"YG-\d{3} \S+", facets.first.inner_text().strip())
    facets.first.locator("input").check()
    until(page, f"document.querySelectorAll('.sk-grid tbody tr').length === {counts[0]}")
    some = shown(page)
    page.locator(".sk-more-tools select").select_option("received_on")
    page.get_by_label("自", exact=True).fill("2026-01-01")
    page.get_by_label("自", exact=True).dispatch_event("change")
    until(page, f"document.querySelectorAll('.sk-grid tbody tr').length < {counts[0]}")
    fewer = shown(page)
    assert set(fewer) < set(some)
    settled(page, page.url)
    assert shown(page) == fewer
    page.get_by_role("button", name="全部清除").click()
    until(page, f"document.querySelectorAll('.sk-grid tbody tr').length === {whole}")
    assert "?" not in page.url


def test_a_name_finds_the_records_of_a_person(page: Page, address: str) -> None:
    settled(page, f"{address}registers/complaints/")
    first = page.locator(".sk-grid tbody tr").first
    name = first.locator(".sk-name").last.inner_text()
    number = first.get_attribute("data-number")
    page.get_by_label("筛选", exact=True).fill(name)
    until(page, "location.search.startsWith('?q=')")
    assert number in shown(page)
    assert all(name in row for row in page.locator(".sk-grid tbody tr").all_inner_texts())


def test_a_register_is_sorted_and_its_columns_are_chosen_and_remembered(page: Page, address: str) -> None:
    settled(page, f"{address}registers/complaints/")
    page.get_by_role("button", name="投诉类别").click()
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("投诉类别")
    kinds = page.locator(".sk-grid tbody tr").evaluate_all(
        "(rows) => rows.map((row) => row.cells[[...row.closest('table').tHead.rows[0].cells]"
        ".findIndex((cell) => cell.textContent.startsWith('投诉类别'))].textContent)"
    )
    assert kinds == sorted(kinds)
    page.locator(".sk-more-tools summary").nth(1).click()
    page.get_by_role("checkbox", name="联系电话").uncheck()
    settled(page, page.url)
    titles = page.locator(".sk-grid thead th").all_inner_texts()
    assert "联系电话" not in titles
    assert "投诉人" in titles


def test_what_is_shown_is_downloaded_and_comes_back_by_import(page: Page, address: str, tmp_path: Path) -> None:
    settled(page, f"{address}registers/complaints/?received_on.from=2026-10-01")
    with page.expect_download() as download:
        page.get_by_role("button", name="下载所示（CSV）").click()
    file = tmp_path / "shown.csv"
    download.value.save_as(file)
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(file.open(encoding="utf-8-sig", newline="")))
    assert [row["投诉编号"] for row in rows] == shown(page)
    assert all(re.fullmatch(r"YG-\d{3} \S+", row["受理人"]) for row in rows)
    done = run_verb("import", str(file), "--dry-run", cwd=PROJECT)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{len(rows)} 行早已登记" in done.stdout


def test_what_is_shown_is_downloaded_as_a_workbook_that_comes_back(page: Page, address: str, tmp_path: Path) -> None:
    settled(page, f"{address}registers/repair_orders/?reported_at.from=2026-10-15")
    with page.expect_download() as download:
        page.get_by_role("button", name="下载所示（Excel）").click()
    file = tmp_path / "shown.xlsx"
    download.value.save_as(file)
    done = run_verb("import", str(file), "--dry-run", cwd=PROJECT)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"\d+ 行早已登记", done.stdout)


@pytest.mark.parametrize("is_by_skipping", [True, False], ids=["from the top of the page", "from the filter"])
def test_the_keyboard_reaches_the_first_record_in_few_stops(page: Page, address: str, is_by_skipping: bool) -> None:
    settled(page, f"{address}registers/complaints/")
    if not is_by_skipping:
        page.get_by_label("筛选", exact=True).focus()
    stops = 1
    while not page.evaluate("document.activeElement.closest('.sk-grid tbody') !== null"):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "跳到记录":
            page.keyboard.press("Enter")
        stops += 1
        assert stops < 10
    page.keyboard.press("Enter")
    page.wait_for_selector(".sk-record h2")


def test_the_browser_prints_a_record_on_the_sheet_of_its_form(page: Page, address: str) -> None:
    """What `shoukong print` sets on paper the browser prints too, a page for each copy, and nothing internal."""
    settled(page, f"{address}registers/event_agreements/#HY-2025-001")
    page.wait_for_selector(".sk-on-sheet", state="attached")
    printed = page.pdf(prefer_css_page_size=True)
    assert codes_on(printed) == [["https://portal.example/registers/event_agreements/#HY-2025-001"]] * 3
    pages = pypdf.PdfReader(io.BytesIO(printed)).pages
    texts = [unicodedata.normalize("NFKC", re.sub(r"\s", "", each.extract_text())) for each in pages]
    assert len(texts) == 3
    for text, copy in zip(texts, ("对方联", "营销部联", "财务部联"), strict=True):
        for said in (
            copy, "HY-2025-001", "会议团队接待协议书", "甲单位培训处", "2025年2月14日", "普通标准间（含早餐）", "60%",
            "15000.00", "壹万伍仟元整", "肆仟伍佰元整", "甲方（签章）", "WY-JL-040A/0", "保存期",
        ):  # fmt: skip
            assert unicodedata.normalize("NFKC", said) in text, said
        assert "甲系统" not in text
        assert "空房赔偿金" not in text


def test_a_record_on_an_earlier_revision_prints_as_that_one_has_it(page: Page, address: str) -> None:
    """Where that one has no room for what the record says, today's sheet says its revision and day, as `print` does."""
    settled(page, f"{address}registers/repair_orders/#BX-YH-2025-0001")
    page.wait_for_selector(".sk-on-sheet", state="attached")
    sheets = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert ["版本 A/0" in unicodedata.normalize("NFKC", each.extract_text()) for each in sheets] == [True, True]
    index = page.evaluate("fetch('../../data/registers/repair_orders/index.json').then((each) => each.json())")
    assert index["former"]["A/0"]["effective"] == "2025-01-01"
    assert "urgency" not in index["former"]["A/0"]["titles"]


def test_a_page_to_fill_in_prints_the_sheet_of_its_form_with_what_is_entered(page: Page, address: str) -> None:
    settled(page, f"{address}fill/repair_orders/")
    page.wait_for_selector(".sk-on-sheet .sk-handed", state="attached")
    page.get_by_label("报修部位").fill("厨房水槽")
    page.wait_for_selector(".sk-handed >> text=厨房水槽", state="attached")
    printed = page.pdf(prefer_css_page_size=True)
    sheets = [unicodedata.normalize("NFKC", each.extract_text()) for each in pypdf.PdfReader(io.BytesIO(printed)).pages]
    assert len(sheets) == 2
    assert all("厨房水槽" in sheet and "WY-JL-009" in sheet and "填好了" not in sheet for sheet in sheets)
    assert codes_on(printed) == [["https://portal.example/forms/repair_orders/#B-0"]] * 2


def codes_on(pdf: bytes) -> list[list[str]]:
    """What the QR codes on each page of a print say."""
    pages = [page.render(scale=3).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    return [[code.text for code in zxingcpp.read_barcodes(page)] for page in pages]


DRAWN = "document.querySelector('.sk-record-code > svg')"


@pytest.mark.parametrize(
    ("path", "ready", "told"),
    [
        ("registers/complaints/#TS-YH-2025-0001", DRAWN, "registers/complaints/#TS-YH-2025-0001"),
        ("registers/complaints/?q=%E6%BC%8F%E6%B0%B4", "shoukongQr", "registers/complaints/?q=%E6%BC%8F%E6%B0%B4"),
        ("fill/complaints/", DRAWN, "forms/complaints/#A-0"),
    ],
)
def test_what_the_browser_prints_says_in_a_code_where_it_is_found(
    page: Page, address: str, path: str, ready: str, told: str
) -> None:
    """The address that `shoukong print` puts there, not that of the server on which somebody looks at it."""
    settled(page, address + path)
    page.keyboard.press("Control")
    until(page, f"globalThis.{ready}")
    assert [code for codes in codes_on(page.pdf()) for code in codes] == [f"https://portal.example/{told}"]


def test_a_sheet_in_the_browser_has_the_figures_of_its_day(page: Page, address: str) -> None:
    settled(page, f"{address}registers/")
    sheet = {"copies": ["now"], "since": [["", ["first"]], ["2026-06-01", None]]}
    told = page.evaluate(
        """async ([sheet, days]) => {
          const { copiesOn } = await import(new URL("../assets/record-sheet.js", location.href).href);
          return days.map((day) => copiesOn(sheet, day)[0]);
        }""",
        [sheet, ["2026-05-31", "2026-06-01", ""]],
    )
    assert told == ["first", "now", "now"]


def test_capitals_in_the_browser_are_those_of_prints(page: Page, address: str) -> None:
    amounts = [
        "0",
        "0.05",
        "10",
        "107.10",
        "1010.07",
        "10001",
        "1000010000",
        "100000500.5",
        "-3",
        "三",
        "999999999999.99",
    ]
    settled(page, f"{address}registers/")
    told = page.evaluate(
        """async ([amounts, signs]) => {
          const { inCapitals } = await import(new URL("../assets/record-sheet.js", location.href).href);
          return amounts.map((amount) => inCapitals(amount, signs));
        }""",
        [amounts, CAPITAL_SIGNS],
    )
    assert told == [in_capitals(amount) for amount in amounts]


@pytest.mark.parametrize("path", [path for path in PAGES if path])
def test_every_page_has_its_way_back_its_source_its_owner_and_its_reports(site: Path, path: str) -> None:
    text = (site / unquote(re.sub(r"[?#].*", "", path)) / "index.html").read_text("utf-8")
    end = text[text.index('<div class="sk-end') :]
    assert re.search(r"(?:来源|生成自) <code>[^<]+</code>", end)
    assert "归口 <a href=" in end
    assert "提出修改</a>" in end
    assert "报告错误</a>" in end
    assert "md-tabs__item--active" in text
    assert text.count('class="sk-path') == 1
    assert "md-path" not in text
    assert 'data-md-component="top"' in text
    assert 'class="sk-beside' in text or path in ("board/", "documents/WY-GC-06/")
    assert "md-footer__link--" not in text


def test_a_fault_is_reported_with_the_clause_on_the_form_for_changes(page: Page, address: str) -> None:
    settled(page, f"{address}documents/WY-CX-03/#c3.2")
    page.get_by_role("link", name="报告错误").click()
    page.wait_for_selector(".sk-fill form")
    assert page.get_by_label("题目").input_value() == "WY-CX-03 有错 3.2"
    assert "docs/documents/WY-CX-03.md" in page.get_by_label("更改原因").input_value()


def test_rules_duties_indicators_forms_and_clauses_lead_to_each_other(page: Page, address: str) -> None:
    def related(path: str) -> str:
        settled(page, address + path)
        return page.locator(".sk-end").inner_text()

    assert "R1-11b" in related("forms/complaints/")
    assert "投诉登记表" in related("duties/R1-11b/")
    assert "报修单" in related("indicators/K-10/")
    assert "K-10" in related("forms/repair_orders/")
    assert page.locator("a[href*='documents/WY-GC-01/#c']").count()
    settled(page, f"{address}documents/WY-GC-01/")
    assert page.locator("a[href*='indicators/K-10/']").count()


def test_home_is_light_and_asks_for_little(browser: Browser, address: str) -> None:
    fresh = browser.new_page()
    answers: list[tuple[str, int]] = []
    fresh.on("response", lambda answer: answers.append((answer.url, len(gzip.compress(answer.body())))))
    settled(fresh, address)
    files = {url for url, _ in answers if not url.endswith((".woff2", ".woff"))}
    assert len(files) <= 5, files
    assert sum(size for _, size in answers) < 150_000
    fresh.close()


def test_a_small_register_and_a_page_to_fill_in_weigh_little(page: Page, address: str) -> None:
    """Beyond what every page of the site has."""

    def weight(url: str) -> tuple[int, int]:
        settled(page, address + url)
        loaded = page.evaluate(
            "[...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')]"
            ".map(({ name, decodedBodySize }) => [name, decodedBodySize])"
        )
        shell = sum(size for name, size in loaded if re.search(r"/assets/(?:site|theme|portal)\.", name))
        return sum(size for _, size in loaded) - shell, shell

    own, shell = weight("registers/complaints/")
    assert own < 160_000
    assert own + shell < 600_000
    assert weight("fill/complaints/")[0] < 120_000


def test_a_record_is_continued_from_its_register(page: Page, address: str, site: Path) -> None:
    settled(page, f"{address}registers/complaints/#TS-YH-2025-0001")
    page.get_by_role("button", name="续填").click()
    page.wait_for_selector(".sk-fill form")
    assert "续填 TS-YH-2025-0001" in page.locator(".sk-fill").inner_text()
    assert page.locator("#fill-description").is_disabled()


def test_a_list_is_filtered_however_the_words_are_typed(page: Page, address: str) -> None:
    settled(page, f"{address}documents/")
    page.locator(".sk-filter input").first.fill("ｗｙ－ｃｘ－０３")
    assert page.locator("tbody tr:visible").count() == 1


def test_the_search_opens_by_key_and_is_used_by_keyboard(page: Page, address: str) -> None:
    settled(page, address)
    page.keyboard.press("/")
    until(page, "document.activeElement.tagName === 'INPUT'")


def test_a_record_has_an_address_and_shows_its_links_both_ways(page: Page, address: str, site: Path) -> None:
    entry = next(e for e in json.loads((site / "data/registers/complaints/0001.json").read_text("utf-8")) if e["in"])
    number = entry["v"][0]
    settled(page, f"{address}registers/complaints/#{number}")
    panel = page.locator(".sk-record")
    assert number in panel.inner_text()
    links = panel.locator("a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    table, other = entry["in"][0]
    assert any(f"registers/{table}/#{other}" in link for link in links)
    assert any(f"units/{entry['dossiers'][0]}/" in link for link in links)
    assert any("documents/WY-GC-02/#c" in link for link in links)
    duty, limit, _ = entry["owes"][0]
    assert any(f"duties/{duty}/" in link for link in links)
    assert re.search(rf"{duty} [^\n]+，应于 {limit} 前 (按时|迟办|未办|待办)", panel.inner_text())


def test_a_record_reads_as_its_form_with_what_it_broke_and_what_answered_it(page: Page, address: str) -> None:
    """From the complaint by its breach and the report on it to the action, and the next one: five steps."""
    settled(page, f"{address}registers/complaints/#TS-ML-2025-0004")
    panel = page.locator(".sk-record")
    assert panel.locator(".sk-section > h3").all_inner_texts() == [
        "受理",
        "正在发生与重大投诉",
        "处理与答复",
        "复核与关闭",
    ]
    titles = panel.locator(".sk-fields dt").all_inner_texts()
    assert len(titles) == len(set(titles)) > 20
    assert re.search(r"不符合\s+R1-11c [^\n]+已关闭，BF-2025-001", panel.inner_text())
    page.wait_for_selector(".sk-chain")
    steps = page.locator(".sk-chain > li").evaluate_all("steps => steps.map((step) => step.textContent)")
    assert [any(number in step for step in steps) for number in ("ML-09-0108", "BF-2025-001", "JZ-2025-001")] == [
        True
    ] * 3
    assert "TS-ML-2025-0004" in page.locator(".sk-chain [aria-current]").inner_text()
    page.locator(".sk-chain a", has_text="BF-2025-001").click()
    page.wait_for_selector(".sk-chain [aria-current]:has-text('BF-2025-001')")
    assert page.locator(".sk-chain a", has_text="TS-ML-2025-0004").is_visible()


def test_the_list_of_breaches_shows_their_actions_and_those_that_are_open_alone(page: Page, address: str) -> None:
    settled(page, f"{address}rules/")
    rows = page.locator("#breaches ~ .sk-table tbody tr")
    assert rows.filter(has_text="R1-11c").first.locator("a[href*='registers/corrective_actions/#']").count()
    everything = rows.count()
    page.get_by_label("未关闭").check()
    open_ = page.locator("#breaches ~ .sk-table tbody tr:visible").count()
    assert 0 < open_ < everything
    page.reload()
    page.wait_for_selector(".sk-filter")
    assert page.locator("#breaches ~ .sk-table tbody tr:visible").count() == open_
    assert not rows.filter(has_text="已关闭").first.is_visible()


def test_a_correction_starts_from_its_record(page: Page, address: str) -> None:
    settled(page, f"{address}registers/complaints/#TS-YH-2025-0001")
    page.locator(".sk-record").get_by_role("link", name="更正").click()
    page.wait_for_selector(".sk-fill form")
    assert page.locator("#fill-register").input_value() == "WY-JL-010"
    assert page.locator("#fill-record_no").input_value() == "TS-YH-2025-0001"
    assert page.locator("fieldset.sk-fill-section > legend").all_inner_texts() == ["更正", "更正人与批准"]


@pytest.mark.parametrize("media", ["screen", "print"])
def test_a_corrected_record_shows_what_it_said_struck_through_and_leads_to_the_correction(
    page: Page, address: str, media: Literal["screen", "print"]
) -> None:
    settled(page, f"{address}registers/repair_orders/#BX-YH-2025-0012")
    page.emulate_media(media=media)
    was = page.locator(".sk-record del.sk-was")
    assert was.inner_text() == "空白"
    assert "line-through" in was.evaluate("e => getComputedStyle(e).textDecoration")
    assert was.locator("xpath=following-sibling::ins").inner_text() == "0.00"
    page.emulate_media(media="screen")
    page.locator(".sk-record a", has_text="GZ-2025-001").click()
    page.wait_for_selector(".sk-record h2:has-text('GZ-2025-001')")
    page.locator(".sk-record .sk-fields a", has_text="BX-YH-2025-0012").click()
    page.wait_for_selector(".sk-record h2:has-text('BX-YH-2025-0012')")


def test_a_withdrawn_record_is_struck_through_and_says_why(page: Page, address: str) -> None:
    settled(page, f"{address}registers/repair_orders/#BX-YH-2026-0100")
    assert "与 BX-YH-2026-0099 重复登记" in page.locator(".sk-record [role=note]").inner_text()
    field = page.locator(".sk-record .sk-fields dd").first
    assert "line-through" in field.evaluate("e => getComputedStyle(e).textDecoration")
    settled(page, f"{address}registers/repair_orders/?q=BX-YH-2026-0100")
    row = page.locator("tr[data-number='BX-YH-2026-0100'] td").first
    assert "line-through" in row.evaluate("e => getComputedStyle(e).textDecoration")


def printed_page(page: Page) -> tuple[str, list[str], set[tuple[int, ...]]]:
    """All that a page prints, the text of each sheet, and the sizes of the sheets in millimetres."""
    reader = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    texts = [unicodedata.normalize("NFKC", sheet.extract_text()).replace("\n", "") for sheet in reader.pages]
    sizes = {tuple(round(float(side) / 72 * 25.4) for side in sheet.mediabox[2:]) for sheet in reader.pages}
    return "".join(texts), texts, sizes


def test_a_register_prints_what_it_shows_as_a_report(page: Page, address: str) -> None:
    """A head that tells what it is, names, what was corrected or withdrawn, a table's head on each sheet, its paper."""
    settled(page, f"{address}registers/repair_orders/?reported_at.from=2025-01-01")
    whole, texts, sizes = printed_page(page)
    for told in (
        "示例物业与酒店服务公司",
        "WY-JL-009",
        "版本 ",
        "筛选:报修时间:自 2025-01-01",
        "全册 418 条",
        "GZ-2025-001",
        "茉莉湾",
    ):
        assert told in whole, told
    assert "已作废:" in whole
    assert "在线填写" not in whole
    assert "归属文件" not in whole
    assert len(texts) > 3
    assert all("报修编号" in text for text in texts)
    assert sizes == {(420, 297)}
    boxes = page.locator(".sk-more-tools:has-text('显示的栏目') input")
    page.locator(".sk-more-tools:has-text('显示的栏目') summary").click()
    for i in range(4, boxes.count()):
        boxes.nth(i).uncheck()
    assert printed_page(page)[2] == {(210, 297)}
    assert page.locator(".sk-printed").count() == 0


def test_a_record_with_its_chain_fits_a_phone(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    settled(page, f"{address}registers/complaints/#TS-ML-2025-0004")
    page.wait_for_selector(".sk-chain")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.evaluate(AXE.read_text("utf-8"))
    script = "axe.run('.sk-record', {resultTypes: ['violations']}).then(r => r.violations.map(v => v.id))"
    assert page.evaluate(script) == []


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("survey_reports/DB-2025-01/", ("各评价项目的满意率", "不满意项排列图", "分发与签收", "编制人")),
        ("event_agreements/HY-2025-001/", ("消费项目与底价", "预留与空房", "会签的步骤", "乙方(签章)")),
        ("units/YH-01-0302/", ("从申请到归档", "违规的处理", "物管员")),
    ],
)
def test_a_dossier_prints_to_be_signed_and_filed(page: Page, address: str, path: str, told: tuple[str, ...]) -> None:
    """Facts, what the template tells and lines to sign, on A4; the lists of all related records stay on the screen."""
    settled(page, address + path)
    assert "登记册中的这一条" in page.locator("body").inner_text()
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    text = unicodedata.normalize("NFKC", "".join(sheet.extract_text() for sheet in printed.pages)).replace("\n", "")
    assert [words for words in told if words not in text] == []
    assert "登记册中的这一条" not in text
    assert {tuple(round(float(side) / 72 * 25.4) for side in s.mediabox[2:]) for s in printed.pages} == {(210, 297)}
    page.emulate_media(media="print")
    assert page.locator(".sk-related").is_hidden()
    page.set_viewport_size({"width": 680, "height": 900})  # the width of A4 without its margins
    assert page.evaluate("document.documentElement.scrollWidth") <= 680


def test_all_that_happened_to_a_unit_is_one_time_line(page: Page, address: str) -> None:
    settled(page, f"{address}units/YH-01-0302/")
    rows = page.locator(".sk-timeline tbody tr")
    days = rows.evaluate_all("rows => rows.map((row) => row.cells[0].textContent.trim())")
    assert days == sorted(days, reverse=True)
    kinds = set(rows.evaluate_all("rows => rows.map((row) => row.cells[1].textContent.trim())"))
    assert len(kinds) > 3
    first = page.locator(".sk-kinds-on label").first
    name = first.inner_text().strip().split("(")[0]
    first.locator("input").uncheck()
    left = rows.evaluate_all(
        "rows => rows.filter((row) => row.offsetParent).map((row) => row.cells[1].textContent.trim())"
    )
    assert set(left) == kinds - {name}
    page.evaluate("window.print = () => { globalThis.printed = document.documentElement.className; }")
    page.get_by_role("button", name="打印时间线").click()
    assert "sk-print-part" in page.evaluate("printed")
    text = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(page.pdf())).pages)
    assert left[0] in unicodedata.normalize("NFKC", text)
    assert days[0] in text  # and no day is broken at its hyphens


def test_a_chart_in_a_dossier_has_its_table_on_paper(page: Page, address: str) -> None:
    settled(page, f"{address}survey_reports/DB-2025-01/")
    page.emulate_media(media="print")
    assert page.locator("figure.sk-chart").is_visible()
    assert page.locator(".sk-listing-rows tbody :text-is('主要因素')").first.is_visible()


def test_the_register_and_the_search_lead_to_the_dossier_of_a_record(page: Page, address: str) -> None:
    settled(page, f"{address}registers/survey_reports/#DB-2025-01")
    panel = page.locator(".sk-record")
    links = panel.locator("a").evaluate_all("links => links.map(a => a.href)")
    assert f"{address}survey_reports/DB-2025-01/" in links
    settled(page, f"{address}search/?q=db-2025-01")
    page.wait_for_selector(".sk-hit", timeout=8000)
    assert page.locator(".sk-results a").first.get_attribute("href") == f"{address}survey_reports/DB-2025-01/"
    page.locator(".sk-results a").first.click()
    page.wait_for_selector("h1:has-text('DB-2025-01')")


def test_an_unknown_number_is_met_with_a_message(page: Page, address: str) -> None:
    settled(page, f"{address}registers/complaints/#TS-YH-2025-9999")
    page.wait_for_selector(".sk-register :text('TS-YH-2025-9999')")
    assert "TS-YH-2025-9999" in page.locator(".sk-register").inner_text()


@pytest.mark.parametrize(("form", "size"), [("complaints", (210, 297)), ("units", (297, 210))])
def test_a_form_has_one_blank_and_it_is_a_pdf(page: Page, address: str, form: str, size: tuple[int, int]) -> None:
    """The page draws no other; of a sheet of the most fields that ship, and a list of the most rows."""
    settled(page, f"{address}forms/{form}/")
    assert page.locator(".sk-blank").count() == 0
    links = page.locator("a[href$='.pdf']")
    assert links.count() >= 2
    for link in {links.nth(i).get_attribute("href") for i in range(links.count())}:
        answer = page.request.get(f"{address}forms/{form}/{link}")
        assert answer.body().startswith(b"%PDF")
        sheet = pypdf.PdfReader(io.BytesIO(answer.body())).pages[0]
        assert tuple(round(float(side) / 72 * 25.4) for side in sheet.mediabox[2:]) == size


OnDay = Callable[[str, str], Page]


@pytest.fixture
def on_day(browser: Browser) -> Iterator[OnDay]:
    """A page as its reader sees it on a day; closed with the test, since a page whose clock stands is never idle."""
    with ExitStack() as contexts:

        def page_on(day: str, url: str) -> Page:
            page = contexts.enter_context(browser.new_context()).new_page()
            page.clock.set_fixed_time(f"{day}T04:00:00Z")
            settled(page, url)
            return page

        yield page_on


def test_status_follows_the_readers_clock(on_day: OnDay, address: str) -> None:
    page = on_day("2031-01-01", f"{address}documents/WY-CX-02/")
    assert page.locator(".sk-status").first.inner_text().strip() == "复审逾期"


def test_a_coming_revision_takes_over_on_its_day_by_the_readers_clock(on_day: OnDay, address: str) -> None:
    url = f"{address}documents/WY-GF-01/"
    before, after = (on_day(day, url) for day in ("2026-12-31", "2027-01-01"))
    after.wait_for_selector("[data-shown='B-0']")
    assert "11.3 线上看房" not in before.inner_text("article")
    assert "此前以 A/1 为准" in before.inner_text("article")
    assert "11.3 线上看房" in after.inner_text("article")
    assert "B/0 已经实施" in after.inner_text("article")
    assert after.locator(".sk-current, .sk-revision").first.get_attribute("data-status") == "in-force"
    links = after.eval_on_selector_all(".sk-revision a[href*='forms/training_records']", "all => all.map(a => a.href)")
    assert links and set(links) == {f"{address}forms/training_records/"}


def test_a_revision_is_marked_across_the_page_only_while_it_is_not_in_force(on_day: OnDay, address: str) -> None:
    marks = {}
    for day in ("2025-07-31", "2025-08-01"):
        page = on_day(day, f"{address}documents/WY-GC-01/A-0/")
        script = "getComputedStyle(document.querySelector('.sk-revision'), '::before').content"
        marks[day] = (page.locator(".sk-status").first.inner_text().strip(), page.evaluate(script))
    assert marks["2025-07-31"] == ("有效", "none")
    assert marks["2025-08-01"][0] == "已被代替"
    assert "非现行" in marks["2025-08-01"][1]


def test_the_manual_shows_the_revisions_of_any_day(page: Page, address: str) -> None:
    settled(page, f"{address}control/manual/?day=2025-07-31")
    row = page.locator("tr", has_text="WY-GC-01")
    assert row.locator("[data-sk-manual]").inner_text() == "A/0"
    assert row.locator("[data-sk-manual]").get_attribute("href").endswith("/documents/WY-GC-01/A-0/")
    page.fill(".sk-manual input", "2026-03-01")
    assert row.locator("[data-sk-manual]").inner_text() == "B/0"
    assert page.locator("tr", has_text="WY-GC-06").locator(".sk-status").inner_text().strip() == "已作废"
    assert "day=2026-03-01" in page.url


def test_any_two_revisions_are_compared_side_by_side(page: Page, address: str) -> None:
    settled(page, f"{address}documents/WY-GC-01/redline/")
    assert "A/1 → B/0" in page.inner_text(".sk-redline-sum")
    page.select_option(".sk-compare select[name=from]", "A-0")
    until(page, "document.querySelector('.sk-redline-sum').textContent.includes('A/0 → B/0')")
    row = page.locator("#r4\\.1\\.2")
    assert row.locator(".sk-redline-old del").all_inner_texts() == ["5"]
    assert row.locator(".sk-redline-new ins").all_inner_texts() == ["3"]
    left, right = (row.locator(side).bounding_box() for side in (".sk-redline-old", ".sk-redline-new"))
    assert left and right and left["x"] + left["width"] <= right["x"]
    assert page.locator(".sk-redline-fold").count() > 1


@pytest.mark.parametrize(
    ("copy", "day", "told"),
    [
        ("FF-2026-001", "2026-11-23", "现行，可以使用"),
        ("FF-2025-006", "2026-12-31", "现行，可以使用"),
        ("FF-2025-006", "2027-01-01", "已失效，请交回"),
        ("FF-2025-003", "2026-11-23", "已收回，不得使用"),
    ],
)
def test_a_copys_page_says_in_one_glance_what_it_is_worth(
    on_day: OnDay, address: str, copy: str, day: str, told: str
) -> None:
    assert on_day(day, f"{address}copies/{copy}/").locator(".sk-verdict").inner_text() == told


def test_what_is_said_of_copies_and_reviews_follows_the_readers_clock(on_day: OnDay, address: str) -> None:
    before, after = (on_day(day, f"{address}copies/") for day in ("2026-12-31", "2027-01-01"))
    assert before.locator(".sk-recall:visible").count() == 1
    assert "FF-2025-006" in after.locator(".sk-recall:visible").last.inner_text()
    assert "WY-GF-01 B/0" in on_day("2027-01-01", f"{address}copies/FF-2025-006/").inner_text("article")
    row = on_day("2027-03-01", f"{address}control/reviews/").locator("tr", has_text="WY-GF-01").first
    assert "2029-01-01" in row.inner_text()
    assert row.locator(".sk-status").inner_text().strip() == "未到期"


def test_the_redline_of_a_form_names_its_fields_as_people_do(page: Page, address: str) -> None:
    settled(page, f"{address}forms/repair_orders/redline/")
    names = page.locator(".sk-redline-name, .sk-redline-fold summary").all_inner_texts()
    assert any("故障情况" in name for name in names)
    assert not any("description" in name or "第 " in name for name in names)


def printed_text(page: Page) -> str:
    """What stands on paper."""
    printed = pypdf.PdfReader(io.BytesIO(page.pdf()))
    # The printed font's glyphs read back as radicals, which are the same characters.
    return unicodedata.normalize("NFKC", "".join(sheet.extract_text() for sheet in printed.pages))


def test_a_print_is_marked_uncontrolled_and_a_controlled_copy_is_not(page: Page, address: str) -> None:
    settled(page, f"{address}documents/WY-GC-01/")
    assert "非受控件" in printed_text(page)
    settled(page, f"{address}copies/FF-2026-001/")
    copy = printed_text(page)
    assert "非受控件" not in copy
    assert "FF-2026-001" in copy
    assert "出发前检查绝缘与电量" in copy


def test_the_sign_in_sheet_prints_the_names_of_those_who_have_not_signed(page: Page, address: str) -> None:
    settled(page, f"{address}reading/WY-GC-02/")
    sheet = printed_text(page)
    assert "签到表" in sheet
    assert "冯样09" in sheet
    assert "赵样01" not in sheet


@pytest.mark.parametrize(
    ("day", "state", "age"),
    [("2026-11-30", "未到", "1 天后开始"), ("2026-12-01", "待办", "还有 4 天"), ("2026-12-06", "未办", "逾期 1 天")],
)
def test_a_duty_moves_to_its_list_on_the_readers_day(
    on_day: OnDay, address: str, day: str, state: str, age: str
) -> None:
    page = on_day(day, f"{address}duties/")
    rows = page.locator("tr[data-due='2026-12-05']:visible", has_text="报送上月财务损益表")
    assert rows.count() == 2
    assert rows.first.locator(".sk-status").inner_text().strip() == state
    assert rows.first.locator(".sk-age").inner_text().strip() == age
    box = rows.first.locator("xpath=ancestor::div[@data-sk-states]")
    assert box.get_attribute("data-sk-states") == ("upcoming" if state == "未到" else "missed open")
    order = page.locator("[data-sk-states='missed open'] tbody tr").evaluate_all("all => all.map(r => r.dataset.due)")
    assert order == sorted(order)


def test_what_is_overdue_and_open_is_counted_on_the_readers_day(on_day: OnDay, address: str) -> None:
    page = on_day("2026-12-06", f"{address}duties/")
    states = page.locator("[data-sk-states='missed open'] .sk-status").all_inner_texts()
    ages = page.locator("[data-sk-most]").all_inner_texts()
    assert [page.inner_text(".sk-ages [data-sk-count=open]"), sum(map(int, ages))] == [
        str(sum("待办" in s for s in states)),
        sum("未办" in s for s in states),
    ]
    missed = page.locator(
        "[data-sk-states='missed open'] tr[data-due]", has=page.locator(".sk-status", has_text="未办")
    )
    rows = missed.evaluate_all("all => all.map(row => [row.dataset.due, row.dataset.owner])")
    week = page.locator("[data-sk-most]").first.get_attribute("data-sk-most")
    overdue = [datetime.date(2026, 12, 6) - datetime.date.fromisoformat(due[:10]) for due, _ in rows]
    assert ages[0] == str(sum(age.days <= int(str(week)) for age in overdue))
    owner = page.locator("tr[data-sk-owner='物业部'] [data-sk-count=missed]")
    assert owner.inner_text().strip() == str(sum(department == "物业部" for _, department in rows))


def test_a_duty_list_is_narrowed_by_project_and_state(page: Page, address: str) -> None:
    settled(page, f"{address}duties/")
    page.locator("select[aria-label='项目']").first.select_option("茉莉湾")
    page.locator("select[aria-label='状态']").first.select_option("未办")
    rows = page.locator("[data-sk-states='missed open'] tbody tr:visible").all_inner_texts()
    assert rows
    assert all("茉莉湾" in row and "未办" in row for row in rows)


def test_the_calendar_opens_the_readers_month_and_turns_by_arrows(on_day: OnDay, address: str) -> None:
    page = on_day("2027-01-03", f"{address}duties/calendar/")
    page.wait_for_url("**/duties/2027/#m2027-01")
    assert page.locator(".sk-month:visible h2").all_inner_texts() == ["2027 年 1 月"]
    assert page.locator(".sk-month td[aria-current=date]").get_attribute("id") == "d2027-01-03"
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("#m2027-02:visible")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/duties/2026/#m2026-12")
    assert "未办 0/2" in page.inner_text("[id='d2026-12-27']")
    assert page.locator(".sk-month td[aria-current=date]").count() == 0


def test_the_calendar_prints_one_month_a_page(page: Page, address: str) -> None:
    settled(page, f"{address}duties/2026/")
    page.locator("#m2026-12").wait_for(state="attached")
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    texts = [unicodedata.normalize("NFKC", sheet.extract_text()) for sheet in printed.pages]
    assert len(texts) == 13
    assert [f"2026 年 {month} 月" in text for month, text in enumerate(texts[1:], 1)] == [True] * 12


def test_the_calendar_is_a_list_of_days_on_a_phone(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    settled(page, f"{address}duties/2026/#m2026-12")
    cells = page.locator("#m2026-12 td:visible")
    lefts = {round(box["x"]) for cell in cells.all() if (box := cell.bounding_box())}
    assert len(lefts) == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()


def test_duties_stand_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}duties/")
    assert "2026-11-29" in page.inner_text("[data-sk-states='missed open']")
    assert "2027-02-07" not in page.inner_text("[data-sk-states=upcoming]")
    page.goto(f"{address}duties/calendar/")
    assert page.locator(".sk-month h2").all_inner_texts() == ["2026 年 11 月"]
    page.goto(f"{address}duties/2026/")
    assert page.locator(".sk-month:visible").count() == 12
    context.close()


def test_superseded_text_is_kept_out_of_the_search_and_what_was_withdrawn_is_marked(page: Page, address: str) -> None:
    settled(page, f"{address}search/?q=值班人员记录，次日上班后受理")
    page.wait_for_function("/找到/.test(document.querySelector('.sk-state')?.textContent)")
    links = page.eval_on_selector_all(".sk-results a", "links => links.map(a => a.href)")
    assert [link for link in links if "/A-" in link or "redline" in link] == []
    settled(page, f"{address}search/?q=WY-GC-06")
    assert page.locator(".sk-hit-state").first.inner_text() == "已作废"


def test_the_master_list_is_narrowed_by_department_and_state(page: Page, address: str) -> None:
    settled(page, f"{address}documents/")
    page.select_option("select[aria-label='归口部门']", "物业部")
    page.select_option("select[aria-label='状态']", "已作废")
    assert page.locator("tbody tr:visible").count() == 1


def test_the_feed_of_changes_is_published(site: Path) -> None:
    from xml.etree import ElementTree

    feed = ElementTree.parse(site / "control/changes.atom").getroot()
    assert len(feed.findall("{http://www.w3.org/2005/Atom}entry")) > 60


def test_without_scripts_the_text_and_the_data_are_still_there(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}documents/WY-CX-02/")
    assert "回收率" in page.inner_text("article")
    page.goto(f"{address}registers/complaints/")
    assert page.locator("a[href$='data/complaints.csv']").count() >= 1
    page.goto(f"{address}documents/WY-GF-01/")
    assert page.locator(".sk-status").first.inner_text().strip() == "有效"
    page.goto(f"{address}documents/WY-GC-01/redline/")
    assert page.locator(".sk-redline ins").count() > 3
    context.close()


def test_the_published_data_package_is_valid_and_holds_nothing_sensitive(site: Path) -> None:
    descriptor = site / "data" / "datapackage.json"
    report = frictionless.Package(str(descriptor)).validate()
    assert report.valid, report.flatten(["name", "type", "note"])
    fields = [f for r in json.loads(descriptor.read_text("utf-8"))["resources"] for f in r["schema"]["fields"]]
    assert "sensitive" not in {f.get("privacy") for f in fields}
    assert b"SAMPLE0" not in b"".join(p.read_bytes() for p in site.rglob("*") if p.suffix in (".csv", ".json", ".html"))


def test_every_revision_of_a_form_has_its_blank_with_an_embedded_font(site: Path) -> None:
    blanks = sorted(site.glob("forms/*/*.pdf"))
    assert len(blanks) == len(list((PROJECT / "forms").rglob("*.yaml")))
    for path in blanks:
        fonts = pypdf.PdfReader(path).pages[0]["/Resources"]["/Font"].get_object()  # type: ignore[index]
        assert fonts


def test_two_builds_of_the_same_files_are_the_same_bytes(site: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "shoukong", "build", "--to", str(tmp_path / "again"), "--as-of", "2026-11-23"]
    without_cache = os.environ | {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    subprocess.run(command, cwd=PROJECT, capture_output=True, check=True, env=without_cache)
    first, second = (
        {p.relative_to(s): p.read_bytes() for p in s.rglob("*") if p.is_file()} for s in (site, tmp_path / "again")
    )
    assert [path for path in first.keys() | second.keys() if first.get(path) != second.get(path)] == []


def test_a_figure_opens_the_rows_behind_it_whose_digest_is_computed_anew(page: Page, address: str, site: Path) -> None:
    settled(page, address + "indicators/K-10/")
    row = page.locator("tr", has=page.locator("a.sk-source")).first
    told = row.locator("code.sk-digest").get_attribute("title") or ""
    row.locator("a.sk-source").click()
    opened = page.locator("tr.sk-source-rows")
    opened.wait_for()
    assert "摘要值已重新计算，相符" in opened.inner_text()
    assert opened.locator("tbody tr").count() == int(row.locator("a.sk-source").inner_text().split(" ")[0])
    with page.expect_download() as started:
        opened.get_by_role("button", name="下载 CSV").click()
    assert f"SHA-256 {hashlib.sha256(Path(started.value.path()).read_bytes()).hexdigest()}" == told
    command = opened.locator("p code").inner_text()
    folder = site / "indicators/rows/K-10"
    verified = subprocess.check_output(["bash", "-c", command], cwd=folder, text=True)
    assert f"SHA-256 {verified.split()[0]}" == told
    opened.locator("tbody a").first.click()
    page.wait_for_url("**/registers/repair_orders/#*")
    page.go_back()


def test_the_rows_behind_a_figure_are_read_on_a_phone(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    settled(page, address + "indicators/K-10/")
    page.locator("a.sk-source").first.click()
    cells = page.locator("tr.sk-source-rows tbody td .sk-cell")
    cells.first.wait_for()
    widths = cells.evaluate_all("all => all.map(cell => cell.getBoundingClientRect().width)")
    assert min(widths) > 100
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.close()


def test_the_rows_behind_a_figure_are_saved_for_excel_by_keyboard(page: Page, address: str) -> None:
    page.route("**/indicators/rows/**", lambda route: route.fulfill(body='record,period,note\nBX-1,-5,"=1+1，甲"\n'))
    settled(page, address + "indicators/K-10/")
    page.locator("a.sk-source[data-sk-lines^='2,']").first.click()
    button = page.get_by_role("button", name="下载 Excel 用")
    button.focus()
    with page.expect_download() as started:
        page.keyboard.press("Enter")
    saved = Path(started.value.path()).read_bytes()
    assert saved.decode() == "\ufeffrecord,period,note\r\nBX-1,-5,'=1+1，甲\r\n"
    assert started.value.suggested_filename.endswith(".csv")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("registers/complaints/", "下载 Excel 表"),
        ("reading/WY-GC-02/", "下载未签名单（Excel 用）"),
        ("rules/", "Excel 表"),
    ],
)
def test_beside_an_exact_csv_stands_one_for_excel_without_scripts_too(
    browser: Browser, address: str, path: str, name: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + path)
    link = page.get_by_role("link", name=name, exact=True)
    content = context.request.get(str(link.evaluate("link => link.href"))).body()
    assert content.startswith((b"PK\x03\x04", b"\xef\xbb\xbf"))
    context.close()


def test_changed_rows_are_told_as_such(page: Page, address: str) -> None:
    page.route("**/indicators/rows/**", lambda route: route.fulfill(body="record,period\nBX-YH-2026-0001,2026-11\n"))
    settled(page, address + "indicators/K-10/")
    page.locator("a.sk-source").first.click()
    page.locator("tr.sk-source-rows").wait_for()
    assert "摘要值不符" in page.locator("tr.sk-source-rows").inner_text()


def test_a_clause_says_how_it_is_kept_and_opens_to_the_query(page: Page, address: str) -> None:
    settled(page, address + "documents/WY-CX-02/")
    line = page.locator("details.sk-rule", has_text="K-02")
    assert "2026 年上半年 95.2%" in line.locator("summary").inner_text()
    assert not line.locator("pre").first.is_visible()
    line.locator("summary").click()
    assert "FROM rows" in line.inner_text()
    line.locator("a", has_text="全部期间与来源").click()
    page.wait_for_url("**/indicators/K-02/")


def test_a_duty_says_on_its_clause_what_became_of_it_by_the_readers_clock(on_day: OnDay, address: str) -> None:
    words = {}
    for day in ("2026-11-23", "2027-01-04"):
        page = on_day(day, address + "documents/WY-CX-05/")
        words[day] = page.locator("details.sk-rule", has_text="R5-04").locator("summary").inner_text()
        page.close()
    assert "2 项待办" in words["2026-11-23"]
    assert "2 项不符合，2 项待办" in words["2027-01-04"]


def test_the_home_page_begins_with_the_search_and_what_happens_daily(page: Page, address: str) -> None:
    settled(page, address)
    page.get_by_label("检索词语、问题或编号").fill("加床多少钱")
    page.keyboard.press("Enter")
    page.wait_for_selector(".sk-hit")
    assert page.input_value("#sk-query") == "加床多少钱"
    settled(page, address)
    card = page.locator(".sk-scenes > ul > li", has_text="电梯困人").first
    assert "30 分钟内到达" in card.inner_text()
    assert card.locator("a[href='tel:119']").is_visible()
    card.get_by_role("link", name="填写突发事件登记表").click()
    page.wait_for_url("**/fill/emergency_incidents/")


def test_a_reader_s_department_and_scope_are_chosen_once_and_kept_on_the_device(page: Page, address: str) -> None:
    rows = page.locator(".sk-todo tbody tr:visible")
    settled(page, address)
    assert rows.count() == 12
    page.get_by_label("我的部门").select_option("管理处")
    page.get_by_label("我的项目").select_option("YH")
    settled(page, address)
    assert page.get_by_label("我的部门").input_value() == "管理处"
    told = rows.all_inner_texts()
    assert told
    assert all("管理处" in row for row in told)
    assert not any("茉莉湾" in row and "云杉苑" not in row for row in told)
    assert "逾期" in page.locator(".sk-mine output").inner_text()
    first = page.locator("tr[data-mine]").first
    assert "管理处" in json.loads(first.get_attribute("data-mine") or "[]")
    page.get_by_role("link", name="管理处的页面").click()
    page.wait_for_selector("h1:has-text('管理处')")
    settled(page, address)
    page.get_by_role("button", name="清除选择").press("Enter")
    assert rows.count() == 12
    assert page.evaluate("localStorage.getItem('shoukong.mine')") is None


@pytest.mark.parametrize("path", ["documents/", "forms/", "fill/", "registers/", "duties/", "rules/"])
def test_lists_show_what_is_the_readers_departments_until_they_ask_for_all(page: Page, address: str, path: str) -> None:
    settled(page, address + path)
    rows = page.locator(".sk-table tbody tr:visible")
    whole = rows.count()
    assert page.get_by_text("只看管理处（").count() == 0
    page.evaluate("localStorage.setItem('shoukong.mine', JSON.stringify(['管理处']))")
    settled(page, address + path)
    choices = page.get_by_label("只看管理处（")
    assert 0 < rows.count() < whole
    for choice in choices.all():
        assert choice.is_checked()
        choice.uncheck()
    assert rows.count() == whole
    settled(page, address + path)
    assert rows.count() == whole


def test_the_calendar_shows_what_the_readers_department_owes(page: Page, address: str) -> None:
    settled(page, f"{address}duties/2026/#m2026-11")
    lines = page.locator(".sk-month:visible li:visible")
    whole = lines.count()
    page.evaluate("localStorage.setItem('shoukong.mine', JSON.stringify(['物业部']))")
    page.reload()
    page.wait_for_load_state("networkidle")
    assert 0 < lines.count() < whole
    page.get_by_label("只看物业部（").uncheck()
    assert lines.count() == whole


def test_without_scripts_home_says_what_is_due_and_what_is_overdue(browser: Browser, address: str) -> None:
    bare = browser.new_page(java_script_enabled=False)
    bare.goto(address)
    rows = bare.locator(".sk-todo tbody tr:visible")
    assert rows.count() == 12
    assert "逾期" in rows.first.inner_text()
    assert not bare.locator(".sk-mine").is_visible()
    bare.close()


def test_each_scene_of_home_has_steps_and_numbers_to_dial(page: Page, address: str) -> None:
    settled(page, address)
    cards = page.locator(".sk-scenes > ul > li")
    assert [card.split("\n")[0] for card in cards.all_inner_texts()] == [
        "电梯困人",
        "漏水、爆管",
        "噪音扰民",
        "停电",
        "投诉",
        "装修",
        "退押金",
        "会议报价",
    ]
    for card in cards.all():
        assert card.locator("ol > li").count() >= 3
        assert card.locator("a[href^='tel:']").count() or "400-000-0000" in card.inner_text()


def test_where_nothing_is_found_the_search_says_what_it_understood_and_whom_to_ask(page: Page, address: str) -> None:
    settled(page, f"{address}search/?q={quote('龘靐齉押')}")
    told = page.locator(".sk-none").inner_text()
    assert "按这些词查找：押、龘、靐、齉" in told
    assert "全部受控文件" in told
    assert "文件管理员" in told


def test_a_department_has_a_page_with_all_that_belongs_to_it(page: Page, address: str) -> None:
    settled(page, f"{address}search/?q={quote('物业部')}")
    page.locator(".sk-hit").first.click()
    page.wait_for_selector("h1:has-text('物业部')")
    text = page.locator("article").inner_text()
    for wanted in ("WY-GC-01", "报修单", "定期义务", "后续事项", "签收", "报修及时到场率"):
        assert wanted in text


def test_home_and_board_say_what_is_due_late_and_broken(page: Page, address: str) -> None:
    settled(page, address)
    text = page.locator("article").inner_text()
    settled(page, f"{address}board/")
    text += page.locator("article").inner_text()
    for wanted in (
        "要办的",
        "押金退清后限期归入业主档案",
        "两人一同开启投诉箱",
        "定期义务逾期未做",
        "报修及时到场率",
        "未关闭的不符合",
    ):
        assert wanted in text
    page.get_by_role("link", name="定期义务逾期未做").click()
    page.wait_for_url("**/duties/")


def test_every_breach_has_an_address_with_its_answers(page: Page, address: str) -> None:
    settled(page, address + "rules/")
    rows = page.locator("tbody tr", has=page.locator("a", has_text="R2-11"))
    rows.first.locator("a", has_text="R2-11").click()
    page.wait_for_url("**/rules/R2-11/#DC-2025-03")
    card = page.locator("section.sk-breach:target")
    assert "已关闭" in card.inner_text()
    assert "JZ-2025-006" in card.inner_text()


def test_all_breaches_are_published_as_a_list_that_tools_can_read(site: Path) -> None:
    rows = list(csv.DictReader((site / "rules/breaches.csv").read_text("utf-8").splitlines()))
    listed = (site / "rules/index.html").read_text("utf-8")
    assert len(rows) > 40
    assert all(row["record"] in listed for row in rows)


def test_an_answer_is_late_by_the_readers_clock(on_day: OnDay, address: str) -> None:
    page = on_day("2026-11-23", address + "duties/R3-14/")
    said = page.locator(".sk-due").first.inner_text()
    page.close()
    page = on_day("2027-11-23", address + "duties/R3-14/")
    assert page.locator(".sk-due").first.inner_text() == f"{said.removesuffix('，已逾期')}，已逾期"
    page.close()


# As in a window of its own: the browser's own stand-in for that is lost with the page that it was said of.
INSTALLED = """{ const own = matchMedia.bind(globalThis);
  globalThis.matchMedia = (query) => (query.includes("standalone") ? { matches: true } : own(query)); }"""


def test_a_phone_installs_the_site_as_an_app_that_opens_again_without_a_network(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, service_workers="allow")
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    page.add_init_script(INSTALLED)
    path = "registers/complaints/"
    settled(page, f"{address}{path}")
    hindrances = [each["errorId"] for each in devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]]
    assert hindrances == ["in-incognito"]  # as every context of a test is
    manifest = json.loads(devtools.send("Page.getAppManifest")["data"])
    icons = [page.request.get(f"{address}{icon['src']}").ok for icon in manifest["icons"]]
    assert (manifest["start_url"], all(icons)) == ("./", True)
    kept = f"caches.open('shoukong-read').then((cache) => cache.match('{address}{path}')).then(Boolean)"
    page.evaluate(
        f"(async () => {{ const end = performance.now() + 20000; while (!(await {kept})) {{"
        " if (performance.now() > end) throw new Error('in vain');"
        " await new Promise((go) => setTimeout(go, 50)); } })()"
    )
    context.set_offline(True)
    settled(page, f"{address}{path}")
    assert "没有网络，这是 2026-11-23 生成的页面。" in page.locator(".sk-built").inner_text()
    context.close()


class Desk:
    """Somebody at home, whose clicks are counted; a search costs one, and the words that are typed."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.clicks = page, 0
        settled(page, address)

    def click(self, what: Locator) -> None:
        """Click on the first of what is meant."""
        what.first.click()
        self.clicks += 1
        self.page.wait_for_load_state("networkidle")

    def search(self, words: str, hit: str = "") -> None:
        """Search from home and open the first result, or the first that holds a text."""
        self.click(self.page.locator(".sk-search-box input, .sk-search-start input"))
        self.page.keyboard.type(words)
        self.page.keyboard.press("Enter")
        self.page.wait_for_selector(".sk-hit")
        self.click(self.page.locator(".sk-hit", has_text=hit))


def reports_a_leak(desk: Desk) -> None:
    scene = desk.page.locator(".sk-scenes > ul > li", has_text="漏水")
    desk.click(scene.get_by_role("link", name=re.compile("报修单")))
    desk.page.wait_for_url("**/fill/repair_orders/")


def opens_a_repair_order_to_print(desk: Desk) -> None:
    desk.search("BX-YH-2026-0090", "BX-YH-2026-0090")
    assert desk.page.get_by_role("button", name="打印").first.is_visible()


def finds_when_a_deposit_is_refunded(desk: Desk) -> None:
    desk.search("装修押金多久退")
    assert re.search(r"WY-CX-03/#c8(\.[12])?$", desk.page.url)


def continues_a_record(desk: Desk) -> None:
    desk.search("TS-YH-2026-0024", "TS-YH-2026-0024")
    desk.click(desk.page.get_by_role("button", name="续填"))
    desk.page.wait_for_url("**/fill/complaints/?continue=TS-YH-2026-0024")


def shows_who_approved_a_revision(desk: Desk) -> None:
    desk.search("WY-GF-01", "WY-GF-01")
    desk.click(desk.page.locator(".sk-control .sk-more summary"))
    assert "批准（2025-08-21）" in desk.page.locator(".sk-control").first.inner_text()


def learns_how_receipts_are_given(desk: Desk) -> None:
    desk.search("怎样给业主回执")
    assert desk.page.get_by_role("heading", name="回执").count() > 0


def takes_a_survey_sheet(desk: Desk) -> None:
    desk.search("满意度征询表", "满意度征询表")
    assert (desk.page.get_by_role("link", name="下载空白表（PDF）").get_attribute("href") or "").endswith(".pdf")


def finds_who_keeps_a_record_and_how_long(desk: Desk) -> None:
    desk.click(desk.page.locator(".md-tabs a", has_text="记录"))
    desk.click(desk.page.get_by_label("按名称或文件筛选"))
    desk.page.keyboard.type("投诉登记")
    row = desk.page.locator(".sk-table tbody tr:visible").first.inner_text()
    assert "物业部" in row
    assert "3 年" in row


def proposes_a_change_of_a_clause(desk: Desk) -> None:
    desk.search("CX-02 4.1.4")
    desk.click(desk.page.get_by_role("link", name="提出修改"))
    desk.page.wait_for_selector(".sk-fill form")
    assert (
        desk.page.locator("[data-field=title] input, [data-field=title] textarea").input_value()
        == "修改 WY-CX-02 4.1.4"
    )


@pytest.mark.parametrize(
    ("task", "most"),
    [
        (reports_a_leak, 1),
        (opens_a_repair_order_to_print, 2),
        (finds_when_a_deposit_is_refunded, 2),
        (continues_a_record, 3),
        (shows_who_approved_a_revision, 3),
        (learns_how_receipts_are_given, 2),
        (takes_a_survey_sheet, 2),
        (finds_who_keeps_a_record_and_how_long, 2),
        (proposes_a_change_of_a_clause, 3),
    ],
)
def test_what_people_do_daily_takes_few_clicks_from_home(
    page: Page, address: str, task: Callable[[Desk], None], most: int
) -> None:
    desk = Desk(page, address)
    task(desk)
    assert desk.clicks <= most
