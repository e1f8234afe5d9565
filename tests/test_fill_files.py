"""A photograph, a file and a signature are attached in the browser, handed in, filed, and seen with their record."""

import base64
import hashlib
import io
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from conftest import TODAY, Folder
from playwright.sync_api import Browser, Page
from test_enclosures import FORM
from test_fill import fill, site_of, violations
from test_site import Quiet
from test_take import run

from shoukong.evaluation import evaluate
from shoukong.pages.enclosure_files import enclosure_files
from shoukong.pages.register_pages import write_register
from shoukong.pages.view import View
from shoukong.portal import load_portal

PLACE = b"31.2304N 121.4737E"
REGISTER = """<!doctype html><html lang="zh"><meta charset="utf-8"><title>记录</title>
<link rel="stylesheet" href="../../assets/portal.css">
<body class="md-typeset"><main><h1>记录</h1>
<div class="sk-register" data-index="../../data/registers/visits/index.json" data-base="../../"></div></main>
<script src="../../assets/portal.js"></script></body></html>"""
PHOTOGRAPH = """async () => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 2400, height: 1200 });
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#284';
  pen.fillRect(0, 0, 1200, 1200);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg'));
  return btoa(String.fromCharCode(...new Uint8Array(await blob.arrayBuffer())));
}"""
SIZE = """async (address) => {
  const picture = await createImageBitmap(await (await fetch(address)).blob());
  return [picture.width, picture.height];
}"""


@pytest.fixture
def visits(folder: Folder) -> Folder:
    """A portal with a form that takes photographs, files and a signature."""
    folder.write("forms/visits.yaml", FORM)
    return folder


@pytest.fixture
def site(visits: Folder, tmp_path: Path) -> Path:
    """The page to fill in, as the site holds it."""
    return site_of(visits, "visits", tmp_path / "site")


@pytest.fixture
def page(browser: Browser, site: Path) -> Iterator[Page]:
    """The page of the form, opened from a file on a phone."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, timezone_id="Asia/Shanghai", has_touch=True)
    fresh = context.new_page()
    fresh.clock.set_fixed_time(f"{TODAY}T10:00:00+08:00")
    fresh.goto((site / "fill/visits/index.html").as_uri())
    fresh.wait_for_selector(".sk-fill form")
    yield fresh
    context.close()


def photograph(page: Page, path: Path) -> Path:
    """A large photograph that says where it was taken."""
    content = base64.b64decode(page.evaluate(PHOTOGRAPH))
    told = b"Exif\0\0" + PLACE
    path.write_bytes(content[:2] + b"\xff\xe1" + (len(told) + 2).to_bytes(2, "big") + told + content[2:])
    return path


def sign(page: Page) -> None:
    """Draw two strokes into the frame."""
    frame = page.locator(".sk-pad")
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    assert box is not None
    for down in (20, 60):
        page.mouse.move(box["x"] + 20, box["y"] + down)
        page.mouse.down()
        page.mouse.move(box["x"] + 200, box["y"] + down + 10, steps=5)
        page.mouse.up()


def settled(page: Page, field: str, count: int) -> None:
    """Wait until a field encloses so many files."""
    page.wait_for_function(
        "([field, n]) => { const [held] = Object.entries(localStorage).filter(([key]) => key.startsWith('shoukong.'));"
        " const cell = held && JSON.parse(held[1]).drafts.at(-1)?.cells[field] || '';"
        " return cell.split(' ').filter(Boolean).length === n; }",
        arg=[field, count],
    )


def test_what_is_attached_on_a_phone_is_filed_and_shown_with_its_record(
    page: Page, visits: Folder, site: Path, tmp_path: Path, browser: Browser
) -> None:
    fill(page, content="换锁")
    (tmp_path / "报价.csv").write_text("项目,金额\n", "utf-8")
    page.locator("#fill-photos").set_input_files(photograph(page, tmp_path / "现场.jpg"))
    settled(page, "photos", 1)
    page.locator("#fill-papers").set_input_files([tmp_path / "报价.csv", tmp_path / "现场.jpg"])
    settled(page, "papers", 2)
    page.get_by_role("button", name="删去 资料 2").click()
    settled(page, "papers", 1)
    sign(page)
    settled(page, "signed", 1)
    assert violations(page, ".sk-fill") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

    page.reload()  # a draft keeps what is attached
    page.locator("[data-field=photos] .sk-files img").wait_for()
    assert page.locator("#fill-content").input_value() == "换锁"
    page.get_by_role("button", name="填好了").click()
    page.get_by_text("要作为文件交出").wait_for()
    assert page.get_by_role("button", name="复制成文字").count() == 0
    with page.expect_download() as download:
        page.get_by_role("button", name="下载").click()
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    handed_in = inbox / download.value.suggested_filename
    download.value.save_as(handed_in)
    with zipfile.ZipFile(handed_in) as packed:
        assert packed.testzip() is None
        files = {name: packed.read(name) for name in packed.namelist()}
    (photo,) = (content for name, content in files.items() if name.endswith(".jpg"))
    assert PLACE not in photo

    page.get_by_role("button", name="再交一次").click()  # a download may be lost: what it held is not
    with page.expect_download() as download:
        page.get_by_role("button", name="下载").click()
    download.value.save_as(inbox / "again.zip")
    assert (inbox / "again.zip").read_bytes() == handed_in.read_bytes()

    assert run(visits, inbox) == 0
    assert visits.findings(TODAY) == ()
    with evaluate(load_portal(visits.root, TODAY)) as evaluation:
        view = View(evaluation)
        write_register(view, view.portal.forms_by_name["visits"], site / "data/registers/visits")
        published = list(enclosure_files(view))
        for output in published:
            output.write(site)
    assert {Path(output.path).suffix for output in published} == {".jpg", ".csv"}
    for output in published:
        content = (site / output.path).read_bytes()
        assert hashlib.sha256(content).hexdigest() == Path(output.path).stem
    shown_with_its_record(browser, site)


def shown_with_its_record(browser: Browser, site: Path) -> None:
    """The page of the record: the picture scaled, the file with its kind, the signature told and not shown."""
    (site / "registers/visits").mkdir(parents=True)
    (site / "registers/visits/index.html").write_text(REGISTER, "utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = browser.new_context(viewport={"width": 360, "height": 740})
    record = context.new_page()
    record.goto(f"http://127.0.0.1:{server.server_port}/registers/visits/#V-2026-001")
    image = record.locator(".sk-record .sk-enclosed img")
    image.wait_for()
    assert record.evaluate(SIZE, image.get_attribute("src")) == [1600, 800]
    assert record.get_by_role("link", name="资料（CSV 1 kB）").count() == 1
    assert record.get_by_text("1 个，不公布").count() == 1
    assert violations(record, ".sk-record") == []
    record.emulate_media(media="print")
    assert image.is_visible()
    context.close()
    server.shutdown()
    server.server_close()


def test_a_name_may_be_typed_instead_of_signed_and_a_stroke_undone(page: Page, tmp_path: Path) -> None:
    sign(page)
    settled(page, "signed", 1)
    for _ in range(2):
        page.get_by_role("button", name="撤一笔").press("Enter")
    settled(page, "signed", 0)
    page.locator("#fill-signed").fill("张三")
    page.keyboard.press("Tab")
    settled(page, "signed", 1)
    page.get_by_role("button", name="清除签名").press("Space")
    settled(page, "signed", 0)


def test_what_a_field_does_not_take_is_told_at_once(page: Page, tmp_path: Path) -> None:
    for name, content in (("a.exe", b"MZ"), ("b.pdf", b"no pdf"), ("c.jpg", b"no picture")):
        (tmp_path / name).write_bytes(content)
    page.locator("#fill-papers").set_input_files([tmp_path / "a.exe", tmp_path / "b.pdf"])
    page.get_by_text("不收 a.exe").wait_for()
    assert "b.pdf 的内容不是扩展名所说的" in page.locator("#fill-papers-known").inner_text()
    page.locator("#fill-photos").set_input_files(tmp_path / "c.jpg")
    page.get_by_text("浏览器打不开 c.jpg").wait_for()
    page.get_by_role("button", name="填好了").click()
    page.get_by_text("照片没有填写").wait_for()


def test_digests_and_archives_are_right_without_the_browsers_help(page: Page) -> None:
    contents = [b"", b"abc", bytes(range(256)) * 5, b"x" * 55, b"x" * 56, b"x" * 64]
    told = page.evaluate(
        "(all) => all.map((bytes) => shoukongKeptFiles.ownSha256(new Uint8Array(bytes)))",
        [list(each) for each in contents],
    )
    assert told == [hashlib.sha256(each).hexdigest() for each in contents]
    packed = page.evaluate(
        "async (all) => [...new Uint8Array(await (await shoukongKeptFiles.zipOf(all.map((bytes, i) =>"
        " [`文件${i}.bin`, new Blob([new Uint8Array(bytes)])]))).arrayBuffer())]",
        [list(each) for each in contents],
    )
    with zipfile.ZipFile(io.BytesIO(bytes(packed))) as archive:
        assert archive.testzip() is None
        assert [archive.read(name) for name in archive.namelist()] == contents
        assert archive.namelist()[0] == "文件0.bin"
