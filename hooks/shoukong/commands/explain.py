"""`shoukong explain`: the definition of a rule, or the rules on a record, and why the result is what it is."""

import datetime
import sys
from collections.abc import Iterator
from pathlib import Path

from shoukong.checks.rules import form_of_record
from shoukong.commands.check import is_portal, refuse
from shoukong.control.derived import Control
from shoukong.executable.answer import BREACH_NAMES, AnsweredBreach
from shoukong.executable.derived import Executable
from shoukong.executable.placed import figure_spans
from shoukong.executable.rule import RuleResult
from shoukong.portal import load_portal
from shoukong.registers import open_registers
from shoukong.verdict import column

_TEXTS = {
    "zh": {
        "none": "没有编号为「{what}」的规则或记录。",
        "rule": "规则 {id}：{title}\n条款：{address}（{path}:{line}）",
        "figure": "数据（{start} 起）：{name} = {value}",
        "fault": "不能运行，见 shoukong check。",
        "result": "结果：{count} 项不符合",
        "record": "记录 {record}：{title}（{table}）",
        "kept": "没有规则认为它不符合。",
        "start": "最初",
    },
    "en": {
        "none": "There is no rule or record “{what}”.",
        "rule": "Rule {id}: {title}\nClause: {address} ({path}:{line})",
        "figure": "Figure (from {start}): {name} = {value}",
        "fault": "It does not run; see shoukong check.",
        "result": "Result: {count} breaches",
        "record": "Record {record}: {title} ({table})",
        "kept": "No rule finds it wanting.",
        "start": "the beginning",
    },
}


def run(root: Path, what: str, as_of: datetime.date, today: datetime.date, language: str) -> int:
    """Explain a rule by its number, or a record by its."""
    if not is_portal(root):
        return refuse(root, language)
    texts, portal = _TEXTS[language], load_portal(root, as_of, today)
    with open_registers(portal) as registers:
        executable = Executable(Control(portal, registers))
        result = next((r for r in executable.results if r.rule.id == what), None)
        lines = list(_rule(executable, result, texts) if result else _record(executable, what, texts))
    if not lines:
        print(texts["none"].format(what=what), file=sys.stderr)
        return 1
    print("\n".join(lines))
    return 0


def _rule(executable: Executable, result: RuleResult, texts: dict[str, str]) -> Iterator[str]:
    rule = result.rule
    facts = {"id": rule.id, "title": rule.block.title, "address": rule.address}
    yield texts["rule"].format(**facts, path=rule.document.path, line=rule.block.line)
    wanted = frozenset(name for name in rule.document.figures if f"${name}" in rule.block.text("sql"))
    for span in figure_spans(rule.document, wanted, executable.control) if wanted else ():
        for name, value in span.value.items():
            yield texts["figure"].format(start=span.start or texts["start"], name=name, value=value)
    yield ""
    yield rule.block.text("sql").rstrip()
    yield ""
    if result.fault is not None:
        yield texts["fault"]
        return
    items = executable.breaches[rule.id]
    yield texts["result"].format(count=len(items))
    yield from (f"  {item.breach.record}  {_told(item)}" for item in items)


def _record(executable: Executable, number: str, texts: dict[str, str]) -> Iterator[str]:
    control = executable.control
    form = form_of_record(control.portal, number)
    if form is None:
        return
    key, names = column(form.primary_key), ", ".join(column(f.name) for f in form.fields)
    query = f"SELECT {names} FROM {column(form.name)} WHERE {key} = $number"
    row = next(iter(control.registers.rows(query, {"number": number})), None)
    if row is None:
        return
    yield texts["record"].format(record=number, title=form.title, table=form.name)
    yield from (f"  {field.title}：{cell}" for field, cell in zip(form.fields, row, strict=True) if cell)
    found = [
        (result, item)
        for result in executable.results
        for item in executable.breaches[result.rule.id]
        if item.breach.record == number
    ]
    yield from (f"{r.rule.id} {r.rule.block.title}（{r.rule.address}）：{_told(item)}" for r, item in found)
    if not found:
        yield texts["kept"]


def _told(item: AnsweredBreach) -> str:
    facts = "，".join(f"{name} {value}" for name, value in item.breach.facts if value)
    answers = "、".join(report.number for report in item.reports)
    return f"{facts}  [{BREACH_NAMES[item.state]}{' ' + answers if answers else ''}]"
