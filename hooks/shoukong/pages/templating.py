"""The templates of pages: Jinja over Markdown, with the filters that every page needs."""

import sys
from functools import lru_cache
from html import escape
from typing import Any

import jinja2
from jinja2.bccache import Bucket

from shoukong.days.retention import period_in_words
from shoukong.executable.rule import written
from shoukong.messages.names import SEVERITY_NAMES, in_chinese
from shoukong.pages.document_body import clause_title
from shoukong.pages.output import cell
from shoukong.pages.pieces import (
    address_link,
    approval_line,
    badge,
    by_day,
    change_link,
    clause_link,
    days_data,
    document_link,
    due_line,
    form_links,
    page_of,
    place_link,
    record_link,
    report_link,
    report_links,
    revision_links,
    row,
    row_link,
    status,
    thousands,
)
from shoukong.user_cache import keep, kept
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


class _CompiledTemplates(jinja2.BytecodeCache):
    """Templates that were compiled by the same engine, Jinja and Python before."""

    _MAKERS = (jinja2.__version__, sys.version)

    def load_bytecode(self, bucket: Bucket) -> None:
        code = kept("templates", (bucket.key, bucket.checksum, *self._MAKERS))
        if code is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        keep("templates", (bucket.key, bucket.checksum, *self._MAKERS), bucket.bytecode_to_string())


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("shoukong.pages", "templates"),
        bytecode_cache=_CompiledTemplates(),
        auto_reload=False,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        comment_start_string="{##",
        comment_end_string="##}",
        autoescape=False,  # Markdown; what comes from records goes through `cell` or `html`
    )
    environment.filters.update(cell=cell, period=period_in_words, html=lambda text: escape(str(text)), days=days_data)
    environment.filters["status_of"] = lambda subject, view: view.status(subject)
    environment.filters["kind_name"] = lambda kind, view: view.portal.kind_name(kind).zh
    environment.filters["thousands"] = thousands
    environment.filters.update(period_words=period_words, target_words=target_words, written=written, page=page_of)
    environment.tests["to_recall"] = lambda copy, day: copy.is_to_recall(day)
    environment.globals.update(
        clause_title=clause_title,
        row=row,
        badge=badge,
        status=status,
        by_day=by_day,
        due_line=due_line,
        record_link=record_link,
        report_link=report_link,
        report_links=report_links,
        row_link=row_link,
        address_link=address_link,
        clause_link=clause_link,
        place_link=place_link,
        document_link=document_link,
        form_links=form_links,
        change_link=change_link,
        revision_links=revision_links,
        approval_line=approval_line,
        status_names=STATUS_NAMES,
        reading_names=READING_NAMES,
        copy_names=COPY_NAMES,
        request_names=REQUEST_NAMES,
        item_kind_names=ITEM_KIND_NAMES,
        type_names=TYPE_NAMES,
        severity_names=in_chinese(SEVERITY_NAMES),
    )
    return environment
