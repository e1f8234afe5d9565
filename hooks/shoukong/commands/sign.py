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
from shoukong.control.approval_signature import (
    ALLOWED_SIGNERS,
    NAMESPACE,
    allowed_signers,
    sign,
    signature_path,
    signing_of,
)
from shoukong.control.document_control import Control
from shoukong.control.passage import passages_of
from shoukong.control.redline import changed_keys
from shoukong.control.ssh_keygen import SigningFailedError, fingerprint, parse_signature
from shoukong.evaluation import evaluate
from shoukong.files.file_writing import write_files
from shoukong.files.write_lock import one_at_a_time
from shoukong.language import Speech, listed, speech
from shoukong.messages.names import STEP_NAMES
from shoukong.portal import load_portal

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
    say = speech(language)
    waiting = [(a, s) for a in control.approvals if control.demands_proof(a) for s in unsigned_steps(control, a)]
    own = (person,) if person else people_with_key()
    mine = [(a, s) for a, s in waiting if s.by in own] if own else waiting
    print(say("等着签名的审批：") if mine else say("没有等着签名的审批。"))
    for approval, signing in mine:
        step = STEP_NAMES[signing.step].told(language)
        name = control.name(signing.by)
        print(f"  {approval.number}  {approval.subject} {approval.revision}  {step}  {name}")
    return 0


def _sign(control: Control, wish: Wish, language: str) -> int:
    say = speech(language)
    approval = next((a for a in control.approvals if a.number == wish.number), None)
    if approval is None:
        return refuse(say("没有审批「%(number)s」。", number=wish.number))
    people = [signing.by for signing in approval.signings]
    person = wish.person or next((by for by in people if by in people_with_key()), None)
    if person is None:
        return refuse(
            say(
                "看不出由谁签名：这台机器上没有 %(people)s 的钥匙。用 --as 写人员编号；还没有钥匙的，"
                "先运行 shoukong key new --person 人员编号。",
                people=listed(people, language),
            )
        )
    signing = signing_of(approval, person)
    if signing is None:
        return refuse(
            say(
                "审批 %(number)s 中没有「%(person)s」：%(people)s。",
                number=approval.number,
                person=person,
                people=listed(people, language),
            )
        )
    problem = _why_not(control, approval, say)
    if problem is not None:
        return refuse(problem)
    key = wish.key or key_path(person)
    if key is None or not key.is_file():
        return refuse(no_key_words(person, key, language), COULD_NOT_RUN)
    lacking = refuse_without_tool(language)
    if lacking is not None:
        return lacking
    print("\n".join(_told(control, approval, signing, language)))
    question = say("以 %(person)s 的名义签名吗？", person=control.name(person))
    refused = refuse_unconfirmed(question, language, is_sure=wish.is_sure)
    return refused if refused is not None else _write(control, approval, signing, key, say)


def _write(control: Control, approval: Approval, signing: Signing, key: Path, say: Speech) -> int:
    """Make the signature, and keep it where it counts."""
    root, person = control.portal.root, signing.by
    try:
        signed = sign(control.seal_chain, approval, person, key)
    except SigningFailedError as error:
        return refuse(say("签名没有做成：%(problem)s", problem=error), COULD_NOT_RUN)
    made, day = parse_signature(signed), signing.on or control.portal.as_of
    own = [s for s in allowed_signers(root) or () if s.person == person and s.holds(day, NAMESPACE)]
    if made is None or made.key not in {signer.key for signer in own}:
        return refuse(
            say(
                "没有签名：%(signers)s 中没有 %(person)s 在 %(day)s "
                "有效的这把公钥（%(fingerprint)s）。先登记公钥（shoukong key new），或用 --key "
                "换成登记了的那把。",
                person=person,
                day=day,
                fingerprint=fingerprint(made.key) if made else "-",
                signers=ALLOWED_SIGNERS,
            )
        )
    path = signature_path(approval, person)
    write_files(root, {path: signed})
    print(say("签名已写入 %(path)s，已用 %(signers)s 核对无误。", path=path, signers=ALLOWED_SIGNERS))
    print(say("请把它提交到仓库。"))
    return 0


def _why_not(control: Control, approval: Approval, say: Speech) -> str | None:
    """Why an approval must not be signed by anybody: its text is not there, or another than was approved."""
    if set(approval.number) & set("/\\") or approval.number.startswith("."):
        return say(
            "审批编号「%(number)s」不能作文件夹的名称，没有签名：编号里不能有斜线，也不能以点开头。",
            number=approval.number,
        )
    life = control.lives.get(approval.subject)
    term = life.term(approval.revision) if life else None
    if term is None:
        return say(
            "没有 %(subject)s %(revision)s 的文本，没有签名：先改正审批的文件编号与版本。",
            revision=approval.revision,
            subject=approval.subject,
        )
    if term.text.digest == approval.digest:
        return None
    return say(
        "%(subject)s %(revision)s 现在的文本与审批 %(number)s 的摘要值不同，没有签名：恢复批准时的文本，或另行审批。",
        number=approval.number,
        revision=approval.revision,
        subject=approval.subject,
    )


def _told(control: Control, approval: Approval, signing: Signing, language: str) -> Iterator[str]:
    """What is being signed, in words."""
    say, life = speech(language), control.lives[approval.subject]
    term = life.term(approval.revision)
    text = term.text if term else life.text
    yield say("将要签名的是：")
    yield say(
        "  审批 %(number)s：%(subject)s %(revision)s《%(title)s》，%(kind)s",
        title=text.title,
        kind=approval.change_kind,
        number=approval.number,
        revision=approval.revision,
        subject=approval.subject,
    )
    yield say("  文本的摘要值：%(digest)s…（%(path)s）", digest=approval.digest[:16], path=text.path)
    step = STEP_NAMES[signing.step].told(language)
    yield say(
        "  这一步：%(step)s，%(person)s，%(day)s",
        step=step,
        person=f"{control.name(signing.by)}({signing.by})",
        day=signing.on or "-",
    )
    yield say("  原因：%(reason)s；影响：%(impact)s", reason=approval.reason, impact=approval.impact)
    before = [t.text for t in life.terms if t.text.revision < text.revision]
    if not before:
        yield say("  这是首版，没有可以比较的上一版。")
        return
    old, new = (control.portal.whole(each) for each in (before[-1], text))
    changed = sorted(changed_keys(passages_of(old), passages_of(new))) if old and new else []
    shown = say.listed(changed[:_MOST_CLAUSES]) + ("…" if len(changed) > _MOST_CLAUSES else "")
    yield say(
        "  与 %(before)s 相比，%(count)s 个条款有改动：%(clauses)s",
        before=before[-1].revision,
        count=len(changed),
        clauses=shown or "-",
    )
