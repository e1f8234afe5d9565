"""A portal in English: no page, print, feed, download or script of it shows a Chinese sign."""

import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import Folder
from english import DAY, english_portal

from shoukong.cli import app
from shoukong.evaluation import evaluate
from shoukong.finding import Severity
from shoukong.messages.catalogue import severity_of
from shoukong.pages.browser_files import WORDS
from shoukong.pages.view import View
from shoukong.pages.write import CONFIGURATION, write_folder
from shoukong.portal import load_portal

CHINESE = re.compile("[\u3001-\u303f\u4e00-\u9fff\uff01-\uffef]")
# What the engine ships as it stands: the scripts, whose words are in words.js, and their libraries.
SHIPPED = ("assets/",)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The portal's files."""
    return english_portal(Folder(tmp_path_factory.mktemp("english")))


@pytest.fixture(scope="module")
def tree(folder: Folder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that is made from it, as a folder for any generator."""
    target = tmp_path_factory.mktemp("tree")
    with evaluate(load_portal(folder.root, DAY, DAY)) as evaluation:
        write_folder(View(evaluation), target)
    return target


def texts(tree: Path) -> Iterator[tuple[str, str]]:
    """The text of every file that is made for the portal; of workbooks that of their sheets."""
    for path in sorted(p for p in tree.rglob("*") if p.is_file()):
        name = path.relative_to(tree / "docs").as_posix() if (tree / "docs") in path.parents else path.name
        if (name.startswith(SHIPPED) and name != WORDS) or path.suffix in (".pdf", ".png", ".svg"):
            continue
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                yield (
                    name,
                    "".join(
                        book.read(part).decode()
                        for part in book.namelist()
                        if part.endswith(".xml") and "theme" not in part
                    ),
                )
        elif name == WORDS:
            words = json.loads(path.read_text("utf-8").partition("=")[2].rstrip().rstrip(";"))
            yield name, "".join(text for forms in words.values() for text in forms)
        else:
            yield name, path.read_text("utf-8")


def test_the_portal_is_sound(folder: Folder) -> None:
    with evaluate(load_portal(folder.root, DAY, DAY)) as evaluation:
        found = [item for item in evaluation.findings if severity_of(item) is Severity.ERROR]
    assert found == []


def test_no_text_that_is_made_holds_a_chinese_sign(tree: Path) -> None:
    found = {name: sorted(set(CHINESE.findall(text))) for name, text in texts(tree) if CHINESE.search(text)}
    assert found == {}


def test_every_kind_of_page_is_among_them(tree: Path) -> None:
    made = {path.relative_to(tree / "docs").as_posix() for path in (tree / "docs").rglob("*.md")}
    assert {
        "index.md",
        "documents/SOP-02.md",
        "documents/SOP-02/redline.md",
        "forms/tickets.md",
        "registers/tickets.md",
        "tickets/T-02.md",
        "changes/C-01.md",
        "copies/Y-01.md",
        "reading/SOP-02.md",
        "rules/RULE-1.md",
        "duties/DUTY-1.md",
        "duties/2026.md",
        "duties/feeds.md",
        "indicators/KPI-1.md",
        "requirements/std.md",
        "control/suspects.md",
        "control/manual.md",
        "search.md",
    } <= made


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
@pytest.mark.parametrize("name", ["tickets", "document_approvals"])
def test_no_print_holds_a_chinese_sign(tree: Path, name: str) -> None:
    (blank,) = (tree / "docs/forms" / name).glob("*.pdf")
    text = subprocess.run(["pdftotext", str(blank), "-"], check=True, capture_output=True, text=True).stdout
    assert "Retention" in text
    assert not CHINESE.search(text)
    assert b"/Lang(en)" in blank.read_bytes() or b"/Lang (en)" in blank.read_bytes()


def test_the_site_is_told_its_language(tree: Path) -> None:
    text = (tree / CONFIGURATION).read_text("utf-8")
    assert "language: en" in text


def test_facets_of_a_table_are_titles_of_its_columns(tree: Path) -> None:
    """A facet names a column by its title, which in English may be of several words but must then not be a facet."""
    for path in (tree / "docs").rglob("*.md"):
        parts = re.split(r'data-sk-facets="', path.read_text("utf-8"))[1:]
        for part in parts:
            facets, _, rest = part.partition('"')
            head = re.search(r"<thead>.*?</thead>|^\|.*\|$", rest, re.M | re.S)
            titles = [t.strip() for t in re.split(r"\||<[^>]*>", head[0] if head else "")]
            assert set(facets.split()) <= set(titles), path


@pytest.mark.parametrize(
    "words",
    [
        "check",
        "check --format github",
        "explain RULE-1",
        "explain DUTY-1",
        "explain KPI-1",
        "explain T-02",
        "explain NONE",
        "rule test",
        "close 2026-12 --by P-01",
        "revise SOP-09 --reason faster",
        "approve SOP-02 --prepared-by P-02 --approved-by P-01",
        "sign A-01 --as P-09 --key none",
        "acknowledge none.csv",
        "upgrade --dry-run",
        "check --as-of 2026-13-01",
        "print --register none",
        "print SOP-01@9/9",
    ],
)
def test_a_verb_answers_in_english(folder: Folder, words: str) -> None:
    done = CliRunner().invoke(app, [*words.split(), "--root", str(folder.root)])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert done.output
    assert not CHINESE.search(done.output)
