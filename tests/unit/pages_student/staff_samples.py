"""Admin and error pages in good and bad states."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import accounts_samples
import opt_outs_samples
import standards_samples
from interface_samples import first, interface

from gateway.web.pages import register
from gateway.web.pages.admin.connection import CheckLine, ConnectionPage
from gateway.web.pages.admin.doors import LinkExpiredPage, SignedOutPage
from gateway.web.pages.admin.home import AdminHome, SystemLight
from gateway.web.pages.admin.keys import KeyForm, KeyRow, KeysPage, NewKey
from gateway.web.pages.admin.lights import Fix, backup_light, content_light, disk_light, queue_light
from gateway.web.pages.admin.people import ActorRow, Pages, PeoplePage, PersonRow, PickPage, RuleForm, RuleRow
from gateway.web.pages.admin.platforms import (
    InvitationRow,
    Invited,
    PlatformRow,
    PlatformsPage,
    RegisteredRow,
    SystemSetup,
    ToolValues,
    Updated,
    WaitingRow,
)
from gateway.web.pages.admin.records import Fault, RecordsPage, RefusalRow, SourceRow
from gateway.web.pages.admin.requests import ErasePage, ErasureRow, RequestsPage
from gateway.web.pages.admin.stores import RefusedRow, StoreForm, StoreRow, StoresPage
from gateway.web.pages.errors import Case, ErrorAction, ErrorPage, error_page
from gateway.web.pages.shell import Choice, Shell, Tab

NOW = datetime(2026, 10, 13, 11, 58, tzinfo=UTC)

SHELL = Shell(
    course="Riverbend District", role="admin", csrf="t0", here="/admin", home="/admin",
    tabs=(
        Tab("Status", "/admin", current=True), Tab("Learning systems", "/admin/platforms"),
        Tab("Record store", "/admin/keys"), Tab("Data requests", "/admin/requests"),
    ),
)  # fmt: skip
STORE = replace(
    SHELL,
    pages=(
        Tab("Access", "/admin/keys", current=True),
        Tab("What came in", "/admin/records"),
        Tab("People in records", "/admin/people"),
        Tab("Other record stores", "/admin/stores"),
    ),
)
OUTSIDE = replace(SHELL, course="", tabs=(), home="/")

KEYS = (
    KeyRow(
        "District warehouse",
        "r1-4f1c09c2d1e84c0b",
        ("statements/read",),
        "keep",
        600,
        NOW - timedelta(days=30),
        NOW - timedelta(hours=20),
        revoke_url="/admin/keys/1/revoke",
    ),
    KeyRow(
        "Reading program",
        "r1-77aa09c2d1e84c0b",
        ("statements/write", "statements/read/mine", "state"),
        "rewrite",
        None,
        NOW - timedelta(days=400),
        revoked=NOW - timedelta(days=365),
    ),
)

SYSTEMS = (
    SystemLight(
        "Riverbend Middle",
        "fine",
        NOW - timedelta(minutes=1),
        NOW - timedelta(minutes=13),
        NOW - timedelta(hours=20),
        fix=Fix("Check connection", "/admin/check/1", post=True),
    ),
    SystemLight(
        "Hillcrest",
        "stop",
        problem="Grades are refused since 9:14.",
        waiting=38,
        asking=2,
        failed=1,
        closed=1,
        next_try=NOW + timedelta(minutes=9),
        steps=("Open the settings of Waymark there.", "Allow it to write grades, and save.", "Check again here."),
        fix=Fix("Check again", "/admin/check/2", post=True),
    ),
    SystemLight("Lakeside", "fine", NOW - timedelta(days=1), NOW, writing_off=True),
)

SERVER = (
    content_light(own_host=True),
    backup_light(timedelta(hours=31)),
    queue_light(timedelta(seconds=1), 3),
    disk_light(62 * 2**30),
)
BAD_SERVER = (
    content_light(own_host=False),
    backup_light(None),
    queue_light(timedelta(hours=1), 400),
    disk_light(2**28),
)

HOME = AdminHome(
    SHELL, NOW, NOW, "/admin/check", "/admin/platforms", SYSTEMS, SERVER, KEYS, "/admin/keys", "/admin/sign-out"
)

KEYS_PAGE = KeysPage(
    STORE,
    NOW,
    "https://waymark.school.example/xapi/",
    KEYS,
    KeyForm(("statements/write", "statements/read/mine", "statements/read", "state", "profile", "all/read", "all")),
    "/admin/keys",
)

PSEUDONYM = "x" + "a2b3" * 8
ACTORS = (
    ActorRow(
        "learner-number-4711-of-the-district", "https://vendor.example/accounts/with/a/long/path", "account", False,
        500, NOW - timedelta(days=20), NOW, ("Reading program", None), url="/admin/people/a1",
    ),
    ActorRow("family@school.example", "", "mbox", False, 1, NOW, NOW, ("Reading program",), people=2, url="/p/2"),
    ActorRow("0f" * 20, "", "mbox_sha1sum", False, 12, NOW, NOW, ("Reading program",), held=True, url="/p/3"),
    ActorRow("https://open.example/group", "", "openid", True, 3, NOW, NOW, ("Reading program",)),
)  # fmt: skip
MATCHED = replace(
    ACTORS[1], name=PSEUDONYM, home="https://waymark.school.example/people", kind="account", people=1, how="mail",
    owner="Riverbend Middle: 10000000000042", since=NOW, apart_url="/admin/people/a2/apart",
)  # fmt: skip
RULE = RuleRow(
    "https://vendor.example/accounts", "sourcedid", "Riverbend Middle", "", True, "/admin/people/rules/1/remove"
)
PEOPLE_PAGE = PeoplePage(
    SHELL, NOW, "", "/admin/people", ACTORS, Pages(40, after="/admin/people?page=2"), (MATCHED,), Pages(1),
    (RULE, replace(RULE, field="sub", source="Reading program", ready=False)),
    RuleForm(
        ("lms_user_id", "sourcedid", "sub"), (Choice("p1", "Riverbend Middle"),), (Choice("k1", "Reading program"),)
    ),
    "/admin/people/rules",
)  # fmt: skip
PICK_PAGE = PickPage(
    SHELL, NOW, ACTORS[1], "/admin/people", "/admin/people/a2", "/admin/people/a2/match", (Choice("c1", "Math 6"),),
)  # fmt: skip
PERSON = PersonRow("Student One", "Riverbend Middle", "10000000000042", (("person", "p1"),))

PLATFORMS = PlatformsPage(
    SHELL,
    NOW,
    (
        PlatformRow(
            "Riverbend Middle",
            "https://riverbend.example",
            "10000000000007",
            ("7:abc",),
            True,
            NOW,
            "/admin/platforms/1/off",
            "/admin/platforms/1/check",
            "/admin/platforms/1/update",
        ),
        PlatformRow("Hillcrest", "https://learn.hillcrest.example/with/a/long/path", "hc-1", (), False),
    ),
    ToolValues(
        "https://waymark.school.example/lti/login",
        "https://waymark.school.example/lti/launch",
        "https://waymark.school.example/lti/jwks.json",
        "https://waymark.school.example/lti/deeplink",
    ),
    "waymark platform add --name NAME --issuer URL --client-id ID \\\n"
    "  --auth-url URL --token-url URL --jwks-url URL --deployment-id ID",
    (WaitingRow("Riverbend Middle", "8:" + "de" * 40, NOW, "/admin/assign", (("deployment", "8"),)),),
    (
        SystemSetup(
            "Riverbend LMS",
            ("Open the settings.", "Paste the configuration address."),
            "https://waymark.school.example/lti/config/riverbend.json",
            (("lms_user_id", "$Riverbend.user.id.with.a.long.name"),),
            ("https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",),
            (("token", "An access token of the account"),),
        ),
    ),
)

INVITATIONS = (
    InvitationRow("0123456789ab", "Riverbend Middle", True, "open", NOW + timedelta(minutes=40), "/admin/revoke"),
    InvitationRow(
        "1123456789ab", "", False, "used", NOW, came=("Riverbend LMS", "https://lms.riverbend.example/a/long/path")
    ),
    InvitationRow("2123456789ab", "", False, "revoked", NOW),
    InvitationRow("3123456789ab", "", False, "expired", NOW - timedelta(days=3)),
)

CONNECTION = ConnectionPage(
    SHELL, NOW, "Riverbend Middle", "Riverbend LMS", "/admin/platforms/1/check", "/admin/platforms",
    (
        CheckLine("Issuer", "ok"),
        CheckLine(
            "Its public keys", "problem", "Nothing of the kind is at this address.", "404 " + "no-space" * 20,
            "Compare the address of its public keys with the one that it shows, and add it again.",
        ),
        CheckLine("Class list", "later", "Open Waymark once from a course, then check again."),
        CheckLine("Access token", "skipped"),
    ),
)  # fmt: skip

_SHAPE = """{
  "actor": {"mbox": "…string"},
  "verb": {"id": "https://riverbend.example/verbs/with/a/long/path/that/goes/on/and/on/completed"},
  "result": {"score": {"scaled": "…number"}}
}"""
_FAULT = Fault("/12/result/score/scaled", "score-range", "… is more than 1; scaled must lie between -1 and 1")

RECORDS = RecordsPage(
    STORE,
    NOW,
    (
        SourceRow("District warehouse", 1204, 8201, 30110, 1230444, 0, NOW - timedelta(minutes=3)),
        SourceRow("Activities in Waymark", 12, 90, 410, 2200, 3, launches=True),
    ),
    (
        RefusalRow(NOW, "District warehouse", 400, "xapi-invalid-statement", "4" * 8, (_FAULT, _FAULT), _SHAPE),
        RefusalRow(NOW - timedelta(days=3), "Reading program", 413, "http-413", None, (), ""),
        RefusalRow(NOW - timedelta(days=9), "Reading program", 400, "of-tomorrow", None, (), ""),
    ),
    (Choice("", "All sources", chosen=True), Choice("1", "District warehouse")),
    "/admin/records",
    "waymark export store records.jsonl.gz",
)

REQUESTS = RequestsPage(
    SHELL,
    NOW,
    (ErasureRow(NOW, running=True, statements=0), ErasureRow(NOW - timedelta(days=2), running=False, statements=1830)),
    "/admin/records/delete",
    "/admin/records/find",
)

ERASE = ErasePage(
    SHELL,
    "p1",
    {
        "statements": 1830, "mentions": 12, "attachments": 3, "documents": 40, "decisions": 22, "notes": 4,
        "evidence": 610, "grades": 18, "courses": 2,
    },
    "/admin/records/erase",
    "/admin/requests",
)  # fmt: skip

STORES = StoresPage(
    STORE,
    NOW,
    (
        StoreRow(
            "District warehouse", "forward", "https://lrs.district.example/xapi", "fine", paused=False, moved=30110,
            last=NOW, decisions=False, pause_url="/pause", remove_url="/remove", renew_url="/renew", username="waymark",
        ),
        StoreRow(
            "Reading program", "pull", "https://lrs.reading.example/xapi", "stop", paused=True, moved=12, last=None,
            decisions=True, waiting=40, more=True, oldest=NOW - timedelta(hours=3),
            problem="It refuses our user name and password.", said="401 Unauthorized",
            steps=("Ask for a new password.", "Enter it below."), refused=2,
            listed=(RefusedRow("4" * 8, NOW, "The other store does not take it.", "no such verb"),),
            resume_url="/resume", remove_url="/remove", renew_url="/renew", username="waymark", unchanged=True,
        ),
    ),
    StoreForm(),
    "/admin/stores",
)  # fmt: skip

ASK = register.AskPage(
    OUTSIDE, "Riverbend Middle", "school.example", shared=False,
    addresses=(("Login address", "https://waymark.school.example/lti/login"),),
    messages=("Open Waymark from a course",), permissions=("Read the class list", "Write grades"),
    values=(("Name", "Waymark"),), sealed="c2VhbGVk", confirm_url="/lti/register",
)  # fmt: skip

REGISTERED = register.DonePage(
    OUTSIDE, "Riverbend Middle", renewed=False, steps=("Activate the tool.",), refused=("Write grades",), shared=True
)

CASES: tuple[Case, ...] = (
    "storage_blocked", "expired", "used_link", "not_member", "lms_silent", "wrong_role", "ours",
)  # fmt: skip
PAGES = {
    **accounts_samples.pages(SHELL, NOW, PERSON),
    **opt_outs_samples.pages(SHELL, NOW, PERSON),
    **standards_samples.pages(SHELL, NOW),
    "home": ("admin/home.html", HOME),
    "home-empty": ("admin/home.html", replace(HOME, systems=(), keys=(), server=BAD_SERVER)),
    "keys": ("admin/keys.html", KEYS_PAGE),
    "keys-made": (
        "admin/keys.html",
        replace(KEYS_PAGE, made=NewKey("Reading program", "r1-4f1c09c2d1e84c0b", "s3cr3t-" + "0f" * 32)),
    ),
    "keys-refused": (
        "admin/keys.html",
        replace(
            KEYS_PAGE,
            keys=(),
            form=replace(KEYS_PAGE.form, name_missing=True, scope_missing=True, rate="-1", rate_wrong=True),
        ),
    ),
    "people": ("admin/people.html", PEOPLE_PAGE),
    "people-empty": (
        "admin/people.html",
        replace(
            PEOPLE_PAGE,
            unmatched=(),
            matched=(),
            rules=(),
            search="x",
            unmatched_pages=Pages(0),
            matched_pages=Pages(0),
            form=replace(PEOPLE_PAGE.form, home_page="vendor", home_page_wrong=True),
        ),
    ),
    "pick": ("admin/person_pick.html", PICK_PAGE),
    "pick-found": (
        "admin/person_pick.html",
        replace(PICK_PAGE, possible=(PERSON,), people=(PERSON, replace(PERSON, name="")), more=True, name="st"),
    ),
    "pick-nobody": ("admin/person_pick.html", replace(PICK_PAGE, actor=MATCHED, people=())),
    "connection": ("admin/connection.html", CONNECTION),
    "connection-fine": ("admin/connection.html", replace(CONNECTION, lines=CONNECTION.lines[:1])),
    "connection-first": ("admin/connection.html", replace(CONNECTION, lines=())),
    "interface": ("admin/interface.html", interface(SHELL, NOW)),
    "interface-first": ("admin/interface.html", first(SHELL, NOW)),
    "platforms": ("admin/platforms.html", PLATFORMS),
    "platforms-links": (
        "admin/platforms.html",
        replace(PLATFORMS, invitations=INVITATIONS, updated=Updated("Riverbend Middle", True, ("Write grades",))),
    ),
    "platforms-registered": (
        "admin/platforms.html",
        replace(
            PLATFORMS,
            registered=(
                RegisteredRow(
                    "Riverbend LMS (lms.riverbend.example)",
                    "https://lms.riverbend.example",
                    ("sso.riverbend.example", "lms.riverbend.example"),
                    "10000000000009",
                    NOW,
                    "/on",
                    "/off",
                ),
            ),
            invited=Invited("https://waymark.school.example/lti/register?invite=x", NOW, asks=True),
        ),
    ),
    "platforms-empty": ("admin/platforms.html", replace(PLATFORMS, platforms=(), waiting=(), setups=())),
    "records": ("admin/records.html", RECORDS),
    "records-empty": ("admin/records.html", replace(RECORDS, refusals=())),
    "requests": ("admin/requests.html", replace(REQUESTS, outcome="deleted")),
    "requests-refused": (
        "admin/requests.html",
        replace(REQUESTS, erasures=(), outcome="no-id", typed="the one of yesterday"),
    ),
    "erase": ("admin/erase.html", ERASE),
    "stores": ("admin/stores.html", STORES),
    "stores-refused": (
        "admin/stores.html",
        replace(STORES, stores=(), form=StoreForm("x", wrong=frozenset({"endpoint", "username", "password"}))),
    ),
    "register-ask": ("register/ask.html", ASK),
    "register-shared": ("register/ask.html", replace(ASK, shared=True)),
    "register-asks": ("register/ask.html", replace(ASK, asks=True)),
    "registered": ("register/done.html", REGISTERED),
    "registered-waits": ("register/done.html", replace(REGISTERED, waits=True, shared=False)),
    "registered-again": ("register/done.html", replace(REGISTERED, renewed=True, steps=(), refused=(), shared=False)),
    "signed-out": ("admin/signed_out.html", SignedOutPage(OUTSIDE, "waymark admin-link")),
    "link-expired": ("admin/link_expired.html", LinkExpiredPage(OUTSIDE, "waymark admin-link", used=True)),
}

ERRORS = {f"error-{case}": ("errors/page.html", error_page(case, url="/again", request_id="7Q4-K2M")) for case in CASES}
ERRORS["error-problems"] = (
    "errors/page.html",
    ErrorPage(
        "invalid-input",
        "This file was not taken in",
        "Nothing was stored. Mend these and send it again.",
        ErrorAction("Go back", "/admin"),
        "7Q4-K2M",
        "admin",
        problems=("Item 3 has no code.", "Item 9 names a parent that is not in the file."),
    ),
)
