"""Signs that look the same and are composed otherwise are told as such, once, wherever a name or a word holds them."""

import pytest
from conftest import Folder
from hypothesis import given
from hypothesis import strategies as st

from shoukong.messages.catalogue import fix_of, message_of
from shoukong.text.composition import composed, is_composed, spelt

ONE, TWO = "é", "e\u0301"
FORM = """name: {name}
id: QF-09
title: 试用表
revision: A/0
effective_date: 2025-01-01
document: QM-02
clause: QM-02#1
retention: {{period: P3Y}}
number: "T-{{seq:2}}"
schema:
  primaryKey: rec_no
  fields:
    - {{name: rec_no, title: 编号, type: string, constraints: {{required: true}}}}
    - {{name: kind, title: 类别, type: string, constraints: {{enum: [caf{enum}, bar]}}}}
    - {{name: form_revision, title: 表单版本, type: string, constraints: {{required: true}}}}
"""
DOCUMENT = """---
id: QM{e}-03
title: 试用
kind: procedure
revision: A/0
effective_date: 2025-01-01
owner: 总经理室
review_months: 24
retention: P6Y
audience: [客服部]
references: []
history:
  - {{revision: A/0, date: 2024-12-20, summary: 首次发布}}
---

# 试用

## 1 总则 {{#c1}}
"""


def found(folder: Folder) -> list[tuple[str, str]]:
    """Each finding's code and file, in a portal without rules of numbering."""
    folder.write("portal.yaml", "title: 门户\norganization: 单位\n")
    return [(item.code, item.place.path) for item in folder.findings()]


def test_a_document_whose_file_is_named_otherwise_is_told_with_the_name_to_give(folder: Folder) -> None:
    path = f"docs/documents/QM{TWO}-03.md"
    folder.write(path, DOCUMENT.format(e=ONE))
    assert found(folder) == [("name-composed", path)]
    item = next(item for item in folder.findings() if item.code == "name-composed")
    assert "e⟨U+0301⟩" in message_of(item, "zh")
    assert f"QM{ONE}-03.md" in fix_of(item, "zh")


def test_a_document_whose_number_is_written_otherwise_is_told_at_the_number(folder: Folder) -> None:
    path = f"docs/documents/QM{ONE}-03.md"
    folder.write(path, DOCUMENT.format(e=TWO))
    assert found(folder) == [("word-composed", path)]


@pytest.mark.parametrize(
    "path",
    [
        "docs/archive/QMé-03/A-0.md", "docs/requirements/é.yaml", "docs/dossiers/é.md", "docs/examples/é.yaml",
        "docs/guide/é.md", "docs/guide/é.png", "forms/archive/QFé-09/A-0.yaml", "calendar/é.yaml", "records/é/2026.csv",
        "records/orders/é.csv", "records/orders/é/2026.csv", "records/signatures/é/YG-01.sig",
        "docs/guide/が.md", "docs/guide/한.md",
    ],
)  # fmt: skip
def test_any_name_below_the_portal_is_told_once_at_its_folder_or_file(folder: Folder, path: str) -> None:
    apart = path.translate({ord("é"): TWO, ord("が"): "か\u3099", ord("한"): "\u1112\u1161\u11ab"})
    folder.write(apart, "order_no\n")
    told = [place for code, place in found(folder) if code == "name-composed"]
    assert told == [next(p for p in ("/".join(apart.split("/")[: i + 1]) for i in range(9)) if not is_composed(p))]


@pytest.mark.parametrize("name", ["guide/{}.md", "guide/{}.png"])
def test_what_links_to_a_page_or_file_named_otherwise_is_not_told_too(folder: Folder, name: str) -> None:
    path = f"docs/{name.format(TWO)}"
    folder.write(path, "# 页\n")
    folder.write("docs/other.md", f"# 另一页\n\n[见]({name.format(ONE)})\n")
    assert found(folder) == [("name-composed", path)]


def test_a_form_whose_file_and_records_are_named_otherwise_is_one_form(folder: Folder) -> None:
    folder.write(f"forms/caf{TWO}.yaml", FORM.format(name=f"caf{ONE}", enum=ONE))
    folder.write(f"records/caf{ONE}/2026.csv", f"rec_no,kind,form_revision\nT-01,caf{ONE},A/0\n")
    assert found(folder) == [("name-composed", f"forms/caf{TWO}.yaml")]


@pytest.mark.parametrize(("cell", "enum"), [(ONE, TWO), (TWO, ONE)])
def test_a_value_that_a_list_holds_in_other_parts_is_told_as_such(folder: Folder, cell: str, enum: str) -> None:
    folder.write("forms/cafes.yaml", FORM.format(name="cafes", enum=enum))
    folder.write("records/cafes/2026.csv", f"rec_no,kind,form_revision\nT-01,caf{cell},A/0\n")
    assert found(folder) == [("word-composed", "records/cafes/2026.csv")]


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("docs/documents/QM-02.md", "references: [", f"references: [QM{TWO}, "),
        ("docs/documents/QM-02.md", "# ", f"# [x](QM{TWO}.md) "),
        ("forms/people.yaml", "document: QM-02", f"document: QM-0{TWO}"),
        ("records/orders/2026.csv", "P-01,电话", f"P-0{TWO},电话"),
    ],
)
def test_a_reference_that_leads_nowhere_shows_how_it_is_composed(folder: Folder, path: str, old: str, new: str) -> None:
    folder.replace(path, old, new)
    codes = {item.code for item in folder.findings()}
    assert "word-composed" in codes
    assert not codes & {"reference-unknown", "link-unknown", "form-document-unknown", "reference-dangling"}


def test_prose_may_be_composed_in_any_way(folder: Folder) -> None:
    folder.replace("docs/documents/QM-02.md", "# ", f"# Caf{TWO} ")
    assert found(folder) == []


@given(st.text(max_size=20))
def test_what_is_in_one_piece_is_shown_as_it_is_and_what_is_not_is_spelt(text: str) -> None:
    assert spelt(composed(text)) == composed(text)
    assert (spelt(text) == text) == is_composed(text)
