"""`shoukong rule test --mutants`: which small changes of a rule's or duty's queries no example notices."""

import datetime
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from shoukong.commands.refusal import is_portal, refuse, refuse_folder
from shoukong.commands.rule_test import blocks_to_test, try_examples
from shoukong.evaluation import evaluate
from shoukong.executable.mutation import Mutation, try_changes
from shoukong.executable.rule_family import tested_blocks
from shoukong.language import Speech, speech
from shoukong.portal import load_portal


def run(root: Path, ids: Sequence[str], today: datetime.date, language: str) -> int:
    """Change rules and duties, or all of them, and try each change; 1 where one is not noticed or none can be tried."""
    if not is_portal(root):
        return refuse_folder(root, language)
    say, portal = speech(language), load_portal(root, today)
    noticed, total, untried, is_whole = 0, 0, [], True
    with evaluate(portal) as evaluation:
        wanted = tested_blocks(root, blocks_to_test(evaluation.control), ids)
        if isinstance(wanted, str):
            return refuse(say("没有编号为「%(id)s」的规则或义务。", id=wanted))
        for i, tested in enumerate(wanted, 1):
            placed = tested.placed
            print(say("[%(i)s/%(total)s] %(id)s …", i=i, total=len(wanted), id=placed.id), file=sys.stderr, flush=True)
            tried = try_examples(tested, evaluation.control, language)
            if not tried.passed:
                print("\n".join(tried.lines), flush=True)
                untried.append(placed.id)
                continue
            mutation = try_changes(tested, evaluation.control)
            print("\n".join(_told(placed.id, mutation, say)), flush=True)
            noticed, total = noticed + len(mutation.noticed), total + mutation.total
            is_whole = is_whole and mutation.is_whole
    print(_sum(noticed, total, untried, say))
    return 0 if is_whole and not untried else 1


def _told(id_: str, mutation: Mutation, say: Speech) -> Iterator[str]:
    count = len(mutation.equivalent)
    equivalent = say("，另有 %(count)s 处不影响结果", count=count) if count else ""
    yield say(
        "%(id)s  %(noticed)s / %(total)s%(equivalent)s",
        id=id_,
        noticed=len(mutation.noticed),
        total=mutation.total,
        equivalent=equivalent,
    )
    yield from (say("  查询 %(told)s 不能改动：sqlglot 读不了", told=key) for key in mutation.unread)
    yield from (say("  没有例子发现：%(told)s", told=told) for told in mutation.unnoticed)
    yield from (say("  写作不影响结果，却有例子发现，或没有这处改动：%(told)s", told=told) for told in mutation.stale)


def _sum(noticed: int, total: int, untried: Sequence[str], say: Speech) -> str:
    told = say("没有试的：%(ids)s。", ids=say.listed(untried)) if untried else ""
    percent = f"{100 * noticed / total:.1f}" if total else "-"
    return say(
        "%(noticed)s / %(total)s 处改动有例子发现（%(percent)s%%）。%(untried)s",
        noticed=noticed,
        total=total,
        percent=percent,
        untried=told,
    )
