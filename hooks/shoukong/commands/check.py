"""`shoukong check`: say what is wrong with a portal, or what a change brings that was not there before."""

import datetime
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from shoukong.commands.refusal import COULD_NOT_RUN, is_portal, refuse, refuse_folder
from shoukong.evaluation import Evaluation, evaluate
from shoukong.files.git import is_under_git
from shoukong.finding import Finding, in_order
from shoukong.history.former_folder import FormerFolder, NoCommitError, former_folder
from shoukong.history.main_line import NoHistoryError, contents_of, main_line
from shoukong.history.silent_changes import silent_changes
from shoukong.language import speech
from shoukong.portal import load_portal
from shoukong.results.check_result import CheckResult
from shoukong.results.new_findings import Found, Since, compared
from shoukong.results.report import REPORTERS, TEXT, as_markdown
from shoukong.wording.history_words import no_commit_words, no_history_words


@dataclass(frozen=True, slots=True)
class Wish:
    """What to check: a portal on a day, with all of its history, or what is new since a commit, branch or tag."""

    root: Path
    as_of: datetime.date
    today: datetime.date
    through_history: bool = False
    since: str | None = None


def run(wish: Wish, form: str, language: str) -> int:
    """Check a folder and report on standard output; 0 without errors, 1 with, 2 where there is nothing to read.

    Where it is asked what is new, that alone decides.
    """
    if not is_portal(wish.root):
        return refuse_folder(wish.root, language)
    say = speech(language)
    try:
        result = _result(wish) if wish.since is None else _new_since(wish, wish.since)
    except NoHistoryError as error:
        return refuse(no_history_words(error.why, say), COULD_NOT_RUN)
    except NoCommitError as error:
        return refuse(no_commit_words(error.why, wish.since or "", say), COULD_NOT_RUN)
    sys.stdout.write(REPORTERS[form](result, language))
    if form == TEXT and not is_under_git(wish.root):
        print(say("这里没有 Git 历史：已发布的记录有没有改动，没有核对。"))
    summary_file = os.environ.get("GITHUB_STEP_SUMMARY")
    if form == "github" and summary_file:
        with Path(summary_file).open("a", encoding="utf-8") as file:
            file.write(as_markdown(result, language))
    return 0 if result.ok else 1


def _new_since(wish: Wish, ref: str) -> CheckResult:
    """What all checks find now and did not find in what a commit has, each as of the same day."""
    with former_folder(wish.root, ref) as former:
        before = _found_in(former, wish)
        result = _result(wish)
        new, known, gone = compared(Found(wish.root, result.findings), Found(former.root, before))
        since = Since(ref, former.commit, is_portal(former.root), known, gone)
    return replace(result, findings=new, since=since)


def _found_in(former: FormerFolder, wish: Wish) -> tuple[Finding, ...]:
    return _result(replace(wish, root=former.root)).findings if is_portal(former.root) else ()


def _result(wish: Wish) -> CheckResult:
    """What all checks find, and what was ever changed silently where that is asked."""
    with evaluate(load_portal(wish.root, wish.as_of, wish.today)) as evaluation:
        result = evaluation.result
        if not wish.through_history:
            return result
        return replace(result, findings=in_order([*result.findings, *_silent_changes(evaluation)]))


def _silent_changes(evaluation: Evaluation) -> Iterable[Finding]:
    portal = evaluation.portal
    line = main_line(portal.root, portal.settings.timezone)
    with contents_of(portal.root) as contents:
        yield from silent_changes(evaluation.control, line, contents)
