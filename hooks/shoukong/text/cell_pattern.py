"""Patterns of cells: regular expressions that a whole cell must match, in words that every tool understands alike."""

import re
import warnings

_FLAGS = re.compile(r"\(\?([ims]+)\)")


def standing_alone(pattern: str) -> str:
    """The pattern as it may stand between `^` and `$`: alternatives in brackets, flags on what they govern."""
    flags = _FLAGS.match(pattern)
    if flags:
        return f"(?{flags[1]}:{pattern[flags.end() :]})"
    return f"(?:{pattern})" if "|" in pattern else pattern


def is_pattern(text: str) -> bool:
    """Whether a text is a regular expression at all; those that SQL cannot match are found with the registers."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", FutureWarning)  # `[[:alpha:]]` means one thing here and another there
            re.compile(f"^{standing_alone(text)}$")
    except (re.error, FutureWarning, RecursionError, OverflowError):
        return False
    return True
