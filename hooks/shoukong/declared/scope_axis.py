"""The axes by which a firm splits duties, breaches and readings, such as branches, as `portal.yaml` says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shoukong.finding import Finding, finding
from shoukong.text.sql_words import RESERVED
from shoukong.text.yaml_lines import Lines, Value
from shoukong.text.yaml_shape import TEXT, KeyShape, misfits

SCOPES = "scopes"
SHAPE = {"name": KeyShape(TEXT), "title": KeyShape(TEXT), "register": KeyShape(TEXT)}
# What a duty is that holds for the firm as a whole.
WHOLE = "company"
_NAME = re.compile(r"[a-z][a-z0-9_]*")
# Columns that the results of queries and the table of occurrences have besides.
TAKEN = frozenset({WHOLE, "duty", "title", "owner", "opens", "due", "done_on", "record", "state", "on", "period",
                    "since", "until", "name", "for_day", "value"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class ScopeAxis:
    """An axis: the column that names its members in registers and queries, its title, the register that lists them."""

    name: str
    title: str
    register: str

    @property
    def columns_of_names(self) -> tuple[str, ...]:
        """The columns of the register that may hold what people call a member, the first that is there does."""
        return "name", "title", f"{self.name}_name", f"{self.name}_title"


def read_scopes(value: Value, lines: Lines) -> tuple[tuple[ScopeAxis, ...], tuple[Finding, ...]]:
    """The axes that are said well, and what is wrong with the others."""
    axes: dict[str, ScopeAxis] = {}
    findings: list[Finding] = []
    for i, row in enumerate(value or ()):
        found = tuple(_faults(row, axes, lines, i))
        findings.extend(found)
        if not found:
            axes[row["name"]] = ScopeAxis(**row)
    return tuple(axes.values()), tuple(findings)


def _faults(row: Value, known: dict[str, ScopeAxis], lines: Lines, i: int) -> Iterator[Finding]:
    misfit = tuple(misfits(row, SHAPE, lines, SCOPES, i))
    yield from misfit
    if misfit:
        return
    if not _NAME.fullmatch(row["name"]):
        yield finding("field-name", lines.place(SCOPES, i, "name"), name=row["name"])
    elif row["name"] in TAKEN | RESERVED or row["name"] in known:
        yield finding("scope-taken", lines.place(SCOPES, i, "name"), name=row["name"])
