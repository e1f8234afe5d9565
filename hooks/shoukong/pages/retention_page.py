"""The page of what is kept how long: what may go of each form, the disposals, and the holds."""

from collections.abc import Iterator

from shoukong.control.disposal import Disposal, form_told
from shoukong.pages.output import Output
from shoukong.pages.templating import fill
from shoukong.pages.view import View


def retention_page(view: View) -> Iterator[Output]:
    """How long the records of each form are kept, how many of them may go, what went and what is held."""
    if not view.keeps_page("control/retention"):
        return
    disposals = view.control.disposals
    listed = {each.number: 0 for each in disposals.all}
    for line in disposals.inventory or ():
        listed[line.disposal] = listed.get(line.disposal, 0) + 1
    yield Output(
        "control/retention.md",
        fill(
            "retention.md.j2",
            view.say,
            view=view,
            keeping=view.keeping,
            disposals=[(each, _form(view, each.form), _count(each, listed)) for each in disposals.all],
            holds=[(each, _form(view, each.form)) for each in view.control.holds],
        ),
    )


def _form(view: View, told: str) -> str:
    """A form that is named, with its title where there is one."""
    form = form_told(view.portal, told)
    return f"{form.id} {form.title}" if form else told


def _count(disposal: Disposal, listed: dict[str, int]) -> int | None:
    return listed.get(disposal.number) or disposal.count
