"""People in records: whom the records of others are about, matching by rules and by a click, taking a match apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, make_response, redirect, render_template, request
from sqlalchemy import Connection

from gateway.errors import BadRequest, InvalidInput, NotFound
from gateway.services import account_rules, actors, keys, matching, pick, platforms, senders
from gateway.services.account_rules import NewRule
from gateway.services.actors import PAGE, Actor, Found
from gateway.services.pick import MOST, Pick
from gateway.services.recognise import FIELDS
from gateway.web.admin.frame import doors, link, local_now, named, shell, who
from gateway.web.context import ADMIN, allowed, form_text, session, waymark
from gateway.web.pages.admin.people import ActorRow, Pages, PeoplePage, PersonRow, PickPage, RuleForm, RuleRow
from gateway.web.pages.shell import Choice

_LONGEST = 120


@doors.get("/<handle>/people")
@allowed(ADMIN)
def people() -> str:
    """Show whom records are about that are nobody's, what was matched, and the rules."""
    return _page()


@doors.get("/<handle>/people/<actor>")
@allowed(ADMIN)
def choose(actor: str) -> str:
    """Show people to choose from for one actor, once a course or a part of a name is given."""
    tenant_id, hashed = session().tenant_id, named(actor)
    course, name = _asked("course"), _asked("name")
    with waymark().db.read() as conn:
        found = actors.one(conn, waymark().naming, tenant_id, hashed)
        if found is None:
            raise NotFound(hashed)
        possible = pick.those(conn, tenant_id, found.possible)
        asked = pick.people(conn, tenant_id, course_id=course, name=name) if course or name else None
        page = PickPage(
            shell=shell(conn, "people"), now=local_now(), actor=_row(found), back_url=link("people"),
            url=link("choose", actor=hashed), match_url=link("match", actor=hashed),
            courses=tuple(Choice(row.id, row.title) for row in keys.courses(conn, tenant_id)), course=course, name=name,
            possible=tuple(map(_person, possible)), more=len(asked or ()) > MOST,
            people=None if asked is None else tuple(map(_person, asked[:MOST])),
        )  # fmt: skip
    if seen := [*possible, *(asked or ())[:MOST]]:
        by = who()
        waymark().db.write(lambda w: pick.shown(w, tenant_id, by, seen, course))
    return render_template("admin/person_pick.html", page=page, shell=page.shell)


@doors.post("/<handle>/people/<actor>/match")
@allowed(ADMIN)
def match(actor: str) -> Response:
    """Say whose an actor's records are."""
    tenant_id, by, hashed = session().tenant_id, who(), named(actor)
    person_id = named(form_text("person", most=32))
    waymark().db.write(lambda w: matching.click(w, tenant_id, by, hashed, person_id))
    return make_response(redirect(link("people"), 303))


@doors.post("/<handle>/people/<actor>/apart")
@allowed(ADMIN)
def take_apart(actor: str) -> Response:
    """Take a match apart."""
    tenant_id, by = session().tenant_id, who()
    waymark().db.write(lambda w: matching.take_apart(w, tenant_id, by, named(actor)))
    return make_response(redirect(link("people"), 303))


@doors.post("/<handle>/people/rules")
@allowed(ADMIN)
def add_rule() -> Response:
    """Match accounts of a home page from now on."""
    typed = {name: form_text(name, most=1000, required=False) for name in ("home_page", "field", "platform", "source")}
    if typed["field"] not in FIELDS or not all(one.isprintable() for one in typed.values()):
        raise BadRequest("a choice that the page does not offer")
    new = NewRule(typed["home_page"], typed["field"], typed["platform"], typed["source"] or None)
    try:
        account_rules.add(waymark().db, waymark().naming, session().tenant_id, who(), new)
    except InvalidInput:
        return make_response(_page(typed), 422)
    return make_response(redirect(link("people"), 303))


@doors.post("/<handle>/people/rules/<rule_id>/remove")
@allowed(ADMIN)
def remove_rule(rule_id: str) -> Response:
    """End matching by a rule."""
    tenant_id, by = session().tenant_id, who()
    waymark().db.write(lambda w: account_rules.remove(w, tenant_id, by, named(rule_id)))
    return make_response(redirect(link("people"), 303))


def _page(typed: dict[str, str] | None = None) -> str:
    tenant_id, search = session().tenant_id, _asked("search")
    first, second = _number("page"), _number("matched")
    with waymark().db.read() as conn:
        waiting = actors.unmatched(conn, waymark().naming, tenant_id, search=search, page=first)
        done = actors.matched(conn, tenant_id, search=search, page=second)
        page = PeoplePage(
            shell=shell(conn, "people"), now=local_now(), search=search, url=link("people"),
            unmatched=tuple(map(_row, waiting.actors)), unmatched_pages=_pages(waiting, "page", first),
            matched=tuple(map(_row, done.actors)), matched_pages=_pages(done, "matched", second),
            rules=_rules(account_rules.listed(conn, tenant_id)), form=_form(conn, typed or {}),
            add_url=link("add_rule"), accounts_url=link("accounts"), opt_outs_url=link("opt_outs"),
        )  # fmt: skip
    return render_template("admin/people.html", page=page, shell=page.shell)


def _asked(name: str) -> str:
    """Return what a search asks for; nothing a database could stumble over (T14)."""
    value = request.args.get(name, "").strip()[:_LONGEST]
    return value if value.isprintable() else ""


def _number(name: str) -> int:
    given = request.args.get(name, "1")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 1


def _pages(found: Found, name: str, number: int) -> Pages:
    def at(other: int) -> str:
        kept = {one: request.args[one] for one in ("search", "page", "matched") if one in request.args}
        return link("people", **{**kept, name: other})

    more = found.total > number * PAGE
    return Pages(found.total, before=at(number - 1) if number > 1 else "", after=at(number + 1) if more else "")


def _row(one: Actor) -> ActorRow:
    owner = one.owner
    return ActorRow(
        name=one.name, home=one.home, kind=one.kind, group=one.group, count=one.count, first=one.first, last=one.last,
        sources=one.sources, people=len(one.possible), held=one.held,
        owner=f"{owner.platform}: {owner.their_id}" if owner else "", how=owner.source if owner else "",
        since=owner.since if owner else None, url="" if one.group else link("choose", actor=one.key_hash),
        apart_url=link("take_apart", actor=one.key_hash) if owner and owner.source in matching.BY_OTHERS else "",
    )  # fmt: skip


def _person(one: Pick) -> PersonRow:
    return PersonRow(one.name, one.platform, one.their_id, (("person", one.person_id),))


def _rules(rows: Sequence[Any]) -> tuple[RuleRow, ...]:
    return tuple(
        RuleRow(
            row.home_page, row.field, row.platform, row.source or "", ready=row.ready,
            remove_url=link("remove_rule", rule_id=row.id),
        )
        for row in rows
    )  # fmt: skip


def _form(conn: Connection, typed: dict[str, str]) -> RuleForm:
    tenant_id = session().tenant_id
    live = [one for one in senders.listed(conn, tenant_id) if one.live]
    return RuleForm(
        fields=FIELDS, sources=tuple(Choice(one.id, one.name) for one in live),
        platforms=tuple(Choice(row.id, row.name) for row in platforms.with_people(conn, tenant_id)),
        home_page_wrong=bool(typed), **typed,
    )  # fmt: skip
