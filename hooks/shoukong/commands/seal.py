"""`shoukong seal`: close every period up to a month's or quarter's end, so that what stood cannot change unseen."""

import datetime
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from shoukong.checks.seal_checks import CHECKS, altered_lists, row_finding
from shoukong.commands.own_key import key_path
from shoukong.commands.refusal import COULD_NOT_RUN, is_portal, listed_findings, refuse, refuse_folder, refuse_rows
from shoukong.control.ssh_keygen import SigningFailedError
from shoukong.days.period import Period, parse_period
from shoukong.evaluation import Evaluation, evaluate
from shoukong.files.write_lock import one_at_a_time
from shoukong.finding import Severity
from shoukong.messages.catalogue import severity_of
from shoukong.portal import load_portal
from shoukong.records.append import appended, counted_form, number_rows
from shoukong.records.core_declaration import SEALINGS
from shoukong.row_door import RowsRefusedError, write_own_row
from shoukong.sealing.new_seal import NewSeal, Sealing, new_seal
from shoukong.sealing.seal_chain import SealChain, read_chain
from shoukong.sealing.seal_folder import SIGNATURE, Reopened, is_part_path, short_digest
from shoukong.sealing.seal_signature import key_name, signed_seal
from shoukong.sealing.sealed_registers import SealedRegisters
from shoukong.sealing.sealed_rows import FaultyRow, RowFault

_TEXTS = {
    "zh": {
        "no-register": "没有封存登记表（表单 record_seals），或它缺少所需的栏目，或它的编号不能续编。",
        "period": "期间「{period}」不能读，写成 2026-Q3 或 2026-09。",
        "early": "{period} 到 {last} 才结束，结束之后再封存。",
        "late": "已经封存到 {through}（{seal}），没有封存。期间要晚于它；确须重新封存的加 --again --reason。",
        "reason": "重新封存须写 --reason，没有封存。",
        "nothing-sealed": "{period} 还没有封存过，不用 --again。",
        "key": "规则文件自 {since} 起要求签名，没有封存：用 --key 指明{person}的钥匙。",
        "as-sealed": "封存的记录都与封存时一样，不必重新封存。",
        "no-staff": "人员登记册中没有「{by}」，没有封存。",
        "unsound": "封存的记录或封存本身不对，没有封存：",
        "again": "确属应当这样的，用 --again --reason 写明原因重新封存。",
        "incomplete": "下列登记册不能完整读出，没有封存：{tables}。先按 shoukong check 的提示改正。",
        "odd": "编号「{number}」不能作文件夹名，没有封存：编号中不要有斜线，也不要以点开头。",
        "failed": "没有封存：签名没有做成，或这把钥匙不是{person}的（{problem}）。",
        "done": "已封存至 {through}：{number}，记录 {rows} 条，摘要值 {short}（{folder}）。",
        "reopened": "重新封存的记录 {count} 条。",
        "unsigned": "这个封存没有签名：能改这个文件夹的人也能重做它，只有抄在别处的摘要值能证明。签名用 --key。",
        "signed": "已由{person}签名。",
        "tell": "请把摘要值抄送改不了这个文件夹的人，并提交到仓库。",
    },
    "en": {
        "no-register": "No register of seals (form record_seals), or it lacks columns or a countable number.",
        "period": "The period “{period}” cannot be read; write 2026-Q3 or 2026-09.",
        "early": "{period} ends on {last}; seal it after that.",
        "late": "It is sealed until {through} ({seal}) already; nothing was sealed. Name a later period, or seal again "
        "with --again --reason.",
        "reason": "Sealing again needs --reason; nothing was sealed.",
        "nothing-sealed": "{period} was never sealed; do without --again.",
        "key": "The rulebook demands signatures from {since} on; nothing was sealed: name {person}'s key with --key.",
        "as-sealed": "All that was sealed is as it was; there is no need to seal it again.",
        "no-staff": "The staff register holds no “{by}”; nothing was sealed.",
        "unsound": "What was sealed, or a seal itself, is not as it was; nothing was sealed:",
        "again": "Where that is as it should be, seal again with --again --reason.",
        "incomplete": "These registers cannot be read whole; nothing was sealed: {tables}. See shoukong check first.",
        "odd": "“{number}” cannot name a folder; nothing was sealed: a number has no slash and begins with no dot.",
        "failed": "Nothing was sealed: the signature was not made, or the key is not that of {person} ({problem}).",
        "done": "Sealed until {through}: {number}, records: {rows}, digest {short} ({folder}).",
        "reopened": "Records sealed again: {count}.",
        "unsigned": "This seal is not signed: who can change the folder can make it anew, and only a digest that is "
        "kept elsewhere proves it. Sign with --key.",
        "signed": "Signed by {person}.",
        "tell": "Send the digest to somebody else, and commit the seal to the repository.",
    },
}


@dataclass(frozen=True, slots=True)
class Wish:
    """Until when to seal, who seals, with which private key; why it is sealed again, if so."""

    through: str
    by: str
    key: Path | None = None
    is_again: bool = False
    reason: str = ""


class _RefusedError(RuntimeError):
    """Why nothing is sealed, in words."""


def run(root: Path, wish: Wish, day: datetime.date, language: str) -> int:
    """Seal what no seal covers yet: the seal and its row in the register, both or none."""
    if not is_portal(root):
        return refuse_folder(root, language)
    with one_at_a_time(root), evaluate(load_portal(root, day), asks_clauses=False) as evaluation:
        try:
            return _seal(evaluation, wish, day, language)
        except _RefusedError as refused:
            return refuse(str(refused))
        except RowsRefusedError as refused:
            return refuse_rows(refused.findings, language)
        except SigningFailedError as error:
            name = evaluation.control.name(wish.by)
            return refuse(_TEXTS[language]["failed"].format(person=name, problem=error), COULD_NOT_RUN)


def _seal(evaluation: Evaluation, wish: Wish, day: datetime.date, language: str) -> int:
    texts, portal, registers = _TEXTS[language], evaluation.portal, evaluation.registers
    chain = read_chain(portal.root)
    period = _period(evaluation, chain, wish, day, texts)
    sealed = SealedRegisters(portal, registers, chain)
    reopened = _reopened(evaluation, sealed, wish, period, language)
    key = _key(evaluation, wish, day, texts)
    told = {"through": period.last.isoformat(), "sealed_on": day.isoformat(), "sealed_by": wish.by}
    form = counted_form(portal, SEALINGS)
    assert form is not None, "it was asked for with the period"
    number = number_rows(portal, registers, SEALINGS, [told], day)[0][form.primary_key]
    if not is_part_path(f"records/{number}/x") or number.startswith(".") or "/" in number:
        raise _RefusedError(texts["odd"].format(number=number))
    reason = wish.reason if wish.is_again else ""
    sealing = Sealing(number, secrets.token_hex(16), period, wish.by, day, key_name(key) if key else "", reason)
    made = new_seal(sealed, sealing, reopened)
    rows = number_rows(portal, registers, SEALINGS, [{**told, "digest": made.seal.digest, "reason": reason}], day)
    files = {**made.files, **_signature(portal.root, made, key)}
    write_own_row(evaluation, form, {**files, **appended(portal, SEALINGS, rows, day)})
    _tell(evaluation, made, len(reopened), texts)
    return 0


def _key(evaluation: Evaluation, wish: Wish, day: datetime.date, texts: dict[str, str]) -> Path | None:
    """The key that signs: the one named, else the person's own where the rulebook demands one."""
    demanded = evaluation.control.rulebook_on(day).proof_from
    if wish.key or demanded is None or day < demanded:
        return wish.key
    own = key_path(wish.by)
    if own is None or not own.is_file():
        raise _RefusedError(texts["key"].format(person=evaluation.control.name(wish.by), since=demanded))
    return own


def _signature(root: Path, made: NewSeal, key: Path | None) -> dict[str, bytes]:
    return {f"{made.seal.folder}/{SIGNATURE}": signed_seal(root, made.seal, key)} if key else {}


def _period(evaluation: Evaluation, chain: SealChain, wish: Wish, day: datetime.date, texts: dict[str, str]) -> Period:
    """The period until whose end is sealed; raises _RefusedError."""
    period, last = parse_period(wish.through), max(chain.seals, key=lambda seal: seal.through, default=None)
    if counted_form(evaluation.portal, SEALINGS) is None:
        raise _RefusedError(texts["no-register"])
    if period is None:
        raise _RefusedError(texts["period"].format(period=wish.through))
    if day <= period.last:
        raise _RefusedError(texts["early"].format(period=wish.through, last=period.last))
    if evaluation.control.staff and wish.by not in evaluation.control.staff:
        raise _RefusedError(texts["no-staff"].format(by=wish.by))
    if wish.is_again and not wish.reason.strip():
        raise _RefusedError(texts["reason"])
    if wish.is_again and (last is None or last.through < period.last):
        raise _RefusedError(texts["nothing-sealed"].format(period=wish.through))
    if not wish.is_again and last is not None and period.last <= last.through:
        raise _RefusedError(texts["late"].format(through=last.through, seal=last.number))
    if evaluation.registers.incomplete:
        raise _RefusedError(texts["incomplete"].format(tables=", ".join(sorted(evaluation.registers.incomplete))))
    return period


def _reopened(
    evaluation: Evaluation, sealed: SealedRegisters, wish: Wish, period: Period, language: str
) -> Sequence[Reopened]:
    """The records that are sealed again; raises _RefusedError where anything else is not as it was sealed."""
    texts = _TEXTS[language]
    found = [item for check in CHECKS for item in check(evaluation.control)]
    found += altered_lists(sealed.chain)
    wrong = [item for item in found if severity_of(item) is Severity.ERROR]
    if wrong:
        raise _RefusedError("\n".join([texts["unsound"], *listed_findings(wrong, language)]))
    faulty = list(sealed.faulty())
    mine = [row for row in faulty if wish.is_again and _is_until(row, period)]
    if len(mine) < len(faulty):
        found = [row_finding(evaluation.portal, evaluation.registers, row, sealed.chain) for row in _first(faulty)]
        raise _RefusedError("\n".join([texts["unsound"], *listed_findings(found, language), texts["again"]]))
    if wish.is_again and not mine:
        raise _RefusedError(texts["as-sealed"])
    named = {(row.table, row.record): Reopened(row.table, row.record, row.fault) for row in mine}
    for table, path in {(row.table, row.path) for row in mine if row.fault is RowFault.MOVED}:
        for record in sealed.records_of(path):  # the whole part is sealed again in its order
            named.setdefault((table, record), Reopened(table, record, RowFault.MOVED))
    return tuple(sorted(named.values(), key=lambda each: (each.table, each.record)))


def _first(rows: Iterable[FaultyRow], most: int = 20) -> list[FaultyRow]:
    return list(rows)[:most]


def _is_until(row: FaultyRow, period: Period) -> bool:
    """Whether a period's sealing again is about a row."""
    return row.fault is RowFault.ADDED or (row.seal is not None and row.seal.through <= period.last)


def _tell(evaluation: Evaluation, made: NewSeal, reopened: int, texts: dict[str, str]) -> None:
    seal, person = made.seal, evaluation.control.name(made.seal.sealed_by)
    facts = {"through": seal.through, "number": seal.number, "rows": made.rows, "folder": seal.folder}
    print(texts["done"].format(short=short_digest(seal.digest), **facts))
    if reopened:
        print(texts["reopened"].format(count=reopened))
    print(texts["signed" if seal.key else "unsigned"].format(person=person))
    print(texts["tell"])
