"""JSON Schemas of the formats: what an editor needs to complete keys, and to underline what the check would find."""

import json
from collections.abc import Mapping
from typing import Any

from shoukong.declared.conventions import USUAL, Conventions
from shoukong.declared.settings import ENTRY_WAYS, PLACE_OR_MAIL, WEB_ADDRESS
from shoukong.declared.settings import WAYS as WAYS_OF_ENTRIES
from shoukong.formats.all_formats import Format, KeyFormat, formats
from shoukong.formats.register_schema import register_schema
from shoukong.forms.form_condition import CONDITIONS
from shoukong.forms.form_descriptor import OPEN
from shoukong.forms.print_shape import FIELD_ROWS, MOST_PER_ROW, MOST_SHARES, PER_ROW
from shoukong.rulebook import SIGNING, SIGNINGS
from shoukong.text import yaml_shape as kinds
from shoukong.text.block import WAYS
from shoukong.text.bounds import MOST_COUNT, MOST_DAYS, MOST_MONTHS, MOST_ROWS
from shoukong.text.yaml_shape import Kind

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_TEXT = {"type": "string", "pattern": "\\S"}
_PLAIN = {"type": ["string", "number", "boolean"], "pattern": "\\S"}
# Kinds as a schema says them; letters of all scripts are told by what they are not, since dialects of patterns differ.
FRAGMENTS: Mapping[Kind, Mapping[str, Any]] = {
    kinds.TEXT: _TEXT,
    kinds.NUMBER: {"type": "string", "pattern": "^[^\\s!-/:-@\\[-^`{-~][^\\s!-,/:-@\\[-^`{-~]*$"},
    kinds.STRING: {"type": "string"},
    kinds.STRINGS: {"type": "array", "items": {"type": "string"}},
    kinds.TEXTS: {"type": "array", "items": _TEXT},
    kinds.TEXT_OR_TEXTS: {"anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}]},
    kinds.DATE: {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    kinds.COUNT: {"type": "integer", "minimum": 1, "maximum": MOST_COUNT},
    kinds.DAYS: {"type": "integer", "minimum": 1, "maximum": MOST_DAYS},
    kinds.DAYS_FROM_0: {"type": "integer", "minimum": 0, "maximum": MOST_DAYS},
    kinds.MONTHS: {"type": "integer", "minimum": 1, "maximum": MOST_MONTHS},
    kinds.ROWS: {"type": "integer", "minimum": 1, "maximum": MOST_ROWS},
    kinds.FLAG: {"type": "boolean"},
    kinds.MAPPING: {"type": "object"},
    kinds.MAPPINGS: {"type": "array", "items": {"type": "object"}},
    kinds.LIST: {"type": "array"},
    # A firm has a pattern of its own; YAML may take `1.0` for a number.
    kinds.REVISION: {"type": ["string", "number"], "pattern": "\\S"},
    kinds.PERIOD: {"type": "string", "pattern": "^(permanent|P(?=[0-9])([0-9]{1,3}Y)?([0-9]{1,4}M)?([0-9]{1,5}D)?)$"},
    kinds.DIGITS: {"type": "integer", "minimum": 0, "maximum": 6},
    SIGNING: {"enum": [list(steps) for steps in SIGNINGS]},
    CONDITIONS: {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": {"anyOf": [_PLAIN, {"type": "array", "items": _PLAIN, "minItems": 1}]},
    },
    ENTRY_WAYS: {"type": "array", "items": {"enum": list(WAYS_OF_ENTRIES)}, "minItems": 1, "uniqueItems": True},
    WEB_ADDRESS: {"type": "string", "pattern": "^https?://[^\\s/]+/\\S*$"},
    FIELD_ROWS: {
        "type": "array",
        "minItems": 1,
        "items": {"anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1, "maxItems": MOST_SHARES}]},
    },
    PER_ROW: {"type": "integer", "minimum": 1, "maximum": MOST_PER_ROW},
    PLACE_OR_MAIL: {"type": "string", "pattern": "^(?:https?://[^\\s/]+/|mailto:[^\\s@]+@)\\S*$"},
    kinds.ANYTHING: {"type": ["string", "number", "boolean", "array", "object"]},
}


def schemas(language: str, conventions: Conventions = USUAL) -> Mapping[str, str]:
    """The schema of each format as JSON, by the name of its file; what keys mean is told in a language.

    Kinds of documents are those of a firm's conventions.
    """
    made = {f"{each.schema}.json": _schema(each, language, conventions) for each in formats()}
    for each in (each for each in formats() if each.inside):
        made[f"{each.schema}.json"] = _inside(made["document.json"], each.inside, made[f"{each.schema}.json"])
    return {name: json.dumps(schema, ensure_ascii=False, indent=2) + "\n" for name, schema in made.items()}


def fragment_of(kind: Kind) -> Mapping[str, Any]:
    """What a schema says of a kind; nothing of one that it cannot express."""
    return {"enum": list(kind.words)} if kind.words else FRAGMENTS.get(kind, {})


def _schema(format_: Format, language: str, conventions: Conventions) -> dict[str, Any]:
    made = {"$schema": DRAFT, "title": format_.title[language], **_mapping(format_, "", language)}
    kinds_of_text: dict[str, Any] = {"enum": list(conventions.kinds_of_text)}
    match format_.schema, made["properties"]:
        case "portal", {"registers": registers}:
            made["properties"]["registers"] = _instead(registers, register_schema(language))
        case "duty", _:
            made["anyOf"] = [{"required": list(keys)} for keys in WAYS]
        case "document", {"kind": kind} if conventions.kinds:
            made["properties"]["kind"] = _instead(kind, {"enum": list(conventions.kinds)})
        case "rulebook", {"numbering": numbering, "authority": {"items": {"properties": row}}} if conventions.kinds:
            numbering |= {"propertyNames": kinds_of_text, "additionalProperties": fragment_of(kinds.TEXT)}
            row["kind"] = _instead(row["kind"], kinds_of_text)
    return made


def _instead(told: Mapping[str, Any], fragment: Mapping[str, Any]) -> dict[str, Any]:
    """What is told of a key, with another kind of value."""
    kept = {name: value for name, value in told.items() if name in ("description", "examples", "default")}
    return {**fragment, **kept}


def _mapping(format_: Format, path: str, language: str) -> dict[str, Any]:
    """A mapping whose keys are known; the figures of a document may hold others."""
    keys = format_.below(path)
    required = [key.name for key in keys if key.shape.required]
    properties = {key.name: _property(format_, key, language) for key in keys}
    is_open = (format_.inside and not path) or (format_.schema == "form" and path in OPEN)
    closed = {} if is_open else {"additionalProperties": False}
    return {"type": "object", "properties": properties, **({"required": required} if required else {}), **closed}


def _property(format_: Format, key: KeyFormat, language: str) -> dict[str, Any]:
    """A key: of its kind or, where it need not be there, empty."""
    fragment = dict(fragment_of(key.shape.kind))
    if format_.below(key.path):
        inner = _mapping(format_, key.path, language)
        fragment = {"type": "array", "items": inner} if key.shape.kind is kinds.MAPPINGS else inner
    if not key.shape.required:
        fragment = _or_empty(fragment)
    told: dict[str, Any] = {"description": key.meaning[language]}
    if key.examples[language] is not None:
        told["examples"] = [plain(key.examples[language])]
    if key.default is not None and not isinstance(key.default, dict):
        told["default"] = plain(key.default)
    return {**fragment, **told}


def _or_empty(fragment: Mapping[str, Any]) -> dict[str, Any]:
    match fragment:
        case {"enum": list(words), **rest}:
            return {**rest, "enum": [*words, None]}
        case {"type": list(types), **rest}:
            return {**rest, "type": [*types, "null"]}
        case {"type": type_, **rest}:
            return {**rest, "type": [type_, "null"]}
        case {"anyOf": list(choices), **rest}:
            return {**rest, "anyOf": [*choices, {"type": "null"}]}
        case _:
            return dict(fragment)


def _inside(outer: Mapping[str, Any], key: str, inner: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a document in which one key holds another format."""
    held = {name: value for name, value in inner.items() if name != "$schema"}
    return {**outer, "title": inner["title"], "properties": {**outer["properties"], key: held}}


def plain(value: Any) -> Any:  # noqa: ANN401 - whatever YAML holds
    """A value as JSON has it: days as texts."""
    match value:
        case dict():
            return {key: plain(each) for key, each in value.items()}
        case list():
            return [plain(each) for each in value]
        case None | bool() | int() | float() | str():
            return value
        case _:
            return str(value)
