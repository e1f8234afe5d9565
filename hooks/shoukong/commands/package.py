"""`shoukong package`: write the registers as a data package that stock Frictionless can validate."""

import datetime
from functools import partial
from pathlib import Path

from shoukong.audience import Audience, Readers
from shoukong.commands.refusal import is_portal, refuse_folder
from shoukong.evaluation import evaluate
from shoukong.files.folder import write_whole
from shoukong.pages.data_files import data_files
from shoukong.portal import Portal, load_portal
from shoukong.records.registers import Registers

_DONE = {
    "zh": "已写出 {target}/data/datapackage.json(含敏感信息，请勿公布)。可用 frictionless validate 核对。",
    "en": "Wrote {target}/data/datapackage.json (with sensitive fields: do not publish). Try frictionless validate.",
}


def run(root: Path, target: Path, as_of: datetime.date, today: datetime.date, language: str) -> int:
    """Write the package as the records stand, faults and all, with the fields that the site withholds."""
    if not is_portal(root):
        return refuse_folder(root, language)
    portal = load_portal(root, as_of, today)
    with evaluate(portal, asks_clauses=False) as evaluation:
        write_whole(target, partial(_write, portal, evaluation.registers))
    print(_DONE[language].format(target=target))
    return 0


def _write(portal: Portal, registers: Registers, folder: Path) -> None:
    for output in data_files(portal, registers, Readers(Audience.KEEPER)):
        output.write(folder)
