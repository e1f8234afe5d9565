"""Libraries of others that are not Python, by their npm names: what the engine takes of them, and where they lie."""

from collections.abc import Iterator
from pathlib import Path

FONTS = "@expo-google-fonts/noto-sans-sc"
# What a wheel carries of each package: what is served or run, and the licences.
LIBRARIES = {
    FONTS: (
        "LICENSE",
        "LICENSE_FONT",
        "400Regular/NotoSansSC_400Regular.ttf",
        "700Bold/NotoSansSC_700Bold.ttf",
    ),
    "lean-qr": ("LICENSE", "index.js"),
    "opencc-js": (
        "LICENSE",
        "LICENSES/Apache-2.0.txt",
        "dist/esm-lib/dict/HKVariantsRev.js",
        "dist/esm-lib/dict/TSCharacters.js",
        "dist/esm-lib/dict/TSPhrases.js",
    ),
    "write-excel-file": ("LICENSE", "bundle/write-excel-file.min.js"),
}
_PACKAGE = Path(__file__).parents[1]


def library(root: Path, path: str) -> Path | None:
    """Where a file or folder of a package lies; None where it is not installed."""
    return next((found for place in _places(root) if (found := place / path).exists()), None)


def _places(root: Path) -> Iterator[Path]:
    """Where packages may lie: in the portal's folder, in the package as a wheel brings it, in the engine's checkout."""
    yield root / "node_modules"
    yield _PACKAGE / "vendor"
    yield _PACKAGE.parent.parent / "node_modules"
