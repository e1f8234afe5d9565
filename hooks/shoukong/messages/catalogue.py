"""The catalogue of findings: every code's severity, what is wrong and how to mend it, in Chinese and English."""

from collections.abc import Mapping

from shoukong.finding import Finding, Severity
from shoukong.messages.calendar_messages import CALENDAR_MESSAGES
from shoukong.messages.clause_messages import CLAUSE_MESSAGES
from shoukong.messages.control_messages import CONTROL_MESSAGES
from shoukong.messages.correction_messages import CORRECTION_MESSAGES
from shoukong.messages.disposal_messages import DISPOSAL_MESSAGES
from shoukong.messages.document_messages import DOCUMENT_MESSAGES
from shoukong.messages.enclosure_messages import ENCLOSURE_MESSAGES
from shoukong.messages.entry import Entry
from shoukong.messages.file_messages import FILE_MESSAGES
from shoukong.messages.form_messages import FORM_MESSAGES
from shoukong.messages.record_messages import RECORD_MESSAGES
from shoukong.messages.register_messages import REGISTER_MESSAGES
from shoukong.messages.requirement_messages import REQUIREMENT_MESSAGES
from shoukong.messages.seal_messages import SEAL_MESSAGES
from shoukong.messages.signing_messages import SIGNING_MESSAGES

CATALOGUE: Mapping[str, Entry] = {
    **FILE_MESSAGES,
    **DOCUMENT_MESSAGES,
    **REQUIREMENT_MESSAGES,
    **FORM_MESSAGES,
    **RECORD_MESSAGES,
    **ENCLOSURE_MESSAGES,
    **CONTROL_MESSAGES,
    **CORRECTION_MESSAGES,
    **DISPOSAL_MESSAGES,
    **REGISTER_MESSAGES,
    **SIGNING_MESSAGES,
    **SEAL_MESSAGES,
    **CLAUSE_MESSAGES,
    **CALENDAR_MESSAGES,
}


def severity_of(item: Finding) -> Severity:
    """How much a finding weighs."""
    return CATALOGUE[item.code].severity


def message_of(item: Finding, language: str) -> str:
    """What is wrong, in `zh` or `en`."""
    return CATALOGUE[item.code].message(language).format_map(_facts(item, language))


def fix_of(item: Finding, language: str) -> str:
    """How to mend it, in `zh` or `en`."""
    return CATALOGUE[item.code].fix(language).format_map(_facts(item, language))


def _facts(item: Finding, language: str) -> Mapping[str, str]:
    """The facts of a finding as a language words them."""
    if language != "en":
        return item.facts
    return {
        **item.facts,
        **{name.removesuffix("_en"): text for name, text in item.facts.items() if name.endswith("_en")},
    }
