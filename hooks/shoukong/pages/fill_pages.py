"""Pages on which a record is filled in, without a network once they are loaded: what the script needs of each form."""

import ast
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from html import escape
from typing import Any

from shoukong.entries.choices import choices_of
from shoukong.files.enclosure import EXTENSIONS, MAX_SIZE
from shoukong.forms.form import Field, Form
from shoukong.forms.form_condition import Condition
from shoukong.forms.form_formula import parse_formula
from shoukong.pages.fill_limits import FillLimit, limits_by_table, worked_days
from shoukong.pages.form_pages import blank_code, clauses_of_form
from shoukong.pages.output import Output, base_of
from shoukong.pages.page_origin import owner_of_form
from shoukong.pages.pieces import clause_words
from shoukong.pages.sheet_index import sheet_index
from shoukong.pages.templating import fill
from shoukong.pages.view import View
from shoukong.paper.slots import is_long
from shoukong.wording.fault_texts import fault_texts, formula_text, order_text

MOST_CHOICES = 3000  # of a register: the latest; others are written by their number
_SIGNS: Mapping[type[ast.AST], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.And: "and",
    ast.Or: "or",
}


def fill_pages(view: View) -> Iterator[Output]:
    """The list of forms to fill in, a page and its data for each, and the records that may be chosen."""
    owner_of = partial(owner_of_form, view=view)
    yield Output("fill/index.md", fill("fills.md.j2", view.say, view=view, owner_of=owner_of))
    tables: set[str] = set()
    limits = limits_by_table(view)
    for form in view.forms_in_force:
        page, revisions = f"fill/{form.name}.md", {"": form, **_to_come(view, form)}
        files = [[day, _file_of(day, each), str(each.revision)] for day, each in revisions.items()]
        told = {"form": form, "life": view.life(form.id), "files": escape(json.dumps(files)), "base": base_of(page)}
        yield Output(page, fill("fill.md.j2", view.say, view=view, **told))
        for day, each in revisions.items():
            own = {"code": blank_code(view, each), "onSheet": _on_sheet(view, each)}
            data = {**form_data(view, each, limits.get(form.name, ())), **own}
            yield Output(f"fill/{form.name}/{_file_of(day, each)}", _script("globalThis.shoukongForm", data))
            tables |= {key.table for key in each.foreign_keys} & view.portal.forms_by_name.keys()
    for table in sorted(tables):
        target = view.portal.forms_by_name[table]
        found = choices_of(view.portal, view.registers, target, MOST_CHOICES)
        choices = [[choice.number, choice.label] for choice in found]
        yield Output(f"fill/choices/{table}.js", _script(f"(globalThis.shoukongChoices ??= {{}}).{table}", choices))


def _on_sheet(view: View, form: Form) -> Mapping[str, Any] | None:
    """What the browser prints around what is entered; None for a form that lays out no sheet by parts."""
    document = view.portal.documents_by_id.get(form.document)
    return (sheet := sheet_index(view, form)) and {
        "sheet": sheet,
        "organization": view.portal.settings.organization,
        "document": {"id": document.id, "title": document.title} if document else None,
        "clauses": [{"name": clause_words(d, c, view.say)} for d, c in clauses_of_form(form, view)],
    }


def _to_come(view: View, form: Form) -> Mapping[str, Form]:
    """The revisions that come into force, by their first days."""
    return {str(term.start): each for term, each in view.forms_to_come(form)}


def _file_of(day: str, form: Form) -> str:
    """The file with the data of a revision: the one of the build is always called the same."""
    return f"form-{form.revision.in_path}.js" if day else "form.js"


def _script(target: str, data: object) -> str:
    """A classic script that puts data in a place, so that it also runs from a file."""
    return f"{target} = {json.dumps(data, ensure_ascii=False, separators=(',', ':'))};\n"


def form_data(view: View, form: Form, limits: Sequence[FillLimit] = ()) -> dict[str, Any]:
    """What the script needs to know of a form."""
    settings, say, key = view.portal.settings, view.say, form.primary_key
    titles = {each.name: each.title for each in view.forms}
    shown = [f for f in form.fields if not f.is_made]
    fields = {f.name: f for f in form.fields}
    return {
        "table": form.name,
        "id": form.id,
        "title": form.title,
        "revision": str(form.revision),
        "built": str(view.portal.as_of),
        "date": form.date,
        "names": list(form.names),
        "key": key if key in form.names else None,
        "counted": form.number is not None and form.number.counts_by_code,
        "fields": [_field(view, form, f, titles) for f in shown],
        "sections": [[section.title, section.fields] for section in form.sections],
        "order": [
            [early, late, order_text(fields[early], fields[late], form, say)]
            for chain in form.order
            for early, late in itertools.pairwise(chain)
        ],
        "formulas": [
            [_tree(parse_formula(each.formula)), list(each.names), formula_text(each.message, "—", say)]
            for each in form.constraints
        ],
        "limits": list(limits),
        "worked": worked_days(view),
        "ways": list(settings.entry_ways),
        "address": settings.entry_address,
        "next": _next_revision(view, form),
    }


def _field(view: View, form: Form, field: Field, titles: Mapping[str, str]) -> dict[str, Any]:
    limits, key = field.constraints, form.foreign_key(field.name)
    number = form.number if field.name == form.primary_key else None
    told: dict[str, Any] = {
        "name": field.name,
        "title": field.title,
        "type": field.type,
        "hint": field.description,
        "required": limits.required or field.name == form.primary_key,
        "enum": list(limits.enum or ()),
        "pattern": limits.pattern,
        "number": number.regex if number else None,
        "min": limits.minimum,
        "max": limits.maximum,
        "minLength": limits.min_length,
        "maxLength": limits.max_length,
        "long": field.type == "string" and key is None and not limits.enum and is_long(field),
        "attachment": field.attachment,
        "extensions": list(EXTENSIONS[field.attachment]) if field.attachment else [],
        "maxSize": MAX_SIZE if field.attachment else None,
        "future": field.future,
        "to": key.table if key and key.table in titles else None,
        "toTitle": titles.get(key.table) if key else None,
        "requiredWhen": [_condition(each) for each in field.required_when],
        "emptyWhen": [_condition(each) for each in field.empty_when],
        "faults": fault_texts(field, form, titles, view.say),
    }
    return {name: value for name, value in told.items() if value not in (None, "", [], False)}


def _condition(condition: Condition) -> list[Any]:
    return [condition.field, list(condition.values), condition.is_filled]


def _tree(node: ast.AST) -> Any:  # noqa: ANN401 - JSON
    """A formula as lists: the sign first, then what it is applied to."""
    match node:
        case ast.Constant(value):
            return ["value", value]
        case ast.Name(id=name):
            return ["field", name]
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return ["list", *map(_tree, parts)]
        case ast.BoolOp(op=op, values=parts):
            return [_SIGNS[type(op)], *map(_tree, parts)]
        case ast.BinOp(left=left, op=op, right=right):
            return [_SIGNS[type(op)], _tree(left), _tree(right)]
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return ["not", _tree(operand)]
        case ast.UnaryOp(operand=operand):
            return ["minus", _tree(operand)]
        case ast.IfExp(test=test, body=body, orelse=other):
            return ["if", _tree(test), _tree(body), _tree(other)]
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            return [name, _tree(argument)]
        case ast.Compare(left=left, ops=ops, comparators=others):
            sides = [left, *others]
            pairs = zip(ops, sides, others, strict=False)
            return ["and", *([_SIGNS[type(op)], _tree(a), _tree(b)] for op, a, b in pairs)]
        case _:
            raise AssertionError("formulas are made of the parts that are checked")


def _next_revision(view: View, form: Form) -> list[str] | None:
    """The first day and the name of the revision that comes into force after this one."""
    coming = view.life(form.id).next_coming(max(view.portal.as_of, form.effective_date))
    return [str(coming.start), str(coming.text.revision)] if coming else None
