"""The only door through which Waymark calls a platform: checked addresses, one deadline, a bounded answer.

Every failure of the network becomes an error of `lti.lms.base`; every HTTP status comes back as an Answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urljoin

import requests
from requests import exceptions as failure

from lti.answers import Answer, retry_after
from lti.http_guard import Guard, origin, refused
from lti.http_transport import DEADLINE, GuardedAdapter
from lti.lms.base import AdapterError, Transient

Clock = Callable[[], datetime]
"""Returns the present time, aware and in UTC."""

USER_AGENT = "Waymark/0.1 (LTI tool; +https://waymark.example)"
"""Some platforms answer 403 to a call without one (L33)."""

TOO_LONG = "answer too long"
"""Detail of the error for an answer above the limit."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HOPS = 3


@dataclass(frozen=True)
class Limits:
    """Seconds to connect, seconds for the whole exchange, bytes of an answer (R7)."""

    connect: float = 5.0
    total: float = 30.0
    size: int = 1 << 20


class Http:
    """One requests session under the address guard; safe to share between threads, keeps no cookies."""

    def __init__(
        self,
        *,
        now: Clock,
        loopback: bool = False,
        guard: Guard | None = None,
        limits: Limits | None = None,
        ca_file: str | None = None,
    ) -> None:
        self._now = now
        self._guard = guard or Guard(loopback=loopback)
        self._limits = limits or Limits()
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy from the environment would bypass the address guard
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.verify = ca_file or True
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, GuardedAdapter(self._guard))

    def now(self) -> datetime:
        """Return the present time, aware and in UTC, by the clock that this door was given."""
        return self._now()

    def check(self, url: str) -> None:
        """Refuse, by its text alone, an address that `call` would not go to: Permanent `address_refused`."""
        self._guard.check_url(url)

    def close(self) -> None:
        """Close idle connections."""
        self._session.close()

    def call(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Answer:
        """Do one exchange and return its answer, whatever its status.

        Raises Transient `unreachable`, `timeout`, `tls` or `lms_error`, and Permanent `address_refused`.
        Redirects of reads are followed on the same scheme, host and port only.
        """
        sent = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity", **(headers or {})}
        limits = self._limits
        deadline = time.monotonic() + limits.total
        token = DEADLINE.set(deadline)
        try:
            for _ in range(_HOPS):
                answer = self._exchange(method, url, sent, body)
                target = answer.headers.get("location")
                if answer.status not in _REDIRECTS or target is None or method not in ("GET", "HEAD"):
                    return answer
                url = self._same_origin(url, target)
        except requests.RequestException as error:
            raise _as_adapter_error(error, late=time.monotonic() >= deadline) from error
        finally:
            DEADLINE.reset(token)
        raise Transient("lms_error", "redirects without end")

    def _same_origin(self, url: str, target: str) -> str:
        """Return where a redirect leads, or refuse to leave the host."""
        there = urljoin(url, target)
        if origin(there) != origin(url):
            raise refused("redirect to another host")
        return there

    def _exchange(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        """Send one request and read its answer up to the limit."""
        self._guard.check_url(url)
        limits = self._limits
        with self._session.request(
            method,
            url,
            headers=headers,
            data=body,
            timeout=(limits.connect, limits.total),
            allow_redirects=False,
            stream=True,
        ) as response:
            received = bytearray()
            for part in response.iter_content(16384):
                received += part
                if len(received) > limits.size:
                    raise Transient("lms_error", TOO_LONG)
            wait = retry_after(response.headers.get("retry-after"), self._now())
            return Answer(response.status_code, url, bytes(received), response.headers, wait)


def _as_adapter_error(error: requests.RequestException, *, late: bool) -> AdapterError:
    """Name a failure of the network (F08, F09); the text carries no header and no body."""
    text = str(error)[:200]
    if isinstance(error, (failure.InvalidURL, failure.MissingSchema, failure.InvalidSchema)):
        return refused("not a URL")
    if isinstance(error, failure.SSLError):
        return Transient("tls", text)
    if late or isinstance(error, failure.ReadTimeout):
        return Transient("timeout", text)
    if isinstance(error, failure.ContentDecodingError):
        return Transient("lms_error", text)
    return Transient("unreachable", text)
