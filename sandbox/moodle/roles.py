"""Roles as launches and as the roster write them, which is not the same (facts 3, 6)."""

from sandbox.moodle.lms import Lms
from sandbox.school import Person

_VOCABULARY = "http://purl.imsglobal.org/vocab/lis/v2/"


def launch_roles(person: Person) -> list[str]:
    """Full URIs; a non-editing teacher is an Instructor here."""
    if person.is_learner:
        return [f"{_VOCABULARY}membership#Learner"]
    roles = [f"{_VOCABULARY}membership#Instructor"]
    if person.role == "admin":
        roles += [f"{_VOCABULARY}institution/person#Administrator", f"{_VOCABULARY}system/person#Administrator"]
    return roles


def roster_role(lms: Lms, person: Person) -> str:
    """Short name; a non-editing teacher is a Learner here."""
    return "Instructor" if lms.is_editing(person) else "Learner"


def short_name(role: str) -> str:
    """Short name of a role given short or as a URI."""
    return role.rsplit("#", 1)[-1]
