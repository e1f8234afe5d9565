"""Registers in which nothing was in doubt: they are not asked again as long as their bytes and the question stay."""

from collections.abc import Sequence

from shoukong.files.user_cache import keep, kept
from shoukong.forms.form import Form
from shoukong.records.registers import Registers

_KIND = "clear-registers"


def is_known_clear(forms: Sequence[Form], registers: Registers, question: str, horizon: str = "") -> bool:
    """Whether the question, asked of some registers as they are, was answered with no row.

    What a row may hold up to a horizon it may hold up to a later one: `question` tells all but the horizon.
    """
    told = kept(_KIND, (*_fingerprints(forms, registers), question))
    return told is not None and told.decode() <= horizon


def keep_clear(forms: Sequence[Form], registers: Registers, question: str, horizon: str = "") -> None:
    """Keep that the answer has no row, where the parts are still those that were loaded."""
    if all(registers.is_as_loaded(form) for form in forms):
        keep(_KIND, (*_fingerprints(forms, registers), question), horizon.encode())


def _fingerprints(forms: Sequence[Form], registers: Registers) -> list[str]:
    return [text for form in forms for text in registers.fingerprint(form)]
