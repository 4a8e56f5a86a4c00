"""Connections to other record stores, through the one guarded door for calls (T09), and their sealed passwords."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.clock import Clock
from gateway.security import SealBroken, seal, unseal
from lti.answers import Answer
from lti.http import TOO_LONG, Http, Limits
from lti.lms.base import AdapterError
from xapi.remote import RemoteStore, Trouble

LARGEST = 40 * 1024 * 1024
"""Bytes of an answer at most: a page of statements with their attachments."""


class Stores:
    """Opens the client of a row of `remote_store`."""

    def __init__(self, clock: Clock, secret_key: bytes, *, loopback: bool, limits: Limits | None = None) -> None:
        self._secret_key = secret_key
        self._http = Http(now=clock, loopback=loopback, limits=limits or Limits(size=LARGEST))

    def of(self, row: Any) -> RemoteStore:
        """Return the client; Trouble `sealed` where the password was sealed with another key."""
        try:
            password = unseal(self._secret_key, bytes(row.password_sealed), _about(row.id))
        except SealBroken as error:
            raise Trouble("sealed") from error
        return RemoteStore(_Calls(self._http), row.endpoint, row.username, password)

    def sealed(self, store_id: str, password: str) -> bytes:
        """Return the form in which a password is kept."""
        return seal(self._secret_key, password, _about(store_id))

    def close(self) -> None:
        """Close idle connections."""
        self._http.close()


class _Calls:
    """The session of `xapi.remote`: a failure of the network is a trouble of the store."""

    def __init__(self, http: Http) -> None:
        self._http = http

    def call(self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
        try:
            return self._http.call(method, url, headers=headers, body=body)
        except AdapterError as error:
            odd = "too_large" if error.detail == TOO_LONG else "garbage"
            raise Trouble(odd if error.code == "lms_error" else error.code, error.detail, error.retry_after) from error


def _about(store_id: str) -> str:
    return f"store/{store_id}"
