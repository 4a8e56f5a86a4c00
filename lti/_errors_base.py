"""What every error of this package carries: code, words, audience, status (L26, U10, U11)."""

from __future__ import annotations

from typing import ClassVar, Literal

Audience = Literal["everyone", "admin"]
"""Who can act on the hint: whoever opened the link, or only somebody who administers Waymark or the LMS."""

OPEN_AGAIN = "Open the activity again from your course."
TELL_ADMIN = "Open it again from your course. If this page comes back, give your administrator the number below."


class LtiError(Exception):
    """Base of all: `status` is the HTTP status, `return_url` is set only once the token was proven (L26)."""

    code: ClassVar[str] = "lti_error"
    title: ClassVar[str] = "Your course system and Waymark could not connect"
    hint: ClassVar[str] = TELL_ADMIN
    audience: ClassVar[Audience] = "everyone"
    retryable: ClassVar[bool] = False
    status: ClassVar[int] = 401

    def __init__(self, detail: str = "") -> None:
        super().__init__(f"{self.code}: {detail}" if detail else self.code)
        self.detail = detail
        self.platform_id: str | None = None
        self.return_url: str | None = None
