"""How signs are composed: é is one sign, or an e and an accent, which look the same and are different words."""

import unicodedata


def composed(text: str) -> str:
    """The text with each sign in one piece, as keyboards write it (NFC)."""
    return unicodedata.normalize("NFC", text)


def is_composed(text: str) -> bool:
    """Whether each sign of a text is in one piece."""
    return unicodedata.is_normalized("NFC", text)


def spelt(text: str) -> str:
    """The text with the parts of signs shown: `e⟨U+0301⟩`."""
    return "".join(_seen(c) for c in text) if not is_composed(text) else text


def _seen(character: str) -> str:
    is_part = unicodedata.combining(character) or composed(character) != character or "ᅠ" <= character <= "ᇿ"
    return f"⟨U+{ord(character):04X}⟩" if is_part else character
