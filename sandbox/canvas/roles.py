"""Role URIs a person carries in launches and rosters (canvas facts 1.5)."""

from sandbox.school import Person

_MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
_INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
_USER = "http://purl.imsglobal.org/vocab/lis/v2/system/person#User"
_TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"

_CONTEXT: dict[str, list[str]] = {
    "teacher": [f"{_MEMBERSHIP}Instructor"],
    "student": [f"{_MEMBERSHIP}Learner"],
    "test_student": [f"{_MEMBERSHIP}Learner", _TEST_USER],
    "admin": [],
}
_SCHOOL: dict[str, list[str]] = {
    "teacher": [f"{_INSTITUTION}Instructor"],
    "student": [f"{_INSTITUTION}Student"],
    "test_student": [f"{_INSTITUTION}Student"],
    "admin": [f"{_INSTITUTION}Administrator"],
}


def context_roles(person: Person) -> list[str]:
    """Roles in the course, as the roster lists them."""
    return sorted(_CONTEXT[person.role])


def launch_roles(person: Person, enrolment: str) -> list[str]:
    """All roles of a launch, sorted; only an active enrolment gives a role in the course."""
    context = _CONTEXT[person.role] if enrolment == "active" else []
    return sorted({*context, *_SCHOOL[person.role], _USER})
