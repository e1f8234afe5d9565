"""A form drawn in the Kobo and ODK world becomes a form here, conditions included, and goes back."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import PROJECT, TODAY, Folder
from hypothesis import given
from hypothesis import strategies as st
from pyxform.xls2xform import convert

from shoukong.commands import form_export, form_import
from shoukong.commands.form_file import Wish
from shoukong.forms.form import Constraints, Field, Form, parse_form
from shoukong.forms.form_condition import Condition
from shoukong.portal import load_portal
from shoukong.xlsform.odk_expression import UnknownExpressionError, conditions, constraints, expression_of, refusal_of

SURVEY = [
    ("type", "name", "label::中文", "hint", "required", "relevant", "constraint", "appearance"),
    ("start", "start", "", "", "", "", ""),
    ("begin group", "g", "来访", "", "", "", ""),
    ("text", "visitor", "来访人", "填姓名", "yes", "", "string-length(.) <= 20"),
    ("date", "Visit Date", "来访日期", "", "yes", "", ". >= '2020-01-01' and . <= today()"),
    ("select_one yn", "has_car", "是否开车", "", "yes", "", ""),
    ("text", "plate", "车牌", "", "yes", "${has_car} = 'yes'", "regex(., '^[A-Z0-9]{5,8}$')"),
    ("select_one purpose", "purpose", "事由", "", "", "", ""),
    ("text", "other", "其他事由", "", "", "selected(${purpose}, 'o')", ""),
    ("integer", "people", "人数", "", "${has_car} = 'yes' and ${purpose} != ''", "", ". > 0 and . < 10"),
    ("decimal", "weight", "重量", "", "", "", ". * 2 < 9"),
    ("image", "badge", "证件照片", "", "", "", "", ""),
    ("image", "signed", "签名", "", "yes", "", "", "signature"),
    ("file", "letter", "介绍信", "", "", "", "", ""),
    ("end group", "", "", "", "", "", ""),
    ("note", "n", "谢谢", "", "", "", ""),
]
CHOICES = [("list_name", "name", "label::中文"), ("yn", "yes", "是"), ("yn", "no", "否"),
           ("purpose", "v", "探访"), ("purpose", "d", "送货"), ("purpose", "o", "其他 事由")]  # fmt: skip


def survey(path: Path, rows: list[tuple[str, ...]] = SURVEY, setting: tuple[str, str] = ("", "")) -> Path:
    """An XLSForm as another library writes it."""
    book = openpyxl.Workbook()
    sheets = {
        "survey": rows,
        "choices": CHOICES,
        "settings": [("form_title", "form_id", setting[0]), ("访客登记表", "visitor-log", setting[1])],
    }
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    book.remove(book.worksheets[0])
    book.save(path)
    return path


def made(folder: Folder, file: Path, **said: str) -> Form:
    """The form that an XLSForm becomes, in a portal in which it is sound."""
    assert form_import.run(folder.root, form_import.Wish(file, id="QF-03", **said), TODAY, "zh") == 0
    assert [item.code for item in folder.findings()] == []
    return load_portal(folder.root, TODAY).forms_by_name["visitor_log"]


def test_a_survey_becomes_a_form_with_its_conditions(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = made(folder, survey(tmp_path / "v.xlsx"))
    fields = {field.name: field for field in form.fields}
    assert (form.title, form.date, form.id) == ("访客登记表", "visit_date", "QF-03")
    assert (fields["visitor"].title, fields["visitor"].description) == ("来访人", "填姓名")
    assert fields["visitor"].constraints == Constraints(required=True, max_length=20)
    assert (fields["visit_date"].constraints.minimum, fields["visit_date"].future) == ("2020-01-01", False)
    assert fields["has_car"].type == "boolean"
    assert fields["purpose"].constraints.enum == ("探访", "送货", "其他 事由")
    assert fields["plate"].required_when == (Condition("has_car", ("true",)),)
    assert fields["plate"].empty_when == (Condition("has_car", ("false",)),)
    assert fields["plate"].constraints.pattern == "[A-Z0-9]{5,8}"
    assert fields["other"].empty_when == (Condition("purpose", ("探访", "送货")),)
    assert fields["people"].required_when == (Condition("has_car", ("true",)), Condition("purpose"))
    assert (fields["people"].constraints.minimum, fields["people"].constraints.maximum) == ("1", "9")
    kinds = {name: field.attachment for name, field in fields.items() if field.attachment}
    assert kinds == {"badge": "photo", "signed": "signature", "letter": "file"}
    told = capsys.readouterr().out
    assert [(section.title, section.fields[0]) for section in form.sections] == [("来访", "visitor"), ("", "record_no")]
    for left_out in ("start", "note", ". * 2 < 9"):
        assert left_out in told


def test_the_words_of_older_forms_are_known(folder: Folder, tmp_path: Path) -> None:
    rows = [("type", "name", "label"), ("string", "visitor", "来访人"), ("select1 purpose", "purpose", "事由")]
    form = made(folder, survey(tmp_path / "a.xlsx", rows))
    assert [field.type for field in form.fields if field.name in ("visitor", "purpose")] == ["string", "string"]


def test_it_goes_back_and_comes_again_as_it_was(folder: Folder, tmp_path: Path) -> None:
    first = made(folder, survey(tmp_path / "v.xlsx"))
    assert form_export.run(Wish(folder.root, "visitor_log", tmp_path / "back.xlsx", TODAY, "zh")) == 0
    assert convert(str(tmp_path / "back.xlsx"), validate=False).warnings == []
    (folder.root / first.path).unlink()
    again = made(folder, tmp_path / "back.xlsx")
    assert again.fields == first.fields
    assert again.sections == first.sections


@pytest.mark.parametrize("path", sorted((PROJECT / "forms").glob("*.yaml"))[::6], ids=lambda path: path.stem)
def test_what_is_exported_is_an_xlsform(tmp_path: Path, path: Path) -> None:
    """As the tool says that makes XForms of them for Kobo and ODK."""
    assert form_export.run(Wish(PROJECT, path.stem, tmp_path / "form.xlsx", TODAY, "zh")) == 0
    result = convert(str(tmp_path / "form.xlsx"), validate=False)
    assert result.warnings == []
    form, _ = parse_form(path.read_text("utf-8"), f"forms/{path.name}")
    assert form is not None
    assert f'id="{form.name}"' in result.xform


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda path: path.write_text("a,b\n1,2\n", "utf-8"), "这不是 XLSForm"),
        (lambda path: path.write_bytes(b"PK\x03\x04"), "损坏"),
        (lambda path: survey(path, SURVEY[:1]), "这不是 XLSForm"),
        (lambda path: survey(path, [SURVEY[0], SURVEY[1]]), "没有可以成为栏目的问题"),
        (lambda path: survey(path, [SURVEY[0], *[("text", "a", "甲", "", "", "", "")] * 2]), "做不成表单"),
    ],
)  # fmt: skip
def test_what_is_no_survey_is_refused(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str], make: Any, told: str
) -> None:
    make(tmp_path / "v.xlsx")
    assert form_import.run(folder.root, form_import.Wish(tmp_path / "v.xlsx"), TODAY, "zh") == 1
    assert told in capsys.readouterr().err
    assert not (folder.root / "forms/visitor_log.yaml").exists()


def test_a_form_that_is_there_is_left_alone(folder: Folder, tmp_path: Path) -> None:
    made(folder, survey(tmp_path / "v.xlsx"))
    before = (folder.root / "forms/visitor_log.yaml").read_bytes()
    assert form_import.run(folder.root, form_import.Wish(tmp_path / "v.xlsx"), TODAY, "zh") == 1
    assert (folder.root / "forms/visitor_log.yaml").read_bytes() == before


NAMES = ("a", "b", "c")
VALUE = st.text(st.sampled_from("xyz甲1-"), min_size=1, max_size=4)
CONDITION = st.one_of(
    st.builds(Condition, st.sampled_from(NAMES), st.lists(VALUE, min_size=1, max_size=3, unique=True).map(tuple)),
    st.builds(Condition, st.sampled_from(NAMES), st.just(()), st.booleans()),
)


@given(st.lists(CONDITION, min_size=1, max_size=3, unique_by=lambda condition: condition.field))
def test_conditions_are_the_same_when_they_come_back(found: list[Condition]) -> None:
    fields = {name: Field(name, name, "string", 1, Constraints()) for name in NAMES}
    assert conditions(expression_of(found, fields)) == tuple(found)
    assert refusal_of(f"not({expression_of(found, fields)})", lambda _: ()) == tuple(found)


@given(st.text(st.sampled_from("${}ab='\"()andor .<>=1selected"), max_size=40))
def test_whatever_an_expression_says_it_is_read_or_told(text: str) -> None:
    for read in (conditions, constraints):
        try:
            read(text)
        except UnknownExpressionError:
            continue


def test_of_several_languages_a_label_is_in_that_of_the_portal(folder: Folder, tmp_path: Path) -> None:
    rows = [("type", "name", "label::English (en)", "label::中文 (zh)"), ("text", "guest", "Guest", "客人")]
    form = made(folder, survey(tmp_path / "v.xlsx", rows))
    assert [field.title for field in form.fields] == ["编号", "客人", "表单版本"]


def test_what_a_question_has_and_a_field_has_not_is_listed(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        ("type", "name", "label", "choice_filter", "default"),
        ("select_one purpose or_other", "purpose", "事由", "", ""),
        ("select_one purpose", "further", "其次", "name != ${purpose}", ""),
        ("integer", "people", "人数", "", "1"),
    ]
    assert [field.name for field in made(folder, survey(tmp_path / "v.xlsx", rows)).fields][1:4] == [
        "purpose", "further", "people",
    ]  # fmt: skip
    told = capsys.readouterr().out
    for line in (
        "第 2 行 purpose：select_one purpose or_other",
        "第 3 行 further：choice_filter = name != ${purpose}",
        "第 4 行 people：default = 1",
    ):
        assert line in told


def test_nothing_that_a_survey_says_is_dropped_without_a_word(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        ("type", "name", "label::中文 (zh)", "label::English (en)", "appearance", "constraint_message", "repeat_count"),
        ("begin group", "g", "来访", "Visit", "field-list", "", ""),
        ("text", "guest", "客人", "Guest", "multiline", "", ""),
        ("integer", "people", "人数", "People", "bearing", "人数太多", ""),
        ("begin group", "h", "其中", "Of them", "", "", ""),
        ("text", "other", "其他", "Other", "", "", ""),
        ("end group", "", "", "", "", "", ""),
        ("end group", "", "", "", "", "", ""),
        ("begin repeat", "r", "随行", "With", "", "", "${people}"),
        ("text", "companion", "同伴", "Companion", "", "", ""),
        ("end repeat", "", "", "", "", "", ""),
    ]
    file = survey(tmp_path / "v.xlsx", rows, ("instance_name", "concat(${guest})"))
    made(folder, file)
    told = capsys.readouterr().out.split("：\n", 1)[1].splitlines()
    assert [line.strip() for line in told] == [
        "第 1 行 label：label::English (en)",
        "第 2 行 settings：instance_name = concat(${guest})",
        "第 2 行 g：appearance = field-list",
        "第 4 行 people：appearance = bearing",
        "第 4 行 people：constraint_message = 人数太多",
        "第 5 行 h：label = 其中",
        "第 9 行 r：begin repeat",
        "第 9 行 r：repeat_count = ${people}",
        "第 10 行 companion：text",
    ]


def test_what_a_group_is_relevant_on_its_questions_are(folder: Folder, tmp_path: Path) -> None:
    rows = [
        ("type", "name", "label", "required", "relevant"),
        ("select_one yn", "has_car", "是否开车", "yes", ""),
        ("begin group", "car", "车辆", "", "${has_car} = 'yes'"),
        ("text", "plate", "车牌", "yes", ""),
        ("begin group", "more", "其他", "", ""),
        ("text", "colour", "颜色", "", ""),
        ("end group", "", "", "", ""),
        ("end group", "", "", "", ""),
        ("text", "after", "以后", "yes", ""),
    ]
    fields = {field.name: field for field in made(folder, survey(tmp_path / "v.xlsx", rows)).fields}
    assert fields["plate"].required_when == (Condition("has_car", ("true",)),)
    assert fields["plate"].empty_when == fields["colour"].empty_when == (Condition("has_car", ("false",)),)
    assert (fields["after"].constraints.required, fields["after"].empty_when) == (True, ())


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("text", "a", "甲", "regex(., '[0-9')"), "第 3 行 a："),
        (("text", "first", "甲", ""), "第 3 行 first："),
        (("text", "a", "<script>", ""), "第 3 行 a："),
    ],
)
def test_what_hinders_a_form_is_told_on_the_row_of_its_question(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str], row: tuple[str, ...], told: str
) -> None:
    rows = [("type", "name", "label", "constraint"), ("text", "first", "先", ""), row, ("text", "last", "后", "")]
    file = survey(tmp_path / "v.xlsx", rows)
    assert form_import.run(folder.root, form_import.Wish(file), TODAY, "zh") == 1
    said = capsys.readouterr().err
    assert "v.xlsx" in said
    assert said.count("第 ") == 1
    assert told in said


def test_a_survey_that_asks_nothing_is_told_what_was_left_out(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = survey(tmp_path / "v.xlsx", [("type", "name", "label"), ("select_one gone", "a", "甲")])
    assert form_import.run(folder.root, form_import.Wish(file), TODAY, "zh") == 1
    assert "第 2 行 a：select_one gone" in capsys.readouterr().err
