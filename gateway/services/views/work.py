"""One version of what a student handed in, as both the student and the teachers see it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from gateway.files.kinds import KINDS
from gateway.services import handed_files
from gateway.services.handing import LINK, OPEN
from gateway.settings import Settings
from gateway.web.pages.student.handing import Handed, Section


def handed(
    settings: Settings, tenant_tag: str, row: Any, now: datetime, staff: Mapping[str, str], back: str = "",
    parts: Mapping[str, str] | None = None,
) -> Handed:  # fmt: skip
    """Return one version as pages show it; `back` is where it can be taken back, `parts` are titles of parts."""
    is_link = row.kind == LINK
    file = KINDS.get(row.format)
    opens = row.name if is_link else ""
    if row.tag:
        opens = handed_files.address(settings, tenant_tag, row.tag, now)
    return Handed(
        kind=row.kind, name=row.name, url=opens, state=row.state, at=row.at, version=row.version,
        host=urlsplit(row.name).hostname or "" if is_link else "", size=row.size,
        picture=file is not None and file.media_type.startswith("image/"), words=row.words or "",
        by=staff.get(row.by_person_id or "", ""), answered_at=row.answered_at,
        back_url=back if row.state in OPEN else "", part=(parts or {}).get(row.part, row.part),
        sections=tuple(Section(one["title"], one["text"], one["waived"] or "", one["key"]) for one in row.sections),
    )  # fmt: skip
