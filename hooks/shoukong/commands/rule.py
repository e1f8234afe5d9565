"""`shoukong rule`: start a rule under a clause, and try rules against their examples."""

import datetime
import sys
from collections.abc import Sequence
from pathlib import Path

from shoukong.block import RULE
from shoukong.commands.check import is_portal, refuse
from shoukong.control.derived import Control
from shoukong.executable.example import example_path, read_example, try_rule
from shoukong.executable.placed import Placed, placed_blocks
from shoukong.folder import read_text
from shoukong.portal import load_portal
from shoukong.recording import write_file
from shoukong.registers import open_registers

_TEXTS = {
    "zh": {
        "none": "没有编号为「{id}」的规则。",
        "no-example": "{id}  没有例子：{path}",
        "passed": "{id}  通过",
        "wrong": "{id}  不对：应找出 {wanted}，却找出 {found}",
        "broken": "{id}  不能运行：{problem}",
        "sum": "{passed} / {total} 条规则通过。",
        "clause": "没有条款「{address}」，应写成 文件编号#4.1.4。",
        "taken": "编号「{id}」已有规则。",
        "written": "规则写在 {document}:{line}，例子写在 {path}。改好后：shoukong rule test {id}",
        "title": "一句话写清要求",
        "hint": "一行一项不符合；record 是记录编号，on 是事实的日期，其余各列照样显示",
    },
    "en": {
        "none": "There is no rule “{id}”.",
        "no-example": "{id}  has no example: {path}",
        "passed": "{id}  passed",
        "wrong": "{id}  wrong: should find {wanted}, found {found}",
        "broken": "{id}  does not run: {problem}",
        "sum": "{passed} of {total} rules passed.",
        "clause": "There is no clause “{address}”; write it like WY-CX-02#4.1.4.",
        "taken": "There is a rule “{id}” already.",
        "written": "The rule is in {document}:{line}, its example in {path}. Then: shoukong rule test {id}",
        "title": "say the demand in a sentence",
        "hint": "a row is a breach; record is the record's number, on the day of the fact, other columns are shown",
    },
}


def test(root: Path, ids: Sequence[str], today: datetime.date, language: str) -> int:
    """Try rules, or all of them, against their examples; 1 where one fails or has none."""
    if not is_portal(root):
        return refuse(root, language)
    texts, portal = _TEXTS[language], load_portal(root, today)
    with open_registers(portal) as registers:
        control = Control(portal, registers)
        rules = {rule.id: rule for rule in placed_blocks(control, RULE)}
        unknown = [id_ for id_ in ids if id_ not in rules]
        if unknown:
            print(texts["none"].format(id=unknown[0]), file=sys.stderr)
            return 1
        wanted = [rules[id_] for id_ in ids] if ids else list(rules.values())
        passed = sum(_tell(control, rule, texts) for rule in wanted)
    print(texts["sum"].format(passed=passed, total=len(wanted)))
    return 0 if passed == len(wanted) else 1


def new(root: Path, address: str, id_: str, title: str | None, today: datetime.date, language: str) -> int:
    """Put a rule to fill in under a clause, and an example beside it; nothing changes where that cannot be."""
    if not is_portal(root):
        return refuse(root, language)
    texts, portal = _TEXTS[language], load_portal(root, today)
    found = portal.clause(address)
    if found is None:
        print(texts["clause"].format(address=address), file=sys.stderr)
        return 1
    if any(block.id == id_ for document in portal.documents for block in document.blocks):
        print(texts["taken"].format(id=id_), file=sys.stderr)
        return 1
    document, clause = found
    content, _ = read_text(root, document.path)
    rows = (content or "").split("\n")
    indent = "" if clause.is_heading else "  "
    table = next(iter(sorted(portal.forms_by_name)), "register")
    form = portal.forms_by_name.get(table)
    key = form.primary_key if form else "number"
    block = ["", "```rule", f"id: {id_}", f"title: {title or texts['title']}", "sql: |", f"  -- {texts['hint']}",
             f"  SELECT {key} AS record FROM {table} WHERE false", "```"]  # fmt: skip
    line = clause.end
    while line > clause.line and not rows[line - 1].strip():
        line -= 1
    rows[line:line] = [indent + row if row else row for row in block]
    write_file(root / document.path, "\n".join(rows).encode())
    example = f"rule: {id_}\nas_of: {today}\ngiven:\n  {table}:\n    - {{{key}: X-1}}\nbreaches: []\n"
    write_file(root / example_path(id_), example.encode())
    print(texts["written"].format(document=document.path, line=line + 2, path=example_path(id_), id=id_))
    return 0


def _tell(control: Control, rule: Placed, texts: dict[str, str]) -> bool:
    """Print how a rule did; whether it passed."""
    example, findings = read_example(control.portal.root, rule.id)
    if example is None:
        path = f"{findings[0].place.path}:{findings[0].place.line}" if findings else example_path(rule.id)
        print(texts["no-example"].format(id=rule.id, path=path))
        return False
    trial = try_rule(rule, example, control)
    if trial.problem:
        print(texts["broken"].format(id=rule.id, problem=trial.problem))
    elif trial.passed:
        print(texts["passed"].format(id=rule.id))
    else:
        wanted, found = ("、".join(sorted(ids)) or "-" for ids in (trial.wanted, trial.found))
        print(texts["wrong"].format(id=rule.id, wanted=wanted, found=found))
    return trial.passed
