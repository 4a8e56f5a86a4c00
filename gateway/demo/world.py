"""The demonstration's programs in one process: Waymark, and beside it the sandbox's learning systems."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

from gateway import settings
from gateway.db.writer import Write
from gateway.services import library, platforms, tenants
from gateway.services.standards import import_framework
from gateway.settings import Settings
from gateway.standards import case
from gateway.wiring import Waymark, build
from lti.lms.registry import profile_of
from sandbox import demo as school
from sandbox.lms import SimulatedLms

KINDS = school.KINDS
"""Which learning systems a demonstration can have, the first one first."""

SCHOOL = "Riverside Middle School"
KEPT = ("WAYMARK_H5P_PLAYER", "WAYMARK_XAPI_DEFAULT_VERSION")
"""Settings of the environment that hold in the demonstration too; addresses and data are its own."""


@dataclass(frozen=True)
class World:
    """Waymark and one of the learning systems beside it, ready to serve; `number` counts them from 0."""

    waymark: Waymark
    lms: SimulatedLms
    tenant_id: int
    platform_id: str
    number: int = 0

    @property
    def title(self) -> str:
        """How people call this learning system."""
        return profile_of(self.lms.kind).title


def demo_settings(folder: Path, port: int) -> Settings:
    """Return settings for this machine alone, with everything in one folder."""
    env = {name: value for name, value in os.environ.items() if name in KEPT or not name.startswith("WAYMARK_")}
    return settings.load({**env, "WAYMARK_DATA_DIR": str(folder)}, port=port)


def open_worlds(
    folder: Path, *, port: int, lms_port: int, students: int, package: str, kinds: Sequence[str] = KINDS
) -> tuple[World, ...]:
    """Open or make all, connected to each other; the learning systems serve already. OSError: a port is taken.

    Each kind has its own port, `lms_port` and those after it, or any where it is 0, whichever others are started.
    """
    found = demo_settings(folder, port)
    waymark = build(replace(found, host="127.0.0.1"))
    running: list[SimulatedLms] = []
    try:
        tenant_id = waymark.db.write(lambda write: furnish(write, package))
        for kind in kinds:
            at = lms_port + KINDS.index(kind) if lms_port else 0
            lms = school.open_lms(kind, folder / f"{kind}.json", port=at, students=students)
            running.append(lms.start())
        return tuple(
            World(waymark, lms, tenant_id, connect(waymark, found, lms, tenant_id), KINDS.index(lms.kind))
            for lms in running
        )
    except BaseException:
        for lms in running:
            lms.stop()
        waymark.close()
        raise


def close(worlds: Sequence[World]) -> None:
    """Stop the learning systems."""
    for world in worlds:
        world.lms.stop()


def furnish(write: Write, package: str) -> int:
    """Import standards and activities and return the tenant; again changes only what is new."""
    tenant_id = tenants.only(write, SCHOOL)
    import_framework(write, tenant_id, case.parse(package_bytes(package)))
    library.bring_in(write, tenant_id)
    return tenant_id


def connect(waymark: Waymark, found: Settings, lms: SimulatedLms, tenant_id: int) -> str:
    """Do what the admins of both sides do; return the platform's id."""
    custom = profile_of(lms.kind).setup.custom_fields
    lms.connect(found.base_url, custom=custom)
    return waymark.db.write(
        lambda write: platforms.add(
            write, tenant_id, registration(lms), secret_key=found.secret_key, loopback=found.loopback
        )
    )


def registration(lms: SimulatedLms) -> platforms.NewPlatform:
    """Return what an admin would type about this learning system."""
    return platforms.NewPlatform(
        name=f"{SCHOOL}, {profile_of(lms.kind).title}", issuer=lms.issuer, client_id=lms.client_id,
        auth_url=lms.auth_url, token_url=lms.token_url, jwks_url=lms.jwks_url, deployment_ids=(lms.deployment_id,),
        lms=lms.kind, deployments="own", credentials=lms.credentials,
    )  # fmt: skip


def package_bytes(name: str) -> bytes:
    """Return a package of standards that comes with the demonstration: `ratios` or `grade6`."""
    return files("gateway.demo").joinpath(f"standards/{name}.case.json").read_bytes()


def addresses(worlds: Sequence[World], admin: str) -> Mapping[str, str]:
    """Return what a person clicks first, by its name; the title of the learning system follows from the second on."""
    found: dict[str, str] = {}
    for place, world in enumerate(worlds):
        lms, of = world.lms, f" ({world.title})" if place else ""
        found |= {
            f"launch as teacher{of}": lms.launch_link(school.TEACHER),
            f"launch as student Maya{of}": lms.launch_link(school.STUDENT),
            f"gradebook{of}": lms.gradebook_link(school.TEACHER),
        }
    return found | {"admin": admin}
