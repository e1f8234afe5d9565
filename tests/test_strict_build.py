"""The strict build is strict: what a reader would find broken stops it, is told, and leaves the site as it was."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import BASE, PROJECT
from mkdocs.config import load_config

PAGE = "# 首页\n\n[检索](search.md)、[要求](requirements/base.md#T-01)\n\n![图](img/own.png)\n"


def portal(root: Path) -> Path:
    """The small portal with own pages and the site's settings, without a folder of records, as Git clones it empty."""
    shutil.copytree(BASE, root)
    shutil.rmtree(root / "records")
    for name in ("hooks", "node_modules"):
        (root / name).symlink_to(PROJECT / name)
    shutil.copy(PROJECT / "mkdocs.yml", root)
    (root / "docs/search.md").write_text("# 检索\n", "utf-8")
    (root / "docs/index.md").write_text(PAGE, "utf-8")
    (root / "docs/img").mkdir()
    (root / "docs/img/own.png").write_bytes(b"x")
    (root / "docs/secret.env").write_bytes(b"x")
    (root / "docs/documents/img").mkdir()
    (root / "docs/documents/img/流程 1.png").write_bytes(b"x")
    text = (root / "docs/documents/QM-01.md").read_text("utf-8")
    shown = '![图](<img/流程 1.png>)\n\n<img src="img/流程 1.png" alt="图">\n\n<a href="QM-02.md#c1">存档</a>'
    (root / "docs/documents/QM-01.md").write_text(text.replace("让每一单都有人负责。", shown), "utf-8")
    return root


def run(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a module in a portal."""
    env = {
        **os.environ,
        "PYTHONPATH": str(PROJECT / "hooks"),
        "NO_MKDOCS_2_WARNING": "1",
        "SHOUKONG_AS_OF": "2026-11-23",
    }
    return subprocess.run(
        [sys.executable, "-m", *command], cwd=root, env=os.environ | env, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A portal and its site."""
    root = portal(tmp_path_factory.mktemp("strict") / "portal")
    done = run(root, "shoukong", "build", "--as-of", "2026-11-23")
    assert done.returncode == 0, done.stdout + done.stderr
    return root


def test_what_documents_show_is_in_the_site_and_secrets_are_not(root: Path) -> None:
    site = root / "site"
    assert (site / "documents/img/流程 1.png").is_file()
    page = (site / "documents/QM-01/index.html").read_text("utf-8")
    assert page.count("../img/") == 2
    assert 'href="../QM-02/#c1"' in page
    assert (site / "img/own.png").is_file()
    assert not (site / "secret.env").exists()


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("[无](requirements/base.md#T-99)", "T-99"),
        ('<a href="control/nope/">无</a>', "control/nope/"),
    ],
)
def test_a_dead_link_that_only_the_build_can_know_stops_it_and_leaves_the_site(
    root: Path, written: str, told: str
) -> None:
    before = (root / "site/index.html").read_bytes()
    (root / "docs/index.md").write_text(f"{PAGE}\n{written}\n", "utf-8")
    done = run(root, "shoukong", "build", "--as-of", "2026-11-23")
    (root / "docs/index.md").write_text(PAGE, "utf-8")
    assert done.returncode == 2
    assert told in done.stderr
    assert "INFO" not in done.stderr
    assert (root / "site/index.html").read_bytes() == before


def test_a_page_may_link_to_a_record_of_a_register_that_is_there(root: Path) -> None:
    shutil.copytree(BASE / "records", root / "records")
    (root / "docs/index.md").write_text(f"{PAGE}\n[单](registers/orders.md#O-2025-001)\n", "utf-8")
    done = run(root, "shoukong", "build", "--as-of", "2026-11-23")
    shutil.rmtree(root / "records")
    again = run(root, "shoukong", "build", "--as-of", "2026-11-23")
    (root / "docs/index.md").write_text(PAGE, "utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    assert again.returncode == 2
    assert "index.html → registers/orders/#O-2025-001" in again.stdout + again.stderr


def test_mkdocs_by_hand_is_as_strict(root: Path, tmp_path: Path) -> None:
    (root / "docs/index.md").write_text(f'{PAGE}\n<a href="control/nope/">无</a>\n', "utf-8")
    done = run(root, "mkdocs", "build", "--strict", "-d", str(tmp_path / "site"))
    (root / "docs/index.md").write_text(PAGE, "utf-8")
    assert done.returncode != 0
    assert "control/nope/" in done.stdout + done.stderr


def test_no_folder_that_git_may_lose_is_needed_to_read_the_settings(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "hooks").symlink_to(PROJECT / "hooks")
    shutil.copy(PROJECT / "mkdocs.yml", tmp_path)
    assert load_config(str(tmp_path / "mkdocs.yml"))["strict"] is False
