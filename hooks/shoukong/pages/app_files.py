"""What lets a served site be installed as an app: its manifest, with the icons among the assets."""

import json
from collections.abc import Iterator

from shoukong.pages.output import Output
from shoukong.portal import Portal

_PAPER = "#fdfcfa"  # the colour of a page and its head
_ICONS = (
    ("app-192.png", "192x192", "any"),
    ("app-512.png", "512x512", "any"),
    ("app-maskable.png", "512x512", "maskable"),
)


def app_files(portal: Portal) -> Iterator[Output]:
    """The manifest, which lies where the app begins."""
    settings = portal.settings
    manifest = {
        "name": settings.title,
        "description": settings.organization,
        "lang": settings.language,
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "theme_color": _PAPER,
        "background_color": _PAPER,
        "icons": [
            {"src": f"assets/{name}", "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in _ICONS
        ],
    }
    yield Output("manifest.webmanifest", json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")
