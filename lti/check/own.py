"""The LMS's own interface, where an admin gave values for it: does it take them, and may it do what we do with it?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lti.check.calls import failed
from lti.check.lines import Finding, fine, later, problem
from lti.check.subject import Subject
from lti.lms.base import AdapterError, Refused

LINE = "own-interface"

Lacking = Callable[[], Sequence[str]]
"""Asks the interface; returns what it lacks by the LMS's own names, raises AdapterError."""


def own_interface(subject: Subject, lacking: Lacking | None) -> Finding:
    """Ask once; None where there is nothing to ask: no values were given, or this LMS cannot tell."""
    if lacking is None:
        return Finding(LINE, "skipped", f"{LINE}.none")
    if subject.services is None:
        return later(LINE, "launch")
    try:
        missing = lacking()
    except Refused as error:
        return problem(LINE, "refused", error.detail)
    except AdapterError as error:
        return failed(LINE, error)
    return problem(LINE, "lacks", ", ".join(missing)) if missing else fine(LINE)
