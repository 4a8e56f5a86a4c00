"""Learning plans (facts 7)."""

from sandbox.moodle.lms import Lms
from sandbox.moodle.model import Plan
from sandbox.moodle.web_services.calls import (
    Functions,
    coding_error,
    html_text,
    invalid_parameter,
    invalid_persistent,
    invalid_user,
    missing_record,
    name_text,
    told,
    whole,
    whole_or,
)
from sandbox.moodle.web_services.competencies import known_competency
from sandbox.parts import Json
from sandbox.school import Person

functions = Functions()

_DRAFT, _ACTIVE = 0, 1


@functions.add("core_competency_create_plan")
def create_plan(lms: Lms, values: Json) -> Json:
    """Make a draft or active plan; a due date lies in the future or is 0."""
    wanted = values.get("plan")
    if not isinstance(wanted, dict) or "templateid" in wanted:
        raise invalid_parameter()
    person = _person(lms, wanted)
    status, due = whole_or(wanted, "status", 0), whole_or(wanted, "duedate", 0)
    if status not in (_DRAFT, _ACTIVE):
        raise coding_error("A plan cannot be created as complete.")
    _check_day(lms, due)
    number = lms.state.next_id("plan")
    plan = Plan(number, person.id, told(name_text(wanted, "name")), html_text(wanted, "description"), status, due)
    lms.state.plans[str(number)] = plan
    return _plan(plan)


@functions.add("core_competency_add_competency_to_plan")
def add_to_plan(lms: Lms, values: Json) -> bool:
    """Add a competency to a plan; true also when it is there already."""
    plan, number = _known(lms, values, "planid"), known_competency(lms, values)["id"]
    if number not in plan.competency_ids:
        plan.competency_ids.append(number)
    return True


@functions.add("core_competency_remove_competency_from_plan")
def remove_from_plan(lms: Lms, values: Json) -> bool:
    """Take a competency out of a plan; false when it is not in it."""
    plan, number = _known(lms, values, "planid"), known_competency(lms, values)["id"]
    if number not in plan.competency_ids:
        return False
    plan.competency_ids.remove(number)
    return True


@functions.add("core_competency_list_plan_competencies", writes=False)
def plan_competencies(lms: Lms, values: Json) -> list[Json]:
    """List what a plan consists of, in its order."""
    plan = _known(lms, values, "id")
    return [{"competency": lms.state.competencies[str(number)]} for number in plan.competency_ids]


@functions.add("core_competency_update_plan")
def update_plan(lms: Lms, values: Json) -> Json:
    """Change name, description or due date."""
    wanted = values.get("plan")
    if not isinstance(wanted, dict):
        raise invalid_parameter()
    plan, due = _known(lms, wanted, "id"), whole_or(wanted, "duedate", 0)
    if due != plan.due:
        _check_day(lms, due)
    if "name" in wanted:
        plan.name = told(name_text(wanted, "name"))
    if "description" in wanted:
        plan.description = html_text(wanted, "description")
    plan.due = due
    return _plan(plan)


@functions.add("core_competency_delete_plan")
def delete_plan(lms: Lms, values: Json) -> bool:
    """Delete a plan; ratings and evidence stay with their person."""
    del lms.state.plans[str(_known(lms, values, "id").id)]
    return True


@functions.add("core_competency_list_user_plans", writes=False)
def user_plans(lms: Lms, values: Json) -> list[Json]:
    """List the plans of one person."""
    user_id = _person(lms, values).id
    return [_plan(plan) for plan in lms.state.plans.values() if plan.user_id == user_id]


def _person(lms: Lms, values: Json) -> Person:
    person = lms.person(whole(values, "userid"))
    if person is None:
        raise invalid_user()
    return person


def _check_day(lms: Lms, due: int) -> None:
    if due and due <= lms.seconds():
        raise invalid_persistent("The due date cannot be set in the past.")


def _known(lms: Lms, values: Json, name: str) -> Plan:
    plan = lms.state.plans.get(str(whole(values, name)))
    if plan is None:
        raise missing_record("competency_plan")
    return plan


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
