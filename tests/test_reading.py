"""How a document is read: prose first, then what is told of it; an old text says whether it is verified."""

import re

import pytest
from conftest import TODAY, Folder

from shoukong.evaluation import evaluate
from shoukong.pages.document_pages import document_pages
from shoukong.pages.revision_pages import revision_pages
from shoukong.pages.view import View
from shoukong.portal import load_portal

DOCUMENT = "docs/documents/QM-01.md"
RULE = """```rule
id: T-01
title: 单号不空
sql: SELECT order_no AS record FROM orders WHERE order_no IS NULL
```
"""


def pages(folder: Folder) -> dict[str, str]:
    """The pages of documents and revisions, by their paths."""
    with evaluate(load_portal(folder.root, TODAY)) as evaluation:
        view = View(evaluation)
        outputs = [*document_pages(view), *revision_pages(view)]
    return {each.path: each.content for each in outputs if isinstance(each.content, str)}


def order(page: str, *words: str) -> list[str]:
    """The words in the order in which the page has them."""
    assert [word for word in words if word not in page] == []
    return sorted(words, key=page.index)


def test_what_a_clause_says_stands_before_its_badges_and_rules(folder: Folder) -> None:
    folder.replace(DOCUMENT, "接单渠道为", f"{RULE}\n接单渠道为")
    folder.replace(DOCUMENT, "。\n\n### 2.2", "。\n\n| 渠道 | 时间 |\n|---|---|\n| 电话 | 全天 |\n\n### 2.2")
    page = pages(folder)["documents/QM-01.md"]
    told = ("### 2.1 渠道", "接单渠道为电话", "全天", "要求 T-02", 'class="sk-rule"', "### 2.2 登记")
    assert order(page, *told) == list(told)


def test_badges_of_an_item_end_its_first_paragraph_however_many_lines_that_has(folder: Folder) -> None:
    rule = RULE.rstrip().replace("\n", "\n  ")
    first = "存档， {#c2.2.2}\n  并告知对方。\n  satisfies: [T-04]\n"
    told = f"{first}\n  {rule}\n\n  逾期的另行说明。\n\n上面两条都要做到。\n"
    folder.replace(DOCUMENT, "存档。 {#c2.2.2}\n  satisfies: [T-04]\n", told)
    page = pages(folder)["documents/QM-01.md"]
    parts = ("存档，", "并告知对方", "要求 T-04", "逾期的另行说明", 'class="sk-rule"', "上面两条都要做到")
    assert order(page, *parts) == list(parts)
    assert re.search(r"并告知对方。\n +<span class=.sk-items.>", page)


def test_a_clause_without_words_of_its_own_shows_its_badges_before_the_next(folder: Folder) -> None:
    folder.replace(DOCUMENT, "### 2.2 登记 {#c2.2}\n", "### 2.2 登记 {#c2.2}\nsatisfies: [T-05]\n")
    item = '  - {id: T-05, document: QM-01, clause: "2", kind: text, statement: 登记及时}\n'
    folder.replace("docs/requirements/base.yaml", "items:\n", f"items:\n{item}")
    page = pages(folder)["documents/QM-01.md"]
    told = ("### 2.2 登记", "要求 T-05", "2.2.1 收到当日")
    assert order(page, *told) == list(told)


@pytest.mark.parametrize(
    ("is_changed", "said"), [(False, "文本已核实：摘要"), (True, "文本未经核实：没有一次审批的摘要是")]
)
def test_the_page_of_a_revision_says_whether_its_text_is_the_approved_one(
    controlled: Folder, is_changed: bool, said: str
) -> None:
    if is_changed:
        controlled.replace("docs/archive/QM-01/A-0.md", "每一单", "每一个单")
    shown = pages(controlled)["documents/QM-01/A-0.md"]
    assert said in shown
    assert shown.count("文本已核实") + shown.count("文本未经核实") == 1
