"""What a Schoology admin provides, in Schoology's words (schoology.md 1.1, 1.2, 1.6, 5.3)."""

from __future__ import annotations

from lti import ags, nrps
from lti.lms.access import API_DOMAIN, COURSE_ID, HISTORIES, USER_ID, Credential, FormField, Setup
from lti.lms.words import N_

ISSUER = "https://schoology.schoology.com"
"""Shared by all districts; the client id and deployment id tell them apart."""

_SERVICE = "https://lti-service.svc.schoology.com/lti-service"
AUTH_URL = f"{_SERVICE}/authorize-redirect"
TOKEN_URL = f"{_SERVICE}/access-token"
JWKS_URL = f"{_SERVICE}/.well-known/jwks"

CUSTOM_FIELDS = {
    USER_ID: "$User.id",
    COURSE_ID: "$com.schoology.CourseSection.id",
    API_DOMAIN: "$com.schoology.Launch.domain",
    **HISTORIES,
}
"""Names arrive in lower case. Nothing depends on them: ids are read from the signed service data."""

_GRADES = N_(
    "Edit the app at app.schoology.com/apps/publisher, and under Advantage services tick Assignment and Grade Services."
)
_ROSTER = N_("Edit the app at app.schoology.com/apps/publisher, and under Advantage services tick Names and Roles.")
_INSTALLED = N_(
    "In Organization Apps choose Install/Remove, and look whether the course that was opened last is ticked."
)

FIXES = {
    "issuer": N_("The issuer is https://schoology.schoology.com for every school, never the school's own address."),
    "login": N_(
        "The sign-in address is https://lti-service.svc.schoology.com/lti-service/authorize-redirect for every school; "
        "add Schoology again with it."
    ),
    "login.redirect": N_(
        "Edit the app at app.schoology.com/apps/publisher, and put our launch address in Redirect URLs."
    ),
    "client": N_("Open the app's profile, Options, API Info, and compare the client id. The app must be installed."),
    "keys": N_(
        "The keys are at https://lti-service.svc.schoology.com/lti-service/.well-known/jwks for every school; add "
        "Schoology again with it."
    ),
    "own-keys": N_("Edit the app at app.schoology.com/apps/publisher, and put our public keys address in JWKS URL."),
    "token": N_(
        "The token address is https://lti-service.svc.schoology.com/lti-service/access-token for every school; add "
        "Schoology again with it."
    ),
    "scope-lineitem": _GRADES,
    "scope-result": _GRADES,
    "scope-score": _GRADES,
    "scope-roster": _ROSTER,
    "roster": _INSTALLED,
    "lineitems": _INSTALLED,
    "own-interface": N_(
        "Open the app's profile, Options, API Info, copy Consumer Key and Consumer Secret again, and add Schoology "
        "again with both."
    ),
    "own-interface.revoked": N_(
        "Open the app's profile, Options, API Info. Where another key stands there now, add Schoology again with it "
        "and its secret; where there is none, the app was removed or lost its access."
    ),
    "own-rights": N_(
        "Take the app's own key (app profile, Options, API Info) or an admin's (Tools, School Management, Integration, "
        "API); its owner needs the permission Access Schoology API and must reach every course with Waymark in it."
    ),
    "own-rights.person": N_(
        "The key from a person's own page (/api) will not do. Take the app's (app profile, Options, API Info)."
    ),
    "own-rights.taught": N_(
        "Let a teacher who is listed as Admin among the members of that course open Waymark there once."
    ),
    "deployment": N_(
        "In Organization Apps choose Configure: where the deployment id there is the one named here, assign it in "
        "Waymark under Learning systems."
    ),
}
"""What to change in Schoology, by line of the connection check (1.1, 1.2)."""

SETUP = Setup(
    custom_fields=CUSTOM_FIELDS,
    scopes=(*ags.SCOPES, nrps.SCOPE),
    fixes=FIXES,
    issuer=ISSUER,
    storage=True,
    credentials=(
        Credential("key", N_("Consumer Key (app profile, Options, API Info)")),
        Credential("secret", N_("Consumer Secret (on the same page)")),
        Credential("url", N_("Address of the API, https://api.schoology.com/v1 where it is left out"), False, False),
    ),
    form=(
        FormField("Type of App", "LTI 1.3 App", choose=True),
        FormField("Name", "Waymark"),
        FormField("Description", "Personal pathways and mastery in your course"),
        FormField("Available for", "Only people in my school", choose=True),
        FormField("Configuration Type", "Manual", choose=True),
        FormField("Domain/URL", "{base}/lti/launch"),
        FormField("OIDC Login Init URL", "{base}/lti/login"),
        FormField("Redirect URLs", "{base}/lti/launch"),
        FormField("JWKS URL", "{base}/lti/jwks.json"),
        FormField("Placements", "Course Materials", choose=True),
        FormField("Can be installed for", "Courses", choose=True),
        FormField(
            "Advantage services",
            "Deep Linking, Assignment and Grade Services, Use Unique Lineitem Identifiers for Linked Sections, "
            "Names and Roles",
            choose=True,
        ),
        FormField("Custom Parameters", "\n".join(f"{name}={value}" for name, value in CUSTOM_FIELDS.items())),
        FormField("Privacy", "Send Name and Email/Username of user who launches the tool", choose=True),
    ),
    steps=(
        N_("Your role needs the permissions Develop apps and Install applications (User Management, Permissions)."),
        N_("Open app.schoology.com/apps/publisher, choose Add App, and as Type of App choose LTI 1.3 App."),
        N_(
            "Make it available for Only people in my school, choose Manual as Configuration Type, and copy the "
            "addresses shown here: Domain/URL is the launch, then OIDC Login Init URL, Redirect URLs and JWKS URL."
        ),
        N_("Let it be installed for Courses: it stands in the menu of each course then."),
        N_("As a placement choose Course Materials: teachers then find Waymark under Add Materials."),
        N_(
            "Under Advantage services tick Deep Linking, Assignment and Grade Services with "
            "Use Unique Lineitem Identifiers for Linked Sections, and Names and Roles."
        ),
        N_("Under Privacy choose Send Name and Email/Username of user who launches the tool."),
        N_("Open the app's profile, Options, API Info: the number there is the client id. Paste it here."),
        N_(
            "On the profile choose Install LTI 1.3 App and Add to Organization; then in Organization Apps choose "
            "Install/Remove to pick the courses, and Configure to see the deployment id. Paste all of it here."
        ),
        N_(
            "The platform's values are the same for every school: issuer https://schoology.schoology.com, "
            "OIDC authorization https://lti-service.svc.schoology.com/lti-service/authorize-redirect, "
            "token https://lti-service.svc.schoology.com/lti-service/access-token, "
            "keys https://lti-service.svc.schoology.com/lti-service/.well-known/jwks."
        ),
        N_(
            "For assignments that single students see, and columns that show and stay outside the total: add the "
            "Consumer Key and Secret of the app. A person's own API key will not do, it may not read students' data. "
            "Waymark writes with the key only into courses whose teachers have opened it there."
        ),
    ),
)
