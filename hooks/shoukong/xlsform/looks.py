"""How questions of an XLSForm look where a form of ours looks so by itself."""

SIGNATURE = "signature"
MULTILINE = "multiline"
SCALED = "max-pixels=1600"  # pictures, as the page to fill in scales them
