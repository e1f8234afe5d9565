"""The documentation is true: every command, option, make target and setting in it exists, and none is left out."""

import ast
import re
from collections.abc import Iterator

import click
import pytest
from conftest import PROJECT

from shoukong.cli import app

README = (PROJECT / "README.md").read_text("utf-8")
START = (PROJECT / "docs/guide/start.md").read_text("utf-8")
CHINESE = (PROJECT / "README.zh-CN.md").read_text("utf-8")
COMMANDS = app.commands
MAKEFILE = (PROJECT / "Makefile").read_text("utf-8")


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_and_its_options_are_documented_in_both_languages(name: str) -> None:
    options = {
        option for parameter in COMMANDS[name].params for option in parameter.opts if option.startswith("--")
    } - {"--help"}
    for text in (README, START):
        assert f"`shoukong {name}`" in text
        assert [option for option in options if f"`{option}`" not in text] == []


def test_documented_commands_exist() -> None:
    told = set(re.findall(r"`shoukong ([a-z]+)", README + START))
    assert told == set(COMMANDS)


def test_documented_make_targets_exist() -> None:
    texts = [README, START, *(p.read_text("utf-8") for p in PROJECT.glob("*.md"))]
    told = set(re.findall(r"`make ([a-z-]+)`|^make ([a-z-]+)", "\n".join(texts), re.MULTILINE))
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    assert {first or second for first, second in told} <= targets


def test_the_readme_is_short_and_its_links_lead_somewhere() -> None:
    assert README.count("\n") < 120
    for text in (README, (PROJECT / "README.zh-CN.md").read_text("utf-8")):
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (PROJECT / target).exists(), target


# Those who carry the engine read these, and find their way by the names of its files.
MAPS = ("hooks/README.md", "docs/guide/architecture.md", "CONTRIBUTING.md")
GUIDES = (
    "README.md",
    "README.zh-CN.md",
    "THIRD_PARTY.md",
    *(f"docs/guide/{p.name}" for p in (PROJECT / "docs/guide").glob("*.md")),
)
ENGINE = PROJECT / "hooks/shoukong"
FILES = sorted(
    path.relative_to(PROJECT).as_posix()
    for folder in ("hooks", "tests", "sample", "setup", "benchmarks", "requirements", "docs", "forms", "examples")
    for path in (PROJECT / folder).rglob("*")
    if "__pycache__" not in path.parts
) + [path.name for path in PROJECT.iterdir() if path.is_file()]
KINDS = ("py", "js", "css", "typ", "yml", "yaml", "po", "j2", "json", "sh", "toml", "lock", "txt")
OURS = (
    "hooks/",
    "tests/",
    "setup/",
    "sample/",
    "benchmarks/",
    "requirements/",
    "docs/guide/",
    "shoukong/",
    "examples/",
)


def spans_of(path: str) -> list[str]:
    """What a text has between single backticks."""
    text = re.sub(r"^```.*?^```", "", (PROJECT / path).read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"`([^`\n]+)`", text)


def is_there(written: str) -> bool:
    """Whether a file, a folder or a module is called so, seen from the project or from a folder of it."""
    name = written.rstrip("/")
    ends = (f"/{name}", f"/{name}.py")
    return (PROJECT / name).exists() or any(f"/{path}".endswith(ends) for path in FILES)


@pytest.mark.parametrize("path", MAPS)
def test_a_map_of_the_engine_names_files_that_exist(path: str) -> None:
    named = [
        s for s in spans_of(path) if re.fullmatch(r"\w[\w.*/-]+", s) and ("/" in s or s.rpartition(".")[2] in KINDS)
    ]
    assert len(named) > 5
    assert [name for name in named if "*" not in name and not is_there(name)] == []


@pytest.mark.parametrize("path", GUIDES)
def test_a_guide_names_files_of_ours_that_exist(path: str) -> None:
    named = [span for span in spans_of(path) if re.fullmatch(r"[\w./-]+", span) and span.startswith(OURS)]
    assert [name for name in named if not is_there(name)] == []


@pytest.mark.parametrize("path", MAPS)
def test_a_map_of_the_engine_uses_names_that_the_engine_has(path: str) -> None:
    """Words in code style are modules, or words of the code, the commands and the settings."""
    code = "\n".join(
        p.read_text("utf-8") for folder in ("hooks", "sample", "setup") for p in sorted((PROJECT / folder).rglob("*"))
        if p.is_file() and p.suffix[1:] in KINDS
    )  # fmt: skip
    words = {word for span in spans_of(path) for word in re.findall(r"\b[a-z]\w*_\w+|[A-Z][a-z]+[A-Z]\w*", span)}
    known = set(re.findall(r"\w+", code)) | {part for file in FILES for part in re.split(r"[/.]", file)}
    assert words - known == set()


def test_the_table_of_rooms_lists_every_one_above_those_that_import_from_it() -> None:
    text = (PROJECT / "docs/guide/architecture.md").read_text("utf-8")
    rows = [re.findall(r"`(\w+)`", row.split("|")[1]) for row in text.split("\n") if row.startswith("| `")]
    level = {room: i for i, row in enumerate(rows) for room in row}
    assert set(level) == {path.parent.name for path in ENGINE.glob("*/__init__.py")}
    for path in ENGINE.rglob("*.py"):
        room = path.relative_to(ENGINE).parts[0]
        used = set(re.findall(r"^\s*from shoukong\.(\w+)", path.read_text("utf-8"), re.MULTILINE)) & level.keys()
        assert [name for name in used if level[name] > level.get(room, len(rows))] == [], path


def test_the_architecture_names_every_module_at_the_engines_top() -> None:
    told = set(spans_of("docs/guide/architecture.md"))
    assert {p.stem for p in ENGINE.glob("*.py") if not p.stem.startswith("__")} <= told


def test_docstrings_name_modules_that_exist() -> None:
    known = {part for file in FILES for part in re.split(r"[/.]", file)} | set(COMMANDS)
    first = ast.get_docstring(ast.parse((ENGINE / "__init__.py").read_text("utf-8"))) or ""
    assert set(re.findall(r"`(\w+)`", first)) - known == set()
    for path in ENGINE.rglob("*.py"):
        told = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
        assert [
            name for name in re.findall(r"`([\w/]+)\.(?:py|js)`", told) if name.rpartition("/")[2] not in known
        ] == [], path


def verbs(group: click.Group, before: str = "") -> Iterator[tuple[str, set[str]]]:
    """Each verb with its options."""
    for name, command in group.commands.items():
        told = f"{before}{name}"
        if isinstance(command, click.Group):
            yield from verbs(command, f"{told} ")
        yield told, {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}


VERBS = dict(verbs(app))


@pytest.mark.parametrize("path", sorted({*GUIDES, *MAPS}))
def test_a_command_in_a_guide_has_the_options_that_it_is_given(path: str) -> None:
    text = (PROJECT / path).read_text("utf-8").replace("\\\n", " ")
    wrong = []
    for line in re.findall(r"(?:^|[`\s/])shoukong ([a-z][^`\n]*)", text, re.MULTILINE):
        words = line.split()
        name = " ".join(words[:2]) if " ".join(words[:2]) in VERBS else words[0]
        if name in VERBS and not re.match(r"[a-z]+[ ,.;:]?[a-z]* [a-z]+ [a-z]+", line):
            given = {word.split("=")[0] for word in re.findall(r"(?<=\s)--[a-z-]+", f" {line}")}
            wrong += [f"{name} {option}" for option in given - VERBS[name] - {"--help"}]
    assert wrong == []


def test_every_verb_but_the_one_that_makes_a_portal_takes_the_root() -> None:
    groups = {name.split()[0] for name in VERBS if " " in name}
    assert {name for name, options in VERBS.items() if "--root" not in options} - groups == {"new"}
    assert "All but `new` take `--root`" in README


def test_the_readmes_count_what_is_shipped() -> None:
    forms = len(list((PROJECT / "forms").glob("*.yaml")))
    records = sum(p.read_bytes().count(b"\n") - 1 for p in (PROJECT / "records").rglob("*.csv"))
    for text, form, record in (
        (README, r"(\d+) forms", r"([\d,]+) synthetic"),
        (CHINESE, r"(\d+) 个表单", r"([\d,]+) 条"),
    ):
        (told_forms,), (told,) = re.findall(form, text), re.findall(record, text)
        assert int(told_forms) == forms
        assert abs(int(told.replace(",", "")) - records) < 100
