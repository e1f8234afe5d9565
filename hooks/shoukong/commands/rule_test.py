"""`shoukong rule test`: try rules and duties against their examples."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shoukong.commands.refusal import is_portal, refuse, refuse_folder
from shoukong.control.document_control import Control
from shoukong.evaluation import evaluate
from shoukong.executable import rule_trial
from shoukong.executable.blocks_in_place import BlockInPlace, blocks_at_hand
from shoukong.executable.rule_example import Example, ExampleFile, example_path
from shoukong.executable.rule_family import Tested, tested_blocks
from shoukong.executable.rule_trial import Trial, try_rules
from shoukong.language import Speech, speech
from shoukong.messages.catalogue import message_of
from shoukong.portal import load_portal
from shoukong.text.block import DUTY, RULE


@dataclass(frozen=True, slots=True)
class Tried:
    """What is told of a rule's or duty's examples, and whether all are in order."""

    lines: tuple[str, ...]
    passed: bool


def run(root: Path, ids: Sequence[str], today: datetime.date, language: str) -> int:
    """Try rules and duties, or all of them, against their examples; 1 where one fails or a rule has none."""
    if not is_portal(root):
        return refuse_folder(root, language)
    say, portal = speech(language), load_portal(root, today)
    with evaluate(portal) as evaluation:
        wanted = tested_blocks(root, blocks_to_test(evaluation.control), ids)
        if isinstance(wanted, str):
            return refuse(say("没有编号为「%(id)s」的规则或义务。", id=wanted))
        passed, total = 0, 0
        for tested in wanted:
            if not ids and tested.placed.block.kind == DUTY and not tested.has_examples:
                continue  # a duty need not have one
            tried = try_examples(tested, evaluation.control, language)
            print("\n".join(tried.lines), flush=True)
            passed, total = passed + tried.passed, total + 1
    print(say("%(passed)s / %(total)s 条规则通过。", passed=passed, total=total))
    return 0 if passed == total else 1


def blocks_to_test(control: Control) -> list[BlockInPlace]:
    """All rules and duties, as the texts at hand say them."""
    return [placed for kind in (RULE, DUTY) for placed in blocks_at_hand(control, kind)]


def try_examples(tested: Tested, control: Control, language: str) -> Tried:
    """How a rule or duty does on its examples, and its family on those that ask for what its members find together."""
    say, placed = speech(language), tested.placed
    lines: list[str] = []
    for family, file in tested.asked:
        if file.example is None:
            lines.extend(_unread(file, placed, say))
        elif not (trial := try_rules(family, file.example, control)).passed:
            lines.append(_failed(placed.id, file, file.example, trial, say))
    if not tested.has_examples:
        lines.append(say("%(id)s  没有例子：%(path)s", id=placed.id, path=example_path(placed.id)))
    if lines:
        return Tried(tuple(lines), passed=False)
    count = len(tested.asked)
    told = (
        say("%(id)s  通过（%(count)s 例）", id=placed.id, count=count)
        if count > 1
        else say("%(id)s  通过", id=placed.id)
    )
    return Tried((told,), passed=True)


def _unread(file: ExampleFile, placed: BlockInPlace, say: Speech) -> list[str]:
    places = ((each.place, message_of(each, say.language)) for each in file.findings)
    return [
        say(
            "%(id)s  例子不能读：%(path)s:%(line)s  %(problem)s",
            id=placed.id,
            path=place.path,
            line=place.line or 1,
            problem=problem,
        )
        for place, problem in places
    ]


def _failed(id_: str, file: ExampleFile, example: Example, trial: Trial, say: Speech) -> str:
    noted = say("（%(path)s：%(note)s）", path=file.path, note=example.note)
    where = noted if example.note else say("（%(path)s）", path=file.path)
    if trial.problem:
        return _problem(id_, trial, where, say)
    wanted, found = (say.listed(sorted(ids)) or "-" for ids in (trial.wanted, trial.found))
    return say(
        "%(id)s  不对：应找出 %(wanted)s，却找出 %(found)s%(where)s", id=id_, wanted=wanted, found=found, where=where
    )


def _problem(id_: str, trial: Trial, where: str, say: Speech) -> str:
    match trial.kind:
        case rule_trial.STRAY_TABLE:
            return say(
                "%(id)s  例子中的表「%(problem)s」不是登记册%(where)s", id=id_, problem=trial.problem, where=where
            )
        case rule_trial.STRAY_COLUMN:
            return say(
                "%(id)s  例子中的「%(problem)s」不是登记册的栏目%(where)s", id=id_, problem=trial.problem, where=where
            )
        case rule_trial.WRONG_CELL:
            return say(
                "%(id)s  例子中的值不是该栏目的类型：%(problem)s%(where)s", id=id_, problem=trial.problem, where=where
            )
    return say("%(id)s  不能运行：%(problem)s%(where)s", id=id_, problem=trial.problem, where=where)
