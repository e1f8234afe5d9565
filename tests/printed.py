"""What a printed PDF says, and whether it stays on its paper, read by tools that did not make it."""

import html
import io
import re
import shutil
import subprocess
from pathlib import Path

import pypdf
import pytest

MM = 72 / 25.4
# A picture of one dot.
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415478da6358aca6050002"
    "6300f4a54cf3f40000000049454e44ae426082"
)
NEEDS_POPPLER = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")


def pages_of(pdf: bytes) -> list[pypdf.PageObject]:
    return list(pypdf.PdfReader(io.BytesIO(pdf)).pages)


def edition_of(pdf: bytes) -> str:
    """The text of all pages without the spaces that the layout puts between signs."""
    return re.sub(r"[\s\u200b]", "", "".join(page.extract_text() for page in pages_of(pdf)))


def overflowing(pdf: bytes, folder: Path, margins: tuple[float, ...] = (19, 4, 14, 5)) -> list[str]:
    """The words of a file that reach beyond the margins of their page: left, top, right and bottom, in millimetres."""
    before, above, behind, below = (margin * MM for margin in margins)
    (folder / "words.pdf").write_bytes(pdf)
    run("pdftotext", "-bbox", "words.pdf", "words.html", folder=folder)
    beyond: list[str] = []
    width = height = 0.0
    for line in (folder / "words.html").read_text(encoding="utf-8").splitlines():
        numbers = [float(n) for n in re.findall(r'="([0-9.-]+)"', line)]
        if "<page" in line:
            width, height = numbers
        elif "<word" in line:
            left, top, right, bottom = numbers
            if left < before or top < above or right > width - behind or bottom > height - below:
                beyond.append(html.unescape(re.sub("<.*?>", "", line)).strip())
    return beyond


def run(*command: str, folder: Path) -> None:
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def line_starts(pdf: bytes, folder: Path) -> set[str]:
    """The signs with which lines of a file start; what stands behind others on the same height starts none."""
    (folder / "lines.pdf").write_bytes(pdf)
    run("pdftotext", "-bbox-layout", "lines.pdf", "lines.html", folder=folder)
    lines = (folder / "lines.html").read_text(encoding="utf-8").split("<line ")[1:]
    found, before = set(), ""
    for line in lines:
        height = re.findall(r'yMin="([0-9.]+)"', line)[0]
        if height != before:
            found.add(html.unescape(re.sub("<.*?>", "", line.split("<word ", 1)[1].split(">", 1)[1]))[:1])
        before = height
    return found
