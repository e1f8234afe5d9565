"""The `portal.yaml` of an earlier version: it says in which version of the formats the portal is written."""

from collections.abc import Mapping
from typing import Any

from shoukong.settings import FORMAT
from shoukong.upgrading.yaml_blocks import rewritten


def upgraded_settings(text: str, before: Mapping[str, Any]) -> str:
    """The text with the version of the formats that this engine writes."""
    return text if before.get("format") == FORMAT else rewritten(text, before, {**before, "format": FORMAT})
