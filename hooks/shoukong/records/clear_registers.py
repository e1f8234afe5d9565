"""Registers in which nothing was in doubt: they are not asked again as long as their bytes and the question stay."""

from shoukong.form import Form
from shoukong.records.registers import Registers
from shoukong.user_cache import keep, kept

_KIND = "clear-registers"


def is_known_clear(form: Form, registers: Registers, question: str, horizon: str) -> bool:
    """Whether no row of a register was in doubt when it was asked; what had come by then has come on a later day too.

    `question` is all that makes a row doubtful, the horizon itself left out.
    """
    told = kept(_KIND, (*registers.fingerprint(form), question))
    return told is not None and told.decode() <= horizon


def keep_clear(form: Form, registers: Registers, question: str, horizon: str) -> None:
    """Keep that no row is in doubt, where the parts are still those that were loaded."""
    if registers.is_as_loaded(form):
        keep(_KIND, (*registers.fingerprint(form), question), horizon.encode())
