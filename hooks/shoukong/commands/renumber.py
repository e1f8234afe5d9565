"""`shoukong renumber`: give the later of two records that share a number the next one, as after a merge."""

import datetime
from pathlib import Path

from shoukong.commands.refusal import REFUSED, is_portal, refuse_folder
from shoukong.entries.renumbering import SharedNumber, referring, renumbered, shared_numbers
from shoukong.evaluation import Evaluation, evaluate
from shoukong.files.write_lock import one_at_a_time
from shoukong.language import Speech, speech
from shoukong.portal import load_portal
from shoukong.row_door import write_rows


def run(root: Path, today: datetime.date, language: str) -> int:
    """Renumber all that can be; the exit code is 1 where some cannot."""
    if not is_portal(root):
        return refuse_folder(root, language)
    with one_at_a_time(root), evaluate(load_portal(root, today), asks_clauses=False) as evaluation:
        return _renumber(evaluation, today, speech(language))


def _renumber(evaluation: Evaluation, today: datetime.date, say: Speech) -> int:
    shared = list(shared_numbers(evaluation, today))
    if not shared:
        print(say("没有重号的记录。"))
        return 0
    write_rows(evaluation, renumbered(evaluation, shared))
    for each in shared:
        print(_line(each, say))
        for number in referring(evaluation, each) if each.following else ():
            print(say("  %(number)s 引用了 %(shared)s：核对它指的是哪一条", number=number, shared=each.number))
    return REFUSED if any(each.following is None for each in shared) else 0


def _line(each: SharedNumber, say: Speech) -> str:
    where = f"{each.place.path}:{each.place.line}"
    if each.following is not None:
        return say(
            "%(where)s  %(number)s 改为 %(following)s", where=where, number=each.number, following=each.following
        )
    if each.is_copy:
        return say("%(where)s  %(number)s 与前面一行完全相同：是重复的行就删去", where=where, number=each.number)
    return say("%(where)s  %(number)s 不能续编：自己改一个编号", where=where, number=each.number)
