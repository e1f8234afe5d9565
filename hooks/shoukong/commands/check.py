"""`shoukong check`: say what is wrong with a portal."""

import datetime
import os
import sys
from pathlib import Path

from shoukong.commands.refusal import is_portal, refuse_folder
from shoukong.evaluation import check
from shoukong.portal import load_portal
from shoukong.report import REPORTERS, as_markdown


def run(root: Path, as_of: datetime.date, today: datetime.date, form: str, language: str) -> int:
    """Check a folder and report on standard output; 0 without errors, 1 with, 2 where there is nothing to read."""
    if not is_portal(root):
        return refuse_folder(root, language)
    result = check(load_portal(root, as_of, today))
    sys.stdout.write(REPORTERS[form](result, language))
    summary_file = os.environ.get("GITHUB_STEP_SUMMARY")
    if form == "github" and summary_file:
        with Path(summary_file).open("a", encoding="utf-8") as file:
            file.write(as_markdown(result, language))
    return 0 if result.ok else 1
