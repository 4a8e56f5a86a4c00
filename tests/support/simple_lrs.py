"""A record store that knows nothing of ours: statements with times of storing, pages, and the habits of real ones."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, quote

from support.clock import SteerableClock


@dataclass
class SimpleLrs:
    """A WSGI application. `more` writes the address of the next page, from the address of this server and its path."""

    clock: SteerableClock
    size: int = 3
    versions: tuple[str, ...] = ("1.0.3",)
    more: Callable[[str, str], str] = lambda _base, path: path
    repeats: bool = False
    newest_first: bool = False
    consistent: datetime | None = None
    forgets: bool = False
    rows: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)

    def add(self, *statements: dict[str, Any], stored: datetime | None = None, **changes: Any) -> None:
        """Make statements visible, as stored now or at another time."""
        for one in statements:
            at = (stored or self.clock()).isoformat().replace("+00:00", "Z")
            self.rows.append((at, {"version": "1.0.3", **one, "stored": at, **changes}))

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path.endswith("/about"):
            return self._answer(start, {"version": list(self.versions)})
        query = {name: values[0] for name, values in parse_qs(environ["QUERY_STRING"]).items()}
        self.asked.append(query)
        if self.forgets and "after" in query:
            return self._answer(start, {"error": "the page has expired"}, "404 Not Found")
        ordered = sorted(self.rows, key=lambda row: (row[0], row[1].get("id", "")), reverse=self.newest_first)
        since, after = query.get("since", ""), query.get("after", "")
        found = [one for at, one in ordered if at > since]
        names = [one.get("id", "") for one in found]
        begin = names.index(after) + 1 if after else 0
        page = found[begin : begin + self.size]
        link = ""
        if begin + self.size < len(found):
            link = f"{path}?after={quote(page[-1]['id'])}&since={quote(since)}"
            link = self.more(f"http://{environ['HTTP_HOST']}", link)
        if self.repeats:
            page = page + page
        return self._answer(start, {"statements": page, "more": link})

    def _answer(self, start: Any, body: Any, status: str = "200 OK") -> Iterable[bytes]:
        headers = [("Content-Type", "application/json"), ("X-Experience-API-Version", "1.0.3")]
        if self.consistent is not None:
            headers.append(("X-Experience-API-Consistent-Through", self.consistent.isoformat()))
        start(status, headers)
        return [json.dumps(body).encode()]
