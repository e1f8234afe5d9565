"""A small portal whose one document is in its second revision: what stood under its clause, and what stands now."""

import hashlib
from pathlib import Path

from conftest import PROJECT

TEXT = """---
id: QM-01
title: 程序
kind: procedure
revision: {revision}
effective_date: {starts}
owner: 甲
review_months: 24
retention: P6Y
audience: []
references: []
figures: {{pieces: {pieces}}}
history:
  - {{revision: A/0, date: 2025-01-01, summary: 首次发布}}
---

# 程序

- 1 件数不超过规定。 {{#c1}}

"""


def revised_portal(folder: Path, starts: str, blocks: tuple[str, str], pieces: tuple[int, int] = (1, 1)) -> Path:
    """A portal of three orders; the second revision of its document, in force from a day, has the second block."""
    root = folder / "portal"
    _orders(root)
    (root / "portal.yaml").write_text("title: 门户\norganization: 公司\n", "utf-8")
    write_revisions(root, starts, blocks, pieces)
    return root


def write_revisions(root: Path, starts: str, blocks: tuple[str, str], pieces: tuple[int, int]) -> None:
    """Put the document into a portal in both revisions, each with its block and its figure, and approve them."""
    texts = (("A/0", "docs/archive/QM-01/A-0.md", "2025-01-01"), ("B/0", "docs/documents/QM-01.md", starts))
    for (revision, path, day), block, count in zip(texts, blocks, pieces, strict=True):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        text = TEXT.format(revision=revision, starts=day, pieces=count) + block
        (root / path).write_text(text, "utf-8")
    _approve(root)


def _orders(root: Path) -> None:
    source = PROJECT / "tests/base"
    (root / "forms").mkdir(parents=True)
    text = (source / "forms/orders.yaml").read_text("utf-8").replace("figure: QM-01#channels, ", "")
    (root / "forms/orders.yaml").write_text(text, "utf-8")
    (root / "records/orders").mkdir(parents=True)
    header = (PROJECT / "tests/base/records/orders/2025.csv").read_text("utf-8").split("\n")[0]
    rows = [f"O-2026-00{i},2026-01-0{i},P-01,电话,修水管,,2,,,,,,A/0" for i in (1, 2)]
    rows.append("O-2025-001,2025-06-05,P-01,电话,修水管,,2,,,,,,A/0")
    (root / "records/orders/all.csv").write_text("\n".join([header, *rows, ""]), "utf-8")


def _approve(root: Path) -> None:
    form = (PROJECT / "tests/controlled/forms/document_approvals.yaml").read_text("utf-8")
    (root / "forms/document_approvals.yaml").write_text(form, "utf-8")
    (root / "records/document_approvals").mkdir()
    header = (PROJECT / "tests/controlled/records/document_approvals/all.csv").read_text("utf-8").split("\n")[0]
    names = header.split(",")
    rows = []
    for i, (revision, path) in enumerate((("A/0", "docs/archive/QM-01/A-0.md"), ("B/0", "docs/documents/QM-01.md"))):
        digest = hashlib.sha256((root / path).read_bytes()).hexdigest()
        cells = {"approval_no": f"WJ-00{i}", "subject": "QM-01", "revision": revision, "digest": digest}
        cells |= {f"{s}_on": "2024-12-01" for s in ("prepared", "reviewed", "approved")}
        cells |= {"change_kind": "主要修订" if i else "新订", "reason": "改", "impact": "无", "form_revision": "A/0"}
        rows.append(",".join(cells.get(name, "") for name in names))
    (root / "records/document_approvals/all.csv").write_text("\n".join([header, *rows, ""]), "utf-8")
