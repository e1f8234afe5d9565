"""The languages of what people read: texts stand in Chinese where they are used, others in a catalogue (`.po`) each."""

import gettext
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

CHINESE = "zh"
LANGUAGES = (CHINESE, "en")
_COMMAS = {CHINESE: "、"}
SCRIPTS = "scripts"  # the context of what scripts say in a catalogue


@dataclass(frozen=True, slots=True)
class Speech:
    """Says in one language what stands in the code in Chinese; `%(name)s` in a text takes the value of that name."""

    language: str
    translations: gettext.NullTranslations

    def __call__(self, text: str, /, **values: object) -> str:
        """A text in the language, with its values."""
        return self.translations.gettext(text) % values

    def count(self, text: str, n: int, /, **values: object) -> str:
        """A text that tells a number, `%(n)s` in it, in the form that the number takes."""
        return self.translations.ngettext(text, text, n) % {"n": n, **values}

    @property
    def comma(self) -> str:
        """What stands between the items of a list."""
        return _COMMAS.get(self.language, ", ")

    @property
    def gap(self) -> str:
        """What stands between the words of a phrase."""
        return "" if self.language == CHINESE else " "

    def listed(self, items: Iterable[object]) -> str:
        """Items one after the other, as the language parts them."""
        return listed(items, self.language)


def listed(items: Iterable[object], language: str) -> str:
    """Items one after the other, as a language parts them."""
    return _COMMAS.get(language, ", ").join(map(str, items))


@lru_cache(maxsize=len(LANGUAGES))
def speech(language: str) -> Speech:
    """How a language that has texts says things."""
    if language == CHINESE:
        return Speech(language, gettext.NullTranslations())
    from babel.messages.mofile import write_mo  # Babel takes long to load, and Chinese needs none of it

    compiled = io.BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    return Speech(language, gettext.GNUTranslations(compiled))


IN_CHINESE = speech(CHINESE)


def catalogue(language: str) -> "Catalog":
    """The texts of a language other than Chinese."""
    from babel.messages.pofile import read_po

    with (files("shoukong") / "languages" / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def asking(language: str) -> Sequence[Mapping[str, Any]]:
    """How people ask: what a search leaves out, and the kinds of questions; in Chinese they may ask in English too."""
    told = _told("asking")
    return [told[each] for each in (LANGUAGES if language == CHINESE else (language,))]


def everyday(language: str) -> Sequence[Sequence[str]]:
    """Groups of words that mean much the same in everyday speech, whatever the firm."""
    return [str(group).split() for group in _told("everyday").get(language, ())]


def readings(language: str) -> Mapping[str, str]:
    """How the signs of a language sound, with the signs that do; empty for a language of letters."""
    found: Mapping[str, str] = _told("readings").get(language, {})
    return found


def _told(name: str) -> Mapping[str, Any]:
    """What a file of the languages tells."""
    import yaml

    told: Mapping[str, Any] = yaml.safe_load((files("shoukong") / f"languages/{name}.yaml").read_text(encoding="utf-8"))
    return told


def words_of_scripts(language: str) -> Mapping[str, Sequence[str]]:
    """The texts of the scripts in a language: one, or one and many where the form depends on a number."""
    if language == CHINESE:
        return {}
    marked = (message for message in catalogue(language) if message.context == SCRIPTS)
    return {_several(message.id)[0]: _several(message.string) for message in marked}


def _several(written: str | Sequence[str] | None) -> Sequence[str]:
    return [written or ""] if isinstance(written, str | None) else list(written)
