"""The templates of pages: Jinja over Markdown, with the filters that every page needs."""

import datetime
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from typing import Any

import jinja2

from shoukong.days.retention import period_in_words
from shoukong.days.timeline import Timeline, as_data, state_at, timeline
from shoukong.executable.rule import written
from shoukong.messages.names import SEVERITY_NAMES, STEP_NAMES, in_chinese, kind_name
from shoukong.pages.document_body import clause_title
from shoukong.pages.output import cell
from shoukong.wording.indicator_words import period_words, target_words
from shoukong.wording.state_names import COPY_NAMES, READING_NAMES, REQUEST_NAMES, STATUS_NAMES

ITEM_KIND_NAMES = {
    "text": "条文",
    "document": "受控文件",
    "form": "表单",
    "rule": "规则",
    "calendar": "定期义务",
    "figure": "数据",
}
TYPE_NAMES = {
    "string": "文字",
    "integer": "整数",
    "number": "数值",
    "date": "日期",
    "datetime": "日期时间",
    "time": "时间",
    "boolean": "是/否",
    "year": "年份",
}


def fill(template: str, **values: Any) -> str:  # noqa: ANN401 - templates take whatever they print
    """The text of a template with its values."""
    return _environment().get_template(template).render(**values)


def badge(line: Timeline[Any], day: datetime.date, names: Mapping[Any, str]) -> str:
    """A state as a badge that the browser keeps true: right on the day of the build, and by the reader's clock."""
    state = state_at(line, day)
    data = escape(as_data(line, names))
    return f'<span class="sk-status" data-status="{state}" data-days="{data}">{names[state]}</span>'


def due_line(day: datetime.date, as_of: datetime.date) -> str:
    """By when something is to be done, and from the day after that it is late, by the reader's clock."""
    late_from = day + datetime.timedelta(days=1)
    names = {False: f"应于 {day} 完成", True: f"应于 {day} 完成，已逾期"}
    states = timeline(lambda moment: moment >= late_from, (late_from,))
    return f'<span class="sk-due" data-days="{escape(as_data(states, names))}">{names[as_of >= late_from]}</span>'


def _days(line: Timeline[Any], names: Mapping[Any, str] | None = None) -> str:
    """A timeline as an attribute of HTML; states without names stand for themselves."""
    known = names if names is not None else {state: "—" if state is None else str(state) for _, state in line}
    return escape(as_data(line, known))


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("shoukong.pages", "templates"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        comment_start_string="{##",
        comment_end_string="##}",
        autoescape=False,  # Markdown; what comes from records goes through `cell` or `html`
    )
    environment.filters.update(cell=cell, period=period_in_words, html=lambda text: escape(str(text)), days=_days)
    environment.filters["status_of"] = lambda subject, view: view.status(subject)
    environment.filters.update(
        period_words=period_words, target_words=target_words, written=written, kind_name=kind_name
    )
    environment.tests["to_recall"] = lambda copy, day: copy.is_to_recall(day)
    environment.globals.update(
        clause_title=clause_title,
        badge=badge,
        due_line=due_line,
        status_names=STATUS_NAMES,
        reading_names=READING_NAMES,
        copy_names=COPY_NAMES,
        request_names=REQUEST_NAMES,
        step_names=in_chinese(STEP_NAMES),
        item_kind_names=ITEM_KIND_NAMES,
        type_names=TYPE_NAMES,
        severity_names=in_chinese(SEVERITY_NAMES),
    )
    return environment
