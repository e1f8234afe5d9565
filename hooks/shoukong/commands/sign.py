"""`shoukong sign`: say what is being signed, and put a detached signature beside an approval."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shoukong.checks.proof_checks import unsigned_steps
from shoukong.commands.own_key import key_path, people_with_key
from shoukong.commands.refusal import COULD_NOT_RUN, is_portal, refuse, refuse_folder
from shoukong.commands.signing_words import no_key_words, refuse_unconfirmed, refuse_without_tool
from shoukong.control.approval import Approval, Signing
from shoukong.control.document_control import Control
from shoukong.control.passage import passages_of
from shoukong.control.redline import changed_keys
from shoukong.control.signature import (
    ALLOWED_SIGNERS,
    NAMESPACE,
    allowed_signers,
    sign,
    signature_path,
    signing_of,
)
from shoukong.control.ssh_keygen import SigningFailedError, fingerprint, parse_signature
from shoukong.evaluation import evaluate
from shoukong.files.file_writing import write_files
from shoukong.files.write_lock import one_at_a_time
from shoukong.language import listed
from shoukong.messages.names import STEP_NAMES
from shoukong.portal import load_portal

_TEXTS = {
    "zh": {
        "unknown": "没有审批「{number}」。",
        "stranger": "审批 {number} 中没有「{person}」：{people}。",
        "who": "看不出由谁签名：这台机器上没有 {people} 的钥匙。用 --as 写人员编号；"
        "还没有钥匙的，先运行 shoukong key new --person 人员编号。",
        "text": "{subject} {revision} 现在的文本与审批 {number} 的摘要值不同，没有签名：恢复批准时的文本，或另行审批。",
        "no-text": "没有 {subject} {revision} 的文本，没有签名：先改正审批的文件编号与版本。",
        "odd": "审批编号「{number}」不能作文件夹的名称，没有签名：编号里不能有斜线，也不能以点开头。",
        "ask": "以 {person} 的名义签名吗？",
        "failed": "签名没有做成：{problem}",
        "key": "没有签名：{signers} 中没有 {person} 在 {day} 有效的这把公钥（{fingerprint}）。"
        "先登记公钥（shoukong key new），或用 --key 换成登记了的那把。",
        "written": "签名已写入 {path}，已用 {signers} 核对无误。",
        "commit": "请把它提交到仓库。",
        "none-waiting": "没有等着签名的审批。",
        "waiting": "等着签名的审批：",
        "heading": "将要签名的是：",
        "what": "  审批 {number}：{subject} {revision}《{title}》，{kind}",
        "digest": "  文本的摘要值：{digest}…（{path}）",
        "step": "  这一步：{step}，{person}，{day}",
        "reason": "  原因：{reason}；影响：{impact}",
        "changes": "  与 {before} 相比，{count} 个条款有改动：{clauses}",
        "first": "  这是首版，没有可以比较的上一版。",
    },
    "en": {
        "unknown": "There is no approval “{number}”.",
        "stranger": "{person} is not in approval {number}: {people}.",
        "who": "It is not clear who signs: no key of {people} lies here. Name the staff number with --as; "
        "who has no key yet runs shoukong key new --person NUMBER.",
        "text": "The text of {subject} {revision} is not the one whose digest approval {number} holds; nothing was "
        "signed: restore the approved text, or have the new one approved.",
        "no-text": "There is no text of {subject} {revision}; nothing was signed: correct the approval first.",
        "odd": "“{number}” cannot name a folder; nothing was signed: a number has no slash and begins with no dot.",
        "ask": "Sign as {person}?",
        "failed": "The signature was not made: {problem}",
        "key": "Nothing was signed: {signers} does not hold this key ({fingerprint}) for {person} on {day}. "
        "Have it entered first (shoukong key new), or name the one that is with --key.",
        "written": "The signature is in {path}, verified against {signers}.",
        "commit": "Commit it to the repository.",
        "none-waiting": "No approval waits for a signature.",
        "waiting": "Approvals that wait for signatures:",
        "heading": "What is to be signed:",
        "what": "  approval {number}: {subject} {revision} “{title}”, {kind}",
        "digest": "  digest of the text: {digest}… ({path})",
        "step": "  this step: {step}, {person}, {day}",
        "reason": "  reason: {reason}; impact: {impact}",
        "changes": "  compared with {before}, clauses that changed: {count} ({clauses})",
        "first": "  This is the first revision; there is none to compare it with.",
    },
}
_MOST_CLAUSES = 12


@dataclass(frozen=True, slots=True)
class Wish:
    """Which approval to sign, as whom, with which private key; None for what is to be found out."""

    number: str | None
    person: str | None
    key: Path | None
    is_sure: bool = False


def run(root: Path, wish: Wish, today: datetime.date, language: str) -> int:
    """Sign an approval as one of the people whom it names; 1 where it must not be signed so, 2 where signing fails."""
    if not is_portal(root):
        return refuse_folder(root, language)
    with one_at_a_time(root), evaluate(load_portal(root, today), asks_clauses=False) as evaluation:
        if wish.number is None:
            return _list_waiting(evaluation.control, wish.person, language)
        return _sign(evaluation.control, wish, language)


def _list_waiting(control: Control, person: str | None, language: str) -> int:
    """Say which approvals wait for whose signature: for those whose keys lie here, else for anybody."""
    waiting = [(a, s) for a in control.approvals if control.demands_proof(a) for s in unsigned_steps(control, a)]
    own = (person,) if person else people_with_key()
    mine = [(a, s) for a, s in waiting if s.by in own] if own else waiting
    print(_TEXTS[language]["waiting" if mine else "none-waiting"])
    for approval, signing in mine:
        step = STEP_NAMES[signing.step].told(language)
        name = control.name(signing.by)
        print(f"  {approval.number}  {approval.subject} {approval.revision}  {step}  {name}")
    return 0


def _sign(control: Control, wish: Wish, language: str) -> int:
    texts = _TEXTS[language]
    approval = next((a for a in control.approvals if a.number == wish.number), None)
    if approval is None:
        return refuse(texts["unknown"].format(number=wish.number))
    people = [signing.by for signing in approval.signings]
    person = wish.person or next((by for by in people if by in people_with_key()), None)
    if person is None:
        return refuse(texts["who"].format(people=listed(people, language)))
    signing = signing_of(approval, person)
    if signing is None:
        return refuse(texts["stranger"].format(number=approval.number, person=person, people=listed(people, language)))
    problem = _why_not(control, approval, texts)
    if problem is not None:
        return refuse(problem)
    key = wish.key or key_path(person)
    if key is None or not key.is_file():
        return refuse(no_key_words(person, key, language), COULD_NOT_RUN)
    lacking = refuse_without_tool(language)
    if lacking is not None:
        return lacking
    print("\n".join(_told(control, approval, signing, language)))
    question = texts["ask"].format(person=control.name(person))
    refused = refuse_unconfirmed(question, language, is_sure=wish.is_sure)
    return refused if refused is not None else _write(control, approval, signing, key, texts)


def _write(control: Control, approval: Approval, signing: Signing, key: Path, texts: dict[str, str]) -> int:
    """Make the signature, and keep it where it counts."""
    root, person = control.portal.root, signing.by
    try:
        signed = sign(control.seal_chain, approval, person, key)
    except SigningFailedError as error:
        return refuse(texts["failed"].format(problem=error), COULD_NOT_RUN)
    made, day = parse_signature(signed), signing.on or control.portal.as_of
    own = [s for s in allowed_signers(root) or () if s.person == person and s.holds(day, NAMESPACE)]
    if made is None or made.key not in {signer.key for signer in own}:
        facts = {"fingerprint": fingerprint(made.key) if made else "-", "signers": ALLOWED_SIGNERS}
        return refuse(texts["key"].format(person=person, day=day, **facts))
    path = signature_path(approval, person)
    write_files(root, {path: signed})
    print(texts["written"].format(path=path, signers=ALLOWED_SIGNERS))
    print(texts["commit"])
    return 0


def _why_not(control: Control, approval: Approval, texts: dict[str, str]) -> str | None:
    """Why an approval must not be signed by anybody: its text is not there, or another than was approved."""
    facts = {"subject": approval.subject, "revision": approval.revision, "number": approval.number}
    if set(approval.number) & set("/\\") or approval.number.startswith("."):
        return texts["odd"].format(**facts)
    life = control.lives.get(approval.subject)
    term = life.term(approval.revision) if life else None
    if term is None:
        return texts["no-text"].format(**facts)
    return texts["text"].format(**facts) if term.text.digest != approval.digest else None


def _told(control: Control, approval: Approval, signing: Signing, language: str) -> Iterator[str]:
    """What is being signed, in words."""
    texts, life = _TEXTS[language], control.lives[approval.subject]
    term = life.term(approval.revision)
    text = term.text if term else life.text
    facts = {"number": approval.number, "subject": approval.subject, "revision": approval.revision}
    yield texts["heading"]
    yield texts["what"].format(title=text.title, kind=approval.change_kind, **facts)
    yield texts["digest"].format(digest=approval.digest[:16], path=text.path)
    step = STEP_NAMES[signing.step].told(language)
    yield texts["step"].format(step=step, person=f"{control.name(signing.by)}({signing.by})", day=signing.on or "-")
    yield texts["reason"].format(reason=approval.reason, impact=approval.impact)
    before = [t.text for t in life.terms if t.text.revision < text.revision]
    if not before:
        yield texts["first"]
        return
    old, new = (control.portal.whole(each) for each in (before[-1], text))
    changed = sorted(changed_keys(passages_of(old), passages_of(new))) if old and new else []
    shown = "、".join(changed[:_MOST_CLAUSES]) + ("…" if len(changed) > _MOST_CLAUSES else "")
    yield texts["changes"].format(before=before[-1].revision, count=len(changed), clauses=shown or "-")
