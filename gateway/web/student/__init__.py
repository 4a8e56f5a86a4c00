"""The student's door: My path, one activity, the goal, help, and the ways out."""

from gateway.web.student import ideas_page, leaving, placed_page, placement_page, views, wishes, work_page
from gateway.web.student.frame import doors

__all__ = ["doors", "ideas_page", "leaving", "placed_page", "placement_page", "views", "wishes", "work_page"]
