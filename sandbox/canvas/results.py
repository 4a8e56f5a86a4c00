"""AGS result service (canvas facts 3.3)."""

from flask import Blueprint, Response, jsonify, request

from sandbox.canvas.claims import AGS_SCOPES
from sandbox.canvas.errors import not_found
from sandbox.canvas.guards import service
from sandbox.canvas.line_items import find_item
from sandbox.canvas.lms import Lms, lms
from sandbox.canvas.model import LineItem, Result
from sandbox.canvas.paging import numbered, size
from sandbox.parts import Json

blueprint = Blueprint("results", __name__, url_prefix="/api/lti/courses/<int:course_id>/line_items")

_SCOPE = f"{AGS_SCOPES}result.readonly"
_LIST = "application/vnd.ims.lis.v2.resultcontainer+json"


@blueprint.get("/<int:item_id>/results")
@service(_SCOPE)
def list_results(course_id: int, item_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """Results of a line item, of one learner with `user_id`, paged by 10; an unknown learner gives an empty list."""
    site = lms()
    item = find_item(site, item_id)
    if "user_id" in request.args:
        person = site.school.find(request.args["user_id"])
        own = site.state.results.get(f"{item_id}:{person.id}") if person else None
        results = [own] if own else []
    else:
        results = [result for result in site.state.results.values() if result.line_item_id == item_id]
    page, headers = numbered(results, size("limit", 10, 100))
    response = jsonify([result_json(site, item, result) for result in page])
    response.mimetype = _LIST
    response.headers.update(headers)
    return response


@blueprint.get("/<int:item_id>/results/<int:result_id>")
@service(_SCOPE)
def show_result(course_id: int, item_id: int, result_id: int) -> Response:  # noqa: ARG001 - checked by the guard
    """One result."""
    site = lms()
    item = find_item(site, item_id)
    for result in site.state.results.values():
        if result.id == result_id and result.line_item_id == item_id:
            return jsonify(result_json(site, item, result))
    raise not_found()


def result_json(site: Lms, item: LineItem, result: Result) -> Json:
    """Return a result as the service writes it: a teacher's grade in the LMS shows, scaled to the tool's maximum."""
    person = site.school.find(result.user_id)
    score, maximum = result.score, result.maximum
    submission = site.state.submissions.get(f"{item.assignment_id}:{result.user_id}")
    if item.first and submission and submission.grader == "teacher":
        maximum = item.score_maximum if maximum is None else maximum
        scale = maximum / item.score_maximum if item.score_maximum else 1.0
        score = None if submission.score is None else submission.score * scale
    own = f"{site.ags_url}/line_items/{item.id}"
    fields = {
        "id": f"{own}/results/{result.id}",
        "userId": person.sub if person else None,
        "resultScore": score,
        "resultMaximum": maximum,
        "comment": result.comment,
        "scoreOf": own,
    }
    return {name: value for name, value in fields.items() if value is not None}
