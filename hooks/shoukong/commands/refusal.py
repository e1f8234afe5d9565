"""Refusing: a verb that cannot do what it is asked says why on standard error and does nothing."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from click.core import ParameterSource

from shoukong.finding import Finding
from shoukong.layout import DOCUMENTS, FORMS, SETTINGS
from shoukong.messages.catalogue import fix_of, message_of

_WOULD_REFUSE = "检查不会通过这些行，什么都没有写："
REFUSED, COULD_NOT_RUN = 1, 2


class RefusedError(ValueError):
    """Nothing can be done; the text says why, and the remedy."""


def is_portal(root: Path) -> bool:
    """Whether a folder holds documents or forms to speak of."""
    return (root / DOCUMENTS).is_dir() or (root / FORMS).is_dir()


def refuse_folder(root: Path, language: str) -> int:
    """Say that a folder is no portal, in both languages where neither a portal nor the reader has named one."""
    texts = {
        "zh": f"在 {root} 中没有找到 {DOCUMENTS}/ 或 {FORMS}/。请在门户的根目录运行，或用 --root 指明。",
        "en": f"{root} holds neither {DOCUMENTS}/ nor {FORMS}/. Run in the portal's root or name it with --root.",
    }
    is_known = (root / SETTINGS).is_file() or _is_language_asked()
    print(texts[language] if is_known else "\n".join(texts.values()), file=sys.stderr)
    return COULD_NOT_RUN


def _is_language_asked() -> bool:
    """Whether the language is the caller's own choice: off the command line it always is."""
    context = click.get_current_context(silent=True)
    return context is None or context.get_parameter_source("lang") is not ParameterSource.DEFAULT


def refuse_scopes(unknown: Sequence[str], language: str) -> int:
    """Say that readers are of scopes that no register lists."""
    told = "、".join(unknown) if language == "zh" else ", ".join(unknown)
    texts = {"zh": f"没有范围 {told}，什么都没有写。", "en": f"There is no scope {told}; nothing was written."}
    return refuse(texts[language], COULD_NOT_RUN)


def refuse_rows(findings: Sequence[Finding], language: str) -> int:
    """Say what the check would find wrong with the rows that were to be written, of which none was."""
    told = "The check would refuse these rows; nothing was written:" if language == "en" else _WOULD_REFUSE
    return refuse("\n".join([told, *listed_findings(findings, language)]))


def listed_findings(findings: Sequence[Finding], language: str) -> list[str]:
    """Findings as lines of a refusal."""
    return [f"  {_where(item)} {message_of(item, language)} → {fix_of(item, language)}" for item in findings]


def _where(item: Finding) -> str:
    return f"{item.record or item.place.path}" + (f" [{item.place.field}]" if item.place.field else "")


def refuse(reason: str, outcome: int = REFUSED) -> int:
    """Say why nothing was done."""
    print(reason, file=sys.stderr)
    return outcome
