"""Why a file was not taken, in words for the student who chose it."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext

from gateway.files.errors import FileRefused
from gateway.files.kinds import ENDINGS

ACCEPT = ",".join(f".{one}" for one in ENDINGS)
"""What a browser offers to choose from."""

_WORDS: Mapping[str, object] = {
    "too-large": lazy_gettext("The file has more than 25 MB. Make it smaller, or hand in a link to it."),
    "empty": lazy_gettext("The file is empty. Save it again, then choose it here."),
    "unknown": lazy_gettext("Files of this kind are not taken. Save it as PDF, or take a photo of it."),
    "other": lazy_gettext("The file is not what its name says. Save it again in its own program."),
    "damaged": lazy_gettext("The file is damaged or not complete. Save it again, then choose it here."),
    "macros": lazy_gettext(
        "Documents of this kind can hold programs. Save it as PDF, DOCX, XLSX or PPTX without macros."
    ),
    "photo": lazy_gettext("Photos of this kind keep the place where they were taken. Save it as JPEG or PNG."),
}


def refused(error: FileRefused) -> tuple[str, int]:
    """Return what to say and the status to say it with."""
    return str(_WORDS[error.code]), 413 if error.code == "too-large" else 422
