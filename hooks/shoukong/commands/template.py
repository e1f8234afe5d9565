"""`shoukong template`: write the workbook of a form, for people to fill in."""

from shoukong.commands.form_file import Wish, write_form_file
from shoukong.entries.template_book import Template, all_choices, template_name
from shoukong.evaluation import evaluate
from shoukong.form import Form
from shoukong.language import Speech
from shoukong.portal import Portal


def run(wish: Wish) -> int:
    """Write the workbook, with the records that may be chosen now."""
    done = write_form_file(wish, template_name, _content)
    return done if isinstance(done, int) else 0


def _content(portal: Portal, form: Form, say: Speech) -> bytes:
    with evaluate(portal, asks_clauses=False) as evaluation:
        return Template(portal, form, all_choices(portal, evaluation.registers, [form]), say).content()
