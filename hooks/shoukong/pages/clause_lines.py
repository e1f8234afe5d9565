"""What an executable block says where it stands: one quiet line that opens, a document's health, a cell of a matrix."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from shoukong.days.timeline import Timeline, as_data, timeline
from shoukong.document import Document
from shoukong.executable.breach_answer import AnsweredBreach
from shoukong.executable.duty import DutyResult
from shoukong.executable.indicator import IndicatorResult
from shoukong.executable.joint_occurrences import joint_occurrences
from shoukong.executable.occurrence import DutyState
from shoukong.finding import Finding
from shoukong.messages.names import in_chinese
from shoukong.pages.indicator_pages import Shown, latest_shown
from shoukong.pages.pieces import badge, record_address
from shoukong.pages.view import View
from shoukong.text.block import DUTY, INDICATOR, RULE, Block
from shoukong.wording.breach_words import breach_words
from shoukong.wording.duty_words import tally_words
from shoukong.wording.indicator_words import period_words, target_words
from shoukong.wording.state_names import DUTY_NAMES

LISTED = 20
AHEAD = datetime.timedelta(days=100)
FAULT = ("fault", "不能运行")
FOLDERS = {RULE: "rules", DUTY: "duties", INDICATOR: "indicators"}
ALL_OF = {RULE: "这条规则的全部结果", DUTY: "这项义务的全部结果", INDICATOR: "全部期间与来源"}


@dataclass(frozen=True, slots=True)
class Told:
    """What a block says now: a state (kept, open, fault, plain), a few words, and the same by the reader's clock."""

    state: str
    words: str
    days: Timeline[str] = ()


@dataclass(frozen=True, slots=True)
class Health:
    """How a document stands: its blocks, those with open breaches, and the indicators that miss their target."""

    rules: int
    duties: int
    indicators: int
    broken: tuple[str, ...]
    missed: tuple[str, ...]


def quiet_line(block: Block, document: Document, view: View) -> str:
    """A block as one line of HTML that opens to its plain words, its query and its breaches; empty for a draft's."""
    placed = view.executable.blocks.get(block.id)
    if placed is None or placed.document is not document:
        return ""
    told = told_of(view, block.id)
    queries = "".join(_query(block, key) for key in ("repeat", "scope", "evidence", "rows", "sql"))
    return (
        f'<details class="sk-rule" data-state="{told.state}"><summary><span class="sk-rule-mark"></span>'
        f"<b>{escape(block.id)}</b> {escape(block.title)}{_said(told)}</summary>"
        f"{_opened(block, view)}{queries}"
        f'<p><a href="../../{FOLDERS[block.kind]}/{escape(block.id)}/">{ALL_OF[block.kind]}</a></p></details>'
    )


def _said(told: Told) -> str:
    data = escape(as_data(told.days, {words: words for _, words in told.days})) if told.days else ""
    days = f' data-days="{data}"' if data else ""
    return f'<i class="sk-told"{days}>{escape(told.words)}</i>'


def told_of(view: View, id_: str) -> Told:
    """What a rule, duty or indicator says on the day of the build."""
    kind = view.executable.blocks[id_].block.kind
    if kind == INDICATOR:
        return _of_indicator(view, _indicator(view, id_))
    breaches = [item for item in view.executable.breaches.get(id_, ()) if item.is_open]
    if kind == DUTY:
        return _of_duty(view, _duty(view, id_), breaches)
    fault = next((r.fault for r in view.executable.rule_results if r.rule.id == id_), None)
    return _of_rule(view, id_, fault, breaches)


def health(view: View, document: Document) -> Health:
    """How a document stands on the day of the build."""
    own = [placed for placed in view.executable.blocks.values() if placed.document is document]
    kinds = [placed.block.kind for placed in own]
    told = {placed.id: told_of(view, placed.id) for placed in own}
    counted = {kind: kinds.count(kind) for kind in FOLDERS}
    broken = tuple(p.id for p in own if p.block.kind != INDICATOR and told[p.id].state in ("open", "fault"))
    missed = tuple(p.id for p in own if p.block.kind == INDICATOR and told[p.id].state in ("open", "fault"))
    return Health(counted[RULE], counted[DUTY], counted[INDICATOR], broken, missed)


def verdict_of(view: View, id_: str) -> str:
    """What the rule or duty of a requirement says now, in Markdown for a table; empty where there is none."""
    placed = view.executable.blocks.get(id_)
    if placed is None:
        return ""
    told = told_of(view, id_)
    words = told.words if told.state == "kept" else f"**{told.words}**"
    return f"[{words}](../{FOLDERS[placed.block.kind]}/{id_}.md)"


def figure_words(shown: Sequence[Shown], unit: str, day: datetime.date) -> str:
    """The figures of a period in a few words: 2026 年上半年 95.2%."""
    first = shown[0].point
    running = "（未结束）" if first.is_running(day) else ""
    values = "，".join(f"{s.point.scope} {s.value}{unit}".strip() for s in shown[:3])
    more = f" 等 {len(shown)} 项" if len(shown) > 3 else ""
    return f"{period_words(first.period)}{running} {values}{more}"


def _of_rule(view: View, id_: str, fault: Finding | None, open_: Sequence[AnsweredBreach]) -> Told:
    if fault is not None:
        return Told(*FAULT)
    closed = len(view.executable.breaches[id_]) - len(open_)
    also = f"，另有 {closed} 项已关闭" if closed else ""
    return Told("open", f"{len(open_)} 项不符合{also}") if open_ else Told("kept", f"符合{also}")


def _of_duty(view: View, result: DutyResult, open_: Sequence[AnsweredBreach]) -> Told:
    if result.fault is not None:
        return Told(*FAULT)
    built = view.portal.as_of
    near = [o for o in result.occurrences if o.proof is None and built <= o.due and o.opens <= built + AHEAD]

    done = [each for each in joint_occurrences(result.occurrences) if each.due <= built]
    last = f"（最近一期 {done[-1].due} {tally_words(done[-1].tally(built))}）" if done else ""

    def words(day: datetime.date) -> str:
        states = [o.state(day) for o in near]
        broken = len(open_) + states.count(DutyState.MISSED)
        waiting = states.count(DutyState.OPEN)
        parts = (f"{broken} 项不符合" if broken else "", f"{waiting} 项待办" if waiting else "")
        return ("，".join(part for part in parts if part) or "都已做到") + last

    changes = {day for o in near for day in (o.opens, o.due + datetime.timedelta(days=1)) if day > built}
    return Told("open" if open_ else "kept", words(built), timeline(words, {built, *changes}))


def _of_indicator(view: View, result: IndicatorResult) -> Told:
    if result.fault is not None:
        return Told(*FAULT)
    shown = latest_shown(view, result)
    if not shown:
        return Told("plain", "没有数据")
    verdicts = [s.point.is_met for s in shown if s.point.is_met is not None]
    judged = ("，未达目标" if False in verdicts else "，达到目标") if verdicts else ""
    state = "open" if False in verdicts else "kept" if verdicts else "plain"
    words = figure_words(shown, result.indicator.block.text("unit"), view.portal.as_of)
    return Told(state, f"{words}{judged}")


def _opened(block: Block, view: View) -> str:
    """What stands inside the opened line before the query."""
    if block.kind == INDICATOR:
        formula, target = block.text("formula"), block.text("target")
        point = next(iter(_indicator(view, block.id).points[-1:]), None)
        bound = point.target if point and target else None
        wanted = f"目标：{target_words(bound)}{block.text('unit')}。" if bound else ""
        return f"<p>{escape(f'算法：{formula}。' if formula else '')}{escape(wanted)}</p>"
    items = [item for item in view.executable.breaches.get(block.id, ()) if item.is_open]
    listed = "".join(f"<li>{_breach(view, block, item)}</li>" for item in items[:LISTED])
    more = f"<li>另有 {len(items) - LISTED} 项</li>" if len(items) > LISTED else ""
    waiting = _waiting(_duty(view, block.id), view) if block.kind == DUTY else ""
    return f"{waiting}{f'<ul>{listed}{more}</ul>' if listed else ''}"


def _breach(view: View, block: Block, item: AnsweredBreach) -> str:
    address = record_address(view, item.breach.record) or f"{FOLDERS[block.kind]}/{block.id}/"
    return f'<a href="../../{escape(address)}">{escape(item.breach.record)}</a> {escape(breach_words(item.breach))}'


def _waiting(result: DutyResult, view: View) -> str:
    """The occurrences that are open or come next, kept true by the reader's clock."""
    day, names = view.portal.as_of, in_chinese(DUTY_NAMES)
    coming = [o for o in result.occurrences if o.proof is None and o.due >= day][:4]
    rows = "".join(
        f"<li>{escape(o.scope.title)} {o.opens} 至 {o.due} {badge(o.timeline, day, names)}</li>" for o in coming
    )
    return f"<ul>{rows}</ul>" if rows else ""


def _query(block: Block, key: str) -> str:
    text = block.text(key).rstrip()
    if not text:
        return ""
    names = {"repeat": "周期", "scope": "范围", "evidence": "证据", "rows": "用到的记录", "sql": "查询"}
    code = escape(text).replace("\n", "&#10;")
    return f"<p>{names[key]}：</p><pre><code>{code}</code></pre>"


def _duty(view: View, id_: str) -> DutyResult:
    return next(result for result in view.executable.duty_results if result.duty.id == id_)


def _indicator(view: View, id_: str) -> IndicatorResult:
    return next(result for result in view.executable.indicator_results if result.indicator.id == id_)
