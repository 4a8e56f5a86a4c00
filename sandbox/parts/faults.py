"""Switches that make an LMS misbehave, settable from Python and over `POST /_sim/faults`."""

from dataclasses import dataclass, field, fields
from typing import Any, ClassVar


@dataclass
class CommonFaults:
    """The switches every LMS has, at rest; each LMS adds its own."""

    down: bool = False
    """503 on every page and service."""
    hang_seconds: float = 0.0
    """Services accept the request and answer only after this many seconds."""
    latency: float = 0.0
    """Seconds added to every service call."""
    drop_answer_after_store: int = 0
    """The next n service writes are stored, then the connection is closed without an answer."""
    throttle_next: int = 0
    """The next n service calls are refused as over the rate limit."""
    retry_after: str = ""
    """Value of Retry-After on throttled calls; empty leaves the header out."""
    invalid_client: bool = False
    """The token endpoint no longer knows the tool."""
    missing_scopes: list[str] = field(default_factory=list)
    """Scopes left out of every token although asked for."""
    expire_tokens_now: bool = False
    """All access tokens given out so far are refused; falls back to off by itself."""
    platform_storage: str = ""
    """How the storage for tools without cookies behaves: off, silent, full, liar (another value), forgets."""
    roster_503_on_page: int = 0
    """503 on this page of the roster (1 is the first)."""

    refused_services: list[str] = field(default_factory=list)
    """Parts of addresses whose service calls are forbidden (403), such as that of the roster."""
    keys_page: bool = False
    """A page for people stands where the platform's keys should be."""

    registration: str = ""
    """How dynamic registration goes wrong, where there is one: a word of `sandbox.parts.registering.LIES`."""

    of_any_kind: ClassVar[frozenset[str]] = frozenset()
    """Switches whose values may be of several kinds."""

    def update(self, values: dict[str, Any]) -> None:
        """Set the named switches; an unknown name or a value of another kind is a ValueError and nothing is set."""
        rest = type(self)()
        known = {item.name: getattr(rest, item.name) for item in fields(self)}
        for name, value in values.items():
            if name not in known:
                raise ValueError(f"unknown fault {name!r}")
            if name not in self.of_any_kind and not _same_kind(known[name], value):
                raise ValueError(f"{name} must be {type(known[name]).__name__}")
        for name, value in values.items():
            setattr(self, name, value)

    def clear(self) -> None:
        """Turn every switch back to rest."""
        rest = type(self)()
        for item in fields(self):
            setattr(self, item.name, getattr(rest, item.name))


def _same_kind(rest: object, value: object) -> bool:
    if isinstance(rest, float):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return type(rest) is type(value)
