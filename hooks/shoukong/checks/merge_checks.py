"""Checks of approvals that the rulebook has proved by a merge into the main branch, signed by who may merge."""

from collections.abc import Iterator, Mapping

from shoukong.control.document_control import Control
from shoukong.finding import Finding, Place, finding
from shoukong.history.main_line import NoHistory, NoHistoryError
from shoukong.history.merged_approvals import MergeFault, UnprovedApproval, demanding_merges, unproved_approvals
from shoukong.messages.names import Name
from shoukong.records.core_registers import place_of

_CODES = {
    MergeFault.AWAITED: "merge-awaited",
    MergeFault.NO_MERGE: "merge-missing",
    MergeFault.UNSIGNED: "merge-missing",
    MergeFault.FORGED: "merge-forged",
    MergeFault.OTHER_KEY: "merge-forged",
    MergeFault.NO_TOOL: "merge-unseen",
}
_WHY = {
    NoHistory.NO_GIT: Name("这里没有 Git 的历史", "there is no history of Git here"),
    NoHistory.NO_COMMIT: Name("Git 里还没有提交", "nothing was committed to Git"),
    NoHistory.SHALLOW: Name("只有最近一段历史", "only the latest part of the history is here"),
    NoHistory.NO_BRANCH: Name("认不出主分支", "no branch here is known as the main one"),
}
_NO_TOOL = Name("这台机器没有 ssh-keygen", "ssh-keygen is not installed here")
_SHORT = 10


def check_merges(control: Control) -> Iterator[Finding]:
    """Where the rules of its day demand it, an approval stands on the main branch by a merge of who may merge."""
    demanded = tuple(demanding_merges(control))
    if not demanded:
        return
    try:
        found = tuple(unproved_approvals(control, demanded))
    except NoHistoryError as error:
        first = UnprovedApproval(demanded[0][0], MergeFault.NO_TOOL, "", demanded[0][1])
        yield _told(control, first, _WHY[error.why], len(demanded))
        return
    unseen = [each for each in found if each.fault is MergeFault.NO_TOOL]
    if unseen:
        yield _told(control, unseen[0], _NO_TOOL, len(unseen))
    yield from (_told(control, each, _NO_TOOL, 1) for each in found if each.fault is not MergeFault.NO_TOOL)


CHECKS = (check_merges,)


def _told(control: Control, unproved: UnprovedApproval, why: Name, count: int) -> Finding:
    """What is found of an approval, at the cell that says who approved it."""
    approval = unproved.approval
    place = place_of(approval.row, control.registers, "approved_by") if approval.row else Place("-")
    facts: Mapping[str, object] = {
        "approval": approval.number,
        "who": [control.name(number) for number in unproved.who],
        "commit": unproved.commit[:_SHORT],
        "why": why.zh,
        "why_en": why.en,
        "count": count,
    }
    return finding(_CODES[unproved.fault], place, ref=approval.subject, record=approval.number, **facts)
