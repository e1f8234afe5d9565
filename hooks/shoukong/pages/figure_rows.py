"""The records behind figures as files: of an indicator those of a year together, cut where they are many.

A figure's records are some lines of a file below its header. Both together are the text of which its digest is told.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from shoukong.executable.indicator import Point, row_texts
from shoukong.pages.excel_csv import plain_csv
from shoukong.pages.view import View

MOST_LINES = 2_000  # of a file, unless a single figure has more
INDEX = "index.csv"
NAMES = ("digest", "first", "last", "file", "count", "indicator", "period", "scope")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the records of a figure stand: a file, its first line and its last; the header is line 1."""

    file: str
    first: int
    last: int


def places_of(points: Iterable[Point]) -> Mapping[tuple[str, ...], Place]:
    """Where the records of each point of an indicator stand, in the order of the points."""
    found: dict[tuple[str, ...], Place] = {}
    year, header, held, part = "", "", 0, 0
    for point in points:
        if not point.count:
            continue
        if point.period.text[:4] != year:
            year, header, held, part = point.period.text[:4], point.header, 0, 1
        elif point.header != header or held + point.lines > MOST_LINES:
            header, held, part = point.header, 0, part + 1
        file = f"{year}.csv" if part == 1 else f"{year}-{part}.csv"
        found[point.key] = Place(file, held + 2, held + 1 + point.lines)
        held += point.lines
    return found


def write_rows(view: View, folder: Path) -> None:
    """Write the records behind all figures into a folder, and an index by which all of them can be verified."""
    folder.mkdir(parents=True)
    index: list[tuple[str, ...]] = [NAMES]
    for result in view.executable.indicator_results:
        places = places_of(result.points)
        if not places:
            continue
        own = folder / result.indicator.id
        own.mkdir()
        texts = row_texts(result, view.executable.queries, view.control)
        _write(own, ((places[point.key], point.header, text) for point, text in texts))
        counted = (point for point in result.points if point.count)
        index += [_told(result.indicator.id, point, places[point.key]) for point in counted]
    (folder / INDEX).write_text(plain_csv(index), encoding="utf-8", newline="")


def _write(folder: Path, texts: Iterator[tuple[Place, str, str]]) -> None:
    """Append texts to their files one after another, the header of each file once."""
    for place, header, text in texts:
        body = text if place.first == 2 else text.removeprefix(header)
        with (folder / place.file).open("ab") as file:
            file.write(body.encode())


def _told(id_: str, point: Point, place: Place) -> tuple[str, ...]:
    file = f"{id_}/{place.file}"
    return point.digest, str(place.first), str(place.last), file, str(point.count), id_, point.period.text, point.scope
