"""Record store access: the credentials other systems use, their rights, and a new one's secret, shown once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from gateway.web.pages.admin.times import Timed
from gateway.web.pages.shell import Choice, Fields, Shell

Actors = Literal["keep", "rewrite", "enrolled"]
"""What happens to the actor of a statement that a credential brings (security.md P05)."""


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One credential; `rate` is statements a minute, None without a limit; `course` the title of the one it is for."""

    name: str
    key: str
    scopes: tuple[str, ...]
    actors: Actors
    rate: int | None
    created: datetime
    last_used: datetime | None = None
    revoked: datetime | None = None
    revoke_url: str = ""
    course: str = ""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A credential just made: the only moment its secret can be read."""

    name: str
    key: str
    secret: str


@dataclass(frozen=True, slots=True)
class KeyForm:
    """What was typed, kept after a refusal; the fields are `name`, `scope` (many), `actors`, `course` and `rate`.

    `scopes_too_wide` are chosen ones that a credential of one course cannot have.
    """

    scopes: tuple[str, ...]
    offered: Sequence[Actors] = ("rewrite", "enrolled", "keep")
    chosen: tuple[str, ...] = ()
    name: str = ""
    actors: Actors = "rewrite"
    rate: str = ""
    name_missing: bool = False
    scope_missing: bool = False
    rate_wrong: bool = False
    course: str = ""
    scopes_too_wide: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeysPage(Timed):
    """The list, the form and, right after making one, the new credential."""

    shell: Shell
    now: datetime
    endpoint: str
    keys: tuple[KeyRow, ...]
    form: KeyForm
    create_url: str
    fields: Fields = ()
    made: NewKey | None = None
    courses: tuple[Choice, ...] = ()
