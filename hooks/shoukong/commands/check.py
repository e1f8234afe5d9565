"""`shoukong check`: say what is wrong with a portal."""

import datetime
import os
import sys
from dataclasses import replace
from pathlib import Path

from shoukong.check_result import CheckResult
from shoukong.commands.refusal import COULD_NOT_RUN, is_portal, refuse_folder
from shoukong.evaluation import evaluate
from shoukong.finding import in_order
from shoukong.git import is_under_git
from shoukong.history.main_line import NoHistoryError, contents_of, main_line
from shoukong.history.silent_changes import silent_changes
from shoukong.language import speech
from shoukong.portal import Portal, load_portal
from shoukong.report import REPORTERS, TEXT, as_markdown
from shoukong.wording.history_words import no_history_words


def run(
    root: Path, as_of: datetime.date, today: datetime.date, form: str, language: str, *, through_history: bool = False
) -> int:
    """Check a folder and report on standard output; 0 without errors, 1 with, 2 where there is nothing to read."""
    if not is_portal(root):
        return refuse_folder(root, language)
    try:
        result = _result(load_portal(root, as_of, today), through_history=through_history)
    except NoHistoryError as error:
        print(no_history_words(error.why, speech(language)), file=sys.stderr)
        return COULD_NOT_RUN
    sys.stdout.write(REPORTERS[form](result, language))
    if form == TEXT and not is_under_git(root):
        say = speech(language)
        print(say("这里没有 Git 历史：已发布的记录有没有改动，没有核对。"))
    summary_file = os.environ.get("GITHUB_STEP_SUMMARY")
    if form == "github" and summary_file:
        with Path(summary_file).open("a", encoding="utf-8") as file:
            file.write(as_markdown(result, language))
    return 0 if result.ok else 1


def _result(portal: Portal, *, through_history: bool) -> CheckResult:
    """What all checks find, and what was ever changed silently where that is asked."""
    with evaluate(portal) as evaluation:
        result = evaluation.result
        if not through_history:
            return result
        line = main_line(portal.root, portal.settings.timezone)
        with contents_of(portal.root) as contents:
            found = silent_changes(portal, line, contents, evaluation.control.corrections_by_cell)
            return replace(result, findings=in_order([*result.findings, *found]))
