"""Approvals that a merge proves: by which commit of the main branch each came as it stands, and who signed that."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from shoukong.control.allowed_signers import GIT_NAMESPACE
from shoukong.control.approval import Approval
from shoukong.control.approval_signature import allowed_signers
from shoukong.control.document_control import Control
from shoukong.control.ssh_keygen import has_ssh_keygen, is_signed
from shoukong.history.main_line import Contents, contents_of, main_line
from shoukong.history.published_records import PublishedRecords, main_tips
from shoukong.history.row_changes import PartVersions, RowEvent, row_changes
from shoukong.history.signed_commit import day_of, read_commit
from shoukong.records.core_declaration import APPROVALS
from shoukong.records.core_registers import kept_register
from shoukong.records.registers import register_folder
from shoukong.rulebook import MERGE

_STANDS = frozenset((RowEvent.MADE, RowEvent.FILLED, RowEvent.CHANGED))


class MergeFault(StrEnum):
    """Why an approval is not proved by the commit that brought it."""

    AWAITED = "awaited"
    NO_MERGE = "no-merge"
    UNSIGNED = "unsigned"
    FORGED = "forged"
    OTHER_KEY = "other-key"
    NO_TOOL = "no-tool"


@dataclass(frozen=True, slots=True)
class UnprovedApproval:
    """An approval that no merge proves: why, by which commit it came if by any, and who should have signed that."""

    approval: Approval
    fault: MergeFault
    commit: str
    who: tuple[str, ...]


def demanding_merges(control: Control) -> Iterator[tuple[Approval, tuple[str, ...]]]:
    """The approvals that must have come by a signed merge, each with those who may have signed it."""
    for approval in control.approvals:
        proofs = [proof for proof in control.proofs_of(approval) if proof.kind == MERGE]
        if proofs:
            yield approval, tuple(dict.fromkeys((approval.approved.by, *(name for p in proofs for name in p.by))))


def unproved_approvals(
    control: Control, demanded: Iterable[tuple[Approval, tuple[str, ...]]]
) -> Iterator[UnprovedApproval]:
    """Of some approvals those that are not on the main branch as they stand, or came there by no merge of theirs.

    Raises NoHistoryError where Git cannot tell.
    """
    portal = control.portal
    tips = main_tips(portal.root, portal.settings.main_branch)
    with contents_of(portal.root) as contents:
        brought = [_brought(control, tip, contents) for tip in tips]
    for approval, who in demanded:
        commits = dict.fromkeys(each[approval.number] for each in brought if approval.number in each)
        if not commits:
            yield UnprovedApproval(approval, MergeFault.AWAITED, "", who)
        for commit in commits:
            fault = merge_fault(control, commit, who)
            if fault is not None:
                yield UnprovedApproval(approval, fault, commit, who)


def merge_fault(control: Control, commit: str, who: tuple[str, ...]) -> MergeFault | None:
    """Why a commit is no merge that one of some people or forges signed with a key that was theirs on its day."""
    root = control.portal.root
    made = read_commit(root, commit)
    if made is None or made.parents < 2:
        return MergeFault.NO_MERGE
    if made.signature is None:
        return MergeFault.UNSIGNED
    if not has_ssh_keygen():
        return MergeFault.NO_TOOL
    if not is_signed(made.signature, made.text, GIT_NAMESPACE):
        return MergeFault.FORGED
    day, key = day_of(made, control.portal.settings.timezone), made.signature.key
    signers = allowed_signers(root) or ()
    own = any(s.key == key and s.person in who and s.holds(day, GIT_NAMESPACE) for s in signers)
    return None if own else MergeFault.OTHER_KEY


def _brought(control: Control, tip: str, contents: Contents) -> Mapping[str, str]:
    """The approvals that stand on a branch as they stand here, each with the commit that made it so."""
    kept, portal = kept_register(control.portal, APPROVALS), control.portal
    if kept is None:
        return {}
    folder, key = register_folder(kept.form.name), kept.form.primary_key
    brought: dict[str, str] = {}
    for commit in main_line(portal.root, portal.settings.timezone, folder, tip):
        told = [c for c in commit.changes if c.path.endswith(".csv")]
        parts = [PartVersions(c.path, contents.of(c.before), contents.of(c.after)) for c in told]
        brought |= {change.record: commit.id for change in row_changes(parts, key) if change.event in _STANDS}
    here = PublishedRecords(portal.root, tip, portal.parts, contents).changed
    since = row_changes([part for part in here if part.path.startswith(f"{folder}/")], key)
    other = {change.record for change in since if change.event in _STANDS}
    return {number: commit for number, commit in brought.items() if number not in other}
