"""`shoukong template`: write the workbook of a form, for people to fill in."""

import datetime
from pathlib import Path

from shoukong.commands.refusal import is_portal, refuse, refuse_folder
from shoukong.entries.form_choice import form_named
from shoukong.entries.template_book import template_name, template_of
from shoukong.evaluation import evaluate
from shoukong.language import speech
from shoukong.portal import load_portal


def run(root: Path, name: str, to: Path | None, today: datetime.date, language: str) -> int:
    """Write the workbook, under its number and revision where no name is given; what is there is not overwritten."""
    if not is_portal(root):
        return refuse_folder(root, language)
    say, portal = speech(language), load_portal(root, today)
    form = form_named(portal, name)
    if form is None:
        return refuse(say("没有名称或编号为「%(form)s」的表单。", form=name))
    target = to or Path(template_name(form))
    target = target / template_name(form) if target.is_dir() else target
    if target.exists():
        return refuse(say("%(file)s 已经存在，没有覆盖：删去它，或用 --to 另指一个名称。", file=target))
    with evaluate(portal, asks_clauses=False) as evaluation:
        template_of(portal, evaluation.registers, form, say).write(target)
    print(say("已写到 %(file)s", file=target))
    return 0
