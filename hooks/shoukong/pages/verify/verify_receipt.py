"""Whether a receipt is true to the seal whose digest you know: python verify_receipt.py RECEIPT.json DIGEST."""

import hashlib
import json
import sys
import unicodedata
from pathlib import Path
from typing import Any


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def netstring(text: str) -> bytes:
    return b"%d:%s," % (len(text.encode()), text.encode())


def root(leaf: bytes, place: dict[str, Any]) -> str:
    """The root to which a leaf leads, by RFC 6962, section 2.1.1."""
    index, last, left = place["index"], place["count"] - 1, [bytes.fromhex(each) for each in place["path"]]
    if not 0 <= index <= last:
        raise ValueError("index")
    while last:
        if index % 2 or index < last:
            other = left.pop(0)
            leaf = sha256(b"\x01" + (other + leaf if index % 2 else leaf + other))
        index, last = index // 2, last // 2
    if left:
        raise ValueError("path")
    return leaf.hex()


def verify(receipt: dict[str, Any]) -> str:
    """The digest of the receipt's seal; raises ValueError, LookupError or TypeError where it does not lead there."""
    cells, row = receipt["cells"], netstring(receipt["salt"]) + netstring(receipt["table"])
    for name in sorted(cells):
        if not cells[name] or "\r" in cells[name] or unicodedata.normalize("NFC", cells[name]) != cells[name]:
            raise ValueError(name)
        row += netstring(name) + netstring(cells[name])
    kind, path, count, over, *_ = json.loads(receipt["line"])
    head, line = json.loads(receipt["seal"]), sha256(b"\x00" + receipt["line"].encode())
    is_own = kind == "part" and path.split("/")[1] == receipt["table"] and receipt["record"] in cells.values()
    if not is_own or count != receipt["row"]["count"] or head["count"] != receipt["part"]["count"]:
        raise ValueError("not of this record")
    if root(sha256(b"\x00" + row), receipt["row"]) != over or root(line, receipt["part"]) != head["root"]:
        raise ValueError("not as it was sealed")
    return sha256(str(receipt["seal"]).encode()).hex()


if __name__ == "__main__":
    try:
        own = verify(json.loads(Path(sys.argv[1]).read_text("utf-8"))) if sys.argv[1:] else sys.exit(__doc__)
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        sys.exit(f"NOT TRUE: {error!r}")
    known = "".join(sys.argv[2:]).replace("-", "").lower()
    if len(known) < 16 or not own.startswith(known):
        sys.exit(f"NOT PROVED: its seal has the digest {own}; look for that, or give the one that you know")
    print(f"TRUE: it stood so in the seal {own}")
