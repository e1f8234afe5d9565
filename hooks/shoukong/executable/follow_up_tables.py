"""The tables of follow-ups that the process of queries keeps: what starts one, what answers it, and the two matched."""

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shoukong.days.time_limit import BY_THE_CLOCK, Deadlines, TimeLimit, UnknownYear, minutes_of
from shoukong.declared.scope_axis import ScopeAxis
from shoukong.executable.block_rows import AS_OF, falls_into, require_columns
from shoukong.executable.blocks_in_place import Figures, Interval
from shoukong.executable.cell_text import written_in_sql
from shoukong.executable.occurrence import DutyState
from shoukong.executable.query_process import SECONDS, Queries, QueryError
from shoukong.forms.table_names import ASKED, DEADLINES, DOUBTFUL, MATCHED, PROOFS, STARTS
from shoukong.records.cells_in_bulk import column, quoted
from shoukong.text.block import EACH, WITHIN

EVIDENCE = "evidence"
DUE = "due"  # the column for the last day that a record itself says, where it says one
TOO_EARLY = "too-early"  # in place of a state: whatever answers is older than what it answers
_MOST_TOLD = 20_000
_DAY, _MOMENT = "DATE", "TIMESTAMP"
LimitOn = Callable[[datetime.date], tuple[TimeLimit, int] | None]

# What queries give stands as they give it; what is not given is NULL. For each axis there is a column of codes.
_COLUMNS = {
    STARTS: "duty SMALLINT, record VARCHAR, since TIMESTAMP, is_moment BOOLEAN, due_on DATE, due_at TIMESTAMP,"
    " post VARCHAR, department VARCHAR, name VARCHAR",
    PROOFS: "duty SMALLINT, record VARCHAR, proof VARCHAR, done_on DATE, done_at TIMESTAMP",
}
_IS_SURE = f"NOT EXISTS (SELECT 1 FROM {DOUBTFUL} d WHERE d.record = %s)"
_PROVEN = f"""(SELECT duty, record, coalesce(nullif(proof, ''), record) AS proof, done_at,
    coalesce(done_on, CAST(done_at AS DATE)) AS done_on FROM {PROOFS})"""
_ANSWER = "{moment: coalesce(p.done_at, p.done_on), proof: p.proof, done_on: p.done_on, done_at: p.done_at}"
# What asks, with its limit. The first answer counts that is not older, as exactly as both are known; where all are
# older, the last of them is told.
_MATCHED = f"""CREATE OR REPLACE TEMP TABLE {MATCHED} AS
WITH owed AS (
  SELECT s.*, coalesce(s.due_on, CAST(s.due_at AS DATE), d.due, CAST(s.since + to_minutes(d.minutes) AS DATE)) AS due,
    CASE WHEN d.minutes IS NOT NULL THEN coalesce(s.due_at, s.since + to_minutes(d.minutes)) END AS limit_at
  FROM {STARTS} s JOIN {DEADLINES} d ON d.duty = s.duty AND d.day = CAST(s.since AS DATE)
  WHERE {_IS_SURE % "s.record"}),
answers AS (
  SELECT o.duty, o.record,
    min({_ANSWER}) FILTER (
      CASE WHEN p.done_at IS NOT NULL AND o.is_moment THEN p.done_at >= o.since
           ELSE p.done_on >= CAST(o.since AS DATE) END) AS first,
    max({_ANSWER}) AS last
  FROM owed o JOIN {_PROVEN} p
    ON p.duty = o.duty AND p.record = o.record AND p.done_on <= $day AND {_IS_SURE % "p.proof"}
  GROUP BY o.duty, o.record),
answered AS (
  SELECT o.*, coalesce(a.first, a.last) AS p, a.last IS NOT NULL AND a.first IS NULL AS is_early,
    coalesce(CAST(limit_at AS DATE) <= $day, due < $day) AS is_over
  FROM owed o LEFT JOIN answers a ON a.duty = o.duty AND a.record = o.record)
SELECT duty, record, since, coalesce(is_moment, false) AS is_moment, due, limit_at, coalesce(post, '') AS post,
  coalesce(department, '') AS department, {{axis}} AS axis, {{code}} AS code, coalesce(name, '') AS name,
  p.proof AS proof, p.done_on AS done_on, p.done_at AS done_at,
  CASE WHEN is_early THEN '{TOO_EARLY}'
       WHEN p IS NULL THEN if(is_over, '{DutyState.MISSED}', '{DutyState.OPEN}')
       WHEN CASE WHEN limit_at IS NULL THEN p.done_on > due
                 WHEN p.done_at IS NULL THEN p.done_on >= CAST(limit_at AS DATE)
                 ELSE p.done_at > limit_at END THEN '{DutyState.LATE}'
       ELSE '{DutyState.ON_TIME}' END AS state
FROM answered"""


@dataclass(frozen=True, slots=True)
class Followed:
    """What is asked for a follow-up: its queries, each with the sets of figures that it is asked with, and its limit.

    `number` tells it from others in the tables; `needed` are the columns that must tell what starts it, `axes` those
    whose members it may be owed by.
    """

    number: int
    each: Sequence[Interval[Figures]]
    evidence: Sequence[Interval[Figures]]
    needed: Sequence[str]
    axes: Sequence[ScopeAxis]
    limit_on: LimitOn
    by_the_clock: bool


class FollowUpTables:
    """The tables of some follow-ups by a firm's axes of scopes; what is told of them holds on a day."""

    def __init__(
        self, queries: Queries, axes: Sequence[ScopeAxis], as_of: datetime.date, seconds: float = SECONDS
    ) -> None:
        self._queries, self._as_of, self._seconds = queries, as_of, seconds
        self._codes = {axis.name: f"code_{i}" for i, axis in enumerate(axes)}

    def clear(self) -> None:
        """Make the tables of what starts and answers, empty."""
        codes = "".join(f", {code} VARCHAR" for code in self._codes.values())
        for table, columns in _COLUMNS.items():
            more = codes if table == STARTS else ""
            self._queries.change(f"CREATE OR REPLACE TEMP TABLE {table} ({columns}{more})")

    def ask(self, followed: Followed, texts: Mapping[str, str]) -> None:
        """Add what starts a follow-up and what answers it, by its queries; raises QueryError with the query's key."""
        for key, intervals, add in (
            (EACH, followed.each, self._add_starts),
            (EVIDENCE, followed.evidence, self._add_proofs),
        ):
            try:
                for interval in intervals:
                    add(followed, texts[key], interval)
            except QueryError as error:
                raise QueryError(error.code, str(error), error.line, error.key or key) from error

    def _add_starts(self, followed: Followed, sql: str, interval: Interval[Figures]) -> None:
        asked = self._asked(sql, interval, followed.needed, ("since", DUE), followed)
        cells = {"record": asked.text("record"), "since": asked.moment("since")}
        if asked.is_moment("since"):
            cells["is_moment"] = "true"
        if DUE in asked.types:
            cells["due_at" if asked.is_moment(DUE) else "due_on"] = asked.moment_or_day(DUE)
        cells |= {name: asked.text(name) for name in ("post", "department", "name") if name in asked.types}
        named = (axis.name for axis in followed.axes if axis.name in asked.types)
        cells |= {self._codes[name]: asked.text(name) for name in named}
        self._add(STARTS, followed, cells, falls_into(asked.day("since"), interval))

    def _add_proofs(self, followed: Followed, sql: str, interval: Interval[Figures]) -> None:
        asked = self._asked(sql, interval, ("record", "done_on"), ("done_on",), followed)
        done = "done_at" if asked.is_moment("done_on") else "done_on"
        cells = {"record": asked.text("record"), done: asked.moment_or_day("done_on")}
        if "proof" in asked.types:
            cells["proof"] = asked.text("proof")
        self._add(PROOFS, followed, cells, falls_into(asked.day("done_on"), interval))

    def _add(self, table: str, followed: Followed, cells: Mapping[str, str], where: str) -> None:
        names, given = ", ".join(cells), ", ".join(cells.values())
        self._queries.change(
            f"INSERT INTO {table} (duty, {names}) SELECT {followed.number}, {given} FROM {ASKED} WHERE {where}"
        )

    def _asked(
        self, sql: str, interval: Interval[Figures], needed: Collection[str], days: Sequence[str], followed: Followed
    ) -> "_Asked":
        """A query's answer, kept; raises QueryError where a column is missing or holds something else than its days."""
        given = self._queries.keep(ASKED, sql, {**interval.value, AS_OF: self._as_of}, seconds=self._seconds)
        require_columns(given.columns, needed)
        asked = _Asked({name.lower(): type_ for name, type_ in given.types.items()})
        for name in days:
            if name in asked.types and not asked.is_moment(name) and asked.types[name] != _DAY:
                self._require_none(name, "query-cell", repr)
            elif followed.by_the_clock and asked.types.get(name) == _DAY:
                self._require_none(name, "duty-moment", str)
        return asked

    def _require_none(self, name: str, code: str, told: Callable[[Any], str]) -> None:
        """Raise QueryError for the first cell of a column of the kept answer, if there is one."""
        cell = column(name)
        found = self._queries.run(f"SELECT {cell} FROM {ASKED} WHERE {cell} IS NOT NULL LIMIT 1", {}).rows
        for (value,) in found:
            raise QueryError(code, f"{name} = {told(value)}")

    def faults(self) -> Mapping[int, QueryError]:
        """Why the records that start something cannot be told apart, by the number of the follow-up.

        A doubtful one starts nothing, and what is wrong with it is told of itself.
        """
        twice = self._queries.told(
            "SELECT duty, coalesce(min(record), '') FROM (SELECT duty, nullif(record, '') AS record FROM"
            f" {STARTS} s WHERE {_IS_SURE % 's.record'} GROUP BY ALL HAVING count(*) > 1 OR record IS NULL)"
            " GROUP BY duty",
            {},
        )
        return {number: _untold(record) for number, record in twice.rows}

    def doubt(self, records: Collection[str]) -> None:
        """Say in which records something is wrong: they start and prove nothing."""
        self._queries.give(DOUBTFUL, {"record": "VARCHAR"}, ((record,) for record in sorted(records)))

    def restarting(self) -> Mapping[int, str]:
        """A record of a follow-up that answers one and starts the next, by the number of the follow-up."""
        found = self._queries.told(
            f"SELECT p.duty, min(p.record) FROM {_PROVEN} p JOIN {STARTS} s ON s.duty = p.duty AND s.record = p.proof"
            f" JOIN {STARTS} a ON a.duty = p.duty AND a.record = p.record"
            f" WHERE p.proof <> p.record AND s.since IS NOT NULL AND a.since IS NOT NULL"
            f" AND p.done_on <= $day AND {_IS_SURE % 'p.proof'} GROUP BY p.duty",
            {"day": self._as_of},
        )
        return dict(found.rows)

    def deadlines(
        self, followed: Iterable[Followed], deadlines: Deadlines
    ) -> tuple[list[tuple[object, ...]], dict[int, QueryError]]:
        """For each follow-up and day on which something began, the last day in time, or the minutes that it may take.

        Where the calendar does not reach so far, that is told of the follow-up.
        """
        own = {each.number: each for each in followed}
        rows: list[tuple[object, ...]] = []
        faults: dict[int, QueryError] = {}
        days = self._queries.told(
            f"SELECT DISTINCT duty, CAST(since AS DATE) AS day FROM {STARTS} s"
            f" WHERE CAST(since AS DATE) <= $day AND {_IS_SURE % 's.record'} ORDER BY ALL",
            {"day": self._as_of},
            _MOST_TOLD * 100,
        )
        for number, day in days.rows:
            limit = own[number].limit_on(day) if number in own else None
            if limit is None:
                continue
            try:
                by_the_clock = limit[0].unit in BY_THE_CLOCK
                told = (None, minutes_of(*limit)) if by_the_clock else (deadlines.last_day(*limit, day), None)
            except UnknownYear as year:
                faults.setdefault(number, QueryError("calendar-year", str(year), key=WITHIN))
            else:
                rows.append((number, day, *told))
        return [row for row in rows if row[0] not in faults], faults

    def match(self, deadlines: Sequence[tuple[object, ...]]) -> None:
        """Match what starts and what answers by some deadlines; the tables of both are let go."""
        columns = {"duty": "SMALLINT", "day": _DAY, DUE: _DAY, "minutes": "BIGINT"}
        self._queries.give(DEADLINES, columns, deadlines)
        named = "".join(f" WHEN {code} <> '' THEN {quoted(axis)}" for axis, code in self._codes.items())
        codes = "".join(f" WHEN {code} <> '' THEN {code}" for code in self._codes.values())
        axis, code = (f"CASE{whens} ELSE '' END" if whens else "''" for whens in (named, codes))
        self._queries.change(_MATCHED.replace("{axis}", axis).replace("{code}", code), {"day": self._as_of})
        for table in (STARTS, PROOFS):
            self._queries.change(f"DROP TABLE {table}")

    def matched(self, *states: str) -> Iterator[tuple[Any, ...]]:
        """The rows of follow-ups in some states, in no order."""
        ((most,),) = self._queries.told(f"SELECT coalesce(max(rowid), -1) FROM {MATCHED}", {}).rows
        listed = ", ".join(map(quoted, states))
        for first in range(0, most + 1, _MOST_TOLD):
            where = f"rowid BETWEEN {first} AND {first + _MOST_TOLD - 1} AND state IN ({listed})"
            yield from self._queries.told(f"SELECT * FROM {MATCHED} WHERE {where}", {}).rows


def _untold(twice: str) -> QueryError:
    """Why records cannot be told apart: one comes twice, or has no number."""
    code, problem = ("duty-twice", twice) if twice else ("query-cell", "record = NULL")
    return QueryError(code, problem, key=EACH)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The columns of a kept answer with their SQL types, and expressions for their cells."""

    types: Mapping[str, str]

    def text(self, name: str) -> str:
        """The cell as readers see it."""
        cell, type_ = column(name), self.types[name]
        return cell if type_ == "VARCHAR" else written_in_sql(cell, type_)

    def day(self, name: str) -> str:
        """The day of a cell."""
        return column(name) if self.types[name] == _DAY else f"TRY_CAST({column(name)} AS DATE)"

    def moment(self, name: str) -> str:
        """The moment of a cell, the first of a day."""
        return column(name) if self.types[name] == _MOMENT else f"TRY_CAST({column(name)} AS TIMESTAMP)"

    def moment_or_day(self, name: str) -> str:
        """The cell as it is."""
        return self.moment(name) if self.is_moment(name) else self.day(name)

    def is_moment(self, name: str) -> bool:
        """Whether the column holds moments, not days."""
        return self.types.get(name, "").startswith(_MOMENT)
