"""Names that some systems cannot keep: what Windows takes for a device, cuts off, or refuses in a file's name."""

import re

# However they are written, and whatever follows a dot: `con.yaml` is the console too.
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[1-9¹²³])[ ]*(?:\.|$)")
_REFUSED = re.compile(r'[<>:"|?*\\\x00-\x1f]')
_CUT_OFF = re.compile(r"[. ]$")


def unportable(name: str) -> str | None:
    """The part of a file's or folder's name for which Windows cannot keep it, or None; control signs by number."""
    if device := _DEVICE.match(name):
        return device[1]
    found = _REFUSED.search(name) or _CUT_OFF.search(name)
    return shown(found[0]) if found else None


def shown(name: str) -> str:
    """A name on one line, with signs that cannot be seen by their numbers."""
    return re.sub(r"[\x00-\x1f\x7f]", lambda sign: f"⟨U+{ord(sign[0]):04X}⟩", name)
