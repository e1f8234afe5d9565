"""A form's layout: the same sections on paper, on its records' pages and where they are filled in."""

import datetime
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from conftest import BASE, Folder, copy_of
from hypothesis import given
from hypothesis import strategies as st

from shoukong.control.passage import passages_of
from shoukong.evaluation import evaluate
from shoukong.forms.form import Form, parse_form
from shoukong.pages.fill_pages import form_data
from shoukong.pages.register_pages import write_register
from shoukong.pages.view import View
from shoukong.paper.slots import sheet_sections
from shoukong.portal import load_portal

TODAY = datetime.date(2026, 11, 23)
ORDERS = yaml.safe_load((BASE / "forms/orders.yaml").read_text("utf-8"))
NAMES = [field["name"] for field in ORDERS["schema"]["fields"]]
TITLES = {field["name"]: field["title"] for field in ORDERS["schema"]["fields"]}


@st.composite
def layouts(draw: st.DrawFn) -> list[dict[str, object]]:
    """Some of the fields, in any order, in a few sections."""
    some = draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1))
    cuts = sorted(draw(st.sets(st.integers(1, len(some)), max_size=3)) | {0, len(some)})
    parts = [some[a:b] for a, b in pairwise(cuts)]
    return [{"title": f"段{i}", "fields": part} for i, part in enumerate(parts)]


def with_layout(layout: list[dict[str, object]]) -> Form:
    """The form of orders with a layout."""
    text = yaml.safe_dump({**ORDERS, "layout": layout}, allow_unicode=True, sort_keys=False)
    form, found = parse_form(text, "forms/orders.yaml")
    assert form is not None, found
    return form


@given(layouts())
def test_every_field_stands_in_one_section_whatever_the_layout_names(layout: list[dict[str, object]]) -> None:
    form = with_layout(layout)
    assert Counter(name for section in form.sections for name in section.fields) == Counter(NAMES)
    told = [(section.title, list(section.fields)) for section in form.sections if section.title]
    assert told == [(each["title"], each["fields"]) for each in layout]
    printed = Counter(slot.title for _, blanks in sheet_sections(form) for slot in blanks)
    assert printed == Counter(TITLES[name] for name in NAMES if name not in ("order_no", "form_revision"))


def test_a_form_without_a_layout_is_one_section_without_a_title() -> None:
    form, _ = parse_form((BASE / "forms/orders.yaml").read_text("utf-8"), "forms/orders.yaml")
    assert form is not None
    assert [(section.title, list(section.fields)) for section in form.sections] == [("", NAMES)]


LAYOUT = "layout:\n  - {title: 完成, fields: [closed_on, amount]}\n  - {title: 接单, fields: [person]}\n"


@pytest.fixture
def laid_out(tmp_path: Path) -> Folder:
    """The base portal whose orders have a layout."""
    folder = copy_of(BASE, tmp_path)
    folder.replace("forms/orders.yaml", "print: {layout", f"{LAYOUT}print: {{layout")
    return folder


def test_paper_record_and_page_to_fill_in_have_the_same_sections(laid_out: Folder, tmp_path: Path) -> None:
    with evaluate(load_portal(laid_out.root, TODAY)) as evaluation:
        view = View(evaluation)
        form = view.portal.forms_by_name["orders"]
        write_register(view, form, tmp_path / "register")
        index = yaml.safe_load((tmp_path / "register/index.json").read_text("utf-8"))
        filled = form_data(view, form)["sections"]
    assert [section[0] for section in index["sections"]] == ["完成", "接单", ""]
    assert [[title, list(names)] for title, names in filled] == index["sections"]
    assert [title for title, _ in sheet_sections(form)] == ["完成", "接单", ""]


def test_another_layout_is_a_change_of_the_form() -> None:
    before, after = (with_layout([{"title": "完成", "fields": [name]}]) for name in ("closed_on", "amount"))
    told = [next(iter(passages_of(form))).text for form in (before, after)]
    assert ("完成日期" in told[0], "金额" in told[1]) == (True, True)
    assert told[0] != told[1]
