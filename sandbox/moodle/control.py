"""Controls under /_sim for what only teachers of this LMS do."""

from flask import Response, jsonify

from sandbox.moodle import acts
from sandbox.moodle.lms import lms
from sandbox.parts.control import body, done, new_blueprint

blueprint = new_blueprint("moodle_control")


@blueprint.post("/lock")
def lock() -> Response:
    """Lock or unlock a cell: `{"column", "login", "locked"}`."""
    sent = body()
    acts.lock(lms(), sent.get("column"), str(sent.get("login")), sent.get("locked", True))
    return done()


@blueprint.post("/weight")
def weight() -> Response:
    """Set a column's weight in the total: `{"column", "weight": number or null}`; 0 keeps it out."""
    sent = body()
    acts.set_weight(lms(), sent.get("column"), sent.get("weight"))
    return done()


@blueprint.post("/activity")
def activity() -> Response:
    """Add an External tool activity, graded with a maximum: `{"name", "launch_url", "maximum"?}`; answers its ids."""
    sent = body()
    made = acts.add_activity(lms(), str(sent["name"]), str(sent["launch_url"]), maximum=sent.get("maximum"))
    return jsonify({"cmid": made.cmid, "link_id": made.link_id, "item_id": made.item_id})


@blueprint.post("/assign")
def assign() -> Response:
    """Add an assignment: `{"name", "due": Unix seconds or 0, "opened_by": line item address or group id}`."""
    sent = body()
    made = acts.add_assign(lms(), str(sent["name"]), sent.get("due"), str(sent.get("opened_by", "")))
    return jsonify({"id": made.id, "cmid": made.cmid})


@blueprint.post("/mastery")
def mastery() -> Response:
    """Link competencies to an activity's passing grade: `{"cmid", "pass_grade", "competency_ids"}`."""
    sent = body()
    acts.link_mastery(lms(), sent.get("cmid"), float(sent["pass_grade"]), list(sent["competency_ids"]))
    return done()
