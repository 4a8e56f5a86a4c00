"""Step two of a launch: the platform's form with state and token; every check of L10-L22, in that order.

The library's `MessageLaunch` splits the token and drives the steps. Ours, through its seams: the state and its
browser (its own state check lets a token in twice), the header, issuer and audience, keys from the cache of `lti.jwks`,
RS256 whatever a key set says over the very bytes that are read, all times with the caller's clock, a nonce that is used
up, and the message itself. The library gets no network, no session and no storage.
"""

from __future__ import annotations

import binascii
import hmac
import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

import jwt
import requests
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from pylti1p3.exception import LtiException
from pylti1p3.message_launch import MessageLaunch

from lti.adapters import Form, OnePlatform, StateCookie, StateSession
from lti.claims import DEEP_LINKING, Launch, mapping, read_launch, return_url
from lti.deep_linking import read_request
from lti.errors import (
    AlgorithmRefused,
    AudienceMismatch,
    IssuerMismatch,
    KeyIdMissing,
    LtiError,
    NonceMismatch,
    SignatureInvalid,
    StateUnknown,
    TokenExpired,
    TokenFromFuture,
    TokenMalformed,
    TokenTimesInvalid,
    TokenTooLong,
    TokenTooOld,
)
from lti.jwks import KeySets
from lti.launch_state import proven_state, registered_platform, use_up
from lti.lms.registry import profile_of, recognise
from lti.login import hashed
from lti.message import DEEP_LINK, check_message
from lti.stores import LoginState, LoginStore, Platform, PlatformStore

SKEW = timedelta(seconds=60).total_seconds()
OLDEST = timedelta(minutes=10).total_seconds()
LONGEST = timedelta(hours=1).total_seconds()
_LONGEST_TOKEN = 128 * 1024
_FARTHEST_TIME = 1e11
_PARTS = re.compile(r"[0-9A-Za-z_-]+\.[0-9A-Za-z_-]+\.[^.]*")
"""Header and claims in plain base64url: a reader that passes over other characters would see what nobody signed."""
_NO_NETWORK = requests.Session()
_NO_NETWORK.adapters.clear()


def finish(
    form: Mapping[str, str],
    cookies: Mapping[str, str],
    *,
    platforms: PlatformStore,
    logins: LoginStore,
    keysets: KeySets,
    now: datetime,
) -> Launch:
    """Return the launch for the form a platform posted, and use up its login; raise one of `lti.errors` otherwise.

    A token that does not prove the platform uses nothing up. `return_url` stands on errors after the proof (L26).
    """
    state = proven_state(form, cookies, logins, now)
    return _checked(form, state, platforms, logins, keysets, now)


def check(
    form: Mapping[str, str], *, platforms: PlatformStore, logins: LoginStore, keysets: KeySets, now: datetime
) -> None:
    """Raise what `finish` would raise whichever browser sent the form; use nothing up (1.5, step 4)."""
    _checked(form, proven_state(form, None, logins, now), platforms, None, keysets, now)


def proven_before(form: Mapping[str, str], *, platforms: PlatformStore, logins: LoginStore) -> Launch:
    """Return the launch of a form that `finish` proved and that lay with us since, where nobody could change it.

    Raises StateUnknown where its login is purged, and PlatformDisabled.
    """
    state = logins.peek(hashed(form["state"]))
    if state is None:
        raise StateUnknown
    body = jwt.decode(form["id_token"], options={"verify_signature": False})
    return _picking(read_launch(body, registered_platform(platforms, state), state), body)


def _checked(
    form: Mapping[str, str], state: LoginState, platforms: PlatformStore, logins: LoginStore | None, keysets: KeySets,
    now: datetime,
) -> Launch:  # fmt: skip
    platform = registered_platform(platforms, state)
    launch = _Launch(form, platform, state, logins, keysets, now)
    try:
        launch.validate()
        return _picking(read_launch(launch.body, platform, state), launch.body)
    except LtiError as error:
        error.platform_id = platform.id
        error.return_url = launch.return_url
        raise


def _picking(launch: Launch, body: Mapping[str, Any]) -> Launch:
    """Add what a deep-linking request allows, by what the platform's LMS is known to take (T18)."""
    if launch.message_type != DEEP_LINK:
        return launch
    limits = profile_of(launch.platform.lms or recognise(launch.product_family, launch.platform.issuer)).placing
    asked = read_request(
        mapping(body[DEEP_LINKING]), launch.platform, limits, place=body.get(limits.place_claim),
        services=launch.ags.lineitems if launch.ags else None,
    )  # fmt: skip
    return replace(launch, picking=asked)


class _NonceSession(StateSession):
    """Answers the library's question for a nonce by comparing it with the login's and using the login up (L17).

    Without a store nothing is used up.
    """

    def __init__(self, form: Form, state: LoginState, logins: LoginStore | None, now: datetime) -> None:
        super().__init__(form)
        self._state = state
        self._logins = logins
        self._now = now

    def check_nonce(self, nonce: str) -> bool:
        """Return True once; a nonce of another login is False, a used login raises `LaunchUsed`."""
        fits = isinstance(nonce, str) and hmac.compare_digest(
            nonce.encode("utf-8", "replace"), self._state.nonce.encode()
        )
        if fits and self._logins is not None:
            use_up(self._logins, self._state, self._now)
        return fits


class _Launch(MessageLaunch[Form, OnePlatform, _NonceSession, StateCookie]):
    """The library's launch for one platform and one login that are known already."""

    def __init__(
        self,
        form: Mapping[str, str],
        platform: Platform,
        state: LoginState,
        logins: LoginStore | None,
        keysets: KeySets,
        now: datetime,
    ) -> None:
        request = Form(form)
        session = _NonceSession(request, state, logins, now)
        super().__init__(request, OnePlatform(platform), session, StateCookie(), requests_session=_NO_NETWORK)
        self.set_auto_validation(enable=False)
        self._platform = platform
        self._state = state
        self._keysets = keysets
        self._now = now
        self.return_url: str | None = None

    @property
    def header(self) -> Mapping[str, Any]:
        """The token's header, unproven."""
        return cast("Mapping[str, Any]", self._jwt.get("header"))

    @property
    def body(self) -> Mapping[str, Any]:
        """The token's claims, proven once `validate` returned."""
        return cast("Mapping[str, Any]", self._jwt.get("body"))

    def validate(self) -> _Launch:
        """Run L12 to L22 in order."""
        self.validate_jwt_format()
        self.validate_registration()
        self.validate_jwt_signature()
        self.return_url = return_url(self.body)
        self._validate_times()
        self.validate_nonce()
        self.validate_message()
        return self

    def _get_request_param(self, key: str) -> str:
        return self._request.get_param(key)

    def get_client_id(self) -> str:
        """Return the registered client: the library would take the first audience and refuse a valid list."""
        return self._platform.client_id

    def validate_jwt_format(self) -> _Launch:
        """L12: three parts, RS256, a `kid`, nothing critical; other header fields are never read."""
        token = self._get_id_token()
        if not token.isascii() or len(token) > _LONGEST_TOKEN or not _PARTS.fullmatch(token):
            raise TokenMalformed
        try:
            super().validate_jwt_format()
        except LtiException:
            raise TokenMalformed from None
        if not isinstance(self.header, dict) or not isinstance(self.body, dict):
            raise TokenMalformed
        if self.header.get("alg") != "RS256":
            raise AlgorithmRefused
        kid = self.header.get("kid")
        if not isinstance(kid, str) or not kid:
            raise KeyIdMissing
        if "crit" in self.header:  # RFC 7515, 4.1.11: nothing it could name is understood here
            raise SignatureInvalid
        return self

    def validate_registration(self) -> _Launch:
        """L13 and L14. With several audiences the platform must name this tool as the authorized one."""
        if self.body.get("iss") != self._platform.issuer:
            raise IssuerMismatch
        own = self._platform.client_id
        audience, authorized = self.body.get("aud"), self.body.get("azp")
        several = audience if isinstance(audience, list) else [audience]
        if own not in several or not all(isinstance(one, str) for one in several):
            raise AudienceMismatch("aud")
        if authorized != own and ("azp" in self.body or len(several) > 1):
            raise AudienceMismatch("azp")
        return self

    def validate_jwt_signature(self) -> _Launch:
        """L15: RS256 (RFC 7518, 3.3) with the platform's key of the token's `kid`, over the bytes that were read."""
        key = self._keysets.find(self._platform.jwks_url, self.header["kid"], self._now)
        signed, _, signature = self._get_id_token().rpartition(".")
        try:
            given = urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
            key.verify(given, signed.encode(), PKCS1v15(), SHA256())
        except (InvalidSignature, binascii.Error):
            raise SignatureInvalid from None
        return self

    def _validate_times(self) -> None:
        """L16, and a `nbf` where there is one; all with a minute of tolerance."""
        now = self._now.timestamp()
        issued, expires = _seconds(self.body.get("iat")), _seconds(self.body.get("exp"))
        if expires <= now - SKEW:
            raise TokenExpired
        if max(issued, _seconds(self.body.get("nbf", issued))) > now + SKEW:
            raise TokenFromFuture
        if issued < now - OLDEST - SKEW:
            raise TokenTooOld
        if expires - issued > LONGEST:
            raise TokenTooLong

    def validate_nonce(self) -> _Launch:
        """L17: the nonce is this login's, and nobody used it before."""
        try:
            super().validate_nonce()
        except LtiException:
            raise NonceMismatch from None
        return self

    def validate_message(self) -> _Launch:
        """L18 to L22; the library's own checks are fewer, and stricter only where a platform need not follow."""
        check_message(self.body, self._state.target)
        return self


def _seconds(value: Any) -> float:
    """Return a JSON number as seconds since 1970."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not -_FARTHEST_TIME < value < _FARTHEST_TIME:
        raise TokenTimesInvalid
    return float(value)
