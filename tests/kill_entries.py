"""`take` and `import` that are killed at any moment: nothing is half filed, and called again they file the rest, once.

`python tests/kill_entries.py COUNT` kills both when they come to write, at each such moment, then at random ones until
that is so many times, and tells what it found.
"""

import os
import random
import shutil
import signal
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from conftest import BASE, TODAY
from kill_verbs import Moments, State, state

from shoukong.commands import import_files, take
from shoukong.evaluation import check
from shoukong.finding import Severity
from shoukong.messages.catalogue import severity_of
from shoukong.portal import load_portal

HEADER = "received_on,person,channel,content,photos\n"
PHOTOGRAPHS = [b"\xff\xd8\xff\xe0" + bytes([i]) * 200_000 + b"\xff\xd9" for i in range(3)]
FIELD = "    - {name: photos, title: 照片, type: string, attachment: photo}\n"
VERBS = ("take", "import")
FILED = ("portal/records/", "portal/entries/", "portal/attachments/")  # what is whole, or as it was


@dataclass(frozen=True)
class Trial:
    """A verb, the folder in which it finds a portal and what is handed in, and what it makes of them."""

    verb: str
    base: Path
    before: State
    after: State
    seconds: float


def prepare(base: Path) -> None:
    """A portal with a field for photographs, an inbox of entries of all kinds, one of them refused, and a sheet."""
    shutil.copytree(BASE, base / "portal")
    form = base / "portal/forms/orders.yaml"
    text = form.read_text("utf-8")
    form.write_text(text.replace("    - {name: form_revision", f"{FIELD}    - {{name: form_revision"), "utf-8")
    for part in (base / "portal/records/orders").glob("*.csv"):
        rows = part.read_text("utf-8").replace(",form_revision\n", ",photos,form_revision\n")
        part.write_text(rows.replace(",A/0\n", ",,A/0\n"), "utf-8")
    inbox = base / "inbox"
    inbox.mkdir()
    for i in range(4):
        day = ("2026-11-02", "2025-11-02")[i % 2]
        rows = f"{HEADER}{day},P-01,电话,换锁{i},\n{day},P-01,电话,换灯{i},\n"
        (inbox / f"orders-C{i}.csv").write_text(rows, "utf-8")
    (inbox / "orders-X.csv").write_text(f"{HEADER}2026-11-02,P-77,电话,换锁,\n", "utf-8")
    for i, photograph in enumerate(PHOTOGRAPHS):
        name = f"{sha256(photograph).hexdigest()}.jpg"
        for person, stem in (("P-01", "L"), ("P-77", "R")) if i else ():  # both lie beside the file that they name
            (inbox / f"orders-{stem}{i}.csv").write_text(f"{HEADER}2026-11-02,{person},电话,旁边{i},{name}\n", "utf-8")
            (inbox / name).write_bytes(photograph)
        with zipfile.ZipFile(inbox / f"orders-Z{i}.zip", "w") as archive:
            archive.writestr(f"orders-Z{i}.csv", f"{HEADER}2026-11-02,P-01,电话,照片{i},{name}\n")
            archive.writestr(name, photograph)
    rows = "".join(f"{2024 + i % 3}-11-02,P-01,电话,搬入{i},\n" for i in range(300))
    (base / "sheet.csv").write_text(HEADER + rows, "utf-8")


def run(folder: Path, verb: str) -> int:
    """Run a verb in a folder of a trial, in this process."""
    portal = folder / "portal"
    if verb == "take":
        return take.run(take.Wish(portal, (folder / "inbox",), "zh"), lambda: TODAY)
    return import_files.run(import_files.Wish(portal, [folder / "sheet.csv"], "orders", TODAY, "zh", is_sure=True))


def forked(folder: Path, verb: str, at: int | None = None, told: int | None = None) -> int:
    """Begin a verb in a process of its own, which kills itself when it comes to write for the time `at`."""
    child = os.fork()
    if child:
        return child
    code = 99
    try:
        os.chdir(folder)
        with (folder.parent / "said").open("w") as said:
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
        sys.addaudithook(Moments(folder, at, signal.SIGKILL, told, None))
        code = run(folder, verb)
        sys.stdout.flush()
    finally:
        os._exit(code)


def filed(told: State) -> State:
    """What of a folder is written as a whole."""
    return {path: content for path, content in told.items() if path.startswith(FILED)}


def faults(trial: Trial, folder: Path) -> Iterator[str]:
    """What is wrong with what a verb left that was killed: before it is called again, and after."""
    said = (folder.parent / "said").read_text("utf-8")
    if "Traceback" in said or "程序出错" in said:
        yield f"it said {said!r}"
    findings = check(load_portal(folder / "portal", TODAY)).findings
    errors = [item for item in findings if severity_of(item) is Severity.ERROR]
    if errors:
        yield f"the check finds {errors}"
    left = state(folder)
    if filed(left) not in (filed(trial.before), filed(trial.after)):
        yield "half filed"
    known = trial.before.keys() | trial.after.keys()
    beside = [path for path in left if path.startswith("portal/") and path not in known]
    if beside:
        yield f"beside lie {beside}"
    os.waitpid(forked(folder, trial.verb), 0)
    again = state(folder)
    if filed(again) != filed(trial.after):
        yield "called again it files something else"
    if again.keys() != trial.after.keys():
        yield f"called again it leaves {sorted(again.keys() ^ trial.after.keys())}"
    kept = ((path, content) for path, content in again.items() if not path.endswith(".txt"))
    changed = [path for path, content in kept if content != trial.after.get(path)]
    if changed:
        yield f"called again it leaves other bytes in {changed}"


def trial_of(verb: str, folder: Path) -> tuple[Trial, int]:
    """What there is to know of a verb before it is killed, and at how many moments it writes."""
    base = folder / "base"
    tried = fresh(base, folder)
    ours, theirs = os.pipe()
    start = time.monotonic()
    child = forked(tried, verb, told=theirs)
    os.close(theirs)
    moments = 0
    while got := os.read(ours, 4096):
        moments += len(got)
    os.close(ours)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    seconds = time.monotonic() - start
    assert code == (1 if verb == "take" else 0), (verb, code, (folder / "said").read_text("utf-8"))
    return Trial(verb, base, state(base), state(tried), seconds), moments


def fresh(base: Path, folder: Path) -> Path:
    """The folder of a trial, as its verb finds it."""
    shutil.rmtree(folder / "tried", ignore_errors=True)
    return Path(shutil.copytree(base, folder / "tried"))


def killed(trial: Trial, folder: Path, at: int | None, chance: random.Random) -> list[str]:
    """Kill a verb when it comes to write for the time `at`, or at a random moment; what is wrong afterwards."""
    tried = fresh(trial.base, folder)
    child = forked(tried, trial.verb, at)
    if at is None:
        time.sleep(chance.random() * trial.seconds)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return [f"{trial.verb} killed at {at}: {fault}" for fault in faults(trial, tried)]


def killed_at_some(folder: Path) -> list[str]:
    """What is wrong after both verbs were killed at a few of the moments at which they come to write."""
    found: list[str] = []
    (folder / "base").mkdir()
    prepare(folder / "base")
    for verb in VERBS:
        trial, moments = trial_of(verb, folder)
        for at in (moments * 2 // 9, moments * 5 // 9, moments - 3):
            found += killed(trial, folder, at, random.Random(0))
    return found


def main(count: int) -> int:
    """Kill both verbs so often; tell how often, and what was wrong."""
    found, ended, chance = list[str](), Counter[str](), random.Random(12)
    with tempfile.TemporaryDirectory(prefix="kills-") as name:
        folder = Path(name)
        (folder / "base").mkdir()
        prepare(folder / "base")
        for verb in VERBS:
            trial, moments = trial_of(verb, folder)
            each = [*range(moments), *[None] * max(count // 2 - moments, 0)]
            for i, at in enumerate(each):
                found += killed(trial, folder, at, chance)
                ended[f"{verb}, {'at any moment' if at is None else 'as it comes to write'}"] += 1
                if i % 50 == 49:
                    print(f"{ended.total()} killed, {len(found)} wrong", file=sys.stderr)
    for what, n in sorted(ended.items()):
        print(f"{n:6} × {what}")
    print(f"{ended.total():6} killed, {len(found)} wrong")
    print("\n".join(found[:20]))
    return bool(found)


if __name__ == "__main__":
    with suppress(BrokenPipeError):
        sys.exit(main(int(sys.argv[1])))
