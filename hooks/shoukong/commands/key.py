"""`shoukong key`: keys for signing – make one, list them, revoke one, vouch for changes of the list."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from shoukong.commands.key_words import TEXTS
from shoukong.commands.own_key import key_path, people_with_key
from shoukong.commands.refusal import COULD_NOT_RUN, is_portal, refuse, refuse_folder
from shoukong.commands.signing_words import no_key_words, refuse_unconfirmed, refuse_without_tool
from shoukong.control.allowed_signers import SIGNERS_NAMESPACE, AllowedSigner, list_lines, read_signers
from shoukong.control.approval_signature import ALLOWED_SIGNERS
from shoukong.control.document_control import Control
from shoukong.control.signer_chain import SignerChange, next_change
from shoukong.control.ssh_keygen import (
    SigningFailedError,
    fingerprint,
    is_signed,
    make_key,
    parse_signature,
    sign_text,
)
from shoukong.evaluation import evaluate
from shoukong.files.file_writing import write_files
from shoukong.files.folder import read_text
from shoukong.files.write_lock import one_at_a_time
from shoukong.portal import load_portal

_ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NewKey:
    """Whose key to make, where, from which day it counts; `public` is one that was made before."""

    person: str
    out: Path | None
    since: datetime.date
    public: Path | None = None


@dataclass(frozen=True, slots=True)
class Revocation:
    """Whose keys no longer count from which day on, and why."""

    person: str
    since: datetime.date
    reason: str


@dataclass(frozen=True, slots=True)
class Vouching:
    """Who vouches for the list as it is now, with which key, and why."""

    person: str | None
    key: Path | None
    reason: str
    is_sure: bool = False


Act = NewKey | Revocation | Vouching | None


def run(root: Path, act: Act, today: datetime.date, language: str) -> int:
    """Do what is asked with keys, or list them; 1 where it must not be done, 2 where the machine cannot."""
    if not is_portal(root):
        return refuse_folder(root, language)
    texts = TEXTS[language]
    with one_at_a_time(root), evaluate(load_portal(root, today), asks_clauses=False) as evaluation:
        control = evaluation.control
        text = read_text(root, ALLOWED_SIGNERS)[0] if (root / ALLOWED_SIGNERS).exists() else ""
        signers, faults = read_signers(text or "")
        if text is None or (faults and act is not None):
            lines = ", ".join(str(line) for line, _, _ in faults) or "-"
            return refuse(texts["faulty"].format(path=ALLOWED_SIGNERS, lines=lines))
        try:
            match act:
                case NewKey():
                    return _new(control, act, text, language)
                case Revocation():
                    return _revoke(control, act, text, texts)
                case Vouching():
                    return _vouch(control, act, text, language)
                case None:
                    return _list(control, signers, texts)
        except SigningFailedError as error:
            return refuse(texts["failed"].format(problem=error), COULD_NOT_RUN)


def _new(control: Control, wish: NewKey, text: str, language: str) -> int:
    """Make a key, and enter its public half; the key before it ends with the day."""
    person, root, texts = wish.person, control.portal.root, TEXTS[language]
    path = wish.out or key_path(person)
    problem = _why_no_key(control, wish, path, texts)
    if problem is not None:
        return refuse(problem)
    lacking = refuse_without_tool(language) if wish.public is None else None
    if lacking is not None:
        return lacking
    if wish.public is not None:
        public = wish.public.read_text("utf-8", "replace").strip()
    else:
        assert path is not None
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        print(texts["passphrase"], flush=True)
        public = make_key(path, person)
    signers, _ = read_signers(f"{person} {public}")
    if len(signers) != 1 or "\n" in public:
        return refuse(texts["not-public"].format(path=wish.public or path))
    signer = replace(signers[0], since=wish.since, remark="")
    holder = next((s for s in read_signers(text)[0] if s.key == signer.key), None)
    if holder is not None:
        return refuse(texts["known"].format(person=holder.person, line=holder.line))
    ended = _ended(text, person, wish.since + _ONE_DAY, "")
    write_files(root, {ALLOWED_SIGNERS: f"{ended}{signer.written}\n".encode()})
    facts = {"person": person, "name": control.name(person), "since": wish.since, "path": path, "list": ALLOWED_SIGNERS}
    print(texts["made" if wish.public is None else "entered"].format(fingerprint=fingerprint(signer.key), **facts))
    print(texts["then-vouch"])
    return 0


def _why_no_key(control: Control, wish: NewKey, path: Path | None, texts: dict[str, str]) -> str | None:
    """Why a person gets no key here."""
    person = control.staff.get(wish.person)
    if control.staff and person is None:
        return texts["stranger"].format(person=wish.person)
    if person is not None and not person.is_employed_on(wish.since):
        return texts["not-employed"].format(person=wish.person, day=wish.since)
    if not wish.person.isprintable() or set(wish.person) & set(' "*?!,#'):
        return texts["no-number"].format(person=wish.person)
    if wish.public is not None:
        return None if wish.public.is_file() else texts["not-public"].format(path=wish.public)
    if path is None:
        return texts["no-home"]
    if path.resolve().is_relative_to(control.portal.root.resolve()):
        return texts["inside"].format(path=path)
    is_taken = path.exists() or path.with_name(f"{path.name}.pub").exists()
    return texts["taken"].format(path=path) if is_taken else None


def _revoke(control: Control, wish: Revocation, text: str, texts: dict[str, str]) -> int:
    """End all keys of a person."""
    open_keys = [s for s in read_signers(text)[0] if s.person == wish.person and _is_open(s, wish.since)]
    if not open_keys:
        return refuse(texts["nothing"].format(person=wish.person, day=wish.since))
    reason = " ".join(wish.reason.split())
    if not reason or not reason.isprintable():
        return refuse(texts["no-reason"])
    ended = _ended(text, wish.person, wish.since, reason)
    write_files(control.portal.root, {ALLOWED_SIGNERS: ended.encode()})
    print(texts["revoked"].format(person=wish.person, name=control.name(wish.person), day=wish.since))
    print(texts["then-vouch"])
    return 0


def _is_open(signer: AllowedSigner, day: datetime.date) -> bool:
    return signer.until is None or signer.until > day


def _ended(text: str, person: str, day: datetime.date, reason: str) -> str:
    """The list in which a person's keys end before a day; one that would never have counted becomes a remark."""
    own = {s.line: s for s in read_signers(text)[0] if s.person == person and _is_open(s, day)}
    rows = text.split("\n")
    for line, signer in own.items():
        remark = " ".join(filter(None, (signer.remark, reason)))
        ended = replace(signer, until=day, remark=remark).written
        rows[line - 1] = f"# {ended}" if signer.since and signer.since >= day else ended
    return "".join(f"{row}\n" for row in rows[: len(rows) - (not rows[-1])])


def _list(control: Control, signers: tuple[AllowedSigner, ...], texts: dict[str, str]) -> int:
    """Say who has which key, since when, until when."""
    day, here = control.portal.as_of, people_with_key()
    if not signers:
        print(texts["no-keys"].format(path=ALLOWED_SIGNERS))
    for signer in signers:
        state = "future" if signer.since and signer.since > day else "open" if _is_open(signer, day) else "ended"
        last = (signer.until - _ONE_DAY) if signer.until else "…"
        own = texts["here"] if signer.person in here else ""
        span = f"{signer.since or '…'} – {last}"
        who = f"{signer.person} {control.name(signer.person)}"
        print("  ".join(filter(None, (who, span, texts[state], fingerprint(signer.key), signer.remark, own))))
    links = control.signer_chain
    last_change = links[-1].change if links else None
    if last_change:
        print(texts["vouched"].format(name=control.name(last_change.by), day=last_change.on, number=len(links)))
    return 0


def _vouch(control: Control, wish: Vouching, text: str, language: str) -> int:
    """Sign for the list as it is now, as the next change of the chain."""
    links, portal, texts = control.signer_chain, control.portal, TEXTS[language]
    fault = next((link for link in links if link.fault), None)
    if fault is not None:
        return refuse(texts["broken"].format(path=fault.path))
    person = wish.person or next(iter(people_with_key()), "")
    key = wish.key or key_path(person)
    problem = _why_not(control, person, key, language)
    if problem is not None or key is None:
        return refuse(problem or texts["no-home"])
    day = portal.as_of
    change = next_change(links, list_lines(text), (person, day), (wish.reason, control.rulebook.proof_from))
    before = links[-1].change.lines if links and links[-1].change else ()
    if links and sorted(before) == sorted(change.lines):
        print(texts["unchanged"])
        return 0
    print("\n".join([texts["vouching"], *_differences(before, change)]))
    question = texts["ask"].format(person=control.name(person))
    refused = refuse_unconfirmed(question, language, is_sure=wish.is_sure)
    refused = refuse_without_tool(language) if refused is None else refused
    if refused is not None:
        return refused
    signed = sign_text(change.text, key, SIGNERS_NAMESPACE)
    if not _counts(signed, change, before or change.lines):
        return refuse(texts["not-allowed"].format(person=person, day=day))
    write_files(portal.root, {change.path: change.text.encode(), change.path.replace(".txt", ".sig"): signed})
    print(texts["vouched-now"].format(path=change.path))
    return 0


def _differences(before: tuple[str, ...], change: SignerChange) -> Iterator[str]:
    yield from (f"  + {line}" for line in change.lines if line not in before)
    yield from (f"  - {line}" for line in before if line not in change.lines)


def _counts(signed: bytes, change: SignerChange, lines: tuple[str, ...]) -> bool:
    """Whether a signature is by a key that may vouch for the change."""
    made = parse_signature(signed)
    signers, _ = read_signers("\n".join(lines))
    own = [s.key for s in signers if s.person == change.by and s.holds(change.on, SIGNERS_NAMESPACE)]
    return made is not None and made.key in own and is_signed(made, change.text, SIGNERS_NAMESPACE)


def _why_not(control: Control, number: str, key: Path | None, language: str) -> str | None:
    """Why a person cannot vouch for the list."""
    day, person, texts = control.portal.as_of, control.staff.get(number), TEXTS[language]
    if not number:
        return texts["who"]
    if key is None or not key.is_file():
        return no_key_words(number, key, language)
    if not control.staff:
        return None
    posts = control.signing_rules_on(day).key_keepers
    if person is None or not person.is_employed_on(day):
        return texts["stranger"].format(person=number)
    if posts is not None and not set(posts) & set(person.posts_on(day)):
        return texts["no-right"].format(person=person.name, posts="、".join(posts))
    return None
