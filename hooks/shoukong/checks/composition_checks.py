"""Checks of how signs are composed: names of files, and words that are not found though they look the same."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from shoukong.files.folder import all_names
from shoukong.finding import Finding, Place, finding
from shoukong.portal import Portal
from shoukong.text.composition import composed, is_composed, spelt

FOLDERS = ("docs", "forms", "records", "calendar")
# Findings about a word that something else should have, or that a list should hold.
LOOKED_UP = frozenset({
    "archive-misplaced", "audience-unknown", "cell-enum", "change-unknown", "column-unknown", "document-file-name",
    "dossier-without-form", "field-unknown", "figure-unknown", "foreign-key-field", "foreign-key-table",
    "form-clause-elsewhere", "form-clause-unknown", "form-document-unknown", "form-file-name", "item-document-unknown",
    "item-points-nowhere", "key-unknown", "link-clause-unknown", "link-form-unknown", "link-unknown", "owner-unknown",
    "part-without-form", "reference-dangling", "reference-unknown", "rulebook-unknown", "satisfies-unknown",
    "signature-stray", "signer-stranger", "subject-unknown", "answer-rule", "answer-record", "controlled-number",
    "closing-unknown", "item-without-form", "item-without-document", "record-number",
})  # fmt: skip


def check_file_names(portal: Portal) -> Iterator[Finding]:
    """The names of files and folders are composed as keyboards write them; a folder is told once for all in it."""
    for path in all_names(portal.root, FOLDERS):
        name = PurePosixPath(path).name
        if not is_composed(name):
            yield finding("name-composed", Place(path), name=name, spelt=spelt(name), composed=composed(name))


def of_composition(item: Finding) -> Finding:
    """The finding itself, or, where a word was not found that is composed otherwise than usual, one that says so."""
    word = next((fact for fact in item.facts.values() if not is_composed(fact)), None)
    if item.code not in LOOKED_UP or word is None:
        return item
    facts = {"word": word, "spelt": spelt(word), "composed": composed(word)}
    return replace(item, code="word-composed", facts=facts)


CHECKS = (check_file_names,)
