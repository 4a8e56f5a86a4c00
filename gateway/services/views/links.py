"""The addresses of a teacher's pages: the one list that views and routes share."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True)
class Links:
    """Addresses under one session's handle."""

    handle: str

    def at(self, path: str = "", **query: object) -> str:
        """Return an address below the teacher's home; values that are empty are left out."""
        if not query:
            return f"/teacher/{self.handle}/{path}"
        kept = {name: str(value) for name, value in query.items() if value not in {"", None, 0}}
        tail = f"?{urlencode(kept)}" if kept else ""
        return f"/teacher/{self.handle}/{path}{tail}"

    def student(self, person_id: str, **query: object) -> str:
        """Return a student's sheet."""
        return self.at(f"students/{person_id}", **query)

    def cell(self, person_id: str, standard_id: str) -> str:
        """Return one student's evidence on one standard."""
        return self.at(f"students/{person_id}/standards/{standard_id}")

    def grade(self, place_id: str, person_id: str, action: str) -> str:
        """Return where a choice about one grade is posted, or its history shown."""
        return self.at(f"gradebook/{place_id}/{person_id}/{action}")

    def decision(self, statement_id: object) -> str:
        """Return where a decision is taken back."""
        return self.at(f"decisions/{statement_id}/undo")
