"""`shoukong withdraw`: let a record that was entered twice or in the wrong register stay, and count no more."""

import datetime
from collections.abc import Sequence
from pathlib import Path

from shoukong.commands.correction_act import Act, Plan, Wish, carry_out
from shoukong.entries.correcting import FoundRecord, Grounds, withdrawn
from shoukong.evaluation import Evaluation
from shoukong.language import Speech


def run(root: Path, wish: Wish, today: datetime.date, language: str) -> int:
    """Withdraw a record."""

    def act(evaluation: Evaluation, record: FoundRecord, grounds: Grounds, say: Speech) -> Plan:
        numbers, contents = withdrawn(evaluation, record, grounds)
        return Plan(numbers, contents, [say("整条作废：原行与编号保留，不再计入规则、定期义务与指标")])

    def done(numbers: Sequence[str], say: Speech) -> str:
        return say("已作废，更正单 %(numbers)s", numbers=say.listed(numbers))

    return carry_out(root, wish, Act(act, done), today, language)
