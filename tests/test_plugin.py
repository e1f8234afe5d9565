"""MkDocs gets a portal by a plugin: a few lines of settings are enough, and whatever a firm writes there holds."""

import json
import re
import subprocess
import sys
import tomllib
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest
import yaml
from conftest import BASE, PROJECT, copy_of
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from verb_runs import run_verb

from shoukong.pages.site_settings import site_settings
from shoukong.publishing.tree import TREE, Surroundings, keep_surroundings, pages_of, read_tree
from shoukong_mkdocs.configuration import complete

AROUND = Surroundings("门户", "zh", [{"首页": "index.md"}], {"shoukong": {"sample": False}})
FEW = "site_name: X\nplugins: []\n"


def configured(root: Path, written: str) -> MkDocsConfig:
    """What MkDocs builds with, by a portal's `mkdocs.yml`."""
    (root / "docs").mkdir(exist_ok=True)
    (root / "mkdocs.yml").write_text(written, "utf-8")
    config = load_config(str(root / "mkdocs.yml"))
    complete(config, AROUND)
    return config


def test_three_words_of_settings_make_a_site_with_theme_menu_and_title(tmp_path: Path) -> None:
    config = configured(tmp_path, FEW)
    assert (config.site_name, config.nav) == ("门户", [{"首页": "index.md"}])
    assert (config.theme.name, config.theme["language"], config.theme["font"]) == ("material", "zh", False)
    assert config.theme.get_env().get_template("main.html").blocks["announce"]
    assert "pymdownx.superfences" in config.markdown_extensions
    assert (config.mdx_configs["toc"]["toc_depth"], config.extra_css) == (3, ["assets/portal.css"])
    assert config.mdx_configs["toc"]["slugify"]("受控 文件", "-") == "受控-文件"
    assert {key: told for key, told in config.extra.items() if key != "policy"} == {
        "generator": False,
        "shoukong": {"sample": False},
    }


def test_the_theme_speaks_the_portals_language(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text(FEW, "utf-8")
    config = load_config(str(tmp_path / "mkdocs.yml"))
    complete(config, replace(AROUND, language="en"))
    assert config.theme["language"] == "en"
    assert not re.search("[一-鿿]", str(config.theme["palette"]))


@pytest.mark.parametrize(
    ("written", "key", "expected"),
    [
        ("theme: {name: material, language: en}", "language", "en"),
        ("theme: {name: material, features: [navigation.top]}", "features", ["navigation.top"]),
        ("theme: {name: material, palette: {primary: red}}", "palette", {"primary": "red"}),
        ("theme: {name: mkdocs}", "name", "mkdocs"),
        ("theme: material", "font", False),
    ],
)
def test_what_a_firm_says_of_the_theme_holds(tmp_path: Path, written: str, key: str, expected: object) -> None:
    assert configured(tmp_path, f"{FEW}{written}\n").theme[key] == expected


def test_what_a_firm_says_of_all_else_holds_or_is_added(tmp_path: Path) -> None:
    own = {
        "nav": [{"甲": "a.md"}],
        "extra_css": ["own.css"],
        "extra": {"x": 1},
        "markdown_extensions": ["abbr", {"toc": {"toc_depth": 2}}],
        "validation": {"nav": {"omitted_files": "warn"}},
    }
    config = configured(tmp_path, FEW + yaml.safe_dump(own, allow_unicode=True))
    assert config.nav == [{"甲": "a.md"}]
    assert config.extra_css == ["assets/portal.css", "own.css"]
    assert (config.extra["x"], config.extra["generator"]) == (1, False)
    assert {"abbr", "footnotes"} <= set(config.markdown_extensions)
    assert config.mdx_configs["toc"]["toc_depth"] == 2
    assert config.validation.nav.omitted_files == 30


def test_the_policy_allows_what_the_settings_themselves_take_from_elsewhere(tmp_path: Path) -> None:
    usual = configured(tmp_path, FEW).extra["policy"].split("; ")
    assert "script-src 'self'" in usual
    scripts = "extra_javascript: [own.js, {path: 'https://a.example/b.js?c', async: true}, \"https://d.example/';*\"]\n"
    settings = f"{FEW}{scripts}theme: {{name: material, font: {{text: Roboto}}}}\nextra: {{policy: script-src *}}\n"
    changed = configured(tmp_path, settings).extra["policy"].split("; ")
    assert sorted(set(changed) - set(usual)) == [
        "font-src 'self' data: https://fonts.gstatic.com",
        "script-src 'self' https://a.example/b.js https://d.example/",
        "style-src 'self' 'unsafe-inline' https://fonts.googleapis.com",
    ]


def test_a_firms_own_templates_come_before_ours(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own/main.html").write_text("own", "utf-8")
    config = configured(tmp_path, f"{FEW}theme: {{name: material, custom_dir: own}}\n")
    assert config.theme.get_env().get_template("main.html").render() == "own"


def test_a_tree_is_read_as_it_was_handed_over(tmp_path: Path) -> None:
    keep_surroundings(AROUND, tmp_path)
    tree = read_tree(tmp_path)
    assert (tree.docs, tree.surroundings) == (pages_of(tmp_path), AROUND)


def test_a_tree_that_is_handed_over_needs_no_engine() -> None:
    """Whatever reads and judges a portal stays unread where the pages are made already."""
    program = "import sys, json, mkdocs_hook; print(json.dumps(sorted(sys.modules)))"
    env = {"PYTHONPATH": str(PROJECT / "hooks"), TREE: "handed"}
    done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout))
    assert not loaded & {"duckdb", "frictionless", "typst", "shoukong.evaluation", "shoukong.portal"}


def test_the_entry_point_names_the_plugin() -> None:
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    module, name = settings["project"]["entry-points"]["mkdocs.plugins"]["shoukong"].split(":")
    assert hasattr(getattr(import_module(module), name), "on_files")


def test_a_page_that_cannot_be_printed_is_told_and_shown_as_it_is_written(tmp_path: Path) -> None:
    folder = copy_of(BASE, tmp_path)
    folder.write("docs/index.md", "# 首页\n\n{{ nope() }}\n")
    folder.write("docs/README.md", "# 不是首页\n")
    folder.write("mkdocs.yml", f"{FEW}hooks: ['{PROJECT / 'hooks/mkdocs_hook.py'}']\n")
    (folder.root / "node_modules").symlink_to(PROJECT / "node_modules")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-d", str(tmp_path / "site")],
        cwd=folder.root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "docs/index.md:3" in done.stderr
    page = (tmp_path / "site/index.html").read_text("utf-8")
    assert "{{ nope() }}" in page
    assert "门户</title>" in page


def test_settings_without_the_plugin_make_no_site_of_something_else(tmp_path: Path) -> None:
    folder = copy_of(BASE, tmp_path)
    folder.write("mkdocs.yml", "site_name: X\n")
    done = run_verb("build", "--as-of", "2026-11-23", "--lang", "en", cwd=folder.root)
    assert (done.returncode, (folder.root / "site").exists()) == (2, False)
    assert "plugins: [shoukong]" in done.stderr


@pytest.mark.parametrize("written", ["site_name: !ENV [A, B]\n", "- a\n", "site_name: [\n"])
def test_settings_that_only_mkdocs_can_read_are_refused_by_what_is_made_without_it(
    tmp_path: Path, written: str
) -> None:
    folder = copy_of(BASE, tmp_path)
    folder.write("mkdocs.yml", written)
    done = run_verb("render", "--to", str(tmp_path / "tree"), "--as-of", "2026-11-23", cwd=folder.root)
    assert (done.returncode, (tmp_path / "tree").exists()) == (2, False)
    assert done.stderr.startswith("mkdocs.yml 读不了：")


def test_settings_of_the_wrong_kind_leave_ours_alone() -> None:
    own = {"theme": 5, "extra_css": "x.css", "markdown_extensions": 3, "extra": None}
    settings = site_settings(own, AROUND)
    assert (settings["theme"]["name"], settings["extra_css"]) == ("material", ["assets/portal.css"])
