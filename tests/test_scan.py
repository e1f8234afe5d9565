"""Paper comes back: scans and photographs are attached to the records that their codes lead to, or refused by name."""

import csv
import io
import json
import shutil
from pathlib import Path

import pypdfium2
import pytest
from conftest import BASE, TODAY, Folder, copy_of
from PIL import Image, ImageFilter
from test_disposal import disposes, unfollowed, with_disposal
from test_record_prints import prints

from shoukong.audience import Audience, Readers
from shoukong.commands import scan
from shoukong.commands.hindrance import outcome
from shoukong.commands.scan import Wish
from shoukong.commands.scan_plan import Wish as Meant
from shoukong.evaluation import evaluate
from shoukong.pages.disclosed import view_for
from shoukong.pages.enclosure_files import enclosure_files
from shoukong.pages.register_pages import write_register
from shoukong.portal import load_portal

FORM = """name: record_scans
id: QF-71
title: 扫描登记册
revision: A/0
effective_date: 2025-01-01
document: QM-02
clause: QM-02#1
retention: {period: permanent}
number: "S-{year}-{seq:3}"
date: scanned_on
schema:
  primaryKey: scan_no
  foreignKeys:
    - {fields: scanned_by, reference: {resource: people, fields: person}}
  fields:
    - {name: scan_no, title: 编号, type: string, constraints: {required: true, unique: true}}
    - {name: register, title: 表单, type: string, constraints: {required: true}}
    - {name: record_no, title: 记录, type: string, constraints: {required: true}}
    - {name: scan, title: 扫描件, type: string, attachment: file, privacy: none}
    - {name: private_scan, title: 扫描件（不公布）, type: string, attachment: file, privacy: personal}
    - {name: scanned_on, title: 日期, type: date, constraints: {required: true}}
    - {name: scanned_by, title: 扫描人, type: string, constraints: {required: true}}
    - {name: form_revision, title: 表单版本, type: string, constraints: {required: true}}
"""
FIRST, SECOND = "O-2025-001", "O-2025-002"


@pytest.fixture
def portal(tmp_path: Path) -> Folder:
    """The small portal with an address and a register of scans."""
    folder = copy_of(BASE, tmp_path)
    folder.replace("portal.yaml", "organization", "address: https://portal.example\norganization")
    folder.write("forms/record_scans.yaml", FORM)
    return folder


@pytest.fixture
def due(tmp_path: Path) -> Folder:
    """The same portal with an approved disposal of its first order, to which no other leads."""
    folder = with_disposal(copy_of(BASE, tmp_path))
    unfollowed(folder)
    folder.replace("portal.yaml", "organization", "address: https://portal.example\norganization")
    folder.write("forms/record_scans.yaml", FORM)
    return folder


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A folder for what comes back."""
    found = tmp_path / "扫描"
    found.mkdir()
    return found


def paper(folder: Folder, subject: str) -> Path:
    """A record or blank on paper, as the verb prints it."""
    assert prints(folder, subject, to=f"paper/{subject}") == 0
    return next((folder.root / "paper" / subject).glob("*.pdf"))


def photograph(pdf: Path, to: Path, across: int = 1600, turned: float = 0.0, blur: float = 0.0) -> Path:
    """A sheet as a camera sees it: so many pixels across, turned, and not quite sharp."""
    page = pypdfium2.PdfDocument(pdf)[0]
    image = page.render(scale=across / page.get_width()).to_pil().convert("RGB")
    if turned:
        image = image.rotate(turned, expand=True, fillcolor=(96, 84, 70))
    if blur:
        image = image.filter(ImageFilter.GaussianBlur(blur))
    image.save(to, quality=85)
    return to


def bound(to: Path, *pdfs: Path) -> Path:
    """Several sheets as a scanner binds them; None is the empty back of one."""
    whole = pypdfium2.PdfDocument.new()
    for pdf in pdfs:
        if pdf is EMPTY:
            whole.new_page(595, 842)
        else:
            whole.import_pages(pypdfium2.PdfDocument(pdf), [0])
    whole.save(to)
    return to


EMPTY = Path()


def scans(folder: Folder, *paths: Path, records: tuple[str, ...] = (), is_trial: bool = False) -> int:
    """The exit code of `shoukong scan`."""
    asked = Wish(paths, Meant(records, None, "P-01"), is_sure=True, is_trial=is_trial)
    return outcome(lambda: scan.run(folder.root, asked, TODAY, "zh"), "zh")


def rows(folder: Folder) -> list[dict[str, str]]:
    """What is entered of scans."""
    part = folder.root / f"records/record_scans/{TODAY.year}.csv"
    return list(csv.DictReader(io.StringIO(part.read_text("utf-8")))) if part.exists() else []


def kept(folder: Folder) -> list[str]:
    """The files that the portal keeps."""
    root = folder.root / "attachments"
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file() and path.suffix)


def test_a_photograph_is_attached_to_the_record_of_its_code(portal: Folder, inbox: Path) -> None:
    """Turned and not quite sharp as it is; a second time nothing is written, and the check finds nothing wrong."""
    photo = photograph(paper(portal, FIRST), inbox / "IMG_1.jpg", turned=7, blur=1)
    assert scans(portal, photo, is_trial=True) == 0
    assert rows(portal) == [] and kept(portal) == []
    assert scans(portal, photo) == 0
    (row,) = rows(portal)
    assert (row["scan_no"], row["register"], row["record_no"], row["scanned_by"]) == (
        f"S-{TODAY.year}-001", "QF-02", FIRST, "P-01",
    )  # fmt: skip
    name = row["scan"]
    assert kept(portal) == [f"{name[:2]}/{name}"]
    assert (portal.root / "attachments" / name[:2] / name).read_bytes() == photo.read_bytes()
    assert portal.findings() == ()
    assert scans(portal, photo) == 0
    assert len(rows(portal)) == 1


@pytest.mark.parametrize("turned", [0, 90, 180, 271])
def test_a_sheet_may_lie_any_way(portal: Folder, inbox: Path, turned: int) -> None:
    assert scans(portal, photograph(paper(portal, FIRST), inbox / "a.png", turned=turned)) == 0
    assert rows(portal)[0]["record_no"] == FIRST


def test_a_large_photograph_is_read(portal: Folder, inbox: Path) -> None:
    photo = photograph(paper(portal, FIRST), inbox / "a.jpg", across=6000, turned=2, blur=3)
    assert scans(portal, photo) == 0
    assert rows(portal)[0]["record_no"] == FIRST


def test_what_is_personal_lies_apart(portal: Folder, inbox: Path) -> None:
    portal.replace(
        "forms/orders.yaml", "title: 内容说明, type: string", "title: 内容说明, type: string, privacy: personal"
    )
    assert scans(portal, photograph(paper(portal, FIRST), inbox / "a.jpg")) == 0
    (row,) = rows(portal)
    assert row["scan"] == ""
    assert kept(portal) == [f"personal/{row['private_scan'][:2]}/{row['private_scan']}"]
    assert (portal.root / "attachments/personal/.gitignore").read_text("utf-8") == "*\n"


def test_a_pile_is_parted_by_record_and_empty_backs_stay_with_their_sheets(portal: Folder, inbox: Path) -> None:
    """Each record gets the pages that are its own, in the same bytes whenever they are cut out."""
    first, second = paper(portal, FIRST), paper(portal, SECOND)
    pile = bound(inbox / "pile.pdf", first, EMPTY, second, first)
    assert scans(portal, pile) == 0
    found = {row["record_no"]: portal.root / "attachments" / row["scan"][:2] / row["scan"] for row in rows(portal)}
    assert {number: len(pypdfium2.PdfDocument(path)) for number, path in found.items()} == {FIRST: 3, SECOND: 1}
    assert scans(portal, pile) == 0
    assert len(rows(portal)) == 2
    assert portal.findings() == ()


def test_all_of_a_file_is_attached_or_nothing(portal: Folder, inbox: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One page that cannot be read keeps the others back, and is named; other files go on."""
    blurred = bound(inbox / "x.pdf", paper(portal, FIRST))
    photograph(blurred, inbox / "blur.jpg", across=500, blur=6)
    good = photograph(paper(portal, SECOND), inbox / "good.jpg")
    image = Image.open(inbox / "blur.jpg")
    image.save(inbox / "blur.pdf")
    pile = bound(inbox / "pile.pdf", paper(portal, FIRST), inbox / "blur.pdf")
    assert scans(portal, pile, good) == 1
    assert [row["record_no"] for row in rows(portal)] == [SECOND]
    assert "没有附上：第 2 页：读不出码" in capsys.readouterr().out


def test_a_sheet_without_a_code_is_attached_to_the_record_that_is_told(portal: Folder, inbox: Path) -> None:
    photo = photograph(paper(portal, "QF-02"), inbox / "a.jpg")
    assert scans(portal, photo, records=(SECOND,)) == 0
    assert rows(portal)[0]["record_no"] == SECOND
    other = photograph(paper(portal, FIRST), inbox / "b.jpg")
    assert scans(portal, other, records=(SECOND,)) == 1
    assert len(rows(portal)) == 1


def test_a_blank_tells_its_form_and_whether_it_is_out_of_force(
    portal: Folder, inbox: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = photograph(paper(portal, "QF-02"), inbox / "a.jpg")
    assert scans(portal, photo) == 1
    told = capsys.readouterr().out
    assert "《接单登记表》的空白表" in told and "shoukong add orders" in told and "停用" not in told
    old = (portal.root / "forms/orders.yaml").read_text("utf-8")
    portal.write("forms/archive/QF-02/A-0.yaml", old)
    portal.replace(
        "forms/orders.yaml", "revision: A/0\neffective_date: 2025-01-01", "revision: A/1\neffective_date: 2026-01-01"
    )
    assert scans(portal, photo) == 1
    assert "空白表是 A/0 版" in capsys.readouterr().out


def test_codes_of_others_are_told_apart(portal: Folder, inbox: Path, capsys: pytest.CaptureFixture[str]) -> None:
    photo = photograph(paper(portal, FIRST), inbox / "a.jpg")
    document = photograph(paper(portal, "QM-01"), inbox / "d.jpg")
    portal.replace("portal.yaml", "https://portal.example", "https://other.example")
    assert scans(portal, photo) == 1
    assert "另一个门户（https://portal.example）" in capsys.readouterr().out
    portal.replace("portal.yaml", "https://other.example", "https://PORTAL.example/")
    assert scans(portal, document) == 1
    assert "受控文件 QM-01 的码" in capsys.readouterr().out


def test_two_records_on_one_sheet_are_refused(portal: Folder, inbox: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left, right = (Image.open(photograph(paper(portal, each), inbox / f"{each}.png")) for each in (FIRST, SECOND))
    both = Image.new("RGB", (left.width * 2, left.height))
    both.paste(left, (0, 0))
    both.paste(right, (left.width, 0))
    both.save(inbox / "both.jpg")
    assert scans(portal, inbox / "both.jpg") == 1
    assert "一页上有几条记录的码" in capsys.readouterr().out
    assert scans(portal, inbox / "both.jpg", records=(FIRST, SECOND)) == 0
    assert [row["record_no"] for row in rows(portal)] == [FIRST, SECOND]


def test_doubled_sheets_are_told(portal: Folder, inbox: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same file twice is attached once; another picture of the same sheet is attached, and that is said."""
    photo = photograph(paper(portal, FIRST), inbox / "a.jpg")
    shutil.copyfile(photo, inbox / "b.jpg")
    photograph(paper(portal, FIRST), inbox / "c.jpg", turned=3)
    assert scans(portal, inbox / "a.jpg", inbox / "b.jpg", inbox / "c.jpg") == 1
    told = capsys.readouterr().out
    assert "与 a.jpg 是同一个文件" in told and "a.jpg 里也有这条记录的" in told
    assert len(rows(portal)) == 2


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.heic", b"\0\0\0\x18ftypheic", "只收"),
        ("a.jpg", b"\xff\xd8\xff\xe0broken", "文件损坏"),
        ("a.pdf", b"%PDF-1.7\nbroken", "文件损坏"),
        ("a.png", b"no picture at all", "文件损坏"),
    ],
)
def test_what_is_no_scan_is_refused(
    portal: Folder, inbox: Path, name: str, content: bytes, reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (inbox / name).write_bytes(content)
    assert scans(portal, inbox / name) == 1
    assert reason in capsys.readouterr().out
    assert rows(portal) == []


def test_a_picture_of_endless_pixels_is_refused(
    portal: Folder, inbox: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Image.new("1", (30_000, 20_000)).save(inbox / "a.png")
    assert scans(portal, inbox / "a.png") == 1
    assert "太大" in capsys.readouterr().out


def test_what_waits_in_a_folder_is_set_aside(portal: Folder, inbox: Path) -> None:
    photograph(paper(portal, FIRST), inbox / "a.jpg")
    (inbox / "b.jpg").write_bytes(b"\xff\xd8\xff\xe0broken")
    assert scans(portal, inbox) == 1
    assert {path.relative_to(inbox).as_posix() for path in inbox.rglob("*") if path.is_file()} == {
        "taken/a.jpg", "taken/a.jpg.txt", "refused/b.jpg", "refused/b.jpg.txt",
    }  # fmt: skip
    assert "文件损坏" in (inbox / "refused/b.jpg.txt").read_text("utf-8-sig")


def test_a_scan_that_is_altered_or_gone_is_found(portal: Folder, inbox: Path) -> None:
    assert scans(portal, photograph(paper(portal, FIRST), inbox / "a.jpg")) == 0
    path = portal.root / "attachments" / kept(portal)[0]
    path.write_bytes(path.read_bytes() + b"x")
    assert [item.code for item in portal.findings()] == ["enclosure-changed"]
    path.unlink()
    assert [item.code for item in portal.findings()] == ["enclosure-missing"]


def test_a_scan_goes_with_its_record(due: Folder, inbox: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its row stays and tells nothing of it but its digest; the paper that comes back then is refused."""
    sheets = [photograph(paper(due, each), inbox / f"{each}.jpg") for each in (FIRST, SECOND)]
    assert scans(due, *sheets) == 0
    assert disposes(due) == 0
    assert "附件 1 个，一并销毁" in capsys.readouterr().out
    first, second = rows(due)
    assert kept(due) == [f"{second['scan'][:2]}/{second['scan']}"]
    assert due.findings() == ()
    again = photograph(paper(due, SECOND), inbox / "again.jpg", turned=5)
    assert scans(due, again, sheets[0]) == 1
    assert "已由 XH-001 销毁" in capsys.readouterr().out
    (due.root / "attachments" / first["scan"][:2]).mkdir(exist_ok=True)
    shutil.copyfile(sheets[0], due.root / "attachments" / first["scan"][:2] / first["scan"])
    assert "enclosure-unnamed" in [item.code for item in due.findings()]


def test_a_firm_without_the_register_is_told_so(
    portal: Folder, inbox: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = photograph(paper(portal, FIRST), inbox / "a.jpg")
    (portal.root / "forms/record_scans.yaml").unlink()
    assert scans(portal, photo) == 1
    assert "record_scans" in capsys.readouterr().err


def told_on_the_page(portal: Folder, audience: Audience, folder: Path) -> tuple[object, set[str]]:
    """What the page of the first order is told of its paper, and which files go to the site with it."""
    with evaluate(load_portal(portal.root, TODAY)) as evaluation:
        view = view_for(evaluation, Readers(audience))
        write_register(view, view.portal.forms_by_name["orders"], folder / audience)
        files = {output.path for output in enclosure_files(view)}
    shard = folder / audience / "0001.json"
    shown = json.loads(shard.read_text("utf-8")) if shard.exists() else []
    return next((row.get("papers") for row in shown if FIRST in row["v"]), None), files


def test_the_page_of_a_record_shows_its_scan_to_those_who_may_see_it(portal: Folder, inbox: Path) -> None:
    """The staff open it, unless it lies apart; the public is told nothing."""
    assert scans(portal, photograph(paper(portal, FIRST), inbox / "a.jpg")) == 0
    name = rows(portal)[0]["scan"]
    size = (inbox / "a.jpg").stat().st_size
    told, files = told_on_the_page(portal, Audience.STAFF, inbox)
    assert told == [[f"S-{TODAY.year}-001", TODAY.isoformat(), name, size]]
    assert files == {f"attachments/{name[:2]}/{name}"}
    assert told_on_the_page(portal, Audience.PUBLIC, inbox) == (None, set())
    portal.replace("forms/record_scans.yaml", "attachment: file, privacy: none", "attachment: file, privacy: personal")
    told, files = told_on_the_page(portal, Audience.AUDITOR, inbox)
    assert told == [[f"S-{TODAY.year}-001", TODAY.isoformat(), name, None]]
    assert files == set()
