"""Controls under /_sim for what only teachers of this LMS do."""

from flask import Response

from sandbox.parts.control import body, done, new_blueprint
from sandbox.schoology import acts
from sandbox.schoology.lms import lms

blueprint = new_blueprint("schoology_control")


@blueprint.post("/flag")
def flag() -> Response:
    """Set an exception as a teacher: `{"column", "login", "flag": "missing" | "excused" | "incomplete" | null}`."""
    sent = body()
    acts.flag(lms(), sent.get("column"), str(sent.get("login")), sent.get("flag"))
    return done()
