"""An XLSForm as a form of ours: what it asks and demands, and what of it a form cannot say."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shoukong.entries.spreadsheet import Grid, SpreadsheetError, read_grids, shown
from shoukong.files.enclosure import EnclosureKind
from shoukong.forms.form_condition import Condition
from shoukong.xlsform.looks import MULTILINE, SCALED, SIGNATURE
from shoukong.xlsform.odk_expression import UnknownExpressionError, conditions, constraints, is_past, refusal_of

TYPES: Mapping[str, str] = {
    "text": "string",
    "string": "string",  # as older forms say it
    "integer": "integer",
    "int": "integer",
    "decimal": "number",
    "date": "date",
    "datetime": "datetime",
    "time": "time",
    "geopoint": "string",
    "barcode": "string",
    "range": "number",
    "acknowledge": "boolean",
    "trigger": "boolean",
    "phonenumber": "string",
}
# Pictures and files: a picture that looks like one is a signature.
ENCLOSED: Mapping[str, EnclosureKind] = {
    "image": EnclosureKind.PHOTO,
    "photo": EnclosureKind.PHOTO,  # as older forms say it
    "file": EnclosureKind.FILE,
}
# What a form takes over of a question, of a group and of the whole; all else that a row says is listed. `or_other` lets
# people write what is in no list.
SAID = frozenset({"type", "name", "label", "hint", "required", "relevant", "constraint"})
SAID_OF_GROUPS = frozenset({"type", "name", "label", "relevant"})
SAID_OF_ALL = frozenset({"form_title", "form_id", "version", "default_language"})
OR_OTHER = "or_other"
GROUPS = frozenset({"begin_group", "end_group"})
# How the page to fill in looks anyway, as our own workbooks say it.
OWN_LOOK = frozenset({("appearance", SIGNATURE), ("appearance", MULTILINE), ("parameters", SCALED)})
_TRUTHS = ({"yes", "no"}, {"true", "false"}, {"1", "0"}, {"y", "n"})
_TRUE = frozenset({"yes", "true", "1", "y"})
_NAME = re.compile(r"[^a-z0-9_]+")
_SPOKEN = {"zh": re.compile(r"\(zh|中文|汉语|chinese"), "en": re.compile(r"\(en|english")}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part of a survey that a form cannot say: the row, from 1, the question, and what is written there."""

    row: int
    name: str
    written: str


@dataclass(slots=True)
class Survey:
    """What an XLSForm asks: its table and title, its fields as Table Schema describes them, and what is left out.

    `rows` are those of its sheet, from 1, that the fields come from; `sections` are the fields one after the other,
    under the label of the group that they are in, which is empty where there is none.
    """

    table: str
    title: str
    fields: list[dict[str, Any]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    sections: list[tuple[str, list[str]]] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Choice:
    name: str
    label: str


def read_survey(path: Path, language: str) -> Survey:
    """Read an XLSForm, of several languages in the one that is told. Raises SpreadsheetError, and OSError."""
    grids = {grid.name.strip().casefold(): grid for grid in read_grids(path, {"type", "name", "label"})}
    if "survey" not in grids:
        raise SpreadsheetError("survey")
    choices = _choices(grids.get("choices"), language)
    at, settings = next(_rows(grids.get("settings"), language), (0, {}))
    table = _plain_name(settings.get("form_id") or path.stem)
    survey = Survey(table, settings.get("form_title") or settings.get("form_id") or path.stem)
    rows = list(_rows(grids["survey"], language))
    if not rows:
        raise SpreadsheetError("survey")
    survey.left_out.extend(_other_tongues(grids["survey"], language))
    survey.left_out.extend(
        LeftOut(at, "settings", f"{key} = {value}") for key, value in settings.items() if key not in SAID_OF_ALL
    )
    reader = _SurveyReader(survey, choices)
    for number, row in rows:
        reader.take(number, row)
    reader.demand()
    return survey


class _SurveyReader:
    """Takes the rows of a survey one after the other; what one demands of others is told when all are there."""

    def __init__(self, survey: Survey, choices: Mapping[str, Sequence[_Choice]]) -> None:
        self._survey = survey
        self._choices = choices
        self._values: dict[str, Mapping[str, str]] = {}  # what each choice of a field is called here
        self._demands: list[tuple[int, dict[str, Any], Mapping[str, str]]] = []
        self._repeats = 0
        self._groups: list[Mapping[str, str]] = []  # the rows of those that are open

    def take(self, number: int, row: Mapping[str, str]) -> None:
        kind, _, list_name = " ".join(row.get("type", "").split()).partition(" ")
        kind, name = kind.casefold(), row.get("name", "")
        if kind in ("begin", "end"):  # the older spelling
            kind, list_name = f"{kind}_{list_name.casefold()}", ""
        self._repeats += {"begin_repeat": 1, "end_repeat": -1}.get(kind, 0)
        if kind in GROUPS:
            self._take_group(kind, number, row)
        if kind in GROUPS or kind == "end_repeat" or not kind:
            return
        described = enclosing(kind, row.get("appearance", "")) or self._described(kind, list_name.split(" ")[0], name)
        if described is None or self._repeats or not name:
            self._leave_out(number, name, row.get("type", ""))
            self._leave_out_rest(number, name, row, SAID)
            return
        told = {"name": _plain_name(name), "title": row.get("label") or name, **described}
        if row.get("hint"):
            told["description"] = row["hint"]
        self._survey.fields.append(told)
        self._survey.rows.append(number)
        self._place(told["name"])
        if OR_OTHER in row.get("type", "").casefold().split():
            self._leave_out(number, name, row["type"])
        self._leave_out_rest(number, name, row, SAID)
        asked = [each for each in self._relevants(row) if each]
        relevant = asked[0] if len(asked) == 1 else " and ".join(f"({each})" for each in asked)
        self._demands.append((number, told, {**row, "relevant": relevant}))

    def _place(self, name: str) -> None:
        """Put a field into the section of its group."""
        title, sections = self._groups[0].get("label", "") if self._groups else "", self._survey.sections
        if not sections or sections[-1][0] != title:
            sections.append((title, []))
        sections[-1][1].append(name)

    def _relevants(self, row: Mapping[str, str]) -> Iterator[str]:
        """On what a question is relevant: on all that its groups are, and what it says itself."""
        return (each.get("relevant", "") for each in (*self._groups, row))

    def _take_group(self, kind: str, number: int, row: Mapping[str, str]) -> None:
        """Open a group, whose condition is that of all its questions, or close one."""
        if kind == "begin_group":
            said = SAID_OF_GROUPS - ({"label"} if self._groups else set())  # a section of a form has none within
            self._groups.append(row)
            self._leave_out_rest(number, row.get("name", ""), row, said)
        elif self._groups:
            self._groups.pop()

    def _described(self, kind: str, list_name: str, name: str) -> dict[str, Any] | None:
        """The type of a question, with its choices; None for what is no field of a record."""
        if kind in ("select_one", "select1"):
            choices = self._choices.get(list_name, ())
            if not choices:
                return None
            names = {choice.name.casefold() for choice in choices}
            if names in _TRUTHS:
                self._values[_plain_name(name)] = {c.name: str(c.name.casefold() in _TRUE).lower() for c in choices}
                return {"type": "boolean"}
            labels = [choice.label for choice in choices]
            use = labels if len(set(labels)) == len(labels) else [choice.name for choice in choices]
            self._values[_plain_name(name)] = {c.name: value for c, value in zip(choices, use, strict=True)}
            return {"type": "string", "constraints": {"enum": use}}
        return {"type": TYPES[kind]} if kind in TYPES else None

    def demand(self) -> None:
        """Say what questions demand of each other, in the words of our forms."""
        for number, told, row in self._demands:
            self._limit(number, told, row)
            required, relevant = row.get("required", ""), row.get("relevant", "")
            is_always = required.casefold() in ("yes", "true", "true()", "1")
            if is_always and not relevant:
                told.setdefault("constraints", {})["required"] = True
            wanted = (
                relevant if is_always else "" if required.casefold() in ("", "no", "false", "false()") else required
            )
            if wanted:
                self._say(number, told, "required_when", wanted, conditions)
            if relevant:
                self._say(number, told, "empty_when", relevant, lambda text: refusal_of(text, self._values_of))

    def _limit(self, number: int, told: dict[str, Any], row: Mapping[str, str]) -> None:
        """The limits of what may be written; a day may lie ahead unless the survey says that it may not."""
        if told["type"] in ("date", "datetime") and not is_past(row.get("constraint", "")):
            told["future"] = True
        if not row.get("constraint"):
            return
        try:
            limits = dict(constraints(row["constraint"], is_whole=told["type"] == "integer"))
        except UnknownExpressionError:
            self._leave_out(number, told["name"], row["constraint"])
            return
        own = told.setdefault("constraints", {}) if limits else {}
        own |= {
            name: _number(value) if told["type"] in ("integer", "number") else value for name, value in limits.items()
        }

    def _say(
        self,
        number: int,
        told: dict[str, Any],
        key: str,
        expression: str,
        read: Callable[[str], tuple[Condition, ...]],
    ) -> None:
        try:
            found = read(expression)
        except UnknownExpressionError:
            self._leave_out(number, told["name"], expression)
            return
        known = {each["name"] for each in self._survey.fields}
        if any(_plain_name(each.field) not in known - {told["name"]} for each in found):
            self._leave_out(number, told["name"], expression)
            return
        told[key] = {_plain_name(each.field): self._wanted(each) for each in found}

    def _wanted(self, condition: Condition) -> str | list[str]:
        if not condition.values:
            return "present" if condition.is_filled else "absent"
        called = self._values.get(_plain_name(condition.field), {})
        values = [called.get(value, value) for value in condition.values]
        return values[0] if len(values) == 1 else values

    def _values_of(self, name: str) -> Sequence[str]:
        return list(self._values.get(_plain_name(name), ()))

    def _leave_out_rest(self, number: int, name: str, row: Mapping[str, str], said: Set[str]) -> None:
        """List what a row says beyond what is taken over."""
        for key, value in row.items():
            if key and key not in said and (key, value.casefold()) not in OWN_LOOK:
                self._leave_out(number, name, f"{key} = {value}")

    def _leave_out(self, number: int, name: str, written: str) -> None:
        self._survey.left_out.append(LeftOut(number, name, written))


def enclosing(kind: str, appearance: str) -> dict[str, Any] | None:
    """What a question for a picture or a file asks for; None for other questions."""
    if kind not in ENCLOSED:
        return None
    is_signed = kind == "image" and SIGNATURE in appearance.casefold().split()
    return {"type": "string", "attachment": str(EnclosureKind.SIGNATURE if is_signed else ENCLOSED[kind])}


def _other_tongues(grid: Grid, language: str) -> Iterator[LeftOut]:
    """The columns of labels and hints in other languages than the one that is taken over."""
    found: dict[str, list[str]] = {}
    number, heads = next(((i, row) for i, row in enumerate(grid.rows, 1) if any(map(str, row))), (1, ()))
    for text in (shown(cell).strip() for cell in heads):
        name = text.casefold().partition("::")[0]
        if name.strip() in ("label", "hint"):
            found.setdefault(name.strip(), []).append(text)
            found[name.strip()].sort(key=lambda each: _rank(each.casefold().partition("::")[2], language))
    for name, texts in found.items():
        yield from (LeftOut(number, name, text) for text in texts[1:])


def _rank(tongue: str, language: str) -> int:
    """Which of several columns of a label is read: that in the language, else the one in none."""
    return 0 if _SPOKEN[language].search(tongue) else 1 if not tongue else 2


def _choices(grid: Grid | None, language: str) -> Mapping[str, Sequence[_Choice]]:
    found: dict[str, list[_Choice]] = {}
    for _, row in _rows(grid, language):
        name = row.get("name") or row.get("value", "")
        list_name = row.get("list_name") or row.get("list name", "")
        if list_name and name:
            found.setdefault(list_name, []).append(_Choice(name, row.get("label") or name))
    return found


def _rows(grid: Grid | None, language: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The rows of a sheet by the names of their columns; a label in the language, else in none or the first one."""
    rows = grid.rows if grid is not None else ()
    head: list[str] = []
    for i, cells in enumerate(rows, 1):
        texts = [shown(cell).strip() for cell in cells]
        if not head:
            head = [text.casefold() for text in texts] if any(texts) else []
            continue
        row: dict[str, str] = {}
        told = [(*name.partition("::"), text) for name, text in zip(head, texts, strict=False) if text]
        told.sort(key=lambda each: _rank(each[2], language))
        for name, _, _, text in told:
            row.setdefault(name.strip(), text)
        if row:
            yield i, row


def _plain_name(name: str) -> str:
    """A name as columns may have it: lower case, digits and underscores, a letter first."""
    plain = _NAME.sub("_", name.strip().casefold()).strip("_")
    return plain if plain[:1].isalpha() else f"f_{plain}"


def _number(value: str | int) -> str | int | float:
    text = str(value)
    return int(text) if re.fullmatch(r"-?[0-9]+", text) else float(text) if re.fullmatch(r"-?[0-9.]+", text) else value
