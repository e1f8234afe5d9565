"""A form of ours as an XLSForm: its fields as a survey, its lists as choices."""

import io
from collections.abc import Iterator, Mapping

from xlsxwriter import Workbook

from shoukong.files.enclosure import EnclosureKind
from shoukong.forms.form import Field, Form
from shoukong.language import Speech
from shoukong.text.workbook_text import WRITTEN
from shoukong.xlsform.odk_expression import choice_names, constraint_of, expression_of

SURVEY = ("type", "name", "label", "hint", "required", "relevant", "constraint", "appearance", "parameters")
IMAGE = "image"
SCALED = "max-pixels=1600"  # pictures, as the page to fill in scales them
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
    fields = {field.name: field for field in form.fields}
    for field in form.fields:
        is_counted = field.name == form.primary_key and form.number is not None and form.number.counts_by_code
        if field.is_made or field.name == "form_revision" or is_counted:
            continue
        limits = field.constraints
        required = "yes" if limits.required or field.name == form.primary_key else ""
        if not required and field.required_when:
            required = expression_of(field.required_when, fields)
        relevant = f"not({expression_of(field.empty_when, fields)})" if field.empty_when else ""
        told = (_type(field), field.name, field.title, field.description, required, relevant)
        yield (*told, constraint_of(field), _appearance(field), SCALED if _type(field) == IMAGE else "")


def _appearance(field: Field) -> str:
    if field.attachment is EnclosureKind.SIGNATURE:
        return "signature"
    return "multiline" if field.type == "string" and (field.constraints.max_length or 0) > 60 else ""


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
