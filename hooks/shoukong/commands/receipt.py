"""`shoukong receipt`: a slip that proves to whom a record concerns that it stands unchanged in a sealed period."""

import datetime
from dataclasses import dataclass
from pathlib import Path

from shoukong.commands.meant_record import meant_record
from shoukong.commands.refusal import COULD_NOT_RUN, RefusedError, is_portal, refuse, refuse_folder
from shoukong.evaluation import Evaluation, evaluate
from shoukong.files.file_writing import write_files
from shoukong.files.write_lock import one_at_a_time
from shoukong.language import Speech, speech
from shoukong.paper.fonts import PaperError, font_folder
from shoukong.paper.receipt_slip import slip_pdf, verify_address
from shoukong.portal import load_portal
from shoukong.sealing.record_receipt import Receipt, receipt_of
from shoukong.sealing.sealed_registers import SealedRegisters


@dataclass(frozen=True, slots=True)
class Wish:
    """Of which record, of which form where several have one of that number, and where the slip goes."""

    record: str
    form: str | None
    target: Path


def run(root: Path, wish: Wish, day: datetime.date, language: str) -> int:
    """Write the receipt as JSON and PDF; 1 where the record is not sealed, or is not as it was."""
    if not is_portal(root):
        return refuse_folder(root, language)
    say = speech(language)
    with evaluate(load_portal(root, day), asks_clauses=False) as evaluation:
        try:
            receipt = _receipt(evaluation, wish, say)
            return _write(evaluation, receipt, wish.target, say)
        except RefusedError as refused:
            return refuse(str(refused))
        except PaperError as error:
            return refuse(str(error), COULD_NOT_RUN)


def _receipt(evaluation: Evaluation, wish: Wish, say: Speech) -> Receipt:
    """Raises RefusedError."""
    record, chain = meant_record(evaluation, wish.record, wish.form, say), evaluation.control.seal_chain
    with SealedRegisters(evaluation.control).table(record.form) as table:
        rows = list(table.cells(record.number))
    try:
        receipt = receipt_of(chain, record.form, record.number, rows, evaluation.portal.settings.organization)
    except ValueError as error:
        seal = str(error)
        raise RefusedError(
            say("%(record)s 在 %(seal)s 封存以后更正或改动过：下一次封存以后再出回执", record=wish.record, seal=seal)
        ) from None
    if receipt is None:
        raise RefusedError(say("%(record)s 还没有封存：封存它所在的期间以后再出回执", record=wish.record))
    return receipt


def _write(evaluation: Evaluation, receipt: Receipt, target: Path, say: Speech) -> int:
    portal = evaluation.portal
    site = portal.settings.address
    pdf = slip_pdf(receipt, site, font_folder(portal.root), say)
    name = f"receipt-{''.join(sign if sign.isalnum() else '-' for sign in receipt.record)}"
    target.mkdir(parents=True, exist_ok=True)
    with one_at_a_time(target):
        write_files(target, {f"{name}.json": receipt.text.encode(), f"{name}.pdf": pdf})
    print(say("已写出回执：%(path)s.pdf 与 .json", path=target / name))
    if verify_address(receipt, site) is None:
        print(say("没有二维码：门户没有网址（portal.yaml 的 address），或记录太长；请把 JSON 文件一并交给对方"))
    print(say("回执写着这条记录封存的全部栏目，只交给有权看它的人"))
    return 0
