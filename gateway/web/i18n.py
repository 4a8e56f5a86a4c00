"""Languages: the launch's, or the one a person chose in this session."""

from __future__ import annotations

from pathlib import Path

from babel import Locale, UnknownLocaleError
from flask import g, request

DIRECTORY = Path(__file__).parent / "translations"
LANGUAGES: dict[str, str] = {"en": "English", "es": "Español"}
"""Complete catalogues, each named in itself."""


def nearest(wanted: str | None) -> str:
    """Return the language we have that is nearest to a locale such as es-MX; English for anything else."""
    if wanted:
        try:
            code = Locale.parse(wanted.replace("-", "_")).language
        except (UnknownLocaleError, ValueError):
            code = ""
        if code in LANGUAGES:
            return code
    return "en"


def chosen() -> str:
    """Return the language of this request."""
    session = getattr(g, "session", None)
    if session is not None:
        return nearest(session.language)
    return nearest(request.accept_languages.best_match(list(LANGUAGES)) or "en")
