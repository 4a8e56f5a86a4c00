"""One section by REST, as one round sees it: who is in it, and that one of ours teaches it.

A key of the district reaches sections that its owner does not teach (schoology.md 12). So nothing is written before the
section's own list names as its teacher somebody whom signed launches or class lists of the course named as one too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lti.answers import About, Answer
from lti.lms.access import Access
from lti.lms.base import CourseRef, MemberRef, Permanent, Refused
from lti.lms.schoology.rest import Rest, Thing, as_id, is_on
from lti.lms.schoology.roster import uid_in, uid_of

_ACTIVE = "1"


class Section(Rest):
    """Keeps the list of enrollments for a round: one call for everybody instead of one for each learner."""

    def __init__(self, course: CourseRef, access: Access) -> None:
        super().__init__(course, access)
        self._teachers = {uid_in(sub) for sub in course.teachers} - {None}
        self._people: Sequence[Thing] | None = None

    def enrollment(self, member: MemberRef) -> str:
        """Return the learner's enrollment in this section, or raise `not_in_course`."""
        uid = uid_of(member)
        if uid is None:
            raise Permanent("user_id_missing", member.sub)
        found = self.learners().get(uid)
        if found is None:
            raise Permanent("not_in_course", f"no active enrollment of {uid}")
        return as_id(found)

    def learners(self) -> Mapping[str, str]:
        """Return everybody who learns in this section now: enrollment by user id, as they are told."""
        return {str(one.get("uid")): str(one.get("id")) for one in self._enrolled() if _learns(one)}

    def write(self, method: str, path: str, fields: Thing, about: About) -> Answer:
        """Create or change something below the section; Permanent `not_taught_here` where none of ours teaches it."""
        if not self.is_taught():
            raise Permanent("not_taught_here", "the section names no teacher of this course")
        return super().write(method, path, fields, about)

    def is_taught(self) -> bool:
        """Tell whether the section names as its teacher somebody whom we know as one of the course's."""
        return any(_teaches(one) and str(one.get("uid")) in self._teachers for one in self._enrolled())

    def is_archived(self) -> bool:
        """Tell whether the section is a past one; what the key may not read counts as a running one (F31)."""
        try:
            told = self.itself().get("active")
        except (Refused, Permanent):
            return False
        return told is not None and not is_on(told)

    def _enrolled(self) -> Sequence[Thing]:
        if self._people is None:
            self._people = self.read_all("enrollments", ("enrollment",), About.ROSTER)
        return self._people


def _runs(enrollment: Thing) -> bool:
    """Tell whether an enrollment runs: 1 is active, other states are past or not yet (6)."""
    return str(enrollment.get("status", _ACTIVE)) == _ACTIVE


def _learns(enrollment: Thing) -> bool:
    return _runs(enrollment) and not is_on(enrollment.get("admin"))


def _teaches(enrollment: Thing) -> bool:
    return _runs(enrollment) and is_on(enrollment.get("admin"))
