"""The letters of the prints: where the Chinese fonts lie, and what was read from them."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import typst

from shoukong.publishing.libraries import FONTS, library

_SYSTEM = Path("/usr/share/fonts/opentype/noto")
_FAMILIES = ("Noto Sans SC", "Noto Sans CJK SC")
_WEIGHTS = frozenset({400, 700})
_FONTS = Path("/usr/share/fonts")
_DEJAVU = _FONTS / "truetype/dejavu"


class PaperError(Exception):
    """A print that cannot be made right; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Typeface:
    """A family of letters, read, in its regular and its bold weight; `digest` tells its files from any others."""

    family: str
    fonts: typst.Fonts
    digest: str


@dataclass(frozen=True, slots=True)
class SecondFont:
    """A font for signs that the first one lacks: its family, and its files, one a weight."""

    family: str
    files: tuple[Path, ...]


# In the order in which they are asked: Chinese and Korean signs, symbols, pictures.
_SECOND_FONTS = (
    SecondFont("Noto Sans CJK SC", (_SYSTEM / "NotoSansCJK-Regular.ttc", _SYSTEM / "NotoSansCJK-Bold.ttc")),
    SecondFont("DejaVu Sans", (_DEJAVU / "DejaVuSans.ttf", _DEJAVU / "DejaVuSans-Bold.ttf")),
    SecondFont("Noto Sans Symbols 2", (_FONTS / "truetype/noto/NotoSansSymbols2-Regular.ttf",)),
    SecondFont("Symbola", (_FONTS / "truetype/ancient-scripts/Symbola_hint.ttf",)),
)


def second_fonts() -> tuple[SecondFont, ...]:
    """The fonts for other signs that are installed here."""
    return tuple(font for font in _SECOND_FONTS if all(file.is_file() for file in font.files))


@lru_cache(maxsize=4)
def first_files(folder: Path) -> tuple[Path, ...]:
    """The files, regular and bold, in a folder of Chinese fonts."""
    patterns = ("400Regular/*.ttf", "700Bold/*.ttf", "NotoSansCJK-Regular.*", "NotoSansCJK-Bold.*")
    return tuple(min(found) for pattern in patterns if (found := list(folder.glob(pattern))))


def font_folder(root: Path) -> Path | None:
    """The folder with a Chinese font in regular and bold: the installed package's, else the system's, else None."""
    package = library(root, FONTS)
    if package is not None and _has_files(package, "400Regular/*.ttf", "700Bold/*.ttf"):
        return package
    if _has_files(_SYSTEM, "NotoSansCJK-Regular.*", "NotoSansCJK-Bold.*"):
        return _SYSTEM
    return None


@lru_cache(maxsize=8)
def typeface(folder: Path, others: tuple[str, ...] = ()) -> Typeface:
    """The Chinese typeface of a folder, other families beside it; raises PaperError where it or a weight is missing."""
    beside = [font.files[0].parent for font in second_fonts() if font.family in others]
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(path) for path in dict.fromkeys((*_paths(folder), *beside))],
    )
    weights = {name: {f.weight for f in fonts.fonts() if f.family == name} for name in _FAMILIES}
    family = next((name for name in _FAMILIES if weights[name] >= _WEIGHTS), None)
    if family is None:
        raise PaperError(f"no regular and bold {' / '.join(_FAMILIES)} in {folder}")
    files = {str(f.path) for f in fonts.fonts() if f.family in (family, *others) and f.path is not None}
    return Typeface(family, fonts, _digest(sorted(files)))


def _digest(files: Iterable[str]) -> str:
    told = hashlib.sha256()
    for name in files:
        with Path(name).open("rb") as file:
            told.update(hashlib.file_digest(file, "sha256").digest())
    return told.hexdigest()


def _paths(folder: Path) -> tuple[Path, ...]:
    """The folders to read: only the two weights of the package, which holds nine."""
    weights = (folder / "400Regular", folder / "700Bold")
    return weights if all(p.is_dir() for p in weights) else (folder,)


def _has_files(folder: Path, *patterns: str) -> bool:
    return all(any(folder.glob(pattern)) for pattern in patterns)
