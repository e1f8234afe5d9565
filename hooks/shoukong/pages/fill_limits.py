"""The time limits that start with a record, as far as a field of its own says since when."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from shoukong.days.time_limit import LimitError, amount_of, parse_limit
from shoukong.executable.blocks_in_place import BlockInPlace
from shoukong.executable.starting_field import StartingField, starting_field
from shoukong.forms.form import Form
from shoukong.pages.fill_conditions import condition_tree
from shoukong.pages.view import View
from shoukong.text.block import EACH, WITHIN
from shoukong.wording.limit_words import within_words

_DAYS_BEFORE, _DAYS_AHEAD = 31, 430

# What the script is told of a limit: its duty and title, since which field, the unit and the amount, its words; when it
# starts, or that it is `conditional` on more than the record says; the field that says when it is due, or that this is
# `computed`.
FillLimit = Mapping[str, Any]


def limits_by_table(view: View) -> Mapping[str, Sequence[FillLimit]]:
    """The limits that the records of each table start."""
    found: dict[str, list[FillLimit]] = {}
    for duty in view.executable.duties:
        start = starting_field(duty.block.text(EACH)) if duty.block.text(EACH) else None
        form = view.portal.forms_by_name.get(start.table) if start else None
        limit = _limit(view, duty, start, form) if start and form and form.field(start.field) else None
        if start and limit:
            found.setdefault(start.table, []).append(limit)
    return found


def _limit(view: View, duty: BlockInPlace, start: StartingField, form: Form) -> FillLimit | None:
    """A limit as the script is told it; None where it cannot be read, which the check finds."""
    try:
        limit = parse_limit(duty.block.text(WITHIN))
        amount = amount_of(limit, duty.document.figures)
    except (LimitError, KeyError):
        return None
    when = condition_tree(start.condition, form) if start.condition is not None else None
    more = {
        "when": when,
        "due": start.due if start.due and form.field(start.due) else None,
        "computed": start.is_due_computed,
    }
    return {
        "id": duty.id,
        "title": duty.block.text("title"),
        "since": start.field,
        "unit": str(limit.unit),
        "amount": amount,
        "words": within_words(duty, say=view.say),
        "conditional": start.is_joined or (start.condition is not None and when is None),
    } | {name: value for name, value in more.items() if value}


def worked_days(view: View) -> Mapping[str, Any]:
    """The days near the portal's that are worked though a weekend, and free though none, and the last that is known."""
    known, day = view.portal.working_days, view.portal.as_of
    first, last = day - datetime.timedelta(days=_DAYS_BEFORE), day + datetime.timedelta(days=_DAYS_AHEAD)
    return {
        "on": sorted(str(each) for each in known.on if first <= each <= last),
        "off": sorted(str(each) for each in known.off if first <= each <= last),
        "until": str(known.known),
    }
