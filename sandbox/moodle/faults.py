"""The switches that make this LMS misbehave in its own ways."""

from dataclasses import dataclass, field

from sandbox.parts.faults import CommonFaults


@dataclass
class Faults(CommonFaults):
    """Every switch at rest; a test or a demo turns single ones on (docs: sandbox/README.md)."""

    throttle_status: int = 503
    """503 or 429: what a web server in front of the LMS answers when it is asked too often."""
    token_500: bool = False
    """The token endpoint fails with an HTML page."""
    jwks_blocked: bool = False
    """The LMS may not fetch the tool's keys (blocked hosts or ports): token requests end in a 404 page (facts 5)."""
    clock_ahead_seconds: float = 0.0
    """The LMS's clock is so far ahead; a negative number sets it back."""
    launch_error: str = ""
    """Every authentication request is answered with this error code."""
    privacy_never: bool = False
    """The administrator shares neither names nor email addresses with the tool (facts 2, 3)."""
    accept_grades: int = 2
    """Whether links get a column: 0 never, 1 always (of 100 points where none was asked for), 2 as the link says."""
    grade_sync: int = 2
    """What the administrator allows: 0 no grade services, 1 existing columns only, 2 own columns too (facts 6)."""
    status_0_next: int = 0
    """The next n service calls fail with status code 0 in the HTTP status line."""
    behind_proxy: bool = False
    """A proxy in front turns status code 0 into 502."""
    content_required: bool = False
    """A tool with deep linking can be added by "Select content" only, as in the original (facts 4)."""
    ws_token_dead: bool = False
    """The web service token no longer works."""
    ratings_overridden: bool = False
    """A completed activity overrides the rating that somebody gave before, as its form can be set (2026-11: 4.4dev)."""
    ws_debug: bool = False
    """Refusals of web services tell their reason beside the message, as on a site set to debugging."""
    ws_restricted: bool = False
    """The token's account does not ignore restrictions: it finds no restricted assignment (2026-11: 4.4dev)."""
    ws_absent: list[str] = field(default_factory=list)
    """Web service functions that the token's service does not contain."""
    ws_forbidden: list[str] = field(default_factory=list)
    """Web service functions that the token's user lacks a capability for."""
