"""The filter rows of a statement: whom and what it mentions, as one number per kind and value (rules 16, 19).

The number is 64 bits of a hash, so that nothing has to be interned and a dump shows no address. What only the
`related_` filters find has keys of its own: nothing is stored twice, and a related query looks for both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, Select, select

from gateway.db import tables as t
from gateway.db.bulk import insert_rows
from xapi.mentions import Mentions
from xapi.query import StatementQuery
from xapi.statement import Accepted

AGENT, ACTIVITY, VERB = "agent", "activity", "verb"
RELATED_AGENT, RELATED_ACTIVITY = "agent~", "activity~"


@lru_cache(maxsize=50_000)
def key(kind: str, value: str) -> int:
    """Return the number under which statements that mention `value` are found."""
    digest = blake2b(value.encode("utf-8", "surrogatepass"), digest_size=8, person=kind.encode()).digest()
    return int.from_bytes(digest, "big", signed=True)


def keys_of(one: Accepted) -> Iterator[int]:
    """Give all keys of a statement."""
    return keys(one.verb, one.mentions)


def keys(verb: str, found: Mentions) -> Iterator[int]:
    """Give all keys of a statement with this verb that mentions these."""
    yield key(VERB, verb)
    for kind, values in (
        (AGENT, found.agents),
        (RELATED_AGENT, found.related_agents),
        (ACTIVITY, found.activities),
        (RELATED_ACTIVITY, found.related_activities),
    ):
        for value in values:
            yield key(kind, value)


def rows(tenant_id: int, numbered: Sequence[tuple[Accepted, int]]) -> list[tuple[int, int, int]]:
    """Return the rows of the table `mention` for new statements, in the order of its key."""
    return sorted((tenant_id, found, seq) for one, seq in numbered for found in set(keys_of(one)))


def mentioning(tenant_id: int, found: Iterable[int]) -> Select[Any]:
    """Select the numbers of statements that have one of these keys; a collision of hashes is left to the caller."""
    columns = t.mention.c
    return select(columns.seq).where(columns.tenant_id == tenant_id, columns.key.in_(list(found)))


def add(conn: Connection, tenant_id: int, seq: int, found: Iterable[int]) -> None:
    """Add keys to a statement that is stored."""
    insert_rows(conn, t.mention, [(tenant_id, one, seq) for one in sorted(found)])


def wanted(query: StatementQuery) -> list[tuple[int, ...]]:
    """Return what a query filters by: a statement matches when it has a key of every group; most selective first."""
    groups: list[tuple[int, ...]] = []
    if query.agent_key is not None:
        kinds = (AGENT, RELATED_AGENT) if query.related_agents else (AGENT,)
        groups.append(tuple(key(kind, query.agent_key) for kind in kinds))
    if query.activity is not None:
        kinds = (ACTIVITY, RELATED_ACTIVITY) if query.related_activities else (ACTIVITY,)
        groups.append(tuple(key(kind, query.activity) for kind in kinds))
    if query.verb is not None:
        groups.append((key(VERB, query.verb),))
    return groups
