"""What every LMS remembers: the tool, keys, sessions and enrolments; each LMS adds its own records."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sandbox.parts import Json, keys
from sandbox.parts.keys import Key


@dataclass
class Registration:
    """The one tool as its admin registered it."""

    client_id: str
    login_url: str
    redirect_uris: list[str]
    target_link_uri: str
    jwks_url: str
    custom: dict[str, str]
    title: str = field(default="Waymark", kw_only=True)
    picker_uri: str = field(default="", kw_only=True)
    """Target of deep-linking requests; empty for a tool that offers no choice of content."""


@dataclass(kw_only=True)
class Memory:
    """Everything that survives a restart; `current_key` is the place of the key that signs."""

    keys: list[Key] = field(default_factory=list)
    current_key: int = 0
    counters: dict[str, int] = field(default_factory=dict)
    tool: Registration | None = None
    sessions: dict[str, str] = field(default_factory=dict)
    """Session id -> login."""
    enrolments: dict[str, str] = field(default_factory=dict)
    """Login -> enrolment state where it is no longer "active"."""
    copies: int = 0
    """How often the course was copied: what is open is the newest copy."""

    first_ids: ClassVar[Mapping[str, int]] = {}
    """Where the numbers of a kind of record begin unless at 1."""

    def next_id(self, kind: str) -> int:
        """Next free number of a kind of record."""
        self.counters[kind] = self.counters.get(kind, self.first_ids.get(kind, 1) - 1) + 1
        return self.counters[kind]

    def new_key(self) -> Key:
        """Make a key as this LMS names them."""
        return keys.new_key()

    def ensure_keys(self) -> None:
        """Make the first two keys when there are none."""
        while len(self.keys) < 2:
            self.keys.append(self.new_key())

    def rotate_keys(self) -> None:
        """Start signing with the announced key and announce another; at most two past keys stay published."""
        self.keys.append(self.new_key())
        self.current_key += 1
        while self.current_key > 2:
            self.keys.pop(0)
            self.current_key -= 1

    def sign(self, claims: Any, header: Json | None = None, key: str | None = None) -> str:
        """Token over any claims; `header` fields replace the good ones (None removes one), `key` is a PEM or secret."""
        current = self.keys[self.current_key]
        merged: Json = {"typ": "JWT", "alg": "RS256", "kid": current.kid} | (header or {})
        kept = {name: value for name, value in merged.items() if value is not None}
        return keys.sign(claims, kept, key if key is not None else current.pem)


def read_back(raw: Json, tool: type[Registration], **records: Callable[..., object]) -> Json:
    """Fields of a memory from its file: keys, the tool and the named records by key become objects again.

    A record is made from its fields by keyword; damaged ones raise KeyError, ValueError or TypeError.
    """
    raw["keys"] = [Key(**key) for key in raw["keys"]]
    raw["tool"] = tool(**raw["tool"]) if raw["tool"] else None
    for name, make in records.items():
        raw[name] = {key: make(**value) for key, value in raw[name].items()}
    return raw
