"""A new seal: the files in which it is kept, made of the registers and texts as they are."""

import datetime
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from shoukong.control.document_control import Control
from shoukong.days.period import Period
from shoukong.records.core_declaration import APPROVALS
from shoukong.records.core_registers import usable_register
from shoukong.sealing.seal_folder import (
    CONTENTS,
    HEAD,
    ROWS_HEADER,
    Kind,
    Reopened,
    Seal,
    SealedPart,
    SealedText,
    content_line,
    leaves_of,
    root_over,
    rows_path,
)
from shoukong.sealing.sealed_file import files_to_seal
from shoukong.sealing.sealed_registers import SealedRegisters
from shoukong.text.merkle import root_of


@dataclass(frozen=True, slots=True)
class Sealing:
    """What is to be sealed: by whom, on which day, until the end of which period, under which number, and why again.

    `seed` is a text of chance, from which the salts of rows are made; `key` the fingerprint of the key that is to sign.
    """

    number: str
    seed: str
    period: Period
    by: str
    on: datetime.date
    key: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NewSeal:
    """A seal with the files in which it is kept, by path, and how many rows it covers."""

    seal: Seal
    files: Mapping[str, bytes]
    rows: int


def new_seal(sealed: SealedRegisters, sealing: Sealing, reopened: Sequence[Reopened] = ()) -> NewSeal:
    """The seal of a period over all that no seal covers yet, and over the records that are sealed anew."""
    portal, chain = sealed.portal, sealed.chain
    lists = dict(_lists(sealed, sealing, reopened))
    parts = [part for part, _ in lists.values()]
    lines = (
        content_line(Kind.SEED, sealing.seed),
        *(part.line for part in parts),
        *(text.line for text in new_texts(sealed.control, sealing.period.last)),
        *(content_line(Kind.FILE, path, digest) for path, digest in files_to_seal(portal.root, chain)),
        *(each.line for each in reopened),
    )
    seal = Seal(
        number=sealing.number,
        period=sealing.period.text,
        through=sealing.period.last,
        sealed_on=sealing.on,
        sealed_by=sealing.by,
        key=sealing.key,
        reason=sealing.reason,
        before=chain.latest.digest if chain.latest else "",
        count=len(lines),
        root=root_over(lines),
    )
    files = {rows_path(seal, path): text for path, (_, text) in lists.items()}
    files[f"{seal.folder}/{CONTENTS}"] = "".join(f"{line}\n" for line in lines).encode()
    files[f"{seal.folder}/{HEAD}"] = seal.text.encode()
    return NewSeal(seal, files, sum(part.count for part in parts))


def _lists(
    sealed: SealedRegisters, sealing: Sealing, reopened: Sequence[Reopened]
) -> Iterator[tuple[str, tuple[SealedPart, bytes]]]:
    """The parts with rows to seal, by path, each with the file that lists them."""
    anew: dict[str, list[str]] = {}
    for each in reopened:
        anew.setdefault(each.table, []).append(each.record)
    for form in sorted(sealed.portal.forms_by_name.values(), key=lambda form: form.name):
        with sealed.table(form) as table:
            for path, lines in sorted(table.to_seal(sealing.period.last, sealing.seed, anew.get(form.name, ()))):
                yield path, _listed(path, lines, table.names)


def _listed(path: str, lines: str, names: tuple[str, ...]) -> tuple[SealedPart, bytes]:
    text = f"{','.join(ROWS_HEADER)}\n{lines}\n"
    leaves, data = leaves_of(text), text.encode()
    part = SealedPart(path, len(leaves) // 32, root_of(leaves).hex(), hashlib.sha256(data).hexdigest(), names)
    return part, data


def new_texts(control: Control, through: datetime.date) -> Iterator[SealedText]:
    """The texts in force by a day, as far as they are approved where the firm approves, that no seal covers yet."""
    known = {text for contents in control.seal_chain.contents.values() for text in contents.texts}
    approved = control.approved_digests if usable_register(control.portal, APPROVALS) else None
    for subject, several in sorted(control.portal.texts.items()):
        for text in several:
            sealed = SealedText(subject, str(text.revision), text.digest, text.path)
            is_sound = not approved or text.digest in approved
            if text.effective_date <= through and is_sound and not _is_known(sealed, known):
                yield sealed


def _is_known(text: SealedText, known: Iterable[SealedText]) -> bool:
    told = (text.subject, text.revision, text.digest)
    return any((each.subject, each.revision, each.digest) == told for each in known)
