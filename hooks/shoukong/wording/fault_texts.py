"""What the check says of a cell before there is one: its message and remedy, with a place for what is written."""

from collections.abc import Iterator, Mapping
from typing import Any

from shoukong.finding import Place, finding
from shoukong.forms.form import Field, Form
from shoukong.language import Speech
from shoukong.messages.catalogue import fix_of, message_of
from shoukong.text.spelling import EXAMPLES
from shoukong.wording.condition_words import demand_facts

# What is written, and what it is compared with, where a message tells them.
VALUE, OTHER, DAY = "⟦value⟧", "⟦other⟧", "⟦day⟧"


def fault_texts(field: Field, form: Form, titles: Mapping[str, str], say: Speech) -> Mapping[str, str]:
    """What is said of a field's faults, by the codes of the check; `titles` are those of the registers by table."""
    return {code: _told(code, field, form, facts, say) for code, facts in _faults(field, form, titles)}


def order_text(early: Field, late: Field, form: Form, say: Speech) -> str:
    """What is said where a later field's day is before an earlier one's."""
    return _told("dates-backwards", late, form, {"earlier": early.title, "earlier_value": OTHER}, say)


def formula_text(message: str, written: str, say: Speech) -> str:
    """What is said where a record does not keep to a formula; `written` are the fields that it names."""
    item = finding("row-constraint", Place(""), condition=message, written=written)
    return f"{message_of(item, say.language)} → {fix_of(item, say.language)}"


def _told(code: str, field: Field, form: Form, facts: Mapping[str, Any], say: Speech) -> str:
    item = finding(code, Place(""), ref=form.id, title=field.title, value=VALUE, **facts)
    return f"{message_of(item, say.language)} → {fix_of(item, say.language)}"


def _faults(field: Field, form: Form, titles: Mapping[str, str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    limits = field.constraints
    yield "cell-required", {"also": "", "also_en": ""}
    yield "cell-type", {"type": field.type, "example": EXAMPLES[field.type]}
    if field.name == form.primary_key and form.number is not None:
        yield "record-number", {"pattern": form.number.template, "example": form.number.example}
    if limits.enum:
        yield "cell-enum", {"allowed": tuple(limits.enum), "source": field.figure or ""}
    if limits.pattern:
        yield "cell-pattern", {"pattern": limits.pattern}
    bounds = {"minimum": limits.minimum, "maximum": limits.maximum}
    bounds |= {"minlength": limits.min_length, "maxlength": limits.max_length}  # type: ignore[dict-item]
    for name, bound in bounds.items():
        if bound is not None:
            yield f"cell-{name}", {"bound": bound}
    if field.type in ("date", "datetime") and not field.future:
        yield "date-in-future", {"today": DAY}
    key = form.foreign_key(field.name)
    if key is not None and key.table in titles:
        yield "reference-dangling", {"table": key.table, "table_title": titles[key.table]}
    if field.required_when:
        yield "cell-demanded", demand_facts(field.required_when, form)
    if field.empty_when:
        yield "cell-unwanted", demand_facts(field.empty_when, form)
