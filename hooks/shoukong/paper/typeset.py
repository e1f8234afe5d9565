"""What a template lays out becomes an archival, tagged PDF: the same bytes for the same data, day and letters."""

import datetime
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path
from threading import local

import typst

from shoukong.files.user_cache import made_once
from shoukong.paper.fonts import PaperError, typeface
from shoukong.paper.printable_signs import replaced

_TEMPLATES = Path(__file__).parent
_STANDARDS: "list[typst.PDFStandard]" = ["a-2a", "ua-1"]
_MAKERS = (version("typst"), version("segno"))
_NOON = datetime.time(12, tzinfo=datetime.UTC)
_compilers = local()


@dataclass(frozen=True, slots=True)
class Layout:
    """What is laid out: a template, its data, and the day that dates the file; `name` is told where that fails.

    Data are texts, never markup. `drawn` stands beside them as it is: codes and pictures, which follow from the data.
    """

    name: str
    template: str
    data: Mapping[str, object]
    day: datetime.date
    fonts: Path | None
    drawn: Mapping[str, object] = field(default_factory=dict)


def set_pdf(layout: Layout) -> bytes:
    """The layout as PDF/A-2a with UA-1; what it holds is kept nowhere.

    A sign that no font has is printed as its number. Raises PaperError where there are no fonts, or the PDF breaks its
    standard.
    """
    data, _, compiler = _prepared(layout)
    return _set(layout, {**data, **layout.drawn}, compiler)


def kept_pdf(kind: str, layout: Layout) -> bytes:
    """The same, taken from the user's cache where all that goes into it was set before."""
    data, letters, compiler = _prepared(layout)
    ingredients = (_as_text(data), layout.template, letters, str(_moment(layout.day)), *_STANDARDS, *_MAKERS)
    return made_once(kind, ingredients, lambda: _set(layout, {**data, **layout.drawn}, compiler))


def _prepared(layout: Layout) -> tuple[dict[str, object], str, Callable[[], typst.Compiler]]:
    """The data as they can be printed, the digest of the letters, and the compiler."""
    fonts = layout.fonts
    if fonts is None:
        raise PaperError("no Chinese fonts: install @expo-google-fonts/noto-sans-sc or fonts-noto-cjk")
    shown = replaced(_texts(layout.data), fonts)
    face = typeface(fonts, shown.families)
    printed = {key: _with_texts(each, shown.text) for key, each in layout.data.items()}
    data = {**printed, "families": [face.family, *shown.families]}
    return data, face.digest, partial(_compiler, layout.template, fonts, shown.families)


def _set(layout: Layout, data: Mapping[str, object], compiler: Callable[[], typst.Compiler]) -> bytes:
    try:
        pdf, warnings = compiler().compile_with_warnings(
            format="pdf",
            sys_inputs={"data": _as_text(data)},
            pdf_standards=_STANDARDS,
            timestamp=_moment(layout.day),
        )
    except typst.TypstError as error:
        raise PaperError(f"{layout.name}: {error.message}") from error
    if warnings:
        raise PaperError(f"{layout.name}: {'; '.join(w.message for w in warnings)}")
    assert isinstance(pdf, bytes), "one file was asked for"
    return pdf


def _compiler(template: str, folder: Path, others: tuple[str, ...]) -> typst.Compiler:
    """The compiler of a template, kept by each thread: it remembers what it has read."""
    kept: dict[tuple[str, Path, tuple[str, ...]], typst.Compiler] = vars(_compilers).setdefault("kept", {})
    if (template, folder, others) not in kept:
        kept[template, folder, others] = typst.Compiler(
            input=_TEMPLATES / f"{template}.typ",
            root=_TEMPLATES,
            font_paths=typeface(folder, others).fonts,
            ignore_system_fonts=True,
        )
    return kept[template, folder, others]


def _texts(value: object) -> Iterator[str]:
    """Every text in what a template prints."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for each in value.values() for text in _texts(each))
    elif isinstance(value, list | tuple):
        yield from (text for each in value for text in _texts(each))


def _with_texts(value: object, change: Callable[[str], str]) -> object:
    """The same with every text changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _with_texts(each, change) for key, each in value.items()}
    return [_with_texts(each, change) for each in value] if isinstance(value, list | tuple) else value


def _as_text(data: Mapping[str, object]) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def _moment(day: datetime.date) -> int:
    return int(datetime.datetime.combine(day, _NOON).timestamp())
