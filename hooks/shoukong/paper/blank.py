"""The blank of a form as PDF: A4, one record a sheet or a register of rows, with its controls in the footer."""

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import segno

from shoukong.days.retention import period_in_words
from shoukong.forms.form import Form
from shoukong.language import IN_CHINESE, Speech
from shoukong.paper.fonts import PaperError
from shoukong.paper.print_words import print_words
from shoukong.paper.running_text import places_in
from shoukong.paper.sheet_code import blank_address
from shoukong.paper.sheet_parts import Filled, Source, copies_of, text_source
from shoukong.paper.slots import (
    Comb,
    column_weight,
    combs,
    is_ticked_in_column,
    printed_slots,
    sheet_rows,
    sheet_sections,
)
from shoukong.paper.typeset import Layout, kept_pdf
from shoukong.text.sandbox import PRINT_ERRORS

__all__ = ["PrintContext", "blank_pdf", "blank_pdfs", "form_data", "qr_of", "qr_svg"]

_WIDE = 7
_CLAUSES = 6
_NUMBER_CELLS = 12
_PROCESSORS = 2


@dataclass(frozen=True, slots=True)
class PrintContext:
    """What a blank says beyond its form: whose it is, where its page is, its document's title.

    `cited` has the clauses by their addresses that their text names otherwise: `第三条（一）`.
    `seal` is the short digest of the latest seal; `watermark` says that the revision is no longer to be used.
    `figures` are those of all documents by their numbers, `forms` all forms by their tables: a sheet takes from them
    what its texts and tables show.
    """

    organization: str
    page_url: str
    document_title: str
    fonts: Path | None
    say: Speech = IN_CHINESE
    cited: Mapping[str, str] = field(default_factory=dict)
    seal: str = ""
    figures: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    forms: Mapping[str, Form] = field(default_factory=dict)
    watermark: str = ""


def blank_pdf(form: Form, context: PrintContext) -> bytes:
    """The blank as PDF, dated by its revision: the same bytes for the same input. Raises PaperError."""
    code = blank_address(context.page_url, form.revision.in_path)
    data, drawn = form_data(form, context), {"qr": qr_of(code)}
    return kept_pdf("blanks", Layout(form.id, template_of(form), data, form.effective_date, context.fonts, drawn))


def template_of(form: Form) -> str:
    """The template that draws a form: by its parts where it has them, else by its sections or its rows."""
    return "parts" if form.print.parts else form.print.layout


def blank_pdfs(jobs: Iterable[tuple[Form, PrintContext]]) -> Iterator[bytes]:
    """Many blanks in the order given, made side by side."""
    with ThreadPoolExecutor(_PROCESSORS) as pool:
        yield from pool.map(lambda job: blank_pdf(*job), jobs)


@lru_cache(maxsize=256)
def qr_svg(url: str) -> str:
    """An address as a QR code, one unit a module, without a quiet zone."""
    return segno.make(url, error="m", micro=False).svg_inline(border=0, omitsize=True, dark="#16202b")


def qr_of(url: str) -> str | None:
    """The code of an address, where that is one on the web."""
    return qr_svg(url) if url.startswith(("http://", "https://")) else None


def form_data(form: Form, context: PrintContext, record: Filled | None = None) -> Mapping[str, object]:
    """Everything that a template prints but the QR code, which is made of `url`: text only, never markup.

    Parts of a sheet say what the record does. Raises PaperError where a text of theirs cannot be printed.
    """
    say, number = context.say, form.field(form.primary_key)
    title = number.title if number and not number.is_made else ""
    return {
        "language": say.language,
        "words": print_words(say, form.title, context.page_url),
        "organization": context.organization,
        "title": form.print.title or form.title,
        "form_title": form.title,
        "id": form.id,
        "revision": str(form.revision),
        "effective": form.effective_date.isoformat(),
        "basis": _basis(form, context),
        "retention": _retention(form, say),
        "url": context.page_url,
        "seal": context.seal,
        "watermark": context.watermark,
        "number": {"title": title, "combs": [asdict(c) for c in _combs(form)]},
        "signatures": form.print.signatures,
        "note": say("；").join(filter(None, (form.print.note, *(each.message for each in form.constraints)))),
        "has_required": any(slot.required for slot in printed_slots(form, say)),
        **_own_data(form, context, record),
    }


def _own_data(form: Form, context: PrintContext, record: Filled | None) -> Mapping[str, object]:
    """What one template alone prints."""
    say = context.say
    if form.print.parts:
        return _parts_data(form, context, record)
    if form.print.is_list:
        return _list_data(form, say)
    return _sheet_data(form, say)


def sheet_places(form: Form, context: PrintContext) -> frozenset[str]:
    """The places of fields in the texts of a form's sheet, those of records that it names behind a dot."""
    source = text_source(form, context.organization, context.figures, context.forms)
    return frozenset(place for part in form.print.parts for text in part.texts for place in places_in(text, source))


def _parts_data(form: Form, context: PrintContext, record: Filled | None) -> Mapping[str, object]:
    shape, texts = form.print, text_source(form, context.organization, context.figures, context.forms)
    try:
        copies = copies_of(Source(form, texts, context.forms, record, context.say))
    except PRINT_ERRORS as error:
        raise PaperError(f"{form.id}: {error}") from error
    is_numbered = record is not None or (form.number is not None and form.primary_key not in shape.internal)
    return {
        "landscape": shape.orientation == "landscape",
        "paper": shape.paper,
        "is_large": shape.letters == "large",
        "stamp": shape.stamp,
        "copies": copies,
        "note": shape.note,
        "has_required": False,
        **({} if is_numbered else {"number": {"title": "", "combs": []}}),
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


def _list_data(form: Form, say: Speech) -> Mapping[str, object]:
    blanks, number = printed_slots(form, say), form.field(form.primary_key)
    title = number.title if number and not number.is_made else ""
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
