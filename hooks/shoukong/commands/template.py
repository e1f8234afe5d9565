"""`shoukong template`: write the workbook of a form, for people to fill in."""

from shoukong.commands.form_file import Wish, write_form_file
from shoukong.control.form_in_force import form_on
from shoukong.entries.template_book import Template, all_choices, template_name
from shoukong.evaluation import evaluate
from shoukong.forms.form import Form
from shoukong.language import Speech
from shoukong.portal import Portal


def run(wish: Wish) -> int:
    """Write the workbook, with the records that may be chosen now."""
    done = write_form_file(wish, template_name, _content, _in_force)
    return done if isinstance(done, int) else 0


def _in_force(portal: Portal, form: Form) -> Form:
    """The form in the revision of the day."""
    if len(portal.texts.get(form.id, ())) < 2:
        return form
    with evaluate(portal, asks_clauses=False) as evaluation:
        return form_on(evaluation.control, form, portal.as_of)


def _content(portal: Portal, form: Form, say: Speech) -> bytes:
    with evaluate(portal, asks_clauses=False) as evaluation:
        return Template(portal, form, all_choices(portal, evaluation.registers, [form]), say).content()
