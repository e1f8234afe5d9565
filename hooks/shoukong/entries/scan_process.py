"""The process that reads one scan or photograph: a damaged one, or a trap, ends it and nothing else.

It is started by its path with the file's and writes to its standard output, pickled, what it found: for each page the
texts of its QR codes and whether it is empty, or a word that says why there is none. With the places of pages behind
the file's path, it writes those as a PDF of their own, in the same bytes each time.
"""

import contextlib
import hashlib
import io
import pickle
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument, PdfPage

MOST_PAGES = 300
MOST_PIXELS = 200_000_000
MEMORY = 4 << 30
SECONDS = 300  # of processor time
TOO_LARGE, DAMAGED, LOCKED = "too-large", "damaged", "locked"
ReadPage = tuple[list[str], bool]
_SHARP, _SHARPER = 200, 400  # dots an inch of a page of a PDF
_INCH = 72
_NEAR = 3000  # pixels across, to which a photograph is made smaller before its codes are looked for
_EMPTY = 0.0005  # of a page, that may be dark
_DARK = 150
_MADE_ON = re.compile(rb"/CreationDate\([^)]*\)")
_IDENTITY = re.compile(rb"/ID\[<([0-9A-Fa-f]+)><([0-9A-Fa-f]+)>\]")


def read(path: Path) -> str | list[ReadPage]:
    """The codes of each page, and whether it is empty."""
    from PIL import Image
    from pypdfium2 import PdfiumError

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with path.open("rb") as file:
        is_pdf = file.read(5) == b"%PDF-"
    try:
        return _read_pages(path) if is_pdf else [_read_picture(path)]
    except PdfiumError as error:
        return LOCKED if "assword" in str(error) else DAMAGED
    except (Image.DecompressionBombError, MemoryError):
        return TOO_LARGE
    except (OSError, SyntaxError, ValueError):
        return DAMAGED


def _read_pages(path: Path) -> str | list[ReadPage]:
    from pypdfium2 import PdfDocument

    with contextlib.closing(PdfDocument(path)) as document:
        if len(document) > MOST_PAGES:
            return TOO_LARGE
        return [_read_page(document, i) for i in range(len(document))]


def _read_page(document: "PdfDocument", i: int) -> ReadPage:
    """The codes of a page of a PDF, which is looked at more sharply where it shows none and is not empty."""
    page = document[i]
    image = _drawn(page, _SHARP)
    codes, is_empty = _codes_of(image), _is_empty(image)
    if not codes and not is_empty:
        codes = _codes_of(_drawn(page, _SHARPER))
    return codes, is_empty


def _drawn(page: "PdfPage", dots: int) -> "Image":
    width, height = page.get_size()
    scale = min(dots / _INCH, (MOST_PIXELS / 4 / max(width * height, 1)) ** 0.5)
    drawn: Image = page.render(scale=scale, grayscale=True).to_pil()
    return drawn


def _read_picture(path: Path) -> ReadPage:
    """The codes of a photograph: looked for where it is smaller, then as it is."""
    from PIL import Image

    for across in (_NEAR, None):
        with Image.open(path) as image:
            if across is not None:
                image.draft("L", (across, across))
            grey = image.convert("L")
        codes = list(_several_ways(grey)) if across is None else _codes_of(grey)
        if codes:
            return codes, False
    return [], False


def _several_ways(grey: "Image") -> Iterator[str]:
    """The codes of a picture that is blurred or dark: as it is, made smaller, and with its shades apart."""
    from PIL import ImageOps

    found = _codes_of(grey)
    for part in (2, 3, 4):
        if not found:
            found = _codes_of(ImageOps.autocontrast(grey.reduce(part), cutoff=2))
    yield from found


def _codes_of(image: "Image") -> list[str]:
    import zxingcpp

    found = zxingcpp.read_barcodes(image, formats=zxingcpp.barcode_formats_from_str("QRCode"))
    return list(dict.fromkeys(each.text for each in found))


def _is_empty(grey: "Image") -> bool:
    """Whether next to nothing of a page is dark: the back of a sheet."""
    counts = grey.histogram()
    return sum(counts[:_DARK]) <= _EMPTY * sum(counts)


def cut_out(path: Path, places: Sequence[int]) -> bytes:
    """Some pages of a PDF as one, which tells neither when it was made nor a name of its own."""
    from pypdfium2 import PdfDocument

    with contextlib.closing(PdfDocument(path)) as source, contextlib.closing(PdfDocument.new()) as part:
        part.import_pages(source, list(places))
        made = io.BytesIO()
        part.save(made)
    name = hashlib.sha256(path.read_bytes() + repr(list(places)).encode()).hexdigest().upper().encode()
    undated = _MADE_ON.sub(lambda found: b" " * len(found[0]), made.getvalue())
    return _IDENTITY.sub(lambda found: b"/ID[<%b><%b>]" % (name[: len(found[1])], name[: len(found[2])]), undated)


def _bound() -> None:
    """Bound what the process may take, where the system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Read the file that is named, or cut the pages out of it that are."""
    _bound()
    path, *places = sys.argv[1:]
    told = cut_out(Path(path), [int(each) for each in places]) if places else read(Path(path))
    pickle.dump(told, sys.stdout.buffer)


if __name__ == "__main__":
    main()
