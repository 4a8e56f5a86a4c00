"""Calls to one address each: the sign-in page, the platform's key set, our own key set; and what clocks they showed."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode, urlsplit

from lti.answers import Answer, throttled
from lti.check.lines import Finding, fine, problem, skipped
from lti.check.subject import Subject
from lti.errors import KeySetError
from lti.http import Http
from lti.jwk import Unfit, parse_key_set
from lti.lms.base import AdapterError

CLOCK_MAY_DIFFER = timedelta(seconds=30)
"""By more, a platform that allows no leeway takes our signed requests for ones of the future."""

_GONE = frozenset({404, 405, 410})
_CLIENT = re.compile(r"unauthorized_client|invalid (?:parameter:? )?client_id|unknown client", re.IGNORECASE)
_REDIRECT = re.compile(
    r"(?:invalid|unregistered|unknown)[^<>{}&=]{0,20}redirect[_ ]ur[il]|redirect[_ ]ur[il] is not", re.IGNORECASE
)
_LOOPBACK = ("127.", "localhost", "::1")


class Caller:
    """Calls the platform and notes how far its clock is from ours, by the Date of each answer (RFC 9110 6.6.1)."""

    def __init__(self, http: Http) -> None:
        self.http = http
        self._apart: list[timedelta] = []

    def call(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """Do one call; raise what `Http.call` raises."""
        begun = self.http.now()
        return self.heard(self.http.call(method, url, headers=headers, body=body), begun)

    def heard(self, answer: Answer, begun: datetime) -> Answer:
        """Note the clock of an answer to a call that was begun then, and return it."""
        try:
            shown = parsedate_to_datetime(answer.headers.get("date", ""))
        except (ValueError, TypeError):
            return answer
        if shown.tzinfo is not None:
            early, late = begun - timedelta(seconds=1) - shown, shown - self.http.now() - timedelta(seconds=1)
            self._apart.append(-early if early > timedelta() else max(late, timedelta()))
        return answer

    def clock(self) -> Finding:
        """Compare the clocks: the answer that comes nearest counts, as others may have been kept by a proxy."""
        if not self._apart:
            return skipped("clock")
        apart = min(self._apart, key=abs)
        if abs(apart) <= CLOCK_MAY_DIFFER:
            return fine("clock")
        return problem("clock", "ahead" if apart > timedelta() else "behind", f"{round(abs(apart).total_seconds())} s")


def failed(line: str, error: AdapterError) -> Finding:
    """Return the finding for a call that brought no answer."""
    return problem(line, error.code, error.detail)


def login(caller: Caller, subject: Subject) -> list[Finding]:
    """Knock at the sign-in address with a request that names nobody: it begins no launch and signs nobody in.

    Some platforms tell at once that they do not know the client or the redirect address.
    """
    platform = subject.platform
    asked = {
        "scope": "openid", "response_type": "id_token", "response_mode": "form_post", "prompt": "none",
        "client_id": platform.client_id, "redirect_uri": f"{subject.base_url}/lti/launch", "login_hint": "0",
        "lti_message_hint": "0", "state": secrets.token_urlsafe(16), "nonce": secrets.token_urlsafe(16),
    }  # fmt: skip
    url = f"{platform.auth_url}{'&' if urlsplit(platform.auth_url).query else '?'}{urlencode(asked)}"
    try:
        answer = caller.call("GET", url, headers={"Accept": "text/html"})
    except AdapterError as error:
        elsewhere = error.code == "address_refused" and "another host" in error.detail
        return [fine("login") if elsewhere else failed("login", error)]  # a browser follows it, we need not
    return _login(answer)


def _login(answer: Answer) -> list[Finding]:
    words = answer.body[:20_000].decode("utf-8", "replace")
    if _CLIENT.search(words):
        return [fine("login"), problem("client", "unknown", answer.text())]
    if _REDIRECT.search(words):
        return [problem("login", "redirect", answer.text())]
    if answer.status in _GONE:
        return [problem("login", "address", str(answer.status))]
    if answer.status >= 500:
        return [problem("login", "lms_error", str(answer.status))]
    return [fine("login")]


def keys(caller: Caller, subject: Subject) -> Finding:
    """Fetch the platform's key set as a launch does, past what is kept of it (L15, L33)."""
    try:
        answer = caller.call("GET", subject.platform.jwks_url, headers={"Accept": "application/json"})
    except AdapterError as error:
        return failed("keys", error)
    if not answer.ok:
        return problem("keys", refusal(answer), f"{answer.status} {answer.text()}")
    try:
        found = parse_key_set(answer.body)
    except KeySetError as error:
        return problem("keys", "invalid", error.detail)
    unfit = [key.reason for key in found.values() if isinstance(key, Unfit)]
    return fine("keys") if len(unfit) < len(found) else problem("keys", "none", ", ".join(unfit))


def own_keys(http: Http, subject: Subject) -> Finding:
    """Look at our key set from outside, as far as this machine can: is it there, and with the key that signs?

    Where we cannot see ourselves (a private address, a firewall that does not turn back), the token line decides.
    """
    if _here(subject.base_url) and not _here(subject.platform.token_url):
        return problem("own-keys", "local", subject.base_url)
    try:
        answer = http.call("GET", f"{subject.base_url}/lti/jwks.json")
    except AdapterError as error:
        return skipped("own-keys") if error.code == "address_refused" else problem("own-keys", "unserved", error.detail)
    try:
        found = parse_key_set(answer.body)
    except KeySetError as error:
        return problem("own-keys", "unserved", f"{answer.status} {error.detail}")
    return fine("own-keys") if subject.kid in found else problem("own-keys", "stale", subject.kid)


def refusal(answer: Answer) -> str:
    """Return the reason for a failed answer, whatever it was about."""
    if throttled(answer):
        return "throttled"
    if answer.status in _GONE:
        return "address"
    return "lms_error" if answer.status >= 500 else "refused"


def _here(url: str) -> bool:
    return (urlsplit(url).hostname or "").startswith(_LOOPBACK)
