"""The members of the firm's axes of scopes, such as its branches, as their registers list them."""

from collections.abc import Mapping

from shoukong.control.document_control import Control
from shoukong.declared.scope_axis import ScopeAxis
from shoukong.executable.block_rows import QueryRow, rows_of
from shoukong.executable.cell_text import written
from shoukong.executable.query_process import Queries, QueryError
from shoukong.records.cells_in_bulk import column

# The names of members by their codes, by axis.
MemberNames = Mapping[str, Mapping[str, str]]


def members_of(axis: ScopeAxis, queries: Queries, control: Control) -> list[QueryRow]:
    """Every member that the axis's register lists; none where the register is not there, which is found elsewhere."""
    form = control.portal.forms_by_name.get(axis.register)
    if form is None:
        return []
    code = axis.name if axis.name in form.names else form.primary_key
    called = next((name for name in axis.columns_of_names if name in form.names and name != code), None)
    name = f", {column(called)} AS name" if called else ""
    return list(
        rows_of(queries.run(f"SELECT {column(code)} AS {column(axis.name)}{name} FROM {column(form.name)}", {}))
    )


def member_names(queries: Queries, control: Control) -> MemberNames:
    """What people call the members of every axis, as far as their registers can be asked."""
    return {axis.name: _names(axis, queries, control) for axis in control.portal.settings.scopes}


def _names(axis: ScopeAxis, queries: Queries, control: Control) -> Mapping[str, str]:
    try:
        return {written(row.get(axis.name)): written(row.get("name")) for row in members_of(axis, queries, control)}
    except QueryError:
        return {}
