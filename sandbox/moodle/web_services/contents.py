"""The course's sections with what is in them (core_course_get_contents, of the public API)."""

from sandbox.moodle.lms import Lms
from sandbox.moodle.web_services.calls import Functions, check_course
from sandbox.parts import Json

functions = Functions()


@functions.add("core_course_get_contents", writes=False)
def contents(lms: Lms, values: Json) -> list[Json]:
    """Return the sections in their order; the first one is the course's own."""
    check_course(lms, values)
    general = {"id": 1, "name": "General", "visible": 1, "section": 0, "summary": "", "modules": []}
    return [general, *(_section(lms, number, one) for number, one in enumerate(lms.state.sections, start=1))]


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
