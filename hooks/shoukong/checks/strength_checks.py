"""Checks of strengths and deviations: no clause is weaker than its source, and what was agreed to could be."""

from collections.abc import Iterator

from shoukong.executable.blocks_in_place import BlockInPlace
from shoukong.executable.deviation import (
    AGREEING_POSTS,
    AGREEING_SHAPE,
    Deviation,
    DeviationFault,
    agreeing_posts,
    fact_of,
    fault_of,
)
from shoukong.executable.executable_clauses import ExecutableClauses
from shoukong.finding import Finding, finding
from shoukong.layout import DOCUMENTS
from shoukong.records.core_declaration import NONCONFORMITIES
from shoukong.records.core_registers import core_form, place_of
from shoukong.requirement import Item
from shoukong.text.block import Strength
from shoukong.text.yaml_shape import misfits
from shoukong.wording.state_names import STRENGTH_NAMES

_FIELDS = {
    DeviationFault.STRICT: "rule",
    DeviationFault.OWN: "agreed_by",
    DeviationFault.WITHOUT_RIGHT: "agreed_by",
    DeviationFault.AFTER_THE_FACT: "agreed_on",
}


def check_strengths(executable: ExecutableClauses) -> Iterator[Finding]:
    """No rule or duty is weaker than every requirement that its clause satisfies."""
    items = {item.id: item for each in executable.control.portal.requirement_sets for item in each.items}
    for placed in (*executable.rules, *executable.duties):
        own = [items[id_] for id_ in placed.clause.items if id_ in items] if placed.clause else []
        named = [item for item in own if item.id == placed.id] or own
        weakest = max((item.strength for item in named), key=_rank, default=None)
        if weakest is not None and _rank(placed.block.strength) > _rank(weakest):
            yield _too_weak(placed, weakest, named)


def check_deviations(executable: ExecutableClauses) -> Iterator[Finding]:
    """Each deviation is of a clause that may be departed from, was agreed to in time by somebody with that right."""
    control = executable.control
    for deviation in executable.deviations:
        placed = executable.blocks.get(deviation.rule)
        if deviation.number in executable.doubtful or placed is None:
            continue  # found elsewhere
        place = place_of(deviation.row, control.registers, "clause")
        if deviation.clause and control.portal.clause(deviation.clause) is None:
            yield finding("deviation-clause", place, ref=placed.id, record=deviation.number, clause=deviation.clause)
        else:
            yield from _fault(deviation, placed, executable)


def check_agreeing_posts(executable: ExecutableClauses) -> Iterator[Finding]:
    """The document that rules nonconformities names as posts who agrees to deviations."""
    portal = executable.control.portal
    form = core_form(portal, NONCONFORMITIES)
    document = portal.documents_by_id.get(form.document) if form else None
    if document is not None and AGREEING_POSTS in document.figures:
        given = {AGREEING_POSTS: document.figures[AGREEING_POSTS]}
        yield from misfits(given, AGREEING_SHAPE, document.lines, "figures")


CHECKS = (check_strengths, check_deviations, check_agreeing_posts)


def _rank(strength: Strength) -> int:
    return list(Strength).index(strength)


def _too_weak(placed: BlockInPlace, source: Strength, items: list[Item]) -> Finding:
    own, demanded = STRENGTH_NAMES[placed.block.strength], STRENGTH_NAMES[source]
    facts = {"own": own.zh, "own_en": own.en, "source": demanded.zh, "source_en": demanded.en}
    named = "、".join(item.id for item in items)
    return finding(
        "strength-weaker", placed.block.place("strength"), ref=placed.address, id=placed.id, items=named, **facts
    )


def _fault(deviation: Deviation, placed: BlockInPlace, executable: ExecutableClauses) -> Iterator[Finding]:
    control = executable.control
    names = {item.breach.record: item.breach for item in executable.breaches.get(placed.id, ())}
    names |= {item.breach.key: item.breach for item in executable.breaches.get(placed.id, ())}
    breach = names.get(deviation.record)
    fault = fault_of(deviation, placed, breach, control)
    if fault is None:
        return
    place = place_of(deviation.row, control.registers, _FIELDS[fault])
    strength = STRENGTH_NAMES[placed.block.strength]
    person = control.staff.get(deviation.agreed_by)
    yield finding(
        fault, place, ref=placed.id, record=deviation.number, id=placed.id, title=placed.title,
        strength=strength.zh, strength_en=strength.en, person=person.name if person else deviation.agreed_by,
        day=deviation.agreed_on, posts="、".join(agreeing_posts(placed, control)) or "-",
        posts_en=", ".join(agreeing_posts(placed, control)) or "-", fact=(fact_of(breach) if breach else None) or "-",
    ).resting_on({DOCUMENTS, *control.sources_of_people})  # fmt: skip
