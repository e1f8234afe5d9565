"""A sound portal of any size: documents that reference one another, registers in many parts."""

import datetime
from collections.abc import Iterator
from pathlib import Path

ROWS_PER_PART = 20_000
FIRST_DAY = datetime.date(2000, 1, 1)
RULEBOOK = """---
id: BM-00001
title: 规则
kind: procedure
revision: A/0
effective_date: 2025-01-01
owner: 办公室
review_months: 24
retention: P6Y
audience: [全体]
references: []
figures:
  numbering: {procedure: "BM-{seq:5}", form: "BF-{seq:2}"}
  departments: [办公室]
history:
  - {revision: A/0, date: 2024-12-01, summary: 首次发布}
---

# 规则

## 1 编号 {#c1}

编号为 {{ figures.numbering.procedure }},部门为{{ figures.departments | join('、') }}。
"""
FORM = """name: {table}
id: {id}
title: {title}
revision: A/0
effective_date: 2025-01-01
document: BM-00001
clause: BM-00001#1
retention: {{period: P3Y}}
number: "{number}"
{date}schema:
  primaryKey: {key}
{keys}  fields:
    - {{name: {key}, title: 编号, type: string, constraints: {{required: true}}}}
{fields}    - {{name: form_revision, title: 表单版本, type: string, constraints: {{required: true}}}}
"""
EVENT_FIELDS = """    - {name: thing, title: 对象, type: string, constraints: {required: true}}
    - {name: happened_on, title: 日期, type: date, constraints: {required: true}}
    - {name: closed_on, title: 关闭日期, type: date}
    - {name: amount, title: 金额, type: number, constraints: {minimum: 0}}
    - {name: kind, title: 类别, type: string, constraints: {enum: [甲, 乙, 丙]}}
    - {name: content, title: 内容, type: string, constraints: {maxLength: 200}}
"""


def generate(root: Path, records: int, documents: int) -> None:
    """Write a portal with so many records and documents into a new folder."""
    for folder in ("docs/documents", "docs/requirements", "forms", "records/things", "records/events"):
        (root / folder).mkdir(parents=True)
    (root / "portal.yaml").write_text("title: 测速\norganization: 测速\nrulebook: BM-00001\n", "utf-8")
    (root / "docs/index.md").write_text("# 首页\n", "utf-8")
    (root / "docs/search.md").write_text("# 检索\n", "utf-8")
    _write_documents(root / "docs/documents", documents)
    _write_forms(root / "forms")
    things = max(1, records // 50)
    _write_rows(root / "records/things", "thing,form_revision\n", (f"T-{i:07},A/0\n" for i in range(things)))
    header = "event,thing,happened_on,closed_on,amount,kind,content,form_revision\n"
    _write_rows(root / "records/events", header, _events(records - things, things))


def _write_documents(folder: Path, count: int) -> None:
    (folder / "BM-00001.md").write_text(RULEBOOK, "utf-8")
    for i in range(2, count + 1):
        clauses = "".join(
            f"\n## {n} 条款 {{#c{n}}}\n\n按[规则](BM-00001.md#c1)办理第 {i} 类事项,三日内办结。\n" for n in range(1, 9)
        )
        text = RULEBOOK.replace("BM-00001\n", f"BM-{i:05}\n", 1).replace("references: []", "references: [BM-00001]")
        head = text.split("figures:")[0] + "history:\n  - {revision: A/0, date: 2024-12-01, summary: 首次发布}\n---\n"
        (folder / f"BM-{i:05}.md").write_text(f"{head}\n# 规则 {i}\n{clauses}", "utf-8")


def _write_forms(folder: Path) -> None:
    things = FORM.format(
        table="things", id="BF-01", title="对象", number="T-{seq:7}", date="", key="thing", keys="", fields=""
    )
    keys = "  foreignKeys:\n    - {fields: thing, reference: {resource: things, fields: thing}}\n"
    events = FORM.format(
        table="events", id="BF-02", title="事件", number="E-{seq:8}",
        date="date: happened_on\norder: [[happened_on, closed_on]]\n", key="event", keys=keys, fields=EVENT_FIELDS,
    )  # fmt: skip
    (folder / "things.yaml").write_text(things, "utf-8")
    (folder / "events.yaml").write_text(events, "utf-8")


def _events(count: int, things: int) -> Iterator[str]:
    for i in range(count):
        day = FIRST_DAY + datetime.timedelta(days=i % 9000)
        closed = day + datetime.timedelta(days=i % 30)
        yield f"E-{i:08},T-{i % things:07},{day},{closed},{i % 5000}.50,{'甲乙丙'[i % 3]},第{i}件事的经过与处理,A/0\n"


def _write_rows(folder: Path, header: str, rows: Iterator[str]) -> None:
    part: list[str] = []
    count = 0
    for row in rows:
        part.append(row)
        if len(part) == ROWS_PER_PART:
            count += 1
            (folder / f"{count:05}.csv").write_text(header + "".join(part), "utf-8")
            part = []
    if part:
        (folder / f"{count + 1:05}.csv").write_text(header + "".join(part), "utf-8")
