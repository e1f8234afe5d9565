"""`shoukong witness`: hold digests that somebody kept against the chain of seals, and say what that proves."""

import datetime
import sys
from collections.abc import Sequence
from pathlib import Path

from shoukong.commands.refusal import (
    COULD_NOT_RUN,
    REFUSED,
    RefusedError,
    is_portal,
    listed_findings,
    refuse,
    refuse_folder,
)
from shoukong.evaluation import Evaluation, evaluate
from shoukong.finding import Finding, Severity
from shoukong.language import Speech, speech
from shoukong.messages.catalogue import severity_of
from shoukong.portal import load_portal
from shoukong.sealing.kept_digest import digest_written, digests_in, seal_of, told_digests
from shoukong.sealing.seal_chain import SealChain
from shoukong.sealing.seal_folder import short_digest

_FEW = 20  # findings that are told
_MOST = 1 << 26  # bytes of what is read


def run(root: Path, kept: Sequence[str], day: datetime.date, language: str) -> int:
    """Say of each digest which seal it is and what that proves; 0 where all are in the chain and all is as sealed."""
    if not is_portal(root):
        return refuse_folder(root, language)
    with evaluate(load_portal(root, day), asks_clauses=False) as evaluation:
        say, chain = speech(language), evaluation.control.seal_chain
        try:
            digests = [digest for each in kept for digest in _digests(chain, each, say)]
        except RefusedError as refused:
            return refuse(str(refused), COULD_NOT_RUN)
        seals = [_told(evaluation, digest, say) for digest in dict.fromkeys(digests)]
        wrong = _wrong(evaluation)
        if wrong:
            told = [say("但是封存的内容现在不是封存时的样子："), *listed_findings(wrong, language)]
            print("\n".join(told), file=sys.stderr)
        return 0 if all(seals) and not wrong else REFUSED


def _digests(chain: SealChain, kept: str, say: Speech) -> Sequence[str]:
    """The digests in a file, or the one that is given itself; raises RefusedError where there is none."""
    path = Path(kept)
    if kept != "-" and not path.is_file():
        digest = digest_written(kept)
        if digest is None:
            raise RefusedError(say("「%(kept)s」不是摘要值，也没有这个文件", kept=kept))
        return [digest]
    try:
        found = digests_in(sys.stdin.buffer.read(_MOST) if kept == "-" else path.read_bytes()[:_MOST])
    except OSError as error:
        raise RefusedError(f"{kept}: {error.strerror}") from error
    told = told_digests(chain, found)
    if not told:
        raise RefusedError(say("在 %(kept)s 中没有找到摘要值：扫描件和图片读不出，请把摘要值照着输入", kept=kept))
    return told


def _told(evaluation: Evaluation, digest: str, say: Speech) -> bool:
    """Say which seal a digest is of, and what that proves; whether it is in the chain."""
    chain = evaluation.control.seal_chain
    seal = seal_of(chain, digest)
    if seal is None:
        print(say("%(digest)s：现在的封存中没有这一个", digest=short_digest(digest)))
        print("  " + say("或者封存被重做、删去过，或者这份凭证不是本门户的、抄错了"))
        print("  " + say("请取出另一份凭证比对；查明以前，不要相信门户中这以前的记录"))
        return False
    person = evaluation.control.name(seal.sealed_by)
    print(
        say("%(digest)s：就是 %(seal)s", digest=short_digest(seal.digest), seal=seal.number),
        say("封存至 %(through)s，%(on)s 由%(person)s封存", through=seal.through, on=seal.sealed_on, person=person),
        sep=say("，"),
    )
    print("  " + say("它证明：从您拿到它那天起，这一次和以前各次封存的记录、审批与文件没有换过"))
    print("  " + say("它不证明：封存以前记得对不对，以及这以后的记录"))
    return True


def _wrong(evaluation: Evaluation) -> list[Finding]:
    found = (*evaluation.seal_findings, *evaluation.sealed_findings)
    return [item for item in found if severity_of(item) is Severity.ERROR][:_FEW]
