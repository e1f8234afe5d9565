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
from shoukong.portal import load_portal

_TEXTS = {
    "zh": {
        "none": "没有编号为「{id}」的规则或义务。",
        "trying": "[{i}/{total}] {id} …",
        "score": "{id}  {noticed} / {total}{equivalent}",
        "equivalent": "，另有 {count} 处不影响结果",
        "unnoticed": "  没有例子发现：{told}",
        "stale": "  写作不影响结果，却有例子发现，或没有这处改动：{told}",
        "unread": "  查询 {told} 不能改动：sqlglot 读不了",
        "sum": "{noticed} / {total} 处改动有例子发现（{percent}%）。{untried}",
        "untried": "没有试的：{ids}。",
        "comma": "、",
    },
    "en": {
        "none": "There is no rule or duty “{id}”.",
        "trying": "[{i}/{total}] {id} …",
        "score": "{id}  {noticed} of {total}{equivalent}",
        "equivalent": ", and {count} that make no difference",
        "unnoticed": "  no example notices: {told}",
        "stale": "  listed as making no difference, but noticed, or no such change: {told}",
        "unread": "  the query {told} cannot be changed: sqlglot does not read it",
        "sum": "Changes noticed: {noticed} of {total} ({percent}%).{untried}",
        "untried": " Not tried: {ids}.",
        "comma": ", ",
    },
}


def run(root: Path, ids: Sequence[str], today: datetime.date, language: str) -> int:
    """Change rules and duties, or all of them, and try each change; 1 where one is not noticed or none can be tried."""
    if not is_portal(root):
        return refuse_folder(root, language)
    texts, portal = _TEXTS[language], load_portal(root, today)
    noticed, total, untried, is_whole = 0, 0, [], True
    with evaluate(portal) as evaluation:
        wanted = tested_blocks(root, blocks_to_test(evaluation.control), ids)
        if isinstance(wanted, str):
            return refuse(texts["none"].format(id=wanted))
        for i, tested in enumerate(wanted, 1):
            placed = tested.placed
            print(texts["trying"].format(i=i, total=len(wanted), id=placed.id), file=sys.stderr, flush=True)
            tried = try_examples(tested, evaluation.control, language)
            if not tried.passed:
                print("\n".join(tried.lines), flush=True)
                untried.append(placed.id)
                continue
            mutation = try_changes(tested, evaluation.control)
            print("\n".join(_told(placed.id, mutation, language)), flush=True)
            noticed, total = noticed + len(mutation.noticed), total + mutation.total
            is_whole = is_whole and mutation.is_whole
    print(_sum(noticed, total, untried, language))
    return 0 if is_whole and not untried else 1


def _told(id_: str, mutation: Mutation, language: str) -> Iterator[str]:
    texts = _TEXTS[language]
    count = len(mutation.equivalent)
    equivalent = texts["equivalent"].format(count=count) if count else ""
    yield texts["score"].format(id=id_, noticed=len(mutation.noticed), total=mutation.total, equivalent=equivalent)
    yield from (texts["unread"].format(told=key) for key in mutation.unread)
    yield from (texts["unnoticed"].format(told=told) for told in mutation.unnoticed)
    yield from (texts["stale"].format(told=told) for told in mutation.stale)


def _sum(noticed: int, total: int, untried: Sequence[str], language: str) -> str:
    texts = _TEXTS[language]
    told = texts["untried"].format(ids=texts["comma"].join(untried)) if untried else ""
    percent = f"{100 * noticed / total:.1f}" if total else "-"
    return texts["sum"].format(noticed=noticed, total=total, percent=percent, untried=told)
