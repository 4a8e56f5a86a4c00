"""Reads the configuration an admin would paste to make a developer key (canvas facts 1.9)."""

from sandbox.canvas.model import ToolConfig
from sandbox.parts import Json

_REQUIRED = ("title", "description", "oidc_initiation_url", "target_link_uri", "public_jwk_url", "scopes")
_PRIVACY = ("public", "name_only", "email_only", "anonymous")
_NAVIGATION = "course_navigation"
_PICK = "LtiDeepLinkingRequest"


def tool_config(config: Json, client_id: str) -> ToolConfig:
    """Return the tool described, its course navigation placement laid over it; ValueError names what lacks."""
    missing = [name for name in _REQUIRED if not config.get(name)]
    if missing:
        raise ValueError(f"the configuration lacks {', '.join(missing)}")
    extension = _extension(config)
    privacy = extension.get("privacy_level")
    if privacy not in _PRIVACY:
        raise ValueError("the configuration's extension lacks a known privacy_level")
    placements = extension.get("settings", {}).get("placements", [])
    placement: Json = next((row for row in placements if row.get("placement") == _NAVIGATION), {})
    addresses = [config["target_link_uri"], *(row.get("target_link_uri") for row in placements)]
    return ToolConfig(
        client_id,
        config["oidc_initiation_url"],
        list(dict.fromkeys(address.split("?", 1)[0] for address in addresses if address)),
        placement.get("target_link_uri") or config["target_link_uri"],
        config["public_jwk_url"],
        config.get("custom_fields", {}) | placement.get("custom_fields", {}),
        list(config["scopes"]),
        privacy,
        title=config["title"],
        picker_uri=next((row.get("target_link_uri", "") for row in placements if row.get("message_type") == _PICK), ""),
    )


def _extension(config: Json) -> Json:
    for extension in config.get("extensions", []):
        if extension.get("platform") == "canvas.instructure.com":
            return dict(extension)
    raise ValueError("the configuration lacks an extension for canvas.instructure.com")
