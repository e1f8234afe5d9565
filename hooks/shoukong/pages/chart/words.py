"""What a chart shows, in a sentence."""

from collections.abc import Sequence

from shoukong.pages.chart.content import Bars, Goal, Series, Trend
from shoukong.pages.chart.numerals import percent, with_unit
from shoukong.pages.chart.shares import Share, factors

NO_DATA = "没有数据"
FACTORS = ("主要因素", "次要因素")  # what lies before the first and the second threshold of a Pareto chart
NAMED = 6  # how many names a sentence lists


def trend_sentence(trend: Trend) -> str:
    """What a trend shows: its range, its last values against the target, the periods still running."""
    names, unit = trend.names, trend.unit
    there = [value for one in trend.rows for value in one.values if value is not None]
    if not there:
        return f"{NO_DATA}。"
    last = _last_of_one(trend, trend.rows[0]) if len(trend.rows) == 1 else _last_of_many(trend)
    still = f"{'、'.join(trend.running)} 仍在进行，以空心点表示。" if trend.running else ""
    low, high = with_unit(min(there), unit), with_unit(max(there), unit)
    periods = f"{names[0]}，一个时段" if len(names) == 1 else f"{names[0]} 至 {names[-1]}，{len(names)} 个时段"
    range_ = f"数值均为 {low}" if low == high else f"最低 {low}，最高 {high}"
    range_ = "只有一个数值" if len(there) == 1 else range_
    return f"{periods}：{range_}。{last}{still}"


def _last_of_one(trend: Trend, one: Series) -> str:
    last, value = max((i, value) for i, value in enumerate(one.values) if value is not None)
    return f"最近一期（{trend.names[last]}）为 {with_unit(value, trend.unit)}{_against(value, trend.goal)}。"


def _last_of_many(trend: Trend) -> str:
    lasts = [(one.name, [value for value in one.values if value is not None]) for one in trend.rows]
    known = [(name, values[-1]) for name, values in lasts if values]
    listed = "、".join(f"{name} {with_unit(value, trend.unit)}" for name, value in known[:NAMED])
    more = f"等 {len(known)} 项" if len(known) > NAMED else ""
    if trend.goal is None:
        return f"最近一期：{listed}{more}。"
    under = sum(value < trend.goal.value for _, value in known)
    below = f"{under} 项低于目标线" if under else "没有低于目标线的"
    return f"最近一期：{listed}{more}；{below}（{trend.goal.text}）。"


def _against(value: float, goal: Goal | None) -> str:
    """Where a value lies beside the target; whether that is good depends on the target's words."""
    if goal is None:
        return ""
    where = "高于目标线" if value > goal.value else "低于目标线" if value < goal.value else "与目标线持平"
    return f"，{where}（{goal.text}）"


def bar_sentence(bars: Bars) -> str:
    """What a bar chart shows: the highest and the lowest, and how many lie below the target."""
    unit, goal = bars.unit, bars.goal
    there = [(value, name) for name, value in zip(bars.names, bars.values, strict=True) if value is not None]
    if not there:
        return f"{NO_DATA}。"
    if len(there) == 1:
        return f"{there[0][1]} {with_unit(there[0][0], unit)}{_against(there[0][0], goal)}。"
    high, low = max(there, key=lambda item: item[0]), min(there, key=lambda item: item[0])
    ends = f"最高是{high[1]}，{with_unit(high[0], unit)}；最低是{low[1]}，{with_unit(low[0], unit)}"
    range_ = f"数值均为 {with_unit(high[0], unit)}" if high[0] == low[0] else ends
    missing = f"；{len(bars.names) - len(there)} 项没有数据" if len(there) < len(bars.names) else ""
    return f"共 {len(bars.names)} 项：{range_}{missing}。{_below_goal([value for value, _ in there], goal)}"


def _below_goal(values: Sequence[float], goal: Goal | None) -> str:
    if goal is None:
        return ""
    under = sum(value < goal.value for value in values)
    return f"{under} 项低于目标线（{goal.text}）。" if under else f"没有低于目标线的（{goal.text}）。"


def pareto_sentence(
    bars: Sequence[tuple[str, float]], shares: Sequence[Share], unit: str, thresholds: Sequence[float]
) -> str:
    """What a Pareto chart shows: the total, and the factors before each threshold."""
    if not bars:
        return f"{NO_DATA}。"
    if not shares:
        return "有小于零的数，不能排列。" if bars[-1][1] < 0 else "各项都是零，没有可排列的数。"
    total = with_unit(float(shares[-1].total), unit)
    parts = []
    for i, name in enumerate(FACTORS[: len(thresholds)]):
        inside = factors(shares, thresholds, i)
        if inside:
            until = f"，累计占 {percent(inside[-1].permille)}%"
            parts.append(f"{name}（之前累计低于 {thresholds[i]:g}%）：{_listed([one.name for one in inside])}{until}。")
    return f"共 {len(shares)} 项，合计 {total}。{''.join(parts)}"


def _listed(names: Sequence[str]) -> str:
    return "、".join(names[:NAMED]) + (f"等 {len(names)} 项" if len(names) > NAMED else "")
