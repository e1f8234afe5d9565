"""The pages as a plain tree, which Zensical builds without any hook."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from conftest import Folder
from verb_runs import run_verb


def test_the_tree_is_plain_markdown_without_hooks_or_macros(rendered: Path) -> None:
    tree = rendered
    configuration = (tree / "mkdocs.yml").read_text("utf-8")
    assert "hooks" not in configuration.replace("custom_dir", "")
    assert "macros" not in configuration
    pages = {p.relative_to(tree / "docs").as_posix(): p.read_text("utf-8") for p in (tree / "docs").rglob("*.md")}
    assert "documents/WY-CX-02.md" in pages
    told = tuple(f"guide/{name}.md" for name in ("edit", "edit-en", "from-nothing", "from-nothing-en"))  # of figures
    assert [p for p, t in pages.items() if ("{{ figures" in t or "{{ count" in t) and p not in told] == []


def test_zensical_builds_the_tree(rendered: Path, tmp_path: Path) -> None:
    tree = Path(shutil.copytree(rendered, tmp_path / "tree"))
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


def test_rendering_again_replaces_the_tree_as_a_whole(folder: Folder, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    for _ in range(2):
        done = run_verb("render", "--to", str(tree), "--as-of", "2026-11-23", cwd=folder.root)
        assert done.returncode == 0, done.stderr
        assert not (tree / "docs" / "stale.md").exists()
        (tree / "docs" / "stale.md").write_text("# 旧\n", "utf-8")
