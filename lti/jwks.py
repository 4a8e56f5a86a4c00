"""Platforms' public keys: fetched rarely, kept long enough to survive a platform that does not answer (L15, L32, L33).

A key is looked up by (key set address, `kid`). A known key in a fresh set is returned without a lock. Otherwise one
thread fetches while the others use what is there. All dates are arguments.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from lti.errors import KeyRefused, KeySetError, KeySetUnreachable, KeyUnknown
from lti.http import Http, Limits
from lti.jwk import Unfit, parse_key_set
from lti.lms.base import AdapterError

SHORTEST, USUAL, LONGEST = timedelta(minutes=5), timedelta(hours=1), timedelta(hours=24)
"""How long a set counts as fresh: at least, without a word from the platform, at most."""
STALE_FOR = timedelta(hours=24)
REFETCH_PAUSE = timedelta(minutes=1)
"""Between two fetches of one address while some set of it is usable: a flood of `kid`s is no flood of requests."""
FIRST_PAUSE = timedelta(seconds=10)
"""Between two tries while no set of the address is usable at all."""

FETCH_LIMITS = Limits(connect=5.0, total=10.0, size=256 * 1024)
"""L33: a launch waits for its platform's keys no longer than that."""

_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NOT_KEPT = re.compile(r"(?:^|[,\s])no-(?:store|cache)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Fetched:
    """A 2xx answer: its bytes and its Cache-Control header, empty when there is none."""

    body: bytes
    cache_control: str = ""


Fetch = Callable[[str], Fetched]
"""Gets one address within 10 s and 256 KiB, or raises `KeySetUnreachable` (L33)."""


def over_http(http: Http) -> Fetch:
    """Return a Fetch over the guarded HTTP client, which holds the limits of L33."""

    def fetch(url: str) -> Fetched:
        try:
            answer = http.call("GET", url, headers={"Accept": "application/jwk-set+json, application/json"})
        except AdapterError as error:
            raise KeySetUnreachable(error.code) from error
        if not answer.ok:
            raise KeySetUnreachable(f"HTTP {answer.status}")
        return Fetched(answer.body, answer.headers.get("cache-control", ""))

    return fetch


def time_to_live(cache_control: str) -> timedelta:
    """Return how long a set stays fresh, 5 minutes to 24 hours (L32)."""
    if _NOT_KEPT.search(cache_control):
        return SHORTEST
    said = _MAX_AGE.search(cache_control)
    wanted = timedelta(seconds=int(said[1])) if said else USUAL
    return min(max(wanted, SHORTEST), LONGEST)


@dataclass(frozen=True)
class _Snapshot:
    """One good answer."""

    keys: Mapping[str, RSAPublicKey | Unfit]
    fresh_until: datetime

    def usable(self, now: datetime) -> bool:
        return now < self.fresh_until + STALE_FOR


@dataclass
class _Entry:
    """What is known of one address; `snapshot` is replaced whole, the rest is touched under the lock."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    snapshot: _Snapshot | None = None
    tried_at: datetime | None = None
    hunted_at: datetime | None = None
    failure: KeySetError | None = None


class KeySets:
    """The key sets of all platforms; safe to share between threads."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._lock = threading.Lock()
        self._entries: dict[str, _Entry] = {}

    def find(self, url: str, kid: str, now: datetime) -> RSAPublicKey:
        """Return the public key; raise `KeyUnknown`, `KeyRefused` or a `KeySetError`."""
        with self._lock:
            entry = self._entries.setdefault(url, _Entry())
        snapshot = entry.snapshot
        known = snapshot is not None and snapshot.usable(now) and kid in snapshot.keys
        if not (snapshot and known and now < snapshot.fresh_until):
            # A stale key that is still good waits for nobody: if another thread fetches, use what is there.
            if entry.lock.acquire(blocking=not known):
                try:
                    self._refresh(entry, url, kid, now)
                finally:
                    entry.lock.release()
            snapshot = entry.snapshot
        return _pick(entry, snapshot, kid, now)

    def _refresh(self, entry: _Entry, url: str, kid: str, now: datetime) -> None:
        """Fetch if this look-up may (the lock is held); a failure leaves the old set in place."""
        if not _may_fetch(entry, kid, now):
            return
        entry.tried_at = now
        try:
            answer = self._fetch(url)
            keys = parse_key_set(answer.body)
        except KeySetError as error:
            entry.failure = error
        else:
            entry.failure = None
            entry.snapshot = _Snapshot(keys, now + time_to_live(answer.cache_control))
        if entry.snapshot is None or kid not in entry.snapshot.keys:
            entry.hunted_at = now


def _may_fetch(entry: _Entry, kid: str, now: datetime) -> bool:
    """Tell whether to fetch now: another thread may just have done so, or the pause is not over (L32)."""
    snapshot = entry.snapshot
    if snapshot is None or not snapshot.usable(now):
        return entry.tried_at is None or now >= entry.tried_at + FIRST_PAUSE
    if kid not in snapshot.keys:
        return entry.hunted_at is None or now >= entry.hunted_at + REFETCH_PAUSE
    return now >= snapshot.fresh_until and (entry.tried_at is None or now >= entry.tried_at + REFETCH_PAUSE)


def _pick(entry: _Entry, snapshot: _Snapshot | None, kid: str, now: datetime) -> RSAPublicKey:
    """Return the key out of the set, or say why there is none."""
    if snapshot is None or not snapshot.usable(now):
        failure = entry.failure
        raise type(failure)(failure.detail) if failure else KeySetUnreachable
    key = snapshot.keys.get(kid)
    if key is None:
        raise KeyUnknown
    if isinstance(key, Unfit):
        raise KeyRefused(key.reason)
    return key
