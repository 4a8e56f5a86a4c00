"""The one place where the parts of Waymark are put together: defaults for production, arguments for tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from gateway.clock import Clock, system_clock
from gateway.db import migrate
from gateway.db import tables as t
from gateway.db.engine import BUSY_MS
from gateway.db.stores import Logins, Platforms, Tokens, ToolKeys
from gateway.db.writer import Database
from gateway.delivery.lane import Delivery
from gateway.jobs.runner import LocalRunner
from gateway.remote.forward import Forwarding
from gateway.remote.pull import Pulling
from gateway.remote.session import Stores
from gateway.services import erased, platforms
from gateway.services.catalogue import Catalogues
from gateway.services.consent_tokens import ConsentTokens
from gateway.services.course_ref import course_ref
from gateway.services.credentials import Proven
from gateway.services.erase import Erasing
from gateway.services.evaluate import Evaluation
from gateway.services.graded_lane import GradedReading
from gateway.services.inputs import InputsCache
from gateway.services.intake import Intake
from gateway.services.linking import Linking
from gateway.services.naming import Naming, known_key
from gateway.services.roster_lane import RosterSync
from gateway.settings import Settings
from lti import tokens as lti_tokens
from lti.http import Http
from lti.jwks import FETCH_LIMITS, KeySets, over_http
from lti.lms.access import Access
from lti.lms.base import Adapter
from lti.lms.registry import adapter_for
from lti.login import ToolUrls
from lti.quota import Quota


@dataclass
class Waymark:
    """All parts, ready. `runner` carries background work where this process does it."""

    settings: Settings
    clock: Clock
    db: Database
    cache: InputsCache
    platforms: Platforms
    logins: Logins
    keys: ToolKeys
    keysets: KeySets
    http: Http
    tokens: lti_tokens.Tokens
    consents: ConsentTokens
    naming: Naming
    stores: Stores
    runner: LocalRunner
    intake: Intake
    proven: Proven
    quotas: dict[str, Quota] = field(default_factory=dict)
    catalogues: Catalogues = field(default_factory=Catalogues)

    @property
    def urls(self) -> ToolUrls:
        """Our own addresses as the learning systems know them."""
        base = self.settings.base_url
        return ToolUrls(base, f"{base}/lti/launch", frozenset({"/lti/launch", "/lti/deeplink"}))

    def adapter(self, conn: Connection, course: Any) -> Adapter:
        """Return the adapter of a course row."""
        platform = conn.execute(select(t.platform).where(t.platform.c.id == course.platform_id)).one()
        source = self.tokens.of(lti_tokens.TokenPlatform(platform.id, platform.client_id, platform.token_url))
        given = platforms.credentials_of(platform, self.settings.secret_key)
        consented = self.consents.of_course(conn, course, platform)
        access = Access(
            self.http, source, self.settings.base_url, given, consented=consented, quota=self.quota(platform.id)
        )
        return adapter_for(platform.lms)(course_ref(conn, course), access)

    def quota(self, platform_id: str) -> Quota:
        """Return what a platform still takes of our calls; for as long as this process lives."""
        return self.quotas.setdefault(platform_id, Quota())

    def close(self) -> None:
        """Stop background work, finish writes, close connections."""
        self.runner.stop()
        self.db.stop()
        self.http.close()
        self.stores.close()


def build(settings: Settings, clock: Clock = system_clock, *, threads: int = 3, patience: int = BUSY_MS) -> Waymark:
    """Open the database at the newest schema and put all parts together; background threads are not started yet."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    db = Database(settings.database_url, clock, patience=patience)
    db.erased_key, db.known_key = erased.key_of(settings.secret_key), known_key(settings.secret_key)
    db.files = settings.data_dir
    migrate.bring_up_to_date(db.reading, db.writing)
    http = Http(now=clock, loopback=settings.loopback)
    key_sets = Http(now=clock, loopback=settings.loopback, limits=FETCH_LIMITS)
    keys = ToolKeys(db, settings.secret_key, clock)
    cache = InputsCache()
    waymark = Waymark(
        settings=settings, clock=clock, db=db, cache=cache, platforms=Platforms(db), logins=Logins(db), keys=keys,
        keysets=KeySets(over_http(key_sets)), http=http,
        tokens=lti_tokens.Tokens(http, keys, Tokens(db, settings.secret_key), now=clock),
        consents=ConsentTokens(db, http, settings.secret_key, settings.base_url),
        naming=Naming(settings.people_home, settings.secret_key),
        stores=Stores(clock, settings.secret_key, loopback=settings.loopback), runner=LocalRunner(db, {}, threads),
        intake=Intake(db), proven=Proven(),
    )  # fmt: skip
    forwarding = Forwarding(db, waymark.stores.of)
    waymark.runner.handlers = {
        "evaluate": forwarding.waking(Evaluation(db, cache, waymark.naming).run),
        "roster": RosterSync(db, waymark.adapter, waymark.naming).run,
        "grades": GradedReading(db, waymark.adapter, settings).run,
        "link": Linking(db).run,
        "erase": Erasing(db, settings.people_home).run,
        "deliver": Delivery(db, waymark.adapter, waymark.quota).run,
        "forward": forwarding.run,
        "pull": Pulling(db, waymark.stores.of, settings.base_url).run,
    }
    db.on_commit = waymark.runner.wake
    db.on_undo = cache.clear
    return waymark
