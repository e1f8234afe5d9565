"""A form of ours as an XLSForm: its fields as a survey, its lists as choices."""

import io
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import groupby

from xlsxwriter import Workbook

from shoukong.files.enclosure import EnclosureKind
from shoukong.forms.form import Field, Form
from shoukong.language import Speech
from shoukong.text.workbook_text import WRITTEN
from shoukong.xlsform.looks import MULTILINE, SCALED, SIGNATURE
from shoukong.xlsform.odk_expression import choice_names, constraint_of, expression_of

SURVEY = ("type", "name", "label", "hint", "required", "relevant", "constraint", "appearance", "parameters")
IMAGE = "image"
CHOICES = ("list_name", "name", "label")
TYPES: Mapping[str, str] = {
    "string": "text",
    "integer": "integer",
    "number": "decimal",
    "year": "integer",
    "yearmonth": "text",
    "date": "date",
    "datetime": "dateTime",
    "time": "time",
    "duration": "text",
}
TRUTH = "yes_no"


def survey_book(form: Form, say: Speech) -> bytes:
    """The workbook. Numbers that are counted and the form's revision are given where entries are filed."""
    made = io.BytesIO()
    with Workbook(made, {"in_memory": True}) as book:
        book.set_properties({"created": WRITTEN})
        text = book.add_format({"num_format": "@"})
        settings = (form.title, form.name, str(form.revision))
        for name, rows in (
            ("survey", [SURVEY, *_survey(form)]),
            ("choices", [CHOICES, *_choices(form, say)]),
            ("settings", [("form_title", "form_id", "version"), settings]),
        ):
            sheet = book.add_worksheet(name)
            for i, row in enumerate(rows):
                for j, cell in enumerate(row):
                    sheet.write_string(i, j, cell, text)
    return made.getvalue()


def _survey(form: Form) -> Iterator[tuple[str, ...]]:
    """The rows of the survey: the fields in their order, those of a section that has a title in a group."""
    titles = {name: section.title for section in form.sections for name in section.fields}
    asked = groupby(filter(partial(_is_asked, form), form.fields), key=lambda field: titles.get(field.name, ""))
    for i, (title, fields) in enumerate(asked, 1):
        rows = [_question(form, field) for field in fields]
        yield from [_group("begin_group", f"{form.name}_{i}", title), *rows, _group("end_group")] if title else rows


def _is_asked(form: Form, field: Field) -> bool:
    """Whether people fill a field in."""
    is_counted = field.name == form.primary_key and form.number is not None and form.number.counts_by_code
    return not (field.is_made or field.name == "form_revision" or is_counted)


def _group(kind: str, name: str = "", title: str = "") -> tuple[str, ...]:
    return (kind, name, title, *[""] * (len(SURVEY) - 3))


def _question(form: Form, field: Field) -> tuple[str, ...]:
    fields = {field.name: field for field in form.fields}
    required = "yes" if field.constraints.required or field.name == form.primary_key else ""
    if not required and field.required_when:
        required = expression_of(field.required_when, fields)
    relevant = f"not({expression_of(field.empty_when, fields)})" if field.empty_when else ""
    told = (_type(field), field.name, field.title, field.description, required, relevant)
    return (*told, constraint_of(field), _appearance(field), SCALED if _type(field) == IMAGE else "")


def _appearance(field: Field) -> str:
    if field.attachment is EnclosureKind.SIGNATURE:
        return SIGNATURE
    return MULTILINE if field.type == "string" and (field.constraints.max_length or 0) > 60 else ""


def _type(field: Field) -> str:
    if field.attachment:
        return "file" if field.attachment is EnclosureKind.FILE else IMAGE
    if field.type == "boolean":
        return f"select_one {TRUTH}"
    return f"select_one {field.name}" if field.constraints.enum else TYPES.get(field.type, "text")


def _choices(form: Form, say: Speech) -> Iterator[tuple[str, ...]]:
    if any(field.type == "boolean" for field in form.fields):
        yield from ((TRUTH, "true", say("是")), (TRUTH, "false", say("否")))
    for field in form.fields:
        for value, name in choice_names(field).items():
            yield field.name, name, value
