"""The rulebook: what the firm's ruling document says of numbers, departments, authority and times, as typed values."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from shoukong.declared.conventions import USUAL, Conventions
from shoukong.document import Document
from shoukong.finding import Finding, finding
from shoukong.text.number_pattern import NumberPattern, NumberPatternError, parse_number_pattern
from shoukong.text.yaml_lines import Value
from shoukong.text.yaml_shape import (
    DATE,
    DAYS,
    DAYS_FROM_0,
    MAPPING,
    MAPPINGS,
    MONTHS,
    NUMBER,
    TEXT,
    TEXTS,
    KeyShape,
    Kind,
    misfits,
    one_of,
)

STEPS = ("prepare", "review", "approve")
SIGNINGS = (STEPS, ("prepare", "approve"))
SIGNING = Kind(
    lambda v: isinstance(v, list) and tuple(v) in SIGNINGS,
    "[prepare, review, approve] 或 [prepare, approve]",
    "[prepare, review, approve] or [prepare, approve]",
)
_COUNTS = {
    "acknowledgement_days": DAYS,
    "review_notice_days": DAYS_FROM_0,
    "external_check_months": MONTHS,
    "effective_lead_days": DAYS_FROM_0,
    "publish_working_days": DAYS_FROM_0,
    "recall_days": DAYS_FROM_0,
}
SHAPE: Mapping[str, KeyShape] = {
    "numbering": KeyShape(MAPPING, required=False),
    "departments": KeyShape(TEXTS, required=False),
    "role_posts": KeyShape(MAPPINGS, required=False),
    "authority": KeyShape(MAPPINGS, required=False),
    "signing": KeyShape(SIGNING, required=False),
    "proof": KeyShape(MAPPINGS, required=False),
    "key_keepers": KeyShape(TEXTS, required=False),
    "approve_corrections": KeyShape(MAPPINGS, required=False),
    "approve_disposals": KeyShape(MAPPINGS, required=False),
    **{name: KeyShape(kind, required=False) for name, kind in _COUNTS.items()},
}
_ROLE_SHAPE = {"name": KeyShape(TEXT), "posts": KeyShape(TEXTS)}
_AUTHORITY_SHAPE = {
    "kind": KeyShape(NUMBER),
    "name": KeyShape(TEXT, required=False),
    **{step: KeyShape(TEXTS) for step in STEPS},
}
SIGNATURE, MERGE = "signature", "merge"
_PROOF_SHAPE = {
    "from": KeyShape(DATE),
    "kind": KeyShape(one_of(SIGNATURE, MERGE)),
    "by": KeyShape(TEXTS, required=False),
}
OWNER = "owner"
_RIGHT_SHAPE = {
    "posts": KeyShape(TEXTS),
    "department": KeyShape(one_of(OWNER), required=False),
    "clause": KeyShape(TEXT, required=False),
}
SHAPES: Mapping[str, Mapping[str, KeyShape]] = {
    "": SHAPE,
    "role_posts": _ROLE_SHAPE,
    "authority": {**_AUTHORITY_SHAPE, "review": KeyShape(TEXTS, required=False)},
    "proof": _PROOF_SHAPE,
    "approve_corrections": _RIGHT_SHAPE,
    "approve_disposals": _RIGHT_SHAPE,
}
_NOTHING: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ApprovalRight:
    """Posts whose holders may approve corrections or disposals, by right of a clause.

    Where it `is_of_owner`, those alone of the department that owns the document to which the record's form belongs.
    """

    posts: tuple[str, ...]
    is_of_owner: bool
    clause: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What proves approvals from a day on; of a merge `by` names the forges whose keys may have signed it."""

    since: datetime.date
    kind: str
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules of a firm; each default is what holds where its rulebook is silent.

    `departments` is None where any may be named. `authority` holds, for each kind of text, the posts that may take each
    step; a kind or step that it lacks is open to all.
    `signing` are the steps that every text takes. Each of the `proofs` is demanded from its day on. `key_keepers` are
    the posts that may vouch for a change of the list of signers; None for everybody whose key is allowed.
    `correction_rights` and `disposal_rights` are None where anybody else may approve a correction, or a disposal.
    Times are in days or months as their names say.
    """

    numbering: Mapping[str, NumberPattern] = field(default_factory=dict)
    departments: tuple[str, ...] | None = None
    authority: Mapping[str, Mapping[str, tuple[str, ...]]] | None = None
    signing: tuple[str, ...] = STEPS
    proofs: tuple[Proof, ...] = ()
    key_keepers: tuple[str, ...] | None = None
    correction_rights: tuple[ApprovalRight, ...] | None = None
    disposal_rights: tuple[ApprovalRight, ...] | None = None
    acknowledgement_days: int = 15
    review_notice_days: int = 60
    external_check_months: int = 6
    effective_lead_days: int = 30
    publish_working_days: int = 0
    recall_days: int = 3

    def posts_for(self, step: str, kind: str) -> tuple[str, ...] | None:
        """The posts that may take a step (prepare, review, approve) with a kind of text; None where no rule says so."""
        return (self.authority or _NOTHING).get(kind, {}).get(step)

    @property
    def proof_from(self) -> datetime.date | None:
        """The day from which each step of an approval is proved by a signature; None where none is demanded."""
        return self.proof_since(SIGNATURE)

    def proof_since(self, kind: str) -> datetime.date | None:
        """The first day on which a kind of proof is demanded; None where it is not."""
        return min((proof.since for proof in self.proofs if proof.kind == kind), default=None)


def parse_rulebook(document: Document, conventions: Conventions = USUAL) -> tuple[Rulebook, tuple[Finding, ...]]:
    """The rules among a document's figures; a faulty one is found and left out, and its default holds."""
    given = {name: document.figures[name] for name in SHAPE if name in document.figures}
    findings = list(misfits(given, SHAPE, document.lines, "figures"))
    sound = {name: value for name, value in given.items() if SHAPE[name].kind.accepts(value)}
    numbering, pattern_faults = _numbering(sound.get("numbering") or {}, document, conventions)
    roles, role_faults = _rows(sound, "role_posts", _ROLE_SHAPE, document)
    signing = tuple(sound.get("signing") or STEPS)
    shape = _authority_shape(signing, conventions)
    authority, authority_faults = _rows(sound, "authority", shape, document)
    proofs, proof_faults = _rows(sound, "proof", _PROOF_SHAPE, document)
    corrections, correction_faults = _rows(sound, "approve_corrections", _RIGHT_SHAPE, document)
    disposals, disposal_faults = _rows(sound, "approve_disposals", _RIGHT_SHAPE, document)
    rulebook = Rulebook(
        numbering=numbering,
        departments=tuple(sound["departments"]) if "departments" in sound else None,
        authority=_posts_by_kind(authority, roles) if "authority" in sound else None,
        signing=signing,
        proofs=tuple(Proof(row["from"], row["kind"], tuple(row.get("by") or ())) for row in proofs),
        key_keepers=_posts_of(sound["key_keepers"], roles) if "key_keepers" in sound else None,
        correction_rights=_rights(corrections, roles) if "approve_corrections" in sound else None,
        disposal_rights=_rights(disposals, roles) if "approve_disposals" in sound else None,
        **{name: sound[name] for name in _COUNTS if name in sound},
    )
    faults = (*pattern_faults, *role_faults, *authority_faults, *proof_faults, *correction_faults, *disposal_faults)
    return rulebook, (*findings, *faults)


def _authority_shape(signing: Sequence[str], conventions: Conventions) -> Mapping[str, KeyShape]:
    """What a row of the table of authority holds, where these are the steps."""
    steps = {step: KeyShape(TEXTS, required=step in signing) for step in STEPS}
    return {
        **_AUTHORITY_SHAPE,
        "kind": KeyShape(one_of(*conventions.kinds_of_text) if conventions.kinds else TEXT),
        **steps,
    }


def _numbering(
    given: Mapping[str, Value], document: Document, conventions: Conventions
) -> tuple[dict[str, NumberPattern], list[Finding]]:
    kinds = conventions.kinds_of_text if conventions.kinds else tuple(given)
    shape = {kind: KeyShape(TEXT, required=False) for kind in kinds}
    findings = list(misfits(given, shape, document.lines, "figures", "numbering"))
    patterns: dict[str, NumberPattern] = {}
    for kind, template in given.items():
        if kind in kinds and TEXT.accepts(template):
            try:
                patterns[kind] = parse_number_pattern(template)
            except NumberPatternError as error:
                place = document.place("figures", "numbering", kind)
                findings.append(finding("number-pattern", place, ref=document.id, pattern=template, part=error))
    return patterns, findings


def _rows(
    given: Mapping[str, Value], name: str, shape: Mapping[str, KeyShape], document: Document
) -> tuple[list[Mapping[str, Value]], list[Finding]]:
    """The rows of a figure that have the shape, and what is wrong with the others."""
    sound: list[Mapping[str, Value]] = []
    findings: list[Finding] = []
    for i, row in enumerate(given.get(name) or ()):
        found = list(misfits(row, shape, document.lines, "figures", name, i))
        findings.extend(found)
        if not found:
            sound.append(row)
    return sound, findings


def _posts_by_kind(
    authority: Sequence[Mapping[str, Value]], roles: Sequence[Mapping[str, Value]]
) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """The posts behind the roles that each row names; a role without posts of its own is a post."""
    return {row["kind"]: {step: _posts_of(row[step], roles) for step in STEPS if step in row} for row in authority}


def _rights(rows: Sequence[Mapping[str, Value]], roles: Sequence[Mapping[str, Value]]) -> tuple[ApprovalRight, ...]:
    return tuple(
        ApprovalRight(_posts_of(row["posts"], roles), row.get("department") == OWNER, row.get("clause") or "")
        for row in rows
    )


def _posts_of(names: Sequence[str], roles: Sequence[Mapping[str, Value]]) -> tuple[str, ...]:
    """The posts that names of roles or posts mean."""
    posts = {role["name"]: tuple(role["posts"]) for role in roles}
    return tuple(post for name in names for post in posts.get(name, (name,)))
