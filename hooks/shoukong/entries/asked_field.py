"""A field of a record that is being filled in: whether it is asked for, its choices, and what an answer means."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from shoukong.entries.choices import choices_of
from shoukong.entries.enclosing import meant_files
from shoukong.entries.fault_words import cell_words
from shoukong.entries.known_names import is_known, meant_numbers
from shoukong.entries.meant_cell import Unmeant, meant_cell
from shoukong.evaluation import Evaluation
from shoukong.finding import Finding, Place, finding
from shoukong.forms.form import Field, Form
from shoukong.forms.form_condition import Condition
from shoukong.language import Speech
from shoukong.messages.catalogue import fix_of, message_of
from shoukong.records.cells_by_frictionless import authority_on

MOST_CHOICES = 5000


class WrongAnswerError(ValueError):
    """An answer that the field does not take; the text says why, and the remedy."""


class AskedField:
    """A field of a form, beside the cells of the record that are known so far."""

    def __init__(self, evaluation: Evaluation, form: Form, field: Field, say: Speech) -> None:
        self.field = field
        self._evaluation = evaluation
        self._form = form
        self._say = say
        self.files: Mapping[str, Path] = {}  # that come with the last answer, by where each is to be kept

    @property
    def is_given(self) -> bool:
        """Whether the field is filled in by itself: a number that counts on, and the form's revision."""
        is_counted = self._form.number is not None and self._form.number.counts_by_code
        is_key = self.field.name == self._form.primary_key
        return self.field.is_made or self.field.name == "form_revision" or (is_key and is_counted)

    def is_needless(self, cells: Mapping[str, str]) -> bool:
        """Whether the field stays empty beside the cells that are known."""
        return bool(self.field.empty_when) and self._hold(self.field.empty_when, cells)

    def is_required(self, cells: Mapping[str, str]) -> bool:
        """Whether the field must be filled in beside the cells that are known."""
        is_key = self.field.name == self._form.primary_key
        demanded = bool(self.field.required_when) and self._hold(self.field.required_when, cells)
        return self.field.constraints.required or is_key or demanded

    @cached_property
    def options(self) -> Sequence[str]:
        """What may be chosen, as it is shown."""
        if self.field.type == "boolean":
            return [self._say("是"), self._say("否")]
        if self.field.constraints.enum:
            return self.field.constraints.enum
        key = self._form.foreign_key(self.field.name)
        target = self._evaluation.portal.forms_by_name.get(key.table) if key else None
        if target is None:
            return ()
        found = choices_of(self._evaluation.portal, self._evaluation.registers, target, MOST_CHOICES)
        return [choice.words for choice in found]

    def answer(self, written: str, cells: Mapping[str, str]) -> str:
        """The cell that an answer means. Raises WrongAnswerError."""
        meant = self._enclosed(written) if self.field.attachment else meant_cell(written, self.field)
        key = self._form.foreign_key(self.field.name)
        target = self._evaluation.portal.forms_by_name.get(key.table) if key else None
        if target is not None and isinstance(meant, str) and meant:
            known = meant_numbers(self._evaluation.portal, self._evaluation.registers, target, [meant])
            meant = known.get(meant, meant)
            if isinstance(meant, str) and not is_known(self._evaluation.registers, target, meant):
                told = finding(
                    "reference-dangling", Place(self._form.path), title=self.field.title, value=meant,
                    table=target.name, table_title=target.title,
                )  # fmt: skip
                raise WrongAnswerError(self._told(told))
        if isinstance(meant, Unmeant):
            raise WrongAnswerError(cell_words(meant, self._say))
        if not meant:
            if self.is_required(cells):
                raise WrongAnswerError(self._say("必填"))
            return ""
        found = authority_on(self._form).judge(self.field, meant, Place(self._form.path), "")
        for item in found:
            raise WrongAnswerError(self._told(item))
        return meant

    def _enclosed(self, written: str) -> str | Unmeant:
        """The cell that an answer of paths or names means; it keeps which files are to come along."""
        meant = meant_files(written, self.field)
        if isinstance(meant, Unmeant):
            return meant
        cell, self.files = meant
        return cell

    def _told(self, item: Finding) -> str:
        return f"{message_of(item, self._say.language)} → {fix_of(item, self._say.language)}"

    def _hold(self, conditions: tuple[Condition, ...], cells: Mapping[str, str]) -> bool:
        types = {field.name: field.type for field in self._form.fields}
        return all(each.holds(cells.get(each.field, ""), types.get(each.field, "string")) for each in conditions)
