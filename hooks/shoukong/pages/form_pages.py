"""Pages of forms: the list, and each form with its fields, its place in the procedures, and its blank."""

from collections.abc import Iterator
from functools import partial, reduce
from html import escape

from shoukong.document import Clause, Document
from shoukong.entries.template_book import template_name
from shoukong.forms.form import Field, Form
from shoukong.language import Speech
from shoukong.links import incoming_keys
from shoukong.messages.names import Name
from shoukong.pages.output import Output, cell
from shoukong.pages.page_origin import owner_of_form
from shoukong.pages.templating import fill
from shoukong.pages.view import View
from shoukong.paper.blank import qr_of
from shoukong.paper.sheet_code import blank_address
from shoukong.paper.slots import is_long
from shoukong.requirement import Item
from shoukong.wording.condition_words import demand_words

PRIVACY_NAMES = {
    "personal": Name("个人信息", "personal"),
    "sensitive": Name("敏感信息，不在网站公布", "sensitive, not published on the site"),
}
# More choices than the first take the whole width of the blank, more than the second are written by hand.
FEW_CHOICES, MOST_CHOICES = 3, 12


def form_pages(view: View) -> Iterator[Output]:
    """The list of forms and a page for each."""
    owner_of = partial(owner_of_form, view=view)
    yield Output("forms/index.md", fill("forms.md.j2", view.say, view=view, owner_of=owner_of, blank_name=blank_name))
    for form in view.forms_in_force:
        yield Output(f"forms/{form.name}.md", _page(form, view))


def blank_name(form: Form) -> str:
    """The file name of a form's printable blank: number and revision."""
    return f"{form.id}_{form.revision.in_path}.pdf"


def blank_code(view: View, form: Form) -> tuple[str, str]:
    """What the code of a form's blank says, and its picture; empty where the portal has no address on the web."""
    address = blank_address(f"{view.portal.settings.address.rstrip('/')}/forms/{form.name}/", form.revision.in_path)
    drawn = qr_of(address)
    return (address, drawn) if drawn else ("", "")


def clauses_of_form(form: Form, view: View) -> list[tuple[Document, Clause]]:
    """The clauses that demand a form, as far as they exist."""
    return [found for address in form.clauses if (found := view.portal.clause(address))]


def _page(form: Form, view: View) -> str:
    clauses = clauses_of_form(form, view)
    return fill(
        "form.md.j2",
        view.say,
        view=view,
        form=form,
        life=view.life(form.id),
        term=view.term(form.id),
        suspects=view.suspects_at(form.id),
        clauses=clauses,
        items=_items(clauses, view),
        incoming=incoming_keys(view.portal, form),
        blanks=[f for f in form.fields if f.name not in ("form_revision", *form.print.internal) and not f.is_made],
        blank_name=blank_name(form),
        code=blank_code(view, form)[1],
        template_name=template_name(form),
        limits=partial(_demands, form=form, view=view),
        notes=partial(_notes, say=view.say),
        blank_style=_blank_style,
        blank_slot=partial(_blank_slot, say=view.say),
    )


def _items(clauses: list[tuple[Document, Clause]], view: View) -> list[tuple[str, Item]]:
    """The requirement items behind the clauses, each with its set."""
    ids = {id_ for _, clause in clauses for id_ in clause.items}
    return [(s.id, item) for s in view.portal.requirement_sets for item in s.items if item.id in ids]


def _demands(field: Field, form: Form, view: View) -> str:
    """What is demanded of a field, with the register or list that it is taken from."""
    key, document = form.foreign_key(field.name), (field.figure or "").partition("#")[0]
    target = view.portal.forms_by_name.get(key.table) if key else None
    say, told = view.say, cell(_limits(field, form, view.say))
    parts = [told] if told else []
    if target:
        parts.append(say("登记在%(link)s", link=f"[{cell(target.title)}]({target.name}.md)"))
    if document in view.portal.documents_by_id:
        parts.append(say("清单见 %(link)s", link=f"[{document}](../documents/{document}.md)"))
    return reduce(lambda before, after: say("%(before)s %(after)s", before=before, after=after), parts or [""])


def _notes(field: Field, say: Speech) -> str:
    """A field's description, and that it is private where it is."""
    if not field.privacy:
        return cell(field.description)
    return f"{cell(field.description)} {PRIVACY_NAMES[field.privacy].told(say.language)}"


def _blank_style(field: Field) -> str:
    """How much room a field takes on the blank."""
    if field.type == "string" and not field.constraints.enum and is_long(field):
        return "sk-wide sk-rows"
    return "sk-wide" if len(field.constraints.enum or ()) > FEW_CHOICES else ""


def _blank_slot(field: Field, say: Speech) -> str:
    """What a field offers to tick or to fill in on the blank, in HTML."""
    choices = field.constraints.enum or ()
    if 0 < len(choices) <= MOST_CHOICES:
        return "".join(f'<span class="sk-box">{escape(word)}</span>' for word in choices)
    match field.type:
        case "boolean":
            return f'<span class="sk-box">{say("是")}</span><span class="sk-box">{say("否")}</span>'
        case "date":
            return f'<span class="sk-date">{say("年　　月　　日")}</span>'
        case "datetime":
            return f'<span class="sk-date">{say("年　　月　　日　　时　　分")}</span>'
        case _:
            return ""


def _limits(field: Field, form: Form, say: Speech) -> str:
    """A field's constraints in words."""
    c = field.constraints
    parts = (
        say("必填") if c.required else "",
        *demand_words(field, form, say),
        say("不重复") if c.unique else "",
        say("允许值：%(values)s", values=say.listed(c.enum)) if c.enum else "",
        say("格式 %(pattern)s", pattern=c.pattern) if c.pattern else "",
        say("不小于 %(bound)s", bound=c.minimum) if c.minimum is not None else "",
        say("不大于 %(bound)s", bound=c.maximum) if c.maximum is not None else "",
        say.count("至少 %(n)s 字", c.min_length) if c.min_length else "",
        say.count("至多 %(n)s 字", c.max_length) if c.max_length else "",
        say("%(words)s 算作没有填写", words=say.listed(field.missing)) if field.missing else "",
    )
    return say("；").join(part for part in parts if part)
