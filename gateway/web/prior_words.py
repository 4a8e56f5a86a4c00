"""Why a line of a file of earlier results is refused, in a sentence."""

from __future__ import annotations

from flask_babel import gettext

from gateway.services.prior_file import Bad


def why(one: Bad) -> str:
    """Return what is wrong with a line, and what would be right."""
    return str(
        {
            "columns": gettext("The first line must name these columns too: %(names)s", names=one.value),
            "not_text": gettext("This is no CSV file in UTF-8. Save it as “CSV UTF-8”."),
            "too_long": gettext("The file is larger than 1 MB. Divide it."),
            "too_many": gettext("A file has at most %(n)s lines. Divide it.", n=one.value),
            "student": gettext("No student of this course has the id “%(id)s”.", id=one.value),
            "student_twice": gettext("Several students have the id “%(id)s”.", id=one.value),
            "standard": gettext("“%(code)s” is no standard of a framework here.", code=one.value),
            "standard_elsewhere": gettext("“%(code)s” is not among this course's standards.", code=one.value),
            "score": gettext("“%(score)s” is no score. Write 0.85, 85%% or 17/20.", score=one.value),
            "date": gettext("“%(date)s” is no date. Write 2026-09-30.", date=one.value),
            "future": gettext("“%(date)s” is still to come.", date=one.value),
            "twice": gettext("The same student, standard, test and date stand in line %(n)s already.", n=one.value),
            "empty": gettext("There is no line below the first one."),
        }[one.problem]
    )
