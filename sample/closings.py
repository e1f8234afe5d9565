"""Closings: the figures of indicators, frozen when their periods were over; some moved since."""

import datetime
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from sample.world import LAST_DAY, World, next_workday, parts, workdays_after
from shoukong.days.period import Period
from shoukong.evaluation import evaluate
from shoukong.executable.cell_text import written
from shoukong.executable.indicator import Point
from shoukong.portal import load_portal

FIRST, LAST = datetime.date(2025, 1, 31), datetime.date(2026, 9, 30)
# What came into its register only after the figures were frozen: table, project and month.
LATE = (("complaints", "YH", "2026-08"), ("repair_orders", "ML", "2026-09"))
RESTATED_ON = datetime.date(2026, 10, 19)
Key = tuple[str, Period, str]


def tell(world: World) -> None:
    """Freeze every period that ended, as its records stood; one late record is explained, the other not yet."""
    clerk = world.staff(post="文件管理员")[0]
    now = _points(world)
    then = _points(world, without=frozenset(_late_records(world)))
    for key, point in then.items():
        day = next_workday(workdays_after(key[1].last, 8))
        _add(world, clerk, day, key, point)
    for key, point in now.items():
        moved = key not in then or (then[key].value, then[key].digest) != (point.value, point.digest)
        if moved and key[1].text == LATE[0][2]:
            _add(world, clerk, RESTATED_ON, key, point, "8 月受理的一宗投诉在值班簿上，10 月核对时补录")


def _late_records(world: World) -> Iterator[tuple[str, str]]:
    """The last record of each late kind: its table and number."""
    for table, project, month in LATE:
        form = world.form(table)
        own = [r for r in world.rows[table] if r["project"] == project and str(r[form.date or ""])[:7] == month]
        yield table, str(own[-1][form.primary_key])


def _points(world: World, without: frozenset[tuple[str, str]] = frozenset()) -> Mapping[Key, Point]:
    """Every figure of the periods to freeze, computed by the engine over the records of the world."""
    with tempfile.TemporaryDirectory(prefix="sample-") as folder:
        root = Path(folder)
        for name in ("docs", "forms"):
            shutil.copytree(world.root / name, root / name)
        shutil.copy(world.root / "portal.yaml", root)
        for path, content in parts(world.without(without)):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)
        portal = load_portal(root, LAST_DAY)
        with evaluate(portal) as evaluation:
            results = evaluation.executable.indicator_results
    return {
        (result.indicator.id, point.period, point.scope): point
        for result in results
        for point in result.points
        if FIRST <= point.period.last <= LAST
    }


def _add(world: World, clerk: str, day: datetime.date, key: Key, point: Point, reason: str | None = None) -> None:
    world.add(
        "indicator_closings",
        day,
        indicator=key[0],
        period=key[1].text,
        scope=key[2],
        value=written(point.value),
        row_count=point.count,
        rows_digest=point.digest,
        closed_on=day,
        closed_by=clerk,
        reason=reason,
    )
