"""Deviations: what may be agreed to where a clause says in principle, by whom, and what that makes of a breach."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from shoukong.control.document_control import Control
from shoukong.executable.blocks_in_place import BlockInPlace
from shoukong.executable.breach import Breach, DutyBreach
from shoukong.executable.breach_answer import AnsweredBreach, BreachState
from shoukong.portal import Portal
from shoukong.records.core_declaration import DEVIATIONS, NONCONFORMITIES
from shoukong.records.core_registers import Row, core_form, core_rows
from shoukong.records.registers import Registers
from shoukong.text.block import Strength
from shoukong.text.yaml_shape import TEXTS, KeyShape

# Who agrees where the block names nobody: a figure of the document that rules nonconformities.
AGREEING_POSTS = "deviation_posts"
AGREEING_SHAPE = {AGREEING_POSTS: KeyShape(TEXTS, required=False)}
NOTED = frozenset({Strength.MAY, Strength.FREE})


class DeviationFault(StrEnum):
    """Why a deviation answers nothing, as the code of its finding."""

    STRICT = "deviation-strict"
    OWN = "deviation-own"
    WITHOUT_RIGHT = "deviation-without-right"
    AFTER_THE_FACT = "deviation-late"


@dataclass(frozen=True, slots=True)
class Deviation:
    """That somebody agreed on a day to a record's departing from a rule or duty, by right of a clause."""

    number: str
    rule: str
    record: str
    reason: str
    proposed_by: str
    agreed_by: str
    clause: str
    agreed_on: datetime.date | None
    row: Row


def read_deviations(portal: Portal, registers: Registers) -> tuple[Deviation, ...]:
    """All deviations, by number."""
    return tuple(
        Deviation(
            number=row.number,
            rule=row["rule"],
            record=row["record"],
            reason=row["reason"],
            proposed_by=row["proposed_by"],
            agreed_by=row["agreed_by"],
            clause=row["clause"],
            agreed_on=row.day("agreed_on"),
            row=row,
        )
        for row in core_rows(portal, registers, DEVIATIONS)
    )


def agreeing_posts(placed: BlockInPlace, control: Control) -> tuple[str, ...]:
    """The posts that may agree to a deviation: those that the block names, else those of the firm's procedure."""
    if placed.block.agreed_by:
        return placed.block.agreed_by
    form = core_form(control.portal, NONCONFORMITIES)
    document = control.ruling_text(form.document, control.portal.as_of) if form else None
    value = document.figures.get(AGREEING_POSTS) if document else None
    return tuple(value) if value is not None and AGREEING_SHAPE[AGREEING_POSTS].kind.accepts(value) else ()


def fault_of(
    deviation: Deviation, placed: BlockInPlace, breach: Breach | None, control: Control
) -> DeviationFault | None:
    """Why a deviation of a block's does not answer its breach; None where it does, or would."""
    if placed.block.strength is not Strength.PRINCIPLE:
        return DeviationFault.STRICT
    if deviation.agreed_by == deviation.proposed_by:
        return DeviationFault.OWN
    person, day = control.staff.get(deviation.agreed_by), deviation.agreed_on
    if person is not None and day is not None and not set(agreeing_posts(placed, control)) & set(person.posts_on(day)):
        return DeviationFault.WITHOUT_RIGHT
    until = fact_of(breach) if breach is not None else None
    return DeviationFault.AFTER_THE_FACT if day is not None and until is not None and until < day else None


def fact_of(breach: Breach) -> datetime.date | None:
    """Until when a deviation had to be agreed to: the day of the fact, or on which something was due."""
    return breach.occurrence.due if isinstance(breach, DutyBreach) else breach.day


def weighed(
    found: Mapping[str, Sequence[AnsweredBreach]],
    blocks: Mapping[str, BlockInPlace],
    deviations: Sequence[Deviation],
    control: Control,
) -> Mapping[str, tuple[AnsweredBreach, ...]]:
    """Each breach by the strength of what it breaks: where the source leaves it free it is noted, where it was agreed
    to in time it is a deviation."""
    agreed: dict[tuple[str, str], list[Deviation]] = {}
    for deviation in deviations:
        agreed.setdefault((deviation.rule, deviation.record), []).append(deviation)
    return {
        id_: tuple(_weighed(item, blocks[id_], agreed, control) for item in items) if id_ in blocks else tuple(items)
        for id_, items in found.items()
    }


def _weighed(
    item: AnsweredBreach,
    placed: BlockInPlace,
    agreed: Mapping[tuple[str, str], Sequence[Deviation]],
    control: Control,
) -> AnsweredBreach:
    if placed.block.strength in NOTED:
        return replace(item, state=BreachState.NOTED)
    own = [
        deviation for name in {item.breach.record, item.breach.key} for deviation in agreed.get((placed.id, name), ())
    ]
    sound = next((d for d in own if fault_of(d, placed, item.breach, control) is None), None)
    return replace(item, state=BreachState.AGREED, deviation=sound.row) if sound else item
