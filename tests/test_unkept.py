"""What a firm does not keep, no page leads to and no sentence promises."""

import posixpath
import re
import shutil
from collections.abc import Iterator, Mapping

import pytest
import yaml
from conftest import APPROVALS, CONTROLLED, TODAY, Folder

from shoukong.evaluation import evaluate
from shoukong.pages.all_pages import generated_files
from shoukong.pages.navigation import CONTROL_NAVIGATION, navigation
from shoukong.pages.view import View
from shoukong.portal import load_portal
from shoukong.records.core_declaration import (
    ACKNOWLEDGEMENTS,
    ACTIONS,
    CHANGE_REQUESTS,
    COPIES,
    EXTERNAL,
    EXTERNAL_CHECKS,
    NONCONFORMITIES,
    REGISTERS_BY_NAME,
)

KEPT = sorted(path.stem for path in (CONTROLLED / "forms").glob("*.yaml"))
END = "  satisfies: [T-04]\n"
BLOCKS = """
  ```duty
  id: T-04
  title: 清点
  repeat: FREQ=MONTHLY;BYMONTHDAY=5
  evidence: SELECT order_no AS record, received_on AS done_on FROM orders
  ```

  ```rule
  id: R-1
  title: 没有人接
  sql: SELECT order_no AS record FROM orders LIMIT 1
  ```
"""
# A form that has of a register what control cannot do without.
FORM = """name: {name}
id: QF-9{i}
title: {title}
revision: A/0
effective_date: 2025-01-01
document: QM-02
clause: QM-02#1
retention: {{period: P3Y}}
number: "T-{{seq:3}}"
schema:
  primaryKey: {key}
  fields:
    - {{name: {key}, title: 编号, type: string}}
{fields}    - {{name: form_revision, title: 表单版本, type: string}}
"""


def add_register(folder: Folder, name: str, i: int) -> None:
    """Let the firm keep a core register."""
    core = REGISTERS_BY_NAME[name]
    fields = "".join(f"    - {{name: {column}, title: 栏, type: string}}\n" for column in core.required)
    text = FORM.format(name=name, i=i, title=f"表{i}", key=core.key, fields=fields)
    folder.write(f"forms/{name}.yaml", text)


def drop_register(folder: Folder, name: str) -> None:
    """Take a register away with all that refers to it, the other texts approved as they then are."""
    before = {text.path: text.digest for texts in load_portal(folder.root, TODAY).texts.values() for text in texts}
    form = folder.root / f"forms/{name}.yaml"
    number = yaml.safe_load(form.read_text("utf-8"))["id"]
    shutil.rmtree(folder.root / f"forms/archive/{number}", ignore_errors=True)
    form.unlink()
    for part in (folder.root / f"records/{name}").glob("*.csv"):
        part.unlink()
    for path in (folder.root / "forms").rglob("*.yaml"):
        lines = path.read_text("utf-8").splitlines(keepends=True)
        text = "".join(line for line in lines if f"resource: {name}," not in line)
        path.write_text(text.replace("  foreignKeys:\n  fields:", "  fields:"), "utf-8")
    for path in (folder.root / "docs").rglob("*.md"):
        path.write_text(re.sub(rf"\[([^\]]*)\]\([^)]*/{name}[.)][^)]*\)?", r"\1", path.read_text("utf-8")), "utf-8")
    register = folder.root / APPROVALS
    if register.is_file():
        text = register.read_text("utf-8")
        for each in (text for texts in load_portal(folder.root, TODAY).texts.values() for text in texts):
            text = text.replace(before[each.path], each.digest)
        register.write_text(text, "utf-8")


def pages_of(folder: Folder) -> tuple[Mapping[str, str], str]:
    """The pages as text, other files empty; and the navigation."""
    with evaluate(load_portal(folder.root, TODAY)) as evaluation:
        view = View(evaluation)
        found = {o.path: o.content if isinstance(o.content, str) else "" for o in generated_files(view)}
        return found, str(navigation(view))


def dead_links(pages: Mapping[str, str]) -> Iterator[str]:
    """The links of pages that lead to no page or file, in Markdown by files, in HTML by addresses."""
    for path, text in pages.items():
        page = path.removesuffix(".md")
        address = page.removesuffix("index") if page.endswith("index") else f"{page}/"
        marked = [(posixpath.dirname(path), target) for target in re.findall(r"\]\(([^)#\s]+)", text)]
        tagged = [(address, target) for target in re.findall(r'href="([^"#]+)', text)]
        for base, target in (*marked, *tagged) if path.endswith(".md") else ():
            wanted = posixpath.normpath(posixpath.join(base, target))
            is_there = any(each in pages for each in (wanted, f"{wanted}.md", f"{wanted}/index.md"))
            if "://" not in target and not is_there:
                yield f"{path}: {target}"


def test_a_link_to_what_is_not_there_would_be_found() -> None:
    pages = {
        "a/index.md": '[x](../b.md) <a href="../c/">y</a> [z](d.md)',
        "a/d.md": '<a href="../../c/">y</a>',
        "c.md": "",
    }
    assert list(dead_links(pages)) == ["a/index.md: ../b.md"]


@pytest.mark.parametrize("name", KEPT)
def test_no_page_leads_to_a_register_that_the_firm_does_not_keep(name: str, controlled: Folder) -> None:
    drop_register(controlled, name)
    pages, _ = pages_of(controlled)
    assert list(dead_links(pages)) == []
    assert [path for path, text in pages.items() if f"registers/{name}" in text or f"forms/{name}" in text] == []


@pytest.mark.parametrize(
    ("name", "word"),
    [(ACKNOWLEDGEMENTS, "签收"), (CHANGE_REQUESTS, "更改申请"), (COPIES, "受控副本"), (EXTERNAL, "外来文件")],
)
def test_no_page_speaks_of_what_a_register_not_kept_would_hold(name: str, word: str, controlled: Folder) -> None:
    for each in (name, *((EXTERNAL_CHECKS,) if name == EXTERNAL else ())):
        drop_register(controlled, each)
    pages, menu = pages_of(controlled)
    own = next(page for _, page, register in CONTROL_NAVIGATION if register == name)
    control = {path: text for path, text in pages.items() if path.startswith(("control/", "changes/", "copies/"))}
    assert [path for path, text in control.items() if word in text and path != own] == []
    assert f"（{name}）" in pages[own]
    assert word not in menu


@pytest.mark.parametrize("kept", [(), (NONCONFORMITIES,), (NONCONFORMITIES, ACTIONS)])
def test_breaches_promise_only_the_answers_that_the_firm_keeps(kept: tuple[str, ...], folder: Folder) -> None:
    folder.replace("docs/documents/QM-01.md", END, END + BLOCKS)
    for i, name in enumerate(kept):
        add_register(folder, name, i)
    pages, _ = pages_of(folder)
    assert list(dead_links(pages)) == []
    for path in ("rules/index.md", "rules/R-1.md", "duties/index.md"):
        assert ("不合格报告" in pages[path]) == (NONCONFORMITIES in kept)
    for path in ("rules/index.md", "duties/index.md"):
        assert ("纠正措施" in pages[path]) == (ACTIONS in kept)
