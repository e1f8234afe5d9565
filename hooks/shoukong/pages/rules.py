"""Pages of rules and breaches: the list, a page for each rule, and the quiet line that stands under its clause."""

from collections.abc import Iterator
from html import escape

from shoukong.block import RULE, Block
from shoukong.checks.rules import form_of_record
from shoukong.document import Document
from shoukong.executable.answer import BREACH_NAMES, AnsweredBreach, BreachState
from shoukong.executable.placed import figure_spans
from shoukong.executable.rule import RuleResult
from shoukong.pages.output import Output
from shoukong.pages.templates import fill
from shoukong.pages.view import View


def rule_pages(view: View) -> Iterator[Output]:
    """The list of breaches, and a page for each rule."""
    items = [
        (result, item, record_address(view, item.breach.record))
        for result in view.executable.results
        for item in view.executable.breaches[result.rule.id]
    ]
    items.sort(key=lambda row: (row[1].state is BreachState.CLOSED, -(row[1].age(view.portal.as_of) or 0)))
    yield Output("rules/index.md", fill("rules.md.j2", view=view, items=items, names=BREACH_NAMES))
    for result in view.executable.results:
        yield Output(f"rules/{result.rule.id}.md", _page(view, result))


def quiet_line(block: Block, document: Document, view: View) -> str:
    """A rule as one line of HTML that opens to what it means, its query and its breaches."""
    result = next((r for r in view.executable.results if r.rule.id == block.id and r.rule.document is document), None)
    if block.kind != RULE or result is None:
        return ""
    items = view.executable.breaches[block.id]
    open_ = [item for item in items if item.state is not BreachState.CLOSED]
    state = "fault" if result.fault else "open" if open_ else "kept"
    said = {"fault": "不能运行", "open": f"{len(open_)} 项不符合", "kept": "符合"}[state]
    closed = f"，另有 {len(items) - len(open_)} 项已关闭" if len(items) > len(open_) else ""
    listed = "".join(
        f'<li><a href="../../{record_address(view, item.breach.record) or "rules/" + block.id + "/"}">'
        f"{escape(item.breach.record)}</a> {escape(_facts(item))}（{BREACH_NAMES[item.state]}）</li>"
        for item in open_[:20]
    )
    sql = escape(block.text("sql").rstrip()).replace("\n", "&#10;")
    return (
        f'<details class="sk-rule" data-state="{state}"><summary><span class="sk-rule-mark"></span>'
        f"<b>{escape(block.id)}</b> {escape(block.title)}<i>{said}{closed}</i></summary>"
        f"{f'<ul>{listed}</ul>' if listed else ''}<pre><code>{sql}</code></pre>"
        f'<p><a href="../../rules/{escape(block.id)}/">这条规则的全部结果</a></p></details>'
    )


def record_address(view: View, record: str) -> str | None:
    """Where a record is shown, from the site's base; None where its number fits no form."""
    form = form_of_record(view.portal, record)
    return f"registers/{form.name}/#{record}" if form else None


def health(view: View, document: Document) -> tuple[int, int]:
    """How many rules a document has, and how many of them have open breaches."""
    own = [result for result in view.executable.results if result.rule.document is document]
    broken = [r for r in own if any(i.state is not BreachState.CLOSED for i in view.executable.breaches[r.rule.id])]
    return len(own), len(broken)


def verdict_of(view: View, id_: str) -> str:
    """What a rule of this number says now, in Markdown for a table; empty where there is none."""
    result = next((r for r in view.executable.results if r.rule.id == id_), None)
    if result is None:
        return ""
    if result.fault is not None:
        return f"[不能运行](../rules/{id_}.md)"
    open_ = [item for item in view.executable.breaches[id_] if item.state is not BreachState.CLOSED]
    return f"[**{len(open_)} 项不符合**](../rules/{id_}.md)" if open_ else f"[符合](../rules/{id_}.md)"


def _facts(item: AnsweredBreach) -> str:
    return "，".join(f"{name} {value}" for name, value in item.breach.facts if value)


def _page(view: View, result: RuleResult) -> str:
    rule = result.rule
    items = view.executable.breaches[rule.id]
    wanted = frozenset(name for name in rule.document.figures if f"${name}" in rule.block.text("sql"))
    return fill(
        "rule.md.j2",
        view=view,
        rule=rule,
        fault=result.fault,
        items=[(item, record_address(view, item.breach.record), _facts(item)) for item in items],
        names=BREACH_NAMES,
        figures=figure_spans(rule.document, wanted, view.control) if wanted else (),
    )
