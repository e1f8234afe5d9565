"""The engine is in layers: imports go one way, nothing in it knows the site generator, no name shadows a library."""

import ast
import sys
from functools import cache
from itertools import chain
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


KNOWN = frozenset(map(module_name, MODULES))


@cache
def imported(path: Path) -> frozenset[str]:
    """Every module that a file imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(names)


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_a_module_imports_only_from_its_layer_and_below(path: Path) -> None:
    name = module_name(path)
    if name == "shoukong":
        return
    own = name.split(".")[1]
    level = next(i for i, layer in enumerate(LAYERS) if own in layer)
    allowed = set().union(*LAYERS[: level + 1])
    used = {n.split(".")[1] for n in imported(path) if n in KNOWN and n != "shoukong"}
    assert used <= allowed, f"{name} reaches up to {used - allowed}"


def test_there_are_no_import_cycles() -> None:
    edges = {module_name(p): tuple(sorted((imported(p) & KNOWN) - {module_name(p), "shoukong"})) for p in MODULES}
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


def called_in(path: Path) -> set[str]:
    """What a file calls, by the last part of its name, under whatever name it was imported."""
    tree = ast.parse(path.read_text("utf-8"))
    renamed = {
        alias.asname: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname
    }
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    names = {f.id if isinstance(f, ast.Name) else f.attr for f in calls if isinstance(f, ast.Name | ast.Attribute)}
    return {renamed.get(name, name) for name in names}


# What is part of the evaluation, by the modules that may make it.
PARTS = {
    "evaluation.py": {"Control", "AskedBlocks", "ExecutableClauses", "Evaluation", "open_registers"},
    "records/registers.py": {"Registers"},
    "control/document_control.py": {
        "lives_of",
        "parse_rulebook",
        "read_acknowledgements",
        "read_approvals",
        "read_chain",
        "read_change_requests",
        "read_copies",
        "read_corrections",
        "read_disposals",
        "read_external",
        "read_holds",
        "read_link_reviews",
        "read_reviews",
        "read_staff",
        "readings_of",
        "suspects_of",
        "verified",
        "withdrawn_records",
    },
}
# A draft is written by what the ruling text says as it stands, whether it is in force or not.
BESIDE = {"adopting/draft.py": {"parse_rulebook"}}


def test_nothing_but_the_evaluation_makes_what_follows_from_a_portal() -> None:
    """Registers, control, clauses and findings are made once, by `evaluation.py`; all else receives them."""
    every = set().union(*PARTS.values())
    others = [(PROJECT / folder).glob("*.py") for folder in ("hooks", "sample", "benchmarks")]
    for path in (*MODULES, *PLUGIN, *chain.from_iterable(others)):
        name = path.relative_to(ENGINE).as_posix() if path in MODULES else path.name
        allowed = PARTS.get(name, set()) | BESIDE.get(name, set())
        assert called_in(path) & every <= allowed, f"{path} makes {(called_in(path) & every) - allowed}"


def test_nothing_but_the_evaluation_runs_the_checks() -> None:
    for path in (*MODULES, *PLUGIN):
        if path.parent == ENGINE / "checks" or path == ENGINE / "evaluation.py":
            continue
        tree = ast.parse(path.read_text("utf-8"))
        read = (node for node in ast.walk(tree) if isinstance(node, ast.Name | ast.Attribute))
        names = {node.id if isinstance(node, ast.Name) else node.attr for node in read}
        assert {name for name in names if name == "CHECKS" or name.endswith("_CHECKS")} <= {"EXTERNAL_CHECKS"}, path
        assert {name for name in called_in(path) if name.startswith("check_")} == set(), path


def test_what_a_part_is_made_by_has_that_name() -> None:
    for path, names in PARTS.items():
        assert names <= called_in(ENGINE / path), f"{path} makes no {names - called_in(ENGINE / path)}"


def test_module_names_do_not_collide() -> None:
    """A name is one module's: no two share a stem, nor differ by a plural alone."""
    stems = [path.stem.removesuffix("s") for path in MODULES if path.stem not in ("__init__", "__main__")]
    assert sorted(stems) == sorted(set(stems))
