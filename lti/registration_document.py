"""A platform's own description (OpenID configuration with the LTI part), read without trusting it (T10)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from lti.errors import RegistrationDocumentInvalid, RegistrationIssuerMismatch
from lti.http_guard import host_of, origin
from lti.lms.base import Permanent
from lti.lms.registry import PROFILES, recognise

PLATFORM_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-platform-configuration"
TOOL_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"

_NEEDED = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint")
_LONGEST = 2000


@dataclass(frozen=True)
class PlatformDocument:
    """What we need of it: `lms` is the key of the folder that knows this kind, `messages` the types it offers."""

    issuer: str
    auth_url: str
    token_url: str
    jwks_url: str
    registration_url: str
    lms: str
    messages: frozenset[str] = frozenset()
    scopes: frozenset[str] | None = None
    """Scopes it knows; None where it does not say."""
    name: str = ""
    """The name of the account, where it tells one."""

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address that we or a browser will be sent to."""
        return self.auth_url, self.token_url, self.jwks_url, self.registration_url

    @property
    def host(self) -> str:
        """The host name of the issuer."""
        return host_of(self.issuer)


def parse(body: bytes, url: str) -> PlatformDocument:
    """Return the description that was served at `url`.

    RegistrationDocumentInvalid where something is missing; RegistrationIssuerMismatch where the issuer is not the host
    that served it, nor a domain above it, nor one that its LMS folder names.
    """
    found = _json(body)
    missing = [name for name in _NEEDED if not _plain(found.get(name))]
    if missing:
        raise RegistrationDocumentInvalid(f"missing: {', '.join(missing)}")
    issuer = found["issuer"]
    if not vouched(issuer, url):
        raise RegistrationIssuerMismatch(f"{issuer} from {url[:200]}")
    platform = found.get(PLATFORM_CONFIGURATION)
    platform = platform if isinstance(platform, dict) else {}
    family = platform.get("product_family_code")
    return PlatformDocument(
        issuer=issuer, auth_url=found["authorization_endpoint"], token_url=found["token_endpoint"],
        jwks_url=found["jwks_uri"], registration_url=found["registration_endpoint"],
        lms=recognise(family if isinstance(family, str) else None, issuer), messages=_messages(platform),
        scopes=_scopes(found.get("scopes_supported")), name=_account(platform),
    )  # fmt: skip


def vouched(issuer: str, url: str) -> bool:
    """Tell whether the host of `url` may speak for an issuer: its own, one below it, or one of a known hoster."""
    try:
        theirs, ours = origin(issuer), origin(url)
    except Permanent:
        return False
    if theirs == ours:
        return True
    if theirs.split(":")[0] != "https" or ours.split(":")[0] != "https":
        return False
    domains = [host_of(issuer), *(name for one in PROFILES for name in one.setup.speaks_for.get(issuer, ()))]
    host = host_of(url)
    return any(host == name or host.endswith(f".{name}") for name in domains)


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise RegistrationDocumentInvalid("no JSON") from None
    if not isinstance(found, dict):
        raise RegistrationDocumentInvalid("no JSON object")
    return found


def _plain(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST and value.isprintable() and " " not in value


def _messages(platform: dict[str, Any]) -> frozenset[str]:
    given = platform.get("messages_supported")
    rows = given if isinstance(given, list) else []
    types = (row.get("type") for row in rows if isinstance(row, dict))
    return frozenset(one for one in types if isinstance(one, str))


def _scopes(given: Any) -> frozenset[str] | None:
    return frozenset(one for one in given if isinstance(one, str)) if isinstance(given, list) else None


def _account(platform: dict[str, Any]) -> str:
    """Return the account's name: a member whose name ends so, under whichever LMS's own prefix."""
    names = (value for key, value in platform.items() if key.endswith("/account_name") and isinstance(value, str))
    return next((one.strip()[:80] for one in names if one.isprintable()), "")
