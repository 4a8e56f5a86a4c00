"""The connected learning systems, and the values to copy into a new one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from gateway.web.pages.admin.times import Timed
from gateway.web.pages.shell import Fields, Shell


@dataclass(frozen=True, slots=True)
class PlatformRow:
    """One connected learning system, under the name the admin gave it."""

    name: str
    issuer: str
    client_id: str
    deployments: tuple[str, ...]
    enabled: bool
    last_launch: datetime | None = None
    switch_url: str = ""
    check_url: str = ""
    interface_url: str = ""
    """Empty where nobody can let us use an interface of the system's own."""
    update_url: str = ""
    """Empty where the learning system does not let us change our registration."""


@dataclass(frozen=True, slots=True)
class RegisteredRow:
    """A learning system that registered itself and waits for an admin's word (T10); calls would go to `hosts`."""

    name: str
    issuer: str
    hosts: tuple[str, ...]
    client_id: str
    since: datetime
    let_in_url: str
    keep_out_url: str


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A deployment that somebody opened and no school has yet: its learning system, id, first launch (L19)."""

    system: str
    deployment: str
    since: datetime
    assign_url: str
    fields: Fields = ()


@dataclass(frozen=True, slots=True)
class CopyRow:
    """One field of a learning system's form under its own name; `choose` is picked there, the rest is pasted."""

    id: str
    label: str
    value: str
    choose: bool = False


@dataclass(frozen=True, slots=True)
class Invited:
    """A registration link just made: the only moment it can be read. `until` is when it ends."""

    link: str
    until: datetime
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Updated:
    """What became of bringing a registration up to date: `refused` are permissions in plain words."""

    system: str
    changed: bool
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """A registration link that was made; `id` names it and opens nothing, `revoke_url` is empty once it is over."""

    id: str
    name: str
    shared: bool
    state: Literal["open", "used", "revoked", "expired"]
    until: datetime
    revoke_url: str = ""
    came: tuple[str, ...] = ()
    """Name and issuer of what registered itself by it."""


@dataclass(frozen=True, slots=True)
class SystemSetup:
    """What the admin of one kind of learning system does and copies, in the words of that system."""

    title: str
    steps: tuple[str, ...]
    configuration: str = ""
    custom_fields: tuple[tuple[str, str], ...] = ()
    scopes: tuple[str, ...] = ()
    credentials: tuple[tuple[str, str], ...] = ()
    """Name and label of each value for the system's own interface."""
    invite: tuple[str, ...] = ()
    """Where the registration link goes and what follows; empty where the system takes none."""
    form: tuple[CopyRow, ...] = ()
    """The system's own form, field by field, where an admin fills it by hand."""

    @property
    def custom_lines(self) -> str:
        """The custom fields as the systems take them: `name=value`, one to a line."""
        return "\n".join(f"{name}={value}" for name, value in self.custom_fields)


@dataclass(frozen=True, slots=True)
class ToolValues:
    """Our side of the connection, as complete addresses."""

    login: str
    launch: str
    keys: str
    content: str


@dataclass(frozen=True, slots=True)
class PlatformsPage(Timed):
    """The list, our values, and the command that adds a system from the server's command line."""

    shell: Shell
    now: datetime
    platforms: tuple[PlatformRow, ...]
    values: ToolValues
    command: str
    waiting: tuple[WaitingRow, ...] = ()
    setups: tuple[SystemSetup, ...] = ()
    invite_url: str = ""
    invited: Invited | None = None
    invitations: tuple[InvitationRow, ...] = ()
    updated: Updated | None = None
    registered: tuple[RegisteredRow, ...] = ()
