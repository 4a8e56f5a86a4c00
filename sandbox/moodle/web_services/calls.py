"""Web service functions by name, their PHP-style parameters and their errors (facts 7)."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from sandbox.moodle.lms import Lms
from sandbox.parts import Json
from sandbox.school import Person

Function = Callable[[Lms, Json], Any]

_INVALID = "Invalid parameter value detected"
_TAG = re.compile(r"<(?=\S|$)")
_UNCLEAN = re.compile(r"&(quot|#\w+);|&(?!\w+;)|<(?!/?(p|br|b|i|em|strong|ul|ol|li|a|span|div)\b)")
_PART = re.compile(r"\[([^\]]*)\]")


class WsError(Exception):
    """A function refuses: `{"exception", "errorcode", "message"}`, with HTTP status 200.

    `debug` is the reason that only a site set to debugging tells (4.2, 4.4dev).
    """

    def __init__(self, exception: str, code: str, message: str, debug: str = "") -> None:
        super().__init__(message)
        self.body = {"exception": exception, "errorcode": code, "message": message}
        self.debug = debug


class Functions:
    """Functions of one part of the interface; `writes` are those after which something is stored."""

    def __init__(self) -> None:
        self.by_name: dict[str, Function] = {}
        self.writes: set[str] = set()

    def add(self, name: str, *, writes: bool = True) -> Callable[[Function], Function]:
        """Register a function under its name in the interface."""

        def decorate(function: Function) -> Function:
            self.by_name[name] = function
            if writes:
                self.writes.add(name)
            return function

        return decorate


def parameters(pairs: Iterable[tuple[str, str]]) -> Json:
    """Parameters as nested values: `members[0][userid]=4` is `{"members": [{"userid": "4"}]}`."""
    root: Json = {}
    for name, value in pairs:
        head, _, _ = name.partition("[")
        keys = [head, *_PART.findall(name)]
        place = root
        for key in keys[:-1]:
            following = place.setdefault(key or str(len(place)), {})
            if not isinstance(following, dict):
                raise invalid_parameter()
            place = following
        place[keys[-1] or str(len(place))] = value
    return {name: _listed(value) for name, value in root.items()}


def invalid_parameter(reason: str = "") -> WsError:
    """Refusal of a missing or malformed parameter."""
    return WsError("invalid_parameter_exception", "invalidparameter", _INVALID, reason)


def invalid_response() -> WsError:
    """Refusal of the site's own answer: something in it is not what its description says (2026-11: 4.2, 4.4dev)."""
    return WsError("invalid_response_exception", "invalidresponse", "Invalid response value detected")


def looks_like_tag(text: str) -> bool:
    """Whether cleaning would take something out of a text, as what may be the beginning of a tag."""
    return _TAG.search(text) is not None


def invalid_persistent(reason: str) -> WsError:
    """Refusal of a record that breaks its own rules."""
    return WsError("core\\invalid_persistent_exception", "invalidpersistenterror", f"Error: {reason}")


def coding_error(reason: str) -> WsError:
    """Refusal of something that pages of the site would not offer."""
    words = f"Coding error detected, it must be fixed by a programmer: {reason}"
    return WsError("coding_exception", "codingerror", words)


def invalid_user() -> WsError:
    """Refusal of somebody whom the site does not know."""
    return WsError("dml_missing_record_exception", "invaliduser", "Invalid user")


def missing_record(what: str) -> WsError:
    """Refusal for something that is not there."""
    return WsError("dml_missing_record_exception", "invalidrecord", f"Can't find data record in database table {what}.")


def whole(values: Json, name: str) -> int:
    """Whole number in a parameter; refused when it is none."""
    text = values.get(name)
    if not isinstance(text, str) or not re.fullmatch(r"-?\d+", text):
        raise invalid_parameter()
    return int(text)


def whole_or(values: Json, name: str, default: int) -> int:
    """Whole number in a parameter that may be left out."""
    return whole(values, name) if name in values else default


def text(values: Json, name: str, default: str | None = None) -> str:
    """Text of a parameter; refused when it is missing and has no default."""
    found = values.get(name, default)
    if not isinstance(found, str):
        raise invalid_parameter()
    return found


def name_text(values: Json, name: str, default: str | None = None) -> str:
    """Text of a name or note; refused where cleaning would change it, as it does what looks like a tag (2026-11)."""
    found = text(values, name, default)
    if looks_like_tag(found):
        raise invalid_parameter()
    return found


def html_text(values: Json, name: str) -> str:
    """Text of a description; refused where cleaning it as HTML would change it (2026-11: 4.4dev)."""
    found = text(values, name, "")
    if found != found.strip() or _UNCLEAN.search(found):
        raise invalid_parameter()
    return found


def told(name: str) -> str:
    """Return a name as answers write it: its special characters as entities."""
    return re.sub(r"&(?!\w+;)", "&amp;", name).replace("<", "&lt;").replace(">", "&gt;")


def rows(values: Json, name: str) -> list[Json]:
    """Rows of a list parameter; refused when it is missing or no list of rows."""
    found = values.get(name)
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise invalid_parameter()
    return found


def check_course(lms: Lms, values: Json) -> int:
    """Return the course id in the parameters; refused for another course."""
    number = whole(values, "courseid")
    if number != lms.school.course.id:
        raise missing_record("course")
    return number


def check_context(lms: Lms, values: Json) -> int:
    """Return the course id in the parameters, as functions check it that look for its context first."""
    number = whole(values, "courseid")
    if number != lms.school.course.id:
        words = (
            f"You cannot execute functions in the course context (course id:{number}). The context error message was: "
        )
        raise WsError("moodle_exception", "errorcoursecontextnotvalid", words + _INVALID)
    return number


def enrolled(lms: Lms, user_id: int) -> Person:
    """Return the person with this id when enrolled, suspended or not; refused otherwise."""
    person = lms.person(user_id)
    if person is None:
        raise invalid_user()
    if lms.enrolment(person) == "deleted":
        raise invalid_parameter("Only enrolled users may be members of groups")
    return person


def _listed(value: Any) -> Any:
    """Turn `{"0": …, "1": …}` into a list, at every depth."""
    if not isinstance(value, dict):
        return value
    inner = {key: _listed(one) for key, one in value.items()}
    return list(inner.values()) if all(key.isdecimal() for key in inner) else inner
