"""`shoukong form export`: write a form as an XLSForm, for tools of the ODK world."""

import datetime
from pathlib import Path

from shoukong.commands.refusal import is_portal, refuse, refuse_folder
from shoukong.entries.form_choice import form_named
from shoukong.language import speech
from shoukong.portal import load_portal
from shoukong.xlsform.survey_book import write_survey


def run(root: Path, name: str, to: Path | None, today: datetime.date, language: str) -> int:
    """Write the workbook, named by the form's table where no name is given; what is there is not overwritten."""
    if not is_portal(root):
        return refuse_folder(root, language)
    say, portal = speech(language), load_portal(root, today)
    form = form_named(portal, name)
    if form is None:
        return refuse(say("没有名称或编号为「%(form)s」的表单。", form=name))
    target = to or Path(f"{form.name}.xlsx")
    target = target / f"{form.name}.xlsx" if target.is_dir() else target
    if target.exists():
        return refuse(say("%(file)s 已经存在，没有覆盖：删去它，或用 --to 另指一个名称。", file=target))
    write_survey(form, target, say)
    print(say("已写到 %(file)s", file=target))
    for each in form.constraints:
        print(say("XLSForm 说不了的：%(what)s", what=each.message))
    return 0
