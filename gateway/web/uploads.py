"""Large bodies: only some views take them, and only from somebody who is signed in; nobody else's are read (T13)."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import current_app, request

from gateway.web.context import may_enter

P = ParamSpec("P")
R = TypeVar("R")

MOST = 201 * 1024 * 1024
"""Bytes of a request with a package: the package's own limit (T11) and its form."""

_MARK = "waymark-takes"


def takes(most: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a view's requests have so many bytes, once it is known that who sends them may use the view."""

    def mark(view: Callable[P, R]) -> Callable[P, R]:
        setattr(view, _MARK, most)
        return view

    return mark


def most_here() -> int:
    """Return how many whole megabytes a file may have that is sent to this request's view, 0 for any other view."""
    view = current_app.view_functions.get(request.endpoint or "")
    return max(int(getattr(view, _MARK, 0)) // (1024 * 1024) - 1, 0)  # the last one is left for the form around it


def widen() -> None:
    """Raise the limit of this request before anything of its body is read."""
    view = current_app.view_functions.get(request.endpoint or "")
    most = getattr(view, _MARK, None)
    if most is not None and request.method == "POST" and may_enter(view):
        request.max_content_length = most
