"""What a teacher put into the course's sections, as core_course_get_contents tells it (the public API)."""

from sandbox.moodle.lms import Lms
from sandbox.parts import Json


def sections(lms: Lms) -> list[Json]:
    """Return the sections after the course's own, in their order."""
    return [_section(lms, number, one) for number, one in enumerate(lms.state.sections, start=1)]


def _section(lms: Lms, number: int, one: Json) -> Json:
    return {
        "id": number + 1, "name": one["name"], "visible": 1, "section": number, "summary": "",
        "modules": [
            {
                "id": number * 100 + place, "name": item["title"], "modname": item["modname"], "visible": 1,
                "description": item["description"],
                **({} if item["modname"] == "label"
                   else {"url": f"{lms.url}/mod/{item['modname']}/view.php?id={number * 100 + place}"}),
            }
            for place, item in enumerate(one["items"], start=1)
        ],
    }  # fmt: skip
