"""Sections and the numbers people have in them; user id, enrolment id and `sub` all differ (schoology facts 0, 6)."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from sandbox.school import Person, School

COURSE_ID = 7000000003
SCHOOL_ID = 5100000001
_FIRST_SECTION = 8100000011
_UIDS = 60000000
_ENROLMENTS = 9200000000
_ENROLMENTS_PER_SECTION = 1000000


@dataclass(frozen=True)
class ClassSection:
    """One class, the place of everything in this LMS; `index` counts from 0, `people` are enrolled for good or not."""

    id: int
    index: int
    title: str
    code: str
    people: tuple[Person, ...]

    def enrolment_id(self, person: Person) -> int:
        """Return the number of this person's enrolment here."""
        return _ENROLMENTS + self.index * _ENROLMENTS_PER_SECTION + person.id

    def enrolled(self, enrolment_id: object) -> Person | None:
        """Return whose enrolment here this is."""
        return self._by_enrolment.get(str(enrolment_id))

    @cached_property
    def _by_enrolment(self) -> dict[str, Person]:
        return {str(self.enrolment_id(one)): one for one in self.people}


def class_sections(school: School, *, linked: bool) -> tuple[ClassSection, ...]:
    """Return one section with everybody, or each class period as a section of its own, linked."""
    if not linked:
        people = tuple(one for one in school.people if one.section_ids)
        return (ClassSection(_FIRST_SECTION, 0, "All periods", f"{school.course.sis_id}-all", people),)
    return tuple(
        ClassSection(
            _FIRST_SECTION + index, index, section.name, section.sis_id,
            tuple(one for one in school.people if section.id in one.section_ids),
        )
        for index, section in enumerate(school.sections)
    )  # fmt: skip


def uid(person: Person) -> int:
    """Return the REST user id."""
    return _UIDS + person.id


def sub(person: Person) -> str:
    """Return the `sub` of launches: user id and 32 hexadecimal characters (facts 1.5)."""
    return f"{uid(person)}::{hashlib.sha256(person.sub.encode()).hexdigest()[:32]}"
