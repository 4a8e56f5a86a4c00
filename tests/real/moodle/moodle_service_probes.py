"""Questions that a tool with a token can ask by web services, in the same words of the real and the simulated site."""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Callable, Sequence
from typing import Any

import requests
from moodle_asking import TIMEOUT, Asking
from moodle_services import flat

RULES = json.dumps([{"scaleid": "2"}, {"id": 2, "scaledefault": 1, "proficient": 1}])
NOBODY = 999_999

Ask = Callable[..., Any]


def asking(ask: Asking) -> Ask:
    """Return what calls a function and notes its refusal, or of its answer the members that are named."""

    def call(what: str, function: str, keep: Sequence[str] = (), **values: Any) -> Any:
        own = {"wstoken": ask.sim.credentials["token"], "wsfunction": function, "moodlewsrestformat": "json"}
        sent = own | dict(pair for name, value in values.items() for pair in flat(name, value))
        said = requests.post(f"{ask.sim.url}/webservice/rest/server.php", data=sent, timeout=TIMEOUT).json()
        if isinstance(said, dict) and "exception" in said:
            ask.note(what, said["exception"], said.get("errorcode"), _plain(said["message"]))
        else:
            ask.note(what, _kept(said, keep))
        return said

    return call


def _plain(words: str) -> str:
    """Return the words of a refusal, without what the site adds in brackets or quotes of its own."""
    return re.sub(r"\s+", " ", re.sub(r"\([^)]*\)|\"[^\"]*\"|\d+", "_", words)).strip()


def _kept(said: Any, keep: Sequence[str]) -> Any:
    if isinstance(said, list):
        return [_kept(one, keep) for one in said]
    return {name: said.get(name) for name in keep} if isinstance(said, dict) else said


def groups(ask: Asking) -> None:
    """Make groups, put people in and out."""
    call, maya, course = asking(ask), ask.sim.sub("maya.okafor"), ask.sim.context_id
    good = {
        "courseid": course,
        "name": "Gate",
        "description": "",
        "idnumber": "g1",
        "visibility": 2,
        "participation": 0,
    }
    shown = ("name", "idnumber", "visibility", "participation")
    [made] = call("made", "core_group_create_groups", shown, groups=[good])
    for what, changes in (
        ("the same name", {"idnumber": "g2"}), ("no name", {"name": "", "idnumber": "g3"}),
        ("another visibility", {"name": "X", "visibility": 7}),
        ("an unknown course", {"courseid": NOBODY, "name": "Y"}),
    ):  # fmt: skip
        call(what, "core_group_create_groups", shown, groups=[good | changes])
    pair = {"groupid": made["id"], "userid": maya}
    for what, changes in (
        ("in", {}),
        ("in again", {}),
        ("a stranger", {"userid": NOBODY}),
        ("no group", {"groupid": NOBODY}),
    ):
        call(what, "core_group_add_group_members", members=[pair | changes])
    for what, changes in (("out", {}), ("out again", {}), ("no group", {"groupid": NOBODY})):
        call(what, "core_group_delete_group_members", members=[pair | changes])
    call("an unknown course's", "core_group_get_course_groups", courseid=NOBODY)
    call("no course", "core_group_get_course_groups")


def competencies(ask: Asking) -> None:
    """Make a framework with a standard, bring it into the course, rate people."""
    call, course, tag = asking(ask), ask.sim.context_id, secrets.token_hex(6)
    good = {
        "shortname": "Six", "idnumber": tag, "description": "", "descriptionformat": 1, "visible": 1, "scaleid": 2,
        "scaleconfiguration": RULES, "contextid": 1,
    }  # fmt: skip
    create = "core_competency_create_competency_framework"
    framework = call("framework", create, ("shortname", "visible"), competencyframework=good)["id"]
    call("its ID number again", create, competencyframework=good)
    call("no rules", create, competencyframework=good | {"idnumber": f"{tag}b", "scaleconfiguration": "[]"})
    call("no such scale", create, competencyframework=good | {"idnumber": f"{tag}c", "scaleid": NOBODY})
    listed = call_quietly(ask, call, "core_competency_list_competency_frameworks", context={"contextid": 1})
    ask.note("listed", tag in {one["idnumber"] for one in listed})
    call("scale", "core_competency_get_scale_values", ("id", "name"), scaleid=2)
    create = "core_competency_create_competency"
    about = {
        "shortname": "Ratios", "idnumber": "R1", "description": "", "descriptionformat": 1, "parentid": 0,
        "competencyframeworkid": framework,
    }  # fmt: skip
    standard = call("competency", create, ("shortname", "idnumber", "parentid"), competency=about)["id"]
    call("its ID number again", create, competency=about)
    call("no framework", create, competency=about | {"idnumber": "R2", "competencyframeworkid": NOBODY})
    call(
        "found", "core_competency_search_competencies", ("idnumber",), searchtext="R1", competencyframeworkid=framework
    )
    here = {"courseid": course, "competencyid": standard}
    _rate(ask, call, "before it is in the course", here)
    for what, changes in (("added", {}), ("added again", {}), ("no competency", {"competencyid": NOBODY})):
        call(what, "core_competency_add_competency_to_course", **here | changes)
    for what, changes in (
        ("rated", {}), ("rated again", {"grade": 1}), ("beyond the scale", {"grade": 3}), ("0", {"grade": 0}),
        ("a teacher", {"userid": ask.sim.sub("rosa.alvarez")}), ("a stranger", {"userid": NOBODY}),
    ):  # fmt: skip
        _rate(ask, call, what, here, **changes)
    summary(ask, call, "summary", here)
    summary(ask, call, "of somebody without", here, userid=ask.sim.sub("caleb.thompson"))
    summary(ask, call, "of a stranger", here, userid=NOBODY)
    for what in ("removed", "removed again"):
        call(what, "core_competency_remove_competency_from_course", **here)
    summary(ask, call, "after that", here)
    _rate(ask, call, "after that", here)


def call_quietly(ask: Asking, call: Ask, function: str, **values: Any) -> Any:
    """Call a function whose answer is too much to be noted."""
    kept = len(ask.said)
    said = call("", function, **values)
    del ask.said[kept:]
    return said


def _rate(ask: Asking, call: Ask, what: str, here: dict[str, Any], **changes: Any) -> None:
    good = {**here, "userid": ask.sim.sub("maya.okafor"), "grade": 2, "note": "7 of 8"} | changes
    call(f"rate: {what}", "core_competency_grade_competency_in_course", ("grade", "note", "gradename"), **good)


def summary(ask: Asking, call: Ask, what: str, here: dict[str, Any], **changes: Any) -> None:
    """Ask for a rating and note it with its evidence."""
    about = {**here, "userid": ask.sim.sub("maya.okafor")} | changes
    said = call(what, "tool_lp_data_for_user_competency_summary_in_course", **about)
    if "usercompetencysummary" in said:
        told = said["usercompetencysummary"]
        rated = told["usercompetencycourse"]
        ask.note(
            what,
            rated["grade"],
            rated["proficiency"],
            sorted((one["grade"], one["note"], one["action"]) for one in told["evidence"]),
        )


def plans(ask: Asking) -> None:
    """Make a plan, fill, change and delete it."""
    call, maya = asking(ask), ask.sim.sub("maya.okafor")
    good = {"name": "P", "description": "x [key]", "descriptionformat": 2, "userid": maya, "status": 1, "duedate": 0}
    shown = ("name", "description", "status", "duedate")
    made = call("made", "core_competency_create_plan", shown, plan=good)["id"]
    for what, changes in (
        ("a day that is over", {"duedate": 1}),
        ("a stranger's", {"userid": NOBODY}),
        ("done", {"status": 2}),
    ):
        call(what, "core_competency_create_plan", shown, plan=good | changes)
    call("nobody's", "core_competency_list_user_plans", shown, userid=NOBODY)
    call("no competency", "core_competency_add_competency_to_plan", planid=made, competencyid=NOBODY)
    call("no plan", "core_competency_list_plan_competencies", id=NOBODY)
    call("nothing in it", "core_competency_list_plan_competencies", id=made)
    later = int(time.time()) // 86400 * 86400 + 10 * 86400
    call(
        "changed",
        "core_competency_update_plan",
        ("name", "description"),
        plan={"id": made, "name": "Q", "duedate": later},
    )
    call("to a day that is over", "core_competency_update_plan", plan={"id": made, "duedate": 1})
    for what in ("deleted", "deleted again"):
        call(what, "core_competency_delete_plan", id=made)


def extensions(ask: Asking) -> None:
    """Ask for extensions where there is nothing to extend."""
    call, about = asking(ask), {"userids": [ask.sim.sub("maya.okafor")], "dates": [2_000_000_000]}
    call("no assignment", "mod_assign_save_user_extensions", assignmentid=NOBODY, **about)
    call("an unknown course", "core_course_get_contents", courseid=NOBODY)
    call("no function", "core_no_such_function")


TEXTS = (
    "students' \"own\"", "1 < 2 & 3 > 2", "x<y", "<b>bold</b>", "5 <= x", " around ", "two\nlines", "&amp; done",
    "&quot;", "R&D", "<p>one</p>", "<p>1 &lt; 2 &amp; 3</p>", "<p>a & b</p>", "\n\n[key]",
)  # fmt: skip


def texts(ask: Asking) -> None:
    """Send names, notes and descriptions that cleaning would change, and some that it would not."""
    call, maya, course = asking(ask), ask.sim.sub("maya.okafor"), ask.sim.context_id
    framework = {
        "shortname": "Texts", "idnumber": secrets.token_hex(6), "description": "", "descriptionformat": 1, "visible": 1,
        "scaleid": 2, "scaleconfiguration": RULES, "contextid": 1,
    }  # fmt: skip
    number = call_quietly(ask, call, "core_competency_create_competency_framework", competencyframework=framework)["id"]
    plan = {"name": "P", "description": "[key]", "descriptionformat": 1, "userid": maya, "status": 1, "duedate": 0}
    standard = {
        "shortname": "S", "description": "", "descriptionformat": 1, "parentid": 0, "competencyframeworkid": number,
    }  # fmt: skip
    group = {"courseid": course, "description": "", "visibility": 2, "participation": 0}
    for one in TEXTS:
        for part in ("shortname", "description"):
            about = standard | {"idnumber": secrets.token_hex(6), part: one}
            call(f"competency {part}: {one!r}", "core_competency_create_competency", ("shortname",), competency=about)
        for part in ("name", "description"):
            made = call(f"plan {part}: {one!r}", "core_competency_create_plan", ("name",), plan=plan | {part: one})
            if "id" in made:
                call_quietly(ask, call, "core_competency_delete_plan", id=made["id"])
        about = group | {"name": one, "idnumber": secrets.token_hex(6)}
        call(f"group: {one!r}", "core_group_create_groups", ("name",), groups=[about])


SERVICE_PROBES = (groups, competencies, plans, texts, extensions)
