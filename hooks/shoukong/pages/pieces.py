"""Pieces that many pages repeat: rows of tables, badges, and links to records, texts, clauses and revisions."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote

from shoukong.control.approval import Approval, Signing
from shoukong.control.approval_signature import SignatureState
from shoukong.control.document_control import Control
from shoukong.control.life import Life, Term
from shoukong.days.timeline import Timeline, as_data, state_at, timeline
from shoukong.document import Clause, Document
from shoukong.edition import Edition
from shoukong.executable.blocks_in_place import BlockInPlace, Interval
from shoukong.executable.breach_answer import Report
from shoukong.forms.form import Form
from shoukong.language import IN_CHINESE, Speech
from shoukong.messages.names import STEP_NAMES, Name
from shoukong.pages.document_body import clause_title
from shoukong.pages.output import cell
from shoukong.pages.view import View
from shoukong.records.core_registers import Row

_KEY_SHOWN = 15  # characters of a fingerprint, with SHA256:


def row(*cells: object) -> str:
    """A row of a Markdown table."""
    return f"| {' | '.join(map(str, cells))} |"


def thousands(number: int) -> str:
    """A number with its thousands apart."""
    return f"{number:,}"


def status(state: object, name: str) -> str:
    """A state as a badge that does not depend on the day."""
    return f'<span class="sk-status" data-status="{state}">{name}</span>'


def badge(line: Timeline[Any], day: datetime.date, names: Mapping[Any, str]) -> str:
    """A state as a badge that the browser keeps true: right on the day of the build, and by the reader's clock."""
    state = state_at(line, day)
    data = escape(as_data(line, names))
    return f'<span class="sk-status" data-status="{state}" data-days="{data}">{names[state]}</span>'


def days_data(line: Timeline[Any], names: Mapping[Any, str] | None = None) -> str:
    """A timeline as an attribute of HTML; states without names stand for themselves."""
    known = names if names is not None else {state: "—" if state is None else str(state) for _, state in line}
    return escape(as_data(line, known))


def by_day(line: Timeline[Any], shown: object) -> str:
    """What is shown on the day of the build, and by the reader's clock what a timeline says."""
    return f'<span data-days="{days_data(line)}">{shown}</span>'


def due_line(day: datetime.date, as_of: datetime.date, say: Speech = IN_CHINESE) -> str:
    """By when something is to be done, and from the day after that it is late, by the reader's clock."""
    late_from = day + datetime.timedelta(days=1)
    names = {False: say("应于 %(day)s 完成", day=day), True: say("应于 %(day)s 完成，已逾期", day=day)}
    states = timeline(lambda moment: moment >= late_from, (late_from,))
    return f'<span class="sk-due" data-days="{escape(as_data(states, names))}">{names[as_of >= late_from]}</span>'


def page_of(text: Edition) -> str:
    """Where the pages of a subject lie: `documents/P-03`, `forms/staff`."""
    return f"{'forms' if text.is_form else 'documents'}/{text.page}"


def record_link(number: str, table: str, base: str = "../../", shown: str | None = None) -> str:
    """A record's number that leads to it in its register; `shown` stands in its place."""
    return f'<a href="{base}registers/{table}/#{escape(number)}">{cell(number) if shown is None else shown}</a>'


def record_address(view: View, record: str) -> str | None:
    """Where a record is shown, from the site's base; None where its number fits no form."""
    form = view.portal.form_of(record) or view.forms_of_others_numbers.get(record)
    return f"registers/{form.name}/#{quote(record)}" if form else None


def row_link(row: Row, base: str = "../../", shown: str | None = None) -> str:
    """A record of a core register, as its number or `shown`, in the register that the firm keeps it in."""
    return record_link(row.number, row.table, base, shown)


def report_links(reports: Iterable[Report], base: str = "../../", say: Speech = IN_CHINESE) -> str:
    """The nonconformity reports that answer a breach."""
    return say.listed(row_link(report.row, base) for report in reports)


def report_link(report: Report, base: str = "../../") -> str:
    """A nonconformity report, for HTML."""
    return row_link(report.row, base, escape(report.number))


def action_links(reports: Iterable[Report], base: str = "../../", say: Speech = IN_CHINESE) -> str:
    """The corrective actions of the reports that answer a breach."""
    return say.listed(action_link(action, base) for report in reports for action in report.actions)


def action_link(action: Row, base: str = "../../") -> str:
    """A corrective action, for HTML."""
    return row_link(action, base, escape(action.number))


def address_link(text: str, address: str | None, base: str = "../../") -> str:
    """A text in HTML that leads to an address where there is one."""
    return f'<a href="{base}{escape(address)}">{escape(text)}</a>' if address else escape(text)


def clause_link(document: Document, clause: Clause, words: str, base: str = "../") -> str:
    """Words that lead to a clause."""
    return f"[{words}]({base}documents/{document.id}.md#{clause.anchor})"


def place_link(placed: BlockInPlace, say: Speech = IN_CHINESE) -> str:
    """The clause of a block with its title; the document alone where it stands before every clause."""
    document, clause = placed.document, placed.clause
    if clause is None:
        return f"[{document.id}](../documents/{document.id}.md)" + say("，不在任何条款之下")
    return clause_link(
        document, clause, f"{clause_words(document, clause, say)} {cell(clause_title(document, clause))}"
    )


def clause_words(document: Document, clause: Clause, say: Speech = IN_CHINESE) -> str:
    """`P-05 第 4.1.2 条`, or `P-05 第三条（一）` where the text numbers its clauses so."""
    if clause.cited:
        return f"{document.id} {clause.cited}"
    return say("%(document)s 第 %(clause)s 条", document=document.id, clause=clause.number)


def since(interval: Interval[Any], say: Speech = IN_CHINESE) -> str:
    """From when to when something held, before what it was."""
    start = interval.start or say("最初")
    if interval.end:
        return say("%(start)s 起，%(end)s 前：", start=start, end=interval.end)
    return say("%(start)s 起：", start=start)


def document_link(id_: str, known: Iterable[str]) -> str:
    """A document's number that leads to it where there is one."""
    return f"[{id_}](../documents/{id_}.md)" if id_ in known else cell(id_)


def form_links(forms: Sequence[Form], say: Speech = IN_CHINESE) -> str:
    """Forms by number and title."""
    return say.listed(f"[{f.id} {cell(f.title)}](../forms/{f.name}.md)" for f in forms) or say("无")


def change_link(number: str, control: Control, base: str = "../") -> str:
    """A change request that leads to its page; empty where there is none of the number."""
    return f"[{number}]({base}changes/{number}.md)" if number in control.changes else ""


def revision_links(life: Life, folder: str, shown: Term | None = None, say: Speech = IN_CHINESE) -> str:
    """The revisions of a subject, each leading to its page in a folder; the one that is shown is none."""
    names = (
        f"**{t.text.revision}**" if t is shown else f"[{t.text.revision}]({folder}{t.text.revision.in_path}.md)"
        for t in life.terms
    )
    return say.listed(names)


def approval_line(approval: Approval, control: Control, base: str = "../../", say: Speech = IN_CHINESE) -> str:
    """An approval with who took which step when."""
    steps = (
        _signed(cell(control.name(s.by)), STEP_NAMES[s.step], _day_and_proof(approval, s, control, say), say)
        for s in approval.signings
    )
    number = row_link(approval.row, base) if approval.row else cell(approval.number)
    return number + say("：") + say("，").join(steps)


def _day_and_proof(approval: Approval, signing: Signing, control: Control, say: Speech) -> str:
    """The day of a step, and what its signature proves, or that it lacks one which is demanded."""
    signature = control.signatures.get((approval.number, signing.by))
    if signature is None:
        told = say("缺签名") if control.demands_proof(approval) else ""
    elif signature.state is SignatureState.GOOD:
        told = say("已用密钥 %(key)s 签名，核对无误", key=signature.fingerprint[:_KEY_SHOWN])
    elif signature.state is SignatureState.NO_TOOL:
        told = say("已签名，没有核对")
    else:
        told = say("签名不符")
    return say("，").join(filter(None, (str(signing.on or ""), told)))


def _signed(who: str, step: Name, day: object, say: Speech) -> str:
    return say("%(who)s %(step)s（%(day)s）", who=who, step=step.told(say.language), day=day)
