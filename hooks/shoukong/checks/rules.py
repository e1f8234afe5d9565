"""Checks of executable clauses: blocks that can be run, and the breaches that rules find."""

from collections.abc import Iterator

from shoukong.executable.answer import AnsweredBreach, BreachState
from shoukong.executable.derived import Executable
from shoukong.executable.rule import Rule
from shoukong.finding import Finding, Place, finding
from shoukong.form import Form
from shoukong.portal import Portal
from shoukong.registers import Registers
from shoukong.verdict import column


def check_blocks(executable: Executable) -> Iterator[Finding]:
    """Each block has a number of its own and stands under a clause; each rule can be asked."""
    first: dict[str, Rule] = {}
    for document in executable.control.portal.documents:
        for block in document.blocks:
            rule = Rule(document, document.clause_of(block), block)
            if rule.clause is None:
                yield finding("block-homeless", block.place(), ref=document.id, id=block.id)
            other = first.setdefault(block.id, rule)
            if other is not rule:
                place = f"{other.document.path}:{other.block.line}"
                yield finding("block-twice", block.place("id"), ref=rule.address, id=block.id, first=place)
    for result in executable.results:
        if result.fault is not None:
            yield result.fault


def check_breaches(executable: Executable) -> Iterator[Finding]:
    """Records that do not meet a rule and whose answer is not closed."""
    rules = {result.rule.id: result.rule for result in executable.results}
    for id_, items in executable.breaches.items():
        open_ = [item for item in items if item.state is not BreachState.CLOSED]
        places = _places(executable, {item.breach.record for item in open_})
        for item in open_:
            place = places.get(item.breach.record, rules[id_].block.place())
            yield _breach(rules[id_], item, place)


CHECKS = (check_blocks, check_breaches)


def _breach(rule: Rule, item: AnsweredBreach, place: Place) -> Finding:
    facts = "，".join(f"{name} {value}" for name, value in item.breach.facts if value)
    state = item.reports[-1].number if item.reports else "-"
    return finding(
        "breach", place, ref=rule.id, record=item.breach.record, title=rule.block.title, facts=facts, answer=state
    )


def form_of_record(portal: Portal, record: str) -> Form | None:
    """The form whose numbers a record's number fits."""
    return portal.form_of(record)


def _places(executable: Executable, records: set[str]) -> dict[str, Place]:
    """Where some records stand, as far as their numbers tell the register."""
    portal, registers = executable.control.portal, executable.control.registers
    by_form: dict[str, list[str]] = {}
    for record in records:
        form = form_of_record(portal, record)
        if form is not None:
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
