"""The templates of pages: Jinja over Markdown, with the filters that every page needs."""

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from html import escape
from typing import Any

import jinja2

from shoukong.days.retention import period_in_words
from shoukong.files.compiled_templates import CompiledTemplates
from shoukong.language import LANGUAGES, Speech, speech
from shoukong.messages.names import SEVERITY_NAMES, Name, names_in
from shoukong.pages.document_body import clause_title
from shoukong.pages.holders import holder_html, holder_link, page_of_holder
from shoukong.pages.output import cell
from shoukong.pages.pieces import (
    action_links,
    address_link,
    approval_line,
    badge,
    by_day,
    change_link,
    clause_link,
    clause_words,
    days_data,
    document_link,
    due_line,
    form_links,
    page_of,
    place_link,
    record_address,
    record_link,
    report_link,
    report_links,
    revision_links,
    row,
    row_link,
    since,
    status,
    thousands,
)
from shoukong.wording.breach_words import value_words
from shoukong.wording.indicator_words import period_words, target_words
from shoukong.wording.state_names import COPY_NAMES, READING_NAMES, REQUEST_NAMES, STATUS_NAMES

ITEM_KIND_NAMES: Mapping[str, Name] = {
    "text": Name("条文", "text"),
    "document": Name("受控文件", "document"),
    "form": Name("表单", "form"),
    "rule": Name("规则", "rule"),
    "calendar": Name("定期义务", "duty"),
    "figure": Name("数据", "figure"),
}
TYPE_NAMES: Mapping[str, Name] = {
    "string": Name("文字", "text"),
    "integer": Name("整数", "whole number"),
    "number": Name("数值", "number"),
    "date": Name("日期", "date"),
    "datetime": Name("日期时间", "date and time"),
    "time": Name("时间", "time"),
    "boolean": Name("是/否", "yes/no"),
    "year": Name("年份", "year"),
    "yearmonth": Name("年月", "year and month"),
    "duration": Name("时长", "duration"),
    "geopoint": Name("经纬度", "longitude and latitude"),
    "any": Name("任意", "anything"),
}


def fill(template: str, say: Speech, **values: Any) -> str:  # noqa: ANN401 - templates take whatever they print
    """The text of a template with its values, in the language of `say`."""
    return _environment(say.language).get_template(template).render(**values)


@lru_cache(maxsize=len(LANGUAGES))
def _environment(language: str) -> jinja2.Environment:
    say = speech(language)
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("shoukong.pages", "templates"),
        bytecode_cache=CompiledTemplates(),
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        comment_start_string="{##",
        comment_end_string="##}",
        autoescape=False,  # Markdown; what comes from records goes through `cell` or `html`
    )
    environment.install_gettext_translations(say.translations, newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(_filters(say))
    environment.tests["to_recall"] = lambda copy, day: copy.is_to_recall(day)
    environment.globals.update(_n=say.count, language=language, comma=say.comma, colon=say("："))
    environment.globals.update(_pieces(say))
    environment.globals.update(_names(language))
    return environment


def _filters(say: Speech) -> dict[str, Callable[..., Any]]:
    return {
        "cell": cell,
        "html": lambda text: escape(str(text)),
        "days": days_data,
        "status_of": lambda subject, view: view.status(subject),
        "thousands": thousands,
        "page": page_of,
        "listed": say.listed,
        "period": partial(period_in_words, say=say),
        "period_words": partial(period_words, say=say),
        "target_words": lambda target: target_words(target, say.language),
        "written": lambda value: value_words(value, say.language),
        "kind_name": lambda kind, view: view.portal.kind_name(kind).told(say.language),
    }


def _pieces(say: Speech) -> dict[str, Callable[..., Any]]:
    """The pieces that templates put together; those that say something do so in the language."""
    plain = (
        clause_title, row, badge, status, by_day, record_link, report_link, row_link, address_link, clause_link,
        record_address, document_link, change_link, holder_link, holder_html, page_of_holder,
    )  # fmt: skip
    saying = (
        due_line, action_links, report_links, place_link, form_links, revision_links, approval_line,
        clause_words, since,
    )  # fmt: skip
    return {f.__name__: f for f in plain} | {f.__name__: partial(f, say=say) for f in saying}


def _names(language: str) -> dict[str, Mapping[Any, str]]:
    return {
        "status_names": names_in(language, STATUS_NAMES),
        "reading_names": names_in(language, READING_NAMES),
        "copy_names": names_in(language, COPY_NAMES),
        "request_names": names_in(language, REQUEST_NAMES),
        "item_kind_names": names_in(language, ITEM_KIND_NAMES),
        "type_names": names_in(language, TYPE_NAMES),
        "severity_names": names_in(language, SEVERITY_NAMES),
    }
