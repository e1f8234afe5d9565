"""Checks of executable clauses: blocks that can be run, and what rules and duties find."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import replace

from shoukong.days.schedule_gap import Gap
from shoukong.disclosure import names_private_fields
from shoukong.executable.asked_blocks import QUERIES
from shoukong.executable.blocks_in_place import BlockInPlace
from shoukong.executable.breach import Breach, DutyBreach
from shoukong.executable.breach_answer import AnsweredBreach
from shoukong.executable.cell_text import written
from shoukong.executable.duty import gap_in
from shoukong.executable.executable_clauses import ExecutableClauses
from shoukong.executable.indicator import target_fault
from shoukong.executable.occurrence import DutyState
from shoukong.executable.query_tables import words_of
from shoukong.finding import Finding, Place, finding
from shoukong.forms.form import Form
from shoukong.layout import CALENDAR
from shoukong.portal import Portal
from shoukong.records.cells_in_bulk import column
from shoukong.records.forms_of_records import forms_of
from shoukong.records.private_facts import masked_cell
from shoukong.records.registers import Registers
from shoukong.text.block import INDICATOR, WITHIN
from shoukong.wording.breach_words import breach_words
from shoukong.wording.state_names import STRENGTH_NAMES

WORKDAYS = "workdays"
NOTICE = datetime.timedelta(days=60)  # notices come out late in the year before
_WORKING = re.compile(r"\bworking\b|工作日", re.IGNORECASE)


def check_blocks(executable: ExecutableClauses) -> Iterator[Finding]:
    """Each block has a number of its own, stands under a clause and can be run."""
    first: dict[str, BlockInPlace] = {}
    for document in executable.control.portal.documents:
        for block in document.blocks:
            placed = BlockInPlace(document, document.clause_of(block), block)
            if placed.clause is None:
                yield finding("block-homeless", block.place(), ref=document.id, id=block.id)
            other = first.setdefault(block.id, placed)
            if other is not placed:
                place = f"{other.document.path}:{other.block.line}"
                yield finding("block-twice", block.place("id"), ref=placed.address, id=block.id, first=place)
            fault = target_fault(placed) if block.kind == INDICATOR else None
            if fault is not None:
                yield fault
    faults = (
        *((result.rule, result.fault) for result in executable.rule_results),
        *((result.duty, result.fault) for result in executable.duty_results),
        *((result.indicator, result.fault) for result in executable.indicator_results),
    )
    yield from (fault.resting_on(executable.sources(placed)) for placed, fault in faults if fault is not None)


def check_calendar(executable: ExecutableClauses) -> Iterator[Finding]:
    """The working days that blocks count are known, or soon to be missing."""
    portal, asked = executable.control.portal, executable.asked
    missing = portal.working_days.provisional_from
    if missing is None or portal.as_of + NOTICE < missing:
        return
    if any(_counts_working_days(placed) for placed in (*asked.rules, *asked.duties, *asked.indicators)):
        yield finding("calendar-provisional", Place(f"{CALENDAR}/{missing.year}.yaml"), year=missing.year)


def _counts_working_days(placed: BlockInPlace) -> bool:
    texts = [placed.block.text(key) for key in QUERIES]
    return bool({WORKDAYS, CALENDAR} & words_of(texts)) or bool(_WORKING.search(placed.block.text(WITHIN)))


def check_schedules(executable: ExecutableClauses) -> Iterator[Finding]:
    """A duty has its day in every month or year that its rule means."""
    for result in executable.duty_results:
        gap = gap_in(result.duty, executable.control) if result.fault is None else None
        if gap is not None:
            duty, (zh, en) = result.duty, _skipped(gap)
            place = duty.block.place("repeat")
            facts = {"id": duty.id, "part": gap.part, "offer": gap.offer, "skipped": zh, "skipped_en": en}
            yield finding("duty-skips", place, ref=duty.address, **facts)


def _skipped(gap: Gap) -> tuple[str, str]:
    """The months that have none, and examples of those that have none in some years, or of such years."""
    always = "、".join(map(str, gap.always))
    rare = [f"{year}-{month:02}" if month else str(year) for year, month in gap.skipped if month not in gap.always][:3]
    zh = [*([f"{always} 月"] if always else []), *([f"有的年份（如 {'、'.join(rare)}）"] if rare else [])]
    en = [
        *([f"the months {always.replace('、', ', ')}"] if always else []),
        *([f"{', '.join(rare)} …"] if rare else []),
    ]
    return "和".join(zh), " and ".join(en)


def check_breaches(executable: ExecutableClauses) -> Iterator[Finding]:
    """Records and occurrences that do not meet a rule or duty and whose answer is not closed."""
    for id_, items in executable.breaches.items():
        open_ = [item for item in items if item.is_open or not item.is_breach]
        places = _places(executable, {item.breach.record for item in open_})
        for item in open_:
            placed = executable.blocks[id_]
            told = _without_people(placed, item, executable.control.portal)
            yield _breach(placed, told, places).resting_on(executable.sources_of_result(placed))


def check_evidence_of_follow_ups(executable: ExecutableClauses) -> Iterator[Finding]:
    """What answers a record is not older than it."""
    for result in executable.duty_results:
        duty, sources = result.duty, executable.sources_of_result(result.duty)
        places = _places(executable, {start.record for start, _ in result.too_early})
        for start, proof in result.too_early:
            place = places.get(start.record, duty.block.place("evidence"))
            facts = {"proof": proof.record, "done": written(proof.moment), "since": written(start.since)}
            yield finding(
                "duty-too-early",
                place,
                ref=duty.id,
                record=start.record,
                title=duty.title,
                id=duty.id,
                number=start.record,
                **facts,
            ).resting_on(sources)


CHECKS = (check_blocks, check_calendar, check_schedules, check_breaches, check_evidence_of_follow_ups)


def _without_people(placed: BlockInPlace, item: AnsweredBreach, portal: Portal) -> AnsweredBreach:
    """What a rule found, the texts in its columns masked where its query reads a private field."""
    breach = item.breach
    if isinstance(breach, DutyBreach) or not names_private_fields((placed.block.text("sql") or "",), portal):
        return item
    columns = ((name, masked_cell(cell) if isinstance(cell, str) else cell) for name, cell in breach.columns)
    return replace(item, breach=replace(breach, columns=tuple(columns)))


def _breach(placed: BlockInPlace, item: AnsweredBreach, places: dict[str, Place]) -> Finding:
    breach = item.breach
    place = places.get(breach.record, placed.block.place())
    if not item.is_breach:
        return _departure(placed, item, place)
    return finding(
        _code(breach), place, ref=placed.id, record=breach.record, title=placed.title, id=placed.id, key=breach.record,
        facts=breach_words(breach), facts_en=breach_words(breach, "en"),
        answer=item.reports[-1].number if item.reports else "-",
    )  # fmt: skip


def _departure(placed: BlockInPlace, item: AnsweredBreach, place: Place) -> Finding:
    """What departs from a clause and is no breach: it was agreed to, or the clause leaves it free."""
    breach, agreed = item.breach, item.deviation
    strength = STRENGTH_NAMES[placed.block.strength]
    return finding(
        "departure-noted" if agreed is None else "departure-agreed", place, ref=placed.id, record=breach.record,
        title=placed.title, strength=strength.zh, strength_en=strength.en,
        facts=breach_words(breach), facts_en=breach_words(breach, "en"),
        deviation=agreed.number if agreed else "-", reason=agreed["reason"] if agreed else "-",
    )  # fmt: skip


def _code(breach: Breach) -> str:
    """The code of what a rule found, or of a duty missed or done late."""
    if not isinstance(breach, DutyBreach):
        return "breach"
    return "duty-missed" if breach.state is DutyState.MISSED else "duty-late"


def _places(executable: ExecutableClauses, records: set[str]) -> dict[str, Place]:
    """Where some records stand, as far as they are kept in a register."""
    portal, registers = executable.control.portal, executable.control.registers
    by_form: dict[str, list[str]] = {}
    for record, form in forms_of(records, portal, registers).items():
        by_form.setdefault(form.name, []).append(record)
    found: dict[str, Place] = {}
    for table, numbers in by_form.items():
        found.update(_rows(registers, portal.forms_by_name[table], numbers))
    return found


def _rows(registers: Registers, form: Form, numbers: list[str]) -> dict[str, Place]:
    key = column(form.primary_key)
    query = f"SELECT {key}, _file, rowid FROM {column(form.name)} WHERE list_contains($numbers, {key})"
    rows = registers.rows(query, {"numbers": numbers})
    placed = ((number, registers.place(form.name, source, row)) for number, source, row in rows)
    return {number: place for number, place in placed if place is not None}
