"""The page on which receipts are verified, without a network, and what others need to verify them by themselves."""

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from shoukong.pages.output import Output
from shoukong.pages.templating import fill
from shoukong.pages.view import View

_FOLDER = Path(str(files("shoukong.pages") / "verify"))
_DOWNLOADS = ("verify_receipt.py", "specification.txt", "vectors.json")


def verify_page(view: View) -> Iterator[Output]:
    """The page, which knows the heads of all seals, the script, the specification and its test vectors."""
    seals = view.control.seal_chain.seals
    if not seals:
        return
    heads = [{"no": s.number, "through": str(s.through), "on": str(s.sealed_on), "digest": s.digest} for s in seals]
    yield Output("verify/index.md", fill("verify.md.j2", view.say, heads=json.dumps(heads, ensure_ascii=False)))
    for name in _DOWNLOADS:
        yield Output(f"verify/{name}", _FOLDER / name)
