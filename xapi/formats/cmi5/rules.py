"""What a unit may send in a session: stricter than xAPI, and refused as a whole batch (7.1, 9; 403 each)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from xapi.agents import actor_key
from xapi.formats.cmi5 import iris
from xapi.formats.cmi5.defined import check_defined
from xapi.formats.cmi5.session import Broken, Progress, Session
from xapi.names import VOIDED


@dataclass(frozen=True)
class Sent:
    """A valid statement as a unit sent it; `id_given`, `time_given`: whether it brought its own."""

    body: Mapping[str, Any]
    id_given: bool = True
    time_given: bool = True

    @property
    def verb(self) -> str:
        """The IRI of its verb."""
        return str(self.body["verb"]["id"])


def is_no_result(body: Mapping[str, Any]) -> bool:
    """Say whether a stored statement tells nothing of what a learner can do although it reads as if it did.

    That is a waiver, and an outcome that a session's unit claims without cmi5's category (7.1.3).
    """
    verb = body["verb"]["id"]
    if verb == iris.WAIVED:
        return True
    in_session = iris.SESSION in body.get("context", {}).get("extensions", {})
    outcome = verb in {iris.COMPLETED, iris.PASSED, iris.FAILED}
    return in_session and outcome and iris.CATEGORY not in _ids(body, "category")


def check(session: Session, progress: Progress, sent: Sent) -> Progress:
    """Return how far the session is after a statement; Broken names the rule that refuses it."""
    _whole(session, sent)
    categories = _ids(sent.body, "category")
    defined = iris.CATEGORY in categories
    _in_order(progress, sent, defined=defined)
    moving = iris.MOVE_ON in categories
    if moving and not (defined and sent.verb in {iris.COMPLETED, iris.PASSED, iris.FAILED}):
        raise Broken("moveon-category", "only completed, passed and failed of cmi5 carry the category moveon")
    if not defined:
        return progress
    word = check_defined(session, progress, sent.body, moving=moving)
    return replace(
        progress, sent=progress.sent | {word}, completed=progress.completed or word == "completed",
        passed=progress.passed or word == "passed",
    )  # fmt: skip


def _whole(session: Session, sent: Sent) -> None:
    """Rules for every statement, defined or allowed."""
    body = sent.body
    if not sent.id_given:
        raise Broken("id", "the statement has no id")
    if not sent.time_given:
        raise Broken("timestamp", "the statement has no timestamp")
    if not _utc(str(body["timestamp"])):
        raise Broken("timestamp", "the timestamp is not in UTC")
    if body["actor"].get("objectType", "Agent") != "Agent" or actor_key(body["actor"]) != session.actor_key:
        raise Broken("actor", "the actor is not the one of the launch")
    if sent.verb == VOIDED:
        raise Broken("voided", "a unit may not void")
    context = body.get("context", {})
    if str(context.get("registration", "")).lower() != session.registration:
        raise Broken("registration", "the registration is not the one of the launch")
    _template(session, body)


def _utc(text: str) -> bool:
    """Say whether a valid timestamp says by itself that it is in UTC."""
    return text.upper().endswith(("Z", "+00:00", "+0000", "+00"))


def _template(session: Session, body: Mapping[str, Any]) -> None:
    """Demand all of the template in the context: extensions unchanged, grouping among others (9.6)."""
    extensions = body["context"].get("extensions", {})
    for name, value in session.template.get("extensions", {}).items():
        if extensions.get(name) != value:
            what = "session id" if name == iris.SESSION else name
            raise Broken("context-template", f"the context does not have the {what} of the launch")
    wanted = {one["id"] for one in session.template.get("contextActivities", {}).get("grouping", ())}
    if not wanted <= _ids(body, "grouping"):
        raise Broken("context-template", "the context does not have the grouping of the launch")


def _in_order(progress: Progress, sent: Sent, *, defined: bool) -> None:
    """Launch data and preferences are read, then initialized comes first and terminated last (9.3, 10, 11)."""
    if progress.over:
        raise Broken("session-over", "the session is over")
    if not progress.ready:
        said = f"the unit must read {iris.LAUNCH_DATA} and {iris.PREFERENCES} before its first statement"
        raise Broken("read-first", said)
    starts = defined and sent.verb == iris.INITIALIZED
    if not starts and "initialized" not in progress.sent:
        raise Broken("initialized-first", "the first statement of a session is initialized")


def _ids(body: Mapping[str, Any], kind: str) -> set[str]:
    """Return the ids of the context activities of one kind; one alone may stand without a list."""
    given = body.get("context", {}).get("contextActivities", {}).get(kind, ())
    return {str(one["id"]) for one in ([given] if isinstance(given, Mapping) else given)}
