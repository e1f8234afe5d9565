"""Revisions for a generated portal: an archive, approvals that name every digest, people, and their signatures."""

import csv
import datetime
import hashlib
from pathlib import Path

FIRST = datetime.date(2020, 1, 1)
STAFF = 40
REGISTERS = {
    "staff": ("BF-10", "S-{seq:4}", ("staff_no", "name", "department", "post", "project", "hired_on", "left_on")),
    "document_approvals": (
        "BF-11",
        "A-{seq:6}",
        (
            "approval_no", "subject", "revision", "digest", "prepared_by", "prepared_on", "reviewed_by", "reviewed_on",
            "approved_by", "approved_on", "change_kind", "reason", "impact", "change_no", "withdrawn_on",
        ),
    ),
    "document_acknowledgements": (
        "BF-12", "K-{seq:7}", ("acknowledgement_no", "subject", "revision", "staff_no", "read_on"),
    ),
}  # fmt: skip
AUTHORITY = """  role_posts:
    - {name: 编制人, posts: [编制]}
    - {name: 审核人, posts: [审核]}
    - {name: 批准人, posts: [批准]}
  authority:
"""


def add_revisions(root: Path, revisions: int) -> None:
    """Give every document of a generated portal so many revisions, every third of them a minor one."""
    rulebook = root / "docs/documents/BM-00001.md"
    rule = "    - {{kind: {}, prepare: [编制人], review: [审核人], approve: [批准人]}}\n"
    kinds = "".join(rule.format(kind) for kind in ("procedure", "instruction", "standard", "form"))
    text = rulebook.read_text("utf-8")
    rulebook.write_text(text.replace("figures:\n", f"figures:\n{AUTHORITY}{kinds}", 1), "utf-8")
    _write_register_forms(root)
    rows: list[tuple[str, ...]] = []
    for path in sorted((root / "docs/documents").glob("*.md")):
        _revise(root, path, revisions, rows)
    for path in sorted((root / "forms").glob("*.yaml")):
        id_ = next(line[4:] for line in path.read_text("utf-8").split("\n") if line.startswith("id: "))
        rows.append(_approval(id_, "A/0", path.read_bytes(), datetime.date(2025, 1, 1), "新订"))
    numbered = [(f"A-{i:06}", *row, "A/0") for i, row in enumerate(rows, start=1)]
    _write(root, "document_approvals", numbered)
    posts = ("编制", "审核", "批准", *["员工"] * (STAFF - 3))
    people = [(f"S-{i:04}", f"员工{i}", "办公室", post, "", "2019-01-01", "", "A/0") for i, post in enumerate(posts, 1)]
    _write(root, "staff", people)
    majors = [row for row in rows if not row[0].startswith("BF") and row[9] != "次要修订"]
    last = {row[0]: row for row in majors}
    signed = ((s, row[1], f"S-{n:04}", row[8]) for s, row in last.items() for n in range(1, STAFF + 1))
    _write(root, "document_acknowledgements", [(f"K-{i:07}", *row, "A/0") for i, row in enumerate(signed, 1)])


def _revise(root: Path, path: Path, revisions: int, rows: list[tuple[str, ...]]) -> None:
    """Archive every revision but the last, which stays in place."""
    head, _, body = path.read_text("utf-8").partition("history:\n")
    _, _, body = body.partition("---\n")
    history, edition, change, before = "", "A", 0, ""
    for i in range(revisions):
        starts = FIRST + datetime.timedelta(days=400 * i)
        if i:
            edition, change = (edition, change + 1) if i % 3 == 1 else (chr(ord(edition) + 1), 0)
        revision, kind = f"{edition}/{change}", "新订" if not before else "次要修订" if change else "主要修订"
        history += f"  - {{revision: {revision}, date: {starts}, summary: 第 {i + 1} 次}}\n"
        front = head.replace("revision: A/0", f"revision: {revision}").replace("2025-01-01", starts.isoformat())
        text = f"{front}history:\n{history}---\n{body.replace('三日内', f'{i + 3} 日内')}"
        archive = root / "docs/archive" / path.stem / f"{edition}-{change}.md"
        target = path if i == revisions - 1 else archive
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
        rows.append(_approval(path.stem, revision, text.encode(), starts, kind))
        before = revision


def _approval(subject: str, revision: str, text: bytes, starts: datetime.date, kind: str) -> tuple[str, ...]:
    day = (starts - datetime.timedelta(days=10)).isoformat()
    digest = hashlib.sha256(text).hexdigest()
    return subject, revision, digest, "S-0001", day, "S-0002", day, "S-0003", day, kind, "测速", "无", "", ""


def _write_register_forms(root: Path) -> None:
    for table, (id_, number, names) in REGISTERS.items():
        fields = "".join(f"    - {{name: {n}, title: {n}, type: {_type(n)}}}\n" for n in names)
        text = (
            f'name: {table}\nid: {id_}\ntitle: {table}\nrevision: A/0\neffective_date: 2025-01-01\ndocument: BM-00001\n'
            f'clause: BM-00001#1\nretention: {{period: P3Y}}\nnumber: "{number}"\nschema:\n  primaryKey: {names[0]}\n'
            f"  fields:\n{fields}    - {{name: form_revision, title: 表单版本, type: string}}\n"
        )  # fmt: skip
        (root / f"forms/{table}.yaml").write_text(text, "utf-8")


def _type(name: str) -> str:
    return "date" if name.endswith("_on") else "string"


def _write(root: Path, table: str, rows: list[tuple[str, ...]]) -> None:
    target = root / "records" / table / "all.csv"
    target.parent.mkdir(parents=True)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*REGISTERS[table][2], "form_revision"])
        writer.writerows(rows)
