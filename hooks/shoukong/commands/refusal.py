"""Refusing: a verb that cannot do what it is asked says why on standard error and does nothing."""

import sys
from pathlib import Path

from shoukong.layout import DOCUMENTS, FORMS

REFUSED, COULD_NOT_RUN = 1, 2


def is_portal(root: Path) -> bool:
    """Whether a folder holds documents or forms to speak of."""
    return (root / DOCUMENTS).is_dir() or (root / FORMS).is_dir()


def refuse_folder(root: Path, language: str) -> int:
    """Say that a folder is no portal."""
    texts = {
        "zh": f"在 {root} 中没有找到 {DOCUMENTS}/ 或 {FORMS}/。请在门户的根目录运行，或用 --root 指明。",
        "en": f"{root} holds neither {DOCUMENTS}/ nor {FORMS}/. Run in the portal's root or name it with --root.",
    }
    print(texts[language], file=sys.stderr)
    return COULD_NOT_RUN


def refuse(reason: str) -> int:
    """Say why nothing was done."""
    print(reason, file=sys.stderr)
    return REFUSED
