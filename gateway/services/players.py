"""The player that shows H5P content: an optional install beside Waymark, never part of it (design.md 7)."""

from __future__ import annotations

from gateway.settings import Settings
from xapi.formats.errors import PackageError

INSTALL = "npm pack h5p-standalone, unpack it, and set WAYMARK_H5P_PLAYER to its folder"


def require(settings: Settings, kind: str) -> None:
    """Refuse a package that could not be shown: a kind whose player is not installed, or no host for content."""
    if settings.content_url is None:
        raise PackageError(
            "no-content-host", "Packages cannot be taken yet: they need an address of their own. "
            "Ask your admin to set WAYMARK_CONTENT_URL to another host name."
        )  # fmt: skip
    if kind == "h5p" and settings.h5p_player is None:
        raise PackageError(
            "h5p-player", f"H5P packages cannot be shown yet. Ask your admin to install the player: {INSTALL}."
        )
