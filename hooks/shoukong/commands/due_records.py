"""`shoukong retention`: say of which records the time is over, and what keeps some of them nevertheless."""

import datetime
from pathlib import Path

from shoukong.commands.refusal import is_portal, refuse_folder
from shoukong.control.record_keeping import FormKeeping, keeping_by_form
from shoukong.evaluation import evaluate
from shoukong.language import Speech, speech
from shoukong.portal import load_portal


def run(root: Path, today: datetime.date, language: str) -> int:
    """List them by form; nothing is changed."""
    if not is_portal(root):
        return refuse_folder(root, language)
    say = speech(language)
    with evaluate(load_portal(root, today), asks_clauses=False) as evaluation:
        found = keeping_by_form(evaluation.portal, evaluation.registers, evaluation.control.holds, today)
    told = [each for each in found if each.going or each.held or each.referred]
    for each in told:
        print(_line(each, say))
    if not told:
        print(say("%(day)s 没有保存期已满的记录。", day=today))
    return 0


def _line(each: FormKeeping, say: Speech) -> str:
    numbers = say.listed([record.number for record in each.going[:3]]) + ("…" if len(each.going) > 3 else "")
    parts = [
        say.count("可申请销毁 %(n)s 条", len(each.going)) + (f"：{numbers}" if each.going else ""),
        say.count("暂停销毁 %(n)s 条", each.held) if each.held else "",
        say.count("仍被引用 %(n)s 条", each.referred) if each.referred else "",
    ]
    return f"{each.form.id} {each.form.title}  " + say.listed(filter(None, parts))
