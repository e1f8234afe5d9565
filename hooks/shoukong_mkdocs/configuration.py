"""The configuration of MkDocs for a portal: what its `mkdocs.yml` leaves out comes from the engine."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.utils.yaml import yaml_load
from pymdownx.slugs import slugify

from shoukong.pages.site_settings import THEME, site_settings
from shoukong.publishing.tree import Surroundings

# What each site has of its own, or was read before: plugins are chosen, folders found, before a plugin is asked.
_KEPT = ("plugins", "hooks", "watch", "docs_dir", "site_dir", "config_file_path")


def complete(config: MkDocsConfig, around: Surroundings) -> None:
    """Put our settings in the place of those that the portal's `mkdocs.yml` leaves out, each as MkDocs reads it."""
    whole = site_settings(_written(config), around)
    fresh = MkDocsConfig(config_file_path=config.config_file_path)
    settings = {key: value for key, value in whole.items() if key not in _KEPT}
    fresh.load_dict({**settings, "plugins": [], "docs_dir": config.docs_dir, "site_dir": config.site_dir})
    faults, _ = fresh.validate()
    if faults:
        raise PluginError("mkdocs.yml: " + "; ".join(f"{key}: {fault}" for key, fault in faults))
    for key in (*settings, "mdx_configs"):
        config[key] = fresh[key]
    config.mdx_configs.setdefault("toc", {}).setdefault("slugify", slugify(case="lower"))  # keeps Chinese words
    _add_theme(config)


def _written(config: MkDocsConfig) -> Mapping[str, Any]:
    """What the portal's `mkdocs.yml` says, as it is written there."""
    with Path(config.config_file_path).open("rb") as file:
        return yaml_load(file)


def _add_theme(config: MkDocsConfig) -> None:
    """Let our templates come after those of the portal's own, and before the theme's."""
    folders = config.theme.dirs
    if config.theme.name == "material" and str(THEME) not in map(str, folders):
        folders.insert(1 if config.theme.custom_dir else 0, str(THEME))
