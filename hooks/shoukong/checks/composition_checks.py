"""What is said of words that are not found though they look the same: how their signs are composed."""

from dataclasses import replace

from shoukong.finding import Finding
from shoukong.text.composition import composed, is_composed, spelt

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


def of_composition(item: Finding) -> Finding:
    """The finding itself, or, where a word was not found that is composed otherwise than usual, one that says so."""
    word = next((fact for fact in item.facts.values() if not is_composed(fact)), None)
    if item.code not in LOOKED_UP or word is None:
        return item
    facts = {"word": word, "spelt": spelt(word), "composed": composed(word)}
    return replace(item, code="word-composed", facts=facts)
