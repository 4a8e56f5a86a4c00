"""Guards over every route, generated from the URL map: a new one without a decision fails (T01, T02, T15)."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select
from support.app import Doors
from support.world import School, found_school

from gateway.db import tables as t
from gateway.delivery import want
from gateway.learn import rubrics as rubric_rules
from gateway.security import hash_secret
from gateway.services import credentials, rubrics, standards_drafts, stores
from gateway.services.decide import Deciding, decide
from gateway.services.drafts import Author
from gateway.services.standards import import_framework
from gateway.standards.model import Framework, Item
from gateway.web.context import ANYONE, roles_of
from lti.lms.base import ColumnWanted

ROLES = ("teacher", "assistant", "learner", "observer", "admin", "picker")
PUBLIC = {
    "static", "ladder.arrived", "ladder.prove", "ladder.again", "arrive.bearer",
    "launch.log_in", "launch.launch", "launch.open_as_link", "launch.key_set", "launch.configuration",
    "waiting.ask", "consent.go", "consent.back",
    "register.show", "register.confirm",
    "lrs.about", "lrs.put", "lrs.post", "lrs.get", "lrs.state", "lrs.activity_profile", "lrs.agent_profile",
    "lrs.agents", "lrs.activities", "content.practice",
    "cmi5.fetch", "cmi5.ended", "api.bring_in", "api.every", "api.one", "api.launch", "api.state", "api.waive",
    "api.abandon", "api.document", "content_files.package_file", "content_files.player_file", "content_files.h5p",
    "content_files.handed",
    "admin.sign_in", "health.live", "health.ready",
    "health.metrics",
}  # fmt: skip
"""Doors without a session; each proves its caller in another way or tells nothing. A new one is added knowingly."""

FORM_FIRST = {
    "teacher.enter", "teacher.note_away", "teacher.take_away_back", "teacher.save_marks", "teacher.add_style",
    "teacher.save_project", "admin.match",
}  # fmt: skip
"""Routes that read a form before they look for what the address names: 400 for an incomplete one is right, too."""

WATCHED = (t.cell, t.place, t.decision, t.credential, t.step, t.remote_store, t.placed)
BY_DOOR = {
    "teacher": {"teacher", "assistant"},
    "student": {"learner", "observer"},
    "admin": {"admin"},
    "pick": {"picker"},
    "session": set(ROLES),
}
WORDS = re.compile(r"<any\(([^)]*)\):\w+>")


def rules(app: Any) -> list[tuple[Any, str]]:
    """Return (rule, method) of every route behind a session."""
    return [
        (rule, method)
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
        if "<handle>" in rule.rule
    ]


def path(rule: Any, handle: str, ids: dict[str, str]) -> str:
    """Fill a route's arguments in; choices take their first word."""
    text = WORDS.sub(lambda found: found[1].split(",")[0].strip(), rule.rule)
    values = {"handle": handle, "number": "0", **ids}
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values[found[1]], text)


def own_arguments(rule: Any) -> list[str]:
    """Return the arguments of a route that name something by its id."""
    chosen = {name.split(":")[1].rstrip(">") for name in re.findall(r"<any\([^)]*\):\w+>", rule.rule)}
    return sorted(rule.arguments - {"handle", "number"} - chosen)


def csrf(school: School, handle: str) -> str:
    return str(school.rows(t.session.c.csrf, id=handle)[0].csrf)


def call(doors: Doors, school: School, rule: Any, method: str, handle: str, ids: dict[str, str], **fields: str) -> Any:
    data = {"csrf": csrf(school, handle), **fields} if method == "POST" else None
    return doors(method, path(rule, handle, ids), data=data)


@pytest.fixture
def school(waymark) -> School:
    return furnished(found_school(waymark))


def furnished(school: School) -> School:
    """Put one of everything that an address can name into a school."""
    school.publish()
    school.learner("ana")
    school.learner("ruth", "teacher")
    return school


def ids_of(school: School, tag: str) -> dict[str, str]:
    """Return one id of each kind that this school has and no other school knows."""
    waymark = school.waymark
    item = Item(f"{tag}-only", f"urn:{tag}", f"Only in {tag}", code=f"{tag}.1")
    framework = Framework(f"fw-{tag}", f"urn:fw:{tag}", tag, (item,), ())

    def plan(write: Any) -> dict[str, str]:
        import_framework(write, school.tenant, framework)
        standard = write.conn.scalar(select(t.standard.c.id).filter_by(tenant_id=school.tenant, code=f"{tag}.1"))
        write.conn.execute(
            insert(t.activity).values(
                tenant_id=school.tenant, id=f"only-{tag}", iri=f"https://x.example/{tag}", key=f"only-{tag}",
                kind="practice", style="numbers", minutes=5, difficulty="core", title={"en": tag}, words={}, detail={},
                created_at=write.now,
            )
        )  # fmt: skip
        write.conn.execute(
            insert(t.course_activity).values(
                tenant_id=school.tenant, course_id=school.course, activity_id=f"only-{tag}", graded=False
            )
        )
        place = want.column(
            write, school.tenant, school.course, standard, ColumnWanted(f"k-{tag}", tag, 4, tag, counts_in_total=True)
        )
        want.cell(write, school.tenant, place, school.people["ana"], {"value": 3, "maximum": 4})
        deciding = Deciding(
            school.tenant, school.course, school.people["ruth"], school.people["ana"], "level", 3, standard_id=standard
        )
        made = decide(write, waymark.settings, deciding)
        key, _ = credentials.make_key(write, school.tenant, tag, ["all"], "keep", None)
        actor = hash_secret(f"actor of {tag}")
        write.conn.execute(
            insert(t.identity).values(
                tenant_id=school.tenant, key_hash=actor, person_id=school.people["ana"], source="mail", since=write.now
            )
        )
        write.conn.execute(
            insert(t.account_rule).values(
                tenant_id=school.tenant, id=f"rule-{tag}", platform_id=school.platform, home_page="https://v.example",
                field="sub", ready=True, made_at=write.now,
            )
        )  # fmt: skip
        write.conn.execute(
            insert(t.placed).values(
                tenant_id=school.tenant, id=f"placed-{tag}", course_id=school.course, kind="activity",
                activities=[f"only-{tag}"], title=tag, maximum=None, made_at=write.now,
            )
        )  # fmt: skip
        write.conn.execute(
            insert(t.graded_work).values(
                tenant_id=school.tenant, id=f"graded-{tag}", course_id=school.course, work_id=tag, title=tag,
                kind="quiz", codes=[], counts=False, listed_at=write.now,
            )
        )  # fmt: skip
        new = stores.NewStore(tag, "pull", "https://lrs.example/xapi", "us", "secret")
        store = stores.add(write, school.tenant, "test", new, seal=waymark.stores.sealed, loopback=True)
        framework_id = str(
            write.conn.scalar(select(t.framework.c.id).filter_by(tenant_id=school.tenant, identifier=f"fw-{tag}"))
        )
        write.conn.execute(
            insert(t.joined).values(
                tenant_id=school.tenant, id=f"joined-{tag}", person_id=school.people["ana"], at=write.now, moved={},
                undone_at=write.now,
            )
        )  # fmt: skip
        author = Author(school.tenant, school.course, school.people["ruth"])
        row = rubric_rules.Row(f"row-{tag}", tag, (standard,))
        rubric = rubrics.keep(write, author, rubric_rules.Rubric(tag, rubric_rules.even(["a", "b"]), (row,)))
        rubrics.use(write, author, f"only-{tag}", rubric)
        write.conn.execute(
            insert(t.lesson_style).values(
                tenant_id=school.tenant, id=f"style-{tag}", course_id=school.course, lesson_id=f"only-{tag}",
                activity_id=f"only-{tag}", position=1,
            )
        )  # fmt: skip
        write.conn.execute(
            insert(t.hand_in).values(
                tenant_id=school.tenant, id=f"handed-{tag}", course_id=school.course, person_id=school.people["ana"],
                activity_id=f"only-{tag}", part="", kind="link", version=1, state="waiting", name="https://x.example",
                format="", size=0, sections=[], at=write.now, statement_id=made.bytes,
            )
        )  # fmt: skip
        write.conn.execute(
            insert(t.scaffold).values(
                tenant_id=school.tenant, id=f"help-{tag}", course_id=school.course, standard_id=standard, kind="text",
                text=tag, url="", at=write.now,
            )
        )  # fmt: skip
        draft = standards_drafts.keep(write, school.tenant, tag, standards_drafts.packed(b"code,statement\n1,One\n"))
        return {
            "person_id": school.people["ana"], "standard_id": standard, "activity_id": f"only-{tag}",
            "place_id": place, "statement_id": str(made), "platform_id": school.platform, "key": key,
            "actor": actor, "rule_id": f"rule-{tag}", "store_id": store, "placed_id": f"placed-{tag}",
            "graded_id": f"graded-{tag}", "framework_id": framework_id, "draft_id": draft,
            "joined_id": f"joined-{tag}", "rubric_id": rubric, "style_id": f"style-{tag}",
            "hand_in_id": f"handed-{tag}", "scaffold_id": f"help-{tag}",
        }  # fmt: skip

    return waymark.db.write(plan)


def test_T02_every_route_has_decided_whom_it_lets_in(app) -> None:
    undecided = {
        rule.endpoint for rule in app.url_map.iter_rules() if roles_of(app, rule.endpoint) is None
    } - {"static"}  # fmt: skip
    assert not undecided
    public = {rule.endpoint for rule in app.url_map.iter_rules() if roles_of(app, rule.endpoint) == ANYONE} | {"static"}
    assert public == PUBLIC
    for rule, _ in rules(app):
        door = rule.rule.split("/")[1]
        assert roles_of(app, rule.endpoint) <= BY_DOOR[door], rule.rule


def test_T02_every_route_refuses_every_role_it_has_not_named(app, doors, school) -> None:
    ids = ids_of(school, "one")
    for role in ROLES:
        handle = doors.sign_in(school, role, school.people["ana" if role == "learner" else "ruth"])
        for rule, method in rules(app):
            if role not in (roles_of(app, rule.endpoint) or ()):
                answer = call(doors, school, rule, method, handle, ids)
                assert answer.status_code == 403, f"{role} {method} {rule.rule}: {answer.status_code}"


def test_T02_without_a_session_or_with_anothers_nothing_opens(app, doors, school) -> None:
    ids = ids_of(school, "one")
    handle = doors.sign_in(school, "teacher", school.people["ruth"])
    stranger = Doors(app)
    for rule, method in rules(app):
        answer = call(stranger, school, rule, method, handle, ids)
        assert answer.status_code == 401, f"{method} {rule.rule}: {answer.status_code}"
        assert stranger(method, path(rule, "0" * 20, ids)).status_code == 401


def test_T15_every_form_wants_its_token_and_its_own_site(app, doors, school) -> None:
    ids = ids_of(school, "one")
    for role in ROLES:
        handle = doors.sign_in(school, role, school.people["ana" if role == "learner" else "ruth"])
        token = csrf(school, handle)
        for rule, method in rules(app):
            if method != "POST" or role not in (roles_of(app, rule.endpoint) or ()):
                continue
            address = path(rule, handle, ids)
            assert doors("POST", address).status_code == 403, rule.rule
            assert doors("POST", address, data={"csrf": "x"}).status_code == 403, rule.rule
            evil = {"Origin": "https://evil.example"}
            assert doors("POST", address, data={"csrf": token}, headers=evil).status_code == 403, rule.rule


def test_T01_ids_of_another_tenant_are_404_in_every_place(app, doors, school) -> None:
    other = furnished(found_school(school.waymark, "two"))
    own, foreign = ids_of(school, "one"), ids_of(other, "two")
    assert not set(own.values()) & set(foreign.values())
    before = {table.name: other.rows(table) for table in WATCHED}
    tried = 0
    for role in ("teacher", "learner", "admin", "picker"):
        handle = doors.sign_in(school, role, school.people["ana" if role == "learner" else "ruth"])
        for rule, method in rules(app):
            if role not in (roles_of(app, rule.endpoint) or ()):
                continue
            for name in own_arguments(rule):
                answer = call(doors, school, rule, method, handle, {**own, name: foreign[name]}, level="3", reason="x")
                right = {400, 404} if rule.endpoint in FORM_FIRST else {404}
                assert answer.status_code in right, f"{method} {rule.rule} with a foreign {name}: {answer.status_code}"
                tried += 1
    assert tried >= 15
    assert {table.name: other.rows(table) for table in WATCHED} == before


HOSTILE = ("%00", "a%00b", "%0d%0aX: y", "'", "..", "%F0%9F%8E%B2", "9" * 60, "-1", str(uuid4()), str(UUID(int=0)))


def test_T14_hostile_ids_and_fields_are_never_our_fault(app, doors, school) -> None:
    own = ids_of(school, "one")
    for role in ("teacher", "learner", "admin"):
        handle = doors.sign_in(school, role, school.people["ana" if role == "learner" else "ruth"])
        for rule, method in rules(app):
            if role not in (roles_of(app, rule.endpoint) or ()):
                continue
            for name in own_arguments(rule):
                for value in HOSTILE:
                    answer = call(doors, school, rule, method, handle, {**own, name: value})
                    assert answer.status_code < 500, f"{method} {rule.rule} {name}={value}"
        for value in ("%00", "a%00", "%F0%9F%8E%B2", "..%2f"):
            assert doors("GET", f"/{role if role != 'learner' else 'student'}/{value}/").status_code < 500


def test_T16_T24_every_page_says_who_may_frame_it_and_is_not_kept(app, doors, school) -> None:
    own = ids_of(school, "one")
    for role in ("teacher", "learner", "admin"):
        handle = doors.sign_in(school, role, school.people["ana" if role == "learner" else "ruth"])
        for rule, method in rules(app):
            if method != "GET" or role not in (roles_of(app, rule.endpoint) or ()):
                continue
            answer = call(doors, school, rule, method, handle, own)
            assert answer.status_code < 500, rule.rule
            assert answer.headers["Cache-Control"] == "no-store", rule.rule
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "X-Frame-Options" not in answer.headers
            if answer.mimetype == "text/html":
                policy = answer.headers["Content-Security-Policy"]
                assert "frame-ancestors 'none'" in policy, rule.rule
                assert "default-src 'none'" in policy
                assert "unsafe" not in policy


def test_T26_T08_each_host_serves_only_its_own(app, doors, school) -> None:
    handle = doors.sign_in(school, "teacher", school.people["ruth"])
    address = f"/teacher/{handle}/"
    assert doors("GET", address, base_url="http://127.0.0.1:8400").status_code == 404
    assert doors("GET", address, base_url="http://evil.example").status_code == 400
    with school.waymark.db.read() as conn:
        tag = conn.scalar(select(t.tenant.c.tag))
    page = doors("GET", f"/content/{tag}/practice/juice-stand", base_url="http://127.0.0.1:8400")
    assert page.status_code < 500
    assert "Set-Cookie" not in page.headers
    assert doors("GET", f"/content/{tag}/practice/juice-stand").status_code == 404


@pytest.mark.parametrize("address", ["/health/live", "/health/ready", "/metrics"])
def test_doors_for_machines_name_nobody(doors, school, address: str) -> None:
    answer = doors("GET", address)
    assert answer.status_code == 200
    assert "Testperson" not in answer.text
    assert school.people["ana"] not in answer.text
