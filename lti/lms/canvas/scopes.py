"""Scopes of Canvas's REST API, as a developer key that enforces scopes lists them (canvas.md 7.1)."""

from __future__ import annotations

_COURSE = "/api/v1/courses/:course_id"
_ASSIGNMENT = f"{_COURSE}/assignments"
_OVERRIDE = f"{_ASSIGNMENT}/:assignment_id/overrides"
_GROUP = f"{_COURSE}/outcome_groups"

WORK = (
    f"url:GET|{_ASSIGNMENT}",
    f"url:POST|{_ASSIGNMENT}",
    f"url:PUT|{_ASSIGNMENT}/:id",
    f"url:GET|{_ASSIGNMENT}/:assignment_id/submissions",
    f"url:GET|{_OVERRIDE}",
    f"url:POST|{_OVERRIDE}",
    f"url:PUT|{_OVERRIDE}/:id",
    f"url:DELETE|{_OVERRIDE}/:id",
)
"""Assignments that single students see, columns outside the total, and what the system itself grades."""

CONTENTS = (
    f"url:GET|{_COURSE}/modules",
    f"url:GET|{_COURSE}/modules/:module_id/items",
)
"""What stands in the course, in its order."""

PARTS = (
    f"url:GET|{_COURSE}/modules/:context_module_id/assignment_overrides",
    f"url:PUT|{_COURSE}/modules/:context_module_id/assignment_overrides",
)
"""Modules that open for single students."""

OUTCOMES = (
    f"url:GET|{_COURSE}/root_outcome_group",
    f"url:GET|{_GROUP}",
    f"url:GET|{_GROUP}/:id",
    f"url:POST|{_GROUP}/:id/subgroups",
    f"url:POST|{_GROUP}/:id/outcomes",
    f"url:DELETE|{_GROUP}/:id/outcomes/:outcome_id",
    f"url:GET|{_COURSE}/outcome_group_links",
    f"url:GET|{_COURSE}/outcome_proficiency",
    f"url:GET|{_COURSE}/outcome_results",
    f"url:POST|{_COURSE}/rubrics",
    f"url:DELETE|{_COURSE}/rubrics/:id",
    f"url:PUT|{_ASSIGNMENT}/:assignment_id/submissions/:user_id",
    f"url:DELETE|{_ASSIGNMENT}/:id",
)
"""Outcomes, and results of them in Learning Mastery."""

REST_SCOPES = (*WORK, *CONTENTS, *PARTS, *OUTCOMES)
