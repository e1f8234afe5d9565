"""What texts were parsed into, taken from the user's cache as long as texts, parsers and their settings stay."""

import copyreg
import hashlib
import io
import pickle
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any, TypeVar

import yaml

from shoukong.files.user_cache import keep, kept

Parsed = TypeVar("Parsed")
_KIND = "parsed-texts"
_MAKERS = (yaml.__version__, sys.version)


def parsed_once(parse: Callable[[str, str], Parsed], text: str, path: str) -> Parsed:
    """What a parser gives of a text and the path at which it stands, parsed only where it is not kept.

    `parse` is a function of a module, or a `partial` of one with the settings that it depends on besides.
    """
    ingredients = (text, path, hashlib.sha256(_packed(parse)).hexdigest(), *_MAKERS)
    content = kept(_KIND, ingredients)
    if content is not None:
        with suppress(AttributeError, EOFError, ImportError, pickle.UnpicklingError):  # of a library that was exchanged
            known: Parsed = pickle.loads(content)
            return known
    parsed = parse(text, path)
    keep(_KIND, ingredients, _packed(parsed))
    return parsed


def _packed(value: object) -> bytes:
    packed = io.BytesIO()
    _Pickler(packed, pickle.HIGHEST_PROTOCOL).dump(value)
    return packed.getvalue()


def _view(mapping: dict[Any, Any]) -> Mapping[Any, Any]:
    return MappingProxyType(mapping)


def _parts_of_view(view: Mapping[Any, Any]) -> tuple[Callable[..., Any], tuple[Any, ...]]:
    return _view, (dict(view),)


class _Pickler(pickle.Pickler):
    """Packs views of mappings too, as mappings that nobody changes."""

    dispatch_table = copyreg.dispatch_table | {MappingProxyType: _parts_of_view}
