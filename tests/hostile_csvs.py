"""CSV files as nobody should write them: what the check says of each, and stock Frictionless of the same bytes.

`python tests/hostile_csvs.py COUNT [SEED]` makes so many, in batches, and tells each that the check lets through though
Frictionless does not, and how often the check refuses for a reason of its own; `test_verdict.py` tries a few.
"""

import csv
import io
import json
import logging
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import frictionless
from conftest import BASE, TODAY

from shoukong.evaluation import evaluate
from shoukong.finding import Finding, Severity
from shoukong.messages.catalogue import severity_of
from shoukong.portal import Portal, load_portal
from shoukong.records.datapackage import package_descriptor

EACH = 250  # files of a batch
FORM = """name: {table}
id: QF-{number}
title: 试样
revision: A/0
effective_date: 2025-01-01
document: QM-01
clause: QM-01#1
retention: {{period: P1Y}}
number: "N-{{seq:3}}"
date: f_date
schema:
  primaryKey: cell_no
  foreignKeys:
    - {{fields: f_person, reference: {{resource: people, fields: person}}}}
    - {{fields: f_own, reference: {{resource: {table}, fields: cell_no}}}}
  fields:
    - {{name: cell_no, title: 编号, type: string, constraints: {{required: true, unique: true}}}}
    - {{name: f_date, title: 日期, type: date, constraints: {{required: true, minimum: 2020-01-01}}}}
    - {{name: f_person, title: 经办人, type: string}}
    - {{name: f_own, title: 前一号, type: string}}
    - {{name: f_integer, title: 整数, type: integer, constraints: {{minimum: -5, maximum: 2000}}}}
    - {{name: f_number, title: 数, type: number, constraints: {{minimum: 0, maximum: 99.5}}}}
    - {{name: f_moment, title: 时刻, type: datetime}}
    - {{name: f_time, title: 时间, type: time}}
    - {{name: f_year, title: 年, type: year, constraints: {{minimum: 1900}}}}
    - {{name: f_month, title: 年月, type: yearmonth}}
    - {{name: f_truth, title: 是否, type: boolean}}
    - {{name: f_words, title: 渠道, type: string, constraints: {{enum: [电话, 前台]}}}}
    - {{name: f_pattern, title: 样式, type: string, constraints: {{pattern: "1[0-9]{{2,3}}|0"}}}}
    - {{name: f_length, title: 说明, type: string, constraints: {{required: true, minLength: 2, maxLength: 4}}}}
    - {{name: f_once, title: 一次, type: string, constraints: {{unique: true}}}}
    - {{name: f_demanded, title: 应填, type: string, required_when: {{f_words: 前台}}}}
    - {{name: form_revision, title: 表单版本, type: string, constraints: {{required: true}}}}
"""
SOUND = {
    "cell_no": "N-001", "f_date": "2026-01-05", "f_person": "P-01", "f_own": "", "f_integer": "12", "f_number": "1.5",
    "f_moment": "2026-01-05T09:30:00", "f_time": "09:30:00", "f_year": "2026", "f_month": "2026-01", "f_truth": "true",
    "f_words": "电话", "f_pattern": "123", "f_length": "前台", "f_once": "", "f_demanded": "", "form_revision": "A/0",
}  # fmt: skip
WORDS = """
0 -0 -5 -6 007 +1 1.50 99.50 99.51 .5 5. 1e3 nan NaN inf -inf 1_0 1 true True TRUE false yes 是 2026-01-05
2026-1-5 2026/1/5 2026年1月5日 2026-02-29 2024-02-29 2026-13-01 0000-01-01 10000-01-01 N-001 N-002 N-1 N-000
2026-01-05T09:30:00 2026-01-05T24:00:00 2026-01-05T09:30:00Z 2026-01-05T09:30:00+08:00 2026-01-05T09:30
2026-01-05T09:30:00.5 23:59:59 24:00:00 9:30 09:30 12345 0000 1899 电话 前台 P-01 P-02 P-77 p-01 123 12 1234
1 0 é １２３ Ｐ－０１ 2026-01 2026-13 26-01 infinity epoch 1234567890123456789 123456789012345678
440106199001010000 1.23457E+18 2.0 #N/A N/A NULL null None - =1+1 @x +x -x '1 A/0 A/1 A/9 0x10 1,000 1’000
50% ￥5
"""
ODD = [
    "",
    " ",
    "\u3000",
    "\ufeff",
    "\u200b",
    "前台 ",
    " 12",
    "12 ",
    "a\nb",
    "a\r\nb",
    "\r",
    "\n",
    'a"b',
    '"',
    "'",
    ",",
    ";",
]
ODD += [
    "\t",
    "a,b",
    "\u202e123",
    "e\u0301e\u0301",
    "\x00",
    "\x1b",
    "\x1a",
    "\u2028",
    "\x85",
    "\ue000",
    "\U0001f600" * 3,
]
ODD += ["字" * 5, "\ud7ff\ufffd", "x" * 40_000, "\\", "\\N", '\\"', "%s", "{{ 1 }}", "1\x00", "\x0b12", "\xa012"]
ENCODINGS = ("utf-8", "utf-8-sig", "gbk", "utf-16", "utf-16-le", "big5", "latin-1", "cp1252", "utf-32", "shift_jis")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What both say of a file: the codes of the check's errors, and the kinds of Frictionless's."""

    name: str
    data: bytes
    ours: tuple[str, ...]
    theirs: tuple[str, ...]

    @property
    def is_let_through(self) -> bool:
        """Whether the check finds nothing where Frictionless does."""
        return bool(self.theirs) and not self.ours


def hostile(chance: random.Random) -> bytes:
    """The bytes of a file: some sound rows, to which one thing or several were done."""
    rows = [list(SOUND), *(list((SOUND | {"cell_no": f"N-{i:03}"}).values()) for i in range(1, chance.randint(2, 5)))]
    for _ in range(chance.choice((0, 1, 1, 1, 2, 3))):
        chance.choice((_cell, _cell, _cell, _cell, _cell, _header, _shape))(rows, chance)
    text = _written(rows, chance)
    if chance.random() < 0.3:
        text = _spoilt(text, chance)
    encoding = chance.choice(ENCODINGS) if chance.random() < 0.1 else "utf-8"
    data = text.encode(encoding, "replace")
    return _torn(data, chance) if chance.random() < 0.1 else data


def _cell(rows: list[list[str]], chance: random.Random) -> None:
    row = rows[chance.randrange(1, len(rows))] if len(rows) > 1 else rows[0]
    if row:
        row[chance.randrange(len(row))] = chance.choice((*WORDS.split(), *ODD))


def _header(rows: list[list[str]], chance: random.Random) -> None:
    head = rows[0]
    if not head:
        return
    i, j = chance.randrange(len(head)), chance.randrange(len(head))
    match chance.randrange(8):
        case 0:
            head[i], head[j] = head[j], head[i]
        case 1:
            was = head[i]
            head[i] = chance.choice((was.upper(), f" {was}", f"{was} ", "", "f_x", "编号", f"\ufeff{was}"))
        case 2:
            head[i] = head[j]
        case 3:
            del head[i]
        case 4:
            head.append(chance.choice(("", "f_x", " ")))
        case 5:
            rows[0] = []
        case 6:
            del rows[0]
        case _:
            for row in rows:  # columns in another order, cells with them
                if len(row) > max(i, j):
                    row[i], row[j] = row[j], row[i]
    if not rows:
        rows.append([])


def _shape(rows: list[list[str]], chance: random.Random) -> None:
    at = chance.randrange(len(rows))
    match chance.randrange(9):
        case 0:
            del rows[at][chance.randrange(len(rows[at]) or 1) :]
        case 1:
            rows[at] = [*rows[at], *[chance.choice(("", "x"))] * chance.randint(1, 3)]
        case 2:
            rows.insert(at, [])
        case 3:
            rows.insert(at, [""] * len(SOUND))
        case 4:
            rows.append(list(rows[at]))
        case 5:
            rows.append(list(rows[0]))
        case 6:
            del rows[1:]
        case 7:
            rows.append(["# 备注"])
        case _:
            rows.reverse()


def _written(rows: Sequence[Sequence[str]], chance: random.Random) -> str:
    sign, end = ",", "\n"
    if chance.random() < 0.1:
        sign, end = chance.choice(",,;\t|"), chance.choice(("\n", "\r\n", "\r", "\n\r"))
    text = io.StringIO(newline="")
    quoting = chance.choice((csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    csv.writer(text, delimiter=sign, lineterminator=end, quoting=quoting).writerows(rows)
    return text.getvalue()


def _spoilt(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    match chance.randrange(7):
        case 0:
            put = chance.choice(('"', '""', ",", "\n", "\r", "\x00", "\\", "\t", "\ufeff", " "))
            return text[:at] + put + text[at:]
        case 1:
            return text[:at]
        case 2:
            return text[at:]
        case 3:
            return text.rstrip("\r\n")
        case 4:
            return chance.choice(("\n", "\ufeff", "sep=,\n", "登记表\n", "\ufeff" * 2, " ", "<<<<<<< HEAD\n")) + text
        case 5:
            return text + chance.choice(("\n\n", "\x1a", "\x00", ",,,\n", '"', " \n", "=======\n"))
        case _:
            return text.replace(chance.choice(('"', ",", "\n", "-", "0")), chance.choice(("", '"', " ", "\r\n")), 1)


def _torn(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return chance.choice(
        (data[:at] + bytes([chance.randrange(256)]) + data[at:], data[:at] + data[at + 1 :], data[:at])
    )


def verdicts(folder: Path, files: Sequence[bytes]) -> list[Verdict]:
    """What both say of some files, each the only part of a register of its own."""
    root = folder / "portal"
    shutil.copytree(BASE, root)
    tables = [f"t{i:04}" for i in range(len(files))]
    for i, (table, data) in enumerate(zip(tables, files, strict=True)):
        (root / "forms" / f"{table}.yaml").write_text(FORM.format(table=table, number=1000 + i), "utf-8")
        (root / "records" / table).mkdir()
        (root / "records" / table / "a.csv").write_bytes(data)
    portal = load_portal(root, TODAY)
    with evaluate(portal, asks_clauses=False) as evaluation:
        ours = _by_table(evaluation.record_findings)
    theirs = _by_frictionless(portal, root, tables)
    return [
        Verdict(table, data, ours.get(table, ()), theirs.get(table, ()))
        for table, data in zip(tables, files, strict=True)
    ]


def _by_table(findings: Sequence[Finding]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for item in findings:
        if severity_of(item) is Severity.ERROR:
            found.setdefault(Path(item.place.path).parent.name, []).append(item.code)
    return {table: tuple(codes) for table, codes in found.items()}


def _by_frictionless(portal: Portal, root: Path, tables: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """What stock Frictionless says of the files as they are, by the descriptor that is published."""
    wanted = {*tables, "people"}
    descriptor = package_descriptor("x", [form for form in portal.forms if form.name in wanted])
    for resource in descriptor["resources"]:
        name = resource["name"]
        resource["path"] = f"{name}/a.csv" if name in tables else "people/people.csv"
    (root / "records" / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    report = frictionless.Package(str(root / "records" / "datapackage.json")).validate()
    return {task.name: tuple(error.type for error in task.errors) for task in report.tasks if not task.valid}


def tried(count: int, seed: int) -> Iterator[Verdict]:
    """What both say of so many files."""
    chance = random.Random(seed)
    for start in range(0, count, EACH):
        with tempfile.TemporaryDirectory(prefix="hostile-") as name:
            yield from verdicts(Path(name), [hostile(chance) for _ in range(min(EACH, count - start))])
        print(f"{min(start + EACH, count)} tried", file=sys.stderr)


def main(count: int, seed: int) -> int:
    """Try so many, tell what went through, and how often the check alone refused, by its reasons."""
    logging.disable()
    alike, alone, through = Counter[bool](), Counter[str](), list[Verdict]()
    for each in tried(count, seed):
        alike[bool(each.ours)] += bool(each.ours) == bool(each.theirs)
        if each.ours and not each.theirs:
            alone[" ".join(sorted(set(each.ours)))] += 1
        if each.is_let_through:
            through.append(each)
    print(f"{alike[True]:6} refused by both, {alike[False]} by neither, {alone.total()} by the check alone:")
    for reasons, n in alone.most_common():
        print(f"{n:6} × {reasons}")
    print(f"{len(through):6} let through that Frictionless refuses")
    for each in through:
        print(each.theirs, each.data[:2_000])
    return bool(through)


if __name__ == "__main__":
    with suppress(BrokenPipeError):
        sys.exit(main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1))
