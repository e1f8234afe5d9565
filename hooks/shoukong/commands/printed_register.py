"""What `print --register` is told, as columns and conditions of a register; and the print that comes of it."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shoukong.audience import Audience, Readers
from shoukong.commands.refusal import RefusedError
from shoukong.entries.form_choice import form_named
from shoukong.forms.form import Field, Form
from shoukong.language import Speech
from shoukong.pages.register_prints import RegisterPrint, RegisterWish, print_of_register, usual_columns
from shoukong.pages.view import View
from shoukong.records.row_filter import RowFilter, asking, read_filter


@dataclass(frozen=True, slots=True)
class RegisterAsked:
    """A register by its table, number or title; columns by their names or titles; conditions as its page has them."""

    name: str
    columns: Sequence[str] = ()
    filters: Sequence[str] = ()
    first: datetime.date | None = None
    last: datetime.date | None = None
    audience: Audience = Audience.AUDITOR


def print_asked(view: View, asked: RegisterAsked, say: Speech) -> tuple[str, RegisterPrint]:
    """What the print is called, and the print, for the audience that is asked for. Raises RefusedError."""
    seen = View(view.evaluation, readers=Readers(asked.audience))
    form = form_named(seen.portal, asked.name)
    if form is None:
        raise RefusedError(say("没有「%(form)s」这张表单：用它的表名、编号或名称。", form=asked.name))
    if not seen.shows(form):
        raise RefusedError(say("《%(form)s》的记录涉及个人，不向公众提供", form=form.title))
    wish = RegisterWish(form, _columns(seen, form, asked.columns, say), _filter(seen, form, asked, say))
    return f"{form.id} {form.title}", print_of_register(seen, wish)


def _columns(view: View, form: Form, told: Sequence[str], say: Speech) -> list[Field]:
    """The columns in the order in which they are named, the number of the record before them."""
    usual, by_word = usual_columns(view, form), _by_word(view, form)
    if not told:
        return usual
    unknown = [word for word in told if word not in by_word]
    if unknown:
        raise RefusedError(_no_column(unknown, form, view, say))
    key = [f for f in usual if f.name == form.primary_key]
    return list({f.name: f for f in (*key, *(by_word[word] for word in told))}.values())


def _filter(view: View, form: Form, asked: RegisterAsked, say: Speech) -> RowFilter:
    by_word = _by_word(view, form)
    found, unknown = read_filter(asked.filters, {word: f.name for word, f in by_word.items()})
    if unknown:
        raise RefusedError(_no_column(unknown, form, view, say))
    if (asked.first or asked.last) and form.date not in by_word:
        raise RefusedError(say("《%(form)s》没有日期栏（date），不能用 --from、--until", form=form.title))
    for what, day in (("from", asked.first), ("to", asked.last)):
        found = asking(found, form.date or "", what, day.isoformat()) if day else found
    return found


def _by_word(view: View, form: Form) -> Mapping[str, Field]:
    """The columns that the readers may see, by what they may be called."""
    fields = view.shown_fields(form)
    return {f.title: f for f in fields} | {f.name: f for f in fields}


def _no_column(words: Sequence[str], form: Form, view: View, say: Speech) -> str:
    hidden = [word for word in words if any(word in (f.name, f.title) for f in form.fields)]
    if hidden:
        return say(
            "栏目%(columns)s不能给这些读者看", columns=say.listed(say("「%(word)s」", word=word) for word in hidden)
        )
    known = say.listed(f"{f.name} {f.title}" for f in view.shown_fields(form))
    told = say.listed(say("「%(word)s」", word=word) for word in words)
    return say("《%(form)s》没有栏目%(columns)s。有：%(known)s", form=form.title, columns=told, known=known)


def notes_of(printed: RegisterPrint, say: Speech) -> Iterator[str]:
    """What has to be said of a print: how much stands on it, on which paper, what is personal, what has no room."""
    table = printed.table
    paper = table.fit.paper
    words = (
        say("%(paper)s 横向", paper=paper.name.upper())
        if paper.is_across
        else say("%(paper)s 纵向", paper=paper.name.upper())
    )
    yield say.count("%(n)s 条，%(paper)s", len(table.rows), paper=words)
    if table.left_out:
        yield say("放不下、没有印的栏目：%(columns)s。用 --columns 选栏目", columns=say.listed(table.left_out))
    if printed.personal:
        yield say("含个人信息：%(fields)s。只交给有权看的人", fields=say.listed(printed.personal))
    yield from printed.unprinted
