"""`shoukong new`: make a portal for another firm in a folder of its own, whole or not at all."""

import contextlib
import datetime
import io
import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from shoukong.commands import approve
from shoukong.commands.new_answers import STEPS, Wish, answers_of
from shoukong.commands.refusal import RefusedError, refuse
from shoukong.evaluation import check
from shoukong.files.file_writing import is_unfinished, write_file, write_files
from shoukong.files.folder import files_below
from shoukong.files.git import start_repository
from shoukong.files.write_lock import one_at_a_time
from shoukong.language import Speech, speech
from shoukong.portal import load_portal
from shoukong.results.check_result import CheckResult
from shoukong.starter import LANGUAGES, Answers, starter_files
from shoukong.today import today_in

GIT = ".git"


def run(wish: Wish, clock: Callable[[str], datetime.date] | None = None) -> int:
    """Make the portal and say what to do next; `clock` gives the day in a time zone."""
    say = speech(wish.language if wish.language in LANGUAGES else LANGUAGES[0])
    try:
        _refuse_target(wish.target, say)
        answers = answers_of(wish, clock or today_in, is_asked=sys.stdin.isatty())
    except RefusedError as error:
        return refuse(str(error))
    except (EOFError, KeyboardInterrupt):
        return refuse(say("没有建立门户。"))
    say = speech(answers.language)
    result = _make(answers, wish.target, say)
    if wish.git:
        start_repository(wish.target, say("由 shoukong new 建立"))
    print(
        say(
            "已建立 %(target)s：%(documents)s 份文件、%(forms)s 个表单，检查没有错误。",
            target=wish.target,
            documents=result.documents,
            forms=result.forms,
        )
    )
    print(say("接下来（详见 README.md）："))
    there = () if wish.target.resolve() == Path.cwd() else (f"cd {shlex.quote(str(wish.target))}",)
    for command in (*there, "shoukong check", "shoukong build"):
        print(f"  {command}")
    return 0


def _refuse_target(target: Path, say: Speech) -> None:
    """Only a folder that is not there, or holds nothing but a repository that is empty, is taken."""
    if is_unfinished(target):
        with contextlib.suppress(OSError), one_at_a_time(target):
            pass  # whoever takes the lock finishes, or clears away, what was ended before
    if target.exists() and not target.is_dir():
        raise RefusedError(say("「%(target)s」已经是一个文件，没有写入任何文件。请换一个名称。", target=target))
    if target.is_dir() and any(path.name != GIT for path in target.iterdir()):
        raise RefusedError(
            say("文件夹「%(target)s」不是空的，没有写入任何文件。请换一个名称，或先把里面的内容移走。", target=target)
        )


def _make(answers: Answers, target: Path, say: Speech) -> CheckResult:
    """Write the portal aside, approve its texts there, check it, and put it in its place."""
    with tempfile.TemporaryDirectory(prefix="shoukong-new-") as folder:
        made = Path(folder) / "portal"
        for path, content in starter_files(answers).items():
            write_file(made / path, content)
        _approve(made, answers, say)
        result = check(load_portal(made, answers.today))
        assert result.ok, f"the starter's own check fails: {result.findings[0]}"
        _put({path: (made / path).read_bytes() for path in files_below(made)}, target)
    return result


def _approve(made: Path, answers: Answers, say: Speech) -> None:
    """Record the approval of every text as the verb does that records all approvals."""
    subjects = tuple(sorted(load_portal(made, answers.today).texts))
    approver, keeper, *others = answers.people
    reviewer = others[0].number if answers.steps == STEPS[-1] else None
    people = (keeper.number, reviewer, approver.number)
    days = (answers.today,) * 3
    asked = approve.Wish(subjects, people, days, say("由 shoukong new 建立"), say("无"), None, None)
    with contextlib.redirect_stdout(io.StringIO()):
        code = approve.run(made, asked, answers.today, answers.language)
    assert code == 0, "the starter's own texts can be approved"


def _put(contents: Mapping[str, bytes], target: Path) -> None:
    """Write the portal as one act; where that fails, a folder that was not there before is not there after."""
    is_new = not target.exists()
    try:
        target.mkdir(parents=True, exist_ok=True)
        with one_at_a_time(target):
            write_files(target, contents)
    except BaseException:
        if is_new:
            shutil.rmtree(target, ignore_errors=True)
        raise
