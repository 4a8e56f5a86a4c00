"""A teacher adds a prerequisite to a standard of the draft, or takes one away: for this course alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from gateway.db.writer import Write
from gateway.errors import BadRequest
from gateway.learn.graph import Graph
from gateway.learn.tree import Pair
from gateway.services import drafts
from gateway.services.drafts import Author, Body
from gateway.services.prerequisites import BUILDS_ON, Changes, changes_of, graph_of


class Refused(BadRequest):
    """A prerequisite that was not added; `names` are standards, each the prerequisite of the next."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(self.code)
        self.names = names


class Circle(Refused):
    """It would stand before itself: the prerequisite builds on the standard already."""

    code = "prerequisite-circle"


class AlreadySo(Refused):
    """The standard builds on it already, by way of others."""

    code = "prerequisite-known"


@dataclass(frozen=True)
class _Scene:
    """The draft with the prerequisites as they stand in it."""

    conn: Connection
    tenant_id: int
    body: Body
    standards: tuple[str, ...]

    def graph(self, changes: Changes) -> Graph:
        return graph_of(self.conn, self.tenant_id, self.standards, {BUILDS_ON: _kept(changes)})


def add(write: Write, who: Author, standard: str, other: str) -> None:
    """Have a standard of the draft build on another one of it; Circle or AlreadySo name why not.

    What a teacher had taken away comes back in this way.
    """
    at = _scene(write, who, standard, other)
    now = changes_of(at.body)
    pair = (other, standard)
    restored = Changes(now.added, _without(now.removed, pair))
    graph = at.graph(restored)
    if other not in graph.before(standard):
        _check(graph, pair)
        restored = Changes((*restored.added, pair), restored.removed)
    _keep(write, who, at, restored)


def remove(write: Write, who: Author, standard: str, other: str) -> None:
    """Have a standard of the draft no longer build on another one directly."""
    at = _scene(write, who, standard, other)
    now = changes_of(at.body)
    pair = (other, standard)
    left = Changes(_without(now.added, pair), now.removed)
    if other in at.graph(left).before(standard):
        left = Changes(left.added, (*left.removed, pair))
    _keep(write, who, at, left)


def _check(graph: Graph, pair: Pair) -> None:
    other, standard = pair
    back = graph.chain(standard, other)
    if back:
        raise Circle(back)
    known = graph.chain(other, standard)
    if known:
        raise AlreadySo(known)


def _scene(write: Write, who: Author, *named: str) -> _Scene:
    body = drafts.body_of(write.conn, who.tenant_id, who.course_id)
    known = drafts.standards_of(write.conn, who.tenant_id, drafts.order_of(body))
    if not known.keys() >= set(named):
        raise BadRequest("no such standard in the draft")
    return _Scene(write.conn, who.tenant_id, body, tuple(known))


def _keep(write: Write, who: Author, at: _Scene, changes: Changes) -> None:
    if changes != changes_of(at.body):
        drafts.keep(write, who, {**at.body, BUILDS_ON: _kept(changes)})


def _kept(changes: Changes) -> dict[str, list[list[str]]]:
    return {"added": [list(one) for one in changes.added], "removed": [list(one) for one in changes.removed]}


def _without(pairs: Iterable[Pair], gone: Pair) -> tuple[Pair, ...]:
    return tuple(one for one in pairs if one != gone)
