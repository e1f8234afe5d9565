"""Which enclosures the cells of records name, asked of whole registers at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from shoukong.files.enclosure import DIGEST, EXTENSIONS, EnclosureKind, enclosures_in, is_kept_apart
from shoukong.forms.form import Field, Form
from shoukong.portal import Portal
from shoukong.records.cells_in_bulk import column, quoted
from shoukong.records.record_scans import outlived
from shoukong.records.registers import Registers


@dataclass(frozen=True, slots=True)
class EnclosingField:
    """A field whose cells name files, with its form and the kind of what it takes.

    `outlived` is the SQL of those rows whose files went with the record that they are of, where there may be such.
    """

    form: Form
    field: Field
    kind: EnclosureKind
    outlived: str = ""

    @property
    def is_personal(self) -> bool:
        """Whether its files lie apart."""
        return is_kept_apart(self.field.privacy)

    @property
    def cells(self) -> str:
        """The SQL of its names, one a row, each with the place and number of its record."""
        cell = column(self.field.name)
        kept = f" AND NOT {self.outlived}" if self.outlived else ""
        return (
            f"(SELECT _file, rowid AS row, {column(self.form.primary_key)} AS record,"
            f" unnest(string_split({cell}, ' ')) AS name FROM {column(self.form.name)} WHERE {cell} <> ''{kept})"
        )

    @property
    def is_taken(self) -> str:
        """The SQL that says whether a name is one, with an extension that the field takes."""
        pattern = f"{DIGEST}[.]({'|'.join(EXTENSIONS[self.kind])})"
        return f"regexp_full_match(name, {quoted(pattern)})"


def enclosing_fields(portal: Portal) -> Iterator[EnclosingField]:
    """Every field of every form whose cells name files."""
    for form in portal.forms_by_name.values():
        for field in form.enclosing:
            if field.attachment is not None:
                yield EnclosingField(form, field, field.attachment, outlived(portal, form))


def named_enclosures(portal: Portal, registers: Registers, *, is_personal: bool) -> frozenset[str]:
    """The names that records tell in fields that are personal, or in those that are not."""
    return names_in(registers, [each for each in enclosing_fields(portal) if each.is_personal is is_personal])


def names_in(registers: Registers, fields: Iterable[EnclosingField]) -> frozenset[str]:
    """The names that records tell in some fields."""
    asked = [each.cells for each in fields]
    query = " UNION ALL ".join(f"SELECT name FROM {cells}" for cells in asked)
    return (
        frozenset(name for (name,) in registers.rows(f"SELECT DISTINCT name FROM ({query})")) if asked else frozenset()
    )


def enclosed_by_these_alone(portal: Portal, registers: Registers, form: Form, numbers: Sequence[str]) -> Iterator[str]:
    """Where the files lie, relative to the root, that some records of a form enclose and no other record does."""
    own: dict[bool, set[str]] = {True: set(), False: set()}
    others: dict[bool, set[str]] = {True: set(), False: set()}
    for each in enclosing_fields(portal) if form.enclosing else ():
        query = f"SELECT DISTINCT name, record IN (SELECT unnest($numbers)) FROM {each.cells}"
        for name, is_told in registers.rows(query, {"numbers": list(numbers)}):
            is_own = is_told and each.form.name == form.name
            (own if is_own else others)[each.is_personal].add(name)
    for is_personal, names in own.items():
        for name in sorted(names - others[is_personal]):
            yield from (each.path(is_personal=is_personal) for each in enclosures_in(name))
