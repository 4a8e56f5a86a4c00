"""Ways to bend a launch before it is signed, and what every refusal must look like."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
STUDENT, TEACHER = "maya.okafor", "rosa.alvarez"
Bend = Callable[[dict[str, Any]], dict[str, Any]]


def drop(*names: str) -> Bend:
    """Take claims away."""
    return lambda claims: {name: value for name, value in claims.items() if name not in names}


def put(**values: Any) -> Bend:
    """Set claims of OpenID Connect."""
    return lambda claims: claims | values


def lti(name: str, value: Any) -> Bend:
    """Set a claim of LTI."""
    return lambda claims: {**claims, CLAIM + name: value}


def refused(answer: Any, status: int = 401, code: str = "") -> str:
    """Check that a refusal is a page with a code, a way on and a number to ask with; return its text."""
    assert answer.status_code == status, answer.text[:500]
    assert answer.mimetype == "text/html"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "frame-ancestors" in answer.headers["Content-Security-Policy"]
    text = str(answer.text)
    said = re.search(r'<span class="code" data-code="([a-z][a-z0-9_-]+)">[0-9a-f]{10}</span>', text)
    assert said, "no code or no request number"
    assert not code or said[1] == code
    for secret in ("Traceback", "eyJ", CLAIM, "BEGIN PUBLIC KEY"):
        assert secret not in text
    return text
