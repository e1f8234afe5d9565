"""Witnesses: the digest of the latest seal stands on pages, feeds and prints, and tells when seals were made anew."""

import base64
import json
import shutil
from pathlib import Path

import pytest
from conftest import PROJECT, TODAY, Folder
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment

from shoukong.commands import receipt, witness
from shoukong.evaluation import evaluate
from shoukong.pages.control_pages import control_pages
from shoukong.pages.document_prints import Issue, document_word, manual_pdf
from shoukong.pages.site_settings import THEME
from shoukong.pages.view import View
from shoukong.paper.blank import PrintContext, blank_pdf
from shoukong.paper.fonts import font_folder
from shoukong.portal import load_portal
from shoukong.sealing.kept_digest import digest_written, digests_in
from shoukong.sealing.seal_chain import read_chain
from shoukong.sealing.seal_folder import short_digest


@pytest.fixture
def sealed(folder: Folder) -> Folder:
    """A portal whose year 2025 is sealed."""
    folder.keep_seals()
    assert folder.seal("2025", "2026-01-12") == 0
    return folder


def told(folder: Folder, *kept: object) -> int:
    """What the verb says of what somebody kept: its exit code."""
    return witness.run(folder.root, list(map(str, kept)), TODAY, "zh")


def latest(folder: Folder) -> str:
    """The digest of the latest seal."""
    return read_chain(folder.root).seals[-1].digest


def letter(text: str) -> str:
    """A letter as mail programs send it."""
    body = base64.b64encode(text.encode()).decode()
    head = "From: a@example.org\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n"
    return f"{head}\n{body}\n"


def test_a_digest_that_was_kept_is_known_in_every_form(sealed: Folder, tmp_path: Path) -> None:
    digest = latest(sealed)
    short = short_digest(digest)
    assert told(sealed, digest, short, short.upper().replace("-", "–"), digest[:16]) == 0
    for name, text in {
        "a.txt": f"封存至…：{short}。",
        "a.eml": letter(f"摘要值 {short}"),
        "a.json": json.dumps([digest]),
    }.items():
        (tmp_path / name).write_text(text, "utf-8")
        assert told(sealed, tmp_path / name) == 0


def test_the_blank_of_a_form_is_a_witness(sealed: Folder, tmp_path: Path) -> None:
    form = load_portal(sealed.root, TODAY).forms_by_name["orders"]
    short = short_digest(latest(sealed))
    pdf = blank_pdf(form, PrintContext("甲公司", "", "程序", font_folder(PROJECT), seal=short))
    (tmp_path / "blank.pdf").write_bytes(pdf)
    assert told(sealed, tmp_path / "blank.pdf") == 0


def test_a_print_of_a_document_is_a_witness(sealed: Folder, tmp_path: Path) -> None:
    with evaluate(load_portal(sealed.root, TODAY), asks_clauses=False) as evaluation:
        (tmp_path / "manual.pdf").write_bytes(manual_pdf(View(evaluation), Issue(None)))
    assert told(sealed, tmp_path / "manual.pdf") == 0


def test_a_document_as_word_is_a_witness(sealed: Folder, tmp_path: Path) -> None:
    with evaluate(load_portal(sealed.root, TODAY), asks_clauses=False) as evaluation:
        view = View(evaluation)
        (tmp_path / "a.docx").write_bytes(document_word(view, view.portal.documents[0], Issue(None)))
    assert told(sealed, tmp_path / "a.docx") == 0
    (tmp_path / "b.docx").write_bytes((tmp_path / "a.docx").read_bytes()[:-40])
    assert told(sealed, tmp_path / "b.docx") == 2


def test_seals_that_were_made_anew_with_all_that_names_them_are_told_on_by_a_witness(
    sealed: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = short_digest(latest(sealed))
    shutil.rmtree(sealed.root / "seals")
    shutil.rmtree(sealed.root / "records/record_seals")
    sealed.replace("records/orders/2025.csv", "修水管", "修水箱")
    assert sealed.seal("2025", "2026-01-12") == 0
    assert sealed.findings() == ()
    assert told(sealed, kept) == 1
    assert "现在的封存中没有这一个" in capsys.readouterr().out


def test_a_digest_proves_nothing_where_what_was_sealed_was_changed(sealed: Folder) -> None:
    sealed.replace("records/orders/2025.csv", "修水管", "修水箱")
    assert told(sealed, latest(sealed)) == 1


def test_what_is_no_digest_and_no_file_is_refused(sealed: Folder, tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0 1234")
    assert told(sealed, "甲乙丙") == 2
    assert told(sealed, tmp_path / "photo.jpg") == 2


def test_where_nothing_is_sealed_that_is_said(folder: Folder) -> None:
    assert told(folder, "0" * 16) == 1


@given(st.text(), st.text(), st.integers(0, 2**64 - 1))
def test_a_digest_is_found_in_any_text(before: str, after: str, number: int) -> None:
    digest = f"{number:016x}"
    text = f"{before}\n{short_digest(digest)}\n{after}"
    assert digest in digests_in(text.encode("utf-8", "replace"))
    assert digest_written(short_digest(digest)) == digest


def test_the_feed_of_changes_tells_each_seal(sealed: Folder) -> None:
    with evaluate(load_portal(sealed.root, TODAY), asks_clauses=False) as evaluation:
        (feed,) = (page.content for page in control_pages(View(evaluation)) if page.path.endswith(".atom"))
    assert f"封存至 2025-12-31：{short_digest(latest(sealed))}" in str(feed)


@pytest.mark.parametrize("seal", ["封存至 2025-12-31：aaaa-bbbb-cccc-dddd", None])
def test_the_foot_of_each_page_and_print_tells_the_latest_seal(seal: str | None) -> None:
    blocks = ("site_meta", "extrahead", "styles", "scripts", "header", "content", "announce", "footer")
    base = "".join(f"{{% block {name} %}}{{% endblock %}}" for name in blocks)
    loader = DictLoader({"base.html": base, "main.html": (THEME / "main.html").read_text("utf-8")})
    environment = Environment(loader=loader, autoescape=True)
    environment.filters |= {"url": str, "script_tag": str}
    extra = {"shoukong": {"seal": seal, "words": {}}, "policy": ""}
    page = environment.get_template("main.html").render(config={"extra": extra}, page={"url": "", "meta": {}})
    assert page.count("封存至 2025-12-31：aaaa-bbbb-cccc-dddd") == (2 if seal else 0)
    assert ("@bottom-left" in page) == bool(seal)


def test_a_receipt_is_a_witness_whether_or_not_its_seal_is_still_there(sealed: Folder, tmp_path: Path) -> None:
    assert receipt.run(sealed.root, receipt.Wish("O-2025-001", None, tmp_path), TODAY, "zh") == 0
    for path in (tmp_path / "receipt-O-2025-001.json", tmp_path / "receipt-O-2025-001.pdf"):
        assert told(sealed, path) == 0
    shutil.rmtree(sealed.root / "records/seals", ignore_errors=True)
    shutil.rmtree(sealed.root / "seals")
    for path in (tmp_path / "receipt-O-2025-001.json", tmp_path / "receipt-O-2025-001.pdf"):
        assert told(sealed, path) == 1
