"""`shoukong person`: all that is kept on a person, for whoever asks to see, correct or erase it."""

import datetime
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from shoukong.commands.refusal import is_portal, refuse, refuse_folder
from shoukong.evaluation import evaluate
from shoukong.finding import shorten
from shoukong.language import Speech, speech
from shoukong.portal import Portal, load_portal
from shoukong.records.kept_of_person import KeptRecord, Why, kept_of_person, words_beside, words_in


def run(root: Path, asked: Sequence[str], today: datetime.date, form: str, language: str, *, record: str = "") -> int:
    """Tell all records of whoever goes by these words, or is told of in a record, as text or JSON; 1 for none."""
    if not is_portal(root):
        return refuse_folder(root, language)
    say = speech(language)
    with evaluate(load_portal(root, today), asks_clauses=False) as evaluation:
        portal = evaluation.portal
        asked = [*asked, *(words_in(portal, evaluation.registers, record) if record else ())]
        if not asked:
            return refuse(say("没有记录「%(record)s」，或它没有写是谁", record=record))
        found = kept_of_person(portal, evaluation.registers, asked)
        records = tuple(each for each in found if each.number != record)
        beside = words_beside(records, portal, asked)
    if form == "json":
        print(json.dumps(_as_data(asked, records, beside), ensure_ascii=False, indent=1))
        return 0 if records else 1
    if not records:
        names = say.listed(asked)
        return refuse(say("登记册里没有与「%(names)s」有关的记录：姓名、号码要与登记的写法相同", names=names))
    for line in _lines(portal, records, beside, say):
        print(line)
    return 0


def _as_data(asked: Sequence[str], records: Sequence[KeptRecord], beside: Sequence[str]) -> dict[str, object]:
    """What was found, with every cell that says something: this is what the person is shown."""
    told = [
        {
            "table": record.form.name,
            "form": record.form.id,
            "title": record.form.title,
            "record": record.number,
            "path": record.place.path,
            "line": record.place.line,
            "found_by": {name: str(why) for name, why in record.found_by.items()},
            "retention": record.form.retention.period,
            "cells": {name: cell for name, cell in record.cells.items() if cell},
        }
        for record in records
    ]
    return {"asked": list(asked), "also": list(beside), "count": len(told), "records": told}


def _lines(portal: Portal, records: Sequence[KeptRecord], beside: Sequence[str], say: Speech) -> Iterator[str]:
    before = ""
    for record in records:
        form = record.form
        if form.name != before:
            before = form.name
            own = sum(each.form.name == form.name for each in records)
            yield say.count("%(title)s（%(form)s）：%(n)s 条", own, title=form.title, form=form.id)
        yield f"  {record.number}  {record.place.path}:{record.place.line or 1}  {_found_words(record, say)}"
    yield say.count("共 %(n)s 条记录。", len(records))
    if beside:
        yield say("同一人还可能登记为：%(words)s。要一并查的，都写在命令里。", words=say.listed(beside))
    if (portal.root / ".git").exists():
        yield say("删改之后，Git 的历史里还有原来的文字；附件、打印件和已发布的网站要另外处理。")


def _found_words(record: KeptRecord, say: Speech) -> str:
    """By which cells a record was found."""
    names = {
        Why.OWN: say("本人"),
        Why.REFERS: say("经由"),
        Why.MENTIONS: say("文字提到"),
    }
    titles = {field.name: field.title for field in record.form.fields}
    told = (f"{names[why]} {titles[name]}「{shorten(record.cells[name])}」" for name, why in record.found_by.items())
    return say.listed(told)
