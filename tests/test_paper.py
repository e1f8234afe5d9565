"""Blank forms on paper: what is printed, that it fits, and that the same form gives the same bytes."""

import dataclasses
import datetime
import io
from pathlib import Path

import pypdf
import pytest
import segno
from printed import MM, NEEDS_POPPLER, edition_of, overflowing, pages_of, run

from shoukong.forms.form import Form, parse_form
from shoukong.forms.form_formula import RowConstraint
from shoukong.paper import typeset
from shoukong.paper.blank import PrintContext, blank_pdf, blank_pdfs
from shoukong.paper.fonts import PaperError, font_folder, typeface
from shoukong.paper.slots import combs, sheet_rows, slots
from shoukong.portal import load_portal

ROOT = Path(__file__).parent.parent
DAY = datetime.date(2026, 11, 23)
URL = "https://portal.example/forms/complaints/"
A4 = (210 * MM, 297 * MM)
# Of sheets that are laid out by parts; a sign at the end of a line stands with its empty half beyond the margin.
MARGINS = {"A4": (19, 4, 13, 5), "A5": (12, 4, 8, 4), "A6": (7, 3, 5, 3), "card": (3.5, 2, 2.5, 2)}

FORM = """
name: complaints
id: WY-JL-011
title: 投诉登记表
revision: B/2
effective_date: 2025-01-01
document: WY-GC-02
clause: [WY-GC-02#4.1, WY-CX-01#4.2]
retention: {period: P3Y, from: received_on}
number: "TS-{code:2}-{year}-{seq:4}"
print: {layout: sheet, signatures: [受理人, 审核人], note: 一式两份}
schema:
  primaryKey: complaint_no
  fields:
    - {name: complaint_no, title: 投诉编号, type: string}
    - {name: received_on, title: 受理日期, type: date, constraints: {required: true}}
    - {name: kind, title: 投诉类别, type: string, constraints: {enum: [服务态度, 维修质量]}}
    - {name: content, title: 投诉内容, type: string, description: 写明时间和地点}
    - {name: valid, title: 是否有效, type: boolean}
    - {name: form_revision, title: 表单版本, type: string}
"""


@pytest.fixture(scope="module")
def context() -> PrintContext:
    fonts = font_folder(ROOT)
    assert fonts is not None, "run the set-up: the Chinese fonts are missing"
    return PrintContext("示例公司", URL, "投诉处理规程", fonts)


def form_of(text: str = FORM) -> Form:
    form, findings = parse_form(text, "forms/complaints.yaml")
    assert form is not None, findings
    return form


def as_list(form: Form, **shape: object) -> Form:
    return dataclasses.replace(form, print=dataclasses.replace(form.print, layout="list", **shape))


def with_field(form: Form, at: int, **changes: object) -> Form:
    fields = list(form.fields)
    fields[at] = dataclasses.replace(fields[at], **changes)
    return dataclasses.replace(form, fields=tuple(fields))


def test_a_sheet_says_what_controls_it(context):
    """Number, revision, clauses, retention and page stand on an A4 sheet beside the labels and choices."""
    pdf = blank_pdf(form_of(), context)
    (page,) = pages_of(pdf)
    assert (page.mediabox.width, page.mediabox.height) == pytest.approx(A4, abs=0.1)
    text = edition_of(pdf)
    for said in (
        "示例公司", "投诉登记表", "WY-JL-011", "版本B/2", "生效日期2025-01-01", "投诉编号", "受理日期*", "服务态度",
        "维修质量", "写明时间和地点", "年月日", "是否", "受理人", "审核人", "一式两份",
        "WY-GC-02《投诉处理规程》第4.1条；WY-CX-01第4.2条", "3年（自受理日期起）", "第1页共1页", URL,
    ):  # fmt: skip
        assert said in text
    assert "表单版本" not in text


def test_a_sheet_says_what_every_record_must_meet(context):
    form = dataclasses.replace(form_of(), constraints=(RowConstraint("x > 1", ("x",), "实付不多于应付"),))
    assert "一式两份；实付不多于应付" in edition_of(blank_pdf(form, context))


def test_a_sheet_is_an_archival_accessible_file(context):
    """The file declares PDF/A-2a and PDF/UA-1, is tagged, speaks Chinese and has a title."""
    reader = pypdf.PdfReader(io.BytesIO(blank_pdf(form_of(), context)))
    about = reader.xmp_metadata.stream.get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in about
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in about
    assert "<pdfuaid:part>1</pdfuaid:part>" in about
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"].startswith("zh")
    assert reader.metadata.title == "投诉登记表 WY-JL-011 B/2"


def test_all_fonts_are_embedded(context):
    """Every font of the file travels in it."""
    (page,) = pages_of(blank_pdf(form_of(), context))
    descendants = [font["/DescendantFonts"][0] for font in page["/Resources"]["/Font"].values()]
    assert descendants
    assert all({"/FontFile2", "/FontFile3"} & set(font["/FontDescriptor"]) for font in descendants)


def test_a_register_repeats_its_header_and_turns_when_wide(context):
    """A list of many rows has its column titles on every page; more than seven columns lie across."""
    small = blank_pdf(as_list(form_of(), rows=60), context)
    assert len(pages_of(small)) > 1
    assert all("受理日期" in page.extract_text() for page in pages_of(small))
    assert f"共{len(pages_of(small))}页" in edition_of(small)
    form = form_of()
    wide = dataclasses.replace(form, fields=form.fields[:-1] * 2)
    page = pages_of(blank_pdf(as_list(wide, rows=10), context))[0]
    assert (page.mediabox.height, page.mediabox.width) == pytest.approx(A4, abs=0.1)


@pytest.mark.parametrize("layout", ["sheet", "list"])
def test_records_without_numbers_of_their_own_print(context, layout):
    """As a published Table Schema describes them that has no primary key."""
    text = FORM.replace("  primaryKey: complaint_no\n", "").replace('number: "TS-{code:2}-{year}-{seq:4}"\n', "")
    form = dataclasses.replace(form_of(text), print=dataclasses.replace(form_of(text).print, layout=layout))
    assert "受理日期" in edition_of(blank_pdf(form, context))


def test_a_register_has_the_rows_it_was_asked_for(context):
    """Each row prints its boxes once."""
    assert edition_of(blank_pdf(as_list(form_of(), rows=23), context)).count("是否") == 23 + 1


@pytest.mark.usefixtures("no_cache")
@pytest.mark.parametrize("layout", ["sheet", "list"])
def test_the_same_form_gives_the_same_bytes(context, layout):
    """Two prints are equal, one by one or side by side; the day of the revision dates them."""
    form = form_of()
    form = form if layout == "sheet" else as_list(form)
    first = blank_pdf(form, context)
    assert list(blank_pdfs([(form, context)] * 3)) == [first] * 3
    assert f"D:{form.effective_date:%Y%m%d}".encode() in first
    assert blank_pdf(dataclasses.replace(form, effective_date=DAY.replace(day=1)), context) != first


def test_a_blank_is_set_again_only_where_something_that_goes_into_it_changed(context, monkeypatch):
    """What was set once is taken from the cache, to the byte; a change of the form or around it sets it anew."""
    form = dataclasses.replace(form_of(), title="只制一次的表")
    first = blank_pdf(form, context)
    monkeypatch.setattr(typeset, "_set", lambda *_: b"set again")
    assert blank_pdf(form, context) == first
    face = typeface(context.fonts)
    changed = [
        (dataclasses.replace(form, title="另一张表"), context),
        (dataclasses.replace(form, print=dataclasses.replace(form.print, layout="list")), context),
        *((form, dataclasses.replace(context, **{name: "x"})) for name in ("organization", "page_url")),
        (dataclasses.replace(form, effective_date=DAY.replace(day=2)), context),
    ]
    assert [blank_pdf(*each) for each in changed] == [b"set again"] * len(changed)
    monkeypatch.setattr(typeset, "typeface", lambda *_: dataclasses.replace(face, digest="other letters"))
    assert blank_pdf(form, context) == b"set again"


@pytest.mark.parametrize("layout", ["sheet", "list"])
def test_text_is_never_markup(context, layout):
    """Signs that mean something to the typesetter are printed as they were written."""
    evil = '#panic("x")]*b*$y$_z_\\<a>@r`#read("/etc/passwd")`{1+1}//c'
    form = dataclasses.replace(form_of(), title=evil)
    form = dataclasses.replace(
        form, print=dataclasses.replace(form.print, layout=layout, note=evil, signatures=(evil,))
    )
    form = with_field(form, 3, title=evil, description=evil)
    form = with_field(form, 2, constraints=dataclasses.replace(form.fields[2].constraints, enum=(evil, "乙")))
    assert edition_of(blank_pdf(form, dataclasses.replace(context, organization=evil))).count(evil) >= 6


def test_missing_fonts_are_an_error(context, tmp_path):
    """Without fonts, or with a folder that has none, there is no print."""
    for folder in (None, tmp_path):
        with pytest.raises(PaperError, match=r"(?i)noto"):
            blank_pdf(form_of(), dataclasses.replace(context, fonts=folder))


def test_fonts_are_found_in_the_package_first(tmp_path):
    """The font package of the folder wins over the system's fonts."""
    package = tmp_path / "node_modules/@expo-google-fonts/noto-sans-sc"
    for name in ("400Regular/NotoSansSC_400Regular.ttf", "700Bold/NotoSansSC_700Bold.ttf"):
        (package / name).parent.mkdir(parents=True)
        (package / name).touch()
    assert font_folder(tmp_path) == package


def test_without_an_address_there_is_no_code(context):
    """A relative address leads nowhere from paper, so it is not printed."""
    assert "/forms/" not in edition_of(
        blank_pdf(form_of(), dataclasses.replace(context, page_url="/forms/complaints/"))
    )


def test_narrow_blanks_share_a_row():
    """Two short blanks stand side by side; a long text and one left alone have their own row."""
    rows = [[slot.title for slot in row] for row in sheet_rows(slots(form_of()))]
    assert rows == [["受理日期", "投诉类别"], ["投诉内容"], ["是否有效"]]


def test_a_number_is_printed_as_far_as_it_is_known():
    """Letters, hyphens and the century are printed; the rest are cells."""
    assert [c.text or c.cells for c in combs("TS-{code:2}-{year}-{seq:4}")] == ["TS-", 2, "-20", 2, "-", 4]


@NEEDS_POPPLER
def test_the_code_on_paper_is_the_pages_address(context, tmp_path):
    """The modules printed at the foot are those of the form's address, with the revision of the blank."""
    (tmp_path / "blank.pdf").write_bytes(blank_pdf(form_of(), context))
    run("pdftoppm", "-r", "300", "-gray", "blank.pdf", "blank", folder=tmp_path)
    dots, width = read_pgm(next(tmp_path.glob("*.pgm")))
    code = segno.make(f"{URL}#{form_of().revision.in_path}", error="m", micro=False)
    matrix = [list(map(bool, row)) for row in code.matrix]
    left, top, module = 180.0, 297 - 29 + 5 + 2.4, 15 / len(matrix)

    def is_dark(row: int, column: int) -> bool:
        x, y = left + (column + 0.5) * module, top + (row + 0.5) * module
        return dots[round(y / 25.4 * 300) * width + round(x / 25.4 * 300)] < 128

    assert [[is_dark(r, c) for c in range(len(matrix))] for r in range(len(matrix))] == matrix


@NEEDS_POPPLER
@pytest.mark.parametrize("layout", ["sheet", "list"])
def test_unreasonable_text_stays_on_the_paper(context, tmp_path, layout):
    """Endless titles, words and choices wrap inside their cells."""
    form = dataclasses.replace(form_of(), title="很长的标题" * 12)
    form = dataclasses.replace(form, print=dataclasses.replace(form.print, layout=layout, note="W" * 200))
    form = with_field(form, 1, title="受理" * 15, description="W" * 150)
    form = with_field(form, 2, constraints=dataclasses.replace(form.fields[2].constraints, enum=("选" * 90, "W" * 90)))
    assert overflowing(blank_pdf(form, context), tmp_path) == []


@NEEDS_POPPLER
def test_every_shipped_form_fits(context, tmp_path):
    """No word leaves the margins; a sheet of up to sixteen fields is one page, and so is a list of fifteen rows."""
    portal = load_portal(ROOT, DAY)
    forms, figures = portal.forms, {each.id: each.figures for each in portal.documents}
    assert forms
    whole = dataclasses.replace(context, figures=figures, forms=portal.forms_by_name)
    for form, pdf in zip(forms, blank_pdfs([(f, whole) for f in forms]), strict=True):
        margins = MARGINS[form.print.paper] if form.print.parts else (19, 4, 14, 5)
        assert overflowing(pdf, tmp_path, margins) == [], form.id
        assert form.id in edition_of(pdf)
        assert f"版本{form.revision}" in edition_of(pdf)
        if form.print.layout == "sheet" and not form.print.parts and len(form.fields) <= 18:
            assert len(pages_of(pdf)) == 1, form.id
        if form.print.is_list and form.print.rows <= 15:
            assert len(pages_of(pdf)) == 1, form.id


def read_pgm(path: Path) -> tuple[bytes, int]:
    """The grey values of a picture and its width."""
    _, size, _, dots = path.read_bytes().split(b"\n", 3)
    return dots, int(size.split()[0])
