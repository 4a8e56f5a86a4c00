"""The page on which a teacher says how students' next steps are picked."""

from __future__ import annotations

from gateway.learn.policy import Playlist
from gateway.services import choosing, test_out
from gateway.services.choosing import Choosing
from gateway.services.inputs import CourseInputs
from gateway.services.views.links import Links
from gateway.services.views.names import Names
from gateway.web.pages.choosing_page import ChoosingPage, Listed


def show(course: CourseInputs, links: Links, language: str, sent: Choosing | None = None) -> ChoosingPage:
    """Return the page as it stands, or as it was sent."""
    stands, names = sent or choosing.of(course.settings), Names(course, language)
    return ChoosingPage(
        url=links.at("pathway/choices"), back_url=links.at("pathway"), policy=stands.policy,
        listed=tuple(
            Listed(
                course.activity_ids[iri], names.of(iri), course.library.by_id[iri].style, course.standards[name].code, n
            )
            for n, (iri, name) in enumerate(_list(course, stands.playlist), start=1)
        ),
        test_out=stands.test_out, questions=test_out.QUESTIONS,
    )  # fmt: skip


def _list(course: CourseInputs, order: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return (activity IRI, a standard that it serves) in the list's order, each activity once."""
    own = Playlist(tuple(course.activities[one].iri for one in order if one in course.activities))
    found: dict[str, str] = {}
    for activity, standard in own.listed(course.library, course.library.served):
        found.setdefault(activity.id, standard)
    return list(found.items())
