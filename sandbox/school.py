"""The synthetic school every simulated LMS is filled with: same seed, same people and same ids."""

import hashlib
import unicodedata
import uuid
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from sandbox import names

Role = Literal["teacher", "student", "test_student", "admin"]

_NAMESPACE = uuid.UUID("6f3c5a52-3c1b-5f0e-9a44-6d0b6f1f7a10")
_FIRST_PERSON_ID = 41
_PERIOD_2, _PERIOD_5 = 8, 9


@dataclass(frozen=True)
class Section:
    """One class period of the course."""

    id: int
    name: str
    sis_id: str


@dataclass(frozen=True)
class Course:
    """The one course; `context_id` is the opaque 40-hex id that launches carry."""

    id: int
    name: str
    label: str
    context_id: str
    uuid: str
    sis_id: str


@dataclass(frozen=True)
class Person:
    """A person with the four ids an LMS knows them by: `sub`, numeric `id`, 40-hex `legacy_id`, `sis_id`."""

    sub: str
    id: int
    legacy_id: str
    login: str
    sis_id: str
    given_name: str
    family_name: str
    role: Role
    section_ids: tuple[int, ...]

    @property
    def name(self) -> str:
        """Full name as shown on a roster."""
        return f"{self.given_name} {self.family_name}"

    @property
    def email(self) -> str | None:
        """Address in the reserved domain; a test student has none."""
        return None if self.role == "test_student" else f"{self.login}@school.example"

    @property
    def is_learner(self) -> bool:
        """Whether grades can stand for this person."""
        return self.role in ("student", "test_student")


@dataclass(frozen=True)
class School:
    """The school: one course, its sections and everybody in it."""

    name: str
    guid: str
    account_id: int
    course: Course
    sections: tuple[Section, ...]
    people: tuple[Person, ...]

    @property
    def students(self) -> tuple[Person, ...]:
        """Learners without the test student, in roster order."""
        return tuple(person for person in self.people if person.role == "student")

    @property
    def teachers(self) -> tuple[Person, ...]:
        """Teachers in roster order."""
        return tuple(person for person in self.people if person.role == "teacher")

    def person(self, login: str) -> Person:
        """Person with this login; KeyError when there is none."""
        return self._by_login[login]

    def find(self, any_id: object) -> Person | None:
        """Person by `sub` or numeric id (number or text), as grade services accept both (canvas facts 3.2)."""
        return self._by_id.get(str(any_id))

    def sections_of(self, person: Person) -> tuple[Section, ...]:
        """Sections this person is enrolled in."""
        return tuple(section for section in self.sections if section.id in person.section_ids)

    @cached_property
    def _by_login(self) -> dict[str, Person]:
        return {person.login: person for person in self.people}

    @cached_property
    def _by_id(self) -> dict[str, Person]:
        return {key: person for person in self.people for key in (person.sub, str(person.id))}


def hex_id(seed: str, what: str) -> str:
    """Opaque 40-hex id derived from the seed and a word."""
    return hashlib.sha256(f"{seed}/{what}".encode()).hexdigest()[:40]


def name_uuid(seed: str, what: str) -> str:
    """Name-based UUID (version 5) derived from the seed and a word."""
    return str(uuid.uuid5(_NAMESPACE, f"{seed}/{what}"))


def school(seed: str = "riverside", students: int = 24, *, test_student: bool = False) -> School:
    """Return the school of this seed; students beyond the invented names (36) carry numbers instead.

    A negative number of students is a ValueError.
    """
    if students < 0:
        raise ValueError("there cannot be fewer than 0 students")
    course = Course(3, "Mathematics 6", "MATH6", hex_id(seed, "course"), name_uuid(seed, "course"), "sis-math6")
    sections = (Section(_PERIOD_2, "Period 2", "sis-math6-p2"), Section(_PERIOD_5, "Period 5", "sis-math6-p5"))
    return School(
        name="Riverside Middle School",
        guid=f"{hex_id(seed, 'account')}:sandbox",
        account_id=1,
        course=course,
        sections=sections,
        people=_people(seed, students, test_student=test_student),
    )


def copied(first: School, times: int) -> School:
    """Return the school with the `times`-th copy of its course: new ids of course and sections, the same people."""
    if times == 0:
        return first
    course, seed = first.course, f"{first.course.context_id}/copy-{times}"
    ids = {section.id: section.id + 10 * times for section in first.sections}
    return replace(
        first,
        course=replace(
            course, id=course.id + times, name=f"{course.name} (copy {times})", context_id=hex_id(seed, "course"),
            uuid=name_uuid(seed, "course"), sis_id=f"{course.sis_id}-copy-{times}",
        ),
        sections=tuple(replace(one, id=ids[one.id], sis_id=f"{one.sis_id}-copy-{times}") for one in first.sections),
        people=tuple(replace(one, section_ids=tuple(ids[each] for each in one.section_ids)) for one in first.people),
    )  # fmt: skip


def _people(seed: str, students: int, *, test_student: bool) -> tuple[Person, ...]:
    both = (_PERIOD_2, _PERIOD_5)
    rows: list[tuple[tuple[str, str], Role, tuple[int, ...]]] = [
        (names.TEACHERS[0], "teacher", both),
        (names.TEACHERS[1], "teacher", (_PERIOD_5,)),
        (names.ADMIN, "admin", ()),
        (names.TEST_STUDENT, "test_student", both),
    ]
    # Alternating keeps everybody's section the same when a caller asks for 30 students instead of 24.
    rows += [(name, "student", (both[index % 2],)) for index, name in enumerate(_names(students))]
    people = tuple(_person(seed, _FIRST_PERSON_ID + index, *row) for index, row in enumerate(rows))
    return tuple(person for person in people if test_student or person.role != "test_student")


def _names(students: int) -> list[tuple[str, str]]:
    """Give so many given and family names: the invented ones first, then "Student 0037" and so on."""
    numbered = [("Student", f"{number:04}") for number in range(len(names.STUDENTS) + 1, students + 1)]
    return [*names.STUDENTS[:students], *numbered]


def _person(seed: str, number: int, name: tuple[str, str], role: Role, section_ids: tuple[int, ...]) -> Person:
    login = _login(*name)
    return Person(
        sub=name_uuid(seed, login),
        id=number,
        legacy_id=hex_id(seed, login),
        login=login,
        sis_id=f"sis-{number}",
        given_name=name[0],
        family_name=name[1],
        role=role,
        section_ids=section_ids,
    )


def _login(given: str, family: str) -> str:
    plain = unicodedata.normalize("NFKD", f"{given}.{family}".lower()).encode("ascii", "ignore").decode()
    return "".join(letter for letter in plain.replace(" ", "-") if letter.isalnum() or letter in ".-")
