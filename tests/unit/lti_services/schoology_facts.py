"""A section of Schoology for tests: its ids, its adapter, and a platform that answers by address."""

from __future__ import annotations

from typing import Any

from lti.lms.access import Access
from lti.lms.base import CourseRef, MemberRef
from lti.lms.schoology.profile import make

SECTION = "8100000011"
ENROLLMENT = "9200000107"
UID = "60000007"
TEACHER = "60000001::00112233445566778899aabbccddeeff"
BO = MemberRef(f"{UID}::fedcba9876543210fedcba9876543210")
NONCE_TEXT = b"Duplicate timestamp/nonce combination, possible replay attack.  Request rejected."
LAUNCH_URL = "https://tool.test/lti/launch?activity=a1"

HOME = f"/v1/sections/{SECTION}"
ENROLLMENTS, GRADES = f"{HOME}/enrollments", f"{HOME}/grades"
ASSIGNMENTS, CATEGORIES = f"{HOME}/assignments", f"{HOME}/grading_categories"
ITEMS = f"/lti/tool/1/services/assignment-grade/v2p0/sections/{SECTION}/lineitems"


def course_of(platform: Any, context_id: str = SECTION) -> CourseRef:
    """Return the course as launches tell it."""
    members = f"{platform.url}/lti/members"
    return CourseRef(
        context_id, "Science 7: Period 3", lineitems_url=platform.url + ITEMS, memberships_url=members,
        teachers=frozenset({TEACHER}),
    )  # fmt: skip


def access_to(platform: Any, http: Any, tokens: Any, *, key: str = "ck", url: str | None = None) -> Access:
    """Return the means; without a key there is no REST."""
    given = {"key": key, "secret": "cs&1", "url": url or f"{platform.url}/v1"} if key else {}
    return Access(http, tokens, "https://tool.test", given)


def adapter_of(platform: Any, http: Any, tokens: Any, *, key: str = "ck") -> Any:
    """Return the adapter of the section."""
    return make(course_of(platform), access_to(platform, http, tokens, key=key))


def route(platform: Any, reply: Any, **answers: Any) -> dict[str, list[Any]]:
    """Answer by method and path; a list is used up in order, its last stays.

    What is not listed is an empty 404, but for the section's enrollments: Bo's and the teacher's are there.
    """
    table: dict[str, list[Any]] = {}

    def answer(request: Any) -> Any:
        path = request.path.partition("?")[0]
        unlisted = reply(200, enrollments()) if path == ENROLLMENTS else reply(404, b"")
        left = table.get(f"{request.method} {path}", [unlisted])
        return left.pop(0) if len(left) > 1 else left[0]

    platform.answer = answer
    table.update(answers)
    return table


def enrollments(*more: Any) -> dict[str, Any]:
    """Return a list of enrollments as REST tells it: Bo's, after those of a teacher and another learner."""
    teacher = {"id": "9200000101", "uid": "60000001", "admin": 1, "status": "1"}
    other = {"id": "9200000112", "uid": "60000012", "admin": 0, "status": "1"}
    bo = {"id": int(ENROLLMENT), "uid": int(UID), "admin": "0", "status": "1"}
    return {"enrollment": [teacher, other, *more, bo], "total": "3", "links": {"self": "x"}}


def grades(item: str, **fields: Any) -> dict[str, Any]:
    """Return a list of grades as REST tells it: Bo's, after one of another learner."""
    row = {"enrollment_id": ENROLLMENT, "assignment_id": int(item), "grade": "3", "max_points": 4, "exception": 0}
    other = {**row, "enrollment_id": "9200000112", "grade": 1}
    return {"grades": {"grade": [other, {**row, **fields}]}, "period": [], "final_grade": []}


def rows(*statuses: Any, **said: Any) -> dict[str, Any]:
    """Return the answer to a write of grades."""
    return {"grades": {"grade": [{"response_code": status, **said} for status in statuses]}}
