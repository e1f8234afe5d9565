"""Checks of the steps of an approval: each that the firm takes was taken, and somebody is there who may take it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from shoukong.control.approval import STEP_VERBS, Approval
from shoukong.control.document_control import Control
from shoukong.control.staff import Person, employed
from shoukong.finding import Finding, Place, finding
from shoukong.layout import SETTINGS
from shoukong.messages.names import STEP_NAMES
from shoukong.records.core_declaration import APPROVALS, STAFF
from shoukong.records.core_registers import core_form, place_of


def check_missing(control: Control) -> Iterator[Finding]:
    """Each approval has the steps that were in force on its day."""
    for approval in control.approvals:
        yield from missing_steps(control, approval)


def missing_steps(control: Control, approval: Approval) -> Iterator[Finding]:
    """The steps that an approval lacks; where its form demands the cell, that is found with the cell."""
    day = approval.approved.on
    form = core_form(control.portal, APPROVALS)
    taken = {signing.step for signing in approval.signings if signing.by}
    for step in control.steps_on(day) if day else ():
        field = form.field(f"{step}_by") if form else None
        if step in taken or (field is not None and field.constraints.required):
            continue
        place = place_of(approval.row, control.registers, f"{step}_by") if approval.row else Place("-")
        facts = {"step": STEP_NAMES[step].zh, "step_en": STEP_NAMES[step].en, "day": day}
        yield finding("approval-step-missing", place, ref=approval.subject, record=approval.number, **facts)


def check_staffing(control: Control) -> Iterator[Finding]:
    """Of those employed today, different people may take the steps; else nothing of that kind can be approved."""
    people = employed(control.staff.values(), control.portal.as_of)
    if not people or core_form(control.portal, APPROVALS) is None or STAFF in control.registers.incomplete:
        return
    kinds = sorted({text.kind for texts in control.portal.texts.values() for text in texts if not text.is_archived})
    steps = control.steps_on(control.portal.as_of)
    unfilled = {kind: lacking for kind in kinds if (lacking := _lacking(control, kind, steps, people))}
    if unfilled:
        kind, lacking = next(iter(unfilled.items()))
        facts: Mapping[str, object] = {
            "kinds": "、".join(control.portal.kind_name(kind).zh for kind in unfilled),
            "kinds_en": ", ".join(control.portal.kind_name(kind).en for kind in unfilled),
            "steps": "、".join(STEP_NAMES[step].zh for step in lacking),
            "steps_en": ", ".join(STEP_NAMES[step].en for step in lacking),
            "people": len(people),
        }
        yield finding("signing-unfilled", _place_of_signing(control, kind), ref=None, record=None, **facts)


CHECKS = (check_missing, check_staffing)


def _lacking(control: Control, kind: str, steps: Sequence[str], people: Sequence[Person]) -> Sequence[str]:
    """The steps for which nobody is left: those without anybody, or all where people are too few."""
    day, may = control.portal.as_of, []
    for step in steps:
        posts = control.rulebook_on(day).posts_for(STEP_VERBS[step], kind)
        able = [person.number for person in people if posts is None or person.post_on(day) in posts]
        may.append(able[: len(steps)])  # of so many at least one is free, whoever takes the other steps
    nobody = [step for step, able in zip(steps, may, strict=True) if not able]
    if nobody:
        return nobody
    return [] if any(len(set(chosen)) == len(steps) for chosen in product(*may)) else steps


def _place_of_signing(control: Control, kind: str) -> Place:
    """Where the steps, or who may take them, are said; the settings where no rulebook is named."""
    document = control.portal.ruling_document
    if document is None:
        return Place(SETTINGS, 1, "rulebook")
    rows = document.figures.get("authority")
    for i, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, dict) and row.get("kind") == kind:
            return document.place("figures", "authority", i)
    return document.place("figures", "signing")
