"""What the periods and targets of indicators are called."""

from collections.abc import Mapping

from shoukong.days.period import Period
from shoukong.executable.indicator import Target
from shoukong.executable.rule import written

_SIGNS: Mapping[str, str] = {">=": "不低于", ">": "高于", "<=": "不高于", "<": "低于", "=": "等于"}
_HALVES = {1: "上半年", 7: "下半年"}
_QUARTERS = {1: "第一季度", 4: "第二季度", 7: "第三季度", 10: "第四季度"}


def target_words(target: Target, language: str = "zh") -> str:
    """A target as people say it: 不低于 90, `>= 90`."""
    sign = target.sign if language == "en" else _SIGNS[target.sign]
    return f"{sign} {written(target.bound)}"


def period_words(period: Period) -> str:
    """A period as people say it: 2026 年上半年."""
    first = period.first.month
    match period.last.month - first + 1:
        case 6:
            part = _HALVES[first]
        case 3:
            part = _QUARTERS[first]
        case 1:
            part = f"{first} 月"
        case _:
            part = ""
    return f"{period.first.year:04} 年{part}"
