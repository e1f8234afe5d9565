"""The templates of pages: Jinja over Markdown, with the filters that every page needs."""

from functools import lru_cache
from html import escape
from typing import Any

import jinja2

from shoukong.pages.clauses import clause_title
from shoukong.pages.output import cell
from shoukong.period import period_in_words
from shoukong.status import STATUS_NAMES, review_due

KIND_NAMES = {"procedure": "程序", "instruction": "规程", "standard": "规范"}
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
    environment.filters.update(
        cell=cell, period=period_in_words, html=lambda text: escape(str(text)), review_due=review_due
    )
    environment.globals.update(
        clause_title=clause_title,
        status_names=STATUS_NAMES,
        kind_names=KIND_NAMES,
        item_kind_names=ITEM_KIND_NAMES,
        type_names=TYPE_NAMES,
    )
    return environment
