"""Passages: what each clause of a document, or each field of a form, says, as plain text without its markup."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shoukong.days.retention import period_in_words
from shoukong.document import Clause, Document, is_satisfies_line
from shoukong.figures import print_figures
from shoukong.form import Field, Form
from shoukong.text.markdown import outline, plain_words

HEAD = "head"
_TYPES = {
    "boolean": "是或否",
    "date": "日期",
    "datetime": "日期和时间",
    "integer": "整数",
    "number": "数值",
    "year": "年份",
}


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a text that is compared as a whole: its key (a clause number, a field), its title, its plain words."""

    key: str
    title: str
    text: str


def passages_of(noun: Document | Form) -> tuple[Passage, ...]:
    """The passages of a document or form in the order of its text."""
    return tuple(_of_form(noun) if isinstance(noun, Form) else _of_document(noun))


def _of_document(document: Document) -> Iterator[Passage]:
    facts = (
        f"名称：{document.title}",
        f"类别：{document.kind_name.zh}",
        f"归口部门：{document.owner}",
        f"适用：{'、'.join(document.audience)}",
        f"复审：每 {document.review_months} 个月",
        f"保存期：{period_in_words(document.retention)}",
    )
    yield Passage(HEAD, "文首", "\n".join(facts))
    rows = document.body.split("\n")
    printed = _printed_clauses(document)
    for clause in document.clauses:
        own = rows[clause.line - document.body_line : clause.end - document.body_line + 1]
        yield Passage(clause.number, _title(clause), printed.get(clause.number, _plain(own)))


def _printed_clauses(document: Document) -> dict[str, str]:
    """The text of each clause with the document's figures printed."""
    text, _ = print_figures(document)
    rows = text.split("\n")
    known = {clause.anchor: clause.number for clause in document.clauses}
    starts = [(b.line, known[b.anchor]) for b in outline(text).anchored if b.anchor in known]
    ends = [line - 1 for line, _ in starts[1:]] + [len(rows)]
    found: dict[str, list[str]] = {}
    for (line, number), end in zip(starts, ends, strict=False):  # ends has one even where there is no clause
        found.setdefault(number, []).extend(rows[line - 1 : end])
    return {number: _plain(own) for number, own in found.items()}


def _title(clause: Clause) -> str:
    return plain_words(clause.title) if clause.is_heading else ""


def _plain(rows: Sequence[str]) -> str:
    """The words of some rows; which requirement they satisfy is not for the reader."""
    return plain_words("\n".join(row for row in rows if not is_satisfies_line(row)))


def _of_form(form: Form) -> Iterator[Passage]:
    facts = (
        f"名称：{form.title}",
        f"归属文件：{form.document}",
        f"条款：{'、'.join(form.clauses)}",
        f"保存期：{period_in_words(form.retention.period)}",
        f"编号写法：{form.number.template if form.number else '沿用原编号'}",
        f"签名：{'、'.join(form.print.signatures) or '无'}",
        f"备注：{form.print.note or '无'}",
    )
    yield Passage(HEAD, "基本", "\n".join(facts))
    for field in form.fields:
        yield Passage(field.name, field.title, "\n".join(_of_field(field)))


def _of_field(field: Field) -> Iterator[str]:
    limits = field.constraints
    yield f"栏目：{field.title}"
    duties = [word for word, holds in (("必填", limits.required), ("不重复", limits.unique)) if holds]
    yield f"类型：{'，'.join((_TYPES.get(field.type, '文字'), *duties))}"
    if field.figure:
        yield f"允许值取自 {field.figure}"
    elif limits.enum is not None:
        yield f"允许值：{'、'.join(limits.enum)}"
    bounds = (("不小于", limits.minimum), ("不大于", limits.maximum), ("格式", limits.pattern))
    yield from (f"{word} {bound}" for word, bound in bounds if bound is not None)
    if field.missing:
        yield f"算作没有填写：{'、'.join(field.missing)}"
    if field.description:
        yield f"说明：{field.description}"
