"""Pages of what the firm does not keep: nothing leads there, and who comes all the same is told so."""

from collections.abc import Iterator

from shoukong.pages.navigation import CONTROL_NAVIGATION
from shoukong.pages.output import Output
from shoukong.pages.templating import fill
from shoukong.pages.view import View
from shoukong.records.core_declaration import REGISTERS_BY_NAME


def unkept_pages(view: View) -> Iterator[Output]:
    """A page in the place of each list whose register the firm does not keep."""
    for name, page, register in CONTROL_NAVIGATION:
        if register is not None and not view.keeps(register):
            title, kept_in = name.told(view.say.language), REGISTERS_BY_NAME[register].title.told(view.say.language)
            yield Output(page, fill("unkept.md.j2", view.say, title=title, register=kept_in, name=register))
