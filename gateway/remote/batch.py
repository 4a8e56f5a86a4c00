"""Get a batch of statements into another store: whole where it takes them, else without those that it refuses.

A refusal of one statement is told from a refusal of everything by whether the store takes another: of the batch, or
the last one that it took before. Only then is a statement listed as refused and left behind.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from uuid import UUID

from gateway.remote.rows import Refusal
from xapi.fingerprint import same
from xapi.multipart import Content
from xapi.remote import Refused, RemoteStore, Trouble
from xapi.version import Version

ENOUGH = 5
"""Statements refused in a row, and none taken, that are taken for everything."""

_SET_HERE = ("authority", "stored")


@dataclass(frozen=True)
class Item:
    """A statement as a reader gets it, with the attachments that came with it."""

    id: UUID
    body: dict[str, Any]
    contents: dict[str, Content]

    @property
    def version(self) -> Version:
        """The version under which it was accepted here."""
        return Version(self.body["version"])


@dataclass
class Batch:
    """One attempt. `before` gives a statement that the store took earlier, None for none.

    `plain`: the store wants statements without our authority; `patient`: it has failed often enough to look for the one
    statement that makes it fail.
    """

    store: RemoteStore
    before: Callable[[], Item | None]
    plain: bool = False
    patient: bool = False
    taken: int = 0
    refused: list[Refusal] = field(default_factory=list)
    doubtful: list[tuple[Item, Refused | Trouble]] = field(default_factory=list)
    no_second: bool | None = None
    works: bool | None = None

    def send(self, items: Sequence[Item]) -> None:
        """Send in order, in runs of one version; Trouble when the store takes nothing now."""
        for _, run in groupby(items, key=lambda one: one.version):
            self._send(list(run))
        if self.doubtful and not self._works():
            raise self._trouble()
        self.refused += [_refusal(item, error) for item, error in self.doubtful]

    def _send(self, items: list[Item]) -> None:
        if items[0].version is Version.V2 and self._no_second():
            self.refused += [Refusal(str(one.id), "version", "") for one in items]
            return
        try:
            self._post(items)
        except Refused as error:
            self._less(items, error)
        except Trouble as error:
            if error.code != "failing" or not self.patient:
                raise
            self._less(items, error)
        else:
            self.taken += len(items)

    def _no_second(self) -> bool:
        """Say whether the store lists its versions and 2.0 is not among them."""
        if self.no_second is None:
            spoken = self.store.versions()
            self.no_second = spoken is not None and not any(one.startswith("2.0") for one in spoken)
        return self.no_second

    def _post(self, items: Sequence[Item]) -> None:
        bodies = [self._body(one) for one in items]
        contents = {sha2: content for one in items for sha2, content in one.contents.items()}
        self.store.send(bodies, contents, items[0].version, secrets.token_hex(20))

    def _body(self, item: Item) -> dict[str, Any]:
        return _plain(item.body) if self.plain else item.body

    def _less(self, items: list[Item], error: Refused | Trouble) -> None:
        """Go on with halves, down to the one that is refused."""
        if len(items) > 1:
            middle = len(items) // 2
            self._send(items[:middle])
            self._send(items[middle:])
        elif isinstance(error, Refused) and error.status == 409:
            self._compare(items[0], error)
        elif isinstance(error, Refused) and self._taken_plain(items[0], error):
            self.taken += 1
        elif isinstance(error, Refused) and self._taken_bare(items[0]):
            self.taken += 1
            self.refused.append(Refusal(str(items[0].id), "attachments", error.detail))
        else:
            self._doubt(items[0], error)

    def _compare(self, item: Item, error: Refused) -> None:
        """Something is stored there under this id; what can be seen to differ is listed."""
        there = self.store.stored(item.id, item.version)
        try:
            differs = there is not None and not same(item.body, there, item.version)
        except (KeyError, TypeError, ValueError, AttributeError):
            differs = True  # what stands there is not even a statement
        if differs:
            self.refused.append(_refusal(item, error))
        else:
            self.taken += 1

    def _taken_plain(self, item: Item, error: Refused) -> bool:
        """Try again without what we set: some stores refuse an authority that is not their own."""
        if self.plain or error.status not in {400, 403, 422} or not self._takes(_plain(item.body), item, item.contents):
            return False
        self.plain = True
        return True

    def _taken_bare(self, item: Item) -> bool:
        """Try again without the attachments: some stores take none. That they stayed here is listed."""
        if not item.contents:
            return False
        return self._takes(self._body(item), item, {})

    def _takes(
        self, body: dict[str, Any], item: Item, contents: dict[str, Content], *, there: bool = False
    ) -> bool:  # fmt: skip
        """Send one statement; `there`: it is stored there already, so that a conflict says as much as a success."""
        try:
            self.store.send([body], contents, item.version, secrets.token_hex(20))
        except Refused as error:
            return there and error.status == 409
        return True

    def _doubt(self, item: Item, error: Refused | Trouble) -> None:
        self.doubtful.append((item, error))
        if len(self.doubtful) >= ENOUGH and not self._works():
            raise self._trouble()

    def _works(self) -> bool:
        """Say whether the store takes anything now: something of this batch, or once more what it has already."""
        if self.taken:
            return True
        if self.works is None:
            item = self.before()
            self.works = item is not None and self._takes(self._body(item), item, {}, there=True)
        return self.works

    def _trouble(self) -> Trouble:
        error = self.doubtful[0][1]
        if isinstance(error, Trouble):
            return error
        return Trouble("forbidden" if error.status == 403 else "refuses_all", error.detail)


def _plain(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in _SET_HERE}


def _refusal(item: Item, error: Refused | Trouble) -> Refusal:
    codes = {403: "forbidden", 409: "conflict", 413: "too_large"}
    code = codes.get(error.status, "refused") if isinstance(error, Refused) else "failing"
    return Refusal(str(item.id), code, error.detail)
