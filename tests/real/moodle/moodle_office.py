"""What the administrator of a real Moodle does before any test: web services on, accounts, the tool's own account."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from moodle_services import WebServices, token_of
from moodle_visitor import Visitor, trouble
from web_forms import form_with

from lti.lms.moodle import needs
from sandbox.lms import PlanSeen
from sandbox.school import Person, School

PASSWORD = "Riverside-2026!"
"""Of every person that the tests make."""

BOT = "waymark.services"
OURS = (
    "core_user_create_users", "core_user_get_users_by_field", "core_course_create_courses",
    "core_course_delete_courses", "enrol_manual_enrol_users",
    "enrol_manual_unenrol_users", "core_role_assign_roles", "core_role_unassign_roles", "core_group_get_course_groups",
    "gradereport_user_get_grade_items", "mod_lti_get_ltis_by_courses", "core_webservice_get_site_info",
    "core_competency_create_competency_framework", "core_competency_create_competency",
    "core_competency_add_competency_to_course", "core_competency_list_course_competencies",
    "core_competency_grade_competency_in_course", "core_competency_list_user_plans",
    "core_competency_list_plan_competencies", "core_competency_delete_plan",
    "tool_lp_data_for_user_competency_summary_in_course", "core_competency_remove_competency_from_course",
    "core_course_get_contents", "mod_assign_get_submission_status",
)  # fmt: skip
"""Functions by which the tests make courses and read back what stands there."""


@dataclass
class Office:
    """The administrator, signed in, and what was made ready."""

    root: str
    password: str
    admin: Visitor = field(init=False)
    services: WebServices = field(init=False)
    bot_token: str = field(init=False)
    release: str = field(init=False)

    def __post_init__(self) -> None:
        self.admin = Visitor(self.root, "admin", self.password)
        self._switch_on()
        self.services = WebServices(self.root, self._token("admin", self.password, 2, "waymark_tests", OURS))
        self.release = str(self.services("core_webservice_get_site_info")["release"])
        self.bot_token = self._bot()

    def _switch_on(self) -> None:
        """Allow web services by REST, and let the site call tools on this machine."""
        for section, values in (
            ("httpsecurity", {"s__curlsecurityblockedhosts": "", "s__curlsecurityallowedport": ""}),
            ("optionalsubsystems", {"s__enablewebservices": "1"}),
        ):
            sent = {"section": section, "action": "save-settings", "return": "", **values}
            self.admin.send(f"/admin/settings.php?section={section}", sent)
        self.admin.act("/admin/webservice/protocols.php", action="enable", webservice="rest")

    def _token(self, login: str, password: str, user: int, service: str, functions: Sequence[str]) -> str:
        """Return the account's token for a service of just these functions; both are made where they are not there."""
        service = f"{service}_{_short(functions)}_files"
        found = token_of(self.root, login, password, service)
        if found:
            return found
        made = self.admin.fill(
            "/admin/webservice/service.php", "shortname",
            {"name": service, "shortname": service, "enabled": "1", "restrictedusers": "0", "uploadfiles": "1"}, id=0,
        )  # fmt: skip
        number = made.url.rpartition("id=")[2]
        self._add_functions(number, functions)
        unlimited = {"validuntil[enabled]": None}
        self.admin.fill(
            "/admin/webservice/tokens.php", "service", {"user": str(user), "service": number, **unlimited},
            action="create",
        )  # fmt: skip
        token = token_of(self.root, login, password, service)
        assert token, f"no token for {login}"
        return token

    def _add_functions(self, service: str, functions: Sequence[str]) -> None:
        page = self.admin.act("/admin/webservice/service_functions.php", action="add", id=service)
        form = form_with(page.text, page.url, "fids[]")
        known = {label.partition(":")[0]: value for value, label in form.choices["fids[]"].items()}
        missing = set(functions) - set(known)
        assert not missing, f"this version lacks {missing}"
        self.admin.post(form.action, form.named({"fids[]": [known[one] for one in functions]}, "submitbutton"))

    def _bot(self) -> str:
        """Return the token of an account as the set-up steps describe it: enrolled nowhere, with a system role."""
        functions = needs.functions()
        [number] = self.users([(BOT, "Waymark", "Services", "", "waymark.services@school.example")]).values()
        role = {"action": "add", "roleid": "0", "return": "manage", "resettype": "none", "savechanges": "1"}
        name = f"Waymark {_short(needs.capabilities())}"
        if self._role(name) is None:
            self._leave_roles(number)
            named = {"shortname": name.replace(" ", ""), "name": name, "archetype": "", "contextlevel10": "1"}
            given = dict.fromkeys(needs.capabilities(), "1")
            self.admin.send("/admin/roles/define.php?action=add&roleid=0", {**role, **named, **given})
            made = {"roleid": self._role(name), "userid": number, "contextid": 1}
            self.services("core_role_assign_roles", assignments=[made])
        return self._token(BOT, PASSWORD, number, "waymark", functions)

    def _role(self, name: str) -> int | None:
        """Return the number of the role of this name in the list of roles, None where there is none."""
        return self._roles().get(name)

    def _roles(self) -> dict[str, int]:
        page = self.admin.open("/admin/roles/manage.php").text
        return {name: int(number) for number, name in re.findall(r"roleid=(\d+)[^>]*>\s*(Waymark[^<]*?)\s*</a>", page)}

    def _leave_roles(self, number: int) -> None:
        """Take roles of earlier runs from the tool's account: it has what the steps name and nothing else."""
        old = [{"roleid": role, "userid": number, "contextid": 1} for role in self._roles().values()]
        if old:
            self.services("core_role_unassign_roles", unassignments=old)

    def users(self, wanted: Sequence[tuple[str, str, str, str, str]]) -> dict[str, int]:
        """Return user numbers by login; people (login, given and family name, number, mail) are made where missing."""
        logins = [one[0] for one in wanted]
        found = self._numbers(logins)
        new = [
            {
                "username": login, "password": PASSWORD, "firstname": given, "lastname": family, "idnumber": number,
                "email": mail,
            }
            for login, given, family, number, mail in wanted
            if login not in found
        ]  # fmt: skip
        if new:
            self.services("core_user_create_users", users=new)
            found = self._numbers(logins)
        return found

    def _numbers(self, logins: Sequence[str]) -> dict[str, int]:
        said = self.services("core_user_get_users_by_field", field="username", values=list(logins))
        return {one["username"]: int(one["id"]) for one in said}

    def people(self, school: School) -> dict[str, int]:
        """Make the school's people; return their user numbers by login."""
        return self.users(
            [(one.login, one.given_name, one.family_name, one.sis_id, one.email or "") for one in school.people]
        )

    def course(self, school: School, numbers: dict[str, int]) -> int:
        """Make a fresh course with everybody in it; return its number."""
        tag = secrets.token_hex(4)
        [made] = self.services(
            "core_course_create_courses",
            courses=[
                {
                    "fullname": school.course.name, "shortname": f"{school.course.label} {tag}", "categoryid": 1,
                    "idnumber": f"{school.course.sis_id}-{tag}", "format": "topics", "numsections": 1,
                    "enablecompletion": 1,
                }
            ],
        )  # fmt: skip
        course = int(made["id"])
        people = [one for one in school.people if one.role != "admin"]
        self.enrol(course, [(numbers[one.login], role_of(school, one)) for one in people])
        return course

    def enrol(self, course: int, people: Sequence[tuple[int, int]], *, suspended: bool = False) -> None:
        """Enrol people (user number, role number) or bring their enrolment up to date."""
        rows = [
            {"roleid": role, "userid": user, "courseid": course, "suspend": int(suspended)} for user, role in people
        ]
        self.services("enrol_manual_enrol_users", enrolments=rows)

    def competency(self, course: int, name: str) -> int:
        """Make a competency in a framework of its own and put it into a course; return its number."""
        tag = secrets.token_hex(4)
        rules = json.dumps([{"scaleid": "2"}, {"id": 2, "scaledefault": 1, "proficient": 1}])
        framework = {
            "shortname": f"{name} {tag}", "idnumber": tag, "description": "", "descriptionformat": 1, "visible": 1,
            "scaleid": 2, "scaleconfiguration": rules, "contextid": 1,
        }  # fmt: skip
        number = self.services("core_competency_create_competency_framework", competencyframework=framework)["id"]
        competency = {
            "shortname": name, "idnumber": tag, "description": "", "descriptionformat": 1,
            "competencyframeworkid": number, "parentid": 0,
        }  # fmt: skip
        made = int(self.services("core_competency_create_competency", competency=competency)["id"])
        self.services("core_competency_add_competency_to_course", courseid=course, competencyid=made)
        return made

    def import_framework(self, text: str) -> None:
        """Upload a file and press Import and Confirm, as the page "Import competency framework" has them."""
        draft = self.services.upload("framework.csv", text.encode())
        path = "/admin/tool/lpimportcsv/index.php"
        page = self.admin.open(path)
        form = form_with(page.text, page.url, "importfile")
        confirm = self.admin.post(form.action, form.named({"importfile": str(draft)}, "submitbutton"))
        form = form_with(confirm.text, confirm.url, "confirm")
        done = self.admin.post(form.action, form.named({}, "submitbutton"))
        assert done.ok, done.text[:2000]
        assert not trouble(done), trouble(done)

    def rating(self, course: int, user: int, competency: int) -> dict[str, Any]:
        """Return a person's rating in a course as the site tells it, with its evidence.

        It tells only of competencies that are in the course, though ratings stay: it is put there for the question.
        """
        about = {"courseid": course, "competencyid": competency}
        brought = self.services("core_competency_add_competency_to_course", **about)
        summary = self.services("tool_lp_data_for_user_competency_summary_in_course", userid=user, **about)
        if brought:
            self.services("core_competency_remove_competency_from_course", **about)
        summary = summary["usercompetencysummary"]
        return {**summary["usercompetencycourse"], "evidence": summary["evidence"]}

    def plans(self, user: int) -> tuple[PlanSeen, ...]:
        """Return a person's learning plans that are the tool's, with what they consist of."""
        return tuple(
            PlanSeen(one["name"], one["duedate"], tuple(
                part["competency"]["idnumber"]
                for part in self.services("core_competency_list_plan_competencies", id=one["id"])
            ))
            for one in self._plans(user)
        )  # fmt: skip

    def drop_plans(self, users: Sequence[int]) -> None:
        """Delete the tool's plans of these people."""
        for user in users:
            for one in self._plans(user):
                self.services("core_competency_delete_plan", id=one["id"])

    def _plans(self, user: int) -> list[dict[str, Any]]:
        said = self.services("core_competency_list_user_plans", userid=user)
        return [one for one in said if "[waymark" in one["description"]]

    def close(self) -> None:
        """Close connections."""
        self.admin.close()


def note_of(evidence: Sequence[dict[str, Any]]) -> str | None:
    """Return the note of the newest evidence."""
    newest = max(evidence, key=lambda one: (one["timecreated"], one["id"]), default={})
    return newest.get("note") or None


def _short(names: Sequence[str]) -> str:
    """Return a short name for a set of names."""
    return hashlib.sha256(" ".join(sorted(names)).encode()).hexdigest()[:8]


def role_of(school: School, person: Person) -> int:
    """Return the number of the role that a new site has for this person: the second teacher may not edit."""
    if person.is_learner:
        return 5
    return 3 if person == school.teachers[0] else 4
