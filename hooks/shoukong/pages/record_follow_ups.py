"""What each record calls for: its follow-ups with their limits and states, for the page on which it is shown."""

from collections.abc import Mapping
from typing import Any

from shoukong.executable.cell_text import written
from shoukong.executable.occurrence import DutyState, Occurrence
from shoukong.forms.form import Form
from shoukong.pages.view import View
from shoukong.wording.state_names import DUTY_NAMES


def follow_ups_of(view: View, form: Form) -> Mapping[str, list[list[Any]]]:
    """The follow-ups that the records of a form start, by number: duty, limit, and the states from their moments on."""
    found: dict[str, list[list[Any]]] = {}
    for occurrence in view.started.get(form.name, ()):
        found.setdefault(occurrence.key, []).append(_told(occurrence))
    return found


def words_of_follow_ups(view: View, form: Form) -> Mapping[str, Mapping[str, str]]:
    """What the duties that the records of a form start are called, and the states."""
    duties = {o.duty.id: o.duty.title for o in view.started.get(form.name, ())}
    return {
        "duties": duties,
        "states": {str(state): DUTY_NAMES[state].told(view.say.language) for state in DutyState} if duties else {},
    }


def _told(occurrence: Occurrence) -> list[Any]:
    states = [[written(moment), str(state)] for moment, state in occurrence.timeline]
    return [occurrence.duty.id, written(occurrence.limit), states]
