"""`shoukong seal`: close every period up to a month's or quarter's end, so that what stood cannot change unseen."""

import datetime
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from shoukong.checks.seal_checks import altered_lists, row_finding
from shoukong.commands.own_key import key_path
from shoukong.commands.refusal import (
    COULD_NOT_RUN,
    RefusedError,
    is_portal,
    listed_findings,
    refuse,
    refuse_folder,
    refuse_rows,
)
from shoukong.control.ssh_keygen import SigningFailedError
from shoukong.days.period import Period, parse_period
from shoukong.evaluation import Evaluation, evaluate
from shoukong.files.write_lock import one_at_a_time
from shoukong.finding import Severity
from shoukong.language import Speech, speech
from shoukong.messages.catalogue import severity_of
from shoukong.portal import load_portal
from shoukong.records.append import appended, counted_form, number_rows
from shoukong.records.core_declaration import SEALINGS
from shoukong.row_door import RowsRefusedError, write_own_row
from shoukong.sealing.new_seal import NewSeal, Sealing, new_seal
from shoukong.sealing.seal_chain import SealChain
from shoukong.sealing.seal_folder import SIGNATURE, Reopened, is_part_path, short_digest
from shoukong.sealing.seal_signature import key_name, signed_seal
from shoukong.sealing.sealed_registers import SealedRegisters
from shoukong.sealing.sealed_rows import FaultyRow, RowFault


@dataclass(frozen=True, slots=True)
class Wish:
    """Until when to seal, who seals, with which private key; why it is sealed again, if so."""

    through: str
    by: str
    key: Path | None = None
    is_again: bool = False
    reason: str = ""


def run(root: Path, wish: Wish, day: datetime.date, language: str) -> int:
    """Seal what no seal covers yet: the seal and its row in the register, both or none."""
    if not is_portal(root):
        return refuse_folder(root, language)
    say = speech(language)
    with one_at_a_time(root), evaluate(load_portal(root, day), asks_clauses=False) as evaluation:
        try:
            return _seal(evaluation, wish, day, language)
        except RefusedError as refused:
            return refuse(str(refused))
        except RowsRefusedError as refused:
            return refuse_rows(refused.findings, language)
        except SigningFailedError as error:
            name = evaluation.control.name(wish.by)
            text = say(
                "没有封存：签名没有做成，或这把钥匙不是%(person)s的（%(problem)s）。", person=name, problem=error
            )
            return refuse(text, COULD_NOT_RUN)


def _seal(evaluation: Evaluation, wish: Wish, day: datetime.date, language: str) -> int:
    say, portal, registers = speech(language), evaluation.portal, evaluation.registers
    period = _period(evaluation, evaluation.control.seal_chain, wish, day, say)
    sealed = SealedRegisters(evaluation.control)
    reopened = _reopened(evaluation, sealed, wish, period, language)
    key = _key(evaluation, wish, day, say)
    told = {"through": period.last.isoformat(), "sealed_on": day.isoformat(), "sealed_by": wish.by}
    form = counted_form(portal, SEALINGS)
    assert form is not None, "it was asked for with the period"
    number = number_rows(portal, registers, SEALINGS, [told], day)[0][form.primary_key]
    if not is_part_path(f"records/{number}/x") or number.startswith(".") or "/" in number:
        raise RefusedError(
            say("编号「%(number)s」不能作文件夹名，没有封存：编号中不要有斜线，也不要以点开头。", number=number)
        )
    reason = wish.reason if wish.is_again else ""
    sealing = Sealing(number, secrets.token_hex(16), period, wish.by, day, key_name(key) if key else "", reason)
    made = new_seal(sealed, sealing, reopened)
    rows = number_rows(portal, registers, SEALINGS, [{**told, "digest": made.seal.digest, "reason": reason}], day)
    files = {**made.files, **_signature(portal.root, made, key)}
    write_own_row(evaluation, form, {**files, **appended(portal, SEALINGS, rows, day)})
    _tell(evaluation, made, len(reopened), say)
    return 0


def _key(evaluation: Evaluation, wish: Wish, day: datetime.date, say: Speech) -> Path | None:
    """The key that signs: the one named, else the person's own where the rulebook demands one."""
    demanded = evaluation.control.rulebook_on(day).proof_from
    if wish.key or demanded is None or day < demanded:
        return wish.key
    own = key_path(wish.by)
    if own is None or not own.is_file():
        name = evaluation.control.name(wish.by)
        raise RefusedError(
            say(
                "规则文件自 %(since)s 起要求签名，没有封存：用 --key 指明%(person)s的钥匙。",
                since=demanded,
                person=name,
            )
        )
    return own


def _signature(root: Path, made: NewSeal, key: Path | None) -> dict[str, bytes]:
    return {f"{made.seal.folder}/{SIGNATURE}": signed_seal(root, made.seal, key)} if key else {}


def _period(evaluation: Evaluation, chain: SealChain, wish: Wish, day: datetime.date, say: Speech) -> Period:
    """The period until whose end is sealed; raises RefusedError."""
    period, last = parse_period(wish.through), max(chain.seals, key=lambda seal: seal.through, default=None)
    if counted_form(evaluation.portal, SEALINGS) is None:
        raise RefusedError(say("没有封存登记表（表单 record_seals），或它缺少所需的栏目，或它的编号不能续编。"))
    if period is None:
        raise RefusedError(say("期间「%(period)s」不能读，写成 2026-Q3 或 2026-09。", period=wish.through))
    if day <= period.last:
        raise RefusedError(
            say("%(period)s 到 %(last)s 才结束，结束之后再封存。", period=wish.through, last=period.last)
        )
    if evaluation.control.staff and wish.by not in evaluation.control.staff:
        raise RefusedError(say("人员登记册中没有「%(by)s」，没有封存。", by=wish.by))
    if wish.is_again and not wish.reason.strip():
        raise RefusedError(say("重新封存须写 --reason，没有封存。"))
    if wish.is_again and (last is None or last.through < period.last):
        raise RefusedError(say("%(period)s 还没有封存过，不用 --again。", period=wish.through))
    if not wish.is_again and last is not None and period.last <= last.through:
        raise RefusedError(
            say(
                "已经封存到 %(through)s（%(seal)s），没有封存。期间要晚于它；确须重新封存的加 --again --reason。",
                through=last.through,
                seal=last.number,
            )
        )
    if evaluation.registers.incomplete:
        tables = say.listed(sorted(evaluation.registers.incomplete))
        raise RefusedError(
            say("下列登记册不能完整读出，没有封存：%(tables)s。先按 shoukong check 的提示改正。", tables=tables)
        )
    return period


def _reopened(
    evaluation: Evaluation, sealed: SealedRegisters, wish: Wish, period: Period, language: str
) -> Sequence[Reopened]:
    """The records that are sealed again; raises RefusedError where anything else is not as it was sealed."""
    say = speech(language)
    unsound = say("封存的记录或封存本身不对，没有封存：")
    found = (*evaluation.seal_findings, *altered_lists(sealed.chain))
    wrong = [item for item in found if severity_of(item) is Severity.ERROR]
    if wrong:
        raise RefusedError("\n".join([unsound, *listed_findings(wrong, language)]))
    faulty = list(sealed.faulty())
    mine = [row for row in faulty if wish.is_again and _is_until(row, period)]
    if len(mine) < len(faulty):
        rows = [row_finding(evaluation.portal, evaluation.registers, row, sealed.chain) for row in _first(faulty)]
        again = say("确属应当这样的，用 --again --reason 写明原因重新封存。")
        raise RefusedError("\n".join([unsound, *listed_findings(rows, language), again]))
    if wish.is_again and not mine:
        raise RefusedError(say("封存的记录都与封存时一样，不必重新封存。"))
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


def _tell(evaluation: Evaluation, made: NewSeal, reopened: int, say: Speech) -> None:
    seal, person = made.seal, evaluation.control.name(made.seal.sealed_by)
    print(
        say(
            "已封存至 %(through)s：%(number)s，记录 %(rows)s 条，摘要值 %(short)s（%(folder)s）。",
            through=seal.through,
            number=seal.number,
            rows=made.rows,
            short=short_digest(seal.digest),
            folder=seal.folder,
        )
    )
    if reopened:
        print(say("重新封存的记录 %(count)s 条。", count=reopened))
    if seal.key:
        print(say("已由%(person)s签名。", person=person))
    else:
        print(say("这个封存没有签名：能改这个文件夹的人也能重做它，只有抄在别处的摘要值能证明。签名用 --key。"))
    print(say("请把摘要值抄送改不了这个文件夹的人，并提交到仓库。"))
