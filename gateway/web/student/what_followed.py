"""What the newest result did to a student's choices, in the student's words."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import gettext
from sqlalchemy import Connection

from gateway.services import progress, replanned
from gateway.services.path import Learner
from gateway.services.replanned import Replanned
from gateway.services.replans import PRACTICE, RAPID, UNALIGNED
from gateway.web.pages.student.path import After
from gateway.web.student.words import Words
from gateway.web.words import say_list


def told(conn: Connection, learner: Learner, words: Words, after: After | None) -> After | None:
    """Return what is said after the newest result, with what it did to the choices or why it does not count.

    `after` is what is known of the newest result that counts; one on its way stays as it is.
    """
    found = replanned.read(conn, learner.course, learner.person_id)
    if not found or (after is not None and not after.moves):
        return after
    newest, last = found[-1], progress.last_result(learner)
    if newest.why in {PRACTICE, RAPID, UNALIGNED} and (last is None or newest.at.timestamp() > last.at):
        asked = newest.detail.get("questions")
        return After(words.result(newest.activity_id, newest.at, newest.detail.get("earned"), asked), (), _why(newest))
    if after is None or last is None or newest.statement_id != last.statement_id:
        return after
    return replace(after, note=_choices(words, newest))


def _why(one: Replanned) -> str:
    if one.why == PRACTICE:
        return str(gettext("This was practice, and practice does not count for levels in this course."))
    if one.why == RAPID:
        return str(gettext("It was answered very quickly, so it does not count. You can take more time and try again."))
    return str(gettext("It does not count for any part of this course."))


def _choices(words: Words, one: Replanned) -> str:
    """Name what came in; empty where no next step was known before."""
    if one.before is None or one.after is None:
        return ""
    if one.same:
        return str(gettext("Your choices stayed the same."))
    names = [str(gettext("“%(title)s”", title=words.title(each))) for each in one.fresh if words.title(each)]
    if not names:
        return str(gettext("Your choices changed after it."))
    return str(gettext("Your choices changed after it. New: %(names)s.", names=say_list(names)))
