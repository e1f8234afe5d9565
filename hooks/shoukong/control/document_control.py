"""Document control: all that follows from its registers and texts on the portal's day, each computed once."""

import datetime
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

from shoukong.control.approval import STEP_VERBS, STEPS, Approval, read_approvals
from shoukong.control.approval_signature import Signature, signature_files, signing_of, verified
from shoukong.control.change_request import ChangeRequest, read_change_requests
from shoukong.control.controlled_copy import ControlledCopy, read_copies
from shoukong.control.correction import Cell, Correction, by_cell, read_corrections, withdrawn_records
from shoukong.control.disposal import Disposals, read_disposals
from shoukong.control.external_document import ExternalDocument, read_external
from shoukong.control.hold import Hold, read_holds
from shoukong.control.life import Life, lives_of
from shoukong.control.reading import EVERYONE, Acknowledgement, Reading, read_acknowledgements, readings_of
from shoukong.control.review import Review, days_kept, read_reviews
from shoukong.control.signer_chain import LinkOfChain, read_chain
from shoukong.control.staff import Person, employed, read_staff
from shoukong.control.suspect_link import LinkReview, Suspect, read_link_reviews, referrers_of, suspects_of
from shoukong.document import Document
from shoukong.finding import Finding
from shoukong.layout import FORMS
from shoukong.portal import Portal
from shoukong.records.core_declaration import ACKNOWLEDGEMENTS, APPROVALS, LINK_REVIEWS, REVIEWS
from shoukong.records.core_people import DELEGATIONS, POSTS, STAFF
from shoukong.records.core_registers import core_form, core_table, kept_register
from shoukong.records.registers import Registers
from shoukong.rulebook import SIGNATURE, Proof, Rulebook, parse_rulebook
from shoukong.sealing.seal_chain import SealChain
from shoukong.sealing.seal_chain import read_chain as read_seals


@dataclass(frozen=True)
class Control:
    """A portal's document control; every derivation is kept, so that checks and pages share it."""

    portal: Portal
    registers: Registers

    @cached_property
    def keeps_approvals(self) -> bool:
        """Whether the firm approves its texts here: it has the register and uses it, or what rests on it."""
        used = self.approvals or self.acknowledgements or self.reviews or self.copies
        return core_form(self.portal, APPROVALS) is not None and bool(used)

    @cached_property
    def approvals(self) -> tuple[Approval, ...]:
        """All approvals, by number."""
        return read_approvals(self.portal, self.registers)

    @cached_property
    def approved_digests(self) -> frozenset[str]:
        """The digests that approvals put into force, of whatever text."""
        return frozenset(approval.digest for approval in self.approvals if not approval.is_withdrawal)

    @cached_property
    def reviews(self) -> tuple[Review, ...]:
        """All periodic reviews, by number."""
        return read_reviews(self.portal, self.registers)

    @cached_property
    def lives(self) -> Mapping[str, Life]:
        """The life of every document and form, by number."""
        is_reviewed = core_form(self.portal, REVIEWS) is not None
        return lives_of(self.portal.texts, self.approvals, days_kept(self.reviews) if is_reviewed else None)

    @cached_property
    def staff(self) -> Mapping[str, Person]:
        """Everyone in the staff register, by number."""
        return read_staff(self.portal, self.registers)

    @cached_property
    def reader_words(self) -> frozenset[str]:
        """The words by which an audience can take somebody in; none without staff and departments."""
        words = set(self.rulebook.departments or ())
        words.update(
            post for steps in (self.rulebook.authority or {}).values() for posts in steps.values() for post in posts
        )
        for person in self.staff.values():
            words.update(*((held.department, held.post, *held.scopes) for held in person.posts))
        return frozenset(words - {""}) | (frozenset(EVERYONE) if words else frozenset())

    @cached_property
    def changes(self) -> Mapping[str, ChangeRequest]:
        """All change requests, by number."""
        return read_change_requests(self.portal, self.registers)

    @cached_property
    def acknowledgements(self) -> tuple[Acknowledgement, ...]:
        """All acknowledgements, by number."""
        return read_acknowledgements(self.portal, self.registers)

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """What everyone owes on the portal's day; nothing where nobody can sign."""
        if core_form(self.portal, ACKNOWLEDGEMENTS) is None:
            return ()
        day = self.portal.as_of
        lives = [
            (life, whole.audience)
            for life in self.lives.values()
            if not life.text.is_form and isinstance(whole := self.portal.whole(life.shown_on(day).text), Document)
        ]
        people = employed(self.staff.values(), day)
        return readings_of(lives, people, self.acknowledgements, day, self.rulebook.acknowledgement_days)

    @cached_property
    def copies(self) -> tuple[ControlledCopy, ...]:
        """All controlled copies, by number."""
        return read_copies(self.portal, self.registers, self.lives)

    @cached_property
    def external(self) -> tuple[ExternalDocument, ...]:
        """All external documents, by number."""
        return read_external(self.portal, self.registers, self.rulebook.external_check_months)

    @cached_property
    def link_reviews(self) -> tuple[LinkReview, ...]:
        """All looks at suspect links, by number."""
        return read_link_reviews(self.portal, self.registers)

    @cached_property
    def suspects(self) -> tuple[Suspect, ...]:
        """The references that a change has made doubtful; none where nobody could say that one was looked at."""
        if not self.keeps_approvals or core_form(self.portal, LINK_REVIEWS) is None:
            return ()
        referrers = referrers_of(self.portal, self.registers, self.lives)
        return suspects_of(referrers, self.lives, self.link_reviews, self.portal.whole)

    def is_whole(self, register: str) -> bool:
        """Whether a core register was read without a fault, so that what is missing there means something."""
        return core_table(self.portal, register) not in self.registers.incomplete

    @cached_property
    def sources_of_people(self) -> frozenset[str]:
        """The forms of the registers that tell who is with the firm and in which posts: rights rest on them."""
        tables = (core_table(self.portal, register) for register in (STAFF, POSTS, DELEGATIONS))
        return frozenset(f"{FORMS}/{table}.yaml" for table in tables)

    def name(self, number: str) -> str:
        """A member of staff by name, or the number where nobody has it."""
        person = self.staff.get(number)
        return person.name if person else number

    @cached_property
    def rulebook(self) -> Rulebook:
        """The rules of the portal's day."""
        return self.rulebook_on(self.portal.as_of)

    def rulebook_on(self, day: datetime.date) -> Rulebook:
        """The rules in force on a day; those of the first approved text before that, none where a draft is all."""
        document = self.ruling_text(self.portal.settings.rulebook or "", day)
        return self.rules_of(document) if document else Rulebook()

    def rules_of(self, document: Document) -> Rulebook:
        """The rules that a text holds."""
        return self.rules_read(document)[0]

    def rules_read(self, document: Document) -> tuple[Rulebook, tuple[Finding, ...]]:
        """The rules that a text holds, and what is wrong with how it says them."""
        if document.digest not in self._rulebooks:  # an archived text has the path of where it was in force
            self._rulebooks[document.digest] = parse_rulebook(document, self.portal.settings.conventions)
        return self._rulebooks[document.digest]

    def steps_on(self, day: datetime.date) -> tuple[str, ...]:
        """The steps that an approval takes on a day: without columns for a review there is none.

        Until a rulebook is approved for the first time, its draft says by which steps that is done.
        """
        return self.recordable_steps(self.signing_rules_on(day))

    def signing_rules_on(self, day: datetime.date) -> Rulebook:
        """The rules by which a text is approved on a day; a rulebook that never was approved says its own."""
        document = self.ruling_text(self.portal.settings.rulebook or "", day) or self.portal.ruling_document
        return self.rules_of(document) if document else Rulebook()

    def recordable_steps(self, rules: Rulebook) -> tuple[str, ...]:
        """The steps that some rules demand and the register of approvals has columns for."""
        kept = kept_register(self.portal, APPROVALS)
        columns = kept.columns if kept else {f"{step}_by" for step in STEPS}
        return tuple(step for step in STEPS if STEP_VERBS[step] in rules.signing and f"{step}_by" in columns)

    def rules_for(self, approval: Approval, day: datetime.date) -> Rulebook | None:
        """The rules by which a step that an approval took on a day is judged; None where there was none yet.

        They are those of the day, as far as they had been approved by then: what was approved earlier, on the same day
        too, is not judged by them. The rulebook's own approval is judged by what it puts into force.
        """
        life = self.lives.get(self.portal.settings.rulebook or "")
        if life is None or not life.approved:
            return self.signing_rules_on(day) if life is None or approval.row is None else None
        moment = self._moment(approval)
        known = [term for term in life.approved if term.approval and self._moment(term.approval) <= moment]
        ruling = next((term for term in reversed(known) if term.start <= day), known[0] if known else None)
        document = self.portal.whole(ruling.text) if ruling else None
        return self.rules_of(document) if isinstance(document, Document) else None

    def demands_proof(self, approval: Approval) -> bool:
        """Whether each step of an approval must be proved by a signature, by the rules of its day."""
        return any(proof.kind == SIGNATURE for proof in self.proofs_of(approval))

    def proofs_of(self, approval: Approval) -> tuple[Proof, ...]:
        """What must prove an approval, by the rules of its day.

        A new text of the rulebook cannot free itself of it: what the text before it demands holds for its approval.
        """
        day = approval.approved.on
        if day is None:
            return ()
        rules = [self.rules_for(approval, day)]
        if approval.subject == self.portal.settings.rulebook:
            rules += [self.rules_of(d) for d in self._ruling_before(approval)]
        return tuple(proof for each in rules if each for proof in each.proofs if proof.since <= day)

    def _ruling_before(self, approval: Approval) -> tuple[Document, ...]:
        """The text of the rulebook that was approved before another one of it."""
        moment, life = self._moment(approval), self.lives.get(approval.subject)
        earlier = [t for t in (life.approved if life else ()) if t.approval and self._moment(t.approval) < moment]
        whole = self.portal.whole(earlier[-1].text) if earlier else None
        return (whole,) if isinstance(whole, Document) else ()

    @cached_property
    def signatures(self) -> Mapping[tuple[str, str], Signature]:
        """The signatures over steps of approvals, verified, by approval and person."""
        root, day = self.portal.root, self.portal.as_of
        approvals = {approval.number: approval for approval in self.approvals}
        files = [(path, approvals.get(number), person) for path, number, person in signature_files(root)]
        known = [(path, a, person) for path, a, person in files if a is not None and signing_of(a, person)]
        with ThreadPoolExecutor(max_workers=4) as pool:
            seals, is_demanded = self.seal_chain, self.demands_proof
            found = pool.map(lambda item: verified(root, seals, item, day, is_demanded=is_demanded(item[1])), known)
            return {(each.approval, each.person): each for each in found}

    @cached_property
    def corrections(self) -> tuple[Correction, ...]:
        """All corrections of records, in the order in which they were made."""
        return read_corrections(self.portal, self.registers)

    @cached_property
    def corrections_by_cell(self) -> Mapping[Cell, Sequence[Correction]]:
        """The corrections of each cell: those whose form and field there are."""
        return by_cell(self.portal, self.corrections)

    @cached_property
    def withdrawn(self) -> Mapping[str, Mapping[str, Correction]]:
        """The records that were withdrawn, by table and number, each with the correction that says so."""
        return withdrawn_records(self.portal, self.corrections)

    @cached_property
    def seal_chain(self) -> SealChain:
        """The seals that closed periods of the registers."""
        return read_seals(self.portal.root)

    @cached_property
    def disposals(self) -> Disposals:
        """The disposals of records, and which of them went."""
        return read_disposals(self.portal, self.registers)

    @cached_property
    def holds(self) -> tuple[Hold, ...]:
        """All holds of records, by number."""
        return read_holds(self.portal, self.registers)

    @cached_property
    def signer_chain(self) -> tuple[LinkOfChain, ...]:
        """The changes of the list of signers, each judged by the one before."""
        return read_chain(self.portal.root)

    def _moment(self, approval: Approval) -> tuple[datetime.date, int]:
        """When an approval was given, to be compared with others: its day, and its place among all of them."""
        return approval.approved.on or datetime.date.min, self._places.get(approval.number, len(self.approvals))

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {approval.number: i for i, approval in enumerate(self.approvals)}

    def ruling_text(self, subject: str, day: datetime.date) -> Document | None:
        """The text of a document whose figures rule on a day: none of a draft, where texts are approved at all."""
        life = self.lives.get(subject)
        if life is None or (not life.approved and core_form(self.portal, APPROVALS) is not None):
            return None
        term = life.approved[0] if life.approved and day < life.approved[0].start else life.shown_on(day)
        whole = self.portal.whole(term.text)
        return whole if isinstance(whole, Document) else None

    def in_force_since(self, subject: str) -> datetime.date | None:
        """The first day on which what a text demands is demanded; None of a draft, where texts are approved at all."""
        life = self.lives.get(subject)
        if life is None:
            return None
        counted = life.approved if core_form(self.portal, APPROVALS) is not None else life.terms
        return counted[0].start if counted else None

    def is_in_force(self, subject: str) -> bool:
        """Whether what a text demands is demanded on the portal's day."""
        since = self.in_force_since(subject)
        return since is not None and since <= self.portal.as_of

    @cached_property
    def _rulebooks(self) -> dict[str, tuple[Rulebook, tuple[Finding, ...]]]:
        return {}
