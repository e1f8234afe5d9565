"""`shoukong form import`: make a form of an XLSForm, whole but for what only the firm can decide."""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from shoukong.commands.refusal import is_portal, refuse, refuse_folder
from shoukong.entries.fault_words import file_words
from shoukong.entries.spreadsheet import SpreadsheetError
from shoukong.files.file_writing import write_files
from shoukong.files.write_lock import one_at_a_time
from shoukong.finding import Finding
from shoukong.forms.form import parse_form
from shoukong.language import Speech, speech
from shoukong.layout import FORMS
from shoukong.messages.catalogue import fix_of, message_of
from shoukong.portal import Portal, load_portal
from shoukong.xlsform.survey_sheet import Survey, read_survey

NUMBER_FIELD, REVISION_FIELD = "record_no", "form_revision"
KEPT = "P3Y"
_FIELDS = "  fields:\n"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: the file, and what the firm decides of the form; what is not said is proposed."""

    file: Path
    id: str | None = None
    document: str | None = None
    clause: str | None = None


def run(root: Path, wish: Wish, today: datetime.date, language: str) -> int:
    """Write `forms/<table>.yaml`; a form of that table that is there is left alone."""
    if not is_portal(root):
        return refuse_folder(root, language)
    say = speech(language)
    with one_at_a_time(root):
        portal = load_portal(root, today)
        try:
            survey = read_survey(wish.file, portal.settings.language)
        except OSError as error:
            return refuse(say("读不到 %(file)s：%(problem)s", file=wish.file, problem=error.strerror))
        except SpreadsheetError as error:
            return refuse(f"{wish.file.name}  {file_words(error, say)}")
        path = f"{FORMS}/{survey.table}.yaml"
        if (root / path).exists():
            return refuse(say("%(file)s 已经存在，没有覆盖。", file=path))
        if not survey.fields:
            told = say("%(file)s 没有可以成为栏目的问题。", file=wish.file.name)
            return refuse("\n".join([told, *_left_out(survey, say)]))
        text = _text(survey, portal, wish, today, say)
        _, faults = parse_form(text, path, portal.settings.conventions)
        if faults:
            lines = (_fault(item, text, survey, say) for item in faults)
            return refuse("\n".join([f"{wish.file.name}  {say('做不成表单：')}", *lines]))
        write_files(root, {path: text.encode()})
    _tell(survey, path, wish, say)
    return 0


def _tell(survey: Survey, path: str, wish: Wish, say: Speech) -> None:
    print(say("已写到 %(file)s", file=path))
    open_ = [name for name, said in (("id", wish.id), ("document", wish.document), ("clause", wish.clause)) if not said]
    print(say("以下是暂定的，请核对：%(keys)s", keys=say.listed([*open_, "number", "retention"])))
    for line in _left_out(survey, say):
        print(line)


def _left_out(survey: Survey, say: Speech) -> Iterator[str]:
    if survey.left_out:
        yield say("以下没有带过来，表单说不了或不是栏目：")
    for each in survey.left_out:
        yield say("  第 %(row)s 行 %(name)s：%(written)s", row=each.row, name=each.name, written=each.written)


def _fault(item: Finding, text: str, survey: Survey, say: Speech) -> str:
    """What hinders the form: on the row of its question, where it is one's."""
    told = f"{message_of(item, say.language)} → {fix_of(item, say.language)}"
    first = text[: text.index(_FIELDS)].count("\n") + 3  # after the line of fields and that of the number
    i = (item.place.line or 0) - first
    if 0 <= i < len(survey.rows):
        name = survey.fields[i]["name"]
        return say("  第 %(row)s 行 %(name)s：%(written)s", row=survey.rows[i], name=name, written=told)
    return f"  {item.place.field or ''} {told}"


def _text(survey: Survey, portal: Portal, wish: Wish, today: datetime.date, say: Speech) -> str:
    """The form as YAML: what is asked first, with a number and the form's revision added."""
    number, revision = wish.id or _next_id(portal), str(portal.settings.conventions.revisions.example)
    document = wish.document or portal.settings.rulebook or next(iter(portal.documents_by_id), "")
    fields = [
        {
            "name": NUMBER_FIELD,
            "title": say("编号"),
            "type": "string",
            "constraints": {"required": True, "unique": True},
        },
        *survey.fields,
        {"name": REVISION_FIELD, "title": say("表单版本"), "type": "string", "constraints": {"required": True}},
    ]
    date = next((f["name"] for f in survey.fields if f["type"] in ("date", "datetime")), None)
    head: dict[str, Any] = {
        "name": survey.table,
        "id": number,
        "title": survey.title,
        "revision": revision,
        "effective_date": today,
        "document": document,
        "clause": f"{document}#{(wish.clause or _first_clause(portal, document)).removeprefix(f'{document}#')}",
        "retention": {"period": KEPT},
        "number": f"{_prefix(survey.table)}-{{year}}-{{seq:4}}",
        **({"date": date} if date else {}),
        "print": {"layout": "sheet"},
        **({"layout": _layout(survey)} if any(title for title, _ in survey.sections) else {}),
    }
    lines = [f"{key}: {_flow(value)}" for key, value in head.items()]
    rows = [f"    - {_flow(field)}" for field in fields]
    return "\n".join([*lines, "schema:", f"  primaryKey: {NUMBER_FIELD}", _FIELDS.rstrip(), *rows, ""])


def _layout(survey: Survey) -> list[dict[str, Any]]:
    """The groups of a survey as sections; what stands in none comes after them, as in every layout."""
    return [{"title": title, "fields": fields} for title, fields in survey.sections if title]


def _flow(value: Any) -> str:  # noqa: ANN401 - whatever YAML holds
    """A value on one line."""
    text: str = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=100_000, sort_keys=False)
    return text.removesuffix("...\n").strip()


def _next_id(portal: Portal) -> str:
    """The number after the highest of the series to which most forms belong."""
    series: dict[tuple[str, int], list[int]] = {}
    for form in portal.forms:
        match = re.fullmatch(r"(.*?)([0-9]+)", form.id)
        if match:
            series.setdefault((match[1], len(match[2])), []).append(int(match[2]))
    if not series:
        return "F-01"
    (head, width), numbers = max(series.items(), key=lambda item: len(item[1]))
    return f"{head}{max(numbers) + 1:0{width}}"


def _first_clause(portal: Portal, document: str) -> str:
    found = portal.documents_by_id.get(document)
    clauses: Sequence[Any] = found.clauses if found is not None else ()
    return next((clause.number for clause in clauses), "1")


def _prefix(table: str) -> str:
    """Capital letters for the numbers of a table's records: the initials of its name, at least two signs."""
    initials = "".join(word[0] for word in table.split("_") if word[:1].isalpha()).upper()
    return initials if len(initials) > 1 else table[:2].upper()
