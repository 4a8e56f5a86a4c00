"""Stores in memory with the promises of the real ones, and a key server that counts its visitors."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from lti.errors import KeySetUnreachable
from lti.jwks import Fetched
from lti.stores import LoginState, Platform


class MemoryPlatforms:
    """A PlatformStore over a list."""

    def __init__(self, *platforms: Platform) -> None:
        self.all = list(platforms)

    def by_issuer(self, issuer: str, client_id: str | None) -> Sequence[Platform]:
        return [one for one in self.all if one.issuer == issuer and client_id in {None, one.client_id}]

    def by_id(self, platform_id: str) -> Platform | None:
        return next((one for one in self.all if one.id == platform_id), None)


class MemoryLogins:
    """A LoginStore over a dictionary; `consume` is atomic by a lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.rows: dict[str, LoginState] = {}

    def put(self, state: LoginState) -> None:
        with self._lock:
            self.rows[state.state_hash] = state

    def peek(self, state_hash: str) -> LoginState | None:
        with self._lock:
            return self.rows.get(state_hash)

    def consume(self, state_hash: str, now: datetime) -> bool:
        with self._lock:
            row = self.rows.get(state_hash)
            if row is None or row.used_at is not None:
                return False
            self.rows[state_hash] = replace(row, used_at=now)
            return True

    def used(self) -> int:
        return sum(1 for row in self.rows.values() if row.used_at)


class KeyServer:
    """Serves one body for every address, or fails while `down`; counts the visits."""

    def __init__(self, body: bytes, cache_control: str = "") -> None:
        self.body = body
        self.cache_control = cache_control
        self.down = False
        self.visits = 0

    def __call__(self, _url: str) -> Fetched:
        self.visits += 1
        if self.down:
            raise KeySetUnreachable("timeout")
        return Fetched(self.body, self.cache_control)
