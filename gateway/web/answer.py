"""How an answer reaches the server."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


class Answer(Response):
    """An answer that is there already is handed over whole: the server takes an iterator apart in a thread's turns."""

    def get_app_iter(self, environ: WSGIEnvironment) -> Iterable[bytes]:
        """Return the parts of the body, as a list where all of them are there; what follows an answer is done then."""
        found = super().get_app_iter(environ)
        if not self.is_sequence or self.direct_passthrough or environ["REQUEST_METHOD"] == "HEAD":
            return found
        whole = list(found)
        self.close()
        return whole
