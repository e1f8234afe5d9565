"""`shoukong take`: file the entries that wait in folders, and set aside what was taken and what was refused."""

import datetime
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from shoukong.commands.refusal import REFUSED, is_portal, refuse, refuse_folder
from shoukong.entries.copied_text import copied_texts, write_apart
from shoukong.entries.entry_file import EntryFile, entry_id, read_entry, readable_name
from shoukong.entries.fault_words import cell_words, file_words, handed_in_words, untimely_words
from shoukong.entries.handed_in import (
    HandedInError,
    files_of,
    lacks_files,
    loose_files,
    opened,
    waiting_paths,
    workbooks_in,
)
from shoukong.entries.inbox import Inbox, Outcome, Refusal
from shoukong.entries.set_aside import copy_aside, set_aside, tell_aside
from shoukong.entries.sheet_rows import PlacedFault
from shoukong.entries.spreadsheet import SpreadsheetError
from shoukong.entries.untimely import OldRevision, PersonGone
from shoukong.evaluation import evaluate
from shoukong.files.write_lock import one_at_a_time
from shoukong.finding import Finding
from shoukong.language import Speech, speech
from shoukong.layout import ENTRIES, RECORDS
from shoukong.messages.catalogue import fix_of, message_of
from shoukong.portal import Portal, load_portal

SECONDS_BETWEEN_LOOKS = 2.0
SETTLED = 1.0  # seconds since a file was changed last: one that still arrives is left for the next look
LATE = 600.0  # seconds for which what an entry encloses may come after it, where a folder is watched


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: the folders, and whether to go on looking into them."""

    root: Path
    folders: Sequence[Path]
    language: str
    watches: bool = False


@dataclass(frozen=True, slots=True)
class _Told:
    """What was looked at: whether its entry was taken, and what is said of it."""

    path: Path
    is_taken: bool
    lines: Sequence[str]


def run(wish: Wish, today: Callable[[], datetime.date]) -> int:
    """File all entries; the exit code is 1 where any was refused. `today` tells the day of each look."""
    if not is_portal(wish.root):
        return refuse_folder(wish.root, wish.language)
    say = speech(wish.language)
    missing = [folder for folder in wish.folders if not folder.is_dir()]
    if missing:
        return refuse(say("没有文件夹 %(folder)s：核对名称，或先建立它", folder=missing[0]))
    held = [folder for folder in wish.folders if _holds_records(wish.root, folder)]
    if held:
        return refuse(say("%(folder)s 是门户存放记录的地方，不是收件的文件夹：另建一个", folder=held[0]))
    if not wish.watches:
        return _take(wish, today(), say)
    print(say("正在等候新的填报，按 Ctrl+C 结束。"), flush=True)
    return _watch(wish, today, say)


def _watch(wish: Wish, today: Callable[[], datetime.date], say: Speech) -> int:
    """Look again and again, until the verb is ended; what hinders it, such as a share that is gone, is told once."""
    told = ""
    try:
        while True:
            try:
                waiting = _waiting_files(wish)
                is_settled = any(_is_settled(path) and not _is_awaited(path, wish.root) for path in waiting)
                if is_settled or any(_is_settled(path) for path in _waiting_texts(wish, today())):
                    _take(wish, today(), say)
                told = ""
            except OSError as error:
                problem = say("读不到 %(file)s：%(problem)s", file=error.filename, problem=error.strerror)
                if problem != told:
                    print(problem, file=sys.stderr, flush=True)
                told = problem
            time.sleep(SECONDS_BETWEEN_LOOKS)
    except KeyboardInterrupt:
        return 0


def _holds_records(root: Path, folder: Path) -> bool:
    return any(folder.resolve().is_relative_to((root / held).resolve()) for held in (RECORDS, ENTRIES))


def _waiting_files(wish: Wish) -> list[Path]:
    """What waits in all folders, each file once however it is reached."""
    inboxes = {folder.resolve() for folder in wish.folders}
    found = (path for folder in wish.folders for path in waiting_paths(folder, wish.root))
    return list({path.parent.resolve() / path.name: path for path in found if path.resolve() not in inboxes}.values())


def _waiting_texts(wish: Wish, today: datetime.date) -> list[Path]:
    """The texts in all folders that hold entries; the portal is read only where there is a text."""
    if not any(path.suffix.lower() == ".txt" for folder in wish.folders for path in folder.iterdir()):
        return []
    forms = tuple(load_portal(wish.root, today).forms_by_name.values())
    return [path for folder in wish.folders for path, _ in copied_texts(folder, forms)]


def _part_texts(folders: Sequence[Path], portal: Portal, say: Speech) -> None:
    """Make files of the entries in texts that were copied, and set these aside."""
    forms = tuple(portal.forms_by_name.values())
    for folder in folders:
        for path, entries in list(copied_texts(folder, forms)):
            names = [each.name for each in write_apart(folder, entries)]
            lines = [say("%(file)s 里的填报分成文件：%(names)s", file=readable_name(path), names=say.listed(names))]
            set_aside(path, lines, is_taken=True)
            print("\n".join(lines))


def _is_settled(path: Path) -> bool:
    try:
        found = [file.stat() for file in files_of(path)]
    except OSError:
        return False
    return all(each.st_size > 0 and time.time() - each.st_mtime >= SETTLED for each in found)


def _is_awaited(path: Path, root: Path) -> bool:
    """Whether some of what an entry encloses is still under way: those who share a folder send one file by one."""
    latest = max((file.stat().st_mtime for file in files_of(path)), default=0.0)
    return time.time() - latest < LATE and lacks_files(path, root)


def _is_empty(path: Path) -> bool:
    """Whether a file has yet to arrive."""
    return any(file.stat().st_size == 0 for file in files_of(path))


def _take(wish: Wish, today: datetime.date, say: Speech) -> int:
    with one_at_a_time(wish.root):
        portal = load_portal(wish.root, today)
        _part_texts(wish.folders, portal, say)
        files = [p for p in _waiting_files(wish) if not (wish.watches and _is_awaited(p, wish.root))]
        waiting = [path for path in files if _is_empty(path)]
        with TemporaryDirectory(prefix="shoukong-") as scratch:
            told = list(_outcomes(portal, [path for path in files if path not in waiting], today, say, Path(scratch)))
        loose = Counter(file for each in told for file in loose_files(each.path))
        for each in told:
            _set_aside(each, loose)
    for path in waiting:
        print(say("%(file)s 还是空的，先不动", file=readable_name(path)))
    for path in (path for folder in wish.folders for path in workbooks_in(folder)):
        print(say("%(file)s 是工作簿，不是填报，没有动：用 shoukong import 导入", file=readable_name(path)))
    taken = sum(each.is_taken for each in told)
    print(say("收下 %(taken)s 份，退回 %(refused)s 份。", taken=taken, refused=len(told) - taken), flush=True)
    return REFUSED if taken < len(told) else 0


def _outcomes(
    portal: Portal, paths: Sequence[Path], today: datetime.date, say: Speech, scratch: Path
) -> Iterator[_Told]:
    """What becomes of all that waits; what is packed is unpacked into folders of its own."""
    forms = tuple(portal.forms_by_name.values())
    entries: list[EntryFile] = []
    for i, path in enumerate(paths):
        into = scratch / str(i)
        try:
            entries.append(read_entry(opened(path, into), forms))
        except OSError as error:
            yield _Told(
                path, False, [say("读不到 %(file)s：%(problem)s", file=readable_name(path), problem=error.strerror)]
            )
        except (SpreadsheetError, HandedInError) as error:
            id_, _, _ = entry_id(path, forms)
            words = file_words(error, say) if isinstance(error, SpreadsheetError) else handed_in_words(error, say)
            yield _Told(path, False, [_numbered(id_, say), words])
    if not entries:
        return
    with evaluate(portal, asks_clauses=False) as evaluation:
        outcomes = Inbox(evaluation, today).take(entries)
    for outcome in outcomes:
        handed_in = outcome.entry.handed_in
        yield _Told(handed_in.path, not outcome.refusals, list(_lines(outcome, portal, say)))


def _numbered(id_: str, say: Speech) -> str:
    return say("填报号 %(id)s", id=id_)


def _lines(outcome: Outcome, portal: Portal, say: Speech) -> Iterator[str]:
    """What is said of an entry: its id and form, then what it became, or why it was refused."""
    form = outcome.entry.form
    yield f"{_numbered(outcome.entry.id, say)}  {form.id} {form.title}"
    if outcome.refusals:
        yield say("没有登记：")
        yield from (f"  {_refusal(item, outcome, portal, say)}" for item in outcome.refusals)
        return
    numbers = say.listed(number for number in outcome.records if number) or form.title
    if outcome.is_known:
        yield say("早已登记：%(numbers)s", numbers=numbers)
    elif outcome.filled:
        yield say("已续填：%(numbers)s", numbers=numbers)
    else:
        yield say("已登记：%(numbers)s", numbers=numbers)
    for day in dict.fromkeys(outcome.long_past):
        yield say("记录的日期 %(day)s 早于今天半年以上：核对填报设备的日期，错了的办理更正", day=day)
    for sheet in outcome.entry.unread:
        yield say(
            "%(file)s 的工作表「%(sheet)s」隐藏着，没有读入。",
            file=readable_name(outcome.entry.handed_in.rows),
            sheet=sheet,
        )
    if outcome.entry.handed_in.idle:
        idle = say.listed(outcome.entry.handed_in.idle)
        yield say("随附的这些文件没有哪一栏用到，没有登记：%(names)s", names=idle)
    for each in outcome.renumbered:
        yield say("原写的编号 %(said)s 已被占用，改为 %(given)s", said=each.said, given=each.given)


def _refusal(item: Refusal, outcome: Outcome, portal: Portal, say: Speech) -> str:
    match item:
        case PlacedFault():
            titled = outcome.entry.form.field(item.name)
            return f"{_called(titled.title if titled else item.called, say)}{cell_words(item.fault, say)}"
        case OldRevision() | PersonGone():
            return untimely_words(item, portal, say)
        case Finding():
            field = outcome.entry.form.field(item.place.field or "")
            told = f"{message_of(item, say.language)} → {fix_of(item, say.language)}"
            return f"{_called(field.title if field else '', say)}{told}"


def _called(title: str, say: Speech) -> str:
    return say("「%(title)s」", title=title) if title else ""


def _set_aside(told: _Told, loose: Counter[Path]) -> None:
    """Move what was handed in into the folder for what was taken or refused, with what is said of it beside it.

    `loose` counts how many have yet to get their copy of each file that lies beside them.
    """
    folder, name = tell_aside(told.path, told.lines, is_taken=told.is_taken)
    for file in loose_files(told.path):
        copy_aside(file, folder / file.name)
        loose[file] -= 1
        if not loose[file]:
            file.unlink()
    told.path.replace(folder / name)
    print("\n".join(told.lines))
