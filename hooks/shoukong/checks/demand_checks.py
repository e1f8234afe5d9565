"""Checks of what forms demand of a record depending on the record: of the conditions themselves, and of each row."""

from collections.abc import Collection, Iterator, Mapping

from shoukong.finding import Finding, Place, finding
from shoukong.forms.form import Field, Form
from shoukong.forms.form_condition import EMPTY_WHEN, REQUIRED_WHEN, Condition
from shoukong.portal import Portal
from shoukong.records.private_facts import told_cell
from shoukong.text.spelling import is_value
from shoukong.wording.condition_words import demand_facts


def check_condition_values(portal: Portal) -> Iterator[Finding]:
    """A condition asks for values that the other field can have, be they listed in the form or among figures."""
    for form in portal.forms:
        for i, field in enumerate(form.fields):
            for demand, conditions in ((REQUIRED_WHEN, field.required_when), (EMPTY_WHEN, field.empty_when)):
                for condition in conditions:
                    yield from _impossible(condition, form, form.place("schema", "fields", i, demand, condition.field))


CHECKS = (check_condition_values,)


def constraint_faults(form: Form, cells: Mapping[str, str], faulty: Collection[str], place: Place) -> Iterator[Finding]:
    """The form's formulas that do not hold for a record, at the first field that each names."""
    if not form.constraints:
        return
    # Frictionless takes half a second to import: only a doubt is worth it.
    from shoukong.records.formulas_by_simpleeval import holds

    for each in form.constraints:
        if not set(each.names).isdisjoint(faulty) or holds(form, each, cells):
            continue
        fields = {field.name: field for field in form.fields}
        written = [f"{fields[name].title} {told_cell(fields[name], cells[name]) or '—'}" for name in each.names]
        where, record = place.at(place.line, each.names[0]), cells[form.primary_key]
        yield finding("row-constraint", where, ref=form.id, record=record, condition=each.message, written=written)


def demand_faults(form: Form, cells: Mapping[str, str], faulty: Collection[str], place: Place) -> Iterator[Finding]:
    """Cells that are empty, or are not, against what the record's other cells demand; a faulty cell demands nothing."""
    for field in form.fields:
        if field.name in faulty:
            continue
        demand = field.empty_when if cells[field.name] else field.required_when
        if demand and all(_is_said(each, form, cells, faulty) for each in demand):
            yield _demand_fault(form, field, demand, cells, place)


def _is_said(condition: Condition, form: Form, cells: Mapping[str, str], faulty: Collection[str]) -> bool:
    other = form.field(condition.field)
    return other is not None and condition.field not in faulty and condition.holds(cells[condition.field], other.type)


def _demand_fault(
    form: Form, field: Field, demand: tuple[Condition, ...], cells: Mapping[str, str], place: Place
) -> Finding:
    value = cells[field.name]
    return finding(
        "cell-unwanted" if value else "cell-demanded",
        place.at(place.line, field.name),
        ref=form.id,
        record=cells[form.primary_key],
        title=field.title,
        value=value,
        **demand_facts(demand, form),
    )


def _impossible(condition: Condition, form: Form, place: Place) -> Iterator[Finding]:
    """One finding for the values of a condition that its field cannot have."""
    other = form.field(condition.field)
    if other is None:
        return
    allowed = other.constraints.enum
    bad = [v for v in condition.values if not is_value(other.type, v) or (allowed is not None and v not in allowed)]
    if bad:
        told = allowed if allowed is not None else (other.type,)
        yield finding("condition-value", place, ref=form.id, title=other.title, value=bad, allowed=told)
