"""`shoukong rule test`: try rules and duties against their examples."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shoukong.commands.refusal import is_portal, refuse, refuse_folder
from shoukong.control.document_control import Control
from shoukong.evaluation import evaluate
from shoukong.executable.blocks_in_place import BlockInPlace, blocks_at_hand
from shoukong.executable.rule_example import Example, ExampleFile, example_path
from shoukong.executable.rule_family import Tested, tested_blocks
from shoukong.executable.rule_trial import Trial, try_rules
from shoukong.language import listed
from shoukong.messages.catalogue import message_of
from shoukong.portal import load_portal
from shoukong.text.block import DUTY, RULE

_TEXTS = {
    "zh": {
        "none": "没有编号为「{id}」的规则或义务。",
        "no-example": "{id}  没有例子：{path}",
        "unread": "{id}  例子不能读：{path}:{line}  {problem}",
        "passed": "{id}  通过",
        "passed-all": "{id}  通过（{count} 例）",
        "wrong": "{id}  不对：应找出 {wanted}，却找出 {found}{where}",
        "broken": "{id}  不能运行：{problem}{where}",
        "table": "{id}  例子中的表「{problem}」不是登记册{where}",
        "column": "{id}  例子中的「{problem}」不是登记册的栏目{where}",
        "cell": "{id}  例子中的值不是该栏目的类型：{problem}{where}",
        "where": "（{path}）",
        "where-noted": "（{path}：{note}）",
        "sum": "{passed} / {total} 条规则通过。",
    },
    "en": {
        "none": "There is no rule or duty “{id}”.",
        "no-example": "{id}  has no example: {path}",
        "unread": "{id}  its example cannot be read: {path}:{line}  {problem}",
        "passed": "{id}  passed",
        "passed-all": "{id}  passed ({count} examples)",
        "wrong": "{id}  wrong: should find {wanted}, found {found}{where}",
        "broken": "{id}  does not run: {problem}{where}",
        "table": "{id}  the example's table “{problem}” is no register{where}",
        "column": "{id}  “{problem}” in the example is no field of its register{where}",
        "cell": "{id}  a value in the example is not of its field's type: {problem}{where}",
        "where": " ({path})",
        "where-noted": " ({path}: {note})",
        "sum": "Rules passed: {passed} of {total}.",
    },
}


@dataclass(frozen=True, slots=True)
class Tried:
    """What is told of a rule's or duty's examples, and whether all are in order."""

    lines: tuple[str, ...]
    passed: bool


def run(root: Path, ids: Sequence[str], today: datetime.date, language: str) -> int:
    """Try rules and duties, or all of them, against their examples; 1 where one fails or a rule has none."""
    if not is_portal(root):
        return refuse_folder(root, language)
    texts, portal = _TEXTS[language], load_portal(root, today)
    with evaluate(portal) as evaluation:
        wanted = tested_blocks(root, blocks_to_test(evaluation.control), ids)
        if isinstance(wanted, str):
            return refuse(texts["none"].format(id=wanted))
        passed, total = 0, 0
        for tested in wanted:
            if not ids and tested.placed.block.kind == DUTY and not tested.has_examples:
                continue  # a duty need not have one
            tried = try_examples(tested, evaluation.control, language)
            print("\n".join(tried.lines), flush=True)
            passed, total = passed + tried.passed, total + 1
    print(texts["sum"].format(passed=passed, total=total))
    return 0 if passed == total else 1


def blocks_to_test(control: Control) -> list[BlockInPlace]:
    """All rules and duties, as the texts at hand say them."""
    return [placed for kind in (RULE, DUTY) for placed in blocks_at_hand(control, kind)]


def try_examples(tested: Tested, control: Control, language: str) -> Tried:
    """How a rule or duty does on its examples, and its family on those that ask for what its members find together."""
    texts, placed = _TEXTS[language], tested.placed
    lines: list[str] = []
    for family, file in tested.asked:
        if file.example is None:
            lines.extend(_unread(file, placed, language))
        elif not (trial := try_rules(family, file.example, control)).passed:
            lines.append(_failed(placed.id, file, file.example, trial, language))
    if not tested.has_examples:
        lines.append(texts["no-example"].format(id=placed.id, path=example_path(placed.id)))
    if lines:
        return Tried(tuple(lines), passed=False)
    count = len(tested.asked)
    told = texts["passed-all" if count > 1 else "passed"].format(id=placed.id, count=count)
    return Tried((told,), passed=True)


def _unread(file: ExampleFile, placed: BlockInPlace, language: str) -> list[str]:
    told = _TEXTS[language]["unread"]
    places = ((each.place, message_of(each, language)) for each in file.findings)
    return [
        told.format(id=placed.id, path=place.path, line=place.line or 1, problem=problem) for place, problem in places
    ]


def _failed(id_: str, file: ExampleFile, example: Example, trial: Trial, language: str) -> str:
    texts = _TEXTS[language]
    where = texts["where-noted" if example.note else "where"].format(path=file.path, note=example.note)
    if trial.problem:
        return texts[trial.kind].format(id=id_, problem=trial.problem, where=where)
    wanted, found = (listed(sorted(ids), language) or "-" for ids in (trial.wanted, trial.found))
    return texts["wrong"].format(id=id_, wanted=wanted, found=found, where=where)
