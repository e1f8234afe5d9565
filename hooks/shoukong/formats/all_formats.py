"""Every format that people write, with its keys: their kinds from the code that reads them, their meanings listed."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from shoukong import document, dossier, requirement, rulebook
from shoukong.days import workdays
from shoukong.declared import glossary, settings
from shoukong.executable import breach_answer, deviation, rule_example
from shoukong.forms import form_descriptor
from shoukong.text import block
from shoukong.text.yaml_shape import KeyShape

Shapes = Mapping[str, Mapping[str, KeyShape]]
Words = Mapping[str, str]  # by language
# Parts of a mapping by the keys that lead there, `""` the mapping itself.
SHAPES: Mapping[str, Shapes] = {
    "portal": settings.SHAPES,
    "document": document.SHAPES,
    "rulebook": {
        **rulebook.SHAPES,
        "": {**rulebook.SHAPES[""], **breach_answer.RECURRENCE_SHAPE, **deviation.AGREEING_SHAPE},
    },
    **{kind: {"": shape} for kind, shape in block.SHAPES.items()},
    "form": form_descriptor.SHAPES,
    "requirements": requirement.SHAPES,
    **{kind: {"": shape} for kind, shape in dossier.SHAPES.items()},
    "example": rule_example.SHAPES,
    "calendar": {"": workdays.SHAPE},
    "glossary": glossary.SHAPES,
}


@dataclass(frozen=True, slots=True)
class KeyFormat:
    """A key by the keys that lead to it: its shape, what it means, what holds without it, examples."""

    path: str
    shape: KeyShape
    meaning: Words
    default: Any
    examples: Mapping[str, Any]  # by language

    @property
    def name(self) -> str:
        """The key itself."""
        return self.path.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of mapping that people write: the name of its schema, its files, and its keys in their order.

    `fence` is the kind of fenced block that holds it, `inside` the key below which it stands; else it is a file.
    """

    schema: str
    file: str
    title: Words
    keys: tuple[KeyFormat, ...]
    fence: str = ""
    inside: str = ""

    def below(self, path: str) -> tuple[KeyFormat, ...]:
        """The keys right below one, `""` the outermost."""
        return tuple(key for key in self.keys if key.path.rpartition(".")[0] == path)


@lru_cache(maxsize=1)
def formats() -> tuple[Format, ...]:
    """All formats, in the order in which a reader meets them."""
    told = told_formats()
    return tuple(_format(told["words"], **each) for each in told["formats"])


def told_formats() -> Mapping[str, Any]:
    """What is told of formats and keys."""
    told: Mapping[str, Any] = yaml.safe_load((files("shoukong.formats") / "keys.yaml").read_text(encoding="utf-8"))
    return told


def paths_of(shapes: Shapes) -> tuple[str, ...]:
    """The keys of some shapes, each by the keys that lead to it, those inside one right after it."""

    def below(path: str) -> tuple[str, ...]:
        own = tuple(f"{path}.{name}".lstrip(".") for name in shapes.get(path, ()))
        return tuple(each for key in own for each in (key, *below(key)))

    return below("")


def _format(words: Words, schema: str, keys: Mapping[str, Mapping[str, Any]], **about: Any) -> Format:  # noqa: ANN401
    shapes = SHAPES[schema]
    found = (_key(path, shapes, keys.get(path, {}), words) for path in paths_of(shapes))
    return Format(schema=schema, keys=tuple(found), **about)


def _key(path: str, shapes: Shapes, told: Mapping[str, Any], words: Words) -> KeyFormat:
    parent, _, name = path.rpartition(".")
    meaning = {language: told.get(language, "") for language in ("zh", "en")}
    example = told.get("example")
    return KeyFormat(
        path, shapes[parent][name], meaning, told.get("default"), {"zh": example, "en": _translated(example, words)}
    )


def _translated(value: Any, words: Words) -> Any:  # noqa: ANN401 - whatever YAML holds
    match value:
        case dict():
            return {key: _translated(each, words) for key, each in value.items()}
        case list():
            return [_translated(each, words) for each in value]
        case str():
            return words.get(value, value)
        case _:
            return value
