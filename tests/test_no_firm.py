"""The engine knows no firm: nothing that names the firm shipped beside it stands in its code, forms or words."""

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from conftest import PROJECT, TODAY

from shoukong.portal import Portal, load_portal
from shoukong.records.core_declaration import REGISTERS_BY_NAME

PACKAGES = ("hooks/shoukong", "hooks/shoukong_mkdocs")
# What the firm does, for which no file has a list.
TRADE = ("物业", "业主", "住户", "装修", "酒店", "小区", "报修", "property management", "hotel", "renovation")
# Names of the firm's that any firm may have.
PLAIN = frozenset({"units", "projects", "complaints", "equipment", "投诉登记表", "值班表", "技术部"})


@cache
def portal() -> Portal:
    """The portal that ships with the engine."""
    return load_portal(PROJECT, TODAY)


def column(table: str, name: str) -> set[str]:
    """The values of a column of a shipped register."""
    parts = (PROJECT / "records" / table).rglob("*.csv")
    return {row[name] for part in parts for row in csv.DictReader(part.read_text("utf-8").splitlines())} - {""}


def departments() -> list[str]:
    """The firm's departments."""
    rulebook = portal().ruling_document
    assert rulebook is not None
    return list(rulebook.figures["departments"])


def firm_words() -> Iterator[str]:
    """Patterns of what only the shipped firm says: its names, numbers, places, departments, forms and trade."""
    own = [form for form in portal().forms if form.name not in REGISTERS_BY_NAME]
    yield re.escape(portal().settings.organization)
    yield from (rf"\b{prefix}-" for prefix in sorted({d.id.partition("-")[0] for d in portal().documents}))
    yield from (re.escape(d.title) for d in portal().documents)
    yield from (re.escape(form.title) for form in own if form.title not in PLAIN)
    yield from (rf"\b{form.name}\b" for form in own if form.name not in PLAIN)
    yield from (rf"\b{code}[/-]" for code in sorted(column("projects", "project")))
    yield from (re.escape(name) for name in sorted(column("projects", "project_name")))
    yield from (re.escape(name) for name in departments() if name not in PLAIN)
    yield from TRADE


def texts_below(*folders: str) -> dict[str, str]:
    """The text of every file below some folders, by its path."""
    found = {}
    for folder in folders:
        for path in sorted((PROJECT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and "node_modules" not in path.parts:
                text = path.read_bytes().decode("utf-8", "ignore")
                found[path.relative_to(PROJECT).as_posix()] = text
    return found


def places(pattern: str, texts: dict[str, str]) -> list[str]:
    """Where a pattern stands, capitals or not, as file and line."""
    asked = re.compile(pattern, re.IGNORECASE if pattern.isascii() else 0)
    return [
        f"{path}:{text.count(chr(10), 0, hit.start()) + 1} {hit[0]}"
        for path, text in texts.items()
        for hit in asked.finditer(text)
    ]


def test_nothing_of_the_first_firm_stands_in_the_engine() -> None:
    texts = texts_below(*PACKAGES)
    assert [place for word in firm_words() for place in places(word, texts)] == []


def test_the_examples_share_nothing_with_the_first_firm() -> None:
    texts = texts_below("examples")
    assert [place for word in firm_words() for place in places(word, texts)] == []


@pytest.mark.parametrize(
    "word", ["示例物业与酒店服务公司", "WY-CX-01", "投诉处理规程", "deposit_refunds", "YH/2026-01-05"]
)
def test_such_words_would_be_found(word: str) -> None:
    planted = {"planted.py": f"x = '{word}'\n"}
    assert any(places(pattern, planted) for pattern in firm_words())


def test_the_files_searched_are_all_kinds_that_the_engine_has() -> None:
    kinds = {Path(path).suffix for path in texts_below(*PACKAGES)}
    assert {".py", ".j2", ".js", ".typ", ".md", ".yaml", ".csv"} <= kinds
