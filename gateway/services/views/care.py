"""What is arranged for one student, as the sheet shows it to staff."""

from __future__ import annotations

from flask_babel import gettext
from sqlalchemy import Connection

from gateway.services import opt_out, supports
from gateway.services.inputs import CourseInputs
from gateway.services.views import people
from gateway.services.views.links import Links
from gateway.web.i18n import LANGUAGES
from gateway.web.pages.shell import Choice
from gateway.web.pages.student_sheet import Care


def show(conn: Connection, inputs: CourseInputs, links: Links, person_id: str) -> Care:
    """Return what helps the student, and whether anything of them is recorded."""
    found = supports.of(conn, inputs.tenant_id, inputs.course_id, person_id)
    out = opt_out.standing(conn, inputs.tenant_id, person_id)
    staff = people.staff_names(conn, inputs.tenant_id, inputs.course_id)
    here = links.student(person_id)
    time, language = found.get("extra_time"), found.get("language")
    more = {str(one): gettext("%(n)s %% more time", n=one) for one in supports.MORE_TIME}
    return Care(
        supports_url=f"{here}/supports", out_url=f"{here}/opt-out", in_url=f"{here}/opt-in",
        times=_choices({"": gettext("The usual time"), **more}, str(time or "")),
        languages=_choices({"": gettext("As the page"), **LANGUAGES}, str(language or "")),
        fewer_items="fewer_items" in found, read_aloud="read_aloud" in found, no_timer="no_timer" in found,
        out_since=out.since if out else None, out_reason=out.reason if out else "",
        out_by=staff.get(out.who.removeprefix("person/"), "") if out else "",
    )  # fmt: skip


def _choices(labels: dict[str, str], chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(value, str(label), value == chosen) for value, label in labels.items())
