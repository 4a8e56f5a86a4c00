"""The demonstration's two programs in one process: Waymark, and beside it the sandbox's learning system."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from gateway import settings
from gateway.db.writer import Write
from gateway.services import library, platforms, tenants
from gateway.services.standards import import_framework
from gateway.settings import Settings
from gateway.standards import case
from gateway.wiring import Waymark, build
from lti.lms.registry import profile_of
from sandbox import demo as school
from sandbox.demo import Lms

SCHOOL = "Riverside Middle School"
KEPT = ("WAYMARK_XAPI_DEFAULT_VERSION",)
"""Settings of the environment that hold in the demonstration too; addresses and data are its own."""


@dataclass(frozen=True)
class World:
    """Both programs, ready to serve."""

    waymark: Waymark
    lms: Lms
    tenant_id: int
    platform_id: str


def demo_settings(folder: Path, port: int) -> Settings:
    """Return settings for this machine alone, with everything in one folder."""
    env = {name: value for name, value in os.environ.items() if name in KEPT or not name.startswith("WAYMARK_")}
    return settings.load({**env, "WAYMARK_DATA_DIR": str(folder)}, port=port)


def open_world(folder: Path, *, port: int, lms_port: int, students: int, package: str) -> World:
    """Open or make both, connected to each other; the learning system serves already. OSError: its port is taken."""
    found = demo_settings(folder, port)
    waymark = build(replace(found, host="127.0.0.1"))
    lms = school.open_lms(folder / "school.json", port=lms_port, students=students)
    try:
        lms.start()
        tenant_id, platform_id = waymark.db.write(lambda write: furnish(write, found, lms, package))
        lms.install(configuration(found), lms.client_id)
    except BaseException:
        lms.stop()
        waymark.close()
        raise
    return World(waymark, lms, tenant_id, platform_id)


def configuration(found: Settings) -> dict[str, Any]:
    """Return the document that an admin of the learning system pastes."""
    make = profile_of(school.LMS).setup.configuration
    return make(found.base_url) if make else {}


def furnish(write: Write, found: Settings, lms: Lms, package: str) -> tuple[int, str]:
    """Register the learning system, import standards and activities; again changes only what is new."""
    tenant_id = tenants.only(write, SCHOOL)
    platform_id = platforms.add(
        write, tenant_id, registration(lms), secret_key=found.secret_key, loopback=found.loopback
    )
    import_framework(write, tenant_id, case.parse(package_bytes(package)))
    library.bring_in(write, tenant_id)
    return tenant_id, platform_id


def registration(lms: Lms) -> platforms.NewPlatform:
    """Return what an admin would type about this learning system."""
    return platforms.NewPlatform(
        name=SCHOOL, issuer=lms.issuer, client_id=lms.client_id, auth_url=lms.auth_url, token_url=lms.token_url,
        jwks_url=lms.jwks_url, deployment_ids=(lms.deployment_id,), lms=school.LMS, deployments="own",
        rest_token=lms.rest_token,
    )  # fmt: skip


def package_bytes(name: str) -> bytes:
    """Return a package of standards that comes with the demonstration: `ratios` or `grade6`."""
    return files("gateway.demo").joinpath(f"standards/{name}.case.json").read_bytes()


def addresses(world: World, admin: str) -> Mapping[str, str]:
    """Return what a person clicks first, by its name."""
    lms = world.lms
    return {
        "launch as teacher": lms.launch_link(school.TEACHER),
        "launch as student Maya": lms.launch_link(school.STUDENT),
        "admin": admin,
        "gradebook": school.gradebook_link(lms),
    }
