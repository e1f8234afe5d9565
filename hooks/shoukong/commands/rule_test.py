"""`shoukong rule test`: try rules against their examples."""

import datetime
from collections.abc import Sequence
from pathlib import Path

from shoukong.commands.refusal import is_portal, refuse, refuse_folder
from shoukong.control.document_control import Control
from shoukong.evaluation import evaluate
from shoukong.executable.blocks_in_place import BlockInPlace, blocks_at_hand
from shoukong.executable.rule_example import example_path, read_example, try_rule
from shoukong.language import listed
from shoukong.messages.catalogue import message_of
from shoukong.portal import load_portal
from shoukong.text.block import RULE

_TEXTS = {
    "zh": {
        "none": "没有编号为「{id}」的规则。",
        "no-example": "{id}  没有例子：{path}",
        "unread": "{id}  例子不能读：{path}:{line}  {problem}",
        "passed": "{id}  通过",
        "wrong": "{id}  不对：应找出 {wanted}，却找出 {found}",
        "broken": "{id}  不能运行：{problem}",
        "table": "{id}  例子中的表「{problem}」不是登记册，或查询没有用到",
        "column": "{id}  例子中的「{problem}」不是登记册的栏目",
        "cell": "{id}  例子中的值不是该栏目的类型：{problem}",
        "sum": "{passed} / {total} 条规则通过。",
    },
    "en": {
        "none": "There is no rule “{id}”.",
        "no-example": "{id}  has no example: {path}",
        "unread": "{id}  its example cannot be read: {path}:{line}  {problem}",
        "passed": "{id}  passed",
        "wrong": "{id}  wrong: should find {wanted}, found {found}",
        "broken": "{id}  does not run: {problem}",
        "table": "{id}  the example's table “{problem}” is no register, or not one that the query asks",
        "column": "{id}  “{problem}” in the example is no field of its register",
        "cell": "{id}  a value in the example is not of its field's type: {problem}",
        "sum": "Rules passed: {passed} of {total}.",
    },
}


def run(root: Path, ids: Sequence[str], today: datetime.date, language: str) -> int:
    """Try rules, or all of them, against their examples; 1 where one fails or has none."""
    if not is_portal(root):
        return refuse_folder(root, language)
    texts, portal = _TEXTS[language], load_portal(root, today)
    with evaluate(portal) as evaluation:
        control = evaluation.control
        rules = {rule.id: rule for rule in blocks_at_hand(control, RULE)}
        unknown = [id_ for id_ in ids if id_ not in rules]
        if unknown:
            return refuse(texts["none"].format(id=unknown[0]))
        wanted = [rules[id_] for id_ in ids] if ids else list(rules.values())
        passed = sum(_tell(control, rule, language) for rule in wanted)
    print(texts["sum"].format(passed=passed, total=len(wanted)))
    return 0 if passed == len(wanted) else 1


def _tell(control: Control, rule: BlockInPlace, language: str) -> bool:
    """Print how a rule did; whether it passed."""
    texts = _TEXTS[language]
    example, findings = read_example(control.portal.root, rule.id)
    if example is None:
        for each in findings:
            problem, place = message_of(each, language), each.place
            print(texts["unread"].format(id=rule.id, path=place.path, line=place.line or 1, problem=problem))
        if not findings:
            print(texts["no-example"].format(id=rule.id, path=example_path(rule.id)))
        return False
    trial = try_rule(rule, example, control)
    if trial.problem:
        print(texts[trial.kind].format(id=rule.id, problem=trial.problem))
    elif trial.passed:
        print(texts["passed"].format(id=rule.id))
    else:
        wanted, found = (listed(sorted(ids), language) or "-" for ids in (trial.wanted, trial.found))
        print(texts["wrong"].format(id=rule.id, wanted=wanted, found=found))
    return trial.passed
