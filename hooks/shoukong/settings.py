"""The portal's settings: what the firm says of its portal in `portal.yaml`."""

from dataclasses import dataclass, replace
from pathlib import Path

from shoukong.days.time_zone import DEFAULT_ZONE, is_zone, zone_like
from shoukong.finding import Finding, Place, finding
from shoukong.folder import read_text
from shoukong.layout import SETTINGS
from shoukong.text.yaml_lines import parse_yaml
from shoukong.text.yaml_shape import TEXT, KeyShape, misfits, retyped, texts_in

_SHAPE = {
    "title": KeyShape(TEXT),
    "organization": KeyShape(TEXT),
    "address": KeyShape(TEXT, required=False),
    "rulebook": KeyShape(TEXT, required=False),
    "timezone": KeyShape(TEXT, required=False),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What the firm says of its portal.

    `rulebook` is the document whose figures hold the rules of numbering, `timezone` the zone whose days are the firm's.
    """

    title: str = "受控文件与记录门户"
    organization: str = ""
    address: str = ""
    rulebook: str | None = None
    timezone: str = DEFAULT_ZONE


def read_settings(root: Path) -> tuple[Settings, tuple[Finding, ...]]:
    """The settings of a portal's folder, and what is wrong with them; the usual ones where they cannot be read."""
    if not (root / SETTINGS).exists():
        return Settings(), (finding("settings-missing", Place(SETTINGS)),)
    text, found = read_text(root, SETTINGS)
    if text is None:
        return Settings(), found
    value, lines, found = parse_yaml(text, SETTINGS, is_text=texts_in(_SHAPE))
    unquoted, found = tuple(retyped(lines)), found or tuple(misfits(value, _SHAPE, lines))
    if found:
        return Settings(), (*unquoted, *found)
    settings = replace(Settings(), **{key: each for key, each in value.items() if each is not None})
    if is_zone(settings.timezone):
        return settings, unquoted
    facts = {"zone": settings.timezone, "near": zone_like(settings.timezone), "default": DEFAULT_ZONE}
    fault = finding("timezone-unknown", lines.place("timezone"), **facts)
    return replace(settings, timezone=DEFAULT_ZONE), (*unquoted, fault)
