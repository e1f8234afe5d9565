"""The time limits that start with a record, as far as a field of its own says since when."""

import datetime
from collections.abc import Iterator
from typing import Any

import sqlglot
from sqlglot import exp

from shoukong.days.time_limit import LimitError, amount_of, parse_limit
from shoukong.executable.blocks_in_place import BlockInPlace
from shoukong.form import Form
from shoukong.pages.view import View
from shoukong.text.block import EACH, WITHIN
from shoukong.wording.limit_words import within_words

_DAYS_AHEAD = 430


def limits_of(view: View, form: Form) -> list[dict[str, Any]]:
    """Each limit: its duty and title, since which field, the unit and the amount, whether it starts on a condition."""
    return [limit for duty in view.executable.duties if duty.block.text(EACH) for limit in _limit(view, form, duty)]


def worked_days(view: View) -> dict[str, list[str]]:
    """The days near the portal's that are worked though a weekend, and free though none."""
    known, day = view.portal.working_days, view.portal.as_of
    near = (day - datetime.timedelta(days=31), day + datetime.timedelta(days=_DAYS_AHEAD))
    return {
        "on": sorted(str(each) for each in known.on if near[0] <= each <= near[1]),
        "off": sorted(str(each) for each in known.off if near[0] <= each <= near[1]),
        "until": [str(known.last)],
    }


def _limit(view: View, form: Form, duty: BlockInPlace) -> Iterator[dict[str, Any]]:
    try:
        limit = parse_limit(duty.block.text(WITHIN))
        amount = amount_of(limit, duty.document.figures)
        asked = sqlglot.parse_one(duty.block.text(EACH), dialect="duckdb")
    except (LimitError, KeyError, sqlglot.errors.SqlglotError):
        return
    since = _since(asked, form)
    if since is None:
        return
    yield {
        "id": duty.id,
        "title": duty.block.text("title"),
        "since": since,
        "unit": str(limit.unit),
        "amount": amount,
        "words": within_words(duty, say=view.say),
        "conditional": bool(asked.find(exp.Where)) or bool(asked.find(exp.Join)),
    }


def _since(asked: exp.Expr, form: Form) -> str | None:
    """The field of the form since which a limit runs; None where another table or a calculation says it."""
    if not isinstance(asked, exp.Select):
        return None
    source = asked.args.get("from_") or asked.args.get("from")
    table = source.this if source is not None else None
    if not isinstance(table, exp.Table) or table.name != form.name:
        return None
    for column in asked.expressions:
        if column.alias_or_name != "since":
            continue
        inner = column.unalias()
        while isinstance(inner, exp.Cast):
            inner = inner.this
        is_own = isinstance(inner, exp.Column) and inner.table in ("", table.alias_or_name)
        return inner.name if is_own and form.field(inner.name) else None
    return None
