"""Which xAPI version a request speaks (1.0.3 part three 3.3; 2.0 4.1.2; facts: lrs-rules, "Target")."""

import re
from enum import StrEnum

from xapi.errors import UnsupportedVersion

HEADER = "X-Experience-API-Version"


class Version(StrEnum):
    """A version spoken here; its value stands in response headers and in stored statements."""

    V1 = "1.0.3"
    V2 = "2.0.0"


def negotiate(header: str | None, *, missing: str = "0.95") -> Version:
    """Give the version a request is handled in: 1.0.x is 1.0.3, 2.0.x is 2.0.0.

    Raises UnsupportedVersion, whose `answer` is the version to name in the response: `missing` when the header was not
    sent at all (the two conformance suites agree only on 0.9 or 0.95), else the spoken version nearest to the one sent.
    """
    if header is None or not header.strip():
        raise UnsupportedVersion(f"the header {HEADER} is missing", answer=missing)
    sent = header.strip()
    if re.fullmatch(r"1\.0(\.[0-9]+)?", sent):
        return Version.V1
    if re.fullmatch(r"2\.0(\.[0-9]+)?", sent):
        return Version.V2
    nearest = Version.V2 if sent.startswith("2") else Version.V1
    raise UnsupportedVersion(f"version {sent[:20]!r} is not spoken here", answer=nearest.value)
