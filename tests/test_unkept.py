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
from shoukong.pages.navigation import navigation
from shoukong.pages.view import View
from shoukong.portal import load_portal
from shoukong.records.core_declaration import (
    ACKNOWLEDGEMENTS,
    ACTIONS,
    CHANGE_REQUESTS,
    COPIES,
    EXTERNAL,
    EXTERNAL_CHECKS,
    LINK_REVIEWS,
    NONCONFORMITIES,
    REGISTERS_BY_NAME,
    REVIEWS,
    TRAININGS,
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
        tagged = [(address, target) for target in re.findall(r'href="([^"#?]+)', text)]
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


# What pages say of a function in each language, the register without which nothing may, and its own pages.
FUNCTIONS = {
    ACKNOWLEDGEMENTS: ("签收(?!，失效)", "reading|acknowledge", "reading/"),
    CHANGE_REQUESTS: ("更改申请|未办结的更改|申请 ", "change request|open changes|request ", "changes/"),
    COPIES: ("受控副本", "controlled copies", "copies/"),
    EXTERNAL: ("(?<!5 )外来文件(?!核对)|外来依据", "external document", "control/external"),
    EXTERNAL_CHECKS: ("下次核对|待核对", "next check|to check", None),
    LINK_REVIEWS: ("存疑", "doubt", "control/suspects"),
    REVIEWS: ("复审", "review due|review overdue|reviews", "control/reviews"),
    TRAININGS: ("培训：|与培训", "trainings", None),
}
FORMS = ("forms/", "registers/", "schemas/", "data/", "fill/")
CLAUSES = {line for path in (CONTROLLED / "docs").rglob("*.md") for line in path.read_text("utf-8").splitlines()}


def told(pages: Mapping[str, str], words: str) -> list[str]:
    """What the site itself says in some words; not clauses, where links lead to, nor the fields of forms."""
    found = []
    for path, text in pages.items():
        for line in () if path.startswith(FORMS) else text.splitlines():
            said = re.sub(r"\]\([^)]*\)|\b(?:href|class)=\"[^\"]*\"", "", line)
            is_clause = line.rstrip(" {#c5}") in CLAUSES or "sk-redline" in line
            if not is_clause and re.search(words, said, re.IGNORECASE):
                found.append(f"{path}: {said}")
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("dropped", [*([name] for name in FUNCTIONS), list(FUNCTIONS)], ids=lambda d: "+".join(d))
def test_a_register_that_is_not_kept_takes_its_functions_with_it(
    dropped: list[str], language: str, controlled: Folder
) -> None:
    settings = controlled.root / "portal.yaml"
    settings.write_text(f"{settings.read_text('utf-8')}language: {language}\n", "utf-8")
    before, _ = pages_of(controlled)
    for name in dropped:
        drop_register(controlled, name)
    pages, menu = pages_of(controlled)
    for name in dropped:
        words, page = FUNCTIONS[name][language == "en"], FUNCTIONS[name][2]
        assert told(before, words), "without the words in a portal that has it, their absence would say nothing"
        assert told(pages, words) == []
        assert page is None or not any(path.startswith(page) for path in pages)
        assert page is None or page not in menu
    assert list(dead_links(pages)) == []


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
