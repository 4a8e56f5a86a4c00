"""The one address of all web service functions (facts 7)."""

import json
from typing import Any

from flask import Blueprint, Response, g, request

from sandbox.moodle.lms import Lms, lms
from sandbox.moodle.web_services import competencies, completion, course, groups, people, plans
from sandbox.moodle.web_services.calls import WsError, missing_record, parameters
from sandbox.parts import Json

blueprint = Blueprint("web_services", __name__)

_PARTS = (
    groups.functions, people.functions, competencies.functions, completion.functions, plans.functions,
    course.functions,
)  # fmt: skip
INFO = "core_webservice_get_site_info"
VERSION, RELEASE = "2023112400", "4.4dev (Build: 20231124)"
_FUNCTIONS = {name: function for part in _PARTS for name, function in part.by_name.items()}
_WRITES = frozenset[str]().union(*(part.writes for part in _PARTS))
_OWN = ("wstoken", "wsfunction", "moodlewsrestformat")


@blueprint.route("/webservice/rest/server.php", methods=["GET", "POST"])
def serve() -> Response:
    """Call the named function; refusals are a 200 as well, and an empty answer is `null`."""
    site, name = lms(), request.values.get("wsfunction", "")
    g.writes = name in _WRITES
    try:
        with site.store.change() if g.writes else site.store.lock:
            body = _call(site, name)
    except WsError as error:
        told = {"debuginfo": error.debug} if site.faults.ws_debug and error.debug else {}
        g.writes, body = False, error.body | told
    if request.values.get("moodlewsrestformat") != "json":
        # Not asked for JSON, it answers with XML.
        return Response('<?xml version="1.0" encoding="UTF-8" ?>\n<RESPONSE/>\n', mimetype="application/xml")
    return Response(json.dumps(body), mimetype="application/json")


def _call(site: Lms, name: str) -> Any:
    if request.values.get("wstoken") != site.state.ws_token or site.faults.ws_token_dead:
        raise WsError("core\\exception\\moodle_exception", "invalidtoken", "Invalid token - token not found")
    if name not in _FUNCTIONS and name != INFO:
        raise missing_record("external_functions")
    if name in site.faults.ws_absent:
        raise WsError("webservice_access_exception", "accessexception", "Access control exception")
    if name in site.faults.ws_forbidden:
        message = "Sorry, but you do not currently have permissions to do that."
        raise WsError("required_capability_exception", "nopermissions", message)
    if name == INFO:
        return _info(site)
    sent = [*request.args.items(multi=True), *request.form.items(multi=True)]
    pairs = [(key, value) for key, value in sent if key not in _OWN]
    return _FUNCTIONS[name](site, parameters(pairs))


def _info(site: Lms) -> Json:
    """Return what a token is good for: the functions of its service."""
    names = sorted({INFO, *_FUNCTIONS} - set(site.faults.ws_absent))
    return {
        "sitename": site.school.name, "username": "waymark.services", "siteurl": site.url, "release": RELEASE,
        "functions": [{"name": name, "version": VERSION} for name in names],
    }  # fmt: skip
