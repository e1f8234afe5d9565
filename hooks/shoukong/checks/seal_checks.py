"""Checks of seals: what was sealed stands as it was, and the seals themselves are whole, registered and in a chain."""

from collections import Counter
from collections.abc import Iterator, Mapping

from shoukong.control.approval_signature import SignatureState
from shoukong.control.document_control import Control
from shoukong.finding import Finding, Place, finding
from shoukong.forms.form import Form
from shoukong.portal import Portal
from shoukong.records.core_declaration import SEALINGS
from shoukong.records.core_registers import Row, core_rows, core_table, place_of, usable_register
from shoukong.records.registers import Registers
from shoukong.sealing.seal_chain import SealChain, SealFault
from shoukong.sealing.seal_folder import HEAD, SIGNATURE, Seal, short_digest
from shoukong.sealing.seal_signature import seal_signature
from shoukong.sealing.sealed_file import altered_files
from shoukong.sealing.sealed_registers import SealedRegisters
from shoukong.sealing.sealed_rows import FaultyRow, RowFault
from shoukong.sealing.sealed_text import altered_texts

MOST_TOLD = 100  # rows of one table and fault of which each is told by itself
_CODES = {
    SealFault.UNREADABLE: "seal-unreadable",
    SealFault.ALTERED: "seal-altered",
    SealFault.STRAY: "seal-stray",
    SealFault.CHAIN: "seal-chain",
}


def check_sealed_rows(control: Control) -> Iterator[Finding]:
    """Each row that was sealed stands as it was, and none was added to a period that is closed."""
    portal, registers, chain = control.portal, control.registers, control.seal_chain
    if not chain.seals:
        return
    told: Counter[tuple[str, str]] = Counter()
    gone: dict[str, list[FaultyRow]] = {}
    parts = {part.path for part in registers.parts.values()}
    for row in SealedRegisters(control).faulty():
        if row.path not in parts and row.fault in (RowFault.GONE, RowFault.MOVED):
            gone.setdefault(row.path, []).append(row)
            continue
        key = (row.table, row.fault)
        told[key] += 1
        if told[key] <= MOST_TOLD:
            yield row_finding(portal, registers, row, chain)
    for (table, _), count in told.items():
        if count > MOST_TOLD:
            form = portal.forms_by_name[table]
            place = Place(f"records/{table}")
            yield finding("seal-rows-many", place, ref=form.id, table=form.title, count=count - MOST_TOLD)
    yield from altered_lists(chain)
    for path, rows in gone.items():
        records = {row.record for row in rows if row.record}
        count = len(records) or sum(part.count for _, part in chain.parts() if part.path == path)
        yield finding("seal-part-gone", Place(path), seal=_number(rows[-1].seal), path=path, count=count)


def altered_lists(chain: SealChain) -> Iterator[Finding]:
    """The lists of rows that are not those that were sealed."""
    for each in chain.altered_lists:
        yield finding(_CODES[each.fault], Place(each.path), seal=each.number)


def row_finding(portal: Portal, registers: Registers, row: FaultyRow, chain: SealChain) -> Finding:
    """What is wrong with a row that is not as a seal says."""
    form = portal.forms_by_name[row.table]
    place = registers.place(row.table, *row.at) if row.at else None
    period = row.seal.period if row.seal else _last_period(chain)
    through = row.seal.through if row.seal else max(seal.through for seal in chain.seals)
    facts = {"seal": _number(row.seal), "period": period, "path": row.path, "through": through}
    record = row.record or None
    return finding(
        f"seal-row-{row.fault}", place or Place(row.path), ref=form.id, record=record, table=form.title, **facts
    )


def _last_period(chain: SealChain) -> str:
    return max(chain.seals, key=lambda seal: seal.through).period


def _number(seal: Seal | None) -> str:
    return seal.number if seal else "-"


def check_seal_files(control: Control) -> Iterator[Finding]:
    """The files of each seal are those that were sealed, and each seal names the one before it."""
    chain = control.seal_chain
    missing = {row["digest"] for row in _registered(control).values() if row.number not in chain.by_number}
    for each in chain.faults:
        if each.fault is not SealFault.CHAIN:
            yield finding(_CODES[each.fault], Place(each.path), seal=each.number)
        elif each.other not in missing and not _is_altered_before(control, chain, each.number, each.other):
            yield finding(
                _CODES[each.fault], Place(each.path), seal=each.number, before=short_digest(each.other) or "-"
            )


def _is_altered_before(control: Control, chain: SealChain, number: str, before: str) -> bool:
    """Whether the seal before is registered with the digest that this one names: then that one was altered."""
    numbers = [seal.number for seal in chain.seals]
    at = numbers.index(number)
    row = _registered(control).get(numbers[at - 1]) if at else None
    return bool(chain.unreadable) or (row is not None and row["digest"] == before)


def check_registered(control: Control) -> Iterator[Finding]:
    """Each seal is in the register as it is, and each one that is registered is there."""
    chain, rows = control.seal_chain, _registered(control)
    if not control.is_whole(SEALINGS) or core_table(control.portal, SEALINGS) in control.portal.unread_forms:
        return
    for number, row in rows.items():
        if number not in chain.by_number and number not in chain.unreadable:
            yield finding("seal-missing", place_of(row, control.registers), record=number, seal=number)
    kept = usable_register(control.portal, SEALINGS)
    for seal in chain.seals:
        if seal.number in rows:
            yield from _differing(control, kept.form if kept else None, seal, rows[seal.number])
        else:
            table = kept.form.title if kept else SEALINGS
            yield finding("seal-unregistered", Place(f"{seal.folder}/{HEAD}"), seal=seal.number, table=table)


def _differing(control: Control, form: Form | None, seal: Seal, row: Row) -> Iterator[Finding]:
    """The first thing that the register says otherwise of a seal than the seal itself."""
    is_said = {"through": seal.through.isoformat(), "sealed_on": seal.sealed_on.isoformat(), "digest": seal.digest}
    is_said |= {
        name: said for name, said in (("sealed_by", seal.sealed_by), ("reason", seal.reason)) if row.keeps(name)
    }
    for name, said in is_said.items():
        if row[name] != said:
            field = form.field(row.columns[name]) if form else None
            place = place_of(row, control.registers, name)
            facts = {"title": field.title if field else name, "written": row[name] or "-", "found": said or "-"}
            yield finding("seal-differs", place, record=seal.number, seal=seal.number, **facts)
            return


def check_sealed_texts(control: Control) -> Iterator[Finding]:
    """A sealed text is what was sealed; where its approval still says so, that it is not is found there."""
    approved = {(a.subject, str(a.revision), a.digest) for a in control.approvals}
    for each in altered_texts(control.portal, control.seal_chain):
        told = each.sealed
        if (told.subject, told.revision, told.digest) not in approved:
            place = Place(each.now.path if each.now else told.path)
            facts = {"subject": told.subject, "revision": told.revision, "seal": each.seal.number}
            yield finding("seal-text-changed", place, ref=told.subject, **facts)


def check_seal_signatures(control: Control) -> Iterator[Finding]:
    """A signed seal is signed by who made it; one that should be is signed, or a later one that is vouches for it."""
    root = control.portal.root
    covered = False
    for seal in reversed(control.seal_chain.seals):
        state = seal_signature(root, seal)
        place = Place(f"{seal.folder}/{SIGNATURE}")
        if state is SignatureState.NO_TOOL:
            yield finding("signature-unverified", place)
        elif state not in (None, SignatureState.GOOD):
            yield finding("seal-forged", place, seal=seal.number, person=control.name(seal.sealed_by))
        elif state is None and (seal.key or (_demands_proof(control, seal) and not covered)):
            head = Place(f"{seal.folder}/{HEAD}")
            yield finding("seal-unsigned", head, seal=seal.number, person=control.name(seal.sealed_by))
        covered = covered or state is SignatureState.GOOD


def _demands_proof(control: Control, seal: Seal) -> bool:
    since = control.rulebook_on(seal.sealed_on).proof_from
    return since is not None and since <= seal.sealed_on


def check_sealed_files(control: Control) -> Iterator[Finding]:
    """What is beside the texts and was sealed: signatures stay; that others changed since is told."""
    for each in altered_files(control.portal.root, control.seal_chain):
        code = "seal-file-changed" if each.is_lasting else "seal-file-since"
        yield finding(code, Place(each.path), seal=each.seal.number)


ROW_CHECKS = (check_sealed_rows,)
CHECKS = (check_seal_files, check_registered, check_sealed_texts, check_seal_signatures, check_sealed_files)


def _registered(control: Control) -> Mapping[str, Row]:
    return {row.number: row for row in core_rows(control.portal, control.registers, SEALINGS)}
