"""The library's request, cookie, session and configuration services over plain values: no framework, no store.

They only carry what the library hands them; nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pylti1p3.cookie import CookieService
from pylti1p3.deployment import Deployment
from pylti1p3.registration import Registration
from pylti1p3.request import Request
from pylti1p3.session import SessionService
from pylti1p3.tool_config.abstract import ToolConfAbstract

from lti.stores import Platform


class Form(Request):
    """One request's parameters, each once."""

    def __init__(self, params: Mapping[str, str]) -> None:
        self._params = params

    @property
    def session(self) -> dict[str, Any]:
        """No web session: what must be remembered stands in the login store."""
        return {}

    def is_secure(self) -> bool:
        """Return True: the cookie is always `Secure` (L40)."""
        return True

    def get_param(self, key: str) -> str:
        """Return a parameter, or the empty text."""
        return self._params.get(key, "")


class StateCookie(CookieService):
    """Catches the state for which the library wants a cookie; the cookie itself gets a value of its own (L11)."""

    state = ""

    def get_cookie(self, _name: str) -> str | None:
        """Return None: cookies are compared by hash, in `lti.launch`."""
        return None

    def set_cookie(self, _name: str, value: str | int, _exp: int | None = 3600) -> None:
        """Keep the state."""
        self.state = str(value)


class StateSession(SessionService):
    """Catches the nonce that the library wants remembered."""

    nonce = ""

    def save_nonce(self, nonce: str) -> None:
        """Keep the nonce."""
        self.nonce = nonce


class OnePlatform(ToolConfAbstract[Form]):
    """The library's view of the single platform a login or launch belongs to (L13)."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def registration(self) -> Registration:
        """Return the platform as the library's registration."""
        platform = self._platform
        registration = Registration().set_issuer(platform.issuer).set_client_id(platform.client_id)
        return registration.set_auth_login_url(platform.auth_url).set_key_set_url(platform.jwks_url)

    def find_registration_by_issuer(self, iss: str, *args: Any, **kwargs: Any) -> Registration:  # noqa: ARG002 - library
        """Return the platform's registration; issuer and client were compared before (L13, L14)."""
        return self.registration()

    def find_registration_by_params(
        self,
        iss: str,
        client_id: str,  # noqa: ARG002 - the library's signature
        *args: Any,
        **kwargs: Any,
    ) -> Registration:
        """Return the platform's registration; issuer and client were compared before (L13, L14)."""
        return self.find_registration_by_issuer(iss, *args, **kwargs)

    def find_deployment(self, _iss: str, deployment_id: str) -> Deployment:
        """Return the deployment: whose it is, the application decides (L19)."""
        return Deployment().set_deployment_id(deployment_id)

    def find_deployment_by_params(
        self,
        iss: str,
        deployment_id: str,
        client_id: str,  # noqa: ARG002 - the library's signature
        *args: Any,  # noqa: ARG002 - the library's signature
        **kwargs: Any,  # noqa: ARG002 - the library's signature
    ) -> Deployment:
        """Return the deployment: whose it is, the application decides (L19)."""
        return self.find_deployment(iss, deployment_id)
