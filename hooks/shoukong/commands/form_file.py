"""A file that is made of a form: which form is meant, where the file goes, and that none is overwritten."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from shoukong.commands.refusal import is_portal, refuse, refuse_folder
from shoukong.entries.form_choice import form_named
from shoukong.files.file_writing import write_file
from shoukong.files.write_lock import one_at_a_time
from shoukong.forms.form import Form
from shoukong.language import Speech, speech
from shoukong.portal import Portal, load_portal


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: the form by its table, number or title, and where the file goes."""

    root: Path
    form: str
    to: Path | None
    today: datetime.date
    language: str


def write_form_file(
    wish: Wish,
    name_of: Callable[[Form], str],
    content_of: Callable[[Portal, Form, Speech], bytes],
    revision_of: Callable[[Portal, Form], Form] = lambda _, form: form,
) -> Form | int:
    """Write the file, under `name_of` the form where the wish gives no name, and tell the form; else the exit code."""
    if not is_portal(wish.root):
        return refuse_folder(wish.root, wish.language)
    say, portal = speech(wish.language), load_portal(wish.root, wish.today)
    form = form_named(portal, wish.form)
    if form is None:
        return refuse(say("没有「%(form)s」这张表单：用它的表名、编号或名称。", form=wish.form))
    form = revision_of(portal, form)
    target = wish.to or Path()
    target = target / name_of(form) if target.is_dir() else target
    if target.exists():
        return refuse(say("%(file)s 已经存在，没有覆盖：删去它，或用 --to 另指一个名称。", file=target))
    content = content_of(portal, form, say)
    with one_at_a_time(target.parent):
        write_file(target, content)
    print(say("已写到 %(file)s", file=target))
    return form
