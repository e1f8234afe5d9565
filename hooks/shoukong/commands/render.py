"""`shoukong render`: write the portal as a plain tree of Markdown."""

import datetime
import sys
from functools import partial
from pathlib import Path

from shoukong.audience import Readers
from shoukong.commands.refusal import is_portal, refuse_folder, refuse_scopes
from shoukong.evaluation import evaluate
from shoukong.files.folder import write_whole
from shoukong.pages.disclosed import readers_of, view_for
from shoukong.pages.hidden_records import unknown_members
from shoukong.pages.write import write_folder
from shoukong.portal import load_portal
from shoukong.results.report import as_text

_DONE = {
    "zh": "已写出 {target}。可用 mkdocs 或 zensical 在该文件夹中构建。",
    "en": "Wrote {target}. Build it there with mkdocs or zensical.",
}


def run(
    root: Path, target: Path, as_of: datetime.date, today: datetime.date, language: str, readers: Readers | None = None
) -> int:
    """Write the tree for some readers to `target`, replacing it as a whole; nothing where the check finds errors."""
    if not is_portal(root):
        return refuse_folder(root, language)
    portal = load_portal(root, as_of, today)
    with evaluate(portal) as evaluation:
        if not evaluation.result.ok:
            sys.stdout.write(as_text(evaluation.result, language))
            return 1
        readers = readers or readers_of(evaluation)
        if unknown := unknown_members(portal, evaluation.registers, readers):
            return refuse_scopes(unknown, language)
        write_whole(target, partial(write_folder, view_for(evaluation, readers)))
    print(_DONE[language].format(target=target))
    return 0
