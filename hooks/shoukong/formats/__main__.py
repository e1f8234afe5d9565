"""`python -m shoukong.formats FOLDER` renews the reference of keys in a folder of pages."""

import sys
from pathlib import Path

from shoukong.formats.key_reference import PAGES, reference

for language, name in PAGES.items():
    Path(sys.argv[1], name).write_text(reference(language), encoding="utf-8")
