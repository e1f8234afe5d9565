"""Checks of what proves approvals: signatures that are good, none missing where they are demanded."""

import datetime
from collections.abc import Iterator
from itertools import pairwise

from shoukong.control.approval import Approval, Signing
from shoukong.control.approval_signature import SignatureState, signature_files, signature_path, signing_of
from shoukong.control.document_control import Control
from shoukong.document import Document
from shoukong.finding import Finding, Place, finding
from shoukong.layout import SETTINGS
from shoukong.messages.names import STEP_NAMES, Name
from shoukong.records.core_registers import place_of
from shoukong.rulebook import MERGE, SIGNATURE

_CODES = {
    SignatureState.FORGED: "signature-forged",
    SignatureState.OTHER_KEY: "signature-key",
    SignatureState.OLD_FORM: "signature-old",
    SignatureState.NO_TOOL: "signature-unverified",
    SignatureState.NO_SIGNERS: "signature-no-signers",
}
_KINDS = {SIGNATURE: Name("签名", "signatures"), MERGE: Name("合并", "merges")}


def check_signatures(control: Control) -> Iterator[Finding]:
    """Detached signatures are those of the people whom the approval names, over exactly that approval."""
    approvals = {approval.number: approval for approval in control.approvals}
    for path, number, person in signature_files(control.portal.root):
        signature, approval = control.signatures.get((number, person)), approvals.get(number)
        if approval is None or signature is None:
            yield finding("signature-stray", Place(path), record=number, approval=number, person=person)
        elif signature.state is not SignatureState.GOOD:
            signing = signing_of(approval, person)
            day = (signing.on if signing else None) or "-"
            facts = {"person": control.name(person), "number": person, "day": day, "approval": number}
            yield finding(_CODES[signature.state], Place(path), ref=approval.subject, record=number, **facts)


def check_missing_signatures(control: Control) -> Iterator[Finding]:
    """Where the rules of its day demand proof, each step of an approval is signed."""
    for approval in control.approvals:
        if control.demands_proof(approval):
            yield from (_missing(control, approval, signing) for signing in unsigned_steps(control, approval))


def unsigned_steps(control: Control, approval: Approval) -> tuple[Signing, ...]:
    """The steps of an approval for which there is no file of a signature."""
    return tuple(s for s in approval.signings if s.by and (approval.number, s.by) not in control.signatures)


def check_given_up(control: Control) -> Iterator[Finding]:
    """The rulebook demands proof as its texts before did, and as those knew who vouched for keys."""
    life = control.lives.get(control.portal.settings.rulebook or "")
    texts = [control.portal.whole(term.text) for term in (life.approved if life else ())]
    approved = [text for text in texts if isinstance(text, Document)]
    demanded = [(text, control.rules_of(text)) for text in approved]
    for (_, before), (text, own) in pairwise(demanded):
        for kind in (SIGNATURE, MERGE):
            since, now = before.proof_since(kind), own.proof_since(kind)
            # each person's own signature proves more than a merge does
            stronger = own.proof_from if kind == MERGE else None
            if since is not None and all(day is None or day > since for day in (now, stronger)):
                yield _given_up(text, since, kind)
    vouched = [link.change.proof_from for link in control.signer_chain if link.change and link.change.proof_from]
    days = [day for _, rules in demanded if (day := rules.proof_from)]
    if vouched and not control.portal.settings.rulebook:
        yield finding("rulebook-dropped", Place(SETTINGS), since=min(vouched))
    elif vouched and demanded and (not days or min(days) > min(vouched)):
        yield _given_up(demanded[-1][0], min(vouched), SIGNATURE)


CHECKS = (check_signatures, check_missing_signatures, check_given_up)


def _given_up(text: Document, since: datetime.date, kind: str) -> Finding:
    place = text.place("figures", "proof") if "proof" in text.figures else text.place("figures")
    what, what_en = _KINDS[kind].zh, _KINDS[kind].en
    return finding(
        "proof-given-up", place, ref=text.id, revision=text.revision, since=since, kind=kind, what=what, what_en=what_en
    )


def _missing(control: Control, approval: Approval, signing: Signing) -> Finding:
    """That a step is not signed, at the cell that says who took it."""
    name = f"{signing.step}_by"
    place = place_of(approval.row, control.registers, name) if approval.row else Place("-", None, name)
    facts = {
        "person": control.name(signing.by),
        "number": signing.by,
        "approval": approval.number,
        "path": signature_path(approval, signing.by),
        "step": STEP_NAMES[signing.step].zh,
        "step_en": STEP_NAMES[signing.step].en,
    }
    return finding("signature-missing", place, ref=approval.subject, record=approval.number, **facts)
