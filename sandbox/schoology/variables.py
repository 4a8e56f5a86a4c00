"""Expands the variables of custom parameters (schoology facts 1.6)."""

from urllib.parse import urlsplit

from sandbox.school import Person
from sandbox.schoology.classes import SCHOOL_ID, ClassSection, uid
from sandbox.schoology.lms import Lms
from sandbox.schoology.model import Material

_VENDOR = "$com.schoology."


def expand(lms: Lms, custom: dict[str, str], known: dict[str, str]) -> dict[str, str]:
    """Return custom parameters under lower-case names with every known variable replaced."""
    return {name.lower(): _value(lms, value, known) for name, value in custom.items()}


def variables(lms: Lms, person: Person, section: ClassSection, material: Material | None) -> dict[str, str]:
    """Return the variables of a launch with their values."""
    link = material.title if material else (lms.tool.title if lms.tool else "")
    return {
        "$User.id": str(uid(person)),
        "$User.username": person.login,
        "$CourseSection.title": f"{lms.school.course.name}: {section.title}",
        "$CourseSection.sourceSectionId": section.code,
        "$ResourceLink.title": link,
        "$ResourceLink.id.history": _list(material.past if material else []),
        "$Context.id.history": _list(lms.past_of(section)),
        f"{_VENDOR}Launch.domain": urlsplit(lms.url).netloc,
        f"{_VENDOR}User.preferredName": person.given_name,
        f"{_VENDOR}User.uniqueId": person.sis_id,
        f"{_VENDOR}User.timezone": "America/Chicago",
        f"{_VENDOR}School.id": str(SCHOOL_ID),
        f"{_VENDOR}Primary.Building.id": str(SCHOOL_ID),
        f"{_VENDOR}Context.Building.id": str(SCHOOL_ID),
        f"{_VENDOR}CourseSection.id": str(section.id),
    } | _assignment(lms, section, material)


def _list(ids: list[int]) -> str:
    """Write a history: the last five ids, the newest first."""
    return ",".join(str(one) for one in ids[:5])


def _assignment(lms: Lms, section: ClassSection, material: Material | None) -> dict[str, str]:
    item = lms.state.items.get(str(material.items.get(str(section.id)))) if material else None
    if item is None:
        return {}
    return {
        f"{_VENDOR}Assignment.id": str(item.id),
        f"{_VENDOR}Assignment.dueDateIso": item.due,
        f"{_VENDOR}Assignment.scoreMaximum": f"{item.max_points:g}",
    }


def _value(lms: Lms, value: str, known: dict[str, str]) -> str:
    if not value.startswith("$"):
        return value
    return known.get(value, value if lms.faults.literal_variables else "")
