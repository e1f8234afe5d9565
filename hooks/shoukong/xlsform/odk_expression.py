"""Conditions as XLSForms write them (XPath with `${field}`), as far as our forms can say the same, both ways.

Source: the XLSForm specification, https://xlsform.org/en/ (relevant, required, constraint).
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from shoukong.forms.form import Field
from shoukong.forms.form_condition import Condition
from shoukong.text.cell_pattern import standing_alone

_FIELD = r"\$\{\s*(?P<field>[\w.-]+)\s*\}"
_TEXT = r"""(?:'(?P<single>[^']*)'|"(?P<double>[^"]*)"|(?P<number>-?[0-9]+(?:\.[0-9]+)?)|(?P<truth>true|false)\(\))"""
_EQUALS = re.compile(rf"{_FIELD}\s*=\s*{_TEXT}")
_SELECTED = re.compile(rf"selected\(\s*{_FIELD}\s*,\s*{_TEXT}\s*\)")
_FILLED = re.compile(rf"{_FIELD}\s*!=\s*(?:''|\"\")|string-length\(\s*\$\{{\s*(?P<long>[\w.-]+)\s*\}}\s*\)\s*>\s*0")
_EMPTY = re.compile(rf"{_FIELD}\s*=\s*(?:''|\"\")")
_NOT = re.compile(r"not\s*\((?P<inner>.*)\)", re.DOTALL)
_LEAST = re.compile(r"\.\s*>=\s*(-?[0-9]+(?:\.[0-9]+)?|'[^']*')")
_MOST = re.compile(r"\.\s*<=\s*(-?[0-9]+(?:\.[0-9]+)?|'[^']*')")
_OPEN = re.compile(r"\.\s*([<>])\s*(-?[0-9]+)")
_PAST = re.compile(r"\.\s*<=\s*(?:today|now)\(\)")
_SHORTEST = re.compile(r"string-length\(\s*\.\s*\)\s*>=\s*([0-9]+)")
_LONGEST = re.compile(r"string-length\(\s*\.\s*\)\s*<=\s*([0-9]+)")
_REGEX = re.compile(r"""regex\(\s*\.\s*,\s*(?:'([^']*)'|"([^"]*)")\s*\)""")


class UnknownExpressionError(ValueError):
    """An expression that says what our forms cannot; the argument is the part at fault."""


def conditions(expression: str) -> tuple[Condition, ...]:
    """The conditions of which an expression asks all. Raises UnknownExpressionError."""
    return _merged([_condition(part) for part in _parts(expression, "and")])


def refusal_of(expression: str, values_of: Callable[[str], Sequence[str]]) -> tuple[Condition, ...]:
    """When something that is relevant on an expression stays empty; `values_of` tells the choices of a field.

    Raises UnknownExpressionError: of several conditions, any of which may fail, a form cannot say so.
    """
    inner = _NOT.fullmatch(expression.strip())
    if inner is not None:
        return conditions(inner["inner"])
    found = conditions(expression)
    if len(found) != 1:
        raise UnknownExpressionError(expression)
    (only,) = found
    if not only.values:
        return (Condition(only.field, is_filled=not only.is_filled),)
    others = tuple(value for value in values_of(only.field) if value not in only.values)
    if not others:
        raise UnknownExpressionError(expression)
    return (Condition(only.field, others),)


def constraints(expression: str, *, is_whole: bool = False) -> Mapping[str, str | int]:
    """The limits, by the names of Table Schema, that an expression sets to a value, which may be a whole number.

    That a day is not after today is a form's own way. Raises UnknownExpressionError.
    """
    found: dict[str, str | int] = {}
    for part in _parts(expression, "and"):
        if _PAST.fullmatch(part):
            continue
        if is_whole and (match := _OPEN.fullmatch(part)):
            bound = int(match[2]) + (1 if match[1] == ">" else -1)
            found["minimum" if match[1] == ">" else "maximum"] = str(bound)
        elif match := _LEAST.fullmatch(part):
            found["minimum"] = match[1].strip("'")
        elif match := _MOST.fullmatch(part):
            found["maximum"] = match[1].strip("'")
        elif match := _SHORTEST.fullmatch(part):
            found["minLength"] = int(match[1])
        elif match := _LONGEST.fullmatch(part):
            found["maxLength"] = int(match[1])
        elif match := _REGEX.fullmatch(part):
            pattern = (match[1] or match[2] or "").removeprefix("^").removesuffix("$")
            is_wrapped = pattern.startswith("(?:") and _closing(pattern) == len(pattern) - 1
            found["pattern"] = pattern[3:-1] if is_wrapped else pattern
        else:
            raise UnknownExpressionError(part)
    return found


def choice_names(field: Field) -> Mapping[str, str]:
    """What each value of a field's list is called among choices, whose names have no blanks."""
    values = field.constraints.enum or ()
    return {value: f"choice_{i}" if re.search(r"\s", value) else value for i, value in enumerate(values, 1)}


def expression_of(conditions_: Iterable[Condition], fields: Mapping[str, Field]) -> str:
    """Conditions, all of which hold, as an expression."""
    return " and ".join(_written(each, fields.get(each.field)) for each in conditions_)


def is_past(expression: str) -> bool:
    """Whether an expression asks for a day or moment that is not after the present one."""
    return any(_PAST.fullmatch(part) for part in _parts(expression, "and"))


def constraint_of(field: Field) -> str:
    """What may be written in a field as an expression on it; empty where anything may."""
    limits, past = field.constraints, {"date": ". <= today()", "datetime": ". <= now()"}
    is_plain = re.compile(r"-?[0-9]+(\.[0-9]+)?").fullmatch

    def bound(text: str) -> str:
        return text if is_plain(text) else f"'{text}'"

    parts = [
        "" if field.future else past.get(field.type, ""),
        f". >= {bound(limits.minimum)}" if limits.minimum is not None else "",
        f". <= {bound(limits.maximum)}" if limits.maximum is not None else "",
        f"string-length(.) >= {limits.min_length}" if limits.min_length is not None else "",
        f"string-length(.) <= {limits.max_length}" if limits.max_length is not None else "",
        f"regex(., '^{standing_alone(limits.pattern)}$')" if limits.pattern and "'" not in limits.pattern else "",
    ]
    return " and ".join(part for part in parts if part)


def _written(condition: Condition, field: Field | None) -> str:
    name = f"${{{condition.field}}}"
    if not condition.values:
        return f"{name} != ''" if condition.is_filled else f"{name} = ''"
    is_number = field is not None and field.type in ("integer", "number")
    names = choice_names(field) if field is not None else {}
    called = [names.get(value, value) for value in condition.values]
    told = [f"{name} = {value}" if is_number else f"{name} = '{value}'" for value in called]
    return told[0] if len(told) == 1 else f"({' or '.join(told)})"


def _condition(part: str) -> Condition:
    any_of = [_single(each) for each in _parts(_unwrapped(part), "or")]
    fields = {each.field for each in any_of}
    if len(any_of) == 1:
        return any_of[0]
    if len(fields) != 1 or not all(each.values for each in any_of):
        raise UnknownExpressionError(part)
    return Condition(any_of[0].field, tuple(value for each in any_of for value in each.values))


def _single(part: str) -> Condition:
    text = _unwrapped(part)
    if match := _FILLED.fullmatch(text):
        return Condition(match["field"] or match["long"])
    if match := _EMPTY.fullmatch(text):
        return Condition(match["field"], is_filled=False)
    match = _EQUALS.fullmatch(text) or _SELECTED.fullmatch(text)
    if match is None:
        raise UnknownExpressionError(part)
    value = next(match[name] for name in ("single", "double", "number", "truth") if match[name] is not None)
    return Condition(match["field"], (value,))


def _merged(found: Sequence[Condition]) -> tuple[Condition, ...]:
    if len({each.field for each in found}) < len(found):
        raise UnknownExpressionError(found[0].field)
    return tuple(found)


def _unwrapped(text: str) -> str:
    """An expression without the brackets around the whole of it."""
    text = text.strip()
    while text.startswith("(") and text.endswith(")") and _closing(text) == len(text) - 1:
        text = text[1:-1].strip()
    return text


def _closing(text: str) -> int:
    """Where the bracket closes with which a text begins."""
    depth = 0
    for i, sign in enumerate(text):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth == 0:
            return i
    return -1


def _parts(text: str, word: str) -> list[str]:
    """What a word joins on the outermost level, outside quotes and brackets."""
    parts, depth, quote, start, i = [], 0, "", 0, 0
    text = _unwrapped(text)
    joint = re.compile(rf"\s+{word}\s+", re.IGNORECASE)
    while i < len(text):
        sign = text[i]
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "'\"":
            quote = sign
        elif sign in "()":
            depth += 1 if sign == "(" else -1
        elif depth == 0 and (match := joint.match(text, i)):
            parts.append(text[start:i])
            start = i = match.end()
            continue
        i += 1
    return [part.strip() for part in [*parts, text[start:]]]
