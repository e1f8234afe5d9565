"""`shoukong explain`: what a rule, duty, indicator or record rests on, and why its result is what it is."""

import datetime
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from shoukong.commands.refusal import is_portal, refuse_folder
from shoukong.evaluation import evaluate
from shoukong.executable.asked_blocks import QUERIES
from shoukong.executable.blocks_in_place import BlockInPlace, figure_intervals, named_figures
from shoukong.executable.breach_answer import AnsweredBreach
from shoukong.executable.cell_text import written
from shoukong.executable.deciding_fields import deciding_fields
from shoukong.executable.executable_clauses import ExecutableClauses
from shoukong.executable.indicator import points_of
from shoukong.executable.occurrence import DutyState, Occurrence
from shoukong.finding import Finding
from shoukong.language import listed
from shoukong.portal import load_portal
from shoukong.records.cells_in_bulk import column
from shoukong.records.datapackage import withheld_fields
from shoukong.records.forms_of_records import forms_of
from shoukong.text.block import DUTY, INDICATOR, WITHIN
from shoukong.wording.breach_words import breach_words, column_words
from shoukong.wording.indicator_words import target_words
from shoukong.wording.limit_words import limit_of
from shoukong.wording.state_names import BREACH_NAMES, DUTY_NAMES

RECENT = 12
Texts = Mapping[str, str]
_TEXTS: Mapping[str, Texts] = {
    "zh": {
        "language": "zh",
        "comma": "，",
        "none": "没有编号为「{what}」的规则、义务、指标或记录。",
        "rule": "规则 {id}：{title}\n条款：{address}（{path}:{line}）\n归口部门：{owner}",
        "duty": "定期义务 {id}：{title}\n条款：{address}（{path}:{line}）\n归口部门：{owner}",
        "indicator": "指标 {id}：{title}\n条款：{address}（{path}:{line}）\n归口部门：{owner}",
        "figure": "数据（{start} 起）：{name} = {value}",
        "deciding": "这些栏目的值决定结果：",
        "deciding-of": "  {title}（{table}）：{fields}",
        "fault": "不能运行，见 shoukong check。",
        "not-yet": "{document} 还没有实施（没有审批，或实施日期未到），实施之后才判断。",
        "result": "结果：{count} 项不符合",
        "occurrences": "结果：{told}",
        "occurrence": "  {key}  {opens} 至 {due}：{state}{proof}",
        "proof": "，{record} 于 {day} 证明",
        "no-proof": "，没有记录证明",
        "formula": "算法：{formula}",
        "target": "目标：{target}",
        "point": "  {period} {scope}：{value}{unit}{target}  {facts}（{count} 条记录，摘要值 {digest}…）{frozen}",
        "met": "，达到",
        "missed": "，未达",
        "frozen": "  定格于 {day}：{value}",
        "record": "记录 {record}：{title}（{table}）",
        "field": "  {title}：{cell}",
        "block": "{id} {title}（{address}）",
        "breaks": "{id} {title}（{address}）：{told}",
        "kept": "没有规则认为它不符合。",
        "starts": "引起后续事项 {id}（{title}，{address}）：",
        "proves": "证明义务 {id}（{title}）{key}：{state}",
        "counted": "计入指标 {id}（{title}）{period} {scope}：{value}{unit}",
        "start": "最初",
    },
    "en": {
        "language": "en",
        "comma": ", ",
        "none": "There is no rule, duty, indicator or record “{what}”.",
        "rule": "Rule {id}: {title}\nClause: {address} ({path}:{line})\nOwner: {owner}",
        "duty": "Duty {id}: {title}\nClause: {address} ({path}:{line})\nOwner: {owner}",
        "indicator": "Indicator {id}: {title}\nClause: {address} ({path}:{line})\nOwner: {owner}",
        "figure": "Figure (from {start}): {name} = {value}",
        "deciding": "These fields decide the result:",
        "deciding-of": "  {title} ({table}): {fields}",
        "fault": "It does not run; see shoukong check.",
        "not-yet": "{document} is not in force yet (no approval, or its day is to come); it runs once it is.",
        "result": "Breaches found: {count}",
        "occurrences": "Result: {told}",
        "occurrence": "  {key}  {opens} to {due}: {state}{proof}",
        "proof": ", proved by {record} on {day}",
        "no-proof": ", no record proves it",
        "formula": "Formula: {formula}",
        "target": "Target: {target}",
        "point": "  {period} {scope}: {value}{unit}{target}  {facts} (records: {count}, digest {digest}…){frozen}",
        "met": ", met",
        "missed": ", missed",
        "frozen": "  frozen on {day}: {value}",
        "record": "Record {record}: {title} ({table})",
        "field": "  {title}: {cell}",
        "block": "{id} {title} ({address})",
        "breaks": "{id} {title} ({address}): {told}",
        "kept": "No rule finds it wanting.",
        "starts": "Starts follow-up {id} ({title}, {address}):",
        "proves": "Proves duty {id} ({title}) {key}: {state}",
        "counted": "Counted in indicator {id} ({title}) {period} {scope}: {value}{unit}",
        "start": "the beginning",
    },
}


def run(root: Path, what: str, as_of: datetime.date, today: datetime.date, language: str) -> int:
    """Explain a rule, duty or indicator by its number, or a record by its."""
    if not is_portal(root):
        return refuse_folder(root, language)
    texts, portal = _TEXTS[language], load_portal(root, as_of, today)
    with evaluate(portal) as evaluation:
        executable = evaluation.executable
        placed = executable.blocks.get(what)
        lines = list(_block(executable, placed, texts) if placed else _record(executable, what, texts))
        lines = lines or list(_occurrence(executable, what, texts))
    if not lines:
        print(texts["none"].format(what=what), file=sys.stderr)
        return 1
    print("\n".join(lines))
    return 0


def _block(executable: ExecutableClauses, placed: BlockInPlace, texts: Texts) -> Iterator[str]:
    block = placed.block
    facts = {"id": placed.id, "title": placed.title, "address": placed.address, "owner": placed.owner}
    yield texts[block.kind].format(**facts, path=placed.document.path, line=block.line)
    yield from _figures(executable, placed, texts)
    for key in ("repeat", "window_days", "each", "within", "scope", "evidence", "rows", "sql"):
        if key in block.values:
            yield from ("", f"{key}:", *(f"  {line}" for line in str(block.values[key]).rstrip().split("\n")))
    yield ""
    yield from _deciding(executable, placed, texts)
    if not executable.control.is_in_force(placed.document.id):
        yield texts["not-yet"].format(document=placed.document.id)
        return
    told = {DUTY: _duty, INDICATOR: _indicator}.get(block.kind, _rule)
    yield from told(executable, placed, texts)


def _figures(executable: ExecutableClauses, placed: BlockInPlace, texts: Texts) -> Iterator[str]:
    """The figures that the block's queries use, with the days from which they were in force."""
    wanted = named_figures(placed.document, *(placed.block.text(key) for key in (*QUERIES, WITHIN)))
    for interval in figure_intervals(placed.document, wanted, executable.control) if wanted else ():
        for name, value in interval.value.items():
            yield texts["figure"].format(start=interval.start or texts["start"], name=name, value=value)


def _deciding(executable: ExecutableClauses, placed: BlockInPlace, texts: Texts) -> Iterator[str]:
    """The fields that can make or unmake a breach."""
    found = deciding_fields(placed, executable.control)
    if found:
        yield texts["deciding"]
    for each in found:
        fields = listed((field.title for field in each.fields), texts["language"])
        yield texts["deciding-of"].format(title=each.form.title, table=each.form.name, fields=fields)


def _rule(executable: ExecutableClauses, placed: BlockInPlace, texts: Texts) -> Iterator[str]:
    fault = next((r.fault for r in executable.rule_results if r.rule.id == placed.id), None)
    yield from _breaches(executable, placed, fault, texts)


def _breaches(
    executable: ExecutableClauses, placed: BlockInPlace, fault: Finding | None, texts: Texts
) -> Iterator[str]:
    if fault is not None:
        yield texts["fault"]
        return
    items = executable.breaches[placed.id]
    yield texts["result"].format(count=len(items))
    yield from (f"  {item.breach.record}  {_told(item, texts)}" for item in items)


def _duty(executable: ExecutableClauses, placed: BlockInPlace, texts: Texts) -> Iterator[str]:
    result = next(r for r in executable.duty_results if r.duty.id == placed.id)
    day = executable.control.portal.as_of
    states = [o.state(day) for o in result.occurrences]
    counted = ((_state(state, texts), states.count(state)) for state in DutyState)
    yield texts["occurrences"].format(told=texts["comma"].join(f"{name} {count}" for name, count in counted if count))
    begun = [o for o in result.occurrences if o.opens <= day]
    yield from (_told_occurrence(occurrence, day, texts) for occurrence in begun[-RECENT:])
    yield from _breaches(executable, placed, result.fault, texts)


def _occurrence(executable: ExecutableClauses, key: str, texts: Texts) -> Iterator[str]:
    """What became of the occurrences of a name such as `A/2026-03-05`, duty by duty."""
    day = executable.control.portal.as_of
    for result in executable.duty_results:
        for o in (o for o in result.occurrences if o.key == key):
            yield texts["block"].format(id=result.duty.id, title=result.duty.title, address=result.duty.address)
            yield _told_occurrence(o, day, texts)
            named = (
                item for item in executable.breaches[result.duty.id] if key in (item.breach.record, item.breach.key)
            )
            yield from (f"  {_told(item, texts)}" for item in named)


def _told_occurrence(occurrence: Occurrence, day: datetime.date, texts: Texts) -> str:
    proof = occurrence.proof
    said = texts["proof"].format(record=proof.record, day=written(proof.moment)) if proof else texts["no-proof"]
    facts = {"key": occurrence.key, "opens": written(occurrence.begins), "due": limit_of(occurrence)}
    return texts["occurrence"].format(**facts, state=_state(occurrence.state(day), texts), proof=said)


def _indicator(executable: ExecutableClauses, placed: BlockInPlace, texts: Texts) -> Iterator[str]:
    result = next(r for r in executable.indicator_results if r.indicator.id == placed.id)
    if result.fault is not None:
        yield texts["fault"]
        return
    if placed.block.text("formula"):
        yield texts["formula"].format(formula=placed.block.text("formula"))
    if result.points and result.points[-1].target:
        yield texts["target"].format(target=target_words(result.points[-1].target, texts["language"]))
    frozen = {(c.latest.period, c.latest.scope): c for c in executable.closed if c.latest.indicator == placed.id}
    recent = result.periods[-RECENT:]
    for point in (p for p in result.points if p.period in recent):
        closed = frozen.get((point.period.text, point.scope))
        told = texts["frozen"].format(day=closed.latest.closed_on, value=closed.latest.value) if closed else ""
        met = "" if point.is_met is None else texts["met"] if point.is_met else texts["missed"]
        facts = column_words(point.columns, texts["language"])
        yield texts["point"].format(
            period=point.period.text, scope=point.scope, value=written(point.value) or "-", frozen=told, facts=facts,
            unit=placed.block.text("unit"), target=met, count=point.count, digest=point.digest[:12],
        )  # fmt: skip


def _record(executable: ExecutableClauses, number: str, texts: Texts) -> Iterator[str]:
    control = executable.control
    form = forms_of([number], control.portal, control.registers).get(number)
    if form is None:
        return
    shown = [field for field in form.fields if field.name not in withheld_fields(form)]
    names = ", ".join(column(field.name) for field in shown)
    query = f"SELECT {names} FROM {column(form.name)} WHERE {column(form.primary_key)} = $number"
    row = next(iter(control.registers.rows(query, {"number": number})), None)
    if row is None:
        return
    yield texts["record"].format(record=number, title=form.title, table=form.name)
    yield from (
        texts["field"].format(title=field.title, cell=cell) for field, cell in zip(shown, row, strict=True) if cell
    )
    found = [(id_, item) for id_, items in executable.breaches.items() for item in items if _names(item, number)]
    for id_, item in found:
        placed = executable.blocks[id_]
        facts = {"id": id_, "title": placed.title, "address": placed.address}
        yield texts["breaks"].format(**facts, told=_told(item, texts))
    if not found:
        yield texts["kept"]
    yield from _starts(executable, number, texts)
    yield from _proves(executable, number, texts)
    yield from _counted(executable, number, texts)


def _starts(executable: ExecutableClauses, number: str, texts: Texts) -> Iterator[str]:
    """The follow-ups that a record starts."""
    day = executable.control.portal.as_of
    for result in executable.duty_results:
        for o in (o for o in result.occurrences if o.start is not None and o.start.record == number):
            yield texts["starts"].format(id=result.duty.id, title=result.duty.title, address=result.duty.address)
            yield _told_occurrence(o, day, texts)


def _proves(executable: ExecutableClauses, number: str, texts: Texts) -> Iterator[str]:
    day = executable.control.portal.as_of
    for result in executable.duty_results:
        for o in result.occurrences:
            if o.proof is not None and o.proof.record == number:
                facts = {"id": result.duty.id, "title": result.duty.title, "key": o.key}
                yield texts["proves"].format(**facts, state=_state(o.state(day), texts))


def _counted(executable: ExecutableClauses, number: str, texts: Texts) -> Iterator[str]:
    for result in executable.indicator_results:
        unit = result.indicator.block.text("unit")
        points = points_of(result, number, executable.queries, executable.control) if result.fault is None else ()
        for point in points:
            facts = {"id": result.indicator.id, "title": result.indicator.title, "scope": point.scope}
            value = written(point.value) or "-"
            yield texts["counted"].format(**facts, period=point.period.text, value=value, unit=unit)


def _names(item: AnsweredBreach, number: str) -> bool:
    """Whether a breach is of a record, or of what one of its reports or actions answers."""
    answers = (report.number for report in item.reports)
    actions = (action.number for report in item.reports for action in report.actions)
    return number in (item.breach.record, *answers, *actions)


def _state(state: DutyState, texts: Texts) -> str:
    """A state in the reader's language."""
    return DUTY_NAMES[state].told(texts["language"])


def _told(item: AnsweredBreach, texts: Texts) -> str:
    answers = ("、" if texts["language"] == "zh" else ", ").join(report.number for report in item.reports)
    state = BREACH_NAMES[item.state].told(texts["language"])
    return f"{breach_words(item.breach, texts['language'])}  [{state}{' ' + answers if answers else ''}]"
