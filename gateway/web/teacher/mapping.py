"""What results count for: activities without a standard, one by hand, and rules; nothing changes unseen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from flask import request
from flask_babel import gettext
from werkzeug.wrappers import Response

from gateway.db.writer import Write
from gateway.errors import BadRequest
from gateway.services import align_rules, aligning, unmapped
from gateway.services.aligning import Decision
from gateway.services.catalogue import Catalogue
from gateway.services.views import mapping as view
from gateway.web.context import STAFF, allowed, form_text, waymark
from gateway.web.teacher.base import Desk, author, change, desk, doors, go_back, links, page

_SOURCES = (aligning.DECLARED, unmapped.CODE, aligning.SUGGESTED)
_FIELDS = ("prefix", "verb", "pointer", "value", "standard")


@doors.get("/pathway/results")
@allowed(STAFF)
def results() -> str:
    """Show results that count for nothing, and what they could count for."""
    with desk() as at:
        whole = bool(request.args.get("all"))
        model = view.bare(at.conn, at.inputs, at.links, _catalogues(at), at.language, at.now, whole=whole)
        return page("teacher/mapping_page.html", model, at, "pathway")


@doors.get("/pathway/results/one")
@allowed(STAFF)
def by_hand() -> str:
    """Show one activity with the course's standards to tick."""
    iri = request.args.get("iri", "")[: aligning.LONGEST_IRI]
    with desk() as at:
        model = view.by_hand(at.conn, at.inputs, at.links, _catalogues(at), iri, at.language)
        return page("teacher/align_page.html", model, at, "pathway")


@doors.post("/pathway/results/accept")
@allowed(STAFF)
def accept() -> str | Response:
    """Let an activity count for one standard that was offered; where levels move, show them first."""
    iri, standard = form_text("iri", most=aligning.LONGEST_IRI), form_text("standard", most=32)
    source, place = form_text("source", most=16), form_text("place", most=2)
    if source not in _SOURCES or not place.isdigit():
        raise BadRequest("an offer that was not made")
    fields = [("iri", iri), ("standard", standard), ("source", source), ("place", place)]
    with desk() as at:
        wanted = {*_stands(at, iri), standard}
    return _decided(iri, wanted, [standard], source, {standard: int(place)}, (f"{view.HOME}/accept", fields))


@doors.post("/pathway/results/refuse")
@allowed(STAFF)
def refuse() -> Response:
    """Keep that none of these was meant; they are offered no more."""
    iri, who = form_text("iri", most=aligning.LONGEST_IRI), author()
    offered = request.form.getlist("standard")[:20]
    places = {one: n for n, one in enumerate(offered, start=1)}
    what = Decision(iri, (), offered, source=aligning.SUGGESTED, places=places)
    change(lambda write: aligning.decide(write, who, what))
    return go_back(links().at(view.HOME), said="refused")


@doors.post("/pathway/results/save")
@allowed(STAFF)
def save() -> str | Response:
    """Let an activity count for the ticked standards of the course, with one weight."""
    iri, chosen = form_text("iri", most=aligning.LONGEST_IRI), request.form.getlist("standard")
    try:
        weight = float(form_text("weight", most=8))
    except ValueError:
        raise BadRequest("a weight is a number") from None
    with desk() as at:
        among = list(at.inputs.standards)
    fields = [("iri", iri), ("weight", f"{weight:g}"), *(("standard", one) for one in chosen)]
    return _decided(iri, chosen, among, aligning.HAND, None, (f"{view.HOME}/save", fields), weight)


def _decided(
    iri: str, wanted: Collection[str], among: Sequence[str], source: str, places: dict[str, int] | None,
    sent: tuple[str, Sequence[tuple[str, str]]], weight: float = 1.0,
) -> str | Response:  # fmt: skip
    """Decide, or show what would change where levels move and nobody has said yes to that."""
    who = author()
    with desk() as at:
        if request.form.get("sure") != "1":
            model = view.effect(at.conn, at.course, at.inputs, at.links, (iri, wanted, weight), sent, at.language)
            if model is not None:
                return page("teacher/effect_page.html", model, at, "pathway")
        found = unmapped.one(at.conn, at.inputs, iri, at.language)
    what = Decision(
        iri, set(wanted) & set(among), among, source, weight, places, found.inside, {at.language: found.title}
    )

    def plan(write: Write) -> bool:
        return aligning.decide(write, who, what)

    change(plan)
    return go_back(links().at(view.HOME), said="aligned")


@doors.get("/pathway/results/rules")
@allowed(STAFF)
def rules() -> str:
    """Show the rules by which results count, and the form for another one."""
    return _rules()


def _rules(sent: Sequence[tuple[str, str]] = (), error: str = "") -> str:
    with desk() as at:
        return page("teacher/rules_page.html", view.rules(at.conn, at.inputs, at.links, sent, error), at, "pathway")


@doors.post("/pathway/results/rules")
@allowed(STAFF)
def add_rule() -> str | Response:
    """Make a rule; what it speaks about is read again."""
    sent = {name: form_text(name, most=500, required=False) for name in _FIELDS}
    who = author()
    with desk() as at:
        if sent["standard"] and sent["standard"] not in at.inputs.standards:
            raise BadRequest("a standard that this course has not")
    try:
        change(lambda write: align_rules.add(write, who, {**sent, "standard_id": sent["standard"]}))
    except BadRequest:
        return _rules(list(sent.items()), str(gettext("Write the beginning of an address, and choose a standard.")))
    return go_back(links().at(f"{view.HOME}/rules"), said="aligned")


@doors.post("/pathway/results/rules/remove")
@allowed(STAFF)
def remove_rule() -> Response:
    """Take a rule back."""
    who, rule = author(), form_text("rule", most=32)
    change(lambda write: align_rules.remove(write, who, rule))
    return go_back(links().at(f"{view.HOME}/rules"), said="aligned")


def _stands(at: Desk, iri: str) -> set[str]:
    """Return what an activity counts for in this course now."""
    found: Any = at.inputs.activity_ids.get(iri)
    return set(aligning.confirmed(at.conn, at.inputs.tenant_id, found)) if found else set()


def _catalogues(at: Desk) -> list[Catalogue]:
    return waymark().catalogues.all(at.conn, at.inputs.tenant_id, list(at.inputs.standards))
