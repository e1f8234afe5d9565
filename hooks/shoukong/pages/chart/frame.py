"""What stands around a drawing: its name, its sentence, its key, and the table of its numbers."""

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shoukong.language import Speech
from shoukong.pages.chart.content import Goal
from shoukong.pages.chart.labels import Note, depth_of
from shoukong.pages.chart.lettering import clean
from shoukong.pages.chart.numerals import full
from shoukong.pages.chart.plot import Plot, at
from shoukong.pages.templating import fill


@dataclass(frozen=True, slots=True)
class Head:
    """What a figure is called and says; `id` is derived from everything in it."""

    id: str
    title: str
    sentence: str


def head_of(kind: str, title: str, sentence: str, content: object) -> Head:
    """The head of a figure; the content stands in its id only."""
    digest = hashlib.sha256(ascii((kind, title, sentence, content)).encode()).hexdigest()
    return Head(f"sk-{kind}-{digest[:12]}", clean(title), sentence)


def table_of(
    columns: Sequence[str], rows: Iterable[Sequence[str | float | None]], unit: str, goal: Goal | None = None
) -> dict[str, object]:
    """The numbers behind a drawing; texts stand as they are."""
    texts = [[value if isinstance(value, str) else full(value) for value in row] for row in rows]
    return {"columns": columns, "rows": texts, "unit": unit, "goal": goal}


def draw(template: str, say: Speech, plot: Plot, head: Head, notes: Sequence[Note], **values: object) -> str:
    """A drawing with its axes; its height follows from the labels below the field."""
    below = max((note.y + depth_of(note, plot.sheet.font) for note in notes), default=plot.bottom)
    height = math.ceil(below) + 8
    return fill(template, say, plot=plot, head=head, labels=notes, height=height, at=at, **values)


def figure_of(
    head: Head,
    drawings: Sequence[str],
    table: dict[str, object],
    say: Speech,
    key: Sequence[tuple[str, int, str]] = (),
) -> str:
    """The figure in one line, so that it can stand in Markdown, even in a list."""
    return one_line(fill("chart.html.j2", say, head=head, drawings=drawings, table=table, key=key))


def one_line(html: str) -> str:
    """What a template gave, without its line breaks."""
    return "".join(line.strip() for line in html.splitlines())
