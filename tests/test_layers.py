"""The engine is in layers: imports go one way, nothing in it knows the site generator, no name shadows a library."""

import ast
import sys
from pathlib import Path

import pytest
from conftest import PROJECT

from shoukong.links import first_cycle

HOOKS = PROJECT / "hooks"
ENGINE = HOOKS / "shoukong"
MODULES = sorted(ENGINE.rglob("*.py"))
PLUGIN = sorted((HOOKS / "shoukong_mkdocs").rglob("*.py"))
# Each layer may import from those before it and from itself.
LAYERS = (
    {"finding", "language", "layout", "revision"},
    {"messages", "text"},
    {"days"},
    {"files"},
    {"publishing"},
    {"audience"},
    {"declared"},
    {"document", "forms", "requirement"},
    {"starter", "today"},
    {"edition", "dossier", "figures", "portal"},
    {"disclosure", "links", "portal_page", "records", "rulebook"},
    {"control", "sealing"},
    {"executable", "history"},
    {"formats", "wording"},
    {"checks", "paper"},
    {"results"},
    {"evaluation"},
    {"row_door"},
    {"adopting", "entries"},
    {"xlsform"},
    {"pages"},
    {"upgrading"},
    {"commands"},
    {"command_line"},
    {"cli"},
    {"__main__"},
)


def module_name(path: Path) -> str:
    """`shoukong.pages.forms` for its file."""
    parts = path.relative_to(HOOKS).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path) -> set[str]:
    """Every module that a file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_a_module_imports_only_from_its_layer_and_below(path: Path) -> None:
    name = module_name(path)
    if name == "shoukong":
        return
    own = name.split(".")[1]
    level = next(i for i, layer in enumerate(LAYERS) if own in layer)
    allowed = set().union(*LAYERS[: level + 1])
    known = {module_name(p) for p in MODULES}
    used = {n.split(".")[1] for n in imported(path) if n in known and n != "shoukong"}
    assert used <= allowed, f"{name} reaches up to {used - allowed}"


def test_there_are_no_import_cycles() -> None:
    known = {module_name(p) for p in MODULES}
    edges = {module_name(p): tuple(sorted((imported(p) & known) - {module_name(p), "shoukong"})) for p in MODULES}
    assert first_cycle(edges) == ()


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_the_engine_does_not_know_mkdocs(path: Path) -> None:
    assert not any(name.split(".")[0].startswith(("mkdocs", "material", "zensical")) for name in imported(path))


@pytest.mark.parametrize("path", [*MODULES, *PLUGIN], ids=module_name)
def test_a_module_says_in_one_line_what_it_is_for(path: Path) -> None:
    text = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert text
    assert text.split("\n")[0].endswith((".", ":"))


def test_no_module_is_named_like_one_of_the_standard_library() -> None:
    names = {path.stem for path in [*ENGINE.glob("*.py"), *HOOKS.glob("*.py")]} - {"__init__", "__main__"}
    assert names & sys.stdlib_module_names == set()


def test_the_hook_and_the_plugin_stand_beside_the_engine() -> None:
    assert {p.name for p in HOOKS.glob("*.py")} == {"mkdocs_hook.py"}
    assert {p.parent.name for p in HOOKS.glob("*/__init__.py")} == {"shoukong", "shoukong_mkdocs"}


def test_nothing_but_the_evaluation_makes_what_follows_from_a_portal() -> None:
    """Registers, control, clauses and findings are made once, by `evaluation.py`; all else receives them."""
    parts = {"Control", "ExecutableClauses", "open_registers", "Evaluation", "Registers"}
    lists = {"TEXT_CHECKS", "CONTROL_CHECKS", "RECORD_CHECKS", "EXECUTABLE_CHECKS"}
    own = {"evaluation.py", "registers.py"}
    places = [
        *MODULES,
        *HOOKS.glob("*.py"),
        *PLUGIN,
        *(PROJECT / "sample").glob("*.py"),
        *(PROJECT / "benchmarks").glob("*.py"),
    ]
    for path in places:
        tree = ast.parse(path.read_text("utf-8"))
        called = {n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
        assert not called & parts or path.name in own, f"{path} makes {called & parts}"
        used = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
        assert not used & lists or path.name in {"evaluation.py", "steps.py"}, f"{path} runs {used & lists}"


def test_module_names_do_not_collide() -> None:
    """A name is one module's: no two share a stem, nor differ by a plural alone."""
    stems = [path.stem.removesuffix("s") for path in MODULES if path.stem not in ("__init__", "__main__")]
    assert sorted(stems) == sorted(set(stems))
