"""How far each kind of credential goes, beyond its scopes (T05, T07, P05): one class per kind.

A kind with stricter rules, such as the session token of a content format, is a class of its own and an entry in
`KINDS`: every door of the record store asks the same questions of all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from gateway.db.writer import Write
from gateway.services import matching
from gateway.services.cmi5.bounds import SessionBounds
from gateway.services.credentials import Credential
from gateway.services.find import Reach
from gateway.services.naming import Naming, key_hash
from gateway.services.record_errors import LrsForbidden
from xapi.documents import DocumentQuery, Kind
from xapi.statement import VOIDED, Accepted


class Bounds(Protocol):
    """What the doors ask; every `check_` refuses by raising LrsForbidden, and then nothing of the request is stored."""

    @property
    def reach(self) -> Reach:
        """Which statements may be read."""
        ...

    def check_batch(self, batch: Sequence[Accepted]) -> None:
        """Look at statements before the writer is asked."""
        ...

    def check_stored(self, write: Write, batch: Sequence[Accepted]) -> Sequence[Accepted] | None:
        """Look at statements inside the transaction, where what came before can be seen.

        Return the batch with what follows from it in its places, or None where nothing does.
        """
        ...

    def reads(self, query: DocumentQuery) -> Callable[[Write], None] | None:
        """Return what is to be written before a document is given out, None for nothing."""
        ...

    def check_document(self, query: DocumentQuery, *, writes: bool) -> None:
        """Look at which document is meant."""
        ...

    def check_actors(self, write: Write, hashes: Collection[str]) -> None:
        """Look, inside the transaction, at whom something is about that will be stored."""
        ...

    def check_agent(self, key: str) -> None:
        """Look at whose Person object is asked for, by its actor key."""
        ...

    def check_activity(self, iri: str) -> None:
        """Look at which activity is asked about."""
        ...


@dataclass(frozen=True)
class KeyBounds:
    """A server's key: what its scopes name, of the whole school or of the course it is bound to."""

    credential: Credential
    naming: Naming

    @property
    def reach(self) -> Reach:
        """All statements of the school or course, or only those this key has stored."""
        one = self.credential
        if one.may("statements/read"):
            return Reach(one.tenant_id, course_id=one.course_id)
        return Reach(one.tenant_id, credential_id=one.id)

    def check_batch(self, batch: Sequence[Accepted]) -> None:
        """Nothing to say before the transaction."""

    def check_stored(self, write: Write, batch: Sequence[Accepted]) -> None:
        """Let in whom the key may speak of."""
        if self.credential.actors == "enrolled":
            self.check_actors(write, {key_hash(one.actor_key) for one in batch})

    def reads(self, query: DocumentQuery) -> None:
        """Note nothing."""

    def check_actors(self, write: Write, hashes: Collection[str]) -> None:
        """Refuse anybody whom no learning system has named, where the key is for enrolled learners (P05)."""
        if self.credential.actors != "enrolled":
            return
        tenant_id, source = self.credential.tenant_id, self.credential.id
        if not all(matching.known(write.conn, self.naming, tenant_id, sorted(hashes), source).values()):
            raise LrsForbidden("this credential only takes statements about enrolled learners")

    def check_document(self, query: DocumentQuery, *, writes: bool) -> None:
        """Ask for the scope; documents belong to the whole school, so a key of one course has none."""
        del writes
        scope = "state" if query.kind is Kind.STATE else "profile"
        if not self.credential.may(scope):
            raise LrsForbidden(f"this credential does not have the scope {scope}")
        if self.credential.course_id is not None:
            raise LrsForbidden("documents belong to the whole school, and this credential to one course")

    def check_agent(self, key: str) -> None:
        """Anybody may be asked about: the answer holds nothing but the question (P04)."""

    def check_activity(self, iri: str) -> None:
        """Any activity of the school may be asked about."""


@dataclass(frozen=True)
class LaunchBounds:
    """A launch: its own learner, activity and registration, and nothing else (T05)."""

    credential: Credential
    naming: Naming

    @property
    def own(self) -> str:
        """The actor key of the learner."""
        return f"account|{self.naming.home}|{self.credential.account}"

    @property
    def reach(self) -> Reach:
        """The learner's statements of this registration."""
        one = self.credential
        return Reach(one.tenant_id, actor_hash=key_hash(self.own), registration=one.registration)

    def check_batch(self, batch: Sequence[Accepted]) -> None:
        """Refuse the whole batch when one statement is about somebody or something else, or voids."""
        allowed = self.credential
        for one in batch:
            if one.actor_key != self.own:
                raise LrsForbidden(f"statement {one.id} is about another learner than this launch")
            if one.verb == VOIDED:
                raise LrsForbidden(f"statement {one.id}: an activity may not void")
            if one.object_id != allowed.activity_iri and allowed.activity_iri not in one.context_activities:
                raise LrsForbidden(f"statement {one.id} is about another activity than this launch")
            if str(one.registration or "") != allowed.registration:
                raise LrsForbidden(f"statement {one.id} has another registration than this launch")

    def check_stored(self, write: Write, batch: Sequence[Accepted]) -> None:
        """Nothing that came before matters."""

    def reads(self, query: DocumentQuery) -> None:
        """Note nothing."""

    def check_actors(self, write: Write, hashes: Collection[str]) -> None:
        """Let it in: the learner was checked already."""

    def check_document(self, query: DocumentQuery, *, writes: bool) -> None:
        """Let in the state of this launch, and reading the profiles of its activity and its learner."""
        if writes and query.kind is not Kind.STATE:
            raise LrsForbidden("a launch reads profiles and does not write them")
        if query.kind is not Kind.ACTIVITY_PROFILE and query.agent_key != self.own:
            raise LrsForbidden("the document is another learner's than this launch's")
        if query.kind is not Kind.AGENT_PROFILE and query.activity != self.credential.activity_iri:
            raise LrsForbidden("the document belongs to another activity than this launch")
        if query.kind is Kind.STATE and query.registration != self.credential.registration:
            raise LrsForbidden("the document has another registration than this launch, or none")

    def check_agent(self, key: str) -> None:
        """Refuse to tell of others."""
        if key != self.own:
            raise LrsForbidden("a launch asks about its own learner only")

    def check_activity(self, iri: str) -> None:
        """Refuse to tell of other activities."""
        if iri != self.credential.activity_iri:
            raise LrsForbidden("a launch asks about its own activity only")


KINDS: Mapping[str, Callable[[Credential, Naming], Bounds]] = {
    "key": KeyBounds, "launch": LaunchBounds, "cmi5": SessionBounds,
}  # fmt: skip
"""The bounds of each kind of credential."""


def of(credential: Credential, naming: Naming) -> Bounds:
    """Return the bounds of a verified credential."""
    return KINDS[credential.kind](credential, naming)
