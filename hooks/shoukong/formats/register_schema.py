"""The schema of what a firm calls the registers that the engine rests on, from their declaration."""

from collections.abc import Mapping
from typing import Any

from shoukong.records.core_declaration import REGISTERS
from shoukong.records.core_shape import CoreColumn, CoreRegister

_TEXT = {"type": "string", "pattern": "\\S"}
_COLUMN = {"type": ["string", "null"], "pattern": "\\S"}
_WORDS = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}]}


def register_schema(language: str) -> Mapping[str, Any]:
    """A mapping of registers by the engine's names; null for one that the firm does not keep."""
    named = {register.name: _register(register, language) for register in REGISTERS}
    return {"type": ["object", "null"], "properties": named, "additionalProperties": False}


def _register(register: CoreRegister, language: str) -> Mapping[str, Any]:
    columns = {column.name: {**_COLUMN, "description": column.meaning.told(language)} for column in register.columns}
    values = {column.name: _values(column, language) for column in register.columns if column.words}
    parts = {
        "table": {"type": ["string", "null"], "pattern": "\\S"},
        # The axes of a firm are columns, too.
        "columns": {"type": ["object", "null"], "properties": columns, "additionalProperties": _COLUMN},
        "values": {"type": ["object", "null"], "properties": values, "additionalProperties": {"type": "object"}},
    }
    told = f"{register.title.told(language)}: {register.meaning.told(language)}"
    return {"type": ["object", "null"], "description": told, "properties": parts, "additionalProperties": False}


def _values(column: CoreColumn, language: str) -> Mapping[str, Any]:
    meanings = dict.fromkeys(map(str, column.words or ()), _WORDS)
    described = column.meaning.told(language)
    return {"type": "object", "description": described, "properties": meanings, "additionalProperties": _WORDS}
