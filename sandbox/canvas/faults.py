"""The switches that make this LMS misbehave in its own ways."""

from dataclasses import dataclass, field
from typing import ClassVar

from sandbox.parts.faults import CommonFaults


@dataclass
class Faults(CommonFaults):
    """Every switch at rest; a test or a demo turns single ones on (docs: sandbox/README.md)."""

    of_any_kind: ClassVar[frozenset[str]] = frozenset({"token_expires_in"})

    limited_to_section: list[str] = field(default_factory=list)
    """Logins that may see the students of their own sections alone; the roster service names everybody all the same."""
    throttle_status: int = 403
    """403 (seen) or 429 (newer documentation)."""
    request_cost: float = 0.2
    """Units one service call adds to its leaky bucket of 600."""
    invalid_client_status: int = 401
    """401 (Canvas) or 400 (RFC 6749 without basic authentication)."""
    token_expires_in: int | str | None = 3600
    """`expires_in` of token answers; None leaves it out."""
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
    grading_refused: str = ""
    """A score is refused last of all, with this reason: a closed grading period, a moderated assignment (facts 3.2)."""
    columns_unpublished: bool = False
    """Columns that a tool makes start unpublished."""
    dates_echoed: bool = False
    """Line items tell the dates of their assignments."""
    submit_on_any_progress: bool = False
    """Older builds make a submission for any activityProgress but Initialized."""
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
    consent_error: str = ""
    """The page of a consent sends everybody back with this error."""
    refresh_forgotten: bool = False
    """Renewing a token fails as if its person had taken the consent back."""
    new_refresh_token: bool = False
    """A renewal answers with another refresh token, as a server of another version may."""
    unlink_aligned: bool = False
    """An outcome may be taken out of the course although a rubric names it."""
    rubric_answer_tells: bool = True
    """The answer to a new rubric tells its criteria."""
    outcome_job_seconds: float = 0.0
    """So long after an assessment the result of an outcome is written."""
    new_decaying_average: bool = False
    """The feature flag that gives the decaying average back its own way of calculating."""
    mastery_scale: list[tuple[float, bool]] = field(default_factory=list)
    """A scale of account or course: points and whether they are mastery; empty for none."""
    module_items: int = 50
    """A list of modules leaves out the items of one that has more."""
    rest_forbidden: bool = False
    """The token's user lacks the permission for every REST write."""
    rest_forbidden_status: int = 403
    """403 (newer) or 401 (older) for a missing permission."""
