"""What a verb writes is on the revision in force: a draft whose day has passed rules nothing."""

import datetime

import pytest
from conftest import APPROVALS, TODAY, Folder

from shoukong.evaluation import evaluate
from shoukong.portal import load_portal
from shoukong.records.append import revision_on, texts_in_turn


def revision(folder: Folder, table: str) -> str:
    """The revision on which a row of today is written."""
    with evaluate(load_portal(folder.root, TODAY), asks_clauses=False) as evaluation:
        form = evaluation.portal.forms_by_name[table]
        texts = texts_in_turn(evaluation.portal, evaluation.registers, form)
        return revision_on(texts, form, TODAY)


@pytest.mark.parametrize(("is_approved", "expected"), [(False, "A/0"), (True, "A/1")])
def test_a_draft_past_its_day_is_not_taken(controlled: Folder, *, is_approved: bool, expected: str) -> None:
    path = "forms/record_corrections.yaml"
    text = (controlled.root / path).read_text("utf-8")
    old = next(line for line in text.splitlines() if line.startswith("effective_date"))
    controlled.write("forms/archive/QF-12/A-0.yaml", text)
    day = TODAY - datetime.timedelta(days=30)
    controlled.write(path, text.replace("revision: A/0", "revision: A/1", 1).replace(old, f"effective_date: {day}"))
    if is_approved:
        row = controlled.row(APPROVALS, "WJ-020").replace("WJ-020", "WJ-021").replace("QM-01,B/0", "QF-12,A/1")
        controlled.write(APPROVALS, (controlled.root / APPROVALS).read_text("utf-8") + row)
    assert revision(controlled, "record_corrections") == expected
