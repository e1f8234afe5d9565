"""The form that people mean."""

from shoukong.forms.form import Form
from shoukong.portal import Portal


def form_named(portal: Portal, name: str) -> Form | None:
    """The form of a table's name, a number or a title."""
    wanted = name.strip().casefold()
    called = ((form, (form.name, form.id, form.title)) for form in portal.forms_by_name.values())
    return next((form for form, names in called if wanted in map(str.casefold, names)), None)
