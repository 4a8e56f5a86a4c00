"""Assignment and Grade Services 2.0: line items (gradebook columns), scores (what we send), results (what is there).

The service's own connector in PyLTI1p3 is not used: it has no time-out and lower-cases page addresses.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from lti.answers import About
from lti.http_guard import origin, refused
from lti.lms.base import Permanent, Transient
from lti.service import Call, Service, with_path, with_query

_BASE = "https://purl.imsglobal.org/spec/lti-ags/scope/"
SCOPE_LINEITEM = _BASE + "lineitem"
SCOPE_LINEITEM_READONLY = _BASE + "lineitem.readonly"
SCOPE_RESULT = _BASE + "result.readonly"
SCOPE_SCORE = _BASE + "score"
SCOPES = (SCOPE_LINEITEM, SCOPE_RESULT, SCOPE_SCORE)
"""What Waymark asks a platform for."""

_MEDIA = "application/vnd.ims.lis.v2.{}+json"
LINEITEM_TYPE = _MEDIA.format("lineitem")
LINEITEMS_TYPE = _MEDIA.format("lineitemcontainer")
RESULTS_TYPE = _MEDIA.format("resultcontainer")
SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
_PAGE = 100


@dataclass(frozen=True)
class LineItem:
    """A column as the platform tells it; `url` is its id, `raw` all it said."""

    url: str
    label: str
    maximum: float
    resource_id: str | None = None
    tag: str | None = None
    resource_link_id: str | None = None
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ScoreSent:
    """One score. `given` None empties the cell; `extra` holds members beyond the specification."""

    user_id: str
    given: float | None
    maximum: float
    at: datetime
    comment: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Result:
    """One cell as the platform tells it; `score` is None where it is empty, `at` its last change where that is told."""

    user_id: str
    score: float | None
    maximum: float | None
    comment: str | None
    at: datetime | None = None


class Ags:
    """The line items of one course; `offered` are the scopes its launches named, `page` None asks for no pages."""

    def __init__(
        self,
        service: Service,
        lineitems_url: str | None,
        offered: frozenset[str] = frozenset(),
        *,
        page: int | None = _PAGE,
    ) -> None:
        self._service = service
        self._lineitems_url = lineitems_url
        self._page = page
        # One platform wants the read scope by name although the write scope includes it (reliability.md 1).
        self._item_scopes = frozenset({SCOPE_LINEITEM}) | (offered & {SCOPE_LINEITEM_READONLY})

    def items(
        self, *, resource_id: str | None = None, tag: str | None = None, resource_link_id: str | None = None
    ) -> Sequence[LineItem]:
        """Return all our line items that match, over all pages; filters are applied here too, as some ignore them."""
        wanted = {"resource_id": resource_id, "tag": tag, "resource_link_id": resource_link_id}
        url = with_query(self._home(), **wanted, limit=self._page)
        first = Call("GET", url, self._item_scopes, About.COLUMN, LINEITEMS_TYPE)
        found = [_line_item(raw, self._home()) for page in self._service.pages(first) for raw in page.json_list()]
        return [
            item
            for item in found
            if all(value is None or getattr(item, name) == value for name, value in wanted.items())
        ]

    def create(self, fields: Mapping[str, Any]) -> LineItem:
        """Create a line item from members as the specification names them; not idempotent: look first (F25)."""
        answer = self._write("POST", self._home(), fields)
        return _line_item(answer, self._home())

    def item(self, url: str) -> LineItem:
        """Read one line item."""
        answer = self._service.call(Call("GET", url, self._item_scopes, About.COLUMN, LINEITEM_TYPE))
        return _line_item(answer.json_object(), url)

    def update(self, url: str, changes: Mapping[str, Any]) -> LineItem:
        """Change members of a line item; the others are sent back as read, because PUT replaces (AGS 3.2)."""
        return _line_item(self._write("PUT", url, {**self.item(url).raw, **changes}), url)

    def delete(self, url: str) -> None:
        """Delete a line item of ours with what stands in it; one that is gone already is done."""
        try:
            self._service.call(Call("DELETE", url, frozenset({SCOPE_LINEITEM}), About.COLUMN, "*/*"))
        except Permanent as error:
            if error.code != "column_gone":
                raise

    def send(self, lineitem_url: str, score: ScoreSent) -> None:
        """Send one score; raises Superseded where the platform holds a newer one."""
        url = with_path(lineitem_url, "scores")
        body = json.dumps(score_body(score), allow_nan=False).encode()
        scopes = frozenset({SCOPE_SCORE})
        self._service.call(Call("POST", url, scopes, About.SCORE, "application/json, */*", SCORE_TYPE, body))

    def result(self, lineitem_url: str, user_id: str) -> Result | None:
        """Return one learner's cell, or None where the platform has none for them."""
        url = with_query(with_path(lineitem_url, "results"), user_id=user_id)
        first = Call("GET", url, frozenset({SCOPE_RESULT}), About.RESULT, RESULTS_TYPE)
        for page in self._service.pages(first):
            for raw in page.json_list():
                if isinstance(raw, dict) and str(raw.get("userId")) == user_id:
                    return _result(raw, user_id)
        return None

    def results(self, lineitem_url: str) -> Mapping[str, Result]:
        """Return all cells of a column by user id, over all pages; who has none is absent."""
        url = with_query(with_path(lineitem_url, "results"), limit=self._page)
        first = Call("GET", url, frozenset({SCOPE_RESULT}), About.RESULT, RESULTS_TYPE)
        rows = (raw for page in self._service.pages(first) for raw in page.json_list())
        named = ((str(raw["userId"]), raw) for raw in rows if isinstance(raw, dict) and raw.get("userId") is not None)
        return {user_id: _result(raw, user_id) for user_id, raw in named}

    def _home(self) -> str:
        """Return the course's line items URL, or raise: a link without it has no gradebook (F27)."""
        if self._lineitems_url is None:
            raise Permanent("not_supported", "no line items service in this course")
        return self._lineitems_url

    def _write(self, method: str, url: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Create or change a line item and return what the platform made of it."""
        body = json.dumps(fields, allow_nan=False).encode()
        scopes = frozenset({SCOPE_LINEITEM})
        return self._service.call(
            Call(method, url, scopes, About.COLUMN, LINEITEM_TYPE, LINEITEM_TYPE, body)
        ).json_object()


def score_body(score: ScoreSent) -> dict[str, Any]:
    """Return the JSON members of a score; a cell is emptied by a score that gives nothing (AGS 3.4)."""
    if not score.maximum > 0:
        raise Permanent("not_accepted", "a score needs a maximum above 0")
    body: dict[str, Any] = {"userId": score.user_id, "timestamp": instant(score.at)}
    if score.given is None:
        body |= {"activityProgress": "Initialized", "gradingProgress": "NotReady"}
    else:
        body |= {"scoreGiven": number(score.given), "scoreMaximum": number(score.maximum)}
        body |= {"activityProgress": "Completed", "gradingProgress": "FullyGraded"}
    if score.comment:
        body["comment"] = score.comment
    return body | dict(score.extra)


def number(value: float) -> float:
    """Return a number whose JSON is short and exact to four places; whole ones have no point (F19)."""
    if not math.isfinite(value):
        raise ValueError("a score must be finite")
    rounded = round(value, 4)
    return int(rounded) if rounded == int(rounded) else rounded


def instant(at: datetime) -> str:
    """Return an aware time as ISO 8601 in UTC with milliseconds and Z (R3)."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _line_item(raw: Any, asked: str) -> LineItem:
    """Read a line item; its URL must lie on the server that was asked, for our token will be sent there (T18)."""
    if not isinstance(raw, dict) or not isinstance(raw.get("id"), str):
        raise Transient("lms_error", "line item without an id")
    if origin(raw["id"]) != origin(asked):
        raise refused("line item on another host")
    return LineItem(
        url=raw["id"],
        label=str(raw.get("label", "")),
        maximum=_number_or_none(raw.get("scoreMaximum")) or 0.0,
        resource_id=_text_or_none(raw.get("resourceId")),
        tag=_text_or_none(raw.get("tag")),
        resource_link_id=_text_or_none(raw.get("resourceLinkId")),
        raw=raw,
    )


def _result(raw: Mapping[str, Any], user_id: str) -> Result:
    """Read one result."""
    return Result(
        user_id=user_id,
        score=_number_or_none(raw.get("resultScore")),
        maximum=_number_or_none(raw.get("resultMaximum")),
        comment=_text_or_none(raw.get("comment")),
        at=_instant_or_none(raw.get("timestamp")),
    )


def _instant_or_none(value: Any) -> datetime | None:
    """Return a time as sent, in UTC where it names no offset, or None."""
    try:
        found = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _text_or_none(value: Any) -> str | None:
    """Return ids as text: some platforms send numbers."""
    return None if value is None else str(value)


def _number_or_none(value: Any) -> float | None:
    """Return a JSON number, or one written as text, or None."""
    try:
        found = float(value)
    except (TypeError, ValueError):
        return None
    return found if math.isfinite(found) else None
