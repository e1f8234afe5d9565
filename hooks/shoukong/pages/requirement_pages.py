"""The requirement matrix: item, clauses, forms and the evidence in the registers."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from shoukong.document import Clause, Document
from shoukong.forms.form import Form
from shoukong.language import Speech
from shoukong.links import clauses_of_item, forms_of_clause, with_subclauses
from shoukong.pages.clause_lines import verdict_of
from shoukong.pages.output import Output, cell
from shoukong.pages.pieces import clause_link, thousands
from shoukong.pages.templating import fill
from shoukong.pages.view import View
from shoukong.records.cells_in_bulk import column
from shoukong.requirement import Item, RequirementSet
from shoukong.text.block import Strength
from shoukong.wording.state_names import STRENGTH_NAMES


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the register of a form proves: how many records, and the latest day on one."""

    form: Form
    records: int
    latest: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """An item with what satisfies it."""

    item: Item
    clauses: tuple[tuple[Document, Clause], ...]
    evidence: tuple[Evidence, ...]
    verdict: str

    def clause_links(self, say: Speech) -> str:
        """The clauses, a line each."""
        links = (clause_link(document, clause, f"{document.id} {clause.name}") for document, clause in self.clauses)
        return "<br>".join(links) or f"**{say('未落实')}**"

    @property
    def form_links(self) -> str:
        """The forms, a line each."""
        forms = (evidence.form for evidence in self.evidence)
        return "<br>".join(f"[{form.id} {cell(form.title)}](../forms/{form.name}.md)" for form in forms)

    def evidence_links(self, say: Speech) -> str:
        """How many records each form has and the latest day on one, a line each."""
        return "<br>".join(_evidence_link(each, say) for each in self.evidence)


def _evidence_link(evidence: Evidence, say: Speech) -> str:
    records = say.count("%(count)s 条", evidence.records, count=thousands(evidence.records))
    latest = say("，最近 %(day)s", day=evidence.latest) if evidence.latest else ""
    return f"[{records}](../registers/{evidence.form.name}.md){latest}"


def requirement_pages(view: View) -> Iterator[Output]:
    """The list of requirement sets, and a matrix for each."""
    sets = sorted(view.portal.requirement_sets, key=lambda s: s.id)
    yield Output("requirements/index.md", fill("requirement_sets.md.j2", view.say, view=view, sets=sets))
    for requirements in sets:
        rows = list(_rows(view, requirements))
        yield Output(
            f"requirements/{requirements.id}.md",
            fill(
                "requirements.md.j2",
                view.say,
                view=view,
                set=requirements,
                rows=rows,
                strength_of=partial(_strength, say=view.say),
            ),
        )


def _strength(item: Item, say: Speech) -> str:
    """How strictly the source demands an item, after its kind; nothing where it must be done."""
    if item.is_firms:
        return say("（本单位自定）")
    told = STRENGTH_NAMES[item.strength].told(say.language)
    return "" if item.strength is Strength.MUST else say("（%(what)s）", what=told)


def _rows(view: View, requirements: RequirementSet) -> Iterator[MatrixRow]:
    latest = {form.name: _latest(view, form) for form in view.forms}
    for item in requirements.items:
        clauses = clauses_of_item(view.portal, item)
        parts = [(d, part) for d, c in clauses for part in with_subclauses(d, c)]
        forms = {f.name: f for d, c in parts for f in forms_of_clause(view.portal, d, c)}
        evidence = tuple(Evidence(f, view.counts[name], latest[name]) for name, f in forms.items())
        yield MatrixRow(item, clauses, evidence, verdict_of(view, item.id))


def _latest(view: View, form: Form) -> str:
    if form.date is None:
        return ""
    (row,) = view.registers.rows(f"SELECT max(left({column(form.date)}, 10)) FROM {column(form.name)}")
    return row[0] or ""
