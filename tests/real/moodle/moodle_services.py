"""The site's own web services, called with a token."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import requests

TIMEOUT = 120


class WebServices:
    """Functions of one site for one account."""

    def __init__(self, root: str, token: str) -> None:
        self._url = f"{root}/webservice/rest/server.php"
        self._token, self._root = token, root

    def __call__(self, function: str, **values: Any) -> Any:
        """Call a function with nested values and return its JSON; AssertionError with what the site refuses."""
        known = {"wstoken": self._token, "wsfunction": function, "moodlewsrestformat": "json"}
        sent = known | dict(pair for name, value in values.items() for pair in flat(name, value))
        answer = requests.post(self._url, data=sent, timeout=TIMEOUT)
        said = answer.json()
        assert not (isinstance(said, dict) and "exception" in said), f"{function}: {said}"
        return said

    def upload(self, name: str, content: bytes) -> int:
        """Put a file among the account's drafts; return the draft's number."""
        url, sent = f"{self._root}/webservice/upload.php", {"token": self._token, "filearea": "draft", "itemid": "0"}
        said = requests.post(url, data=sent, files={"file_1": (name, content)}, timeout=TIMEOUT).json()
        assert isinstance(said, list), said
        return int(said[0]["itemid"])


def flat(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield a nested value as the names that PHP reads."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if parts is None:
        yield name, str(value)
        return
    for key, part in parts:
        yield from flat(f"{name}[{key}]", part)


def token_of(root: str, login: str, password: str, service: str) -> str | None:
    """Return the account's token for a service (its short name), None where it has none."""
    asked = {"username": login, "password": password, "service": service}
    said = requests.post(f"{root}/login/token.php", data=asked, timeout=TIMEOUT).json()
    return str(said["token"]) if "token" in said else None
