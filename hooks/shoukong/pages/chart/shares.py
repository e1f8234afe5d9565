"""What the bars of a Pareto chart come to, one after the other, and which of them are the main factors."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate


@dataclass(frozen=True, slots=True)
class Share:
    """A bar of a Pareto chart with what it and those before it come to; `permille` is rounded half up."""

    name: str
    value: float
    total: Fraction
    before: Fraction
    permille: int


def shares_of(bars: Sequence[tuple[str, float]]) -> tuple[Share, ...]:
    """Cumulative counts and shares, exact; none where nothing can be ranked."""
    counts = [Fraction(str(value)) for _, value in bars]
    sums = list(accumulate(counts))
    if not sums or min(counts) < 0 or sums[-1] == 0:
        return ()
    return tuple(
        Share(name, value, total, total - count, math.floor(total * 1000 / sums[-1] + Fraction(1, 2)))
        for (name, value), count, total in zip(bars, counts, sums, strict=True)
    )


def factors(shares: Sequence[Share], thresholds: Sequence[float], band: int) -> list[Share]:
    """The bars before which the cumulative share lies between two neighbouring thresholds."""
    if band >= len(thresholds):
        return []
    low = thresholds[band - 1] if band else 0.0
    total = shares[-1].total
    return [one for one in shares if low <= one.before * 100 / total < thresholds[band]]
