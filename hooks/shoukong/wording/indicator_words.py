"""What the periods and targets of indicators are called."""

from collections.abc import Mapping

from shoukong.days.period import Period
from shoukong.executable.cell_text import written
from shoukong.executable.indicator import Target
from shoukong.language import IN_CHINESE, Speech
from shoukong.wording.day_words import month_name

_SIGNS: Mapping[str, str] = {">=": "不低于", ">": "高于", "<=": "不高于", "<": "低于", "=": "等于"}


def target_words(target: Target, language: str = "zh") -> str:
    """A target as people say it: 不低于 90, `>= 90`."""
    sign = target.sign if language == "en" else _SIGNS[target.sign]
    return f"{sign} {written(target.bound)}"


def period_words(period: Period, say: Speech = IN_CHINESE) -> str:
    """A period as people say it: 2026 年上半年, H1 2026."""
    year, first = f"{period.first.year:04}", period.first.month
    match period.last.month - first + 1:
        case 6:
            return say("%(year)s 年上半年", year=year) if first == 1 else say("%(year)s 年下半年", year=year)
        case 3:
            return _quarter(first, year, say)
        case 1:
            return say("%(year)s 年%(month)s", year=year, month=month_name(first, say))
        case _:
            return say("%(year)s 年", year=year)


def _quarter(first: int, year: str, say: Speech) -> str:
    quarters = {
        1: say("%(year)s 年第一季度", year=year),
        4: say("%(year)s 年第二季度", year=year),
        7: say("%(year)s 年第三季度", year=year),
        10: say("%(year)s 年第四季度", year=year),
    }
    return quarters[first]
