"""Signs that no font here has, told by the fields in which they stand: a print has their numbers in their place."""

from collections.abc import Iterable, Iterator

from shoukong.pages.view import View
from shoukong.paper.fonts import font_folder
from shoukong.paper.printable_signs import missing_signs, named


def unprinted_words(view: View, cells: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A line for each field, by its title, in whose cells a sign stands that no font has."""
    folder, say = font_folder(view.portal.root), view.say
    found: dict[str, dict[str, None]] = {}
    for title, text in cells:
        signs = missing_signs(text, folder) if folder else ()
        if signs:
            found.setdefault(title, {}).update(dict.fromkeys(signs))
    for title, signs_of_field in found.items():
        signs_told = say.listed(say("%(sign)s（%(number)s）", sign=sign, number=named(sign)) for sign in signs_of_field)
        yield say("栏目「%(field)s」有字体里没有的字，印成了编号：%(signs)s", field=title, signs=signs_told)
