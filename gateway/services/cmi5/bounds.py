"""How far a session's token goes: its learner, unit and registration, and the rules of cmi5 on top (4.2, T05)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from gateway.db.writer import Write
from gateway.services.cmi5 import taking
from gateway.services.credentials import Credential
from gateway.services.find import Reach
from gateway.services.naming import Naming, key_hash
from gateway.services.record_errors import LrsForbidden
from xapi.documents import DocumentQuery, Kind
from xapi.formats.cmi5.iris import LAUNCH_DATA
from xapi.statement import Accepted


@dataclass(frozen=True)
class SessionBounds:
    """A session of a unit; its actor may be somebody whom only the launching system knows, and is known by a hash."""

    credential: Credential
    naming: Naming

    @property
    def reach(self) -> Reach:
        """The learner's statements of this registration."""
        one = self.credential
        return Reach(one.tenant_id, actor_hash=one.actor_hash, registration=one.registration)

    def check_batch(self, batch: Sequence[Accepted]) -> None:
        """Nothing to say before the transaction: every rule needs the session as it stands."""

    def check_stored(self, write: Write, batch: Sequence[Accepted]) -> Sequence[Accepted]:
        """Check each statement in its order; return the batch with what follows from it."""
        return taking.take(write, self.credential, self.naming.base_url, batch)

    def check_actors(self, write: Write, hashes: Collection[str]) -> None:
        """Let it in: the learner was checked already."""

    def check_document(self, query: DocumentQuery, *, writes: bool) -> None:
        """Let in the states of this launch but for its launch data, and reading profiles (10.2.1, 11)."""
        if query.kind is not Kind.ACTIVITY_PROFILE:
            self.check_agent_key(query.agent_key or "")
        if query.kind is not Kind.AGENT_PROFILE and query.activity != self.credential.activity_iri:
            raise LrsForbidden("the document belongs to another activity than this launch")
        if query.kind is Kind.STATE and query.registration != self.credential.registration:
            raise LrsForbidden("the document has another registration than this launch, or none")
        if writes and query.kind is not Kind.STATE:
            raise LrsForbidden("a unit reads profiles and does not write them")
        if writes and query.name in {None, LAUNCH_DATA}:
            raise LrsForbidden(f"a unit reads {LAUNCH_DATA}; other states it writes and deletes one by one")

    def reads(self, query: DocumentQuery) -> Callable[[Write], None] | None:
        """Return what to note before a document is given out."""
        if not taking.notes(query):
            return None
        return lambda write: taking.read_plan(write, self.credential, query)

    def check_agent_key(self, key: str) -> None:
        """Refuse the documents of others."""
        if key_hash(key) != self.credential.actor_hash:
            raise LrsForbidden("the document is another learner's than this launch's")

    def check_agent(self, key: str) -> None:
        """Refuse to tell of others."""
        if key_hash(key) != self.credential.actor_hash:
            raise LrsForbidden("a launch asks about its own learner only")

    def check_activity(self, iri: str) -> None:
        """Refuse to tell of other activities."""
        if iri != self.credential.activity_iri:
            raise LrsForbidden("a launch asks about its own activity only")
