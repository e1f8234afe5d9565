"""Indicators: what is measured for each period, with the records that it was computed from and their digest."""

import datetime
import operator
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from shoukong.control.document_control import Control
from shoukong.days.period import Period, parse_period
from shoukong.document import Document
from shoukong.executable.block_rows import AS_OF, QueryRow, query_fault, require_columns, rows_of
from shoukong.executable.blocks_in_place import BlockInPlace, Figures, Interval, intervals_of
from shoukong.executable.cell_text import written
from shoukong.executable.query_process import KeptAnswer, Queries, QueryError
from shoukong.finding import Finding, finding
from shoukong.forms.table_names import ROWS
from shoukong.records.cells_in_bulk import column, quoted
from shoukong.text.block import INDICATOR
from shoukong.text.bounds import MOST_NUMBER, is_in_reach

Digests = Mapping[tuple[str, ...], tuple[int, str, int, str]]
PERIOD, VALUE, RECORD = "period", "value", "record"
MOST_DIGITS = 6
MOST_ROWS = 10_000  # that travel at a time
MOST_DIGESTED = 100_000  # rows whose texts are put in order at a time
_LINE = '"line of CSV"'
_TARGET = re.compile(r"(?P<sign>>=|<=|>|<|=)\s*(?:(?P<number>-?[0-9]+(?:\.[0-9]+)?)|(?P<figure>[a-z][a-z0-9_]*))")
# What each sign demands of a value and a bound, and the direction in which values get better.
_SIGNS: Mapping[str, tuple[Callable[[Decimal, Decimal], bool], int]] = {
    ">=": (operator.ge, 1),
    ">": (operator.gt, 1),
    "<=": (operator.le, -1),
    "<": (operator.lt, -1),
    "=": (operator.eq, 0),
}


@dataclass(frozen=True, slots=True)
class Target:
    """What a value should be: a sign and a bound; `better` is 1 where more is better, -1 where less is."""

    sign: str
    bound: Decimal

    @property
    def better(self) -> int:
        """The direction in which values get better."""
        return _SIGNS[self.sign][1]

    def is_met(self, value: Decimal) -> bool:
        """Whether a value is what it should be."""
        return _SIGNS[self.sign][0](value, self.bound)


@dataclass(frozen=True, slots=True)
class Point:
    """The value of an indicator for a period and group; None where nothing could be measured.

    `value` is rounded as the block says, `exact` is not: the target is judged by it. `columns` are the others.
    `count` and `digest` tell of the rows that it was computed from; their text is a `header` and so many `lines`.
    """

    period: Period
    group: tuple[str, ...]
    value: Decimal | None
    exact: Decimal | None
    columns: tuple[tuple[str, object], ...]
    target: Target | None
    count: int
    digest: str
    lines: int = 0
    header: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """What tells it from the others of its indicator."""
        return (self.period.text, *self.group)

    @property
    def scope(self) -> str:
        """The group in one text, as closings name it; empty for the whole."""
        return "/".join(self.group)

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met; None where there is no target or no value."""
        return None if self.target is None or self.exact is None else self.target.is_met(self.exact)

    def is_running(self, day: datetime.date) -> bool:
        """Whether the period is not over on a day."""
        return day <= self.period.last


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """The points of an indicator by period and group, or why it could not be computed."""

    indicator: BlockInPlace
    points: tuple[Point, ...]
    fault: Finding | None = None

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The groups that occur, in the order in which the query first gives them."""
        return tuple(dict.fromkeys(point.group for point in self.points))

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods that occur, in their order."""
        return tuple(sorted({point.period for point in self.points}))

    def series(self, group: tuple[str, ...]) -> tuple[Point, ...]:
        """The points of a group in the order of time."""
        return tuple(point for point in self.points if point.group == group)

    def latest(self, day: datetime.date) -> tuple[Point, ...]:
        """The points of the last period that is over on a day, else of the first that is running."""
        ended = [i for i in self.periods if i.last < day]
        shown = ended[-1] if ended else next(iter(self.periods), None)
        return tuple(point for point in self.points if point.period == shown)


@dataclass(frozen=True, slots=True)
class Definition:
    """How an indicator is computed according to a revision: its block's texts and the figures that they use."""

    rows: str
    sql: str
    by: tuple[str, ...]
    target: str
    digits: int
    figures: Figures


def measure(indicator: BlockInPlace, queries: Queries, control: Control) -> IndicatorResult:
    """The points of an indicator, each period computed as the revision in force at its end defines it.

    One that is not in force yet is computed all the same, so that its faults show, but has no points.
    """
    intervals = _definitions(indicator, control)
    try:
        points = [
            point
            for interval in intervals
            if interval.value is not None
            for point in _points(indicator, interval.value, queries, control)
            if interval.holds(min(point.period.last, control.portal.as_of))
        ]
    except QueryError as error:
        return IndicatorResult(indicator, (), query_fault(indicator, error, error.key or "sql"))
    if not control.is_in_force(indicator.document.id):
        return IndicatorResult(indicator, ())
    order = {group: i for i, group in enumerate(dict.fromkeys(point.group for point in points))}
    return IndicatorResult(indicator, tuple(sorted(points, key=lambda p: (p.period, order[p.group]))))


def row_texts(result: IndicatorResult, queries: Queries, control: Control) -> Iterator[tuple[Point, str]]:
    """The rows of each point as CSV, in their order: the very bytes of which its digest is told. Raises QueryError."""
    points = {point.key: point for point in result.points if point.count}
    order = {key: i for i, key in enumerate(points)}
    periods = {point.period.text: min(point.period.last, control.portal.as_of) for point in points.values()}
    counts = Counter[str]()
    for point in points.values():
        counts[point.period.text] += point.count
    for interval in _definitions(result.indicator, control):
        own = [(text, counts[text]) for text, day in periods.items() if interval.holds(day)]
        if interval.value is None or not own:
            continue
        parameters = {**interval.value.figures, AS_OF: control.portal.as_of}
        columns = queries.keep(ROWS, interval.value.rows, parameters).columns
        for batch in _batches(own, MOST_ROWS):
            where = f"WHERE {PERIOD} IN ({', '.join(map(quoted, batch))})"
            answer = queries.run(_grouped(interval.value, _text(columns), where, columns), {})
            found = {_key(cells[:-1]): str(cells[-1]) for cells in answer.rows}
            yield from ((points[key], found[key]) for key in sorted(found.keys() & order.keys(), key=order.__getitem__))


def points_of(result: IndicatorResult, record: str, queries: Queries, control: Control) -> tuple[Point, ...]:
    """The points into which a record went. Raises QueryError."""
    points = {point.key: point for point in result.points if point.count}
    found: dict[tuple[str, ...], Point] = {}
    for interval in _definitions(result.indicator, control):
        if interval.value is None or not interval.value.rows or not points:
            continue
        queries.keep(ROWS, interval.value.rows, {**interval.value.figures, AS_OF: control.portal.as_of})
        where = f"WHERE CAST({RECORD} AS VARCHAR) = {quoted(record)}"
        keys = (_key(cells[:-1]) for cells in queries.run(_grouped(interval.value, "count(*)", where), {}).rows)
        found |= {key: points[key] for key in keys if key in points}
    return tuple(found.values())


def parse_target(text: str, figures: Mapping[str, object]) -> Target | None:
    """A target such as `>= 90` or `<= days_max`, with the figure's number; None where it cannot be read."""
    match = _TARGET.fullmatch(text.strip())
    if match is None:
        return None
    number = match["number"] or figures.get(match["figure"])
    if isinstance(number, bool) or not isinstance(number, str | int | float):
        return None
    wanted = Decimal(str(number))
    return Target(match["sign"], wanted) if abs(wanted) <= MOST_NUMBER else None


def target_fault(indicator: BlockInPlace) -> Finding | None:
    """What is wrong with an indicator's target."""
    text = indicator.block.text("target")
    if not text or parse_target(text, indicator.document.figures) is not None:
        return None
    place = indicator.block.place("target")
    return finding("indicator-target", place, ref=indicator.address, id=indicator.id, target=text)


def _definitions(indicator: BlockInPlace, control: Control) -> tuple[Interval[Definition | None], ...]:
    """How each revision defines it; the first reaches back to the periods before it, the last has no end."""

    def defined(document: Document) -> Definition | None:
        block = next((b for b in document.blocks if b.kind == INDICATOR and b.id == indicator.id), None)
        if block is None:
            return None
        texts = tuple(block.text(key) for key in ("rows", "sql", "target"))
        used = {name: value for name, value in document.figures.items() if any(name in text for text in texts)}
        by, digits = tuple(block.values.get("by") or ()), block.values.get("digits", MOST_DIGITS)
        return Definition(texts[0], texts[1], by, texts[2], digits, used)

    intervals = [
        interval for interval in intervals_of(indicator.document, control, defined) if interval.value is not None
    ]
    return tuple(
        Interval(interval.start if i else None, interval.end if i + 1 < len(intervals) else None, interval.value)
        for i, interval in enumerate(intervals)
    )


def _points(indicator: BlockInPlace, definition: Definition, queries: Queries, control: Control) -> list[Point]:
    parameters = {**definition.figures, AS_OF: control.portal.as_of}
    digests = _digests(definition, queries, parameters) if definition.rows else {}
    _require_figures(definition.sql, queries, parameters, "sql")
    answer = queries.run(definition.sql, parameters)
    require_columns(answer.columns, (PERIOD, VALUE, *definition.by))
    target = parse_target(definition.target, definition.figures) if definition.target else None
    points = [_point(row, definition, target, digests) for row in rows_of(answer)]
    counts = Counter(point.key for point in points)
    twice = next((key for key, count in counts.items() if count > 1), None)
    if twice is not None:
        raise QueryError("indicator-twice", " ".join(twice), key="sql")
    return points


def _point(row: QueryRow, definition: Definition, target: Target | None, digests: Digests) -> Point:
    text = written(row.get(PERIOD))
    period = parse_period(text)
    if period is None:
        raise QueryError("indicator-period", text, key="sql")
    value = row.get(VALUE)
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool) and is_in_reach(value)
    if value is not None and not is_number:
        raise QueryError("indicator-value", written(value), key="sql")
    group = tuple(written(row.get(name)) for name in definition.by)
    columns = tuple(row.others((PERIOD, VALUE, *definition.by)))
    exact = Decimal(str(value)) if value is not None else None
    shown = None if exact is None else rounded(exact, definition.digits)
    return Point(period, group, shown, exact, columns, target, *digests.get((text, *group), (0, "", 0, "")))


def rounded(value: Decimal, digits: int) -> Decimal:
    """A value to so many decimals, half up, without trailing zeros."""
    text = f"{value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP):zf}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def _digests(definition: Definition, queries: Queries, parameters: Figures) -> Digests:
    """How many rows each point has, the digest of their text, and its lines; the rows are kept by the process."""
    try:
        _require_figures(definition.rows, queries, parameters, ROWS)
        kept = queries.keep(ROWS, definition.rows, parameters)
        require_columns(kept.columns, (RECORD, PERIOD, *definition.by))
        further = f"sum(length({_LINE}) - length(replace({_LINE}, chr(10), '')))"
        aggregate = f"count(*), sha256({_text(kept.columns)}), CAST(count(*) + {further} AS BIGINT)"
        answers = [
            queries.run(_grouped(definition, aggregate, where, kept.columns), {})
            for where in _parts_of_rows(kept, queries)
        ]
    except QueryError as error:
        raise QueryError(error.code, str(error), error.line, ROWS) from error
    header = _header(kept.columns)
    return {_key(cells[:-3]): (*cells[-3:], header) for answer in answers for cells in answer.rows}


def _parts_of_rows(kept: KeptAnswer, queries: Queries) -> Iterator[str]:
    """Conditions that part the rows of an indicator by periods, so that their texts take little memory at a time."""
    if kept.count <= MOST_DIGESTED:
        yield ""
        return
    period = f"CAST({PERIOD} AS VARCHAR)"
    counted = queries.run(f"SELECT {period}, count(*) FROM {ROWS} WHERE {PERIOD} IS NOT NULL GROUP BY ALL", {}).rows
    for batch in _batches(((text, count) for text, count in counted), MOST_DIGESTED):
        yield f"WHERE {period} IN ({', '.join(map(quoted, batch))})"


def _grouped(definition: Definition, aggregate: str, where: str = "", cells: Sequence[str] = ()) -> str:
    """A query for an aggregate over the rows of each point; it may use the line of CSV that some columns make."""
    keys = ", ".join(column(name) for name in (PERIOD, *definition.by))
    rows = f"(SELECT {keys}, {_line(cells)} AS {_LINE} FROM {ROWS} {where})" if cells else f"{ROWS} {where}"
    return f"SELECT {keys}, {aggregate} FROM {rows} GROUP BY {keys}"


def _batches(counted: Iterable[tuple[str, int]], most: int) -> Iterator[list[str]]:
    """Periods with the number of their rows, together so many rows at once unless one period has more."""
    batch: list[str] = []
    held = 0
    for text, count in counted:
        if batch and held + count > most:
            yield batch
            batch, held = [], 0
        batch.append(text)
        held += count
    if batch:
        yield batch


def _key(cells: Sequence[object]) -> tuple[str, ...]:
    return tuple(written(cell) for cell in cells)


def _text(columns: Sequence[str]) -> str:
    """An aggregate that gives some rows as CSV: the header, then their lines in the order of their texts."""
    return f"{quoted(_header(columns))} || string_agg({_LINE}, chr(10) ORDER BY {_LINE}) || chr(10)"


def _header(columns: Sequence[str]) -> str:
    return ",".join(columns) + "\n"


def _line(columns: Sequence[str]) -> str:
    """A row as a line of CSV: a cell is quoted where it must be."""
    cells = ", ".join(f"CAST({column(name)} AS VARCHAR)" for name in columns)
    doubled = """'"' || replace(cell, '"', '""') || '"'"""
    written = f"""CASE WHEN regexp_matches(cell, '[",\\n\\r]') THEN {doubled} ELSE coalesce(cell, '') END"""
    return f"array_to_string(list_transform([{cells}], lambda cell: {written}), ',')"


def _require_figures(sql: str, queries: Queries, parameters: Figures, key: str) -> None:
    unknown = sorted(queries.parameters(sql) - parameters.keys())
    if unknown:
        raise QueryError("figure-missing", unknown[0], key=key)
