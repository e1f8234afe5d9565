"""No sign ends a print: a second font has it, or its number stands there and the check tells of it at its field."""

import io
import re
from pathlib import Path

import pypdf
import pytest
from conftest import Folder
from hypothesis import given, settings
from hypothesis import strategies as st

from shoukong.forms.form import parse_form
from shoukong.paper.blank import PrintContext, blank_pdf
from shoukong.paper.fonts import first_files, font_folder, second_fonts
from shoukong.paper.glyphs import coverage_of
from shoukong.paper.printable_signs import missing_signs, replaced

ROOT = Path(__file__).parent.parent
FONTS = font_folder(ROOT)
assert FONTS is not None, "run the set-up: the Chinese fonts are missing"
NOWHERE = "\U000f0000"
FORM = """
name: checks
id: QF-09
title: "检查表{sign}"
revision: A/0
effective_date: 2025-01-01
document: QM-02
clause: QM-02#1
retention: {{period: P3Y}}
number: "T-{{seq:3}}"
print: {{note: "注{sign}", signatures: ["人{sign}"]}}
schema:
  primaryKey: rec_no
  fields:
    - {{name: rec_no, title: 编号, type: string}}
    - {{name: result, title: "结果{sign}", type: string, description: "说明{sign}"}}
    - {{name: kind, title: 类别, type: string, constraints: {{enum: ["甲{sign}", 乙], required: true}}}}
    - {{name: form_revision, title: 表单版本, type: string}}
"""


def printed(sign: str) -> str:
    """What stands on a blank that has a sign wherever it can have one."""
    form, findings = parse_form(FORM.format(sign=sign), "forms/checks.yaml")
    assert form is not None, findings
    context = PrintContext(f"单位{sign}", "https://portal.example/", f"程序{sign}", FONTS)
    pages = pypdf.PdfReader(io.BytesIO(blank_pdf(form, context))).pages
    return re.sub(r"[\s\u200b]", "", "".join(page.extract_text() for page in pages))


@pytest.mark.parametrize("sign", ["☐", "☑", "😀", "𠮷", "한국어", "℞", "é", "①", "שלום", "नमस्ते", "☐\ufe0f"])
def test_a_sign_that_the_first_font_may_lack_is_printed_or_named(sign: str) -> None:
    text = printed(sign)
    for missing in missing_signs(sign, FONTS):
        assert f"[U+{ord(missing):04X}]" in text
    assert "甲" in text


@pytest.mark.parametrize("sign", [NOWHERE, "\ue000", "\u0378", "👨\u200d👩", "\ufeff", "\u202e", "\\x7f", "\\x01"])
def test_a_sign_that_means_nothing_on_paper_ends_no_print(sign: str) -> None:
    assert "检查表" in printed(sign)


def test_a_sign_that_no_font_has_stands_there_as_its_number_in_every_text() -> None:
    text = printed(NOWHERE)
    for word in ("检查表", "注", "人", "结果", "说明", "甲", "单位", "程序"):
        assert f"{word}[U+F0000]" in text


@given(
    st.text(st.characters(exclude_characters='"\\{}', min_codepoint=32, exclude_categories=("Cs", "Cc")), max_size=8)
)
@settings(max_examples=25, deadline=None)
def test_no_text_ends_a_print(text: str) -> None:
    assert "检查表" in printed(text)


def test_a_sign_that_a_second_font_has_in_one_weight_alone_is_not_asked_of_it() -> None:
    for font in second_fonts():
        regular, *bold = (coverage_of(file) for file in font.files)
        for other in bold:
            alone = [c for c in map(chr, range(0x2000, 0x2C00)) if regular.has(c) != other.has(c)]
            assert printed("".join(alone[:10]))


def test_the_first_font_has_every_common_chinese_sign_in_both_weights() -> None:
    codes = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    common = "".join(code.decode("gb2312", "ignore") for code in codes)
    assert len(common) == 7445
    for file in first_files(FONTS):
        coverage = coverage_of(file)
        assert [sign for sign in common if not coverage.has(sign)] == []


def test_a_text_of_common_signs_is_printed_as_it_is_in_one_font() -> None:
    text = "温度 20℃，面积 3㎡：合格√ (é)"
    shown = replaced([text], FONTS)
    assert (shown.text(text), shown.families) == (text, ())


def test_what_is_no_font_covers_nothing(tmp_path: Path) -> None:
    for i, content in enumerate((b"", b"ttcf", b"\0\1\0\0\0\xff", b"not a font at all, but long enough to be read")):
        (tmp_path / f"{i}.ttf").write_bytes(content)
        assert not coverage_of(tmp_path / f"{i}.ttf").has("甲")


@pytest.mark.parametrize(
    ("path", "old", "new", "field"),
    [
        ("forms/people.yaml", "title: 电话", "title: 电@", "title"),
        ("forms/people.yaml", "title: 人员登记册", "title: 人@", "title"),
        ("forms/people.yaml", "rows: 10}", 'rows: 10, note: "注@"}', "note"),
        ("forms/people.yaml", "rows: 10}", 'rows: 10, signatures: ["人@"]}', "signatures"),
        (
            "forms/people.yaml",
            "title: 姓名, type: string",
            'title: 姓名, type: string, description: "写@"',
            "description",
        ),
        ("docs/documents/QM-01.md", "channels: [", 'channels: ["甲@", ', "figure"),
        ("portal.yaml", "organization: 试用单位", "organization: 单位@", "organization"),
        ("docs/documents/QM-02.md", "title: 文件", "title: 文@", "title"),
    ],
)
def test_a_sign_without_a_font_is_told_once_at_its_field(
    folder: Folder, path: str, old: str, new: str, field: str
) -> None:
    folder.replace(path, old, new.replace("@", NOWHERE))
    (found,) = (item for item in folder.findings() if item.code == "print-sign")
    assert found.place.field == field
    assert "U+F0000" in found.facts["signs"]
