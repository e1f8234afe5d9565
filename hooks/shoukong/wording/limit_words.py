"""What a follow-up's time limit is called, and by how much it was overrun."""

import datetime
from collections.abc import Mapping

from shoukong.days.time_limit import LimitError, TimeLimit, Unit, amount_of, parse_limit
from shoukong.executable.blocks_in_place import BlockInPlace
from shoukong.executable.cell_text import written
from shoukong.executable.occurrence import Occurrence
from shoukong.language import IN_CHINESE, Speech
from shoukong.text.block import WITHIN

_HOUR = 60


def within_words(placed: BlockInPlace, text: str = "", say: Speech = IN_CHINESE) -> str:
    """`3 个工作日内` for `$review_days working days`, the figure being the document's; a limit's own text if unread."""
    return limit_in_words(text or placed.block.text(WITHIN), placed.document.figures, say)


def limit_in_words(text: str, figures: Mapping[str, object], say: Speech = IN_CHINESE) -> str:
    """A limit as it is written, in words, its figures those of a document; its own text if unread."""
    try:
        limit = parse_limit(text)
        return limit_words(limit, amount_of(limit, figures), say)
    except (LimitError, KeyError):
        return text


def limit_words(limit: TimeLimit, amount: int, say: Speech) -> str:
    """A limit as people say it."""
    match limit.unit:
        case Unit.MINUTES:
            return say.count("%(n)s 分钟内", amount)
        case Unit.HOURS:
            return say.count("%(n)s 小时内", amount)
        case Unit.DAYS:
            return say.count("%(n)s 日内", amount)
        case Unit.WORKING_DAYS:
            return say.count("%(n)s 个工作日内", amount)
        case Unit.MONTH_END:
            return say("当月末以前")


def limit_of(occurrence: Occurrence) -> str:
    """The day, or the minute, until which something is in time."""
    return written(occurrence.limit)


def late_words(occurrence: Occurrence, say: Speech = IN_CHINESE) -> str:
    """By how much something was done late, in minutes and hours where they count; empty where it was in time."""
    proof, limit = occurrence.proof, occurrence.limit
    if proof is None or occurrence.is_on_time:
        return ""
    if not isinstance(limit, datetime.datetime) or proof.done_at is None:
        return say.count("%(n)s 天", (proof.done_on - occurrence.due).days)
    minutes = max(1, int((proof.done_at - limit).total_seconds() // 60))
    if minutes < 2 * _HOUR:
        return say.count("%(n)s 分钟", minutes)
    return say.count("%(n)s 小时", minutes // _HOUR)
