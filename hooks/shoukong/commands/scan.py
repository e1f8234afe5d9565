"""`shoukong scan`: attach scans and photographs of paper to the records that their codes lead to."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from shoukong.commands.refusal import REFUSED, is_portal, refuse, refuse_folder
from shoukong.commands.scan_plan import Outcome, ScanPlan, scan_plan
from shoukong.commands.scan_plan import Wish as Meant
from shoukong.commands.scan_words import fault_words
from shoukong.commands.shown_act import Consent, Steps, carried_out
from shoukong.entries.scanned_file import ENDINGS, ScanError, ScannedFile, ending_of, read_scan
from shoukong.entries.set_aside import set_aside
from shoukong.language import Speech, speech


@dataclass(frozen=True, slots=True)
class Wish:
    """Which files and folders are looked at, what is told of their records, and whether it is only shown."""

    paths: Sequence[Path]
    meant: Meant
    is_sure: bool = False
    is_trial: bool = False


def run(root: Path, wish: Wish, today: datetime.date, language: str) -> int:
    """Attach what can be told; the exit code is 1 where anything was refused."""
    if not is_portal(root):
        return refuse_folder(root, language)
    say = speech(language)
    missing = [path for path in wish.paths if not path.exists()]
    if missing:
        return refuse(say("没有「%(path)s」这个文件或文件夹", path=missing[0]))
    files = list(_files(wish.paths))
    if wish.meant.records and len(files) != 1:
        return refuse(say("写了 --record 的，一次一个文件"))
    read = {path: _read(path, say) for path in files}
    consent = Consent(say("写入吗？"), default=True, is_sure=wish.is_sure, is_trial=wish.is_trial)
    steps = Steps(
        lambda evaluation: scan_plan(evaluation, read, wish.meant, today, say),
        lambda _, plan: _show(plan, say),
    )
    plan = carried_out(root, today, consent, steps, say)
    if isinstance(plan, int):
        return plan
    return _end(plan, wish, say)


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    """The files that are named, and of folders those that are of a kind that is read, each once."""
    seen: set[Path] = set()
    for path in paths:
        within = sorted(each for each in path.iterdir() if each.is_file()) if path.is_dir() else [path]
        for each in within:
            is_meant = not path.is_dir() or (ending_of(each) in ENDINGS and not each.name.startswith("."))
            if is_meant and each.resolve() not in seen:
                seen.add(each.resolve())
                yield each


def _read(path: Path, say: Speech) -> ScannedFile | str:
    """A file as it was read, or why it cannot be."""
    try:
        return read_scan(path)
    except OSError as error:
        return say("读不到 %(file)s：%(problem)s", file=path, problem=error.strerror)
    except ScanError as error:
        return fault_words(error, say)


def _show(plan: ScanPlan, say: Speech) -> None:
    for outcome in plan.outcomes:
        print("\n".join([str(outcome.path), *(f"  {line}" for line in _lines(outcome, say))]))


def _lines(outcome: Outcome, say: Speech) -> Iterator[str]:
    """What becomes of a file."""
    for reason in outcome.refusals:
        yield say("没有附上：%(reason)s", reason=reason)
    for each in outcome.attached:
        form = each.record.form
        yield f"{each.record.number}  {form.id} {form.title} → {each.number}  {each.path}"
        yield from (f"  {note}" for note in each.notes)
    for number in outcome.known:
        yield say("%(record)s 早已附上", record=number)


def _end(plan: ScanPlan, wish: Wish, say: Speech) -> int:
    """Say how it went, and set aside what waited in folders; the exit code."""
    attached = sum(len(outcome.attached) for outcome in plan.outcomes)
    refused = sum(bool(outcome.refusals) for outcome in plan.outcomes)
    if wish.is_trial:
        print(say("只看不写。"))
    else:
        print(say("附上 %(attached)s 份扫描件，%(refused)s 个文件没有附上。", attached=attached, refused=refused))
        folders = {path.resolve() for path in wish.paths if path.is_dir()}
        for outcome in plan.outcomes:
            if outcome.path.resolve().parent in folders:
                set_aside(outcome.path, list(_lines(outcome, say)), is_taken=not outcome.refusals)
    return REFUSED if refused else 0
