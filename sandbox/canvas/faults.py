"""Switches that make the LMS misbehave, settable from Python and over `POST /_sim/faults`."""

from dataclasses import dataclass, field, fields
from typing import Any


@dataclass
class Faults:
    """Every switch at rest; a test or a demo turns single ones on (docs: sandbox/README.md)."""

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
    throttle_status: int = 403
    """403 (seen) or 429 (newer documentation)."""
    retry_after: str = ""
    """Value of Retry-After on throttled calls; empty leaves the header out, as Canvas does."""
    request_cost: float = 0.2
    """Units one service call adds to its leaky bucket of 600."""
    invalid_client: bool = False
    """The token endpoint no longer knows the tool."""
    invalid_client_status: int = 401
    """401 (Canvas) or 400 (RFC 6749 without basic authentication)."""
    missing_scopes: list[str] = field(default_factory=list)
    """Scopes left out of every token although asked for."""
    token_expires_in: int | str | None = 3600
    """`expires_in` of token answers; None leaves it out."""
    expire_tokens_now: bool = False
    """All access tokens given out so far are refused; falls back to off by itself."""
    tool_off: bool = False
    """The developer key is switched off in this account: launches and services refuse it."""
    launch_error: str = ""
    """Every authentication request is answered with this error code."""
    ags_concluded: bool = False
    """The course has ended for grade services."""
    concluded_404: bool = False
    """A concluded course answers 404 as older builds do."""
    unpublished: bool = False
    """Every assignment counts as unpublished for scores."""
    submit_on_any_progress: bool = False
    """Older builds make a submission for any activityProgress but Initialized."""
    roster_503_on_page: int = 0
    """503 on this page of the roster (1 is the first)."""
    roster_duplicate: bool = False
    """The roster lists its first member twice."""
    test_student_old_build: bool = False
    """Scores for the test student are refused."""
    test_student_in_roster: bool = False
    """The roster service lists the test student."""
    override_422: bool = False
    """Writing an override is refused with 422."""
    rest_token_dead: bool = False
    """The user token no longer works (401 with WWW-Authenticate)."""
    rest_forbidden: bool = False
    """The token's user lacks the permission for every REST write."""
    rest_forbidden_status: int = 403
    """403 (newer) or 401 (older) for a missing permission."""

    def update(self, values: dict[str, Any]) -> None:
        """Set the named switches; an unknown name or a value of another kind is a ValueError and nothing is set."""
        known = {item.name: getattr(Faults(), item.name) for item in fields(self)}
        for name, value in values.items():
            if name not in known:
                raise ValueError(f"unknown fault {name!r}")
            if name != "token_expires_in" and not _same_kind(known[name], value):
                raise ValueError(f"{name} must be {type(known[name]).__name__}")
        for name, value in values.items():
            setattr(self, name, value)

    def clear(self) -> None:
        """Turn every switch back to rest."""
        for item in fields(self):
            setattr(self, item.name, getattr(Faults(), item.name))


def _same_kind(rest: object, value: object) -> bool:
    if isinstance(rest, float):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return type(rest) is type(value)
