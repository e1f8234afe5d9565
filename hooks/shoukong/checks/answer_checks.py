"""Checks of answers: nonconformity reports that name a rule or record that there is not, and so answer nothing."""

from collections.abc import Iterator, Mapping, Sequence

from shoukong.document import Document
from shoukong.executable.breach import RuleBreach
from shoukong.executable.breach_answer import RECURRENCE, RECURRENCE_SHAPE
from shoukong.executable.executable_clauses import ExecutableClauses
from shoukong.finding import Finding, finding
from shoukong.layout import DOCUMENTS
from shoukong.portal import Portal
from shoukong.records.cells_in_bulk import column
from shoukong.records.core_declaration import ACTIONS, DEVIATIONS, NONCONFORMITIES
from shoukong.records.core_registers import Row, core_form, core_rows, place_of
from shoukong.records.forms_of_records import forms_of
from shoukong.records.registers import Registers
from shoukong.text.block import DUTY, RULE
from shoukong.text.yaml_shape import misfits


def check_answers(executable: ExecutableClauses) -> Iterator[Finding]:
    """Each report of a breach, and each deviation, names a rule or duty, and a record or occurrence of it."""
    for register, name in _ANSWERING:
        yield from _check_answers(executable, register, name)


def _check_answers(executable: ExecutableClauses, register: str, name: str) -> Iterator[Finding]:
    control = executable.control
    reports = core_rows(control.portal, control.registers, register)
    sound = (row for row in reports if row.number not in executable.doubtful)
    rows = [row for row in sound if row["rule"] or row[name]]
    known = _known(executable) if rows else None
    unknown = {row.number for row in rows if known is not None and row["rule"] not in known}
    for row in rows:
        if row.number in unknown:
            yield _answer("answer-rule", executable, row, "rule")
    named = [row for row in rows if row.number not in unknown]
    yield from (_answer("answer-record", executable, row, name) for row in _lost(executable, named, name))


def check_recurrence(executable: ExecutableClauses) -> Iterator[Finding]:
    """The document that rules corrective actions says in whole months for how long a breach may recur."""
    portal = executable.control.portal
    form = core_form(portal, ACTIONS)
    document = portal.documents_by_id.get(form.document) if form else None
    if document is not None and RECURRENCE in document.figures:
        given = {RECURRENCE: document.figures[RECURRENCE]}
        yield from misfits(given, RECURRENCE_SHAPE, document.lines, "figures")


CHECKS = (check_answers, check_recurrence)
# The registers whose records answer breaches, with the column that names the record.
_ANSWERING = ((NONCONFORMITIES, "breach_record"), (DEVIATIONS, "record"))


def _known(executable: ExecutableClauses) -> frozenset[str] | None:
    """The numbers of all rules and duties, of former revisions too; None where a document could not be read whole."""
    portal = executable.control.portal
    if portal.unread_documents or any(fault.place.path.startswith(f"{DOCUMENTS}/") for fault in portal.faults):
        return None
    texts = (text for texts in portal.texts.values() for text in texts if not text.is_form)
    documents = (whole for text in texts if isinstance(whole := portal.whole(text), Document))
    return frozenset(b.id for d in documents for b in d.blocks if b.kind in (RULE, DUTY))


def _lost(executable: ExecutableClauses, rows: Sequence[Row], name: str) -> Iterator[Row]:
    """The answers whose record is neither found wanting, nor kept, nor an occurrence of the duty."""
    broken = {id_: _broken(executable, id_) for id_ in {row["rule"] for row in rows}}
    rest = [row for row in rows if row[name] not in broken[row["rule"]]]
    kept = _kept(executable.control.portal, executable.control.registers, {row[name] for row in rest})
    lost = [row for row in rest if not row[name] or (row[name] not in kept and _is_told(executable, row["rule"]))]
    occurrences = {id_: _occurrences(executable, id_) for id_ in {row["rule"] for row in lost}}
    yield from (row for row in lost if row[name] not in occurrences[row["rule"]])


def _broken(executable: ExecutableClauses, id_: str) -> frozenset[str]:
    """The records by which a rule or duty was broken."""
    return frozenset(item.breach.record for item in executable.breaches.get(id_, ()))


def _occurrences(executable: ExecutableClauses, id_: str) -> frozenset[str]:
    """The names of every occurrence of a duty."""
    own = (result.occurrences for result in executable.duty_results if result.duty.id == id_)
    return frozenset(o.key for occurrences in own for o in occurrences)


def _is_told(executable: ExecutableClauses, id_: str) -> bool:
    """Whether a rule or duty was asked and names only records that are kept, so that others are none of its."""
    control = executable.control
    faulty = {r.rule.id for r in executable.rule_results if r.fault} | {
        r.duty.id for r in executable.duty_results if r.fault
    }
    of_rule = {i.breach.record for i in executable.breaches.get(id_, ()) if isinstance(i.breach, RuleBreach)}
    is_asked = id_ in executable.breaches and id_ not in faulty
    return is_asked and len(forms_of(of_rule, control.portal, control.registers)) == len(of_rule)


def _kept(portal: Portal, registers: Registers, records: set[str]) -> frozenset[str]:
    """Which of some records stand in the registers."""
    by_form: dict[str, list[str]] = {}
    for record, form in forms_of(records, portal, registers).items():
        by_form.setdefault(form.name, []).append(record)
    return frozenset(
        number
        for table, numbers in by_form.items()
        for (number,) in _rows(registers, table, portal.forms_by_name[table].primary_key, numbers)
    )


def _rows(registers: Registers, table: str, key: str, numbers: list[str]) -> Iterator[tuple[str, ...]]:
    query = f"SELECT DISTINCT {column(key)} FROM {column(table)} WHERE list_contains($numbers, {column(key)})"
    yield from registers.rows(query, {"numbers": numbers})


def _answer(code: str, executable: ExecutableClauses, row: Row, name: str) -> Finding:
    is_report = name == "breach_record"
    register = ("不合格报告", "report") if is_report else ("偏离", "deviation")
    number = row["breach_record"] if is_report else row["record"]
    told: Mapping[str, str] = {"rule": row["rule"] or "-", "number": number or "-"}
    told = {**told, "register": register[0], "register_en": register[1]}
    place = place_of(row, executable.control.registers, name)
    placed = executable.blocks.get(row["rule"])
    paths = executable.sources(placed) if placed else frozenset()
    return finding(code, place, ref=row["rule"] or None, record=row.number, **told).resting_on({DOCUMENTS, *paths})
