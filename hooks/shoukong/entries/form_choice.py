"""The form that people mean."""

from shoukong.form import Form
from shoukong.portal import Portal


def form_named(portal: Portal, name: str) -> Form | None:
    """The form of a table's name, a number or a title."""
    wanted = name.strip().casefold()
    return next((f for f in portal.forms_by_name.values() if wanted in (f.name, f.id.casefold(), f.title)), None)
