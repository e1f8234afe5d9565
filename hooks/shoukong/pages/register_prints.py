"""Registers as they are printed: the rows and columns that are asked for, with what became of records beside them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from shoukong.control.correction import Correction
from shoukong.days.retention import period_in_words
from shoukong.disclosure import may_show
from shoukong.forms.form import Field, Form
from shoukong.language import Speech
from shoukong.pages.blank_files import print_context
from shoukong.pages.record_prints import PrintedRecord, names_referred_to
from shoukong.pages.unprinted_signs import unprinted_words
from shoukong.pages.view import View
from shoukong.paper.fonts import font_folder
from shoukong.paper.register_table import RegisterTable, TableRow, register_pdf
from shoukong.paper.said import Former, Said, day_in_words, in_brief
from shoukong.records.cells_in_bulk import by_number, column
from shoukong.records.record_labels import label_of
from shoukong.records.row_filter import Asked, RowFilter, kept_rows, query_of

_REVISION = "form_revision"
Names = Mapping[tuple[str, str], str]
Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class RegisterWish:
    """What is to be printed of a register: the columns, all where none is named, and the rows that are kept."""

    form: Form
    columns: Sequence[Field] = ()
    asked: RowFilter = field(default_factory=RowFilter)


@dataclass(frozen=True, slots=True)
class RegisterPrint:
    """A register on paper: its PDF, the table in it, the columns that are personal, what no font can print."""

    pdf: bytes
    table: RegisterTable
    personal: Sequence[str]
    unprinted: Sequence[str]


def print_of_register(view: View, wish: RegisterWish) -> RegisterPrint:
    """The rows that are asked for, in the order of their numbers where no other is. Raises PaperError."""
    form, day = wish.form, view.portal.as_of
    columns = list(wish.columns) or usual_columns(view, form)
    rows, names = _rows(view, wish)
    personal = [each.title for each in columns if each.privacy or _names_people(view, form, each)]
    remark = view.say("含个人信息：%(fields)s。只交给有权看的人", fields=view.say.listed(personal)) if personal else ""
    table = RegisterTable(
        form.id,
        form.title,
        str(form.revision),
        period_in_words(form.retention.period, view.say),
        [each.title for each in columns],
        [_table_row(view, form, columns, row, names) for row in rows],
        list(_head(view, wish, len(rows))),
        remark,
    )
    context = replace(print_context(view, form, font_folder(view.portal.root)), page_url=_address(view, wish))
    cells = ((title, said.text) for row in table.rows for title, said in zip(table.columns, row.cells, strict=True))
    return RegisterPrint(register_pdf(table, context, day), table, personal, list(unprinted_words(view, cells)))


def usual_columns(view: View, form: Form) -> list[Field]:
    """The columns of a register that its readers may see, without the one that tells on which revision it was made."""
    shown = [f for f in view.shown_fields(form) if f.name != _REVISION and not f.is_made]
    return sorted(shown, key=lambda f: f.name != form.primary_key)


def _rows(view: View, wish: RegisterWish) -> tuple[list[Cells], Names]:
    form, say = wish.form, view.say
    shown = view.shown_fields(form)
    listed = ", ".join(column(f.name) for f in shown)
    query = f"SELECT {listed} FROM {view.registers.shown(form)} ORDER BY {by_number(column(form.primary_key))}, rowid"
    rows = [dict(zip((f.name for f in shown), row, strict=True)) for row in view.registers.rows(query)]
    names = _names(view, form, rows)

    def told(of: Field, cell: str) -> str:
        name = names.get((of.name, cell), "")
        return f"{cell} {name}" if name else in_brief(of, cell, say)

    table = wish.asked.refers.partition("/")[0]
    keys = [key.field for key in form.foreign_keys if key.table == table and key.field in {f.name for f in shown}]
    return kept_rows(wish.asked, shown, keys, rows, told), names


def _names(view: View, form: Form, rows: Sequence[Cells]) -> Names:
    """What people call the records that rows refer to, as far as the readers may see what they are called."""
    records = [PrintedRecord(form, row.get(form.primary_key, ""), row) for row in rows]
    hidden = {key.field for key in form.foreign_keys if not _may_name(view, key.table)}
    return {key: name for key, name in names_referred_to(view, form, records).items() if key[0] not in hidden}


def _may_name(view: View, table: str) -> bool:
    target = view.portal.forms_by_name.get(table)
    label = label_of(target, view.portal.settings.scopes) if target else None
    return bool(target and label and view.shows(target) and may_show(label, view.readers))


def _names_people(view: View, form: Form, of: Field) -> bool:
    key = form.foreign_key(of.name)
    target = view.portal.forms_by_name.get(key.table) if key else None
    label = label_of(target) if target else None
    return bool(label and label.privacy)


def _table_row(view: View, form: Form, columns: Sequence[Field], row: Cells, names: Names) -> TableRow:
    number = row.get(form.primary_key, "")
    withdrawal = view.control.withdrawn.get(form.name, {}).get(number)
    said = [_said(view, form, each, row, names) for each in columns]
    return TableRow(said, _withdrawn(withdrawal, view.say) if withdrawal else "")


def _said(view: View, form: Form, of: Field, row: Cells, names: Names) -> Said:
    say, cell = view.say, row[of.name]
    name = names.get((of.name, cell), "")
    text = say("%(name)s（%(number)s）", name=name, number=cell) if name and name != cell else in_brief(of, cell, say)
    number = row.get(form.primary_key, "")
    corrections = view.control.corrections_by_cell.get((form.name, number, of.name), ())
    was = partial(in_brief, of, say=say)
    told = (Former(say("空白") if each.is_from("") else was(each.old), each.number) for each in corrections)
    return Said(text, before=tuple(told))


def _withdrawn(correction: Correction, say: Speech) -> str:
    since = day_in_words(correction.on, say) if correction.on else ""
    return say(
        "已作废：%(correction)s %(since)s %(reason)s",
        correction=correction.number,
        since=since,
        reason=correction.reason,
    )


def _head(view: View, wish: RegisterWish, count: int) -> Iterator[tuple[str, str]]:
    """What was asked for, how many rows that are of how many, and the day until which the register tells."""
    say, whole = view.say, view.counts[wish.form.name]
    yield say("筛选"), say("；").join(filter_words(wish.form, wish.asked, say)) or say("全部记录")
    if wish.asked.sort:
        yield say("排序"), _order_words(wish.form, wish.asked.sort, say)
    day = day_in_words(view.portal.as_of, say)
    yield (
        say("条数"),
        say("%(count)s 条，全册 %(whole)s 条，截至 %(day)s", count=f"{count:,}", whole=f"{whole:,}", day=day),
    )


def _order_words(form: Form, sort: str, say: Speech) -> str:
    field_ = form.field(sort.removeprefix("-"))
    title = field_.title if field_ else sort
    return say("%(title)s，后的在前", title=title) if sort.startswith("-") else say("%(title)s，先的在前", title=title)


def filter_words(form: Form, asked: RowFilter, say: Speech) -> Iterator[str]:
    """The conditions on rows, each in words."""
    for name, own in asked.of.items():
        field_ = form.field(name)
        told = " ".join(_asked_words(field_, own, say)) if field_ else ""
        yield say("%(title)s：%(value)s", title=field_.title if field_ else name, value=told)
    if asked.words.strip():
        yield say("含有的词：%(words)s", words=asked.words.strip())
    if asked.refers:
        yield say("指向 %(number)s", number=asked.refers.partition("/")[2])


def _asked_words(of: Field, asked: Asked, say: Speech) -> Iterator[str]:
    if asked.values:
        yield say.listed(in_brief(of, value, say) or say("空") for value in asked.values)
    if asked.has:
        yield say("含“%(has)s”", has=asked.has)
    if asked.first:
        yield say("自 %(first)s", first=asked.first)
    if asked.last:
        yield say("至 %(last)s", last=asked.last)


def _address(view: View, wish: RegisterWish) -> str:
    """The register's page as it shows the same rows."""
    return f"{view.portal.settings.address.rstrip('/')}/registers/{wish.form.name}/{query_of(wish.asked)}"
