"""The plan of an upgrade: which files of a portal change, and what is told besides."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import shoukong
from shoukong.files.folder import read_text
from shoukong.layout import SETTINGS
from shoukong.pages.site_settings import CONFIGURATION
from shoukong.portal import Portal
from shoukong.text.yaml_lines import parse_yaml
from shoukong.upgrading.ci_upgrade import EARLIER, REQUIREMENTS, upgraded_ci
from shoukong.upgrading.form_gaps import FormGap, form_gaps
from shoukong.upgrading.settings_upgrade import upgraded_settings
from shoukong.upgrading.site_upgrade import upgraded_site

_ENGINE = "hooks/shoukong"
# What an earlier version kept in the portal's own folder, and an installed package makes needless.
_PARTS = (
    "hooks", "setup", "requirements", "sample", "benchmarks", "tests", ".ci", "Makefile", "pyproject.toml",
    "package.json", "package-lock.json",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class UpgradePlan:
    """The files that change, each as it was (None where there is none) and as it shall be.

    `needless` are parts that serve no more, `gaps` what the forms of an earlier version lack.
    """

    before: Mapping[str, str | None]
    after: Mapping[str, str]
    needless: tuple[str, ...]
    gaps: tuple[FormGap, ...]

    @property
    def changes(self) -> Mapping[str, str]:
        """The new texts of the files that are not so yet."""
        return {path: text for path, text in self.after.items() if text != self.before[path]}


def plan_upgrade(portal: Portal) -> UpgradePlan:
    """What is to be done with a portal whose settings can be read."""
    root = portal.root
    is_checkout = (root / _ENGINE).resolve() == Path(shoukong.__file__).resolve().parent
    before = {path: _text(root, path) for path in (SETTINGS, CONFIGURATION, *EARLIER, REQUIREMENTS)}
    needless = () if is_checkout or not (root / _ENGINE).is_dir() else tuple(p for p in _PARTS if (root / p).exists())
    after = dict(_after(portal, before, is_checkout))
    is_earlier = after.get(SETTINGS) != before[SETTINGS]
    return UpgradePlan(before, after, needless, tuple(form_gaps(portal)) if is_earlier else ())


def _text(root: Path, path: str) -> str | None:
    return read_text(root, path)[0] if (root / path).exists() else None


def _after(portal: Portal, before: Mapping[str, str | None], is_checkout: bool) -> Iterator[tuple[str, str]]:
    settings, site = before[SETTINGS], before[CONFIGURATION]
    if settings is not None:
        value, _, _ = parse_yaml(settings, SETTINGS)
        yield SETTINGS, upgraded_settings(settings, value, portal)
    if site is not None:
        yield CONFIGURATION, upgraded_site(site, keeps_hook=is_checkout)
    if not is_checkout:
        yield from upgraded_ci(before, portal.settings.language)
