"""AGS result service (facts 6)."""

from datetime import UTC, datetime

from flask import Blueprint, Response, request

from sandbox.moodle.columns import item_url
from sandbox.moodle.errors import BrokenPage
from sandbox.moodle.guards import RESULTS, reply, service
from sandbox.moodle.line_items import known_item
from sandbox.moodle.lms import TOOL_ID, Lms, lms
from sandbox.moodle.model import Grade, GradeItem
from sandbox.moodle.scopes import RESULT_READONLY
from sandbox.moodle.words import number
from sandbox.parts import Json

blueprint = Blueprint("results", __name__, url_prefix="/mod/lti/services.php/<int:course_id>/lineitems")


@blueprint.get("/<int:item_id>/lineitem/results")
@service(RESULT_READONLY, media_type=RESULTS)
def list_results(course_id: int, item_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Return every cell that ever changed, all at once; `limit` ends on an error page."""
    site, item = lms(), known_item(item_id)
    if "limit" in request.args:
        raise BrokenPage("Exception - Undefined constant")
    wanted = request.args.get("user_id")
    rows = [row for row in site.state.grades.values() if row.item_id == item.id and row.changed_at is not None]
    return reply([_result(site, item, row) for row in rows if wanted in (None, str(row.user_id))], RESULTS)


def _result(site: Lms, item: GradeItem, row: Grade) -> Json:
    address = f"{site.services_url}/lineitems/{item.id}/lineitem/results?type_id={TOOL_ID}&user_id={row.user_id}"
    result: Json = {"id": address, "userId": str(row.user_id)}
    if row.value is None:
        return result
    result |= {"resultScore": number(row.value), "resultMaximum": number(item.maximum)}
    if row.comment:
        result["comment"] = row.comment
    changed = datetime.fromtimestamp(row.changed_at or 0, UTC).isoformat()
    return result | {"scoreOf": item_url(site, item.id), "timestamp": changed}
