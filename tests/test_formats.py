"""Every key that people write is told, with an example; the schemas of editors and the check agree on what fits."""

import datetime
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import BASE, PROJECT, Folder
from jsonschema import Draft202012Validator
from verb_runs import run_verb

from shoukong.declared.conventions import Conventions
from shoukong.declared.settings import Settings, read_settings
from shoukong.document import parse_document
from shoukong.finding import Finding
from shoukong.formats.all_formats import SHAPES, Format, KeyFormat, formats, paths_of, told_formats
from shoukong.formats.json_schema import FRAGMENTS, fragment_of, plain, schemas
from shoukong.formats.key_reference import PAGES, reference
from shoukong.forms.form import parse_form
from shoukong.forms.print_shape import PER_ROW
from shoukong.messages.names import Name
from shoukong.requirement import parse_requirements
from shoukong.rulebook import Rulebook
from shoukong.starter import shared_files
from shoukong.text.block import SHAPES as BLOCKS
from shoukong.text.block import blocks_in
from shoukong.text.yaml_shape import COUNT, DATE, DAYS, DAYS_FROM_0, DIGITS, MONTHS, REVISION, ROWS

ENGINE = PROJECT / "hooks/shoukong"
KEYS = [(each, key) for each in formats() for key in each.keys]
NAMES = [f"{each.schema}:{key.path}" for each, key in KEYS]
VALIDATORS = {name.removesuffix(".json"): Draft202012Validator(json.loads(s)) for name, s in schemas("en").items()}
DAY = datetime.date(2026, 1, 5)
PORTALS = (PROJECT, *sorted(path.parent for path in (PROJECT / "examples").glob("*/portal.yaml")))
SAMPLES: tuple[Any, ...] = (
    *("", " ", "x", "R-1", "规则一", "a b", "-a", "A/0", "P3Y", "permanent", "P", "sheet", "rule", "2026-01-05"),
    *(0, 1, -1, 6, 7, 1.0, 1.5, True, False, [], [""], ["x"], [1], [{}], [{"a": 1}], [["x"]], {}, {"a": 1}),
    *(["prepare", "review", "approve"], ["prepare", "approve"], ["approve", "prepare"]),
)
# What a schema cannot tell: a quoted day from a day, 1.0 from 1, a revision of one firm from another's.
BLIND = {
    DATE: ("2026-01-05",),
    **dict.fromkeys((COUNT, DAYS, MONTHS, ROWS, DIGITS, PER_ROW), (1.0,)),
    DAYS_FROM_0: (1.0, 0.0),
    REVISION: SAMPLES,
}


@pytest.mark.parametrize("told", told_formats()["formats"], ids=lambda each: each["schema"])
def test_the_keys_that_are_told_are_those_that_the_code_reads(told: dict[str, Any]) -> None:
    assert list(told["keys"]) == list(paths_of(SHAPES[told["schema"]]))


def test_every_format_is_told() -> None:
    assert {each.schema for each in formats()} == set(SHAPES)


def test_no_module_reads_keys_that_no_format_tells() -> None:
    """A shape that is declared anywhere else must be told too."""
    own = {
        "block",
        "breach_answer",
        "deviation",
        "document",
        "dossier",
        "form_descriptor",
        "form_formula",
        "form_layout",
        "glossary",
        "print_shape",
        "register_mapping",
        "requirement",
        "rule_example",
        "rulebook",
        "scope_axis",
    }
    declaring = {p.stem for p in ENGINE.rglob("*.py") if re.search(r"KeyShape\(\w", p.read_text("utf-8"))}
    assert declaring == own | {"settings", "workdays"}


@pytest.mark.parametrize(("format_", "key"), KEYS, ids=NAMES)
def test_a_key_has_a_meaning_in_both_languages_an_example_that_fits_and_its_default(
    format_: Format, key: KeyFormat
) -> None:
    assert key.meaning["zh"] and key.meaning["en"]
    assert not re.search(r"[一-鿿]", key.meaning["en"] + json.dumps(plain(key.examples["en"]), ensure_ascii=False))
    for example in key.examples.values():
        assert key.shape.kind.accepts(example)
    assert (key.default is None) == key.shape.required
    assert key.shape.kind in FRAGMENTS or key.shape.kind.words


@pytest.mark.parametrize(("format_", "key"), KEYS, ids=NAMES)
def test_a_schema_refuses_a_value_where_the_check_does(format_: Format, key: KeyFormat) -> None:
    kind = key.shape.kind
    validator = Draft202012Validator(fragment_of(kind))
    for value in (*SAMPLES, *((DAY,) if kind is DATE else ())):
        fits, accepted = validator.is_valid(plain(value)), kind.accepts(value)
        assert fits or not accepted, value
        assert fits == accepted or value in BLIND.get(kind, ()), value


def test_defaults_are_those_of_the_code() -> None:
    told = {(each.schema, key.path): key.default for each, key in KEYS}
    rulebook, settings = Rulebook(), Settings()
    assert told["rulebook", "signing"] == list(rulebook.signing)
    for name in ("acknowledgement_days", "review_notice_days", "external_check_months", "recall_days"):
        assert told["rulebook", name] == getattr(rulebook, name)
    assert told["portal", "timezone"] == settings.timezone
    assert told["portal", "revisions"] == settings.conventions.revisions.template


@pytest.mark.parametrize("language", PAGES)
def test_the_reference_is_what_the_code_says(language: str) -> None:
    """`python -m shoukong.formats docs/guide` renews it."""
    assert (PROJECT / "docs/guide" / PAGES[language]).read_text("utf-8") == reference(language)


def held_by(root: Path) -> Iterator[tuple[str, str, Any]]:
    """Everything that a portal holds, by its place, with the schema for it."""
    read = yaml.safe_load
    yield "portal.yaml", "portal", read((root / "portal.yaml").read_text("utf-8"))
    folders = {"forms": "form", "docs/requirements": "requirements", "docs/examples": "example", "calendar": "calendar"}
    for folder, schema in folders.items():
        for path in sorted((root / folder).rglob("*.yaml")):
            yield path.relative_to(root).as_posix(), schema, read(path.read_text("utf-8"))
    if (root / "docs/glossary.yaml").exists():
        yield "docs/glossary.yaml", "glossary", read((root / "docs/glossary.yaml").read_text("utf-8"))
    for path in sorted((root / "docs/documents").glob("*.md")):
        _, head, body = path.read_text("utf-8").split("---\n", 2)
        yield path.name, "document", read(head)
        if path.stem == read((root / "portal.yaml").read_text("utf-8"))["rulebook"]:
            yield path.name, "rulebook", read(head)
        for fence in blocks_in(body, BLOCKS):
            yield f"{path.name} {fence.kind}", fence.kind, read(fence.text)
    for path in sorted((root / "docs/dossiers").glob("*.md")):
        for fence in blocks_in(path.read_text("utf-8"), {"query"}):
            yield path.name, "query", read(fence.text)


def test_all_that_ships_meets_its_schema() -> None:
    assert {schema for _, schema, _ in held_by(PROJECT)} >= set(SHAPES) - {"calendar"}


@pytest.mark.parametrize("root", PORTALS, ids=lambda root: root.name)
def test_what_a_portal_holds_meets_its_schema(root: Path) -> None:
    written = {n: json.loads(s) for n, s in schemas("en", read_settings(root)[0].conventions).items()}
    validators = {name.removesuffix(".json"): Draft202012Validator(schema) for name, schema in written.items()}
    for place, schema, value in held_by(root):
        faults = [
            f"{place}: {fault.json_path} {fault.message}" for fault in validators[schema].iter_errors(plain(value))
        ]
        assert faults == []


def found_in(schema: str, value: Any) -> tuple[Finding, ...]:
    """What the check says of a file that holds a value."""
    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
    match schema:
        case "document":
            body = (BASE / "docs/documents/QM-01.md").read_text("utf-8").split("---\n", 2)[2]
            return parse_document(f"---\n{text}---\n{body}", "docs/documents/QM-01.md")[1]
        case "form":
            return parse_form(text, "forms/orders.yaml")[1]
        case _:
            return parse_requirements(text, "docs/requirements/base.yaml")[1]


# Parts of a Table Schema, to which others may add what they like.
PUBLISHED = re.compile(r"schema\.(fields\.[0-9]+\.(constraints\.)?)?unknown")


def mutations(value: Any) -> Iterator[tuple[str, Any]]:
    """A mapping with one thing wrong: a key too few, one too many, a list in the place of a text, at any depth."""
    if isinstance(value, list):
        for i, each in enumerate(value):
            yield from ((f"{i}.{what}", [*value[:i], wrong, *value[i + 1 :]]) for what, wrong in mutations(each))
    if not isinstance(value, dict):
        return
    yield "unknown", {**value, "unknown": 1}
    for key, each in value.items():
        yield f"-{key}", {name: kept for name, kept in value.items() if name != key}
        yield f"{key}=[[]]", {**value, key: [[]]}
        yield f"{key}=null", {**value, key: None}
        if key != "figures":
            yield from ((f"{key}.{what}", {**value, key: wrong}) for what, wrong in mutations(each))


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("document", "docs/documents/QM-01.md"),
        ("form", "forms/orders.yaml"),
        ("requirements", "docs/requirements/base.yaml"),
    ],
)
def test_what_a_schema_refuses_in_a_file_the_check_finds(schema: str, path: str) -> None:
    text = (BASE / path).read_text("utf-8")
    sound = yaml.safe_load(text.split("---\n", 2)[1] if schema == "document" else text)
    assert (found_in(schema, sound), VALIDATORS[schema].is_valid(plain(sound))) == ((), True)
    refused = 0
    for what, wrong in mutations(sound):
        if not VALIDATORS[schema].is_valid(plain(wrong)):
            refused += 1
            assert found_in(schema, wrong), what
        elif what.endswith("unknown") and not PUBLISHED.fullmatch(what):
            raise AssertionError(what)
    assert refused > 20


def test_the_kinds_of_documents_are_those_that_a_firm_declares() -> None:
    conventions = Conventions(kinds={"policy": Name("方针", "policy")})
    made = {name: json.loads(text) for name, text in schemas("zh", conventions).items()}
    assert made["document.json"]["properties"]["kind"]["enum"] == ["policy"]
    figures = made["rulebook.json"]["properties"]["figures"]
    is_valid = Draft202012Validator(figures).is_valid
    assert is_valid({"numbering": {"policy": "P-{seq:2}", "form": "F-{seq:2}"}})
    assert not is_valid({"numbering": {"procedure": "P-{seq:2}"}})
    row = {"prepare": ["甲"], "review": ["乙"], "approve": ["丙"]}
    assert [is_valid({"authority": [{"kind": k, **row}]}) for k in ("policy", "form", "procedure")] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("written", "is_sound"),
    [
        ("{}", True),
        ("{staff: null}", True),
        ("{staff: {columns: {post: name, department: null}}}", True),
        ("{document_approvals: {values: {change_kind: {new: 新订, major: [主要修订, 大改]}}}}", True),
        ("{nothing: null}", False),
        ("{staff: 3}", False),
        ("{staff: {nothing: x}}", False),
        ("{staff: {columns: {post: 3}}}", False),
        ("{staff: {columns: [post]}}", False),
        ("{document_approvals: {values: {change_kind: {new: [[]]}}}}", False),
        ("{document_approvals: {values: {change_kind: 新订}}}", False),
    ],
)
def test_the_mapping_of_registers_is_refused_by_the_schema_where_the_check_finds_a_fault(
    folder: Folder, written: str, is_sound: bool
) -> None:
    folder.write("portal.yaml", (folder.root / "portal.yaml").read_text("utf-8") + f"registers: {written}\n")
    settings = yaml.safe_load((folder.root / "portal.yaml").read_text("utf-8"))
    assert VALIDATORS["portal"].is_valid(settings) == is_sound
    codes = {item.code for item in folder.findings()}
    assert bool(codes & {"value-kind", "key-unknown", "register-unknown", "mapping-unknown"}) != is_sound, codes


def test_a_new_portal_tells_its_editor_of_schemas_that_there_are() -> None:
    settings = json.loads(shared_files("en")[".vscode/settings.json"])
    assert {name.removeprefix("schemas/") for name in settings["yaml.schemas"]} <= set(schemas("en"))
    assert "schemas/" in shared_files("en")[".gitignore"].decode().splitlines()


def test_an_editor_gets_the_schemas_from_a_command(tmp_path: Path) -> None:
    for _ in range(2):
        done = run_verb("schema", "--to", str(tmp_path / "schemas"), "--lang", "en", cwd=PROJECT)
        assert done.returncode == 0, done.stderr
    written = {p.name: p.read_text("utf-8") for p in (tmp_path / "schemas").glob("*.json")}
    assert written == schemas("en")
    (tmp_path / "other").mkdir()
    (tmp_path / "other/x").touch()
    assert run_verb("schema", "--to", str(tmp_path / "other"), "--lang", "en", cwd=PROJECT).returncode == 2
