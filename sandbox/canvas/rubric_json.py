"""How rubrics are told, by themselves and with their assignments (canvas facts 6.3)."""

from sandbox.canvas.lms import Lms
from sandbox.canvas.mastery_model import Rubric
from sandbox.parts import Json


def rubric_of(site: Lms, assignment_id: int) -> Rubric | None:
    """Return the rubric on an assignment."""
    return next((one for one in site.state.rubrics.values() if one.assignment_id == assignment_id), None)


def rubric_json(rubric: Rubric) -> Json:
    """Return a rubric as the REST interface writes it."""
    points = sum(one["points"] for one in rubric.criteria)
    return {"id": rubric.id, "title": rubric.title, "points_possible": points, "data": rubric.criteria}


def of_assignment(site: Lms, assignment_id: int) -> Json:
    """Return what an assignment tells of its rubric: its criteria name outcomes by `outcome_id`."""
    rubric = rubric_of(site, assignment_id)
    if rubric is None:
        return {}
    rows = [{**one, "outcome_id": one.get("learning_outcome_id")} for one in rubric.criteria]
    settings = {"id": rubric.id, "title": rubric.title, "points_possible": rubric_json(rubric)["points_possible"]}
    return {"rubric": rows, "rubric_settings": settings, "use_rubric_for_grading": rubric.use_for_grading}
