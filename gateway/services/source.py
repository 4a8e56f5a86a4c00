"""Where statements come from, as the log sees it: on whose behalf, and how far that reaches."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """Whose statements these are: tenant, credential (None for our own), course; may it void others', may it define.

    What activities are called and described as is shared by the school: only a credential that may `define` adds to it
    (1.0.3 part three 4.2), so that no learner's launch can rename an activity for everybody. `counted_as` is the source
    under which usage counts it; None is not counted.
    """

    tenant_id: int
    credential_id: str | None = None
    course_id: str | None = None
    own_decisions: bool = False
    voids_any: bool = False
    defines: bool = False
    counted_as: str | None = None
