"""`shoukong sign`: put a detached signature beside an approval."""

import datetime
import sys
from dataclasses import dataclass
from pathlib import Path

from shoukong.commands.refusal import is_portal, refuse_folder
from shoukong.control.signature import ALLOWED_SIGNERS, SignatureState, SigningFailedError, sign, signature_path, verify
from shoukong.evaluation import evaluate
from shoukong.file_writing import write_file
from shoukong.language import listed
from shoukong.portal import load_portal
from shoukong.write_lock import one_at_a_time

_TEXTS = {
    "zh": {
        "unknown": "没有审批「{number}」。",
        "stranger": "审批 {number} 中没有「{person}」：{people}。",
        "failed": "签名没有做成：{problem}",
        "written": "签名已写入 {path}。",
        SignatureState.GOOD: "已用 {signers} 核对无误。",
        SignatureState.OTHER_KEY: "{signers} 中没有 {person} 的这把公钥，请让文件管理员加入：{person} 公钥",
        SignatureState.NO_SIGNERS: "还没有 {signers}，请建立：每行写人员编号与公钥。",
        SignatureState.NO_TOOL: "这台机器没有 ssh-keygen，没有核对。",
    },
    "en": {
        "unknown": "There is no approval “{number}”.",
        "stranger": "{person} is not in approval {number}: {people}.",
        "failed": "The signature was not made: {problem}",
        "written": "The signature is in {path}.",
        SignatureState.GOOD: "Verified against {signers}.",
        SignatureState.OTHER_KEY: "{signers} does not hold this key of {person}; have it added: {person} <public key>",
        SignatureState.NO_SIGNERS: "There is no {signers} yet: write a staff number and a public key in each line.",
        SignatureState.NO_TOOL: "ssh-keygen is not installed here; the signature was not verified.",
    },
}


@dataclass(frozen=True, slots=True)
class Wish:
    """Which approval to sign, as whom, with which private key."""

    number: str
    person: str
    key: Path


def run(root: Path, wish: Wish, today: datetime.date, language: str) -> int:
    """Sign an approval as one of the people whom it names; 1 where it names them not, 2 where signing fails."""
    if not is_portal(root):
        return refuse_folder(root, language)
    with one_at_a_time(root):
        return _sign(root, wish, today, language)


def _sign(root: Path, wish: Wish, today: datetime.date, language: str) -> int:
    texts, portal = _TEXTS[language], load_portal(root, today)
    number, person = wish.number, wish.person
    with evaluate(portal) as evaluation:
        approval = next((a for a in evaluation.control.approvals if a.number == number), None)
    if approval is None:
        print(texts["unknown"].format(number=number), file=sys.stderr)
        return 1
    people = [signing.by for signing in approval.signings]
    if person not in people:
        print(texts["stranger"].format(number=number, person=person, people=listed(people, language)), file=sys.stderr)
        return 1
    try:
        signed = sign(approval, wish.key)
    except SigningFailedError as error:
        print(texts["failed"].format(problem=error), file=sys.stderr)
        return 2
    path = signature_path(approval, person)
    write_file(root / path, signed)
    print(texts["written"].format(path=path))
    verdict = verify(root, path, approval, person, today)
    told = (
        SignatureState.OTHER_KEY if verdict is SignatureState.FORGED else verdict
    )  # an old ssh-keygen cannot tell them apart
    print(texts[told].format(signers=ALLOWED_SIGNERS, person=person))
    return 0
