"""Pages of forms: the list, and each form with its fields, its place in the procedures, and its blank."""

from collections.abc import Iterator

from shoukong.document import Clause, Document
from shoukong.form import Field, Form
from shoukong.links import incoming_keys
from shoukong.pages.output import Output
from shoukong.pages.templating import fill
from shoukong.pages.view import View
from shoukong.paper.slots import is_long
from shoukong.requirement import Item


def form_pages(view: View) -> Iterator[Output]:
    """The list of forms and a page for each."""
    yield Output("forms/index.md", fill("forms.md.j2", view=view))
    for form in view.forms:
        yield Output(f"forms/{form.name}.md", _page(form, view))


def blank_name(form: Form) -> str:
    """The file name of a form's printable blank: number and revision."""
    return f"{form.id}_{form.revision.in_path}.pdf"


def clauses_of_form(form: Form, view: View) -> list[tuple[Document, Clause]]:
    """The clauses that demand a form, as far as they exist."""
    return [found for address in form.clauses if (found := view.portal.clause(address))]


def _page(form: Form, view: View) -> str:
    clauses = clauses_of_form(form, view)
    return fill(
        "form.md.j2",
        view=view,
        form=form,
        life=view.life(form.id),
        suspects=view.suspects_at(form.id),
        clauses=clauses,
        items=_items(clauses, view),
        incoming=incoming_keys(view.portal, form),
        forms=view.portal.forms_by_name,
        blanks=[f for f in form.fields if f.name != "form_revision"],
        blank_name=blank_name(form),
        limits=_limits,
        is_long=is_long,
    )


def _items(clauses: list[tuple[Document, Clause]], view: View) -> list[tuple[str, Item]]:
    """The requirement items behind the clauses, each with its set."""
    ids = {id_ for _, clause in clauses for id_ in clause.items}
    return [(s.id, item) for s in view.portal.requirement_sets for item in s.items if item.id in ids]


def _limits(field: Field) -> str:
    """A field's constraints in words."""
    c = field.constraints
    parts = (
        "必填" if c.required else "",
        "不重复" if c.unique else "",
        f"允许值:{'、'.join(c.enum)}" if c.enum else "",
        f"格式 {c.pattern}" if c.pattern else "",
        f"不小于 {c.minimum}" if c.minimum is not None else "",
        f"不大于 {c.maximum}" if c.maximum is not None else "",
        f"至少 {c.min_length} 字" if c.min_length else "",
        f"至多 {c.max_length} 字" if c.max_length else "",
        f"{'、'.join(field.missing)} 算作没有填写" if field.missing else "",
    )
    return ";".join(part for part in parts if part)
