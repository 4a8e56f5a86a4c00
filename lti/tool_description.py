"""This tool as a registration request describes it: the standard part, then what the platform's own folder adds."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from lti.lms.registry import profile_of
from lti.registration_document import TOOL_CONFIGURATION, PlatformDocument

RESOURCE = "LtiResourceLinkRequest"
DEEP_LINK = "LtiDeepLinkingRequest"

CLAIMS = ("iss", "sub", "name", "given_name", "family_name")
"""What we ask about people; an address is never needed (P03)."""


def request_for(document: PlatformDocument, base_url: str, *, title: str) -> dict[str, Any]:
    """Return the request for this platform: links and, where it knows it, the choice of content."""
    base = base_url.rstrip("/")
    setup = profile_of(document.lms).setup
    known = document.scopes
    scopes = [one for one in setup.scopes if known is None or one in known]
    messages: list[dict[str, Any]] = [{"type": RESOURCE, "target_link_uri": f"{base}/lti/launch", "label": title}]
    if DEEP_LINK in document.messages or not document.messages:
        messages.append({"type": DEEP_LINK, "target_link_uri": f"{base}/lti/deeplink", "label": title})
    request: dict[str, Any] = {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": f"{base}/lti/login",
        "redirect_uris": [f"{base}/lti/launch"],
        "client_name": title,
        "jwks_uri": f"{base}/lti/jwks.json",
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(scopes),
        TOOL_CONFIGURATION: {
            "domain": urlsplit(base).netloc,
            "target_link_uri": f"{base}/lti/launch",
            "description": "Personal pathways and mastery in your course",
            "claims": list(CLAIMS),
            "custom_parameters": dict(setup.custom_fields),
            "messages": messages,
        },
    }
    return setup.registration(request) if setup.registration else request
