"""The wheel holds everything: installed by itself, it checks, builds and renders a portal outside the repository."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import BASE, PROJECT, copy_of

from shoukong.publishing.libraries import FONTS, LIBRARIES, library

pytestmark = pytest.mark.skipif(library(PROJECT, FONTS) is None, reason="set-up has not brought the libraries")
DAY = ("--as-of", "2026-11-23")
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, as pip makes it of the repository."""
    target = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(target)]
    subprocess.run([*pip, str(PROJECT)], check=True, cwd=target)
    return next(target.glob("*.whl"))


@pytest.fixture(scope="module")
def run(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run a module where the wheel is installed, the libraries that it needs beside it, the repository out of reach."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    venv.create(folder, symlinks=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-deps", "--no-index"]
    subprocess.run([*pip, str(wheel)], check=True)
    packages = sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)})
    Path(packages, "beside.pth").write_text(sysconfig.get_path("purelib"), "utf-8")
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    def run(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
        program = [str(python), "-P", "-m", *command]
        return subprocess.run(program, cwd=root, env=env, capture_output=True, text=True, check=False)

    return run


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small portal that names the plugin and nothing else."""
    folder = copy_of(BASE, tmp_path_factory.mktemp("outside"))
    folder.write("mkdocs.yml", "site_name: X\nplugins: [shoukong]\n")
    folder.write("docs/index.md", "# 首页\n\n{{ documents_table() }}\n")
    return folder.root


def test_the_wheel_carries_the_engine_the_plugin_and_the_libraries(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    below = PROJECT / "hooks"
    own = {p.relative_to(below).as_posix() for p in below.glob("shoukong*/**/*") if p.is_file()}
    assert {name for name in own if "__pycache__" not in name} <= names
    assert {f"shoukong/vendor/{name}/{path}" for name, paths in LIBRARIES.items() for path in paths} <= names
    assert {f"shoukong/guide/{path.name}" for path in (PROJECT / "docs/guide").glob("*.md")} <= names
    assert any(name.endswith("licenses/THIRD_PARTY.md") for name in names)
    assert wheel.stat().st_size < 30_000_000


def test_an_installed_wheel_prints_the_guide(run: Run, root: Path) -> None:
    done = run(root, "shoukong", "guide", "rules", "--lang", "en")
    assert done.stdout.startswith("# Rules, duties and indicators\n"), done.stderr


def test_an_installed_wheel_checks_builds_and_prints_a_portal_elsewhere(run: Run, root: Path) -> None:
    done = run(root, "shoukong", "check", *DAY)
    assert done.returncode == 0, done.stdout + done.stderr
    done = run(root, "shoukong", "build", *DAY)
    assert done.returncode == 0, done.stdout + done.stderr
    site = root / "site"
    assert "门户</title>" in (site / "index.html").read_text("utf-8")
    assert (site / "data/search.js").is_file()
    assert (site / "schemas/form.json").is_file()
    assert all(blank.read_bytes().startswith(b"%PDF") for blank in site.glob("forms/*/*.pdf"))
    assert len(list(site.glob("forms/*/*.pdf"))) == 2


def test_an_installed_wheel_renders_a_folder_and_is_a_plugin_of_mkdocs(run: Run, root: Path, tmp_path: Path) -> None:
    done = run(root, "shoukong", "render", "--to", str(tmp_path / "tree"), *DAY)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "tree/theme/main.html").is_file()
    done = run(root, "mkdocs", "build", "--strict", "-d", str(tmp_path / "site"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "site/documents/QM-01/index.html").is_file()


def test_a_portal_without_settings_for_the_site_has_the_usual_ones(run: Run, root: Path, tmp_path: Path) -> None:
    (root / "mkdocs.yml").unlink()
    done = run(root, "shoukong", "build", "--to", str(tmp_path / "site"), *DAY)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "门户</title>" in (tmp_path / "site/index.html").read_text("utf-8")
    assert not (root / "mkdocs.yml").exists()


def test_an_installed_wheel_makes_a_portal_from_nothing(run: Run, tmp_path: Path) -> None:
    done = run(tmp_path, "shoukong", "new", "portal", "--name", "Acme", "--language", "en", "--no-git")
    assert done.returncode == 0, done.stdout + done.stderr
    done = run(tmp_path / "portal", "shoukong", "check")
    assert (done.returncode, done.stdout.count("\n")) == (0, 2), done.stdout + done.stderr  # and that there is no Git
