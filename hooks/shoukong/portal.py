"""The portal: its settings, documents, forms and requirement sets as read from a folder, and where its records lie."""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar

from shoukong.days.public_holidays import days_of
from shoukong.days.workdays import WorkingDays, parse_calendar_year, with_years
from shoukong.declared.conventions import Conventions
from shoukong.declared.glossary import Glossary, parse_glossary
from shoukong.declared.settings import Settings, read_settings
from shoukong.document import Clause, Document, parse_document
from shoukong.dossier import Dossier, parse_dossier
from shoukong.edition import Edition, edition_of, parse_archived, read_archived
from shoukong.figures import allowed_values
from shoukong.files.attachment import archived_attachments, digests_by_name, read_attachments
from shoukong.files.file_writing import is_unfinished
from shoukong.files.folder import list_files, misnamed, names_below, read_text
from shoukong.files.parsed_texts import parsed_once
from shoukong.files.write_lock import one_at_a_time
from shoukong.finding import Finding, Place, finding
from shoukong.forms.form import Form, parse_form, with_allowed_values
from shoukong.forms.table_names import unusable_names
from shoukong.layout import (
    CALENDAR,
    DOCUMENT_ARCHIVE,
    DOCUMENTS,
    DOSSIERS,
    FORM_ARCHIVE,
    FORMS,
    GLOSSARY,
    RECORDS,
    REQUIREMENTS,
    SAMPLE,
)
from shoukong.messages.names import Name
from shoukong.requirement import RequirementSet, parse_requirements
from shoukong.revision import ANY_REVISIONS, Revision, parse_revision
from shoukong.text.bounds import LAST_YEAR
from shoukong.text.composition import composed
from shoukong.text.digest import with_attachments

YEARS_AHEAD = 5  # how far working days are told beyond the day, provisionally where they are not known
_FOLDERS = ("docs", FORMS, RECORDS, CALENDAR)
# Folders of the site that are made from the portal; the tables with dossiers have folders of their own besides.
_GENERATED = frozenset({"assets", "changes", "control", "copies", "data", "duties", "forms", "indicators", "reading"})
_GENERATED |= {"departments", "fill", "posts", "registers", "requirements", "rules"}
Noun = TypeVar("Noun")


@dataclass(frozen=True)
class Portal:
    """All that stands in a folder, with the day for which it is asked and the latest day that has come.

    `incomplete` are the documents of which an attachment cannot be had: their digests are not known.
    """

    root: Path
    as_of: datetime.date
    horizon: datetime.date
    settings: Settings
    documents: tuple[Document, ...]
    forms: tuple[Form, ...]
    requirement_sets: tuple[RequirementSet, ...]
    dossiers: tuple[Dossier, ...]
    glossary: Glossary
    archive: tuple[Edition, ...]
    working_days: WorkingDays
    parts: tuple[str, ...]
    unread_documents: frozenset[str]
    unread_forms: frozenset[str]
    incomplete: frozenset[str]
    is_sample: bool
    faults: tuple[Finding, ...]

    @cached_property
    def documents_by_id(self) -> Mapping[str, Document]:
        """Documents by their numbers."""
        return {d.id: d for d in self.documents}

    @cached_property
    def forms_by_name(self) -> Mapping[str, Form]:
        """Forms by their tables."""
        return {f.name: f for f in self.forms}

    def revision(self, text: str) -> Revision | None:
        """A revision as the firm writes it; None where a text is something else."""
        return parse_revision(text, self.settings.conventions.revisions)

    def kind_name(self, kind: str) -> Name:
        """What the firm calls a kind of text."""
        return self.settings.conventions.kind_name(kind)

    @cached_property
    def generated(self) -> frozenset[str]:
        """The folders of the site whose pages are made from the portal."""
        return generated_folders(self.forms)

    def form_of(self, record: str) -> Form | None:
        """The form whose pattern of numbers a record's number fits; of several the first."""
        found = self._numbers.fullmatch(record)
        return tuple(self.forms_by_name.values())[int(found.lastgroup[1:])] if found and found.lastgroup else None

    @cached_property
    def forms_without_numbers(self) -> tuple[Form, ...]:
        """Forms whose records bring numbers that others gave, which do not tell the form."""
        return tuple(form for form in self.forms_by_name.values() if form.number is None)

    @cached_property
    def _numbers(self) -> re.Pattern[str]:
        """The numbers of all forms in one pattern, since there may be very many records to look up."""
        numbers = ((i, form.number) for i, form in enumerate(self.forms_by_name.values()))
        return re.compile("|".join(f"(?P<_{i}>{number.regex})" for i, number in numbers if number) or "(?!)")

    @cached_property
    def dossiers_by_table(self) -> Mapping[str, Dossier]:
        """Dossier templates by the tables of their forms."""
        return {d.table: d for d in self.dossiers}

    @cached_property
    def texts(self) -> Mapping[str, tuple[Edition, ...]]:
        """Every text of each subject, those of the archive included, by revision."""
        found: dict[str, list[Edition]] = {}
        named_well = {form.id for form in self.forms if form.written_name == form.name}
        forms = (f for f in self.forms if f.written_name == f.name or f.id not in named_well)
        for text in (*self.archive, *map(edition_of, self.documents), *map(edition_of, forms)):
            found.setdefault(text.subject, []).append(text)
        return {subject: tuple(sorted(texts, key=lambda t: t.revision)) for subject, texts in found.items()}

    def whole(self, text: Edition) -> Document | Form | None:
        """The whole document or form of a text; None where an archived one cannot be read to its end."""
        if not text.is_archived:
            known = self.forms_by_name if text.is_form else self.documents_by_id
            return known.get(text.page)
        if text.path not in self._archived:
            content, _ = read_text(self.root, text.path)
            conventions = self.settings.conventions
            noun = read_archived(content, text.path, conventions)[0] if content is not None else None
            if isinstance(noun, Document):
                noun = replace(noun, attachments=text.attachments, digest=text.digest)
            self._archived[text.path] = noun
        return self._archived[text.path]

    @cached_property
    def _archived(self) -> dict[str, Document | Form | None]:
        return {}

    @property
    def ruling_document(self) -> Document | None:
        """The document that rules this portal."""
        return self.documents_by_id.get(self.settings.rulebook or "")

    def clause(self, address: str) -> tuple[Document, Clause] | None:
        """The document and clause at an address such as `P-02#4.1.4`."""
        id_, _, number = address.partition("#")
        document = self.documents_by_id.get(id_)
        clause = document.clause(number) if document else None
        return (document, clause) if document and clause else None

    @cached_property
    def clauses_by_item(self) -> Mapping[str, tuple[tuple[Document, Clause], ...]]:
        """The clauses that satisfy each item of the requirements, in the order of documents and lines."""
        found: dict[str, list[tuple[Document, Clause]]] = {}
        for document in self.documents_by_id.values():
            for clause in document.clauses:
                for item in dict.fromkeys(clause.items):
                    found.setdefault(item, []).append((document, clause))
        return {item: tuple(pairs) for item, pairs in found.items()}

    def is_known_document(self, id_: str) -> bool:
        """Whether a document of this number exists, even one that is archived or could not be read."""
        return id_ in self.documents_by_id or id_ in self.unread_documents or id_ in self.texts

    def is_archived_alone(self, id_: str) -> bool:
        """Whether the archive alone has a text of this document; what may refer to it depends on its withdrawal."""
        return id_ in self.texts and id_ not in self.documents_by_id and id_ not in self.unread_documents

    def is_unread(self, text: Edition) -> bool:
        """Whether the portal holds a file of a text's subject that could not be read."""
        return text.page in (self.unread_forms if text.is_form else self.unread_documents)

    def could_not_read(self, place: str) -> bool:
        """Whether something is wrong with a file, or with one below a folder, so that what it holds is not known."""
        return any(fault.place.path == place or fault.place.path.startswith(f"{place}/") for fault in self.faults)

    def is_known_form(self, name: str) -> bool:
        """Whether a form of this name exists, even one that could not be read."""
        return name in self.forms_by_name or name in self.unread_forms


def generated_folders(forms: Iterable[Form]) -> frozenset[str]:
    """The folders of the site whose pages are made from a portal of these forms."""
    return _GENERATED | {form.name for form in forms if form.dossier}


def load_portal(root: Path, as_of: datetime.date, horizon: datetime.date | None = None) -> Portal:
    """Read all but the records of a portal's folder; what could not be read stands in `faults`.

    `horizon` is the latest day that has come (default `as_of`): what is said to have happened after it is wrong.
    """
    if is_unfinished(root):
        with suppress(OSError), one_at_a_time(root):
            pass  # whoever takes the lock finishes what a verb that was ended began
    settings, faults = read_settings(root)
    portal = _read_portal(root, as_of, horizon, settings, faults)
    unfit = _unfit_revisions(portal)
    if unfit is None:
        return portal
    lenient = replace(settings, conventions=replace(settings.conventions, revisions=ANY_REVISIONS))
    return _read_portal(root, as_of, horizon, lenient, (*faults, unfit))


def _unfit_revisions(portal: Portal) -> Finding | None:
    """What is wrong with a pattern of revisions that no text of several fits."""
    if portal.documents or portal.forms:
        return None
    found = [item for item in portal.faults if item.code == "value-kind" and item.place.field == "revision"]
    if len({item.place.path for item in found}) < 2:
        return None
    facts = {"pattern": portal.settings.conventions.revisions.template, "written": found[0].facts["value"]}
    return finding("revisions-unfit", portal.settings.lines.place("revisions"), **facts)


def _read_portal(
    root: Path, as_of: datetime.date, horizon: datetime.date | None, settings: Settings, faults: tuple[Finding, ...]
) -> Portal:
    documents, unread_documents, document_faults = _read_all(
        root, DOCUMENTS, ".md", partial(parse_document, conventions=settings.conventions)
    )
    forms, unread_forms, form_faults = _read_forms(root, settings.conventions)
    sets, _, set_faults = _read_all(root, REQUIREMENTS, ".yaml", parse_requirements)
    dossiers, _, dossier_faults = _read_all(root, DOSSIERS, ".md", parse_dossier)
    glossary, glossary_faults = _read_glossary(root)
    documents, incomplete, attachment_faults = _with_attachments(root, documents, generated_folders(forms))
    archive, _, archive_faults = _read_archive(root, settings.conventions)
    years, _, year_faults = _read_all(root, CALENDAR, ".yaml", parse_calendar_year)
    working_days, calendar_faults = with_years(days_of(settings.holidays), years)
    allowed, figure_faults = allowed_values(forms, documents, unread_documents)
    return Portal(
        root=root,
        as_of=as_of,
        horizon=max(as_of, horizon or as_of),
        settings=settings,
        documents=documents,
        forms=tuple(with_allowed_values(form, allowed) for form in forms),
        requirement_sets=sets,
        dossiers=dossiers,
        glossary=glossary,
        archive=archive,
        working_days=working_days.reaching(min(max(as_of, horizon or as_of).year + YEARS_AHEAD, LAST_YEAR)),
        parts=list_files(root, RECORDS, ".csv"),
        unread_documents=unread_documents,
        unread_forms=unread_forms,
        incomplete=incomplete,
        is_sample=(root / SAMPLE).is_file(),
        faults=(
            *faults,
            *document_faults,
            *attachment_faults,
            *form_faults,
            *set_faults,
            *dossier_faults,
            *glossary_faults,
            *archive_faults,
            *year_faults,
            *calendar_faults,
            *figure_faults,
            *(fault for folder in _FOLDERS for fault in misnamed(root, folder)),
        ),
    )


def _with_attachments(
    root: Path, documents: Iterable[Document], generated: frozenset[str]
) -> tuple[tuple[Document, ...], frozenset[str], tuple[Finding, ...]]:
    """The documents with their attachments, those that lack some, and why; a generated folder's files may be made."""
    names = names_below(root)
    whole: list[Document] = []
    incomplete: set[str] = set()
    faults: dict[tuple[str, Place], Finding] = {}
    for document in documents:
        named = {
            name: place
            for name, place in document.named_files.items()
            if name.partition("/")[0] not in generated or (root / "docs" / name).exists()
        }
        attachments, found = read_attachments(root, named, names)
        digest = with_attachments(document.digest, digests_by_name(attachments))
        whole.append(replace(document, attachments=attachments, digest=digest) if attachments else document)
        incomplete.update(document.id for _ in found)
        for fault in found:
            faults.setdefault((fault.code, fault.place), replace(fault, ref=document.id))
    return tuple(whole), frozenset(incomplete), tuple(faults.values())


def _read_forms(root: Path, conventions: Conventions) -> tuple[tuple[Form, ...], frozenset[str], tuple[Finding, ...]]:
    """The forms, the stems of the files that gave none or one whose table cannot have its name, and the findings."""
    forms, unread, faults = _read_all(root, FORMS, ".yaml", partial(parse_form, conventions=conventions))
    unusable = dict(unusable_names(forms))
    stems = unread | {form.name for form in unusable}
    return tuple(form for form in forms if form not in unusable), stems, (*faults, *unusable.values())


def _read_glossary(root: Path) -> tuple[Glossary, tuple[Finding, ...]]:
    """The firm's glossary; an empty one where there is none, or where it cannot be read."""
    if not (root / GLOSSARY).exists():
        return Glossary(), ()
    text, faults = read_text(root, GLOSSARY)
    glossary, found = (None, faults) if text is None else parse_glossary(text, GLOSSARY)
    return glossary or Glossary(), found


def _read_archive(
    root: Path, conventions: Conventions
) -> tuple[tuple[Edition, ...], frozenset[str], tuple[Finding, ...]]:
    documents = list_files(root, DOCUMENT_ARCHIVE, ".md")
    paths = (*documents, *list_files(root, FORM_ARCHIVE, ".yaml"))
    texts, unread, found = _gathered(root, paths, partial(parse_archived, conventions=conventions))
    return tuple(_with_archived_attachments(root, text) for text in texts), unread, found


def _with_archived_attachments(root: Path, text: Edition) -> Edition:
    attachments = () if text.is_form else archived_attachments(root, text.path)
    digest = with_attachments(text.digest, digests_by_name(attachments))
    return replace(text, attachments=attachments, digest=digest) if attachments else text


def _read_all(
    root: Path, folder: str, suffix: str, parse: Callable[[str, str], tuple[Noun | None, tuple[Finding, ...]]]
) -> tuple[tuple[Noun, ...], frozenset[str], tuple[Finding, ...]]:
    """Every noun of a folder, the stems of the files that gave none, and the findings."""
    paths = (path for path in list_files(root, folder, suffix) if not path.startswith(f"{FORM_ARCHIVE}/"))
    return _gathered(root, tuple(paths), parse)


def _gathered(
    root: Path, paths: tuple[str, ...], parse: Callable[[str, str], tuple[Noun | None, tuple[Finding, ...]]]
) -> tuple[tuple[Noun, ...], frozenset[str], tuple[Finding, ...]]:
    nouns: list[Noun] = []
    unread: set[str] = set()
    findings: list[Finding] = []
    for path, noun, found in _parsed(root, paths, parse):
        findings.extend(found)
        if noun is None:
            unread.add(composed(Path(path).stem))
        else:
            nouns.append(noun)
    return tuple(nouns), frozenset(unread), tuple(findings)


def _parsed(
    root: Path, paths: tuple[str, ...], parse: Callable[[str, str], tuple[Noun | None, tuple[Finding, ...]]]
) -> Iterator[tuple[str, Noun | None, tuple[Finding, ...]]]:
    for path in paths:
        text, found = read_text(root, path)
        noun, faults = parsed_once(parse, text, path) if text is not None else (None, ())
        yield path, noun, (*found, *faults)
