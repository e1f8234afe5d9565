"""What every page asks for, joined: one style sheet and one script in the place of seven files."""

from collections.abc import Sequence
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

_STYLE, _SCRIPT, _START = "assets/site.css", "assets/site.js", "assets/theme.js"
_OWN_STYLE, _OWN_SCRIPT = "assets/portal.css", "assets/portal.js"
# What each is made of, in order, as patterns of files of the built site.
_PARTS = {
    _STYLE: ("assets/stylesheets/main.*.css", "assets/stylesheets/palette.*.css", _OWN_STYLE),
    _SCRIPT: ("assets/words.js", "assets/javascripts/bundle.*.js", "assets/mine.js", "assets/page-*.js", _OWN_SCRIPT),
    _START: ("assets/theme-start.js", "assets/theme-colours.js"),
}
_MAP = b"sourceMappingURL="


def join_for(config: MkDocsConfig) -> bool:
    """Let the theme ask for joined files; not where a portal has templates of its own, or notices to put away."""
    theme, features = config.theme, config.theme.get("features") or []
    is_ours = theme.name == "material" and not theme.custom_dir and isinstance(theme.get("palette"), list)
    scripts = [str(each) for each in config.extra_javascript]
    is_whole = _OWN_STYLE in config.extra_css and _OWN_SCRIPT in scripts
    if not is_ours or not is_whole or "announce.dismiss" in features:
        return False
    config.extra["joined"] = True
    config.extra_css = [each for each in config.extra_css if each != _OWN_STYLE]
    config.extra_javascript = [each for each in config.extra_javascript if str(each) != _OWN_SCRIPT]
    return True


def join_files(site: Path) -> None:
    """Write the joined files beside those that they are made of, which stay for who asks for them."""
    for target, patterns in _PARTS.items():
        (site / target).write_bytes(_joined([found for pattern in patterns for found in sorted(site.glob(pattern))]))


def _joined(paths: Sequence[Path]) -> bytes:
    """The files one after another, without the word where a map of their lines is."""
    parts = (path.read_bytes() for path in paths)
    return b"\n".join(b"\n".join(row for row in part.split(b"\n") if _MAP not in row[-300:]) for part in parts)
