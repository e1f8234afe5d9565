"""Records on paper: the sheet or list of their form with what they say in it, and what must not be read there."""

import datetime
import struct
import zlib
from pathlib import Path

import pypdf
import pytest
from conftest import BASE, CONTROLLED, PROJECT, TODAY, Folder, copy_of
from printed import NEEDS_POPPLER, edition_of, line_starts, overflowing, pages_of
from test_correct import corrects, wish
from test_enclosures import FORM, named

from shoukong.commands import print_out, withdraw
from shoukong.commands.hindrance import outcome
from shoukong.commands.print_out import Wish

ORDERS, PEOPLE = "records/orders/2025.csv", "records/people/people.csv"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The small portal, with an address."""
    folder = copy_of(BASE, tmp_path)
    folder.replace("portal.yaml", "organization", "address: https://portal.example\norganization")
    return folder


def prints(folder: Folder, *subjects: str, to: str = "out", form: str | None = None, day: datetime.date = TODAY) -> int:
    """The exit code of `shoukong print`."""
    asked = Wish(subjects, form, folder.root / to)
    return outcome(lambda: print_out.run(folder.root, asked, day, TODAY, "zh"), "zh")


def printed(folder: Folder, name: str) -> bytes:
    """A print by its name."""
    return (folder.root / "out" / f"{name}.pdf").read_bytes()


def test_a_record_is_printed_on_the_sheet_of_its_form(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """Its number stands in the cells, choices are ticked, people have names, days are words; the foot leads to it."""
    assert prints(folder, "O-2025-001") == 0
    text = edition_of(printed(folder, "O-2025-001"))
    for said in (
        "O-2025-001", "2025年1月5日", "甲（P-01）", "√电话", "修水管", "120.50", "√是", "2025年1月5日10:00", "QF-02",
        "版本A/0", "接单登记表", "打印日期2026年11月23日", "第1页共1页", "3年（自完成日期起）",
        "https://portal.example/registers/orders/#O-2025-001",
    ):  # fmt: skip
        assert said in text
    assert "√否" not in text
    assert "√前台" not in text
    assert "含个人信息：经办人" in capsys.readouterr().out


def test_a_record_has_the_shape_of_its_blank(folder: Folder) -> None:
    """All that the blank says stands on the record too, but the way to the blank."""
    assert prints(folder, "QF-02", "O-2025-001") == 0
    blank, filled = (pages_of(printed(folder, name))[0].extract_text() for name in ("QF-02 接单登记表", "O-2025-001"))
    own = {word for word in blank.split() if len(word) > 1 and "portal.example" not in word}
    assert own - set(filled.split()) == {"本表最新版本"}


def test_records_of_a_list_are_printed_as_their_list_and_what_is_sensitive_is_hidden(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    assert prints(folder, "P-02", "P-01") == 0
    text = edition_of(printed(folder, "QF-01 人员登记册 P-02-P-01"))
    assert "P-01甲19900000001•••" in text
    assert "ID1" not in text
    assert capsys.readouterr().out.split("\n")[1:3] == [
        "  含个人信息：姓名、电话。只交给有权看的人",
        "  已遮去的敏感信息：身份证号",
    ]


def test_what_was_corrected_stands_beside_it_with_the_correction(tmp_path: Path) -> None:
    folder = copy_of(CONTROLLED, tmp_path)
    assert corrects(folder, wish("PX-001", "主题", "答复时限")) == 0
    assert prints(folder, "PX-001") == 0
    (file,) = (folder.root / "out").glob("*.pdf")
    assert "主题答复时限接单时限GZ-001" in edition_of(file.read_bytes())


def test_a_withdrawn_record_says_so(tmp_path: Path) -> None:
    folder = copy_of(CONTROLLED, tmp_path)
    assert outcome(lambda: withdraw.run(folder.root, wish("PX-001"), TODAY, "zh"), "zh") == 0
    assert prints(folder, "PX-001") == 0
    (file,) = (folder.root / "out").glob("*.pdf")
    assert "本记录已作废" in edition_of(file.read_bytes())


def test_a_record_is_printed_in_the_revision_that_it_was_made_on(tmp_path: Path) -> None:
    """The sample's repair orders of 2025 were made on the first revision, whose sheet has no quotation signature."""
    out = tmp_path / "out"
    asked = Wish(["BX-YH-2025-0012"], None, out)
    assert print_out.run(PROJECT, asked, datetime.date(2026, 11, 28), TODAY, "zh") == 0
    text = edition_of((out / "BX-YH-2025-0012.pdf").read_bytes())
    assert "版本A/0" in text
    assert "0.00" + "空白" + "GZ-2025-001" in text


@NEEDS_POPPLER
@pytest.mark.parametrize("layout", ["sheet", "list"])
def test_unreasonable_cells_stay_on_the_paper(folder: Folder, tmp_path: Path, layout: str) -> None:
    """An address of forty lines, an endless word, pictures and rare signs: all is there, nothing beyond the margins."""
    address = "\n".join(f"第{i}行" + "某路某号" * 3 for i in range(40))
    folder.replace("forms/orders.yaml", ", constraints: {required: true, minLength: 2, maxLength: 40}", "")
    folder.replace("forms/orders.yaml", "layout: sheet", f"layout: {layout}")
    folder.replace(ORDERS, "修水管", f'"{address}\n{"W" * 300}\n🛠️😀𠮷㐂\ue000 #panic($x$)"')
    assert prints(folder, "O-2025-001") == 0
    (file,) = (folder.root / "out").glob("*.pdf")
    text = edition_of(file.read_bytes())
    assert all(f"第{i}行" in text for i in range(40))
    assert "#panic($x$)" in text
    assert text.count("W") == 300
    assert overflowing(file.read_bytes(), tmp_path) == []


@NEEDS_POPPLER
@pytest.mark.parametrize("layout", ["sheet", "list"])
def test_no_line_of_a_record_starts_with_punctuation(folder: Folder, tmp_path: Path, layout: str) -> None:
    text = "物业部、客服部，技术部；夜间（含周末）「急修」：先到场。再登记！" * 9
    folder.replace("forms/orders.yaml", ", constraints: {required: true, minLength: 2, maxLength: 40}", "")
    folder.replace("forms/orders.yaml", "layout: sheet", f"layout: {layout}")
    folder.replace(ORDERS, "修水管", text)
    assert prints(folder, "O-2025-001") == 0
    (file,) = (folder.root / "out").glob("*.pdf")
    assert line_starts(file.read_bytes(), tmp_path) & set("、，；：。！）」") == set()


def test_a_sign_that_no_font_has_is_told_with_its_field(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """Rare characters stand on the paper; what no font has stands as its number, and the screen says in which field."""
    folder.replace(PEOPLE, "甲", "𠮷㐆한\ue000")
    assert prints(folder, "P-01") == 0
    (file,) = (folder.root / "out").glob("*.pdf")
    assert "𠮷㐆한[U+E000]" in edition_of(file.read_bytes())
    assert "栏目「姓名」有字体里没有的字，印成了编号：\ue000（U+E000）" in capsys.readouterr().out


def test_fifteen_rows_stay_on_their_page(folder: Folder) -> None:
    rows = [f"P-{i},名字{i},199000000{i},,A/0\n" for i in range(11, 26)]
    folder.write(PEOPLE, (folder.root / PEOPLE).read_text("utf-8") + "".join(rows))
    assert prints(folder, *(f"P-{i}" for i in range(11, 26))) == 0
    (file,) = (folder.root / "out").glob("*.pdf")
    assert len(pages_of(file.read_bytes())) == 1


def test_a_print_is_an_archival_tagged_file_and_the_same_bytes_each_time(folder: Folder) -> None:
    assert prints(folder, "O-2025-001", to="out") == prints(folder, "O-2025-001", to="again/eins.pdf") == 0
    first = printed(folder, "O-2025-001")
    assert (folder.root / "again/eins.pdf").read_bytes() == first
    root = pypdf.PdfReader(folder.root / "again/eins.pdf").trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("zh")
    assert b"pdfaid:conformance>A<" in root["/Metadata"].get_data()


def test_nothing_is_printed_where_a_part_of_it_cannot_be(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    assert prints(folder, "O-2025-001", "O-2025-999") == 1
    assert prints(folder, "O-2025-001", "P-01", to="one.pdf") == 1
    assert prints(folder, "O-2025-001", form="没有这张") == 1
    assert [line.split("：")[1][:4] for line in capsys.readouterr().err.splitlines()] == [
        "没有编号",
        "要写 2",
        "没有「没",
    ]
    assert not (folder.root / "out").exists()


def test_no_print_is_kept_outside_its_file(folder: Folder, own_cache: Path) -> None:
    """What tells of people goes nowhere but where it was asked to go."""
    before = set(own_cache.rglob("*"))
    assert prints(folder, "O-2025-001") == 0
    assert {path.parent.name for path in set(own_cache.rglob("*")) - before} & {"blanks", "documents"} == set()


def picture(width: int, height: int) -> bytes:
    """A red PNG."""
    rows = b"".join(b"\0" + b"\xff\x20\x20" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    packed = (struct.pack(">I", len(c)) + k + c + struct.pack(">I", zlib.crc32(k + c)) for k, c in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


@pytest.mark.parametrize(("second", "shown"), [(picture(30, 60), 3), (b"\x89PNG\r\n\x1a\nbroken", 0)])
def test_pictures_stand_in_their_boxes_and_other_files_are_told(folder: Folder, second: bytes, shown: int) -> None:
    """Those of personal fields too, on the machine that keeps them; one that cannot be drawn keeps all out."""
    folder.write("forms/visits.yaml", FORM)
    names = []
    for content, ending, at in ((picture(60, 30), "png", ""), (second, "png", ""), (b"x", "txt", ""),
                                (picture(80, 26), "png", "personal/")):  # fmt: skip
        names.append(named(content, ending))
        folder.write(f"attachments/{at}{names[-1][:2]}/{names[-1]}", content)
    row = ["V-2026-001", "2026-11-02", "换锁", f"{names[0]} {names[1]}", names[2], names[3], "A/0"]
    header = "visit,day,content,photos,papers,signed,form_revision"
    folder.write("records/visits/2026.csv", f"{header}\n{','.join(row)}\n")
    assert folder.findings() == ()
    assert prints(folder, "V-2026-001") == 0
    pdf = printed(folder, "V-2026-001")
    assert sum(len(page.images) for page in pages_of(pdf)) == shown
    text = edition_of(pdf)
    assert f"TXT{names[2][:12]}" in text
    assert (f"PNG{names[0][:12]}" in text) is (shown == 0)
