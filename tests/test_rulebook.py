"""The rulebook: typed rules, asked for a day; what a draft says rules nothing until it is in force."""

import dataclasses
import datetime

import pytest
from conftest import TODAY, Folder
from hypothesis import given
from hypothesis import strategies as st

from shoukong.document import parse_document
from shoukong.evaluation import evaluate
from shoukong.portal import load_portal
from shoukong.rulebook import Rulebook, parse_rulebook

RULEBOOK = "docs/documents/QM-02.md"
NEXT = datetime.date(2027, 1, 1)


def rulebook_of(folder: Folder, day: datetime.date = TODAY) -> Rulebook:
    """The rules of a folder's portal on a day."""
    with evaluate(load_portal(folder.root, TODAY)) as evaluation:
        return evaluation.control.rulebook_on(day)


def test_the_rules_in_force_are_typed(controlled: Folder) -> None:
    rulebook = rulebook_of(controlled)
    assert rulebook.recall_days == 5
    assert rulebook.departments == ("总经理室", "客服部")
    assert rulebook.numbering["form"].fits("QF-01")
    assert rulebook.posts_for("prepare", "form") == ("客服部经理",)
    assert rulebook.posts_for("approve", "form") == ("总经理",)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("acknowledgement_days: [15]", "[15]"),
        ("authority: {form: {approve: [总经理]}}", "{form: {approve: […]}}"),
        ("departments: {a: 客服部}", "{a: 客服部}"),
    ],
)
def test_a_value_of_the_wrong_kind_is_told_as_it_is_written(folder: Folder, written: str, told: str) -> None:
    folder.replace(RULEBOOK, "  departments: [客服部, 财务部]\n", f"  {written}\n")
    folder.replace(RULEBOOK, ",部门有{{ figures.departments | join('、') }}", "")
    (found,) = (item for item in folder.findings() if item.code != "calendar-provisional")
    assert (found.code, found.facts["value"]) == ("value-kind", told)


def test_what_a_draft_says_rules_nothing_until_it_is_in_force(controlled: Folder) -> None:
    text = (controlled.root / RULEBOOK).read_text("utf-8")
    controlled.write("docs/archive/QM-02/A-0.md", text)
    new = text.replace("revision: A/0", "revision: B/0", 1).replace("recall_days: 5", "recall_days: 9", 1)
    new = new.replace("effective_date: 2025-01-01", f"effective_date: {NEXT}", 1)
    controlled.write(RULEBOOK, new)
    assert rulebook_of(controlled, NEXT).recall_days == 5


def test_a_rulebook_that_nobody_approved_rules_nothing(controlled: Folder) -> None:
    controlled.replace(RULEBOOK, "recall_days: 5", "recall_days: 9")
    assert rulebook_of(controlled) == Rulebook()


def test_a_firm_without_approvals_goes_by_the_text_at_hand(folder: Folder) -> None:
    assert rulebook_of(folder).departments == ("客服部", "财务部")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 400) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "kind", "posts"]), inner),
    max_leaves=6,
)


@given(name=st.sampled_from(["numbering", "departments", "role_posts", "authority", "recall_days"]), value=VALUES)
def test_whatever_a_rule_holds_it_is_typed_or_found(name: str, value: object) -> None:
    """A value is taken as it stands or gives a finding; nothing falls back to a default in silence."""
    text = "---\nid: Q-1\ntitle: 规定\nkind: procedure\nrevision: A/0\neffective_date: 2025-01-01\nowner: 办\n"
    text += "review_months: 12\nretention: P3Y\naudience: [办]\nreferences: []\nhistory: []\n"
    document, _ = parse_document(f"{text}figures: {{{name}: 1}}\n---\n\n## 1 规定 {{#c1}}\n", "docs/documents/Q-1.md")
    assert document is not None
    rulebook, found = parse_rulebook(_with(document, {name: value}))
    if not found and value is not None:
        assert rulebook != Rulebook() or value in ({}, [], 3)


def _with(document: object, figures: dict[str, object]) -> object:
    return dataclasses.replace(document, figures=figures)
