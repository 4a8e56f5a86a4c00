"""The Spanish catalogue is complete, current and says what the English does (U62, U64)."""

import re

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from translation_tools import script

from gateway.delivery.comment import grade_comment
from gateway.learn.grading import CommentParts
from gateway.web import i18n
from gateway.web.words import STATES, state_letter

KEPT = re.compile(r"%\(\w+\)[sd]|%%|</?\w+>")
OTHERS = sorted(i18n.LANGUAGES.keys() - {script.SOURCE_LANGUAGE})
PROTOCOL = re.compile(r"\b(LTI|AGS|NRPS|OIDC|xAPI|LRS|nonce|issuer|line item|scope)\b", re.IGNORECASE)
FORMAL = re.compile(r"\b(usted(es)?|su|sus)\b", re.IGNORECASE)
FAMILIAR = re.compile(r"\b(tú|tu|tus|ti|contigo|tienes|puedes|quieres)\b", re.IGNORECASE)


@pytest.fixture(scope="module", params=OTHERS)
def catalogue(request):
    return script.updated(request.param)


@pytest.fixture(scope="module")
def spanish():
    return [message for message in script.updated("es") if message.id]


def forms(text):
    return tuple(text) if isinstance(text, list | tuple) else (text or "",)


def pairs(catalogue):
    """Yield each form with its translation; what is missing has a test of its own, and the empty id is the header."""
    for message in catalogue:
        for source, target in zip(forms(message.id), forms(message.string), strict=True) if message.id else ():
            if target:
                yield source, target


def only_on(message, *folders: str):
    return all(place.startswith(folders) for place, _line in message.locations)


def test_U62_every_message_of_the_sources_is_translated(catalogue):
    assert script.missing(catalogue) == []


def test_U62_translations_keep_placeholders_and_tags(catalogue):
    for source, target in pairs(catalogue):
        assert sorted(KEPT.findall(source)) == sorted(KEPT.findall(target)), (source, target)


def test_U62_translations_keep_the_end_of_the_sentence(catalogue):
    for source, target in pairs(catalogue):
        assert (source[-1] in ".:?") == (target[-1] in ".:?"), (source, target)


def test_U62_stored_catalogue_and_compiled_one_are_what_the_script_writes(catalogue):
    path = script.po_path(str(catalogue.locale))
    assert path.read_bytes() == script.po_bytes(catalogue)
    assert path.with_suffix(".mo").read_bytes() == script.mo_bytes(catalogue)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_U51_no_letter_stands_for_two_states(language):
    app = Flask("gateway.web")
    Babel(app, default_translation_directories=str(i18n.DIRECTORY))
    with app.test_request_context(), force_locale(language):
        letters = [state_letter(state) for state in STATES]
    assert len(set(letters)) == len(STATES)


def test_U64_students_are_addressed_as_tu(spanish):
    """The page of observers, who are grown up, stands among the students' pages."""
    for message in spanish:
        if only_on(message, "gateway/web/templates/student", "gateway/web/student", "gateway/web/pages/student"):
            for text in forms(message.string):
                assert not FORMAL.search(text) or "observador" in text, text


def test_U64_teachers_and_admins_are_addressed_as_usted(spanish):
    for message in spanish:
        if only_on(message, "gateway/web/templates/teacher", "gateway/web/templates/admin", "lti/lms"):
            for text in forms(message.string):
                assert not FAMILIAR.search(text), text


def test_U64_spanish_pages_of_students_and_teachers_hold_no_word_of_the_protocols(spanish):
    for message in spanish:
        if only_on(message, "gateway/web/templates/student", "gateway/web/templates/teacher", "gateway/web/reasons"):
            for text in forms(message.string):
                assert not PROTOCOL.search(text), text


def test_U64_sentences_for_students_are_short_in_spanish(spanish):
    for message in spanish:
        if only_on(message, "gateway/web/templates/student", "gateway/web/student"):
            for text in forms(message.string):
                longest = max(len(part.split()) for part in re.split(r"[.!?:] ", text))
                assert longest <= 18 or "observador" in text, text


def test_comments_beside_grades_come_in_the_course_language():
    parts = CommentParts("done", 4, 3, 2, None, None, None, None, set_by_teacher=True)
    assert grade_comment(parts, None, "es") == "Dominado, puesto por el docente."
    assert grade_comment(parts, None, "en") == "Mastered, set by the teacher."
