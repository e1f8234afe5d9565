"""A workbook to fill in: a form's fields as columns, lists to choose from, marks for what is still missing."""

import datetime
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import segno
import xlsxwriter

from shoukong.entries.choices import Choice, choices_of
from shoukong.entries.spreadsheet import letters_of
from shoukong.files.user_cache import made_once
from shoukong.forms.form import Field, Form
from shoukong.forms.form_condition import Condition
from shoukong.language import Speech
from shoukong.portal import Portal
from shoukong.records.registers import Registers
from shoukong.text.workbook_text import WRITTEN, sheet_name
from shoukong.wording.condition_words import demand_words

MOST_CHOICES = 1000  # of a register; others are written by their number
MOST_WIDE, LEAST_WIDE = 40, 10
ROWS = 500
HEADER = 3  # the row of the header, from 0
DAY, MOMENT, TIME, TEXT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "hh:mm:ss", "@"
FORMATS = {"integer": "0", "number": "General", "date": DAY, "datetime": MOMENT, "time": TIME, "year": "0"}
_FIRST_DAY, _LAST_DAY = datetime.date(1990, 1, 1), datetime.date(2099, 12, 31)
_INLINE = 255  # signs that a list may have where it stands
_MOST_TOLD, _MOST_TITLE = 255, 32  # signs of a hint and of its title
MISSING, NEEDLESS, HEAD, INK = "#FDE2C8", "#D9D9D9", "#E8EEF4", "#1F2A37"


Choices = Mapping[str, Sequence[Choice]]  # by the register whose records they are


def all_choices(portal: Portal, registers: Registers, forms: Iterable[Form]) -> Choices:
    """What may be chosen in the workbooks of some forms."""
    tables = {key.table for form in forms for key in form.foreign_keys} & portal.forms_by_name.keys()
    return {table: choices_of(portal, registers, portal.forms_by_name[table], MOST_CHOICES) for table in sorted(tables)}


@dataclass(frozen=True)
class Template:
    """A form as a workbook, with the records that may be chosen in it."""

    portal: Portal
    form: Form
    choices: Choices
    say: Speech

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The fields that people fill in, each a column."""
        return tuple(f for f in self.form.fields if not f.is_made and f.name != "form_revision")

    @cached_property
    def columns(self) -> Mapping[str, str]:
        """The letters of the column of each field."""
        return {f.name: letters_of(i) for i, f in enumerate(self.fields)}

    def content(self) -> bytes:
        """The workbook, kept until something that it is made of changes."""
        lists = {key.table: self.choices.get(key.table, ()) for key in self.form.foreign_keys}
        allowed = [field.constraints.enum for field in self.fields]  # those of figures stand in other texts
        settings = self.portal.settings
        told = (self.form.digest, repr(lists), repr(allowed), settings.organization, settings.address)
        return made_once("templates", (*told, self.say.language, xlsxwriter.__version__), self._made)

    def _made(self) -> bytes:
        made = io.BytesIO()
        with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
            book.set_properties({"created": WRITTEN, "title": f"{self.form.id} {self.form.title}"})
            _TemplateSheet(self, book).write()
        return made.getvalue()


def template_name(form: Form) -> str:
    """The file name of a form's workbook: number and revision."""
    return f"{form.id}_{form.revision.in_path}.xlsx"


class _TemplateSheet:
    """Writes the sheets of a template: one to fill in, one that holds the lists, out of sight."""

    def __init__(self, template: Template, book: Any) -> None:  # noqa: ANN401 - the library publishes no types
        self.template, self.form, self.say = template, template.form, template.say
        self.book = book
        self.sheet = book.add_worksheet(sheet_name(self.form.title))
        self.lists = book.add_worksheet(self.say("选项"))
        self.lists.hide()
        self._listed: dict[str, str] = {}

    def write(self) -> None:
        self._head()
        for i, each in enumerate(self.template.fields):
            self._column(i, each)
        last = len(self.template.fields) - 1
        self.sheet.freeze_panes(HEADER + 1, 1)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(HEADER)
        self.sheet.print_area(0, 0, HEADER + 15, last)
        allowed = ("format_cells", "format_columns", "format_rows", "sort", "autofilter", "delete_rows", "insert_rows")
        self.sheet.protect("", dict.fromkeys(allowed, True))
        self.sheet.activate()

    def _head(self) -> None:
        form, say, settings = self.form, self.say, self.template.portal.settings
        add = self.book.add_format
        address = f"{settings.address.rstrip('/')}/forms/{form.name}/" if settings.address else ""
        self.sheet.set_row(0, 30)
        self.sheet.set_row(1, 18)
        self.sheet.set_row(2, 30)
        self.sheet.write_string(0, 0, f"{form.title}", add({"bold": True, "font_size": 16, "font_color": INK}))
        facts = say(
            "%(id)s 　版本 %(revision)s　%(firm)s", id=form.id, revision=form.revision, firm=settings.organization
        )
        self.sheet.write_string(1, 0, facts, add({"font_color": INK}))
        hint = say("每行一条记录；名称带 * 的必填，变色的格还要填写。填好后保存，交登记人员导入。")
        self.sheet.write_string(2, 0, hint, add({"font_color": "#5B6672", "valign": "top"}))
        if address:
            picture = io.BytesIO()
            segno.make(address, micro=False).save(picture, kind="png", scale=2, border=1)
            place = min(5, max(len(self.template.fields) - 1, 1))
            described = say("本表单的页面 %(address)s", address=address)
            options = {"image_data": picture, "url": address, "description": described, "object_position": 3}
            self.sheet.insert_image(0, place, "page.png", options)

    def _column(self, i: int, each: Field) -> None:
        says = [each.title, *(option.words for option in self._options(each)[:20])]
        width = min(max([LEAST_WIDE, *(_width(text) + 3 for text in says)]), MOST_WIDE)
        shape = {"num_format": FORMATS.get(each.type, TEXT), "locked": False, "valign": "top"}
        shape |= {"text_wrap": True} if each.type == "string" else {}
        cell = self.book.add_format(shape)
        self.sheet.set_column(i, i, width, cell)
        is_required = each.constraints.required and each.name != self.form.primary_key
        header = self.book.add_format(
            {"bold": True, "bg_color": HEAD, "border": 1, "text_wrap": True, "valign": "vcenter", "num_format": TEXT}
        )
        self.sheet.write_string(HEADER, i, f"{each.title} *" if is_required else each.title, header)
        for row in range(HEADER + 1, HEADER + 1 + ROWS):
            self.sheet.write_blank(row, i, None, cell)
        validation = self._validation(each)
        self.sheet.data_validation(HEADER + 1, i, HEADER + ROWS, i, validation)
        self._marks(i, each, is_required=is_required)

    def _options(self, each: Field) -> Sequence[Choice]:
        if each.type == "boolean":
            return [Choice(self.say("是"), ""), Choice(self.say("否"), "")]
        if each.constraints.enum:
            return [Choice(value, "") for value in each.constraints.enum]
        key = self.form.foreign_key(each.name)
        return self.template.choices.get(key.table, ()) if key else ()

    def _validation(self, each: Field) -> dict[str, Any]:
        """What a program lets people enter, and the hint that it shows at the cell."""
        say, limits = self.say, each.constraints
        hint = [each.description, *demand_words(each, self.form, say)]
        if each.name == self.form.primary_key and self.form.number and self.form.number.counts_by_code:
            hint.append(say("可不填，登记时编号"))
        told = {
            "input_title": each.title[:_MOST_TITLE],
            "input_message": say("；").join(filter(None, hint))[:_MOST_TOLD],
        }
        told = told if told["input_message"] else {}
        options = self._options(each)
        if options:
            is_closed = bool(limits.enum) or each.type == "boolean"
            refused = say("请从列表中选择") if is_closed else say("列表中没有：确定要填吗？")
            source = self._source(each, options)
            kind = "stop" if is_closed else "warning"
            return {**told, "validate": "list", "source": source, "error_type": kind, "error_message": refused}
        match each.type:
            case "date" | "datetime":
                refused = say("请填日期，如 2026-01-05")
                bounds = {"criteria": "between", "minimum": _FIRST_DAY, "maximum": _LAST_DAY}
                return {**told, "validate": "date", **bounds, "error_message": refused}
            case "integer" | "number":
                kind = "integer" if each.type == "integer" else "decimal"
                return {**told, "validate": kind, **_bounds(each), "error_message": say("请填数字")}
            case _ if limits.max_length:
                refused = say.count("至多 %(n)s 字", limits.max_length)
                bounds = {"criteria": "<=", "value": limits.max_length}
                return {**told, "validate": "length", **bounds, "error_message": refused}
            case _:
                return {**told, "validate": "any"}

    def _source(self, each: Field, options: Sequence[Choice]) -> list[str] | str:
        """A list where it stands while it is short, else the place of it on the sheet of lists."""
        words = [option.words for option in options]
        if len(",".join(words)) <= _INLINE and not any("," in word for word in words):
            return words
        key = self.form.foreign_key(each.name)
        name = key.table if key else each.name
        if name not in self._listed:
            column = len(self._listed)
            text = self.book.add_format({"num_format": TEXT})
            self.lists.set_column(column, column, LEAST_WIDE, text)
            for row, word in enumerate(words):
                self.lists.write_string(row, column, word, text)
            letters = letters_of(column)
            sheet = self.lists.get_name().replace("'", "''")
            self._listed[name] = f"='{sheet}'!${letters}$1:${letters}${len(words)}"
        return self._listed[name]

    def _marks(self, i: int, each: Field, *, is_required: bool) -> None:
        """Colours for cells that must still be filled in, and for those that are filled in and should not be."""
        first, last = HEADER + 1, HEADER + ROWS
        here, row = (
            f"{letters_of(i)}{first + 1}",
            f"$A{first + 1}:${letters_of(len(self.template.fields) - 1)}{first + 1}",
        )
        formulas = []
        if is_required:
            formulas.append((f'=AND(COUNTA({row})>0,{here}="")', MISSING))
        if each.required_when:
            formulas.append((f'=AND({self._holds(each.required_when)},{here}="")', MISSING))
        if each.empty_when:
            formulas.append((f"=AND({self._holds(each.empty_when)},COUNTA({row})>0)", NEEDLESS))
        for formula, colour in formulas:
            shape = self.book.add_format({"bg_color": colour})
            options = {"type": "formula", "criteria": formula, "format": shape}
            self.sheet.conditional_format(first, i, last, i, options)

    def _holds(self, conditions: Sequence[Condition]) -> str:
        return f"AND({','.join(map(self._one_holds, conditions))})"

    def _one_holds(self, condition: Condition) -> str:
        """A condition as a formula on the first row to fill in."""
        cell = (
            f"${self.template.columns[condition.field]}{HEADER + 2}"
            if condition.field in self.template.columns
            else '""'
        )
        if not condition.values:
            return f'{cell}<>""' if condition.is_filled else f'{cell}=""'
        other = self.form.field(condition.field)
        words = {"true": self.say("是"), "false": self.say("否")} if other and other.type == "boolean" else {}
        is_number = other is not None and other.type in ("integer", "number")
        quoted = (
            value if is_number else '"' + words.get(value, value).replace('"', '""') + '"' for value in condition.values
        )
        return f"OR({','.join(f'{cell}={value}' for value in quoted)})"


def _bounds(each: Field) -> dict[str, Any]:
    low, high = each.constraints.minimum, each.constraints.maximum
    if low is not None and high is not None:
        return {"criteria": "between", "minimum": float(low), "maximum": float(high)}
    if high is not None:
        return {"criteria": "<=", "value": float(high)}
    return {"criteria": ">=", "value": float(low) if low is not None else -1e15}


def _width(text: str) -> int:
    """How wide a text is, a Chinese sign as two."""
    return sum(1 if sign.isascii() else 2 for sign in text)
