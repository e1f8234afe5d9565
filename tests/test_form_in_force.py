"""A form whose next revision is approved is offered as it is in force on its reader's day, and every one prints."""

import csv
import datetime
import io
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import openpyxl
import pypdf
import pytest
from conftest import APPROVALS, CONTROLLED, TODAY, Folder, copy_of
from playwright.sync_api import Browser, Page
from test_site import Quiet

from shoukong.commands.form_file import Wish
from shoukong.commands.template import run
from shoukong.portal import load_portal

FORM, RECORDS = "forms/training_records.yaml", "records/training_records/all.csv"
PLACE = "    - {name: place, title: 地点, type: string}\n"
OnDay = Callable[[str, str], Page]


def with_next_revision(folder: Folder, starts: str, *, is_approved: bool = True) -> None:
    """Let the form of training records have a second revision, with one more field, from a day."""
    text = (folder.root / FORM).read_text("utf-8")
    folder.write("forms/archive/QF-11/A-0.yaml", text)
    later = text.replace("revision: A/0", "revision: A/1", 1)
    later = later.replace("effective_date: 2025-01-01", f"effective_date: {starts}")
    folder.write(FORM, later.replace("    - {name: form_revision", f"{PLACE}    - {{name: form_revision"))
    rows = list(csv.reader(io.StringIO((folder.root / RECORDS).read_text("utf-8"))))
    cells = [[*row[:-1], "place" if i == 0 else "", row[-1]] for i, row in enumerate(rows)]
    folder.write(RECORDS, "".join(",".join(row) + "\n" for row in cells))
    if is_approved:
        digest = next(form.digest for form in load_portal(folder.root, TODAY).forms if form.id == "QF-11")
        row = f"WJ-021,QF-11,A/1,{digest},YG-03,2026-11-16,YG-02,2026-11-18,YG-01,2026-11-20,次要修订,加一栏,无,,,A/0\n"
        folder.write(APPROVALS, (folder.root / APPROVALS).read_text("utf-8") + row)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a portal whose form has a revision that comes into force next month."""
    folder = copy_of(CONTROLLED, tmp_path_factory.mktemp("coming"))
    with_next_revision(folder, "2026-12-15")
    assert folder.findings() == ()
    site = folder.root.parent / "site"
    command = [sys.executable, "-m", "shoukong", "build", "--to", str(site), "--as-of", str(TODAY)]
    done = subprocess.run(command, cwd=folder.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return site


@pytest.fixture
def on_day(browser: Browser, built: Path) -> Iterator[OnDay]:
    """A page of the site as its reader sees it on a day."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(built)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with ExitStack() as contexts:

        def page_on(day: str, path: str) -> Page:
            page = contexts.enter_context(browser.new_context()).new_page()
            page.clock.set_fixed_time(f"{day}T04:00:00Z")
            page.goto(f"http://127.0.0.1:{server.server_port}/{path}", wait_until="networkidle")
            return page

        yield page_on
    server.shutdown()


def files(page: Page) -> set[str]:
    """The files that a page offers."""
    links = page.locator("article a[href$='.pdf']:visible, article a[href$='.xlsx']:visible")
    return {str(link.get_attribute("href")).rpartition("/")[2] for link in links.all()}


def test_the_page_of_a_form_offers_what_is_in_force_on_the_readers_day(on_day: OnDay) -> None:
    before, after = (on_day(day, "forms/training_records/") for day in ("2026-12-14", "2026-12-15"))
    after.wait_for_selector("[data-shown='A-1']")
    assert files(before) == {"QF-11_A-0.pdf", "QF-11_A-0.xlsx"}
    assert files(after) == {"QF-11_A-1.pdf", "QF-11_A-1.xlsx"}
    assert "A/1 自 2026-12-15 起实施，此前以 A/0 为准" in before.inner_text("article")
    assert "地点" not in before.inner_text("article")
    assert "A/1 已经实施" in after.inner_text("article")
    assert after.locator(".sk-revision").first.get_attribute("data-status") == "in-force"


def test_the_list_marks_the_coming_revision(on_day: OnDay) -> None:
    row = "tr:has(a:text('QF-11'))"
    assert "A/0 A/1 待实施" in on_day("2026-12-14", "forms/").inner_text(row).replace("\t", " ")
    assert "A/1 A/1 有效" in on_day("2026-12-15", "forms/").inner_text(row).replace("\t", " ")


def test_what_is_filled_in_is_the_form_of_the_readers_day(on_day: OnDay) -> None:
    told = {}
    for day in ("2026-12-14", "2026-12-15"):
        page = on_day(day, "fill/training_records/")
        page.wait_for_selector(".sk-fill form")
        told[day] = page.evaluate("[shoukongForm.revision, shoukongForm.fields.some(({ name }) => name === 'place')]")
        assert f"版本 {told[day][0]}" in page.inner_text("article")
    assert told == {"2026-12-14": ["A/0", False], "2026-12-15": ["A/1", True]}


def test_a_revision_offers_no_way_to_fill_it_in_but_while_it_is_in_force(on_day: OnDay) -> None:
    offered = {}
    for day, path in (("2026-12-14", "A-1"), ("2026-12-15", "A-1"), ("2026-12-14", "A-0"), ("2026-12-15", "A-0")):
        offered[day[-2:], path] = files(on_day(day, f"forms/training_records/{path}/"))
    workbooks = {key: {name[-4:] for name in names} == {".pdf", "xlsx"} for key, names in offered.items()}
    assert workbooks == {("14", "A-1"): False, ("15", "A-1"): True, ("14", "A-0"): True, ("15", "A-0"): False}
    assert all(f"QF-11_{path}.pdf" in names for (_, path), names in offered.items())


def test_every_revision_has_a_blank_that_prints(built: Path) -> None:
    folder = built / "forms/training_records"
    texts = {name: pypdf.PdfReader(folder / f"QF-11_{name}.pdf").pages[0].extract_text() for name in ("A-0", "A-1")}
    assert "A/0" in texts["A-0"]
    assert "地点" not in texts["A-0"]
    assert "A/1" in texts["A-1"]
    assert "地点" in texts["A-1"]
    assert (built / "forms/controlled_copies/QF-08_A-0.pdf").is_file()


def test_the_blank_of_a_revision_that_is_over_says_so_across_the_sheet(built: Path) -> None:
    blanks = {name: built / f"forms/controlled_copies/QF-08_{name}.pdf" for name in ("A-0", "A-1")}
    texts = {name: pypdf.PdfReader(path).pages[0].extract_text() for name, path in blanks.items()}
    assert {name: "已被代替" in text for name, text in texts.items()} == {"A-0": True, "A-1": False}


@pytest.mark.parametrize(
    ("starts", "is_approved", "revision"),
    [(TODAY + datetime.timedelta(1), True, "A-0"), (TODAY, True, "A-1"), (TODAY, False, "A-0")],
)
def test_the_workbook_of_the_day_is_that_of_the_form_in_force(
    controlled: Folder, tmp_path: Path, starts: datetime.date, is_approved: bool, revision: str
) -> None:
    with_next_revision(controlled, str(starts), is_approved=is_approved)
    assert run(Wish(controlled.root, "QF-11", tmp_path, TODAY, "zh")) == 0
    book = openpyxl.load_workbook(tmp_path / f"QF-11_{revision}.xlsx")
    titles = {cell.value for row in book.worksheets[0].iter_rows() for cell in row}
    assert any("地点" in str(title) for title in titles) is (revision == "A-1")
