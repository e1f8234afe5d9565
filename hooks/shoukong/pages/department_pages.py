"""A page for each department: what it has to do, its documents, forms, duties and indicators."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shoukong.document import Document
from shoukong.executable.indicator import IndicatorResult
from shoukong.executable.joint_occurrences import JointOccurrences
from shoukong.form import Form
from shoukong.messages.names import names_in
from shoukong.pages.duty_pages import Duty
from shoukong.pages.home_page import pending_of
from shoukong.pages.indicator_pages import figure_lines, latest_shown
from shoukong.pages.output import Output, cell
from shoukong.pages.templating import fill
from shoukong.pages.view import View
from shoukong.wording.indicator_words import period_words, target_words
from shoukong.wording.state_names import DUTY_NAMES

FOLDER = "departments"


@dataclass(frozen=True, slots=True)
class Department:
    """What belongs to a department, each kind in the order of its numbers or days; `reads` are documents of others."""

    name: str
    documents: tuple[Document, ...]
    reads: tuple[Document, ...]
    forms: tuple[Form, ...]
    duties: tuple[Duty, ...]
    pending: tuple[JointOccurrences, ...]
    indicators: tuple[IndicatorResult, ...]


def department_pages(view: View) -> Iterator[Output]:
    """The list, and a page for each department that owns a document or owes a duty."""
    departments = departments_of(view)
    yield Output(f"{FOLDER}/index.md", fill("departments.md.j2", view.say, departments=departments, place=place_of))
    names = names_in(view.say.language, DUTY_NAMES)
    for each in departments:
        rows = [_indicator_row(result, view) for result in each.indicators]
        told = {"view": view, "department": each, "names": names, "indicators": rows}
        yield Output(f"{FOLDER}/{place_of(each.name)}.md", fill("department.md.j2", view.say, **told))


def place_of(name: str) -> str:
    """A department's name as it stands in addresses."""
    return re.sub(r"[^\w.-]+", "-", name)


def departments_of(view: View) -> Sequence[Department]:
    """The departments by name."""
    duties = [Duty(view, result) for result in view.executable.duty_results]
    owners = {document.owner for document in view.current_documents}
    names = sorted(owners.union(*(duty.owners for duty in duties)))
    return [_department(name, duties, view) for name in names]


def _department(name: str, duties: Sequence[Duty], view: View) -> Department:
    own = tuple(document for document in view.current_documents if document.owner == name)
    ids = {document.id for document in own}
    return Department(
        name,
        own,
        tuple(d for d in view.current_documents if d.owner != name and name in d.audience),
        tuple(form for form in view.forms if form.document in ids),
        tuple(sorted((duty for duty in duties if name in duty.owners), key=lambda duty: duty.placed.id)),
        tuple(pending_of(view, name)),
        tuple(r for r in view.executable.indicator_results if r.indicator.document.id in ids),
    )


def _indicator_row(result: IndicatorResult, view: View) -> tuple[str, str, str, str]:
    """Its link, the last period, its figures and the target."""
    placed, shown, say = result.indicator, latest_shown(view, result), view.say
    link = f"[{cell(placed.title)}](../indicators/{placed.id}.md)"
    if not shown:
        return link, "", "—", ""
    first, unit = shown[0].point, placed.block.text("unit")
    target = f"{target_words(first.target, say.language)} {cell(unit)}" if first.target else ""
    return link, period_words(first.period, say), figure_lines(shown, unit), target
