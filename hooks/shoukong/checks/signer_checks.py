"""Checks of the list of signers: lines that can be read, a key that is one person's, changes that are vouched for."""

from collections.abc import Iterator, Mapping, Sequence

from shoukong.control.allowed_signers import AllowedSigner, LineFault, list_lines, read_signers
from shoukong.control.approval_signature import ALLOWED_SIGNERS
from shoukong.control.document_control import Control
from shoukong.control.signer_chain import ChangeFault, LinkOfChain
from shoukong.files.folder import read_text
from shoukong.finding import Finding, Place, finding
from shoukong.records.core_people import STAFF

_CODES = {
    LineFault.SHAPE: "signer-unreadable",
    LineFault.KEY: "signer-key",
    LineFault.KIND: "signer-kind",
    LineFault.MANY: "signer-pattern",
    LineFault.OPTION: "signer-option",
}
_CHANGE_CODES = {
    ChangeFault.UNREADABLE: "signer-change-broken",
    ChangeFault.CHAIN: "signer-change-broken",
    ChangeFault.FORGED: "signer-change-forged",
    ChangeFault.KEY: "signer-change-forged",
}
_MOST_SHOWN = 60  # characters of a line


def check_signers(control: Control) -> Iterator[Finding]:
    """The list of signers is sound, whether or not anything is signed yet."""
    root = control.portal.root
    if not (root / ALLOWED_SIGNERS).exists():
        return
    text, found = read_text(root, ALLOWED_SIGNERS)
    yield from found
    signers, faults = read_signers(text or "")
    for line, fault, written in faults:
        yield finding(_CODES[fault], Place(ALLOWED_SIGNERS, line), written=written.strip()[:_MOST_SHOWN])
    yield from _shared(signers)
    if control.staff and control.is_whole(STAFF):
        yield from _strangers(signers, control)


def check_signer_changes(control: Control) -> Iterator[Finding]:
    """Each change of the list follows from the one before, and the list is what the last one vouches for."""
    links = control.signer_chain
    for link in links:
        if link.fault is not None:
            change = link.change
            facts: Mapping[str, object] = {
                "by": control.name(change.by) if change else "-",
                "day": change.on if change else "-",
            }
            yield finding(_CHANGE_CODES[link.fault], Place(link.path), ref=None, record=None, **facts)
            return  # what comes after rests on it
        yield from _without_right(control, link)
    text = (
        read_text(control.portal.root, ALLOWED_SIGNERS)[0] if (control.portal.root / ALLOWED_SIGNERS).exists() else ""
    )
    if text is None:
        return
    is_demanded = any(proof.since <= control.portal.as_of for proof in control.rulebook.proofs)
    now = list_lines(text)
    if links and links[-1].change:
        yield from _changed(links[-1].change.lines, now)
    elif is_demanded and now:
        yield finding("signers-unvouched", Place(ALLOWED_SIGNERS))


CHECKS = (check_signers, check_signer_changes)


def _changed(vouched: Sequence[str], now: Sequence[str]) -> Iterator[Finding]:
    """That the list is another than the one vouched for, with the people whose lines came, went or changed."""
    if sorted(vouched) == sorted(now):
        return
    people = dict.fromkeys(line.split()[0] for line in sorted(set(vouched) ^ set(now)))
    yield finding("signers-changed", Place(ALLOWED_SIGNERS), people=tuple(people))


def _without_right(control: Control, link: LinkOfChain) -> Iterator[Finding]:
    """That who vouches for a change was not with the firm that day, or holds no post that may."""
    change = link.change
    person = control.staff.get(change.by) if change else None
    if change is None or not control.staff or not control.is_whole(STAFF):
        return
    posts = control.signing_rules_on(change.on).key_keepers
    may = person is not None and person.is_employed_on(change.on)
    if person is None or not may or (posts is not None and not set(posts) & set(person.posts_on(change.on))):
        facts: Mapping[str, object] = {"person": control.name(change.by), "day": change.on, "posts": posts or "-"}
        found = finding("signer-change-without-right", Place(link.path), ref=None, record=None, **facts)
        yield found.resting_on(control.sources_of_people)


def _shared(signers: Sequence[AllowedSigner]) -> Iterator[Finding]:
    """Keys that are several people's, told where the next one comes in."""
    first: dict[bytes, AllowedSigner] = {}
    for signer in signers:
        other = first.setdefault(signer.key, signer)
        if other.person != signer.person:
            place = Place(ALLOWED_SIGNERS, signer.line)
            yield finding("signer-shared", place, person=signer.person, other=other.person, first=other.line)


def _strangers(signers: Sequence[AllowedSigner], control: Control) -> Iterator[Finding]:
    """Lines of people who are not in the staff register, or were not with the firm when their key began to count."""
    forges = {name for proof in control.signing_rules_on(control.portal.as_of).proofs for name in proof.by}
    for signer in signers:
        if signer.person in forges:
            continue
        person, place = control.staff.get(signer.person), Place(ALLOWED_SIGNERS, signer.line)
        if person is None:
            yield finding("signer-stranger", place, person=signer.person)
            continue
        since = signer.since or control.portal.as_of
        is_open = signer.until is None or signer.until > control.portal.as_of
        if is_open and not person.is_employed_on(max(since, control.portal.as_of)):
            facts: Mapping[str, object] = {"person": signer.person, "name": person.name, "left": person.left_on or "-"}
            yield finding("signer-left", place, ref=None, record=None, **facts)
