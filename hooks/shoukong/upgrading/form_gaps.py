"""What a portal's forms lack that this version reads: told only, since a form is under control and takes a revision."""

from collections.abc import Iterator
from dataclasses import dataclass

from shoukong.messages.names import Name
from shoukong.portal import Portal
from shoukong.records.core_declaration import REGISTERS
from shoukong.records.core_registers import kept_register


@dataclass(frozen=True, slots=True)
class FormGap:
    """A column that a form lacks: what it would hold, and what goes without it; None where control needs it."""

    path: str
    column: str
    meaning: Name
    lost: Name | None


def form_gaps(portal: Portal) -> Iterator[FormGap]:
    """The columns that core registers lack, but for those that the firm says it does without."""
    for core in REGISTERS:
        kept = kept_register(portal, core.name)
        said = portal.settings.registers.get(core.name)
        for column in core.columns if kept else ():
            is_declined = said is not None and said.columns.get(column.name, "") is None
            if kept is not None and column.name not in kept.columns and not is_declined:
                yield FormGap(kept.form.path, column.name, column.meaning, column.lost)
