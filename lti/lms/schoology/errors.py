"""What Schoology's REST API means by its refusals (schoology.md 5.1, 5.7, 7.4, 8.2); its LTI services speak plainly.

Most bodies are empty, so the status and what was asked decide (`lti.answers.judge`). A 404 for a list of the section
says that the key cannot see the section; that a learner is not in it is told by an empty list.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from lti.answers import About, Answer, judge
from lti.lms.base import AdapterError, Permanent, Transient

_REPEATED = "duplicate timestamp/nonce"
_ABOUT_A_PERSON = ("enrollment", "assignee")
_ADDRESSES = ("location", "links")


def repeated(answer: Answer) -> bool:
    """Tell whether the request was taken for a repeated one; nothing was done then, and the key is good."""
    return answer.status == 401 and _REPEATED in answer.text().lower()


def judge_rest(answer: Answer, about: About) -> AdapterError | None:
    """Class an answer of the REST API, or return None where it is a success."""
    if answer.ok:
        return None
    text = answer.text()
    detail = f"{answer.status} {text}".strip()
    if repeated(answer):  # a fresh header did not help: another machine uses the key with a clock ahead of ours
        return Transient("lms_error", detail)
    if answer.status in (400, 404) and any(word in text.lower() for word in _ABOUT_A_PERSON):
        return Permanent("not_in_course", detail)
    return judge(answer, about)


def judge_row(row: Any, answer: Answer, about: About) -> AdapterError | None:
    """Class one row of an answer to several things at once: the row's own status decides, the answer's says nothing."""
    try:
        status = int(row["response_code"])
    except (TypeError, KeyError, ValueError):
        return Transient("lms_error", "a row without its status")
    return judge_rest(Answer(status, answer.url, _said(row), retry_after=answer.retry_after), about)


def _said(row: Mapping[str, Any]) -> bytes:
    """Return what a row says, without the addresses in it, whose words would be taken for the error's."""
    return json.dumps({name: value for name, value in row.items() if name not in _ADDRESSES}).encode()
