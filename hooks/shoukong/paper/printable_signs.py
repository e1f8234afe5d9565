"""Signs that the print's font lacks: a second font that has them, else their numbers in their place."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from shoukong.paper.fonts import first_files, second_fonts
from shoukong.paper.glyphs import coverage_of
from shoukong.text.composition import composed

_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
# Private, unassigned and half signs mean nothing on paper, whatever a font draws for them.
_MEANINGLESS = frozenset({"Co", "Cn", "Cs"})


@dataclass(frozen=True, slots=True)
class Replaced:
    """Texts as they can be printed, and the families beside the first that they need."""

    text: Callable[[str], str]
    families: tuple[str, ...]


def missing_signs(text: str, folder: Path) -> tuple[str, ...]:
    """The signs of a text that no installed font can print, each once."""
    if _common_signs().issuperset(text):
        return ()
    return tuple(dict.fromkeys(sign for sign in _wanting(text, folder) if _second(sign) is None))


def named(sign: str) -> str:
    """`U+2610` for ☐."""
    return f"U+{ord(sign):04X}"


def replaced(texts: Iterable[str], folder: Path) -> Replaced:
    """How to print some texts: signs without a font by their numbers, what is only a hint to screens not at all."""
    odd = (text for text in texts if not _common_signs().issuperset(text))
    families = {_second(sign) for text in odd for sign in _wanting(text, folder)}
    return Replaced(lambda text: _printable(text, folder), tuple(sorted(family for family in families if family)))


def _printable(text: str, folder: Path) -> str:
    if _common_signs().issuperset(text):
        return text
    missing = frozenset(missing_signs(text, folder))
    return "".join(f"[{named(sign)}]" if sign in missing else sign for sign in _signs(text))


def _wanting(text: str, folder: Path) -> Iterator[str]:
    """The signs of a text that the first font lacks."""
    return (sign for sign in _signs(text) if not _is_common(sign) and not _has(folder, sign))


@lru_cache(maxsize=1)
def _common_signs() -> frozenset[str]:
    """The signs that every Chinese font has and that stand for nothing but themselves."""
    rows = range(0xA1, 0xFF)
    pairs = b"\n".join(bytes((first, second)) for first in rows for second in rows)
    signs = pairs.decode("gb2312", "ignore") + "".join(map(chr, range(0x80)))
    return frozenset(sign for sign in signs if sign.isprintable()) | {"\n"}


def _is_gb2312(sign: str) -> bool:
    try:
        return bool(sign.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def _signs(text: str) -> Iterator[str]:
    """The signs of a text that leave a mark or a space on paper."""
    if text.isascii() and text.isprintable():
        return iter(text)
    return (sign for sign in composed(text) if sign.isspace() or not _is_hidden(sign))


def _is_hidden(sign: str) -> bool:
    return sign in _SELECTORS or unicodedata.category(sign) in ("Cc", "Cf")


@lru_cache(maxsize=4096)
def _is_common(sign: str) -> bool:
    """Whether every Chinese font has a sign, or it needs none."""
    return sign.isspace() or _is_gb2312(sign)


def _has(folder: Path, sign: str) -> bool:
    return unicodedata.category(sign) not in _MEANINGLESS and _in_all(first_files(folder), sign)


@lru_cache(maxsize=4096)
def _second(sign: str) -> str | None:
    """The family of the first other font, of those installed, that has a sign."""
    if unicodedata.category(sign) in _MEANINGLESS:
        return None
    return next((font.family for font in second_fonts() if _in_all(font.files, sign)), None)


def _in_all(files: tuple[Path, ...], sign: str) -> bool:
    return all(coverage_of(file).has(sign) for file in files)
