"""The breaches of each record with the reports that answer them, for the page on which it is shown."""

from collections.abc import Mapping
from typing import Any

from shoukong.executable.breach import DutyBreach
from shoukong.executable.breach_answer import AnsweredBreach, BreachState
from shoukong.forms.form import Form
from shoukong.pages.view import View
from shoukong.records.core_declaration import NONCONFORMITIES
from shoukong.records.core_registers import usable_register
from shoukong.wording.state_names import BREACH_NAMES


def breaches_of(view: View, form: Form) -> Mapping[str, list[list[Any]]]:
    """The breaches of a form's records, by number: what was broken, its state, and the numbers of the reports."""
    found: dict[str, list[list[Any]]] = {}
    for item in view.broken.get(form.name, ()):
        told = [item.breach.rule, str(item.state), [report.number for report in item.reports]]
        found.setdefault(item.breach.record, []).append(told)
    return found


def words_of_breaches(view: View, form: Form) -> Mapping[str, Any]:
    """What the rules and duties are called that records of a form broke, with their pages; the states; the reports."""
    broken = {item.breach.rule: item for item in view.broken.get(form.name, ())}
    if not broken:
        return {}
    kept = usable_register(view.portal, NONCONFORMITIES)
    return {
        "broken": {id_: [view.executable.blocks[id_].title, _page(item)] for id_, item in sorted(broken.items())},
        "breaches": {str(state): BREACH_NAMES[state].told(view.say.language) for state in BreachState},
        "reports": kept.form.name if kept else None,
    }


def _page(item: AnsweredBreach) -> str:
    room = "duties" if isinstance(item.breach, DutyBreach) else "rules"
    return f"{room}/{item.breach.rule}/"
