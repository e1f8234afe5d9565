"""Photographs, files and signatures come with an entry, and are filed, kept and found with its record."""

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from conftest import PROJECT, TODAY, Folder
from hypothesis import given
from hypothesis import strategies as st
from test_correct import corrects, wish
from test_take import process, put, run, told

from shoukong.commands import add
from shoukong.commands.hindrance import outcome
from shoukong.entries.ledger import Ledger
from shoukong.files.enclosure import Enclosure, digests_in, enclosures_in, parse_name
from shoukong.files.photo_place import tells_place

FORM = """name: visits
id: QF-70
title: 上门登记表
revision: A/0
effective_date: 2025-01-01
document: QM-02
clause: QM-02#1
retention: {period: permanent}
number: "V-{year}-{seq:3}"
date: day
schema:
  primaryKey: visit
  fields:
    - {name: visit, title: 编号, type: string, constraints: {required: true}}
    - {name: day, title: 日期, type: date, constraints: {required: true}}
    - {name: content, title: 内容, type: string, privacy: none, constraints: {required: true}}
    - {name: photos, title: 照片, type: string, attachment: photo, privacy: none, constraints: {required: true}}
    - {name: papers, title: 资料, type: string, attachment: file, privacy: none}
    - {name: signed, title: 签名, type: string, attachment: signature, privacy: personal}
    - {name: form_revision, title: 表单版本, type: string, constraints: {required: true}}
"""
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 24
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 24
TEXT = "上门记录".encode()


def named(content: bytes, extension: str) -> str:
    """The name of a file by what it holds."""
    return f"{hashlib.sha256(content).hexdigest()}.{extension}"


PHOTO, PAPER, SIGNED = named(JPEG, "jpg"), named(TEXT, "txt"), named(PNG, "png")
FILES = {PHOTO: JPEG, PAPER: TEXT, SIGNED: PNG}
ROW = {"day": "2026-11-02", "content": "换锁", "photos": PHOTO, "papers": PAPER, "signed": SIGNED}
CSV = f"{','.join(ROW)}\n{','.join(ROW.values())}\n"
NAME = "visits-261102-AB12CD"


@pytest.fixture
def visits(folder: Folder) -> Folder:
    """A portal with a form that takes photographs, files and a signature."""
    folder.write("forms/visits.yaml", FORM)
    return folder


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A folder into which entries are put."""
    found = tmp_path / "收件箱"
    found.mkdir()
    return found


def pack(path: Path, files: dict[str, bytes | str]) -> Path:
    """An archive of some files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return path


def hand_in(inbox: Path, how: str, **files: bytes | str) -> Path:
    """Hand an entry in: packed, in a folder of its own, or loose."""
    whole: dict[str, bytes | str] = {f"{NAME}.csv": CSV, **(files or FILES)}
    if how == "zip":
        return pack(inbox / f"{NAME}.zip", whole)
    place = inbox / "从手机" if how == "folder" else inbox
    place.mkdir(exist_ok=True)
    for name, content in whole.items():
        (place / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return place if how == "folder" else place / f"{NAME}.csv"


def stored(folder: Folder) -> set[str]:
    """What the portal keeps of what was enclosed."""
    root = folder.root / "attachments"
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file() and path.suffix}


KEPT = {f"{PHOTO[:2]}/{PHOTO}", f"{PAPER[:2]}/{PAPER}", f"personal/{SIGNED[:2]}/{SIGNED}"}


@pytest.mark.parametrize("how", ["zip", "folder", "loose"])
def test_what_is_enclosed_is_filed_with_its_record(visits: Folder, inbox: Path, how: str) -> None:
    path = hand_in(inbox, how)
    assert run(visits, inbox) == 0
    assert visits.row("records/visits/2026.csv", "V-2026-001").split(",")[3:6] == [PHOTO, PAPER, SIGNED]
    assert stored(visits) == KEPT
    assert visits.findings() == ()
    assert {p.name for p in inbox.iterdir()} == {"taken"}
    assert "已登记：V-2026-001" in told(inbox, "taken", path.name)
    hand_in(inbox, how)
    assert run(visits, inbox) == 0
    assert Ledger(visits.root).records("261102-AB12CD") == ["V-2026-001"]
    assert stored(visits) == KEPT


def test_git_takes_in_no_personal_file_and_changes_no_byte(visits: Folder, inbox: Path) -> None:
    hand_in(inbox, "zip")
    assert run(visits, inbox) == 0
    visits.commit()
    listed = subprocess.run(
        ["git", "ls-files", "--eol", "attachments"], cwd=visits.root, check=True, capture_output=True, text=True
    ).stdout
    assert PHOTO in listed
    assert SIGNED not in listed
    (paper,) = (line for line in listed.splitlines() if PAPER in line)
    assert "attr/-text" in paper


SECOND = named(JPEG + b"2", "jpg")
BOMB = b"\0" * 20_000_001
HOSTILE = {
    "内容变了": {PHOTO: JPEG + b"x", PAPER: TEXT, SIGNED: PNG},
    "没有一起交来": {PAPER: TEXT, SIGNED: PNG},
    "解开后太大": {**FILES, **{f"{i:064x}.jpg": BOMB for i in range(20)}},
    "超过 20 MB": {**FILES, named(BOMB, "pdf"): BOMB},
    "指向包外": {**FILES, f"../{PHOTO}": JPEG},
    "都叫": {**FILES, f"a/{PHOTO}": JPEG},
    "2 份 CSV": {**FILES, "other.csv": CSV},
}


@pytest.mark.parametrize("reason", HOSTILE)
def test_a_hostile_archive_is_refused_and_leaves_nothing(visits: Folder, inbox: Path, reason: str) -> None:
    path = hand_in(inbox, "zip", **HOSTILE[reason])
    assert run(visits, inbox) == 1
    assert reason in told(inbox, "refused", path.name)
    assert (inbox / "refused" / path.name).is_file()
    assert stored(visits) == set()
    assert not (visits.root / "records/visits").exists()


def test_an_archive_that_is_cut_off_or_lists_too_much_is_refused(visits: Folder, inbox: Path) -> None:
    whole = hand_in(inbox, "zip").read_bytes()
    (inbox / f"{NAME}.zip").write_bytes(whole[:-30])
    pack(inbox / "many.zip", {f"{i:060}": b"" for i in range(20_000)})
    assert run(visits, inbox) == 1
    assert "打不开" in told(inbox, "refused", f"{NAME}.zip")
    assert "太多" in told(inbox, "refused", "many.zip")


@pytest.mark.parametrize(
    ("cells", "files", "reason"),
    [
        ({"photos": named(TEXT, "jpg")}, {named(TEXT, "jpg"): TEXT}, "不是扩展名所说的"),
        ({"photos": PAPER}, {PAPER: TEXT}, "不收扩展名为 txt"),
        ({"photos": "../照片.jpg"}, {}, "不是附件的名称"),
    ],
)
def test_a_file_that_the_field_does_not_take_is_refused(
    visits: Folder, inbox: Path, cells: dict[str, str], files: dict[str, bytes], reason: str
) -> None:
    put(inbox, f"{NAME}.csv", {"day": "2026-11-02", "content": "换锁", **cells})
    for name, content in files.items():
        (inbox / name).write_bytes(content)
    assert run(visits, inbox) == 1
    assert reason in told(inbox, "refused", f"{NAME}.csv")
    assert stored(visits) == set()


def test_loose_files_go_aside_with_every_entry_that_names_them(visits: Folder, inbox: Path) -> None:
    (inbox / PHOTO).write_bytes(JPEG)
    put(inbox, "visits-1-A.csv", {"day": "2026-11-02", "content": "换锁", "photos": PHOTO})
    put(inbox, "visits-1-B.csv", {"day": "", "content": "换锁", "photos": PHOTO})
    assert run(visits, inbox) == 1
    assert {p.name for p in inbox.iterdir()} == {"taken", "refused"}
    assert (inbox / "taken" / PHOTO).read_bytes() == (inbox / "refused" / PHOTO).read_bytes() == JPEG


def test_one_that_is_killed_leaves_no_record_without_its_files_and_none_behind(visits: Folder, inbox: Path) -> None:
    moments = random.Random(7)
    for i in range(6):
        content = JPEG + bytes([i]) * 200_000
        (inbox / named(content, "jpg")).write_bytes(content)
        cells = {"day": "2026-11-02", "content": f"换锁 {i}", "photos": named(content, "jpg")}
        put(inbox, f"visits-1-{i}.csv", cells)
        killed = process(visits, inbox)
        time.sleep(moments.uniform(0.3, 1.2))
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        assert [item.code for item in visits.findings()] == []
    assert process(visits, inbox).wait() == 0
    assert len(stored(visits)) == 6
    assert {p.name for p in inbox.iterdir()} == {"taken"}


def test_what_is_enclosed_may_arrive_later_in_a_folder_that_is_watched(visits: Folder, inbox: Path) -> None:
    command = [sys.executable, "-m", "shoukong", "take", str(inbox), "--watch", "--root", str(visits.root)]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT / "hooks")}
    watching = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment)
    assert watching.stdout is not None
    assert "等候" in watching.stdout.readline()
    put(inbox, "visits-1-A.csv", {"day": "2026-11-02", "content": "换锁", "photos": PHOTO})
    pack(inbox / f"{NAME}.zip", {f"{NAME}.csv": CSV.replace(PHOTO, SECOND), SECOND: JPEG + b"2", **FILES})
    for waits in (True, False):
        while "收下 1 份" not in watching.stdout.readline():
            pass
        assert (inbox / "visits-1-A.csv").exists() is waits
        (inbox / PHOTO).write_bytes(JPEG)
    watching.send_signal(signal.SIGINT)
    assert watching.wait() == 0
    assert visits.findings() == ()


def test_files_that_no_cell_names_are_told_and_not_filed(visits: Folder, inbox: Path) -> None:
    path = hand_in(inbox, "folder", **FILES, **{"现场.heic": b"x"})
    assert run(visits, inbox) == 0
    assert "现场.heic" in told(inbox, "taken", path.name)
    assert stored(visits) == KEPT


def test_a_folder_beside_the_portal_is_no_entry(visits: Folder) -> None:
    visits.write("entries/2026-11.csv", "entry,table,record,taken_on,digest\n")
    assert run(visits, visits.root) == 0
    assert (visits.root / "entries/2026-11.csv").is_file()


def test_a_change_is_found_though_the_file_was_sound_before(visits: Folder, inbox: Path) -> None:
    hand_in(inbox, "zip")
    assert run(visits, inbox) == 0
    assert visits.findings() == ()
    path = f"attachments/{PAPER[:2]}/{PAPER}"
    visits.write(path, TEXT[::-1])
    assert [(item.code, item.place.path) for item in visits.findings()] == [("enclosure-changed", path)]


@given(contents=st.lists(st.binary(max_size=40), max_size=5), extension=st.sampled_from(["jpg", "png", "pdf", "docx"]))
def test_a_cell_tells_the_digests_of_all_that_it_encloses(contents: list[bytes], extension: str) -> None:
    cell = " ".join(named(content, extension) for content in contents)
    assert digests_in(cell) == tuple(hashlib.sha256(content).hexdigest() for content in contents)
    assert " ".join(each.name for each in enclosures_in(cell)) == cell


@given(text=st.one_of(st.text(), st.from_regex(r"[0-9a-fA-F]{62,66}\.[a-zA-Z0-9./]{0,9}", fullmatch=True)))
def test_a_text_is_the_name_of_one_enclosure_or_of_none(text: str) -> None:
    found = parse_name(text)
    assert found is None or (found.name == text and "/" not in text)
    assert digests_in(text) == tuple(each.digest for each in map(parse_name, text.split(" ")) if each)


@given(digest=st.from_regex(r"[0-9a-f]{64}", fullmatch=True), is_personal=st.booleans())
def test_an_enclosure_lies_where_its_name_says(digest: str, is_personal: bool) -> None:
    path = Path(Enclosure(digest, "pdf").path(is_personal=is_personal))
    assert path.parent.name == digest[:2]
    assert ("personal" in path.parts) is is_personal


def test_add_takes_the_path_of_a_file(visits: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, content in (("现场 一.JPEG", JPEG), ("二.jpg", JPEG + b"2"), ("签名.png", PNG), ("坏.png", JPEG)):
        (tmp_path / name).write_bytes(content)

    def added(**cells: object) -> int:
        given = [f"{name}={value}" for name, value in {"day": "2026-11-02", "content": "换锁", **cells}.items()]
        return outcome(lambda: add.run(add.Wish(visits.root, "visits", given, TODAY, "zh")), "zh")

    assert added(photos=tmp_path / "现场 一.JPEG", signed=tmp_path / "签名.png") == 0
    assert stored(visits) == {f"{PHOTO[:2]}/{PHOTO}", f"personal/{SIGNED[:2]}/{SIGNED}"}
    assert added(photos=f"{PHOTO},{tmp_path / '二.jpg'}") == 0
    assert visits.row("records/visits/2026.csv", "V-2026-002").split(",")[3] == f"{PHOTO} {SECOND}"
    assert visits.findings() == ()
    for path, reason in (("坏.png", "不是扩展名所说的"), ("没有.png", "没有文件"), ("签名.txt", "没有文件")):
        assert added(photos=tmp_path / path) == 1
        assert reason in capsys.readouterr().err
    assert added(photos=SECOND.replace("jpg", "png")) == 1
    assert "不在" in capsys.readouterr().err


@given(
    content=st.binary(max_size=80), starts=st.sampled_from([b"", b"\xff\xd8", b"\xff\xd8\xff\xe1\0\x50Exif\0\0MM\0*"])
)
def test_whatever_a_photograph_holds_it_is_read_to_the_end(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, starts: bytes
) -> None:
    file = tmp_path_factory.mktemp("photo") / "a.jpg"
    file.write_bytes(starts + content)
    assert tells_place(file) in (True, False)


def test_what_a_correction_replaced_stays_as_long_as_its_record(controlled: Folder, tmp_path: Path) -> None:
    def told() -> list[str]:
        return [item.code for item in controlled.findings() if item.code.startswith("enclosure-")]

    controlled.write("forms/visits.yaml", FORM)
    controlled.write(f"attachments/{PHOTO[:2]}/{PHOTO}", JPEG)
    header = "visit,day,content,photos,papers,signed,form_revision"
    controlled.write("records/visits/2026.csv", f"{header}\nV-2026-001,2026-11-02,换锁,{PHOTO},,,A/0\n")
    (tmp_path / "二.jpg").write_bytes(JPEG + b"2")
    assert corrects(controlled, wish("V-2026-001", "照片", str(tmp_path / "二.jpg"))) == 0
    assert SECOND in controlled.row("records/visits/2026.csv", "V-2026-001")
    assert stored(controlled) == {f"{name[:2]}/{name}" for name in (PHOTO, SECOND)}
    assert told() == []
    controlled.write("records/visits/2026.csv", f"{header}\n")
    assert told() == ["enclosure-unnamed"] * 2
