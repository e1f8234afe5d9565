"""What pages are made from: the portal, its registers, and what is derived from both once for all pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from shoukong.document import Document
from shoukong.form import Form
from shoukong.links import dossier_forms
from shoukong.portal import Portal
from shoukong.registers import Registers
from shoukong.status import Approval, Status, approvals_of, status_of


@dataclass(frozen=True)
class View:
    """A portal as its pages see it."""

    portal: Portal
    registers: Registers

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """Documents by number."""
        return tuple(sorted(self.portal.documents_by_id.values(), key=lambda d: d.id))

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """Forms by number."""
        return tuple(sorted(self.portal.forms_by_name.values(), key=lambda f: f.id))

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many records each table holds."""
        return self.registers.counts(form.name for form in self.forms)

    @cached_property
    def approvals(self) -> Mapping[str, tuple[Approval, ...]]:
        """Approvals by the number of the document or form."""
        return approvals_of(self.registers, self.portal)

    @cached_property
    def dossier_forms(self) -> tuple[Form, ...]:
        """Forms each of whose records has a page of its own."""
        return dossier_forms(self.portal)

    def kept(self) -> "View":
        """The same view with all that needs the registers computed, for use after they are closed."""
        _ = self.counts, self.approvals
        return self

    def status(self, document: Document) -> Status:
        """The document's status on the day of the view."""
        return status_of(document, self.approvals.get(document.id, ()), self.portal.as_of)
