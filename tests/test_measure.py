"""The measure of the code: lines of templates, modules and functions stay as short as a reader can hold."""

import ast
import re
from functools import cache
from pathlib import Path
from statistics import median

import pytest
from conftest import PROJECT

ENGINE = PROJECT / "hooks/shoukong"
MODULES = sorted([*ENGINE.rglob("*.py"), *(PROJECT / "hooks/shoukong_mkdocs").rglob("*.py")])
SCRIPTS = sorted((ENGINE / "pages").rglob("*.js"))
TEMPLATES = sorted(ENGINE.rglob("*.j2"))
MOST_SIGNS, MOST_LINES, MOST_IN_FUNCTION, MEDIAN_OF_FUNCTIONS = 160, 400, 60, 8
COMPARED = re.compile(r"""[=!]=\s*['"][^'"]*[一-鿿][^'"]*['"]""")


def name_of(path: Path) -> str:
    """A file by its path beside the hook."""
    return path.relative_to(ENGINE.parent).as_posix()


@cache
def lengths_of(path: Path) -> list[tuple[int, str, int]]:
    """The lines of each function of a module, with its name and the line on which it starts."""
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    functions = [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [((node.end_lineno or node.lineno) - node.lineno + 1, node.name, node.lineno) for node in functions]


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_line_of_a_template_leaves_decisions_to_the_page(path: Path) -> None:
    lines = path.read_text("utf-8").split("\n")
    assert [(i, len(line)) for i, line in enumerate(lines, start=1) if len(line) > MOST_SIGNS] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_finds_no_fact_by_a_word_that_a_page_shows(path: Path) -> None:
    assert COMPARED.findall(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", [path for path in SCRIPTS if path.name != "portal.js"], ids=name_of)
def test_a_script_is_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_is_read_in_one_sitting(path: Path) -> None:
    count = len(path.read_text("utf-8").splitlines())
    assert count <= MOST_LINES


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_function_fits_a_screen(path: Path) -> None:
    assert [told for told in lengths_of(path) if told[0] > MOST_IN_FUNCTION] == []


def test_half_of_all_functions_are_taken_in_at_a_glance() -> None:
    assert median(length for path in MODULES for length, _, _ in lengths_of(path)) <= MEDIAN_OF_FUNCTIONS
