"""What pages are made from: the portal as it is in force, its registers, its control, each derivation made once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePosixPath

from shoukong.audience import THE_STAFF, Readers
from shoukong.control.document_control import Control
from shoukong.control.form_in_force import form_in, form_on
from shoukong.control.life import Life, Status, Term
from shoukong.control.passage import passages_of
from shoukong.control.record_keeping import FormKeeping, keeping_by_form
from shoukong.control.redline import Comparison
from shoukong.control.redline_cache import cached_redline
from shoukong.control.suspect_link import Suspect
from shoukong.disclosure import shows_records, withheld_from
from shoukong.document import Document
from shoukong.entries.ledger import entries_by_record
from shoukong.evaluation import Evaluation
from shoukong.executable.breach_answer import AnsweredBreach
from shoukong.executable.executable_clauses import ExecutableClauses
from shoukong.executable.occurrence import Occurrence
from shoukong.files.enclosure import parse_name
from shoukong.files.stored_files import stored_files
from shoukong.forms.form import Field, Form
from shoukong.language import Speech, speech
from shoukong.layout import ENCLOSURES
from shoukong.links import dossier_forms
from shoukong.pages.hidden_records import HiddenRecords
from shoukong.pages.output import cell
from shoukong.portal import Portal
from shoukong.records.core_declaration import REGISTERS_BY_NAME
from shoukong.records.core_registers import core_form
from shoukong.records.forms_of_records import forms_of
from shoukong.records.kept_lists import keeps_page
from shoukong.records.registers import Registers
from shoukong.sealing.seal_folder import short_digest


@dataclass(frozen=True)
class View:
    """A portal as its pages see it; `portal` holds, of each document, the text in force on the day.

    Prints are made and offered where it `has_prints`: a preview does without. `hidden` is what is kept from the readers
    of some scopes.
    """

    evaluation: Evaluation
    has_prints: bool = True
    readers: Readers = THE_STAFF
    hidden: HiddenRecords | None = None

    @cached_property
    def portal(self) -> Portal:
        """The portal with the documents in force on its day."""
        day, whole = self.evaluation.portal.as_of, self.evaluation.portal.whole
        shown = (whole(life.shown_on(day).text) for life in self.control.lives.values() if not life.text.is_form)
        documents = tuple(document for document in shown if isinstance(document, Document))
        return replace(self.evaluation.portal, documents=documents)

    def shown_fields(self, form: Form) -> list[Field]:
        """The fields of a form that the readers may see."""
        withheld = withheld_from(form, self.readers)
        return [field for field in form.fields if field.name not in withheld]

    def shows(self, form: Form) -> bool:
        """Whether the records of a form are shown."""
        return shows_records(form, self.portal, self.readers)

    @cached_property
    def keeping(self) -> Sequence[FormKeeping]:
        """How long the records of each form are kept, and how many of them may go, whoever reads of it."""
        return keeping_by_form(self.portal, self.registers, self.control.holds, self.portal.as_of)

    @property
    def say(self) -> Speech:
        """How the portal's language says things."""
        return speech(self.evaluation.portal.settings.language)

    @property
    def registers(self) -> Registers:
        """The open registers."""
        return self.evaluation.registers

    @property
    def control(self) -> Control:
        """Document control."""
        return self.evaluation.control

    @property
    def latest_seal(self) -> str:
        """The digest of the latest seal as people read it out; empty where nothing is sealed."""
        seal = self.control.seal_chain.latest
        return short_digest(seal.digest) if seal else ""

    @property
    def executable(self) -> ExecutableClauses:
        """The executable clauses and what they say."""
        return self.evaluation.executable

    @property
    def counts(self) -> Mapping[str, int]:
        """How many records each table holds."""
        return self.evaluation.counts

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """Documents by number, those withdrawn included."""
        return tuple(sorted(self.portal.documents_by_id.values(), key=lambda d: d.id))

    @cached_property
    def current_documents(self) -> tuple[Document, ...]:
        """Documents by number, without those withdrawn."""
        return tuple(d for d in self.documents if self.status(d.id) is not Status.WITHDRAWN)

    @cached_property
    def forms(self) -> tuple[Form, ...]:
        """Forms by number."""
        return tuple(sorted(self.portal.forms_by_name.values(), key=lambda f: f.id))

    @cached_property
    def forms_in_force(self) -> tuple[Form, ...]:
        """Forms by number, each in the revision that is in force on the day of the view, else the one that is shown."""
        return tuple(form_on(self.control, form, self.portal.as_of) for form in self.forms)

    def forms_to_come(self, form: Form) -> tuple[tuple[Term, Form], ...]:
        """The approved revisions of a form that come into force after the day of the view, the next one first."""
        coming = (term for term in self.life(form.id).approved if term.start > self.portal.as_of)
        told = ((term, form_in(self.control, form, term)) for term in coming)
        return tuple((term, whole) for term, whole in told if whole is not None)

    @cached_property
    def forms_of_others_numbers(self) -> Mapping[str, Form]:
        """The forms of the records that are shown as a breach, proof or start and whose numbers others gave."""
        if not self.portal.forms_without_numbers:
            return {}
        breaches = {item.breach.record for items in self.executable.breaches.values() for item in items}
        proofs = (o.proof for result in self.executable.duty_results for o in result.occurrences)
        starts = (o.start for result in self.executable.duty_results for o in result.occurrences)
        shown = breaches.union(each.record for each in (*proofs, *starts) if each is not None)
        return forms_of(shown, self.portal, self.registers)

    @cached_property
    def enclosed(self) -> Mapping[str, int]:
        """The bytes of each file that records may enclose and the site may show, by its name."""
        files = stored_files(self.evaluation.portal.root, ENCLOSURES)
        placed = ((parse_name(PurePosixPath(file.path).name), file) for file in files)
        return {each.name: f.size for each, f in placed if each and f.path == each.path(is_personal=False)}

    @cached_property
    def entries(self) -> Mapping[tuple[str, str], str]:
        """The id of the entry that a record was, by table and number; of records that are not shown there are none."""
        forms, found = self.portal.forms_by_name, entries_by_record(self.evaluation.portal.root)
        return {key: id_ for key, id_ in found.items() if key[0] not in forms or self.shows(forms[key[0]])}

    @cached_property
    def started(self) -> Mapping[str, Sequence[Occurrence]]:
        """The follow-ups by the table of the record that started them, the first due first."""
        found: dict[str, list[Occurrence]] = {}
        for result in self.executable.duty_results:
            for occurrence in (o for o in result.occurrences if o.start is not None):
                form = self.portal.form_of(occurrence.key) or self.forms_of_others_numbers.get(occurrence.key)
                if form is not None:
                    found.setdefault(form.name, []).append(occurrence)
        return {table: sorted(own, key=lambda o: (o.due, o.duty.id)) for table, own in found.items()}

    @cached_property
    def broken(self) -> Mapping[str, Sequence[AnsweredBreach]]:
        """The breaches by the table of the record that broke a rule or duty, those that are open first."""
        found: dict[str, list[AnsweredBreach]] = {}
        for item in (item for items in self.executable.breaches.values() for item in items):
            form = self.portal.form_of(item.breach.record) or self.forms_of_others_numbers.get(item.breach.record)
            if form is not None:
                found.setdefault(form.name, []).append(item)
        return {table: sorted(own, key=lambda item: not item.is_open) for table, own in found.items()}

    @cached_property
    def dossier_forms(self) -> tuple[Form, ...]:
        """Forms each of whose records has a page of its own."""
        return dossier_forms(self.portal)

    def keeps(self, register: str) -> bool:
        """Whether the firm keeps a core register."""
        return core_form(self.portal, register) is not None

    def keeps_page(self, page: str) -> bool:
        """Whether the firm keeps what a page of the site, or a folder of pages, tells of."""
        return keeps_page(self.portal, page)

    def page_of(self, path: str) -> str | None:
        """The page of a register, form or document, such as `registers/staff`; None where the firm keeps none.

        A core register goes by the engine's name for it.
        """
        room, _, name = path.partition("/")
        if name in REGISTERS_BY_NAME:
            form = core_form(self.portal, name)
            return f"{room}/{form.name}" if form else None
        kept = self.portal.documents_by_id if room == "documents" else self.portal.forms_by_name
        return path if name in kept else None

    @cached_property
    def departments(self) -> tuple[str, ...]:
        """The departments, by name: those of the rulebook, and whoever owns a document or owes a duty."""
        results = self.executable.duty_results
        owing = {o.owner for result in results for o in result.occurrences} | {r.duty.owner for r in results}
        named = self.control.rulebook.departments or ()
        return tuple(sorted({*named, *owing, *(d.owner for d in self.current_documents)} - {""}))

    @cached_property
    def posts(self) -> tuple[str, ...]:
        """The posts, by name: those that are held on the day, may sign a text, or have something to follow up."""
        day, rights = self.portal.as_of, (self.control.rulebook.authority or {}).values()
        held = {person.post_on(day) for person in self.control.staff.values()}
        owing = {o.start.post for result in self.executable.duty_results for o in result.occurrences if o.start}
        signing = {post for steps in rights for posts in steps.values() for post in posts}
        return tuple(sorted((held | owing | signing) - {""}))

    @cached_property
    def scope_title(self) -> str:
        """What the axes of scopes are called, for the heads of columns; empty where the firm has none."""
        return "/".join(axis.title for axis in self.portal.settings.scopes)

    @property
    def scope_head(self) -> str:
        """The head of the column of scopes in a Markdown table; empty where there is none."""
        return f" {cell(self.scope_title)} |" if self.scope_title else ""

    @property
    def scope_rule(self) -> str:
        """What stands below that head."""
        return "---|" if self.scope_title else ""

    @property
    def scope_also(self) -> str:
        """The axes as one more item of a list that goes on; empty where there are none."""
        return f"{self.say.comma}{self.scope_title}" if self.scope_title else ""

    @property
    def scope_or(self) -> str:
        """The axes as the last item of a list; empty where there are none."""
        return self.say("或%(what)s", what=self.scope_title) if self.scope_title else ""

    def life(self, subject: str) -> Life:
        """The life of a document or form."""
        return self.control.lives[subject]

    def status(self, subject: str) -> Status:
        """What a document or form is worth on the day of the view."""
        return self.life(subject).status(self.portal.as_of)

    def term(self, subject: str) -> Term:
        """The revision that the pages show of a document or form."""
        return self.life(subject).shown_on(self.portal.as_of)

    def redline(self, old: Term, new: Term) -> tuple[Comparison, ...]:
        """Two revisions of one subject compared; nothing where one of them cannot be read to its end."""
        one, other = (self.control.portal.whole(term.text) for term in (old, new))
        if one is None or other is None:
            return ()
        say, digests = self.say, (old.text.digest, new.text.digest)
        kinds = [self.portal.kind_name(term.text.kind).told(say.language) for term in (old, new)]
        return cached_redline(
            (*digests, say.language, *kinds), lambda: (passages_of(one, say), passages_of(other, say))
        )

    def changed_names(self, suspect: Suspect) -> tuple[str, ...]:
        """The clauses that changed, as the text names them."""
        text = self.control.portal.whole(suspect.term.text)
        return tuple(text.name_of(key) if isinstance(text, Document) else key for key in suspect.changed)

    def suspects_at(self, subject: str) -> tuple[Suspect, ...]:
        """The doubtful references of a document or form, and those to it."""
        return tuple(s for s in self.control.suspects if subject in (s.referrer.name, s.life.subject))
