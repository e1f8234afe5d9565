"""Checks of the steps of an approval: each that the firm takes was taken, and somebody is there who may take it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from shoukong.control.approval import REVIEWED, STEP_VERBS, Approval
from shoukong.control.document_control import Control
from shoukong.control.staff import Person, employed
from shoukong.document import Document
from shoukong.finding import Finding, Place, finding
from shoukong.messages.names import STEP_NAMES
from shoukong.records.core_declaration import APPROVALS
from shoukong.records.core_people import STAFF
from shoukong.records.core_registers import core_form, kept_register, place_of

_REVIEW_COLUMNS = (f"{REVIEWED}_by", f"{REVIEWED}_on")


def check_missing(control: Control) -> Iterator[Finding]:
    """Each approval has the steps that were in force on its day."""
    for approval in control.approvals:
        yield from missing_steps(control, approval)


def missing_steps(control: Control, approval: Approval) -> Iterator[Finding]:
    """The steps that an approval lacks; where its form demands the cell, that is found with the cell."""
    day = approval.approved.on
    form = core_form(control.portal, APPROVALS)
    taken = {signing.step for signing in approval.signings if signing.by}
    rules = control.rules_for(approval, day) if day else None
    for step in control.recordable_steps(rules) if rules else ():
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


def check_columns(control: Control) -> Iterator[Finding]:
    """Each step that the rulebook at hand names can be recorded."""
    if control.portal.ruling_document is not None:
        yield from unrecordable_steps(control, control.portal.ruling_document)


def unrecordable_steps(control: Control, document: Document) -> Iterator[Finding]:
    """The review that a rulebook names although the register of approvals has no columns for it."""
    kept, named = kept_register(control.portal, APPROVALS), document.figures.get("signing")
    if kept is None or not isinstance(named, list) or STEP_VERBS[REVIEWED] not in named:
        return
    said = control.portal.settings.registers.get(APPROVALS)
    called = said.columns if said else {}  # a column that is named and not there is found with the mapping
    lacking = [name for name in _REVIEW_COLUMNS if name not in kept.columns and not called.get(name)]
    if lacking:
        place = document.place("figures", "signing")
        yield finding("signing-column", place, ref=document.id, columns=lacking, form=kept.form.path)


CHECKS = (check_missing, check_columns, check_staffing)


def _lacking(control: Control, kind: str, steps: Sequence[str], people: Sequence[Person]) -> Sequence[str]:
    """The steps for which nobody is left: those without anybody, or all where people are too few."""
    day, may = control.portal.as_of, []
    for step in steps:
        posts = control.signing_rules_on(day).posts_for(STEP_VERBS[step], kind)
        able = [person.number for person in people if posts is None or set(posts) & set(person.posts_on(day))]
        may.append(able[: len(steps)])  # of so many at least one is free, whoever takes the other steps
    nobody = [step for step, able in zip(steps, may, strict=True) if not able]
    if nobody:
        return nobody
    return [] if any(len(set(chosen)) == len(steps) for chosen in product(*may)) else steps


def _place_of_signing(control: Control, kind: str) -> Place:
    """Where the steps, or who may take them, are said; the settings where no rulebook is named."""
    document = control.portal.ruling_document
    if document is None:
        return control.portal.settings.lines.place(field="rulebook")
    rows = document.figures.get("authority")
    for i, row in enumerate(rows if isinstance(rows, list) else ()):
        if isinstance(row, dict) and row.get("kind") == kind:
            return document.place("figures", "authority", i)
    return document.place("figures", "signing")
