"""The settings of the site's generator: what a portal's `mkdocs.yml` says, and ours for what it leaves out."""

from collections.abc import Mapping
from copy import deepcopy
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from shoukong.pages.site_policy import site_policy
from shoukong.publishing.tree import Surroundings

CONFIGURATION = "mkdocs.yml"
THEME = Path(str(files("shoukong.pages") / "theme"))
SITE = Path(str(files("shoukong.pages") / "site.yml"))
# What every page says itself, whatever a portal's own list of features has.
_SAID_BY_PAGES = ("navigation.path", "navigation.footer")
# What is merged name by name, and lists to which a portal adds; of all else its word replaces ours.
_MERGED = ("extra", "markdown_extensions")
_LISTED = ("extra_css", "extra_javascript")


class SettingsUnreadableError(Exception):
    """A `mkdocs.yml` that is none, or holds what only MkDocs can read; the text says what and where."""


def read_own_settings(text: str) -> dict[str, Any]:
    """What a portal's `mkdocs.yml` says; raises SettingsUnreadableError."""
    try:
        written = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise SettingsUnreadableError(" ".join(str(error).split())) from error
    if not isinstance(written, dict):
        raise SettingsUnreadableError(f"{type(written).__name__}")
    return written


def site_settings(own: Mapping[str, Any], around: Surroundings) -> dict[str, Any]:
    """The whole settings: the title is the portal's, all else as its `mkdocs.yml` has it, or as is usual."""
    usual = deepcopy(usual_settings(around.language))  # generators put things of their own into it
    settings = {"site_name": "", **usual, "nav": around.navigation, **own} | {"site_name": around.title}
    settings |= {key: {**usual[key], **by_name(own.get(key))} for key in _MERGED}
    settings |= {key: _joined(usual[key], own.get(key)) for key in _LISTED}
    settings["theme"] = _theme(own.get("theme"), usual["theme"])
    settings["extra"] |= around.extra
    settings["extra"]["policy"] = site_policy(settings)
    settings["markdown_extensions"] = [{name: options} for name, options in settings["markdown_extensions"].items()]
    return settings


def _theme(own: Any, usual: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - a name or a mapping
    """The theme: ours where a portal says little of it, and another as the portal has it."""
    written = {"name": own} if isinstance(own, str) else own if isinstance(own, dict) else {}
    if written.get("name", usual["name"]) != usual["name"]:
        return written
    theme = {**usual, **written}
    return {**theme, "features": [each for each in theme["features"] or () if each not in _SAID_BY_PAGES]}


def _joined(usual: list[Any], own: Any) -> list[Any]:  # noqa: ANN401 - whatever a person has written in YAML
    return [*usual, *(each for each in own if each not in usual)] if isinstance(own, list) else usual


@lru_cache(maxsize=2)
def usual_settings(language: str) -> Mapping[str, Any]:
    """What holds where a portal says nothing else, in its language."""
    settings = yaml.safe_load(SITE.read_text(encoding="utf-8"))
    for scheme in settings["theme"]["palette"]:
        scheme["toggle"]["name"] = scheme["toggle"]["name"][language]
    settings["theme"]["language"] = language
    return dict(settings)


def by_name(written: Any) -> Mapping[str, Any]:  # noqa: ANN401 - whatever a person has written in YAML
    """Settings by their names, as MkDocs lets them be written: a mapping, a list of names and mappings, or a name."""
    match written:
        case Mapping():
            return written
        case list():
            return {name: options for item in written for name, options in by_name(item).items()}
        case str():
            return {written: {}}
        case _:
            return {}
