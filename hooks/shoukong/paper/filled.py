"""Records as PDF: the sheet of their form, or its list, with what they say in its boxes."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from shoukong.forms.form import Form
from shoukong.language import Speech
from shoukong.paper.blank import PrintContext, form_data, qr_of, template_of
from shoukong.paper.print_words import record_words
from shoukong.paper.said import Said, day_in_words
from shoukong.paper.sheet_parts import Filled
from shoukong.paper.slots import Comb, ems
from shoukong.paper.typeset import Layout, set_pdf

_LINE_EMS = {True: 44.0, False: 17.0}  # of a box over the whole width of a sheet, and over half of it
_MANY_LINES = 14


def record_pdf(
    form: Form,
    records: Sequence[Filled],
    context: PrintContext,
    day: datetime.date,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """A record on the sheet of its form, or several on its list, printed on a day, with pictures by their names.

    Nothing of it is kept: it may tell of people. Raises PaperError.
    """
    data = _data(form, records, context, day)
    shown = {name: list(content) for name, content in (pictures or {}).items()}
    drawn = {"qr": qr_of(context.page_url), "pictures": shown}
    return set_pdf(Layout(records[0].number, template_of(form), data, day, context.fonts, drawn))


def _data(form: Form, records: Sequence[Filled], context: PrintContext, day: datetime.date) -> Mapping[str, Any]:
    say = context.say
    data: dict[str, Any] = dict(form_data(form, context, records[0]))
    data["words"] = {**data["words"], **record_words(say)}
    data["printed"] = say("打印日期 %(day)s", day=day_in_words(day, say))
    data["withdrawn"] = say("；").join(each.withdrawn for each in records if each.withdrawn)
    if form.print.parts:
        return {**data, "number": _told_number(records[0], data["number"], say)}
    if form.print.is_list:
        return {**data, "records": [_row(each, data["columns"]) for each in records]}
    record = records[0]
    data["number"] = _told_number(record, data["number"], say)
    for section in data["sections"]:
        section["rows"] = [list(_filled_slots(row, record)) for row in section["rows"]]
    return data


def _told_number(record: Filled, number: Mapping[str, Any], say: Speech) -> Mapping[str, Any]:
    """The number in its cells; those of several records on one sheet as the first and the last."""
    if not number["title"]:
        return number
    if len(record.beside) > 1:
        told = say("%(first)s 至 %(last)s", first=record.beside[0].number, last=record.beside[-1].number)
        return {**number, "said": told, "combs": [asdict(Comb(text=told))]}
    filled = [asdict(comb) for comb in _filled_combs(record.number, number["combs"])]
    return {**number, "said": record.number, "combs": filled}


def _filled_slots(row: Sequence[Mapping[str, Any]], record: Filled) -> Iterator[Mapping[str, Any]]:
    said = [record.cells.get(slot["name"], Said("")) for slot in row]
    grows = any(len(each.pictures) > 1 or _lines(each.text, is_wide=len(row) == 1) > _MANY_LINES for each in said)
    for slot, each in zip(row, said, strict=True):
        yield {**slot, "said": asdict(each), "grows": grows}


def _row(record: Filled, columns: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    cells = [record.cells.get(column["name"], Said("")) for column in columns]
    return {"number": record.number, "cells": [asdict(each) for each in cells], "is_withdrawn": bool(record.withdrawn)}


def _filled_combs(number: str, blank: Sequence[Mapping[str, Any]]) -> Iterator[Comb]:
    """A number in the cells of its pattern; one that does not follow it has a cell for each sign."""
    found, rest = [], number
    for each in blank:
        length = len(each["text"]) or each["cells"]
        found.append(Comb(text=rest[:length], cells=each["cells"]))
        if each["text"] and rest[:length] != each["text"]:
            break
        rest = rest[length:]
    else:
        if not rest and all(len(each.text) == each.cells for each in found if each.cells):
            return iter(found)
    return iter((Comb(text=number),))


def _lines(text: str, *, is_wide: bool) -> int:
    """About how many lines a text takes in a box."""
    return sum(1 + int(ems(line) / _LINE_EMS[is_wide]) for line in text.split("\n"))


def withdrawn_words(correction: str, reason: str, day: datetime.date | None, say: Speech) -> str:
    """That a record was withdrawn: by which correction, when and why."""
    since = day_in_words(day, say) if day else ""
    return say("本记录已作废：%(correction)s %(since)s %(reason)s", correction=correction, since=since, reason=reason)
