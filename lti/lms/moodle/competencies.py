"""Standards as competencies, with a token: frameworks and competencies by ID number, which is the CASE identifier (7).

A framework that an administrator imported is used as it is, with its scale; where none has our ID number it is made. A
competency may carry the code as its ID number instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import unescape
from typing import Any

from lti.answers import About
from lti.lms.base import Permanent, Remote, Transient
from lti.lms.moodle.rest import WebServices
from lti.lms.moodle.scale import Scale, configuration
from lti.lms.moodle.texts import html_of, name_of
from lti.lms.own_views import StandardWanted

FRAMEWORKS = "core_competency_list_competency_frameworks"
MAKE_FRAMEWORK = "core_competency_create_competency_framework"
SCALE_VALUES = "core_competency_get_scale_values"
SEARCH = "core_competency_search_competencies"
MAKE = "core_competency_create_competency"
IN_COURSE = "core_competency_list_course_competencies"
ADD = "core_competency_add_competency_to_course"
REMOVE = "core_competency_remove_competency_from_course"
FUNCTIONS = (FRAMEWORKS, MAKE_FRAMEWORK, SCALE_VALUES, SEARCH, MAKE, IN_COURSE, ADD, REMOVE)
"""What the token's external service must contain."""

COMPETENCY, SCALE, LEVELS, ADDED = "competency", "scale", "levels", "added"
"""Keys of `Remote.detail`: competency id; its scale; our levels as `number:first mastered`; `yes` where we added it."""

_SYSTEM = "1"
_HTML = "1"
_ID_LIMIT = 100
_NAME_LIMIT = 100
_DEFAULT_SCALE = "2"
"""Scale of frameworks that we make, the "Default competence scale" of every new site: not yet competent, competent."""

_Row = Mapping[str, Any]


class Competencies:
    """The competencies of one course."""

    def __init__(self, web: WebServices) -> None:
        self._web = web

    def find(self, wanted: StandardWanted) -> Sequence[Remote]:
        """Return the competencies of the course that carry our key."""
        said = rows(self._web.call(IN_COURSE, {"id": self._web.course_id}, About.COLUMN))
        here = [one["competency"] for one in said if isinstance(one.get("competency"), dict)]
        found = [one for one in here if one.get("idnumber") == wanted.key]
        if not found:
            return []
        frameworks = {str(one["id"]): one for one in self.frameworks()}
        return [self._remote(one, frameworks[str(one["competencyframeworkid"])], wanted) for one in found]

    def make(self, wanted: StandardWanted) -> Remote:
        """Bring the competency into the course, with its framework where that is missing too."""
        framework = self._framework(wanted)
        competency = self._competency(framework, wanted)
        parameters = {"courseid": self._web.course_id, "competencyid": str(competency["id"])}
        added = self._web.call(ADD, parameters, About.COLUMN) is True
        return self._remote(competency, framework, wanted, added=added)

    def remove(self, standard: Remote) -> None:
        """Take it out of the course where it was us who added it; what is not there is done."""
        if standard.detail.get(ADDED) == "yes":
            parameters = {"courseid": self._web.course_id, "competencyid": standard.detail[COMPETENCY]}
            self._web.call(REMOVE, parameters, About.COLUMN)

    def _framework(self, wanted: StandardWanted) -> _Row:
        key = wanted.framework_key[:_ID_LIMIT]
        found = [one for one in self.frameworks() if one.get("idnumber") == key]
        if found:
            return found[0]
        size = len(rows(self._web.call(SCALE_VALUES, {"scaleid": _DEFAULT_SCALE}, About.COLUMN)))
        fields = {
            "shortname": name_of(wanted.framework_title, _NAME_LIMIT), "idnumber": key, "description": "",
            "descriptionformat": _HTML, "visible": "1", "scaleid": _DEFAULT_SCALE, "contextid": _SYSTEM,
            "scaleconfiguration": configuration(_DEFAULT_SCALE, size, len(wanted.levels), wanted.mastered),
        }  # fmt: skip
        return self._made(MAKE_FRAMEWORK, "competencyframework", fields)

    def frameworks(self) -> list[_Row]:
        """Return all frameworks of the site, hidden ones too: their ID numbers are taken all the same."""
        asked = {"context[contextid]": _SYSTEM, "includes": "children", "onlyvisible": "0"}
        return rows(self._web.call(FRAMEWORKS, asked, About.COLUMN))

    def _competency(self, framework: _Row, wanted: StandardWanted) -> _Row:
        """Return it by our key, else by the standard's code, else make it."""
        for text in (wanted.key[:_ID_LIMIT], wanted.code):
            asked = {"searchtext": text, "competencyframeworkid": str(framework["id"])}
            listed = rows(self._web.call(SEARCH, asked, About.COLUMN)) if text else []
            found = [one for one in listed if one.get("idnumber") == text]
            if found:
                return found[0]
        fields = {
            "shortname": name_of(wanted.code or wanted.statement, _NAME_LIMIT), "idnumber": wanted.key[:_ID_LIMIT],
            "description": html_of(wanted.statement), "descriptionformat": _HTML,
            "competencyframeworkid": str(framework["id"]), "parentid": "0",
        }  # fmt: skip
        return self._made(MAKE, "competency", fields)

    def _made(self, function: str, name: str, fields: Mapping[str, str]) -> _Row:
        sent = {f"{name}[{field}]": value for field, value in fields.items()}
        made = self._web.call(function, sent, About.COLUMN)
        if not isinstance(made, dict) or made.get("id") is None:
            raise Transient("lms_error", f"no {name} was made")
        return made

    def _remote(self, competency: _Row, framework: _Row, wanted: StandardWanted, *, added: bool = False) -> Remote:
        """Return it with what later calls need: a competency may have a scale of its own."""
        own = competency if competency.get("scaleid") else framework
        size = len(rows(self._web.call(SCALE_VALUES, {"scaleid": str(own["scaleid"])}, About.COLUMN)))
        scale = Scale.configured(size, own.get("scaleconfiguration"))
        number = str(competency["id"])
        detail = {
            COMPETENCY: number, SCALE: scale.written(), LEVELS: f"{len(wanted.levels)}:{wanted.mastered}",
            "label": unescape(str(competency.get("shortname", ""))),
        }  # fmt: skip
        return Remote(number, {**detail, ADDED: "yes"} if added else detail)


def position(standard: Remote, level: int) -> int:
    """Return the value of the scale that stands for a level."""
    levels, _, mastered = standard.detail[LEVELS].partition(":")
    return Scale.read(standard.detail[SCALE]).position(level, int(levels), int(mastered))


def competency_of(standard: Remote) -> str:
    """Return the competency's number, or raise for a thing that is none."""
    if COMPETENCY not in standard.detail:
        raise Permanent("not_supported", "no competency")
    return standard.detail[COMPETENCY]


def rows(said: Any) -> list[_Row]:
    """Return a list of objects, or raise Transient: an answer of another shape is not an empty list."""
    if not isinstance(said, list) or not all(isinstance(one, dict) for one in said):
        raise Transient("lms_error", "no list")
    return said
