"""The `mkdocs.yml` of a portal that listed by hand what the engine gives now: that goes, what is the portal's stays."""

from collections.abc import Mapping
from typing import Any

from shoukong.language import CHINESE
from shoukong.pages.site_settings import by_name, read_own_settings, usual_settings
from shoukong.upgrading.yaml_blocks import blocks_of, rewritten

HOOK, PLUGIN = "hooks/mkdocs_hook.py", "shoukong"
_MACROS = ("hooks/portal_macros", "hooks/mkdocs_macros")
# What earlier versions wrote down and nobody needs to: the defaults of MkDocs, and folders that the plugin sees to.
_USUAL = {"docs_dir": "docs", "site_dir": "site", "use_directory_urls": True}
_EXCLUDED = frozenset({"requirements/*.yaml", "archive/", "dossiers/", "examples/"})
_WATCHED = frozenset({"records", "forms", "hooks", "calendar", "portal.yaml"})
_THEME = {"custom_dir": "hooks/shoukong/pages/theme", "language": CHINESE}
_FAVICON_BEFORE = "assets/favicon.svg"
_FEATURES_BEFORE = ["navigation.prune", "navigation.tabs", "navigation.indexes", "navigation.path", "toc.follow"]


def upgraded_site(text: str, *, keeps_hook: bool) -> str:
    """The text as this version wants it; as it is where no earlier version wrote it.

    `keeps_hook` is for the engine's own checkout, in which the hook does what elsewhere the plugin does. Raises
    SettingsUnreadableError.
    """
    before = read_own_settings(text)
    if not (HOOK in _list(before, "hooks") or _has_macros(before)):
        return text
    after = {key: left for key, value in before.items() if (left := _left(key, value)) is not None}
    plugins = [plugin for plugin in _list(before, "plugins") if not _is_macros(plugin)]
    hooks = [hook for hook in _list(before, "hooks") if hook != HOOK or keeps_hook]
    after |= {"plugins": plugins if keeps_hook else [PLUGIN, *(each for each in plugins if each != PLUGIN)]}
    after = {key: value for key, value in after.items() if key != "hooks"} | ({"hooks": hooks} if hooks else {})
    return rewritten(_without_stale_head(text), before, after)


def _left(key: str, value: Any) -> Any:  # noqa: ANN401 - whatever a person has written in YAML
    """What is left of a setting without what the engine or MkDocs gives; None where that is nothing."""
    usual = usual_settings(CHINESE)
    match key:
        case "nav":
            return None  # it was never shown
        case "docs_dir" | "site_dir" | "use_directory_urls":
            return None if value == _USUAL[key] else value
        case "exclude_docs":
            return None if isinstance(value, str) and set(value.split()) <= _EXCLUDED else value
        case "theme":
            return _left_of_theme(value)
        case "extra" | "markdown_extensions":
            return _left_by_name(by_name(value), usual[key]) if by_name(value) else value
        case "extra_css" | "extra_javascript":
            return [item for item in value or () if item not in usual[key]] or None
        case "watch":
            return [item for item in value or () if item not in _WATCHED] or None
        case _:
            return None if value == usual.get(key) else value


def _left_of_theme(value: Any) -> Any:  # noqa: ANN401 - whatever a person has written in YAML
    usual = {**usual_settings(CHINESE)["theme"], **_THEME}
    if not isinstance(value, dict) or value.get("name") != usual["name"]:
        return value
    before = {"favicon": _FAVICON_BEFORE, "features": _FEATURES_BEFORE}
    left = {key: each for key, each in value.items() if each not in (usual.get(key), before.get(key))}
    return {"name": value["name"], **left} if left else None


def _left_by_name(value: Mapping[str, Any], usual: Mapping[str, Any]) -> Any:  # noqa: ANN401 - as above
    left = {name: options for name, options in value.items() if name not in usual or options != usual[name]}
    return left or None


def _list(settings: Mapping[str, Any], key: str) -> list[Any]:
    value = settings.get(key)
    return value if isinstance(value, list) else []


def _has_macros(settings: Mapping[str, Any]) -> bool:
    return any(_is_macros(plugin) for plugin in _list(settings, "plugins"))


def _is_macros(plugin: Any) -> bool:  # noqa: ANN401 - a name or a mapping
    match plugin:
        case {"macros": {"module_name": module}}:
            return module in _MACROS
        case _:
            return False


def _without_stale_head(text: str) -> str:
    """The text without a first remark on what the hook does."""
    (_, head), *_ = blocks_of(text)
    return text.removeprefix(head) if HOOK in head else text
