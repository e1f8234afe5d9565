"""Passages: what each clause of a document, or each field of a form, says, as plain text without its markup."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shoukong.days.retention import period_in_words
from shoukong.document import Clause, Document, is_satisfies_line
from shoukong.figures import print_figures
from shoukong.forms.form import Field, Form
from shoukong.language import IN_CHINESE, Speech
from shoukong.messages.names import Name
from shoukong.text.markdown import outline, plain_words, without_links

HEAD = "head"
_TEXT = Name("文字", "text")
_PLACE = re.compile(r"\{\{\s*(.*?)\s*\}\}")
_TYPES = {
    "boolean": Name("是或否", "yes or no"),
    "date": Name("日期", "date"),
    "datetime": Name("日期和时间", "date and time"),
    "integer": Name("整数", "whole number"),
    "number": Name("数值", "number"),
    "year": Name("年份", "year"),
}


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a text that is compared as a whole: its key (a clause number, a field), its title, its plain words."""

    key: str
    title: str
    text: str


def passages_of(noun: Document | Form, say: Speech = IN_CHINESE) -> tuple[Passage, ...]:
    """The passages of a document or form in the order of its text."""
    return tuple(_of_form(noun, say) if isinstance(noun, Form) else _of_document(noun, say))


def _of_document(document: Document, say: Speech) -> Iterator[Passage]:
    facts = (
        say("名称：%(title)s", title=document.title),
        say("类别：%(kind)s", kind=document.kind_name.told(say.language)),
        say("归口部门：%(owner)s", owner=document.owner),
        say("适用：%(audience)s", audience=say.listed(document.audience)),
        say.count("复审：每 %(n)s 个月", document.review_months),
        say("保存期：%(period)s", period=period_in_words(document.retention, say)),
    )
    yield Passage(HEAD, say("文首"), "\n".join(facts))
    rows = document.body.split("\n")
    printed = _printed_clauses(document)
    for clause in document.clauses:
        own = rows[clause.line - document.body_line : clause.end - document.body_line + 1]
        yield Passage(clause.number, _title(clause), printed.get(clause.number, _plain(own)))


def _printed_clauses(document: Document) -> dict[str, str]:
    """The text of each clause with the document's figures printed."""
    text, _ = print_figures(document)
    rows = (without_links(text) if "][" in text else text).split("\n")  # a definition may stand in another clause
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


def _of_form(form: Form, say: Speech) -> Iterator[Passage]:
    facts = (
        say("名称：%(title)s", title=form.title),
        say("归属文件：%(document)s", document=form.document),
        say("条款：%(clauses)s", clauses=say.listed(form.clauses)),
        say("保存期：%(period)s", period=period_in_words(form.retention.period, say)),
        say("编号写法：%(pattern)s", pattern=form.number.template if form.number else say("沿用原编号")),
        say("签名：%(who)s", who=say.listed(form.print.signers) or say("无")),
        say("备注：%(note)s", note=form.print.note or say("无")),
    )
    yield Passage(HEAD, say("基本"), "\n".join((*facts, *_of_layout(form, say), *_of_print(form, say))))
    for field in (each for each in form.fields if not each.is_made):
        yield Passage(field.name, field.title, "\n".join(_of_field(field, say)))


def _of_layout(form: Form, say: Speech) -> Iterator[str]:
    """The sections that a form lays out; nothing where it has none."""
    titles = {field.name: field.title for field in form.fields}
    for section in (each for each in form.sections if each.title):
        fields = say.listed(titles[name] for name in section.fields)
        yield say("版面「%(title)s」：%(fields)s", title=section.title, fields=fields)


def _of_print(form: Form, say: Speech) -> Iterator[str]:
    """What a sheet that is laid out by parts says, part by part, and its copies."""
    shape, titles = form.print, {field.name: field.title for field in form.fields}
    if shape.copies:
        yield say("联次：%(copies)s", copies=say.listed(each.title for each in shape.copies))
    if shape.internal:
        yield say("不印的栏目：%(fields)s", fields=say.listed(titles[name] for name in shape.internal))
    for i, part in enumerate(shape.parts, 1):
        named = tuple(dict.fromkeys(titles[name] for name in part.named))
        told = tuple(map(_plain_places, part.texts)) or named or _words_of(part.content)
        yield say("单子的第 %(n)s 部分「%(title)s」：%(words)s", n=i, title=part.title, words=say.listed(told))


def _plain_places(text: str) -> str:
    """A text whose places to fill in stand as people read them, not as they are written."""
    return _PLACE.sub(r"‹\1›", text)


def _words_of(content: object) -> tuple[str, ...]:
    return content if isinstance(content, tuple) else (str(content),)


def _of_field(field: Field, say: Speech) -> Iterator[str]:
    limits = field.constraints
    yield say("栏目：%(title)s", title=field.title)
    held = ((say("必填"), limits.required), (say("不重复"), limits.unique))
    words = (_TYPES.get(field.type, _TEXT).told(say.language), *(word for word, holds in held if holds))
    yield say("类型：%(words)s", words=say("，").join(words))
    if field.figure:
        yield say("允许值取自 %(figure)s", figure=field.figure)
    elif limits.enum is not None:
        yield say("允许值：%(values)s", values=say.listed(limits.enum))
    bounds = (
        (say("不小于"), limits.minimum),
        (say("不大于"), limits.maximum),
        (say("格式"), limits.pattern),
    )
    yield from (f"{word} {bound}" for word, bound in bounds if bound is not None)
    if field.missing:
        yield say("算作没有填写：%(words)s", words=say.listed(field.missing))
    if field.description:
        yield say("说明：%(text)s", text=field.description)
