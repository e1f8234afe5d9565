"""Names that Windows or macOS cannot keep are told at their files, in every folder that the portal keeps."""

import pytest
from conftest import Folder
from hypothesis import given
from hypothesis import strategies as st

from shoukong.text.portable_name import unportable

CODES = ("name-unportable", "name-twin", "name-composed")
FORM = """name: {name}
id: QF-70
title: 试用表
revision: A/0
effective_date: 2025-01-01
document: QM-02
clause: QM-02#1
retention: {{period: permanent}}
schema:
  primaryKey: rec_no
  fields:
    - {{name: rec_no, title: 编号, type: string, constraints: {{required: true}}}}
    - {{name: form_revision, title: 表单版本, type: string, constraints: {{required: true}}}}
"""


def told(folder: Folder) -> list[tuple[str, str]]:
    """What is said of names, and of which file or folder."""
    return [(item.code, item.place.path) for item in folder.findings() if item.code in CODES]


@pytest.mark.parametrize(
    "name",
    ["con", "NUL.txt", "aux.tar.gz", "Com1", "lpt9.md", "com¹.md", "CONIN$", "nul .md", "a:b", "a.", "a ", "a?.md",
     "a|b", 'a"b', "a*", "<a>", "a\\b", "a\n.md", "a\x1f"],
)  # fmt: skip
def test_a_name_that_windows_cannot_keep_is_told_with_what_is_wrong_in_it(name: str) -> None:
    assert unportable(name)


@pytest.mark.parametrize("name", ["console.md", "com10", "com", "nul-1.md", ".hidden", "a b.md", "甲：乙.md", "a.con"])
def test_other_names_are_left_alone(name: str) -> None:
    assert unportable(name) is None


@given(st.text(min_size=1).filter(lambda text: "/" not in text and "\0" not in text))
def test_what_is_told_of_a_name_can_be_shown_on_one_line(name: str) -> None:
    part = unportable(name)
    assert part is None or (part and part.isprintable())


@pytest.mark.parametrize("name", ["con", "nul", "aux"])
def test_a_form_that_is_called_like_a_device_is_told_at_its_file_and_nothing_else_is(folder: Folder, name: str) -> None:
    folder.write(f"forms/{name}.yaml", FORM.format(name=name))
    assert [(item.code, item.place.path) for item in folder.findings()] == [("name-unportable", f"forms/{name}.yaml")]


def test_every_folder_that_is_kept_is_looked_through_and_a_folder_told_for_all_in_it(folder: Folder) -> None:
    folder.write("docs/Guide/a.md", "# 甲\n")
    folder.write("docs/guide/a.md", "# 甲\n")
    folder.write("docs/guide/A.md", "# 甲\n")
    folder.write("docs/img/a:1.png", b"x")
    folder.write("forms/Orders.yaml", FORM.format(name="Orders"))
    folder.write("forms/archive/QF-01/con/A-0.yaml", FORM.format(name="orders"))
    folder.write("records/orders/nul.csv", "rec_no,form_revision\n")
    folder.write("records/signatures/WJ-1./YG-01.sig", "x")
    folder.write("calendar/2031:.yaml", "x: 1\n")
    folder.write("seals/prn", "x")
    folder.write("entries/a?.csv", "x\n")
    assert set(told(folder)) == {
        ("name-twin", "docs/guide"),
        ("name-twin", "docs/guide/a.md"),
        ("name-unportable", "docs/img/a:1.png"),
        ("name-unportable", "forms/archive/QF-01/con"),
        ("name-unportable", "records/orders/nul.csv"),
        ("name-unportable", "records/signatures/WJ-1."),
        ("name-unportable", "calendar/2031:.yaml"),
        ("name-unportable", "seals/prn"),
        ("name-unportable", "entries/a?.csv"),
    }


def test_one_name_has_one_fault(folder: Folder) -> None:
    folder.write("docs/guide/cafe\u0301:1.md", "# 甲\n")
    folder.write("docs/guide/caf\u00e9:1.md", "# 甲\n")
    assert [code for code, _ in told(folder)] == ["name-unportable"] * 2


def test_control_signs_in_a_name_are_shown_by_their_numbers(folder: Folder) -> None:
    folder.write("docs/guide/a\n.md", "# 甲\n")
    (item,) = (item for item in folder.findings() if item.code == "name-unportable")
    assert item.facts == {"name": "a⟨U+000A⟩.md", "part": "⟨U+000A⟩"}
