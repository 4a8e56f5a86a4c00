"""What a check looks at and what it can find: stable names of the lines, states, codes of problems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from lti import ags, nrps

State = Literal["ok", "problem", "later", "skipped"]
"""`later`: only a launch can tell. `skipped`: another line's problem stands before it, or there is nothing to ask."""

SCOPE_LINES: Mapping[str, str] = {
    ags.SCOPE_LINEITEM: "scope-lineitem",
    ags.SCOPE_RESULT: "scope-result",
    ags.SCOPE_SCORE: "scope-score",
    nrps.SCOPE: "scope-roster",
}
LINES = (
    "registration", "issuer", "login", "client", "keys", "own-keys", "token", *SCOPE_LINES.values(), "deployment",
    "roster", "lineitems", "own-interface", "own-rights", "consent", "storage", "clock",
)  # fmt: skip
"""Every line, in the order in which a page shows them. The LMS's own interface is beside the LTI services: does it take
what an admin gave (`own-interface`), and is that enough in the course that was opened last (`own-rights`)?"""


@dataclass(frozen=True)
class Finding:
    """One line; `code` is `line.reason` of a problem or of what a launch must tell, `detail` what was seen there."""

    line: str
    state: State
    code: str = ""
    detail: str = ""

    @property
    def reason(self) -> str:
        """What is wrong, apart from where."""
        return self.code.rpartition(".")[2]


def fine(line: str, detail: str = "") -> Finding:
    """Return a line with nothing wrong."""
    return Finding(line, "ok", detail=detail)


def problem(line: str, reason: str, detail: str = "") -> Finding:
    """Return a line that somebody has to mend; what the other side said is cut, its page breaks go."""
    return Finding(line, "problem", f"{line}.{reason}", " ".join(detail.split())[:200])


def later(line: str, reason: str) -> Finding:
    """Return a line about which a launch has to tell first."""
    return Finding(line, "later", f"{line}.{reason}")


def skipped(line: str) -> Finding:
    """Return a line that was not looked at."""
    return Finding(line, "skipped")


_WEIGHT: Mapping[State, int] = {"problem": 0, "ok": 1, "later": 2, "skipped": 3}


def by_line(found: Iterable[Finding]) -> list[Finding]:
    """Return one finding for each line in the order of `LINES`: the weightiest, of equal ones the first."""
    ordered = sorted(found, key=lambda one: _WEIGHT[one.state])
    best: dict[str, Finding] = {}
    for one in ordered:
        best.setdefault(one.line, one)
    return [best.get(line, Finding(line, "skipped", f"{line}.after")) for line in LINES]
