"""The blank of a form as PDF: A4, one record a sheet or a register of rows, with its controls in the footer."""

import datetime
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import lru_cache, partial
from importlib.metadata import version
from pathlib import Path
from threading import local

import segno
import typst

from shoukong.days.retention import period_in_words
from shoukong.form import Form
from shoukong.language import IN_CHINESE, Speech
from shoukong.paper.fonts import PaperError, typeface
from shoukong.paper.print_words import print_words
from shoukong.paper.printable_signs import replaced
from shoukong.paper.slots import (
    Comb,
    Slot,
    column_weight,
    combs,
    is_ticked_in_column,
    sheet_rows,
    sheet_sections,
    slots,
)
from shoukong.user_cache import made_once

__all__ = ["PaperError", "PrintContext", "blank_pdf", "blank_pdfs", "qr_svg"]

_TEMPLATES = Path(__file__).parent
_STANDARDS: "list[typst.PDFStandard]" = ["a-2a", "ua-1"]
_MAKERS = (version("typst"), version("segno"))
_WIDE = 7
_CLAUSES = 6
_NUMBER_CELLS = 12
_PROCESSORS = 2
_NOON = datetime.time(12, tzinfo=datetime.UTC)
_compilers = local()


@dataclass(frozen=True, slots=True)
class PrintContext:
    """What a blank says beyond its form: whose it is, where its page is, its document's title.

    `cited` has the clauses by their addresses that their text names otherwise: `第三条（一）`.
    """

    organization: str
    page_url: str
    document_title: str
    fonts: Path | None
    say: Speech = IN_CHINESE
    cited: Mapping[str, str] = field(default_factory=dict)


def blank_pdf(form: Form, context: PrintContext) -> bytes:
    """The blank as PDF/A-2a with UA-1, dated by its revision: the same bytes for the same input.

    A sign that no font has is printed as its number. Raises PaperError where there are no fonts, or the PDF breaks its
    standard.
    """
    if context.fonts is None:
        raise PaperError("no Chinese fonts: install @expo-google-fonts/noto-sans-sc or fonts-noto-cjk")
    said, fonts = _data(form, context), context.fonts
    shown = replaced(_texts(said), fonts)
    face = typeface(fonts, shown.families)
    printed = {key: _with_texts(each, shown.text) for key, each in said.items()}
    data = {**printed, "families": [face.family, *shown.families]}
    ingredients = (
        _as_text(data),
        form.print.layout,
        face.digest,
        str(_moment(form.effective_date)),
        *_STANDARDS,
        *_MAKERS,
    )
    compiler = partial(_compiler, form.print.layout, fonts, shown.families)
    return made_once("blanks", ingredients, lambda: _set(form, {**data, "qr": _qr(context)}, compiler))


def _set(form: Form, data: Mapping[str, object], compiler: Callable[[], typst.Compiler]) -> bytes:
    try:
        pdf, warnings = compiler().compile_with_warnings(
            format="pdf",
            sys_inputs={"data": _as_text(data)},
            pdf_standards=_STANDARDS,
            timestamp=_moment(form.effective_date),
        )
    except typst.TypstError as error:
        raise PaperError(f"{form.id}: {error.message}") from error
    if warnings:
        raise PaperError(f"{form.id}: {'; '.join(w.message for w in warnings)}")
    assert isinstance(pdf, bytes), "one file was asked for"
    return pdf


def blank_pdfs(jobs: Iterable[tuple[Form, PrintContext]]) -> Iterator[bytes]:
    """Many blanks in the order given, made side by side."""
    with ThreadPoolExecutor(_PROCESSORS) as pool:
        yield from pool.map(lambda job: blank_pdf(*job), jobs)


@lru_cache(maxsize=256)
def qr_svg(url: str) -> str:
    """An address as a QR code, one unit a module, without a quiet zone."""
    return segno.make(url, error="m", micro=False).svg_inline(border=0, omitsize=True, dark="#16202b")


def _compiler(layout: str, folder: Path, others: tuple[str, ...]) -> typst.Compiler:
    """The compiler of a layout, kept by each thread: it remembers what it has read."""
    kept: dict[tuple[str, Path, tuple[str, ...]], typst.Compiler] = vars(_compilers).setdefault("kept", {})
    if (layout, folder, others) not in kept:
        kept[layout, folder, others] = typst.Compiler(
            input=_TEMPLATES / f"{layout}.typ",
            root=_TEMPLATES,
            font_paths=typeface(folder, others).fonts,
            ignore_system_fonts=True,
        )
    return kept[layout, folder, others]


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


def _qr(context: PrintContext) -> str | None:
    """The way to the form's page, where that is an address on the web."""
    return qr_svg(context.page_url) if context.page_url.startswith(("http://", "https://")) else None


def _as_text(data: Mapping[str, object]) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def _moment(day: datetime.date) -> int:
    return int(datetime.datetime.combine(day, _NOON).timestamp())


def _data(form: Form, context: PrintContext) -> Mapping[str, object]:
    """Everything that a template prints but the QR code, which is made of `url`: text only, never markup."""
    say, number = context.say, form.field(form.primary_key)
    blanks, title = slots(form, say), number.title if number and not number.is_made else ""
    return {
        "language": say.language,
        "words": print_words(say, form.title, context.page_url),
        "organization": context.organization,
        "title": form.title,
        "id": form.id,
        "revision": str(form.revision),
        "effective": form.effective_date.isoformat(),
        "basis": _basis(form, context),
        "retention": _retention(form, say),
        "url": context.page_url,
        "number": {"title": title, "combs": [asdict(c) for c in _combs(form)]},
        "signatures": form.print.signatures,
        "note": say("；").join(filter(None, (form.print.note, *(each.message for each in form.constraints)))),
        "has_required": any(slot.required for slot in blanks),
        **(_list_data(form, blanks, title, say) if form.print.layout == "list" else _sheet_data(form, say)),
    }


def _combs(form: Form) -> Iterator[Comb]:
    """The cells of the number; room to write one where others gave it."""
    return combs(form.number.template) if form.number else iter((Comb(cells=_NUMBER_CELLS),))


def _sheet_data(form: Form, say: Speech) -> Mapping[str, object]:
    return {
        "landscape": form.print.orientation == "landscape",
        "sections": [
            {"title": title, "rows": [[asdict(slot) for slot in row] for row in sheet_rows(blanks)]}
            for title, blanks in sheet_sections(form, say)
        ],
    }


def _list_data(form: Form, blanks: tuple[Slot, ...], title: str, say: Speech) -> Mapping[str, object]:
    example = form.number.example if form.number else ""
    return {
        "landscape": form.print.orientation == "landscape" or len(blanks) + 1 > _WIDE,
        "rows": form.print.rows,
        "example": say("%(title)s：形如 %(example)s", title=title, example=example) if example else "",
        "columns": [{**asdict(s), "weight": column_weight(s), "ticked": is_ticked_in_column(s)} for s in blanks],
    }


def _basis(form: Form, context: PrintContext) -> str:
    """The documents and clauses that demand the form, at most six clauses by number, the controlling document first."""
    say, document_title = context.say, context.document_title
    title = say("《%(title)s》", title=document_title)
    titles = {form.document: title} if document_title != form.document else {}
    numbers: dict[str, list[str]] = {}
    for address in form.clauses[:_CLAUSES]:
        document, _, number = address.partition("#")
        numbers.setdefault(document, []).append(context.cited.get(address, number))
    named = (f"{document}{titles.get(document, ' ')}{_clauses(listed, say)}" for document, listed in numbers.items())
    more = say("等 %(n)s 条", n=len(form.clauses)) if len(form.clauses) > _CLAUSES else ""
    return say("；").join(named) + more


def _clauses(numbers: list[str], say: Speech) -> str:
    main = say.listed(n for n in numbers if n[:1].isdigit())
    appended = say.listed(n for n in numbers if n[:1].isascii() and n[:1].isalpha())
    told = (
        say.listed(n for n in numbers if not n[:1].isascii()),
        say("第 %(clause)s 条", clause=main) if main else "",
        say("附录 %(clause)s", clause=appended) if appended else "",
    )
    return say("，").join(filter(None, told))


def _retention(form: Form, say: Speech) -> str:
    """How long records are kept, in words."""
    words = period_in_words(form.retention.period, say)
    start = form.field(form.retention.start or "")
    if start is None or form.retention.period == "permanent":
        return words
    return say("%(period)s（自%(start)s起）", period=words, start=start.title)
