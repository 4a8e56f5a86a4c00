"""The message inside a proven token: version, type, deployment, target, person, roles, link (L18-L22)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lti.claims import CLAIM, DEEP_LINKING, identifier, mapping, web_url
from lti.errors import (
    DeepLinkReturnMissing,
    DeploymentMissing,
    MessageUnsupported,
    ResourceLinkMissing,
    RolesMissing,
    SubjectMissing,
    TargetMismatch,
    VersionUnsupported,
)

RESOURCE_LINK = "LtiResourceLinkRequest"
DEEP_LINK = "LtiDeepLinkingRequest"


def check_message(body: Mapping[str, Any], target: str) -> None:
    """Raise the first `MessageError` there is; `target` is the `target_link_uri` of the login."""
    if body.get(f"{CLAIM}version") != "1.3.0":
        raise VersionUnsupported
    kind = body.get(f"{CLAIM}message_type")
    if kind not in (RESOURCE_LINK, DEEP_LINK):
        raise MessageUnsupported
    if identifier(body.get(f"{CLAIM}deployment_id")) is None:
        raise DeploymentMissing
    # A deep-linking request opens the picker, not a link, so it may come without a target (L20).
    optional = kind == DEEP_LINK and f"{CLAIM}target_link_uri" not in body
    if not optional and body.get(f"{CLAIM}target_link_uri") != target:
        raise TargetMismatch
    if identifier(body.get("sub")) is None:
        raise SubjectMissing
    if not isinstance(body.get(f"{CLAIM}roles"), list):
        raise RolesMissing
    if kind == RESOURCE_LINK and identifier(mapping(body.get(f"{CLAIM}resource_link")).get("id")) is None:
        raise ResourceLinkMissing
    if kind == DEEP_LINK and web_url(mapping(body.get(DEEP_LINKING)).get("deep_link_return_url")) is None:
        raise DeepLinkReturnMissing
