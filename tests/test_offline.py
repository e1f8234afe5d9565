"""The offline copy, opened as files in a real Chromium; the served site as an app."""

import datetime
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import CONTROLLED
from playwright.sync_api import Browser, Page

from shoukong.pages.browser_files import ASSETS
from shoukong.publishing.offline_copy import ModuleFormError, _as_plain_script
from shoukong.publishing.site_links import dead_links

BUILT = datetime.date(2026, 5, 25)  # six days before the coming revision of a document
PAGES = ("", "documents/", "documents/QM-01/", "registers/", "registers/staff/", "fill/", "fill/training_records/")
Opened = Callable[[str, datetime.date], Page]


def build(root: Path, target: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "shoukong", "build", "--offline", "--to", str(target), "--as-of", str(BUILT)]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An offline copy, as it lies on a stick: unpacked from its archive."""
    folder = tmp_path_factory.mktemp("offline")
    shutil.copytree(CONTROLLED, folder / "portal")
    done = build(folder / "portal", folder / "copy")
    assert done.returncode == 0, done.stdout + done.stderr
    stick = folder / "U 盘"
    with zipfile.ZipFile(folder / "copy.zip") as packed:
        packed.extractall(stick)
    return stick / "copy"


@pytest.fixture
def opened(browser: Browser, copy: Path) -> Iterator[Opened]:
    """Open a page of the copy on a phone, on a day; the page must not complain."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, timezone_id="Asia/Shanghai")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
    page.on("requestfailed", lambda request: complaints.append(request.url))

    def open_page(path: str, day: datetime.date) -> Page:
        page.clock.set_fixed_time(f"{day}T10:00:00+08:00")
        page.goto("about:blank")
        place, mark, rest = path.partition("#")
        page.goto(f"{copy.as_uri()}/{place}index.html{mark}{rest}", wait_until="networkidle")
        return page

    yield open_page
    context.close()
    assert complaints == []


def test_every_link_names_a_file_and_every_page_says_its_day(copy: Path, opened: Opened) -> None:
    assert dead_links(copy) == ()
    bare = "[...document.links].map((a) => a.href).filter((a) => a.startsWith('file:') && /\\/([?#]|$)/.test(a))"
    for path in PAGES:
        page = opened(path, BUILT)
        assert page.locator(".sk-built").inner_text() == "离线副本，2026-05-25 生成。"
        assert page.evaluate(bare) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize(
    ("days", "is_old", "told"),
    [
        (5, False, "到今天已有 5 天。"),
        (30, False, "已有 30 天。"),
        (31, True, "请换新的再用。"),
        (-2, False, "请先校正。"),
    ],
)
def test_a_copy_tells_its_age_by_the_readers_clock(opened: Opened, days: int, is_old: bool, told: str) -> None:
    page = opened("documents/QM-01/", BUILT + datetime.timedelta(days))
    assert page.locator(".sk-built").inner_text().endswith(told)
    assert page.locator(".sk-built.sk-notice--bad").count() == is_old


def test_a_register_is_filtered_and_its_record_opened_and_continued_elsewhere(opened: Opened) -> None:
    page = opened("registers/document_approvals/", BUILT)
    page.locator(".sk-register input[type=search]").first.fill("QM-02")
    page.get_by_role("link", name="WJ-002").click()
    assert "QM-02" in page.locator(".sk-record").inner_text()
    page.get_by_role("button", name="照此再填一条").click()
    page.wait_for_url("**/fill/document_approvals/index.html")
    assert page.locator("[data-field=subject] input").input_value() == "QM-02"


def test_the_search_finds_a_clause_and_a_record_and_leads_there(opened: Opened) -> None:
    page = opened("search/", BUILT)
    page.locator(".sk-search input").fill("负责")
    page.locator(".sk-hit", has_text="目的").first.click()
    page.wait_for_url("**/documents/QM-01/index.html#c1")
    page = opened("search/", BUILT)
    page.locator(".sk-search input").fill("WJ-002")
    page.locator(".sk-hit", has_text="WJ-002").first.click()
    assert "QM-02" in page.locator(".sk-record").inner_text()


def test_any_two_revisions_are_compared_and_the_coming_one_takes_over_on_its_day(opened: Opened) -> None:
    page = opened("documents/QM-01/redline/#A-0_B-0", BUILT)
    assert page.locator(".sk-redline").inner_text().startswith("A/0 → B/0")
    assert "A/1" in opened("documents/QM-01/", BUILT).locator(".sk-control").first.inner_text()
    page = opened("documents/QM-01/", datetime.date(2026, 6, 1))
    assert "B/0 已经实施" in page.locator(".sk-revision").inner_text()


def test_a_record_is_filled_in_and_handed_in_as_a_file(opened: Opened) -> None:
    page = opened("fill/training_records/", BUILT)
    page.locator("[data-field=topic] input").fill("岗前培训")
    page.get_by_role("button", name="填好了").click()
    with page.expect_download() as got:
        page.get_by_role("button", name="下载").click()
    assert "岗前培训" in got.value.path().read_text("utf-8")


def test_two_builds_are_the_same_bytes_and_a_foreign_archive_is_left_alone(copy: Path, tmp_path: Path) -> None:
    shutil.copytree(CONTROLLED, tmp_path / "portal")
    first = copy.parent.parent / "copy.zip"
    assert build(tmp_path / "portal", tmp_path / "copy").returncode == 0
    assert (tmp_path / "copy.zip").read_bytes() == first.read_bytes()
    (tmp_path / "copy.zip").write_text("别人的")
    done = build(tmp_path / "portal", tmp_path / "copy")
    assert (done.returncode, (tmp_path / "copy.zip").read_text()) == (2, "别人的")
    assert "copy.zip" in done.stderr


def test_every_module_becomes_a_plain_script() -> None:
    for path in ASSETS.glob("*.js"):
        _as_plain_script(path.name, path.read_bytes())
    with pytest.raises(ModuleFormError):
        _as_plain_script("x.js", b"export default 1;\n")
