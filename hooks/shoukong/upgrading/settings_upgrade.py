"""The `portal.yaml` of an earlier version: it says how the portal is written, and by which axes duties are split."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from shoukong.declared.scope_axis import SCOPES, WHOLE, ScopeAxis
from shoukong.declared.settings import FORMAT
from shoukong.portal import Portal
from shoukong.text.block import DUTY
from shoukong.upgrading.yaml_blocks import rewritten


def upgraded_settings(text: str, before: Mapping[str, Any], portal: Portal) -> str:
    """The text with the version of the formats that this engine writes, and with the axes that went without saying."""
    if before.get("format") == FORMAT:
        return text
    axes = [] if SCOPES in before else [asdict(axis) for axis in _axes_of_duties(portal)]
    return rewritten(text, before, {**before, "format": FORMAT} | ({SCOPES: axes} if axes else {}))


def _axes_of_duties(portal: Portal) -> Iterator[ScopeAxis]:
    """The axes by which duties are split: columns that are the number of some register."""
    blocks = (block for document in portal.documents for block in document.blocks if block.kind == DUTY)
    named = dict.fromkeys(block.text("per") or WHOLE for block in blocks)
    forms = {form.primary_key: form for form in reversed(portal.forms)}
    for name in named:
        form = forms.get(name)
        field = form.field(name) if form else None
        if form is not None and field is not None:
            yield ScopeAxis(name, field.title, form.name)
