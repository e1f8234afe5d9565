"""What an executable block says where it stands: one quiet line that opens, a document's health, a cell of a matrix."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from shoukong.days.timeline import Moment, Timeline, as_data, has_come, timeline
from shoukong.document import Document
from shoukong.executable.breach_answer import AnsweredBreach
from shoukong.executable.cell_text import written
from shoukong.executable.duty import DutyResult
from shoukong.executable.indicator import IndicatorResult
from shoukong.executable.joint_occurrences import JointOccurrences, joint_occurrences
from shoukong.executable.occurrence import DutyState, Occurrence
from shoukong.finding import Finding
from shoukong.language import Speech
from shoukong.messages.names import names_in
from shoukong.pages.indicator_pages import Shown, latest_shown
from shoukong.pages.output import cell
from shoukong.pages.pieces import address_link, badge, record_address
from shoukong.pages.view import View
from shoukong.text.block import DUTY, INDICATOR, RULE, Block
from shoukong.wording.breach_words import breach_words
from shoukong.wording.duty_words import tally_words
from shoukong.wording.indicator_words import period_words, target_words
from shoukong.wording.limit_words import limit_of
from shoukong.wording.state_names import DUTY_NAMES

LISTED = 20
AHEAD = datetime.timedelta(days=100)
FOLDERS = {RULE: "rules", DUTY: "duties", INDICATOR: "indicators"}


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
    page = f"{FOLDERS[block.kind]}/{escape(block.id)}/"
    queries = "".join(
        _query(block, key, view.say) for key in ("repeat", "each", "within", "scope", "evidence", "rows", "sql")
    )
    return (
        f'<details class="sk-rule" data-state="{told.state}"><summary><b>{escape(block.id)}</b> '
        f'<span class="sk-rule-title">{escape(block.title)}</span> {_said(told)}</summary>'
        f"{_opened(block, view)}{queries}"
        f'<p><a href="../../{page}">{_all_of(block.kind, view.say)}</a></p></details>'
    )


def _all_of(kind: str, say: Speech) -> str:
    match kind:
        case "rule":
            return say("这条规则的全部结果")
        case "duty":
            return say("这项义务的全部结果")
        case _:
            return say("全部期间与来源")


def _said(told: Told) -> str:
    data = escape(as_data(told.days, {words: words for _, words in told.days})) if told.days else ""
    days = f' data-days="{data}"' if data else ""
    return f'<i class="sk-told"{days}>{escape(told.words)}</i>'


def told_of(view: View, id_: str) -> Told:
    """What a rule, duty or indicator says on the day of the build; nothing of what is not in force yet."""
    placed = view.executable.blocks[id_]
    if not view.control.is_in_force(placed.document.id):
        return Told("plain", view.say("还没有实施"))
    kind = placed.block.kind
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
    words = cell(told.words) if told.state == "kept" else f"**{cell(told.words)}**"
    return f"[{words}](../{FOLDERS[placed.block.kind]}/{id_}.md)"


def figure_words(shown: Sequence[Shown], unit: str, day: datetime.date, say: Speech) -> str:
    """The figures of a period in a few words: 2026 年上半年 95.2%."""
    first = shown[0].point
    running = say("（未结束）") if first.is_running(day) else ""
    values = say("，").join(f"{s.point.scope} {s.value}{unit}".strip() for s in shown[:3])
    more = say(" 等 %(n)s 项", n=len(shown)) if len(shown) > 3 else ""
    return f"{period_words(first.period, say)}{running} {values}{more}"


def _fault(say: Speech) -> Told:
    return Told("fault", say("不能运行"))


def _of_rule(view: View, id_: str, fault: Finding | None, open_: Sequence[AnsweredBreach]) -> Told:
    if fault is not None:
        return _fault(view.say)
    closed = len(view.executable.breaches[id_]) - len(open_)
    also = view.say.count("，另有 %(n)s 项已关闭", closed) if closed else ""
    if open_:
        return Told("open", view.say.count("%(n)s 项不符合", len(open_)) + also)
    return Told("kept", view.say("符合") + also)


def _of_duty(view: View, result: DutyResult, open_: Sequence[AnsweredBreach]) -> Told:
    if result.fault is not None:
        return _fault(view.say)
    built, say = view.portal.as_of, view.say
    near = [o for o in result.occurrences if _is_near(o, built)]

    done = [each for each in joint_occurrences(result.occurrences) if each.due <= built]
    last = _last_done(done[-1], built, say) if done else ""

    def words(at: Moment) -> str:
        states = [o.state(at) for o in near]
        broken = len(open_) + states.count(DutyState.MISSED)
        waiting = states.count(DutyState.OPEN)
        parts = (
            say.count("%(n)s 项不符合", broken) if broken else "",
            say.count("%(n)s 项待办", waiting) if waiting else "",
        )
        return (say("，").join(part for part in parts if part) or say("都已做到")) + last

    changes = {moment for o in near for moment in o.changes if not has_come(moment, built)}
    return Told("open" if open_ else "kept", words(built), timeline(words, {built, *changes}))


def _is_near(occurrence: Occurrence, day: datetime.date) -> bool:
    """Whether it waits to be done, or will before long."""
    is_waiting = occurrence.proof is None and occurrence.state(day) is not DutyState.MISSED
    return is_waiting and occurrence.opens <= day + AHEAD


def _last_done(one: JointOccurrences, day: datetime.date, say: Speech) -> str:
    return say("（最近一期 %(day)s %(state)s）", day=one.due, state=tally_words(one.tally(day), say))


def _of_indicator(view: View, result: IndicatorResult) -> Told:
    if result.fault is not None:
        return _fault(view.say)
    shown = latest_shown(view, result)
    if not shown:
        return Told("plain", view.say("没有数据"))
    verdicts = [s.point.is_met for s in shown if s.point.is_met is not None]
    missed, met = view.say("，未达目标"), view.say("，达到目标")
    judged = (missed if False in verdicts else met) if verdicts else ""
    state = "open" if False in verdicts else "kept" if verdicts else "plain"
    words = figure_words(shown, result.indicator.block.text("unit"), view.portal.as_of, view.say)
    return Told(state, f"{words}{judged}")


def _opened(block: Block, view: View) -> str:
    """What stands inside the opened line before the query."""
    if block.kind == INDICATOR:
        formula, target = block.text("formula"), block.text("target")
        point = next(iter(_indicator(view, block.id).points[-1:]), None)
        bound = point.target if point and target else None
        unit, say = block.text("unit"), view.say
        how = say("算法：%(formula)s。", formula=formula) if formula else ""
        told = target_words(bound, say.language) if bound else ""
        wanted = say("目标：%(target)s%(unit)s。", target=told, unit=unit) if bound else ""
        return f"<p>{escape(how)}{escape(wanted)}</p>"
    items = [item for item in view.executable.breaches.get(block.id, ()) if item.is_open]
    listed = "".join(f"<li>{_breach(view, block, item)}</li>" for item in items[:LISTED])
    left = len(items) - LISTED
    more = f"<li>{view.say.count('另有 %(n)s 项', left)}</li>" if left > 0 else ""
    waiting = _waiting(_duty(view, block.id), view) if block.kind == DUTY else ""
    return f"{waiting}{f'<ul>{listed}{more}</ul>' if listed else ''}"


def _breach(view: View, block: Block, item: AnsweredBreach) -> str:
    address = record_address(view, item.breach.record) or f"{FOLDERS[block.kind]}/{block.id}/"
    facts = breach_words(item.breach, view.say.language)
    return f'<a href="../../{escape(address)}">{escape(item.breach.record)}</a> {escape(facts)}'


def _waiting(result: DutyResult, view: View) -> str:
    """The occurrences that are open or come next, kept true by the reader's clock."""
    day, names = view.portal.as_of, names_in(view.say.language, DUTY_NAMES)
    coming = [o for o in result.occurrences if o.proof is None and o.state(day) is not DutyState.MISSED][:4]
    rows = "".join(f"<li>{_whose(o, view)} {_span(o, view.say)} {badge(o.timeline, day, names)}</li>" for o in coming)
    return f"<ul>{rows}</ul>" if rows else ""


def _whose(occurrence: Occurrence, view: View) -> str:
    """Who owes it, and the record that asks for it."""
    if occurrence.start is None:
        return escape(occurrence.scope.title)
    record = occurrence.start.record
    return f"{address_link(record, record_address(view, record))} {escape(occurrence.scope.title)}".rstrip()


def _span(occurrence: Occurrence, say: Speech) -> str:
    return say("%(first)s 至 %(last)s", first=written(occurrence.begins), last=limit_of(occurrence))


def _query(block: Block, key: str, say: Speech) -> str:
    text = block.text(key).rstrip()
    if not text:
        return ""
    names = {
        "repeat": say("周期："),
        "each": say("每条："),
        "within": say("时限："),
        "scope": say("范围："),
        "evidence": say("证据："),
        "rows": say("用到的记录："),
        "sql": say("查询："),
    }
    code = escape(text).replace("\n", "&#10;")
    return f"<p>{names[key]}</p><pre><code>{code}</code></pre>"


def _duty(view: View, id_: str) -> DutyResult:
    return next(result for result in view.executable.duty_results if result.duty.id == id_)


def _indicator(view: View, id_: str) -> IndicatorResult:
    return next(result for result in view.executable.indicator_results if result.indicator.id == id_)
