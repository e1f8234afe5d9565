"""How numbers are written: in the table, in the drawing, in a sentence."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from shoukong.language import Speech

NONE = "—"


def plain(value: Decimal) -> str:
    """A number without needless zeros; very large and very small ones with a power of ten."""
    if value and not -7 < value.adjusted() < 9:
        return f"{value.normalize():E}"
    return f"{value.normalize() if value else Decimal(0):f}"


def full(value: float | Fraction | None) -> str:
    """A number as the table shows it."""
    return NONE if value is None else plain(Decimal(f"{float(value):.10g}"))


def short(value: float) -> str:
    """A number as the drawing and the sentence show it: two decimals, or three digits of a small one."""
    exact = Decimal(str(value))
    if 0 < abs(exact) < Decimal("0.1"):
        exact = Decimal(f"{value:.3g}")
    else:
        exact = exact.quantize(Decimal("0.01"), ROUND_HALF_UP) if abs(exact) < 10**9 else Decimal(f"{value:.6g}")
    return plain(exact).replace("-", "−")


def with_unit(value: float, unit: str) -> str:
    """A number and its unit, as a sentence says them."""
    return f"{short(value)}{'' if unit in ('', '%') else ' '}{unit}"


def axis_unit(unit: str, say: Speech) -> str:
    """What stands above an axis; nothing where its ticks say it."""
    return "" if unit in ("", "%") else say("单位：%(unit)s", unit=unit)


def percent(permille: int) -> str:
    """A share with one decimal, without its sign."""
    return f"{permille // 10}.{permille % 10}"
