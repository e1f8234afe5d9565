"""What people call the records of a register: the field beside their number that names them."""

from shoukong.declared.scope_axis import ScopeAxis
from shoukong.forms.form import Field, Form

_NAMING = ("name", "title")
_NAMING_ENDS = tuple(f"_{word}" for word in _NAMING)
SENSITIVE = "sensitive"


def label_of(form: Form, axes: tuple[ScopeAxis, ...] = ()) -> Field | None:
    """The field by which people know a record: a name or title, else the first text that always says something.

    A register of members of an axis is called by the column that the axis tells. None where nothing names a record.
    """
    fields = [field for field in form.fields if _may_name(field, form)]
    for axis in axes:
        if axis.register == form.name:
            told = next((f for name in axis.columns_of_names for f in fields if f.name == name), None)
            if told:
                return told
    named = [f for f in fields if f.name in _NAMING] or [f for f in fields if f.name.endswith(_NAMING_ENDS)]
    always = [f for f in fields if f.constraints.required and f.constraints.enum is None and f.privacy is None]
    return next(iter([*named, *always]), None)


def is_named(form: Form, label: Field) -> bool:
    """Whether a label is a name, by which people may mean the record, and no description of it."""
    return label.name in _NAMING or label.name.endswith(_NAMING_ENDS)


def _may_name(field: Field, form: Form) -> bool:
    is_own = field.name in (form.primary_key, "form_revision") or field.is_made or field.attachment is not None
    is_bound = form.foreign_key(field.name) is not None or field.constraints.pattern is not None
    return field.type == "string" and not is_own and not is_bound and field.privacy != SENSITIVE
