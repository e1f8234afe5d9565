"""Images and files of a document are published, archived and approved with its text."""

import os
import subprocess
from pathlib import Path
from typing import Literal
from unicodedata import normalize

import pytest
from conftest import PROJECT, TODAY, Folder, fill_in
from verb_runs import Done, run_verb

from shoukong.files.attachment import MAX_SIZE
from shoukong.portal import load_portal
from shoukong.text.digest import digest_of

QI, FLOW, SHEET = "docs/documents/QI-01.md", "docs/documents/img/flow.png", "docs/documents/files/表 1.pdf"
PEOPLE = ("--prepared-by", "YG-03", "--reviewed-by", "YG-02", "--approved-by", "YG-01")
DAYS = ("--prepared-on", "2026-11-20", "--reviewed-on", "2026-11-20", "--approved-on", "2026-11-20")


def run(folder: Folder, *arguments: str) -> Done:
    """Run a verb in a portal."""
    return run_verb(*arguments, cwd=folder.root)


def attach(folder: Folder, words: str) -> None:
    """Put words with links at the end of a document."""
    folder.replace(QI, "办完当日回报。", f"办完当日回报。\n\n{words}")


def found(folder: Folder) -> list[str]:
    """The codes and paths of what the check finds."""
    return [f"{item.code} {item.place.path}" for item in folder.findings()]


def digest(folder: Folder, path: str = QI) -> str:
    """The digest that an approval of a text names."""
    texts = load_portal(folder.root, TODAY).texts.values()
    return next(text.digest for several in texts for text in several if text.path == path)


@pytest.fixture
def illustrated(controlled: Folder) -> Folder:
    """A sound portal, under Git, of which one approved document shows an image and offers a file."""
    attach(controlled, "![流程图](img/flow.png)\n\n[表][b]\n\n[b]: <files/表 1.pdf>")
    controlled.write(FLOW, b"\x89PNG 1")
    controlled.write(SHEET, b"%PDF 1")
    controlled.approve("WJ-003", QI)
    controlled.commit()
    return controlled


def test_a_text_without_attachments_has_the_digest_that_common_tools_give(controlled: Folder) -> None:
    shell = subprocess.run(["sha256sum", QI], cwd=controlled.root, capture_output=True, text=True, check=True)
    assert digest(controlled) == shell.stdout.split()[0]


def test_common_tools_give_the_digest_of_a_text_with_attachments(illustrated: Folder) -> None:
    script = "{ sha256sum < documents/QI-01.md; sha256sum 'documents/files/表 1.pdf' documents/img/flow.png; }"
    shell = subprocess.run(
        ["bash", "-c", f"{script} | sha256sum"],
        cwd=illustrated.root / "docs",
        capture_output=True,
        text=True,
        check=True,
    )
    assert digest(illustrated) == shell.stdout.split()[0]
    assert found(illustrated) == []


def test_the_digest_does_not_depend_on_the_order_in_which_a_text_names_its_attachments() -> None:
    assert digest_of("x", {"b": "1", "a": "2"}) == digest_of("x", {"a": "2", "b": "1"})
    assert digest_of("x", {"a": "1"}) != digest_of("x", {"b": "1"}) != digest_of("x")


@pytest.mark.parametrize("path", [FLOW, SHEET])
def test_a_changed_attachment_is_named_without_a_finding_more(illustrated: Folder, path: str) -> None:
    illustrated.write(path, b"changed")
    assert found(illustrated) == [f"attachment-changed {path}"]


def test_of_a_changed_text_and_attachment_the_line_is_named(illustrated: Folder) -> None:
    illustrated.write(FLOW, b"changed")
    illustrated.replace(QI, "当日", "次日")
    assert found(illustrated) == [f"text-differs {QI}"]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("![图](img/flow.png)", {"documents/img/flow.png"}),
        ('<img src="img/flow.png" alt="图">', {"documents/img/flow.png"}),
        ("![图][f]\n\n[f]: img/flow.png", {"documents/img/flow.png"}),
        ('<img srcset="img/flow.png 1x, ../assets/big.png 2x">', {"assets/big.png", "documents/img/flow.png"}),
        ('<video poster="img/flow.png"></video>', {"documents/img/flow.png"}),
        ("[图](./img/../img/flow.png?x=1#y)", {"documents/img/flow.png"}),
        ("[图](img%2Fflow.png)", {"documents/img/flow.png"}),
        ("`![图](img/flow.png)`", set()),
        ("<!-- ![图](img/flow.png) -->", set()),
        ("[网](https://example.org/flow.png)", set()),
    ],
)
def test_however_it_is_written_a_file_that_is_shown_or_offered_is_an_attachment(
    folder: Folder, words: str, names: set[str]
) -> None:
    folder.write(FLOW, b"x")
    folder.write("docs/assets/big.png", b"x")
    folder.replace("docs/documents/QM-01.md", "让每一单都有人负责。", words)
    document = load_portal(folder.root, TODAY).documents_by_id["QM-01"]
    assert {attachment.name for attachment in document.attachments} == names


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda path: path.unlink(), f"attachment-missing {QI}"),
        (lambda path: path.write_bytes(b""), f"file-empty {FLOW}"),
        (lambda path: (path.unlink(), path.mkdir()), f"file-not-a-file {FLOW}"),
        (lambda path: (path.unlink(), path.symlink_to("nowhere.png")), f"file-broken-link {FLOW}"),
        (lambda path: (path.unlink(), path.symlink_to("/bin/sh")), f"attachment-outside {QI}"),
        (lambda path: os.truncate(path, MAX_SIZE + 1), f"file-too-large {FLOW}"),
        (lambda path: path.rename(path.with_name("FLOW.png")), f"attachment-spelling {QI}"),
    ],
)
def test_an_attachment_that_cannot_be_had_is_one_finding(illustrated: Folder, make: object, code: str) -> None:
    make(illustrated.root / FLOW)  # type: ignore[operator]
    assert found(illustrated) == [code]


@pytest.mark.parametrize("written", ["NFC", "NFD"])
@pytest.mark.parametrize("named", ["NFC", "NFD"])
def test_a_name_whose_signs_are_composed_otherwise_leads_to_the_file(
    folder: Folder, written: Literal["NFC", "NFD"], named: Literal["NFC", "NFD"]
) -> None:
    folder.write(f"docs/documents/img/{normalize(named, 'é')}.png", b"x")
    folder.replace("docs/documents/QM-01.md", "让每一单都有人负责。", f"![图](img/{normalize(written, 'é')}.png)")
    assert [code.split()[0] for code in found(folder)] == ["name-composed"] * (named == "NFD")


def test_a_revision_archives_what_was_approved_and_old_pages_show_it(illustrated: Folder, tmp_path: Path) -> None:
    illustrated.write(FLOW, b"\x89PNG 2")  # changed before the revision was begun
    done = run(illustrated, "revise", "QI-01", "--reason", "换图", "--minor", "--effective", "2026-11-22",
               "--as-of", "2026-11-20")  # fmt: skip
    assert done.returncode == 0, done.stderr
    archived = illustrated.root / "docs/archive/QI-01/A-0"
    assert (archived / "documents/img/flow.png").read_bytes() == b"\x89PNG 1"
    assert (archived / "documents/files/表 1.pdf").read_bytes() == b"%PDF 1"
    assert (illustrated.root / FLOW).read_bytes() == b"\x89PNG 2"
    fill_in(illustrated.root)
    done = run(illustrated, "approve", "QI-01", *PEOPLE, *DAYS)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line for line in found(illustrated) if line.startswith(("text", "attachment", "approval", "link"))] == []
    (illustrated.root / "node_modules").symlink_to(PROJECT / "node_modules")
    done = run(illustrated, "render", "--to", str(tmp_path / "tree"), "--as-of", "2026-11-23")
    assert done.returncode == 0, done.stdout + done.stderr
    pages = tmp_path / "tree/docs/documents"
    assert (pages / "img/flow.png").read_bytes() == b"\x89PNG 2"
    assert "![流程图](img/flow.png)" in (pages / "QI-01.md").read_text("utf-8")
    assert "![流程图](../img/flow.png)" in (pages / "QI-01/A-1.md").read_text("utf-8")
    assert "![流程图](A-0/documents/img/flow.png)" in (pages / "QI-01/A-0.md").read_text("utf-8")
    assert (pages / "QI-01/A-0/documents/img/flow.png").read_bytes() == b"\x89PNG 1"
    redline = (tmp_path / "tree/docs/data/redlines/QI-01/A-0_A-1.html").read_text("utf-8")
    assert "附件有 1 处不同" in redline
    assert redline.index("documents/QI-01/A-0/documents/img/flow.png") < redline.index('/documents/img/flow.png" alt')
    assert "附件 documents/files/表 1.pdf" not in redline
    (archived / "documents/img/flow.png").write_bytes(b"forged")
    assert "attachment-changed docs/archive/QI-01/A-0/documents/img/flow.png" in found(illustrated)
    (archived / "documents/img/flow.png").unlink()
    assert "attachment-changed docs/archive/QI-01/A-0/documents/img/flow.png" in found(illustrated)


def test_only_files_of_known_kinds_that_are_named_or_own_are_published(folder: Folder, tmp_path: Path) -> None:
    attachment = "![图](img/flow.png)"
    folder.replace("docs/documents/QM-01.md", "让每一单都有人负责。", attachment)
    folder.write(FLOW, b"x")
    folder.write("docs/documents/img/unused.png", b"x")
    folder.write("docs/guide/own.svg", b"x")
    for secret in ("docs/secret.env", "docs/guide/.hidden.png", "docs/notes.txt~", "secret.png"):
        folder.write(secret, b"x")
    (folder.root / "docs/linked.png").symlink_to(folder.root / "secret.png")
    (folder.root / "docs/settings.json").symlink_to(folder.root / "docs/secret.env")
    (folder.root / "node_modules").symlink_to(PROJECT / "node_modules")
    done = run(folder, "render", "--to", str(tmp_path / "tree"))
    assert done.returncode == 0, done.stdout + done.stderr
    made = {p.relative_to(tmp_path / "tree/docs").as_posix() for p in (tmp_path / "tree/docs").rglob("*")}
    assert {"documents/img/flow.png", "guide/own.svg"} <= made
    assert [
        p for p in made if "secret" in p or "hidden" in p or "linked" in p or "unused" in p or "settings" in p
    ] == []


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


@pytest.mark.parametrize(
    ("drawing", "part"),
    [
        (f"{SVG}><script>alert(1)</script></svg>", "<script>"),
        (f'{SVG} onload="alert(1)"></svg>', "onload"),
        (f'{SVG}><a xlink:href=" JavaScript:alert(1)"><text>x</text></a></svg>', "href"),
        (f'{SVG}><animate attributeName="href" values="x;javascript:alert(1)"/></svg>', "values"),
        (f"{SVG}><foreignObject><p>x</p></foreignObject></svg>", "<foreignobject>"),
        (f'<!DOCTYPE svg [<!ENTITY a "b">]>{SVG}>&a;</svg>', "<!ENTITY"),
        ("no drawing", "!"),
    ],
)
def test_a_drawing_that_would_run_something_is_one_finding(controlled: Folder, drawing: str, part: str) -> None:
    controlled.write("docs/documents/img/flow.svg", drawing)
    attach(controlled, "![图](img/flow.svg)")
    (active,) = [item for item in controlled.findings() if item.code.startswith("attachment")]
    assert (active.code, active.place.path, active.facts["part"]) == (
        "attachment-active",
        "docs/documents/img/flow.svg",
        part,
    )


def test_a_drawing_with_links_and_pictures_is_sound(controlled: Folder) -> None:
    inside = '<a href="#a"><image href="data:image/png;base64,AA=="/></a><style>a{fill:red}</style>'
    controlled.write("docs/documents/img/flow.svg", f"{SVG} viewBox='0 0 1 1'>{inside}</svg>")
    attach(controlled, "![图](img/flow.svg)")
    assert "attachment-active" not in {item.code for item in controlled.findings()}
