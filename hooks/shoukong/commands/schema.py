"""`shoukong schema`: write the JSON Schemas of all formats, so that editors complete and underline as people type."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from shoukong.declared.settings import read_settings
from shoukong.files.folder import write_whole
from shoukong.formats.json_schema import schemas

_DONE = {"zh": "已写出 {count} 个 JSON Schema：{target}", "en": "Wrote {count} JSON Schemas to {target}"}


def run(root: Path, target: Path, language: str) -> int:
    """Write them to a folder, replacing it as a whole; a portal's own kinds of documents are known."""
    settings, _ = read_settings(root)
    made = schemas(language, settings.conventions)
    write_whole(target, partial(_write, made))
    print(_DONE[language].format(count=len(made), target=target))
    return 0


def _write(made: Mapping[str, str], folder: Path) -> None:
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
