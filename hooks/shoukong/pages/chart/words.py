"""What a chart shows, in a sentence."""

from collections.abc import Iterator, Sequence

from shoukong.language import Speech
from shoukong.pages.chart.content import Bars, Goal, Series, Trend
from shoukong.pages.chart.numerals import percent, with_unit
from shoukong.pages.chart.shares import Share, factors

NAMED = 6  # how many names a sentence lists


def trend_sentence(trend: Trend, say: Speech) -> str:
    """What a trend shows: its range, its last values against the target, the periods still running."""
    there = [value for one in trend.rows for value in one.values if value is not None]
    if not there:
        return say("没有数据。")
    last = _last_of_one(trend, trend.rows[0], say) if len(trend.rows) == 1 else _last_of_many(trend, say)
    running = say.listed(trend.running)
    still = say("%(periods)s 仍在进行，以空心点表示。", periods=running) if running else ""
    parts = (_periods(trend.names, say) + say("：") + _range(there, trend.unit, say) + say("。"), last, still)
    return say.gap.join(part for part in parts if part)


def _periods(names: Sequence[str], say: Speech) -> str:
    if len(names) == 1:
        return say("%(name)s，一个时段", name=names[0])
    return say("%(first)s 至 %(last)s，%(n)s 个时段", first=names[0], last=names[-1], n=len(names))


def _range(there: Sequence[float], unit: str, say: Speech) -> str:
    low, high = with_unit(min(there), unit), with_unit(max(there), unit)
    if len(there) == 1:
        return say("只有一个数值")
    if low == high:
        return say("数值均为 %(value)s", value=low)
    return say("最低 %(low)s，最高 %(high)s", low=low, high=high)


def _last_of_one(trend: Trend, one: Series, say: Speech) -> str:
    last, value = max((i, value) for i, value in enumerate(one.values) if value is not None)
    told = with_unit(value, trend.unit) + _against(value, trend.goal, say)
    return say("最近一期（%(name)s）为 %(value)s。", name=trend.names[last], value=told)


def _last_of_many(trend: Trend, say: Speech) -> str:
    lasts = [(one.name, [value for value in one.values if value is not None]) for one in trend.rows]
    known = [(name, values[-1]) for name, values in lasts if values]
    listed = _listed([f"{name} {with_unit(value, trend.unit)}" for name, value in known], say)
    if trend.goal is None:
        return say("最近一期：%(listed)s。", listed=listed)
    under, goal = sum(value < trend.goal.value for _, value in known), trend.goal.text
    if not under:
        return say("最近一期：%(listed)s；没有低于目标线的（%(goal)s）。", listed=listed, goal=goal)
    return say.count("最近一期：%(listed)s；%(n)s 项低于目标线（%(goal)s）。", under, listed=listed, goal=goal)


def _against(value: float, goal: Goal | None, say: Speech) -> str:
    """Where a value lies beside the target; whether that is good depends on the target's words."""
    if goal is None:
        return ""
    if value > goal.value:
        return say("，高于目标线（%(goal)s）", goal=goal.text)
    if value < goal.value:
        return say("，低于目标线（%(goal)s）", goal=goal.text)
    return say("，与目标线持平（%(goal)s）", goal=goal.text)


def bar_sentence(bars: Bars, say: Speech) -> str:
    """What a bar chart shows: the highest and the lowest, and how many lie below the target."""
    unit, goal = bars.unit, bars.goal
    there = [(value, name) for name, value in zip(bars.names, bars.values, strict=True) if value is not None]
    if not there:
        return say("没有数据。")
    if len(there) == 1:
        value, name = there[0]
        return f"{name} {with_unit(value, unit)}{_against(value, goal, say)}" + say("。")
    left = len(bars.names) - len(there)
    missing = say.count("；%(n)s 项没有数据", left) if left else ""
    count = say("共 %(n)s 项：%(what)s。", n=len(bars.names), what=_ends(there, unit, say) + missing)
    below = _below_goal([value for value, _ in there], goal, say)
    return say.gap.join(part for part in (count, below) if part)


def _ends(there: Sequence[tuple[float, str]], unit: str, say: Speech) -> str:
    high, low = max(there, key=lambda item: item[0]), min(there, key=lambda item: item[0])
    if high[0] == low[0]:
        return say("数值均为 %(value)s", value=with_unit(high[0], unit))
    return say(
        "最高是%(high)s，%(most)s；最低是%(low)s，%(least)s",
        high=high[1],
        most=with_unit(high[0], unit),
        low=low[1],
        least=with_unit(low[0], unit),
    )


def _below_goal(values: Sequence[float], goal: Goal | None, say: Speech) -> str:
    if goal is None:
        return ""
    under = sum(value < goal.value for value in values)
    if not under:
        return say("没有低于目标线的（%(goal)s）。", goal=goal.text)
    return say.count("%(n)s 项低于目标线（%(goal)s）。", under, goal=goal.text)


def pareto_sentence(
    bars: Sequence[tuple[str, float]], shares: Sequence[Share], unit: str, thresholds: Sequence[float], say: Speech
) -> str:
    """What a Pareto chart shows: the total, and the factors before each threshold."""
    if not bars:
        return say("没有数据。")
    if not shares:
        below = say("有小于零的数，不能排列。")
        return below if bars[-1][1] < 0 else say("各项都是零，没有可排列的数。")
    total = with_unit(float(shares[-1].total), unit)
    count = say("共 %(n)s 项，合计 %(total)s。", n=len(shares), total=total)
    return say.gap.join((count, *_factors(shares, thresholds, say)))


def _factors(shares: Sequence[Share], thresholds: Sequence[float], say: Speech) -> Iterator[str]:
    """What lies before the first and the second threshold."""
    names = (say("主要因素"), say("次要因素"))
    for i, name in enumerate(names[: len(thresholds)]):
        inside = factors(shares, thresholds, i)
        if inside:
            listed, share = _listed([one.name for one in inside], say), percent(inside[-1].permille)
            yield say(
                "%(name)s（之前累计低于 %(threshold)s%%）：%(listed)s，累计占 %(share)s%%。",
                name=name,
                threshold=f"{thresholds[i]:g}",
                listed=listed,
                share=share,
            )


def _listed(names: Sequence[str], say: Speech) -> str:
    listed = say.listed(names[:NAMED])
    return listed + say("等 %(n)s 项", n=len(names)) if len(names) > NAMED else listed
