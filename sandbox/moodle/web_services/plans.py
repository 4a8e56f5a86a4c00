"""Learning plans (facts 7)."""

from sandbox.moodle.lms import Lms
from sandbox.moodle.model import Plan
from sandbox.moodle.web_services.calls import Functions, invalid_parameter, missing_record, text, whole, whole_or
from sandbox.moodle.web_services.competencies import known_competency
from sandbox.parts import Json

functions = Functions()

_DRAFT, _ACTIVE = 0, 1


@functions.add("core_competency_create_plan")
def create_plan(lms: Lms, values: Json) -> Json:
    """Make a draft or active plan; a due date lies in the future or is 0."""
    wanted = values.get("plan")
    if not isinstance(wanted, dict) or "templateid" in wanted:
        raise invalid_parameter()
    person, status, due = (
        lms.person(whole(wanted, "userid")),
        whole_or(wanted, "status", 0),
        whole_or(wanted, "duedate", 0),
    )
    if person is None:
        raise missing_record("user")
    if status not in (_DRAFT, _ACTIVE) or (due and due <= lms.seconds()):
        raise invalid_parameter()
    number = lms.state.next_id("plan")
    plan = Plan(number, person.id, text(wanted, "name"), text(wanted, "description", ""), status, due)
    lms.state.plans[str(number)] = plan
    return _plan(plan)


@functions.add("core_competency_add_competency_to_plan")
def add_to_plan(lms: Lms, values: Json) -> bool:
    """Add a competency to a plan; false when it is there already."""
    plan, number = lms.state.plans.get(str(whole(values, "planid"))), known_competency(lms, values)["id"]
    if plan is None:
        raise missing_record("competency_plan")
    if number in plan.competency_ids:
        return False
    plan.competency_ids.append(number)
    return True


@functions.add("core_competency_list_user_plans", writes=False)
def user_plans(lms: Lms, values: Json) -> list[Json]:
    """List the plans of one person."""
    user_id = whole(values, "userid")
    return [_plan(plan) for plan in lms.state.plans.values() if plan.user_id == user_id]


def _plan(plan: Plan) -> Json:
    return {
        "id": plan.id,
        "name": plan.name,
        "description": plan.description,
        "descriptionformat": 1,
        "userid": plan.user_id,
        "templateid": None,
        "status": plan.status,
        "duedate": plan.due,
    }
