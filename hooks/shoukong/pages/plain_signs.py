"""Signs that mean the same for a search: the traditional ones of what a portal's texts use, and words of such signs."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from shoukong.pages.browser_files import LibraryMissingError
from shoukong.publishing.libraries import library

_DICTIONARIES = "opencc-js/dist/esm-lib/dict"
_SIMPLE, _HONG_KONG, _PHRASES = "TSCharacters.js", "HKVariantsRev.js", "TSPhrases.js"
_PAIRS = re.compile(r'"([^"]*)"')
_TAIWAN = {"著": "着"}  # which stands for both, and is left alone in the dictionary


def plain_signs(root: Path, text: str) -> Mapping[str, str]:
    """The traditional signs, and words of them, of those in a text, each in simplified signs.

    Raises LibraryMissingError where the dictionary is not installed.
    """
    signs, used = _all_signs(root), frozenset(text)
    found = {sign: plain for sign, plain in signs.items() if plain in used}
    phrases = ((words, plain) for words, plain in _pairs(root, _PHRASES).items() if plain in text)
    return {**{words: plain for words, plain in phrases if _by_sign(words, signs) != plain}, **found}


def _by_sign(words: str, signs: Mapping[str, str]) -> str:
    return "".join(signs.get(sign, sign) for sign in words)


@lru_cache(maxsize=4)
def _all_signs(root: Path) -> Mapping[str, str]:
    simple = _pairs(root, _SIMPLE)
    variants = {sign: simple.get(usual, usual) for sign, usual in _pairs(root, _HONG_KONG).items()}
    found = {**variants, **simple, **_TAIWAN}
    return {sign: plain for sign, plain in found.items() if sign != plain and len(sign) == len(plain) == 1}


@lru_cache(maxsize=16)
def _pairs(root: Path, name: str) -> Mapping[str, str]:
    """What a dictionary of the library holds: `traditional simplified|…`, the first of several."""
    path = f"{_DICTIONARIES}/{name}"
    place = library(root, path)
    if place is None:
        raise LibraryMissingError(path)
    told = _PAIRS.search(place.read_text(encoding="utf-8"))
    pairs = (pair.split(" ") for pair in (told[1] if told else "").split("|"))
    return {pair[0]: pair[1] for pair in pairs if len(pair) > 1}
