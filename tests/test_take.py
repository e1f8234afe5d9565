"""Entries become records: each as a whole and once, whatever happens in between, and what is refused says why."""

import csv
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from conftest import PROJECT, TODAY, Folder

from shoukong.commands import add, import_files, take
from shoukong.commands.hindrance import outcome
from shoukong.entries.ledger import Ledger
from shoukong.finding import Severity
from shoukong.messages.catalogue import severity_of

PART = "records/orders/2026.csv"
SOUND = {"received_on": "2026-11-02", "person": "P-01", "channel": "电话", "content": "换锁"}


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A folder into which entries are put."""
    folder = tmp_path / "收件箱"
    folder.mkdir()
    return folder


def put(inbox: Path, name: str, *rows: Mapping[str, str], encoding: str = "utf-8") -> Path:
    """Put an entry of some rows into the folder."""
    with (inbox / name).open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(key for row in rows for key in row)))
        writer.writeheader()
        writer.writerows(rows)
    return inbox / name


def run(folder: Folder, inbox: Path, lang: str = "zh") -> int:
    """The exit code of filing what waits."""
    wish = take.Wish(folder.root, (inbox,), lang)
    return outcome(lambda: take.run(wish, lambda: TODAY), lang)


def orders(folder: Folder) -> list[dict[str, str]]:
    """The records of the register, in the order of its parts."""
    parts = sorted((folder.root / "records/orders").glob("*.csv"))
    return [row for part in parts for row in csv.DictReader(part.open(encoding="utf-8", newline=""))]


def errors(folder: Folder) -> list[str]:
    """The codes of the errors that the check finds."""
    return [item.code for item in folder.findings() if severity_of(item) is Severity.ERROR]


def told(inbox: Path, where: str, name: str) -> str:
    """What stands beside an entry that was set aside."""
    return (inbox / where / f"{name}.txt").read_text("utf-8-sig")


def test_an_entry_gets_the_next_number_and_is_found_by_its_id(folder: Folder, inbox: Path) -> None:
    put(inbox, "orders-261102-AB12CD.csv", SOUND)
    assert run(folder, inbox) == 0
    assert orders(folder)[-1] == {**dict.fromkeys(orders(folder)[0], ""), **SOUND, "order_no": "O-2026-003",
                                  "form_revision": "A/0"}  # fmt: skip
    assert Ledger(folder.root).records("261102-AB12CD") == ["O-2026-003"]
    assert "O-2026-003" in told(inbox, "taken", "orders-261102-AB12CD.csv")
    assert not list(inbox.glob("*.csv"))
    assert errors(folder) == []


def test_an_entry_is_filed_once(folder: Folder, inbox: Path) -> None:
    name = "orders-1-A.csv"
    for _ in range(2):
        put(inbox, name, SOUND)
        assert run(folder, inbox) == 0
    put(inbox, "orders-1-A (1).csv", SOUND, encoding="gb18030")
    assert run(folder, inbox) == 0
    assert [row["content"] for row in orders(folder)].count("换锁") == 1
    assert "早已登记：O-2026-003" in told(inbox, "taken", name)


def test_two_entries_that_say_the_same_are_two_records(folder: Folder, inbox: Path) -> None:
    put(inbox, "orders-1-A.csv", SOUND)
    assert run(folder, inbox) == 0
    put(inbox, "orders-1-B.csv", SOUND)
    assert run(folder, inbox) == 0
    assert [row["content"] for row in orders(folder)].count("换锁") == 2


def test_an_id_that_comes_with_other_content_is_refused(folder: Folder, inbox: Path) -> None:
    put(inbox, "orders-1-A.csv", SOUND)
    assert run(folder, inbox) == 0
    put(inbox, "orders-1-A.csv", {**SOUND, "content": "换灯"})
    assert run(folder, inbox) == 1
    assert "填报号 1-A 已用于另一份内容" in told(inbox, "refused", "orders-1-A.csv")


def test_a_number_that_is_taken_is_replaced_and_said_so(folder: Folder, inbox: Path) -> None:
    put(inbox, "orders-1-A.csv", {**SOUND, "order_no": "O-2026-002"})
    put(inbox, "orders-1-B.csv", {**SOUND, "order_no": "O-2026-004"})
    put(inbox, "orders-1-C.csv", SOUND)
    put(inbox, "orders-1-D.csv", {**SOUND, "order_no": "O-2026-004"})
    assert run(folder, inbox) == 0
    assert [row["order_no"] for row in orders(folder)[-4:]] == [
        "O-2026-003", "O-2026-004", "O-2026-005", "O-2026-006",
    ]  # fmt: skip
    assert "原写的编号 O-2026-002 已被占用，改为 O-2026-003" in told(inbox, "taken", "orders-1-A.csv")


def test_a_day_by_a_clock_that_is_wrong_by_a_year_is_refused_or_told(folder: Folder, inbox: Path) -> None:
    for name, day in (("A", "2027-11-02"), ("B", "2025-11-02"), ("C", "2026-11-02")):
        put(inbox, f"orders-1-{name}.csv", {**SOUND, "received_on": day})
    assert run(folder, inbox) == 1
    assert "晚于今天 2026-11-23" in told(inbox, "refused", "orders-1-A.csv")
    assert "记录的日期 2025-11-02 早于今天半年以上" in told(inbox, "taken", "orders-1-B.csv")
    assert "半年以上" not in told(inbox, "taken", "orders-1-C.csv")


def test_what_is_refused_keeps_nothing_else_back_and_leaves_no_number_out(folder: Folder, inbox: Path) -> None:
    put(inbox, "orders-1-A.csv", {**SOUND, "person": "P-99"})
    put(inbox, "orders-1-B.csv", {**SOUND, "content": "锁"})
    put(inbox, "orders-1-C.csv", {**SOUND, "received_on": "5/1/2026"})
    put(inbox, "orders-1-D.csv", SOUND)
    (inbox / "orders-1-E.csv").write_bytes(b"\xff\xfe\x00")
    assert run(folder, inbox) == 1
    assert [row["order_no"] for row in orders(folder)[-1:]] == ["O-2026-003"]
    assert "「经办人」" in told(inbox, "refused", "orders-1-A.csv")
    assert "「内容说明」" in told(inbox, "refused", "orders-1-B.csv")
    assert "分不清月和日" in told(inbox, "refused", "orders-1-C.csv")
    assert told(inbox, "refused", "orders-1-E.csv")
    assert errors(folder) == []


def test_an_entry_of_several_rows_is_filed_as_a_whole(folder: Folder, inbox: Path) -> None:
    put(inbox, "orders-1-A.csv", SOUND, {**SOUND, "channel": "微信"})
    put(inbox, "orders-1-B.csv", SOUND, {**SOUND, "content": "换灯"})
    assert run(folder, inbox) == 1
    assert [row["content"] for row in orders(folder)[-2:]] == ["换锁", "换灯"]
    assert Ledger(folder.root).records("1-B") == ["O-2026-003", "O-2026-004"]


def test_a_fault_that_shows_elsewhere_is_that_of_the_entry_that_makes_it(folder: Folder, inbox: Path) -> None:
    """A telephone that must stand once: the register of people finds it at the later part, whichever that is."""
    people = folder.root / "records/people/people.csv"
    people.rename(people.with_name("9999.csv"))
    put(inbox, "people-1-A.csv", {"person": "P-08", "name": "丙", "phone": "19900000003", "form_revision": "A/0"})
    put(inbox, "people-1-B.csv", {"person": "P-09", "name": "丁", "phone": "19900000001", "form_revision": "A/0"})
    assert run(folder, inbox) == 1
    assert (inbox / "taken/people-1-A.csv").is_file()
    assert "•••0001" in told(inbox, "refused", "people-1-B.csv")
    assert errors(folder) == []


def test_what_a_record_lacks_is_filled_in_where_it_stands(folder: Folder, inbox: Path) -> None:
    part = folder.root / "records/orders/2025.csv"
    before = part.read_bytes().replace(b"\n", b"\r\n")
    part.write_bytes(before)
    put(inbox, "orders-1-A.continue.csv", {"order_no": "O-2025-002", "closed_on": "2026-11-20"})
    assert run(folder, inbox) == 0
    assert part.read_bytes() == before.replace(b"2027-02-08,,", b"2027-02-08,2026-11-20,")
    assert "已续填：O-2025-002" in told(inbox, "taken", "orders-1-A.continue.csv")
    assert errors(folder) == []


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (
            {"order_no": "O-2025-001", "closed_on": "2026-11-20"},
            "「完成日期」O-2025-001 早已登记，那里是「2025-01-06」",
        ),
        ({"order_no": "O-2025-009", "closed_on": "2026-11-20"}, "没有编号为「O-2025-009」的记录可以续填"),
        ({"order_no": "O-2025-002", "closed_on": "2020-01-01"}, "「完成日期」"),
    ],
)
def test_what_cannot_be_filled_in_is_refused(
    folder: Folder, inbox: Path, cells: Mapping[str, str], reason: str
) -> None:
    before = (folder.root / "records/orders/2025.csv").read_bytes()
    put(inbox, "orders-1-A.continue.csv", cells)
    assert run(folder, inbox) == 1
    assert reason in told(inbox, "refused", "orders-1-A.continue.csv")
    assert (folder.root / "records/orders/2025.csv").read_bytes() == before


def test_a_file_that_still_arrives_is_left_alone(folder: Folder, inbox: Path) -> None:
    (inbox / "orders-1-A.csv").touch()
    assert run(folder, inbox) == 0
    assert (inbox / "orders-1-A.csv").is_file()


def test_reasons_are_told_in_english(folder: Folder, inbox: Path) -> None:
    put(inbox, "orders-1-A.csv", {**SOUND, "received_on": "5/1/2026"})
    assert run(folder, inbox, "en") == 1
    assert "cannot be told apart" in told(inbox, "refused", "orders-1-A.csv")


def test_an_entry_on_a_revision_that_was_not_in_force_is_refused_with_the_way_to_the_new_one(
    folder: Folder, inbox: Path
) -> None:
    """One of the day is taken, and one of today for what is recorded late."""
    form = (folder.root / "forms/orders.yaml").read_text("utf-8")
    folder.write("forms/archive/QF-02/A-0.yaml", form)
    newer = form.replace("revision: A/0", "revision: A/1", 1).replace("2025-01-01", "2026-06-01", 1)
    folder.write("forms/orders.yaml", newer)
    folder.replace("portal.yaml", "rulebook:", "address: https://portal.example\nrulebook:")
    for name, day, revision in (("A", "2026-05-02", "A/0"), ("B", "2026-05-02", "A/1"), ("C", "2026-11-02", "A/0")):
        put(inbox, f"orders-1-{name}.csv", {**SOUND, "received_on": day, "form_revision": revision})
    assert run(folder, inbox) == 1
    assert [Ledger(folder.root).records(f"1-{name}") != [] for name in "ABC"] == [True, True, False]
    assert "A/1" in told(inbox, "refused", "orders-1-C.csv")
    assert "https://portal.example/forms/orders/" in told(inbox, "refused", "orders-1-C.csv")
    sheet = inbox / "refused/orders-1-C.csv"
    assert import_files.run(import_files.Wish(folder.root, [sheet], "orders", TODAY, "zh")) == 1


SCRIPT = "import sys; from shoukong.cli import main; main()"


def process(folder: Folder, inbox: Path) -> "subprocess.Popen[bytes]":
    """A process that files what waits."""
    command = [sys.executable, "-c", SCRIPT, "take", str(inbox), "--root", str(folder.root)]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "hooks")}
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)


def test_two_that_take_at_once_take_each_entry_once(folder: Folder, inbox: Path) -> None:
    for i in range(20):
        put(inbox, f"orders-1-{i:02}.csv", {**SOUND, "content": f"换锁 {i:02}"})
    assert [each.wait() for each in [process(folder, inbox), process(folder, inbox)]] == [0, 0]
    found = [row["content"] for row in orders(folder) if row["content"].startswith("换锁 ")]
    assert sorted(found) == [f"换锁 {i:02}" for i in range(20)]
    assert errors(folder) == []


def test_one_that_is_killed_loses_nothing_and_files_nothing_twice(folder: Folder, inbox: Path) -> None:
    moments = random.Random(12)
    for i in range(10):
        put(inbox, f"orders-1-{i}.csv", {**SOUND, "content": f"换锁 {i}"}, {**SOUND, "content": f"换灯 {i}",
            "received_on": "2025-11-02"})  # fmt: skip
        killed = process(folder, inbox)
        time.sleep(moments.uniform(0.2, 1.2))
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        assert errors(folder) == []
    assert process(folder, inbox).wait() == 0
    found = sorted(row["content"] for row in orders(folder) if row["content"][:3] in ("换锁 ", "换灯 "))
    assert found == sorted(f"{what} {i}" for what in ("换锁", "换灯") for i in range(10))
    assert len(list((inbox / "taken").glob("*.csv"))) == 10
    assert not list(inbox.glob("*.csv"))


def test_it_goes_on_looking_until_it_is_ended(folder: Folder, inbox: Path) -> None:
    command = [sys.executable, "-c", SCRIPT, "take", str(inbox), "--watch", "--root", str(folder.root)]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "hooks")}
    watching = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment)
    assert watching.stdout is not None
    assert "等候" in watching.stdout.readline()
    put(inbox, "orders-1-A.csv", SOUND)
    while "收下 1 份" not in watching.stdout.readline():
        pass
    watching.send_signal(signal.SIGINT)
    assert watching.wait() == 0
    assert (inbox / "taken/orders-1-A.csv").is_file()


COPIES = ["A (1)", "A（2）", "A - 副本", "A - 副本 (2)", "A的副本", "A的副本 2", "A copy", "A copy 3", "A (复件)"]
COPIES += ["A（第 2 个复件）", "A (another copy)"]


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_is_the_same_entry_whatever_a_program_adds_to_its_name(folder: Folder, inbox: Path, name: str) -> None:
    put(inbox, "orders-A.csv", SOUND)
    put(inbox, f"orders-{name}.csv", SOUND)
    assert run(folder, inbox) == 0
    assert [row["content"] for row in orders(folder)].count("换锁") == 1


STRANGE_NAMES = {
    "in the letters of another system": "orders-锁".encode("gb18030") + b".csv",
    "of two lines": b"orders-a\nb .csv",
    "as long as a name may be": b"orders-" + "长".encode() * 80 + b".csv",
    "without an id": b"orders-.csv",
}


@pytest.mark.skipif(sys.platform == "win32", reason="names there are of other letters")
@pytest.mark.parametrize("name", STRANGE_NAMES.values(), ids=STRANGE_NAMES)
def test_an_entry_with_a_strange_name_is_filed(
    folder: Folder, inbox: Path, capsys: pytest.CaptureFixture[str], name: bytes
) -> None:
    put(inbox, "x.csv", SOUND).rename(inbox / os.fsdecode(name))
    put(inbox, "orders-B.csv", {**SOUND, "content": "换灯"})
    assert run(folder, inbox) == 0
    assert "收下 2 份" in capsys.readouterr().out
    assert len(list((inbox / "taken").iterdir())) == 4
    assert all(entry.strip() and "\n" not in entry for entry in Ledger(folder.root).by_entry)


def test_a_folder_that_is_named_twice_is_looked_into_once(folder: Folder, inbox: Path) -> None:
    put(inbox, "orders-A.csv", SOUND)
    wish = take.Wish(folder.root, (inbox, inbox / "..", inbox.parent / inbox.name / "."), "zh")
    assert outcome(lambda: take.run(wish, lambda: TODAY), "zh") == 0
    assert (inbox / "taken/orders-A.csv").is_file()


@pytest.mark.parametrize("place", ["records", "records/orders", "entries"])
def test_the_records_themselves_are_no_entries(folder: Folder, capsys: pytest.CaptureFixture[str], place: str) -> None:
    (folder.root / place).mkdir(exist_ok=True)
    before = sorted(folder.root.rglob("*"))
    assert run(folder, folder.root / place) == 1
    assert "不是收件的文件夹" in capsys.readouterr().err
    assert sorted(folder.root.rglob("*")) == before


def test_a_folder_that_is_gone_for_a_while_is_looked_into_again(folder: Folder, inbox: Path) -> None:
    command = [sys.executable, "-c", SCRIPT, "take", str(inbox), "--watch", "--root", str(folder.root)]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "hooks")}
    watching = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", env=environment
    )
    assert watching.stdout is not None
    assert "等候" in watching.stdout.readline()
    inbox.rename(inbox.parent / "away")
    assert "读不到" in watching.stdout.readline()
    (inbox.parent / "away").rename(inbox)
    put(inbox, "orders-A.csv", SOUND)
    while "收下 1 份" not in watching.stdout.readline():
        pass
    watching.send_signal(signal.SIGINT)
    assert watching.wait() == 0


def test_a_person_who_had_left_by_then_is_told_at_every_door(
    inbox: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Folder(Path(shutil.copytree(PROJECT / "forms", tmp_path / "firm/forms")).parent)
    for name in ("docs", "records"):
        shutil.copytree(PROJECT / name, folder.root / name)
    shutil.copy(PROJECT / "portal.yaml", folder.root)
    (staff,) = (folder.root / "records/staff").glob("*.csv")
    rows = staff.read_text("utf-8")
    number, name = next(csv.reader([rows.splitlines()[5]]))[:2]
    cells = next(csv.reader([rows.splitlines()[5]]))
    cells[5] = "2026-11-10"
    staff.write_text(rows.replace(rows.splitlines()[5], ",".join(cells)), "utf-8")
    entry = {
        "project": "YH",
        "channel": "服务电话",
        "complaint_kind": "清洁绿化",
        "description": "垃圾",
        "received_on": "2026-11-12",
        "received_by": number,
        "department": "管理处",
        "due_on": "2026-11-27",
    }
    put(inbox, "complaints-1-A.csv", entry)
    put(inbox, "complaints-1-B.csv", {**entry, "received_on": "2026-11-09"})
    assert run(folder, inbox) == 1
    assert f"受理人：{number} {name} 在 2026-11-12 已经离职" in told(inbox, "refused", "complaints-1-A.csv")
    assert (inbox / "taken/complaints-1-B.csv").is_file()
    capsys.readouterr()
    sheet = put(inbox, "complaints.csv", entry)
    assert import_files.run(import_files.Wish(folder.root, [sheet], "complaints", TODAY, "zh")) == 1
    assert f"受理人：{number} {name} 在 2026-11-12 已经离职" in capsys.readouterr().err
    given = [f"{field}={value}" for field, value in entry.items()]
    assert add.run(add.Wish(folder.root, "complaints", given, TODAY, "zh")) == 1
    assert f"受理人：{number} {name} 在 2026-11-12 已经离职" in capsys.readouterr().err


HEADER = "received_on,person,channel,content"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_that_was_copied_into_a_chat_is_as_many_entries_as_it_holds(
    folder: Folder, inbox: Path, encoding: str
) -> None:
    first = f'orders-261102-7K3QF9.csv\n{HEADER}\n2026-11-02,P-01,电话,"换锁\n两把"\n'
    second = f"orders-261102-7K3QFA.csv\n{HEADER}\n2026-11-03,P-01,电话,换灯\n"
    (inbox / "聊天.txt").write_bytes(f"张三 10:03\n{first}\n{second}\n{second}".replace("\n", "\r\n").encode(encoding))
    (inbox / "说明.txt").write_text("不是填报", "utf-8")
    before = len(orders(folder))
    assert run(folder, inbox) == 0
    assert [row["content"] for row in orders(folder)[before:]] == ["换锁\n两把", "换灯"]
    assert run(folder, inbox) == 0
    assert len(orders(folder)) == before + 2
    assert sorted(path.name for path in inbox.iterdir()) == ["taken", "说明.txt"]
    assert (inbox / "taken/聊天.txt").exists()


def sheets(path: Path, **rows: list[tuple[str, ...]]) -> None:
    """A workbook of some sheets under another name; one called `hidden` is hidden."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, own in rows.items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name == "hidden" else "visible"
        for row in own:
            sheet.append(row)
    book.save(path)


def test_a_workbook_among_entries_keeps_no_other_back(
    folder: Folder, inbox: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [tuple(SOUND), tuple(SOUND.values())]
    for name, own in (
        ("orders-A.csv", {"one": rows, "hidden": rows, "blank": []}),
        ("orders-B.csv", {"one": rows, "two": rows}),
        ("orders-C.csv", {"hidden": rows, "blank": []}),
        ("orders.xlsx", {"one": rows}),
    ):
        sheets(inbox / name, **own)
    put(inbox, "orders-D.csv", SOUND)
    before = len(orders(folder))
    assert run(folder, inbox) == 1
    said = capsys.readouterr().out
    assert len(orders(folder)) == before + 2
    assert "orders-A.csv 的工作表「hidden」隐藏着，没有读入" in told(inbox, "taken", "orders-A.csv")
    assert "有几张工作表（one / two）" in told(inbox, "refused", "orders-B.csv")
    assert "找不到表头" in told(inbox, "refused", "orders-C.csv")
    assert "orders.xlsx 是工作簿，不是填报，没有动" in said
    assert (inbox / "orders.xlsx").exists()
