"""What a firm writes as plain text stays text on every page: marks of Markdown in it make neither link nor picture."""

import re
from collections.abc import Iterator

import markdown
import pytest
import yaml
from conftest import APPROVALS, BASE, CONTROLLED, PROJECT, TODAY, Folder, copy_of

from shoukong.evaluation import evaluate
from shoukong.pages.all_pages import whole_tree
from shoukong.pages.view import View
from shoukong.portal import load_portal

MARKED = "甲[乙](dead.md)![丙](dead.png)[丁](#dead)"
SITE = yaml.safe_load((PROJECT / "hooks/shoukong/pages/site.yml").read_text("utf-8"))
LEADS = re.compile(r'(?:href|src)="[^"]*dead[^"]*"')
RULE = f"""
## 3 规则 {{#c3}}

```rule
id: T-05
title: "{MARKED}"
sql: |
  SELECT order_no AS record, received_on AS "on", content AS 内容, '{MARKED}' AS 列 FROM orders WHERE pieces > 0
```

```duty
id: T-06
title: "{MARKED}"
repeat: FREQ=MONTHLY;BYMONTHDAY=5
window_days: 5
evidence: SELECT received_on AS done_on, order_no AS record FROM orders
```

```indicator
id: T-07
title: "{MARKED}"
unit: "{MARKED}"
target: ">= 3"
sql: SELECT strftime(received_on, '%Y-%m') AS period, count(*) AS value FROM orders GROUP BY 1
```
"""


CONTROLLED_TEXTS = {
    "records/controlled_copies/all.csv": ("值班室",),
    "records/document_change_items/all.csv": ("3 天内答复",),
    "records/document_change_requests/all.csv": ("缩短答复时限", "答复太慢"),
    "records/document_reviews/all.csv": ("做法没有变化",),
    "records/external_documents/all.csv": ("服务规范", "试用协会", "第一版", "档案柜"),
    "records/staff/all.csv": ("甲",),
    "records/training_records/all.csv": ("接单时限",),
}


def marked(folder: Folder, path: str, *texts: str) -> None:
    """Mark plain texts of a file."""
    for text in texts:
        folder.replace(path, text, f'"{text}{MARKED}"')


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages of two portals that mark whatever is plain text, as HTML by their paths."""
    plain = copy_of(BASE, tmp_path_factory.mktemp("plain"))
    text, form = "docs/documents/QM-01.md", "forms/orders.yaml"
    marked(plain, "portal.yaml", "试用门户", "试用单位")
    marked(plain, text, "接单程序", "首次发布", "缩短时限")
    marked(plain, form, "接单登记表", "内容说明", "金额")
    marked(plain, "docs/requirements/base.yaml", "基本要求", "内部约定", "说明目的")
    plain.replace(form, "minLength: 2, maxLength: 40", "minLength: 2")
    plain.replace(form, "id: QF-02\n", "id: QF-02\ndossier: 订单\n")
    plain.write("docs/dossiers/orders.md", "{{ record.content }}\n")
    plain.replace("records/orders/2025.csv", "修水管", MARKED)
    plain.write(text, (plain.root / text).read_text("utf-8") + RULE)
    controlled = copy_of(CONTROLLED, tmp_path_factory.mktemp("controlled"))
    marked(controlled, APPROVALS, "首次发布", "无")
    for path, words in CONTROLLED_TEXTS.items():
        marked(controlled, path, *words)
    return {
        f"{folder.root.parent.name}/{path}": html for folder in (plain, controlled) for path, html in html_of(folder)
    }


def html_of(folder: Folder) -> Iterator[tuple[str, str]]:
    """Each page of a portal, as the site's generator makes it."""
    extensions = SITE["markdown_extensions"]
    with evaluate(load_portal(folder.root, TODAY)) as evaluation:
        assert {item.code for item in evaluation.findings} <= {"breach", "duty-missed"}
        for output in whole_tree(View(evaluation)):
            if output.path.endswith(".md"):
                text = output.content if isinstance(output.content, str) else output.content.decode()
                body = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
                yield output.path, markdown.markdown(body, extensions=list(extensions), extension_configs=extensions)


def test_plain_text_leads_nowhere(pages: dict[str, str]) -> None:
    found = {path: sorted(set(LEADS.findall(html))) for path, html in pages.items() if LEADS.search(html)}
    assert found == {}
