"""What a form demands of a field depending on the others, in words."""

from collections.abc import Iterator, Mapping

from shoukong.forms.form import Field, Form
from shoukong.forms.form_condition import Condition
from shoukong.language import IN_CHINESE, Speech, speech


def demand_words(field: Field, form: Form, say: Speech) -> Iterator[str]:
    """When a field must be filled in, and when it stays empty."""
    if field.required_when:
        yield say("%(when)s时必填", when=conditions_words(field.required_when, form, say))
    if field.empty_when:
        yield say("%(when)s时不填", when=conditions_words(field.empty_when, form, say))


def conditions_words(conditions: tuple[Condition, ...], form: Form, say: Speech) -> str:
    """Conditions that all hold: 「结果」是 不满意 且「渠道」已填."""
    return say(" 且").join(_words(condition, form, say) for condition in conditions)


def fields_words(conditions: tuple[Condition, ...], form: Form, say: Speech) -> str:
    """The titles of the fields that conditions speak of."""
    return say.listed(_title(condition, form, say) for condition in conditions)


def demand_facts(conditions: tuple[Condition, ...], form: Form) -> Mapping[str, str]:
    """What a message tells of a demand, in Chinese and English: why it is made, and the fields that it rests on."""
    english = speech("en")
    return {
        "why": conditions_words(conditions, form, IN_CHINESE),
        "why_en": conditions_words(conditions, form, english),
        "others": fields_words(conditions, form, IN_CHINESE),
        "others_en": fields_words(conditions, form, english),
    }


def _title(condition: Condition, form: Form, say: Speech) -> str:
    field = form.field(condition.field)
    return say("「%(title)s」", title=field.title if field else condition.field)


def _words(condition: Condition, form: Form, say: Speech) -> str:
    title, field = _title(condition, form, say), form.field(condition.field)
    if not condition.values:
        return say("%(title)s已填", title=title) if condition.is_filled else say("%(title)s未填", title=title)
    told = {"true": say("是"), "false": say("否")} if field and field.type == "boolean" else {}
    values = say(" 或 ").join(told.get(value, value) for value in condition.values)
    return say("%(title)s是 %(values)s", title=title, values=values)
