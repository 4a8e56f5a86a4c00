"""Whose launch it is: the platform's own answer, the login it belongs to and the browser that began it (L10, L11)."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime

from lti.claims import text
from lti.errors import (
    BrowserUnproven,
    CookiesRefused,
    LaunchIncomplete,
    LaunchUsed,
    LmsKeyOff,
    LmsLinkSpent,
    LmsSessionEnded,
    LmsSignInRefused,
    PlatformAnswer,
    PlatformDisabled,
    StateExpired,
    StateUnknown,
)
from lti.login import cookie_name, hashed
from lti.stores import LoginState, LoginStore, Platform, PlatformStore

_ANSWERS: Mapping[str, type[PlatformAnswer]] = {
    "login_required": LmsSessionEnded,
    "interaction_required": LmsSessionEnded,
    "launch_no_longer_valid": LmsLinkSpent,
    "unauthorized_client": LmsKeyOff,
}
_LONGEST_ANSWER = 200


def proven_state(
    form: Mapping[str, str], cookies: Mapping[str, str] | None, logins: LoginStore, now: datetime
) -> LoginState:
    """Return the login this form answers: unused, not expired, begun by this browser; change nothing.

    With None instead of cookies the browser is not asked for: it proves itself later, by the platform's storage (1.5).
    """
    if "error" in form:
        said = text(f"{form['error']} {form.get('error_description', '')}") or ""
        raise _ANSWERS.get(form["error"], LmsSignInRefused)(said[:_LONGEST_ANSWER])
    if not form.get("state") or not form.get("id_token"):
        raise LaunchIncomplete
    state_hash = hashed(form["state"])
    state = logins.peek(state_hash)
    if state is None:
        raise StateUnknown
    sent = (cookies or {}).get(cookie_name(state_hash))
    proven = sent is not None and hmac.compare_digest(hashed(sent), state.browser_hash)
    if state.used_at is not None:
        raise LaunchUsed(state_hash, same_browser=proven)
    if now >= state.expires_at:
        raise StateExpired
    if not proven and cookies is not None:
        if state.again is None:
            raise CookiesRefused
        raise BrowserUnproven(
            cookie_sent=sent is not None, platform_id=state.platform_id, storage_target=state.storage_target,
            again=state_hash,
        )  # fmt: skip
    return state


def registered_platform(platforms: PlatformStore, state: LoginState) -> Platform:
    """Return the login's platform, which may have been switched off or removed since (L13)."""
    platform = platforms.by_id(state.platform_id)
    if platform is None or not platform.enabled:
        raise PlatformDisabled
    return platform


def use_up(logins: LoginStore, state: LoginState, now: datetime) -> None:
    """Consume the login, or raise `LaunchUsed` when a parallel request was first (L17)."""
    if not logins.consume(state.state_hash, now):
        raise LaunchUsed(state.state_hash, same_browser=True)
