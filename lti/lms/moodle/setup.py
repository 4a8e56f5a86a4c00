"""What a Moodle administrator provides, in Moodle's words (moodle.md 2, 3, 5, 7)."""

from __future__ import annotations

from lti import ags, nrps
from lti.claims import CONTEXT_HISTORY
from lti.lms.access import COURSE_ID, HISTORIES, USER_ID, Credential, FormField, Setup
from lti.lms.moodle import needs
from lti.lms.words import N_

_GRADES = N_(
    "Open the tool under Manage tools, Services, and set IMS LTI Assignment and Grade Services to Use this service for "
    "grade sync and column management."
)
_ROSTER = N_(
    "Open the tool under Manage tools, Services, and set IMS LTI Names and Role Provisioning to Use this service to "
    "retrieve members' information as per privacy settings."
)

FIXES = {
    "issuer": N_(
        "Open View configuration details of the tool under Manage tools: the issuer is the Platform ID, without a "
        "slash at the end. Add Moodle again with it."
    ),
    "login": N_(
        "Open View configuration details of the tool under Manage tools, compare the Authentication request URL, and "
        "add Moodle again with it."
    ),
    "login.redirect": N_(
        "Open the tool under Manage tools, and put our launch address in Redirection URI(s), letter for letter."
    ),
    "client": N_("Open View configuration details of the tool under Manage tools, and compare the Client ID."),
    "keys": N_(
        "Open View configuration details of the tool under Manage tools, compare the Public keyset URL, and add Moodle "
        "again with it."
    ),
    "own-keys": N_(
        "Open the tool under Manage tools: Public key type must be Keyset URL, Public keyset our public keys address. "
        "Then look at cURL blocked hosts list and cURL allowed ports list under Site administration > General > "
        "Security > HTTP security: Moodle must reach this server."
    ),
    "token": N_(
        "Open View configuration details of the tool under Manage tools, compare the Access token URL, and add Moodle "
        "again with it."
    ),
    "scope-lineitem": _GRADES,
    "scope-result": _GRADES,
    "scope-score": _GRADES,
    "scope-roster": _ROSTER,
    "roster": _ROSTER,
    "lineitems": _GRADES,
    "own-interface": N_(
        "Look under Site administration > Server > Web services: the token must stand under Manage tokens, and its "
        "service, under External services, must contain the functions named here."
    ),
    "own-rights.parts": N_(
        "Add the functions named here to the service of the token, for the parts that you want; others work without."
    ),
    "clock": N_(
        "Let both servers set their clocks by the network (NTP): Moodle refuses requests that are seconds ahead of its "
        "clock, and its launches live for one minute."
    ),
}
"""What to change in Moodle, by line of the connection check (2, 3, 5, 9)."""

CUSTOM_FIELDS = {USER_ID: "$User.id", COURSE_ID: "$Context.id", CONTEXT_HISTORY: HISTORIES[CONTEXT_HISTORY]}

FORM = (
    FormField("Tool name", "Waymark"),
    FormField("Tool URL", "{base}/lti/launch"),
    FormField("LTI version", "LTI 1.3", choose=True),
    FormField("Public key type", "Keyset URL", choose=True),
    FormField("Public keyset", "{base}/lti/jwks.json"),
    FormField("Initiate login URL", "{base}/lti/login"),
    FormField("Redirection URI(s)", "{base}/lti/launch"),
    FormField("Custom parameters", "\n".join(f"{name}={value}" for name, value in CUSTOM_FIELDS.items())),
    FormField("Tool configuration usage", "Show in activity chooser and as a preconfigured tool", choose=True),
    FormField(
        "IMS LTI Assignment and Grade Services", "Use this service for grade sync and column management", choose=True
    ),
    FormField(
        "IMS LTI Names and Role Provisioning",
        "Use this service to retrieve members' information as per privacy settings",
        choose=True,
    ),
    FormField("Share launcher's name with tool", "Always", choose=True),
    FormField(
        "Accept grades from the tool", "As specified in Deep Linking definition or Delegate to teacher", choose=True
    ),
)
"""The form of a tool that is configured by hand, field by field."""

SETUP = Setup(
    custom_fields=CUSTOM_FIELDS,
    form=FORM,
    scopes=(*ags.SCOPES, nrps.SCOPE),
    rest_scopes=needs.functions((*needs.IN_USE, needs.STANDARDS)),
    fixes=FIXES,
    invite=N_(
        "Open Site administration > Plugins > External tool > Manage tools, paste the link as Tool URL, and choose "
        "Add LTI Advantage."
    ),
    registered=(
        N_("The new tool stands under Manage tools as Pending: choose Activate."),
        N_(
            "Open its settings and set Tool configuration usage to Show in activity chooser and as a preconfigured "
            "tool, or let each teacher switch it on under More > LTI External tools. A teacher then adds Waymark to a "
            "course as an activity."
        ),
    ),
    credentials=(
        Credential(
            "token",
            N_("A web service token (Site administration, Server, Web services, Manage tokens)"),
            needed=False,
        ),
    ),
    steps=(
        N_(
            "Open Site administration > Plugins > External tool > Manage tools and choose to configure a tool manually."
        ),
        N_(
            "Enter the launch address as Tool URL. Choose LTI version LTI 1.3 and Public key type Keyset URL, enter "
            "the public keys address as Public keyset and the login address as Initiate login URL. Enter the launch "
            "address as Redirection URI(s)."
        ),
        N_(
            "Switch on Supports Deep Linking (Content-Item Message) and enter the content address as Content Selection "
            "URL: teachers then pick what an activity opens."
        ),
        N_("Copy the custom fields shown here into Custom parameters, one per line."),
        N_(
            "Set Tool configuration usage to Show in activity chooser and as a preconfigured tool. A teacher then adds "
            "Waymark to a course as an activity; without a URL of its own it opens the start page."
        ),
        N_(
            "Under Services, set IMS LTI Assignment and Grade Services to Use this service for grade sync and column "
            "management, and IMS LTI Names and Role Provisioning to Use this service to retrieve members' information "
            "as per privacy settings."
        ),
        N_(
            "Under Privacy, set Share launcher's name with tool to Always and Accept grades from the tool to As "
            "specified in Deep Linking definition or Delegate to teacher: with Always every link gets a column of 100 "
            "points, also one that was placed without."
        ),
        N_(
            "Save, open View configuration details of the new tool, and copy the platform id (our issuer), the client "
            "id, the deployment id and the three addresses back to this page."
        ),
        N_(
            "Moodle must reach this server: look at cURL blocked hosts list and cURL allowed ports list under Site "
            "administration > General > Security > HTTP security."
        ),
        N_(
            "Only if competencies shall follow placed links: write the standards to a file with waymark standards file "
            "PACKAGE FILE.csv --lms moodle, and import it under Site administration > General > Competencies > Import "
            "competency framework. A teacher then adds the competencies to the course."
        ),
        N_(
            "Only if groups shall open work for single students, instead of gradebook columns, and teachers who may "
            "not edit shall not stand among the students: enable web services (Advanced features) and the REST "
            "protocol (Server > Web services > Manage protocols), and add an external service with the functions "
            "core_group_get_course_groups, core_group_create_groups, core_group_add_group_members, "
            "core_group_delete_group_members, core_enrol_get_enrolled_users and core_webservice_get_site_info."
        ),
        N_(
            "Only if levels shall stand as ratings of competencies: add to the service the functions "
            "core_competency_list_competency_frameworks, core_competency_create_competency_framework, "
            "core_competency_get_scale_values, core_competency_search_competencies, "
            "core_competency_create_competency, core_competency_list_course_competencies, "
            "core_competency_add_competency_to_course, core_competency_remove_competency_from_course, "
            "tool_lp_data_for_user_competency_summary_in_course and core_competency_grade_competency_in_course, and to "
            "the role below moodle/competency:competencyview, moodle/competency:competencymanage, "
            "moodle/competency:coursecompetencyview, moodle/competency:coursecompetencymanage, "
            "moodle/competency:competencygrade and moodle/competency:usercompetencyview."
        ),
        N_(
            "Give a user account that is enrolled in no course a system role with webservice/rest:use, "
            "moodle/course:view, moodle/course:viewparticipants, moodle/course:managegroups and "
            "moodle/course:viewhiddengroups, create a token of the "
            "service for it under Manage tokens, and add that token here."
        ),
        N_(
            "Only if grades of Moodle's own quizzes and assignments shall count as results: add the function "
            "gradereport_user_get_grade_items to that service, and moodle/grade:viewall and gradereport/user:view to "
            "that role."
        ),
    ),
)
