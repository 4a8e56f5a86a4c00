"""The programming interface: who may use it, what comes in, what is refused with which code."""

from __future__ import annotations

from io import BytesIO
from uuid import uuid4

import pytest
from support.world import found_school

from gateway.db import tables as t
from tests.unit.cmi5.course_files import au, block, course
from tests.web.cmi5.cmi5_room import ACTOR, Office, small


@pytest.fixture
def database_kind() -> str:
    """One database is enough here: what is stored is tried on both beside this."""
    return "sqlite"


def test_a_package_comes_in_as_a_body_or_a_form_and_is_listed(office) -> None:
    first = office.bring(small())
    second = office.call(
        "POST", "/packages", data={"file": (BytesIO(small()), "a.zip")}, content_type="multipart/form-data"
    )
    third = office.bring(course(au(url="https://units.example/x")), "text/xml")
    assert [one.status_code for one in (first, second, third)] == [201, 201, 201]
    assert first.headers["Location"].endswith(f"/packages/{first.json['id']}")
    unit = first.json["units"][0]
    assert (unit["unit"], unit["publisher"], unit["title"]["en"]) == (0, "https://school.example/au1", "T")
    assert unit["iri"] != unit["publisher"]
    listed = [one["id"] for one in office.call("GET", "/packages").json["packages"]]
    assert sorted(listed) == sorted(one.json["id"] for one in (first, second, third))
    assert office.call("GET", f"/packages/{first.json['id']}").json == first.json


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (course(au(), au()), "duplicate-id"), (course(au(url="index.html")), "url-relative"),
        (b"# not a package", "not-a-package"), (b"PK\x03\x04 broken", "not-a-package"),
        (b"<html></html>", "unknown-kind"), (b"<!DOCTYPE a><courseStructure/>", "xml-doctype"),
    ],
)  # fmt: skip
def test_what_is_no_package_is_refused_with_code_detail_and_places(office, data, code) -> None:
    answer = office.bring(data, "application/octet-stream")
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert answer.json["detail"]
    assert office.call("GET", "/packages").json == {"packages": []}
    if code == "duplicate-id":
        assert answer.json["problems"][0]["place"].startswith("/courseStructure/au[2] (line ")


def test_a_key_needs_the_permission_and_the_whole_school(office) -> None:
    assert office.doors("GET", "/api/v1/packages").status_code == 401
    for scopes in (("all",), ("statements/read", "state")):
        office.auth = office.key(*scopes)
        answer = office.call("GET", "/packages")
        assert (answer.status_code, answer.json["code"]) == (403, "api-forbidden")
        assert answer.json["detail"]
    office.auth = office.key("api", course=office.school.course)
    assert office.call("GET", "/packages").status_code == 403
    office.auth = office.key("api")
    headers = {"Authorization": office.auth, "X-Experience-API-Version": "1.0.3"}
    assert office.doors("GET", "/xapi/statements", headers=headers).status_code == 403


def test_T01_another_schools_things_are_not_there(office, doors, waymark) -> None:
    package = office.brought(small())
    unit = office.unit(package)
    other = Office(doors, found_school(waymark, "two"))
    asked = {"actor": ACTOR}
    waiving = {"unit": 0, "reason": "x"}
    answers = [
        other.call("GET", f"/packages/{package}"),
        other.call("POST", f"/packages/{package}/launch", json=asked),
        other.call("GET", f"/registrations/{unit.registration}"),
        other.call("POST", f"/registrations/{unit.registration}/waive", json=waiving),
        other.call("POST", f"/sessions/{unit.told['session']}/abandon"),
        other.call("GET", "/registrations/none"),
    ]
    assert [one.status_code for one in answers] == [404] * 6
    assert other.call("GET", "/packages").json == {"packages": []}
    assert office.verbs(unit.registration) == ["satisfied", "satisfied", "launched"]


def test_a_launch_says_what_is_wrong_with_it(office) -> None:
    package = office.brought(small())
    for wrong in ({"mode": "Play"}, {"registration": "x"}, {"return_url": "javascript:1"}, {"actor": {}}, {"x": 1}):
        answer = office.launch(package, **wrong)
        assert (answer.status_code, answer.json["code"]) == (422, "invalid-input")
        assert answer.json["problems"]
    assert office.launch(package, unit=7).status_code == 404
    path = f"/packages/{package}/launch"
    assert office.call("POST", path, data=b"{", content_type="application/json").status_code == 422
    assert office.call("POST", path, data=b"[" * 70_000, content_type="application/json").status_code == 413


def test_a_registration_is_of_one_learner_and_one_package(office) -> None:
    package, other = office.brought(small()), office.brought(small())
    own = str(uuid4())
    assert office.unit(package, registration=own.upper()).registration == own
    assert office.unit(package, registration=own).registration == own
    stranger = {"account": {**ACTOR["account"], "name": "learner-2"}}
    assert office.launch(package, registration=own, actor=stranger).status_code == 422
    assert office.launch(other, registration=own).status_code == 422
    state = office.call("GET", f"/registrations/{own}").json
    assert [one["ended"] for one in state["sessions"]] == ["abandoned", None]
    assert state["actor"] == ACTOR


def test_units_are_named_by_place_or_id(office) -> None:
    data = course(block("b", au("u1", "https://u.example/1"), au("u2", "https://u.example/2")))
    package = office.bring(data, "text/xml").json
    by_id = office.unit(package["id"], unit=package["units"][1]["id"])
    assert by_id.told["url"].startswith("https://u.example/2?endpoint=")
    assert by_id.told["launch_method"] == "AnyWindow"


def test_T25_pages_of_imported_courses_may_report_and_others_may_not(office) -> None:
    office.bring(course(au(url="https://Units.example:443/x"), au("b", "app://x")), "text/xml")
    found = office.doors("OPTIONS", "/xapi/statements", headers={"Origin": "https://units.example"})
    assert found.headers["Access-Control-Allow-Origin"] == "https://units.example"
    other = office.doors("OPTIONS", "/xapi/statements", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in other.headers
    fetch = office.doors("OPTIONS", "/cmi5/fetch/x", headers={"Origin": "https://units.example"})
    assert "POST" in fetch.headers["Access-Control-Allow-Methods"]


def test_the_description_names_every_door(office, app) -> None:
    told = office.doors("GET", "/api/v1/openapi.json").json
    described = {(path, method.upper()) for path, doors in told["paths"].items() for method in doors}
    routes = {
        (rule.rule.removeprefix("/api/v1").replace("<", "{").replace(">", "}"), method)
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/v1/")
    }
    assert described == routes
    assert told["openapi"].startswith("3.1")


def test_what_is_done_stands_in_the_audit_log(office) -> None:
    unit = office.unit(office.brought(small()))
    office.call("POST", f"/registrations/{unit.registration}/waive", json={"unit": 0, "reason": "x"})
    what = [row.what for row in office.school.rows(t.audit)]
    assert what[-3:] == ["package-stored", "launched", "waived"]
