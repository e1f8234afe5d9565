"""The pages as a plain tree, which Zensical builds without any hook."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import PROJECT


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped portal, rendered."""
    target = tmp_path_factory.mktemp("rendered") / "tree"
    command = [sys.executable, "-m", "shoukong", "render", "--to", str(target), "--as-of", "2026-11-23"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return target


def test_the_tree_is_plain_markdown_without_hooks_or_macros(tree: Path) -> None:
    configuration = (tree / "mkdocs.yml").read_text("utf-8")
    assert "hooks" not in configuration.replace("custom_dir", "")
    assert "macros" not in configuration
    pages = {p.relative_to(tree / "docs").as_posix(): p.read_text("utf-8") for p in (tree / "docs").rglob("*.md")}
    assert "documents/WY-CX-02.md" in pages
    told = tuple(f"guide/{name}.md" for name in ("edit", "edit-en", "from-nothing", "from-nothing-en"))  # of figures
    assert [p for p, t in pages.items() if ("{{ figures" in t or "{{ count" in t) and p not in told] == []


def test_zensical_builds_the_tree(tree: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "zensical", "build"], cwd=tree, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    page = (tree / "site/documents/WY-CX-02/index.html").read_text("utf-8")
    assert 'id="c4.1.4"' in page
    assert "Content-Security-Policy" in page
    assert re.findall(r"<script(?![^>]* src=)(?![^>]*application/json)", page) == []
    assert "60%" in page
    assert (page.count('class="sk-path'), page.count("md-path"), page.count('class="sk-beside')) == (1, 0, 1)
    assert "md-footer__link--" not in page
    assert (tree / "site/registers/complaints/index.html").is_file()
    assert (tree / "site/data/datapackage.json").is_file()
    assert (tree / "site/assets/register.js").is_file()


def test_rendering_again_replaces_the_tree_as_a_whole(tree: Path) -> None:
    (tree / "docs" / "stale.md").write_text("# 旧\n", "utf-8")
    command = [sys.executable, "-m", "shoukong", "render", "--to", str(tree), "--as-of", "2026-11-23"]
    assert subprocess.run(command, cwd=PROJECT, capture_output=True, check=False).returncode == 0
    assert not (tree / "docs" / "stale.md").exists()
