"""`/xapi/statements` (xAPI 1.0.3 part three, 2.1; 2.0 chapter 4)."""

from __future__ import annotations

import re
import secrets
from typing import Any
from urllib.parse import urlencode

from flask import Response, make_response, request

from gateway import metrics
from gateway.errors import NotFound
from gateway.services import bounds, records, rewriting
from gateway.services.credentials import Credential
from gateway.services.intake import Coming
from gateway.web.context import ANYONE, allowed, waymark
from gateway.web.lrs.door import as_json, doors, enter, hold_back
from xapi import jsontext, multipart, signature
from xapi import query as queries
from xapi.errors import InvalidQuery, InvalidStatement
from xapi.forms import preferred
from xapi.multipart import Content
from xapi.parsing import parse
from xapi.statement import accept
from xapi.validate import check
from xapi.version import Version

_CURSOR = re.compile(r"[0-9]{1,18}")


@doors.put("/statements")
@allowed(ANYONE)
def put() -> Response:
    """Store one statement under the id of the parameter; 204 after the commit."""
    with waymark().intake.coming() as coming:
        return _put(coming)


def _put(coming: Coming) -> Response:
    credential, version = enter("statements/write", stores=True)
    wanted = request.args.to_dict(flat=False)
    if set(wanted) != {"statementId"} or len(wanted["statementId"]) != 1:
        raise InvalidQuery("PUT takes exactly one parameter, statementId")
    raw, contents = _body()
    if isinstance(raw, list):
        raise InvalidStatement("PUT takes one statement, not a list")
    if isinstance(raw, dict):
        raw.setdefault("id", wanted["statementId"][0])
        if str(raw["id"]).lower() != wanted["statementId"][0].lower():
            raise InvalidStatement("statementId and the id inside the statement differ")
    _store(credential, version, raw, contents, coming)
    return make_response("", 204)


@doors.post("/statements")
@allowed(ANYONE)
def post() -> Response:
    """Store a statement or a list, all or nothing; the ids come back in the order sent."""
    with waymark().intake.coming() as coming:
        credential, version = enter("statements/write", stores=True)
        if request.args:
            raise InvalidQuery("POST takes no parameters")
        return as_json(_store(credential, version, *_body(), coming))


@doors.get("/statements")
@allowed(ANYONE)
def get() -> Response:
    """Find statements; a page and where it goes on. HEAD comes here too, its body is left out."""
    credential, version = enter("statements/read/mine", lists=True)
    parameters = request.args.to_dict(flat=False)
    cursor = parameters.pop("cursor", ["0"])
    if len(cursor) != 1 or not _CURSOR.fullmatch(cursor[0]):
        raise InvalidQuery("cursor is not one that `more` gave")
    naming = waymark().naming
    query = rewriting.search(credential, naming, queries.parse(parameters, version))
    reach = bounds.of(credential, naming).reach
    languages = preferred(request.headers.get("Accept-Language"))
    with waymark().db.read() as conn:
        found = records.search(conn, reach, query, version, int(cursor[0]), languages)
    if query.statement_id or query.voided_statement_id:
        if found.stored is None:
            raise NotFound("no such statement")
        answer = _answer(found.statements[0], query, found)
        answer.last_modified = found.stored
        return answer
    more = ""
    if found.cursor is not None:
        again = request.args.copy()
        again.setlist("cursor", [str(found.cursor)])
        more = f"{request.path}?{_encode(again)}"
    return _answer({"statements": found.statements, "more": more}, query, found)


def _answer(body: Any, query: queries.StatementQuery, found: records.Found) -> Response:
    """Return JSON, or with attachments=true a multipart answer of it and what came with the statements."""
    if not query.attachments:
        return as_json(body)
    mark = secrets.token_hex(20)
    answer = make_response(multipart.write(jsontext.write(body), found.contents, mark))
    answer.headers["Content-Type"] = f"multipart/mixed; boundary={mark}"
    return answer


def _body() -> tuple[Any, dict[str, Content]]:
    """Return the parsed statements of a request and the attachments that came with them."""
    if request.mimetype == "multipart/mixed":
        text, contents = multipart.read(request.get_data(), request.headers.get("Content-Type", ""))
        return parse(text), contents
    if request.mimetype not in {"application/json", ""}:
        raise InvalidStatement("send statements as application/json or multipart/mixed")
    return parse(request.get_data()), {}


def _store(
    credential: Credential, version: Version, raw: Any, contents: dict[str, Content], coming: Coming
) -> list[str]:
    """Check everything before the writer is asked; then store the batch whole."""
    hold_back(credential, len(raw) if isinstance(raw, list) else 1)
    problems = check(raw, version)
    if problems:
        raise InvalidStatement(problems=problems)
    placed = [(f"/{at}", one) for at, one in enumerate(raw)] if isinstance(raw, list) else [("", raw)]
    multipart.match(placed, contents)
    for where, one in placed:
        signature.verify(where, one, contents)
    parts = waymark()
    authority = records.authority(credential, parts.settings.base_url)
    now = parts.clock()
    batch = [
        accept(one, version=version, authority=authority, stored=now, new_id=records.new_statement_id)
        for one in rewriting.statements(credential, parts.naming, [one for _, one in placed])
    ]
    limits = bounds.of(credential, parts.naming)
    limits.check_batch(batch)
    parts.intake.store(records.part(credential, limits, batch, contents), coming)
    metrics.STATEMENTS.inc(len(batch))
    return [str(one.id) for one in batch]


def _encode(parameters: Any) -> str:
    return urlencode([(name, value) for name, values in parameters.lists() for value in values])
