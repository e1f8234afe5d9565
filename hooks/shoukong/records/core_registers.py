"""The registers in which control itself is kept: which tables and columns they are, and their rows."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from shoukong.finding import Place
from shoukong.form import Form
from shoukong.portal import Portal
from shoukong.records.cells_in_bulk import by_number, column
from shoukong.records.registers import Registers

STAFF = "staff"
APPROVALS = "document_approvals"
ACKNOWLEDGEMENTS = "document_acknowledgements"
CHANGE_REQUESTS = "document_change_requests"
CHANGE_ITEMS = "document_change_items"
REVIEWS = "document_reviews"
LINK_REVIEWS = "link_reviews"
COPIES = "controlled_copies"
EXTERNAL = "external_documents"
EXTERNAL_CHECKS = "external_checks"
TRAININGS = "training_records"
CORRECTIONS = "record_corrections"
CLOSINGS = "indicator_closings"
NONCONFORMITIES = "nonconformities"
ACTIONS = "corrective_actions"

# What control reads of each register, the number of the record first; other columns are the firm's own affair.
TABLES: Mapping[str, tuple[str, ...]] = {
    STAFF: ("staff_no", "name", "department", "post", "project", "hired_on", "left_on"),
    APPROVALS: (
        "approval_no",
        "subject",
        "revision",
        "digest",
        "prepared_by",
        "prepared_on",
        "reviewed_by",
        "reviewed_on",
        "approved_by",
        "approved_on",
        "change_kind",
        "reason",
        "impact",
        "change_no",
        "withdrawn_on",
    ),
    ACKNOWLEDGEMENTS: ("acknowledgement_no", "subject", "revision", "staff_no", "read_on"),
    CHANGE_REQUESTS: (
        "change_no",
        "title",
        "reason",
        "impact",
        "effective_on",
        "retraining",
        "department",
        "requested_by",
        "requested_on",
        "decision",
        "decided_by",
        "decided_on",
        "closed_on",
    ),
    CHANGE_ITEMS: (
        "item_no",
        "change_no",
        "subject",
        "action",
        "clause_no",
        "proposal",
        "from_revision",
        "to_revision",
    ),
    REVIEWS: ("review_no", "subject", "revision", "reviewed_by", "reviewed_on", "outcome", "grounds", "change_no"),
    LINK_REVIEWS: ("link_review_no", "referrer", "subject", "revision", "outcome", "checked_by", "checked_on"),
    COPIES: (
        "copy_no",
        "subject",
        "revision",
        "holder",
        "kept_at",
        "issued_by",
        "issued_on",
        "returned_on",
        "return_kind",
    ),
    EXTERNAL: ("external_no", "title", "external_kind", "issuer", "edition", "effective_on", "kept_at", "clauses"),
    EXTERNAL_CHECKS: ("check_no", "external_no", "checked_by", "checked_on", "result", "edition", "change_no"),
    TRAININGS: ("training_no", "topic", "trained_on", "basis"),
    NONCONFORMITIES: (
        "nonconformity_no",
        "rule",
        "breach_record",
        "description",
        "department",
        "disposition",
        "found_on",
        "due_on",
        "closed_on",
    ),
    ACTIONS: (
        "action_no",
        "nonconformity_no",
        "cause",
        "measure",
        "department",
        "responsible",
        "due_on",
        "done_on",
        "verified_on",
        "effective",
    ),
    CLOSINGS: (
        "closing_no",
        "indicator",
        "period",
        "scope",
        "value",
        "row_count",
        "rows_digest",
        "closed_on",
        "closed_by",
        "reason",
    ),
    CORRECTIONS: ("correction_no", "register", "record_no", "field_title", "old_value", "corrected_on"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A record that control reads: its number, its cells by column, and where it stands."""

    table: str
    number: str
    cells: Mapping[str, str]
    source: str
    row: int

    def __getitem__(self, name: str) -> str:
        return self.cells[name]

    def day(self, name: str) -> datetime.date | None:
        """The day in a cell; None where it is empty or no date, which is found elsewhere."""
        try:
            return datetime.date.fromisoformat(self.cells[name])
        except ValueError:
            return None


def core_form(portal: Portal, table: str) -> Form | None:
    """The form of a control register where the firm keeps one that has what control reads."""
    form = portal.forms_by_name.get(table)
    return form if form is not None and not missing_columns(form) else None


def missing_columns(form: Form) -> tuple[str, ...]:
    """The columns that control reads of a form's table and the form does not have."""
    return tuple(name for name in TABLES.get(form.name, ()) if name not in form.names)


def core_rows(portal: Portal, registers: Registers, table: str) -> tuple[Row, ...]:
    """The rows of a control register by number; none where the firm does not keep it."""
    if core_form(portal, table) is None:
        return ()
    names = TABLES[table]
    order = by_number(column(names[0]))
    query = f"SELECT _file, rowid, {', '.join(map(column, names))} FROM {column(table)} ORDER BY {order}, rowid"
    return tuple(
        Row(table, cells[0], dict(zip(names, cells, strict=True)), source, row)
        for source, row, *cells in registers.rows(query)
    )


def place_of(row: Row, registers: Registers, name: str | None = None) -> Place:
    """Where a row stands; the file alone where its line cannot be told."""
    place = registers.place(row.table, row.source, row.row, name)
    return place or Place(registers.parts[row.source].path, None, name)
