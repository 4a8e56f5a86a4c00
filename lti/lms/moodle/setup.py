"""What a Moodle administrator provides, in Moodle's words (moodle.md 2, 3, 5, 7)."""

from __future__ import annotations

from lti import ags, nrps
from lti.claims import CONTEXT_HISTORY
from lti.lms.access import COURSE_ID, HISTORIES, USER_ID, Credential, Setup
from lti.lms.moodle.groups import FUNCTIONS
from lti.lms.moodle.roster import PEOPLE
from lti.lms.words import N_

SETUP = Setup(
    custom_fields={
        USER_ID: "$User.id",
        COURSE_ID: "$Context.id",
        CONTEXT_HISTORY: HISTORIES[CONTEXT_HISTORY],
    },
    scopes=(*ags.SCOPES, nrps.SCOPE),
    rest_scopes=(*FUNCTIONS, PEOPLE),
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
            "management, and switch on IMS LTI Names and Role Provisioning."
        ),
        N_("Under Privacy, set Share launcher's name with tool to Always and Accept grades from the tool to Always."),
        N_(
            "Save, open View configuration details of the new tool, and copy the platform id (our issuer), the client "
            "id, the deployment id and the three addresses back to this page."
        ),
        N_(
            "Moodle must reach this server: look at cURL blocked hosts list and cURL allowed ports list under Site "
            "administration > General > Security > HTTP security."
        ),
        N_(
            "Only if groups shall open work for single students, instead of gradebook columns, and teachers who may "
            "not edit shall not stand among the students: enable web services (Advanced features) and the REST "
            "protocol (Server > Web services > Manage protocols), and add an external service with the functions "
            "core_group_get_course_groups, core_group_create_groups, core_group_add_group_members, "
            "core_group_delete_group_members and core_enrol_get_enrolled_users."
        ),
        N_(
            "Give a user account that is enrolled in no course a system role with webservice/rest:use, "
            "moodle/course:view, moodle/course:viewparticipants, moodle/course:managegroups and "
            "moodle/course:viewhiddengroups, create a token of the "
            "service for it under Manage tokens, and add that token here."
        ),
    ),
)
