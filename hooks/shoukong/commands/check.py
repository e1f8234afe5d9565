"""`shoukong check`: say what is wrong with a portal."""

import datetime
import os
import sys
from pathlib import Path

from shoukong.edition import DOCUMENTS, FORMS
from shoukong.evaluation import check
from shoukong.portal import load_portal
from shoukong.report import REPORTERS, as_markdown

COULD_NOT_RUN = 2


def run(root: Path, as_of: datetime.date, today: datetime.date, form: str, language: str) -> int:
    """Check a folder and report on standard output; 0 without errors, 1 with, 2 where there is nothing to read."""
    if not is_portal(root):
        return refuse(root, language)
    result = check(load_portal(root, as_of, today))
    sys.stdout.write(REPORTERS[form](result, language))
    summary_file = os.environ.get("GITHUB_STEP_SUMMARY")
    if form == "github" and summary_file:
        with Path(summary_file).open("a", encoding="utf-8") as file:
            file.write(as_markdown(result, language))
    return 0 if result.ok else 1


def is_portal(root: Path) -> bool:
    """Whether a folder holds documents or forms to speak of."""
    return (root / DOCUMENTS).is_dir() or (root / FORMS).is_dir()


def refuse(root: Path, language: str) -> int:
    """Say that a folder is no portal."""
    texts = {
        "zh": f"在 {root} 中没有找到 {DOCUMENTS}/ 或 {FORMS}/。请在门户的根目录运行，或用 --root 指明。",
        "en": f"{root} holds neither {DOCUMENTS}/ nor {FORMS}/. Run in the portal's root or name it with --root.",
    }
    print(texts[language], file=sys.stderr)
    return COULD_NOT_RUN
