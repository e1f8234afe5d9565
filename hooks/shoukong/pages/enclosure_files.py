"""What records enclose, as the site offers it: the files of fields that its readers see, where their pages look."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from shoukong.files.enclosure import enclosures_in, is_kept_apart
from shoukong.forms.form import Field
from shoukong.pages.output import Output
from shoukong.pages.view import View
from shoukong.records.named_enclosures import EnclosingField, enclosing_fields, names_in


def enclosure_files(view: View) -> Iterator[Output]:
    """The files that records name in fields that are not private and are shown, under their path in the portal."""
    named = names_in(view.registers, filter(partial(_is_shown, view), enclosing_fields(view.portal)))
    for name in sorted(named & view.enclosed.keys()):
        for enclosure in enclosures_in(name):
            path = enclosure.path(is_personal=False)
            yield Output(path, view.portal.root / path)


def _is_shown(view: View, each: EnclosingField) -> bool:
    return not each.is_personal and view.shows(each.form) and each.field in view.shown_fields(each.form)


def sizes_of(view: View, fields: Sequence[Field], cells: Sequence[str]) -> Mapping[str, int]:
    """The bytes of the published files that a record's cells name, by name; those that are not there are left out."""
    public = ((f, cell) for f, cell in zip(fields, cells, strict=True) if f.attachment and not is_kept_apart(f.privacy))
    names = (each.name for _, cell in public for each in enclosures_in(cell))
    return {name: view.enclosed[name] for name in names if name in view.enclosed}
