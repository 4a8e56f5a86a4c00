"""A small application that renders each page from its model, as the real doors will."""

from collections.abc import Callable
from dataclasses import dataclass

import teacher_choosing as choosing
import teacher_class as k
import teacher_consent as n
import teacher_copies as c
import teacher_dates as dates
import teacher_graded as d
import teacher_handed as h
import teacher_helps as helps
import teacher_levels as levels
import teacher_mapping as mapping
import teacher_outline as outline
import teacher_pages as p
import teacher_parts as parts
import teacher_placing as x
import teacher_proposed as proposed
import teacher_rubrics as rub
import teacher_sheets as t
import teacher_writing as v
from flask import Flask, render_template, request
from flask_babel import Babel

from gateway.web.pages.jinja import install
from gateway.web.pages.shell import Toast


@dataclass(frozen=True)
class Shown:
    """A page under test: its template, its model, its tab, and the template of its sheet."""

    template: str
    model: Callable[[], object]
    tab: str = ""
    sheet: str = ""


PAGES = {
    "today": Shown("teacher/class_page.html", k.week_three, "Today"),
    "today-day-one": Shown("teacher/class_page.html", k.day_one, "Today"),
    "today-term-end": Shown("teacher/class_page.html", k.term_end, "Today"),
    "today-one-unit": Shown("teacher/class_page.html", k.one_unit, "Today"),
    "cell": Shown("teacher/cell.html", t.cell, "Today", "teacher/cell_sheet.html"),
    "cell-error": Shown(
        "teacher/cell.html", lambda: t.cell("Write a reason, so that Maya and you remember why."), "Today"
    ),
    "cell-empty": Shown("teacher/cell.html", t.empty_cell, "Today"),
    "student": Shown("teacher/student_sheet.html", t.student, "Students"),
    "student-new": Shown("teacher/student_sheet.html", t.new_student, "Students"),
    "students": Shown("teacher/students_page.html", p.students, "Students"),
    "setup-1": Shown("teacher/setup_page.html", p.standards, "Pathway"),
    "setup-2": Shown("teacher/setup_page.html", p.activities, "Pathway"),
    "setup-3": Shown("teacher/setup_page.html", p.alignments, "Pathway"),
    "setup-4": Shown("teacher/setup_page.html", p.draft, "Pathway"),
    "setup-5": Shown("teacher/setup_page.html", p.publish, "Pathway"),
    "gradebook": Shown("teacher/gradebook_page.html", p.gradebook, "Gradebook"),
    "gradebook-empty": Shown("teacher/gradebook_page.html", p.gradebook_empty, "Gradebook"),
    "gradebook-none": Shown("teacher/gradebook_page.html", p.no_gradebook, "Gradebook"),
    "writing": Shown("teacher/writing_page.html", v.writing, "Gradebook"),
    "writing-nothing": Shown("teacher/writing_page.html", v.nothing, "Gradebook"),
    "writing-total": Shown("teacher/total_page.html", v.total, "Gradebook"),
    "history": Shown("teacher/history.html", t.history, "Gradebook", "teacher/history_sheet.html"),
    "graded": Shown("teacher/works_page.html", d.works, "Gradebook"),
    "graded-one": Shown("teacher/work_page.html", d.work, "Gradebook"),
    "levels": Shown("teacher/levels_page.html", levels.rule, "Gradebook"),
    "levels-estimate": Shown("teacher/levels_page.html", levels.estimate, "Gradebook"),
    "levels-wrong": Shown("teacher/levels_page.html", levels.wrong, "Gradebook"),
    "proposed": Shown("teacher/proposed_page.html", proposed.proposed, "Gradebook"),
    "rubric": Shown("teacher/rubric_page.html", p.rubric, "Today"),
    "consent": Shown("teacher/consent_page.html", n.ended, "Gradebook"),
    "consent-going": Shown("teacher/consent_page.html", n.going, "Gradebook"),
    "copy": Shown("teacher/copy_page.html", c.copied, "Pathway"),
    "copy-shared": Shown("teacher/copy_page.html", c.shared, "Pathway"),
    "copy-not-taught": Shown("teacher/copy_page.html", c.not_taught, "Pathway"),
    "choosing": Shown("teacher/choosing_page.html", choosing.fitting, "Pathway"),
    "choosing-list": Shown("teacher/choosing_page.html", choosing.looked, "Pathway"),
    "helped": Shown("teacher/helped_page.html", dates.helped, "Pathway"),
    "helped-none": Shown("teacher/helped_page.html", dates.helped_none, "Pathway"),
    "begin": Shown("teacher/begin_page.html", dates.begin, "Students"),
    "ideas": Shown("teacher/ideas_page.html", dates.ideas, "Students"),
    "stations": Shown("teacher/stations_page.html", dates.stations, "Today"),
    "stations-cards": Shown("teacher/stations_cards.html", dates.stations, "Today"),
    "pathway": Shown("teacher/pathway_page.html", p.pathway, "Pathway"),
    "pathway-empty": Shown("teacher/pathway_page.html", p.pathway_empty, "Pathway"),
    "results": Shown("teacher/mapping_page.html", mapping.results, "Pathway"),
    "results-one": Shown("teacher/align_page.html", mapping.align, "Pathway"),
    "results-effect": Shown("teacher/effect_page.html", mapping.effect, "Pathway"),
    "results-rules": Shown("teacher/rules_page.html", mapping.rules, "Pathway"),
    "earlier": Shown("teacher/prior_page.html", mapping.prior, "Students"),
    "earlier-looked": Shown("teacher/prior_page.html", mapping.prior_looked, "Students"),
    "bring": Shown("teacher/bring_page.html", mapping.bring, "Pathway"),
    "bring-picked": Shown("teacher/picked_page.html", mapping.picked, "Pathway"),
    "parts": Shown("teacher/parts_page.html", parts.asked, "Pathway"),
    "library": Shown("teacher/activities_page.html", mapping.library, "Pathway"),
    "library-one": Shown("teacher/activity_page.html", mapping.activity, "Pathway"),
    "library-delete": Shown("teacher/delete_page.html", mapping.delete, "Pathway"),
    "rubrics": Shown("teacher/rubrics_page.html", rub.rubrics, "Pathway"),
    "rubric-form": Shown("teacher/rubric_form.html", rub.rubric, "Pathway"),
    "marking": Shown("teacher/marking_page.html", rub.marking, "Students"),
    "marking-one": Shown("teacher/marking_page.html", rub.marking_one, "Students"),
    "lesson": Shown("teacher/lesson_page.html", rub.lesson, "Pathway"),
    "project": Shown("teacher/project_form.html", rub.project, "Pathway"),
    "waiting": Shown("teacher/handed_page.html", h.waiting, "Today"),
    "waiting-one": Shown("teacher/handed_one.html", h.work, "Today"),
    "helps": Shown("teacher/scaffolds_page.html", helps.helps, "Pathway"),
    "outline": Shown("teacher/outline_page.html", outline.new, "Pathway"),
    "pick": Shown("pick/choose.html", x.choose),
    "pick-check": Shown("pick/check.html", x.check),
    "pick-preview": Shown("pick/preview.html", x.preview),
    "placed": Shown("teacher/placed_page.html", x.placed),
}
IN_WORDS = {
    "choosing-in-order": Shown("teacher/choosing_page.html", choosing.unmoved),
    "choosing-wrong": Shown("teacher/choosing_page.html", choosing.wrong),
    "proposed-none": Shown("teacher/proposed_page.html", proposed.none),
    "stations-none": Shown("teacher/stations_page.html", dates.stations_none),
    "stations-no-cards": Shown("teacher/stations_cards.html", dates.stations_none),
    "begin-there": Shown("teacher/begin_page.html", dates.begin_there),
    "ideas-none": Shown("teacher/ideas_page.html", dates.ideas_none),
    "results-none": Shown("teacher/mapping_page.html", mapping.results_none),
    "results-unchosen": Shown("teacher/mapping_page.html", mapping.results_unchosen),
    "results-no-rules": Shown("teacher/rules_page.html", mapping.rules_none),
    "earlier-bad": Shown("teacher/prior_page.html", mapping.prior_bad),
    "bring-links": Shown("teacher/bring_page.html", mapping.bring_links),
    "bring-nothing": Shown("teacher/bring_page.html", mapping.bring_nothing),
    "parts-nobody": Shown("teacher/parts_page.html", parts.nobody),
    "parts-cannot": Shown("teacher/parts_page.html", parts.cannot),
    "library-closed": Shown("teacher/activities_page.html", mapping.library_closed),
    "library-shipped": Shown("teacher/activity_page.html", mapping.activity_shipped),
    "library-packed": Shown("teacher/activity_page.html", mapping.activity_packed),
    "library-delete-used": Shown("teacher/delete_page.html", mapping.delete_used),
    "rubrics-none": Shown("teacher/rubrics_page.html", rub.rubrics_none),
    "rubric-new": Shown("teacher/rubric_form.html", rub.rubric_without_standards),
    "marking-nobody": Shown("teacher/marking_page.html", rub.marking_nobody),
    "lesson-out": Shown("teacher/out_page.html", rub.leaving),
    "lesson-new": Shown("teacher/lesson_page.html", rub.lesson_new),
    "project-no-rubric": Shown("teacher/project_form.html", rub.project_without_rubric),
    "helps-none": Shown("teacher/scaffolds_page.html", helps.none),
    "outline-change": Shown("teacher/outline_page.html", outline.change),
    "waiting-nothing": Shown("teacher/handed_page.html", h.nothing),
    "waiting-outline": Shown("teacher/handed_one.html", h.outline),
    "waiting-checkpoint": Shown("teacher/handed_one.html", h.checkpoint),
    "pick-nothing": Shown("pick/choose.html", x.found_nothing),
    "pick-not-taken": Shown("pick/choose.html", x.not_taken),
    "pick-check-set": Shown("pick/check.html", x.check_set),
    "pick-check-several": Shown("pick/check.html", x.check_several),
    "pick-send": Shown("pick/send.html", x.send),
    "pick-send-nothing": Shown("pick/send.html", lambda: x.send(0)),
    "placed-no-column": Shown("teacher/placed_page.html", x.placed_without_column),
}
"""Further states, of which only the words are looked at; the way back leaves its page at once where scripts run."""

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'"
)


def make_app(language: str = "en", direction: str = "ltr", catalogues: str = "") -> Flask:
    """Make the application in one language; `catalogues` is a directory of translations."""
    app = Flask("gateway.web")
    if catalogues:
        app.config["BABEL_TRANSLATION_DIRECTORIES"] = catalogues
    Babel(app, locale_selector=lambda: language)
    install(app)

    @app.route("/<name>", methods=["GET", "POST"])
    def show(name: str) -> str:
        page = PAGES[name]
        frame = k.shell(
            page.tab,
            language=language,
            direction=direction,
            toasts=(Toast("4 students now have a support step.", "/undo"),) if "toast" in request.args else (),
        )
        part = page.sheet and request.headers.get("X-Waymark-Part") == "sheet"
        return render_template(page.sheet if part else page.template, shell=frame, page=page.model())

    @app.after_request
    def guard(answer):
        answer.headers["Content-Security-Policy"] = CSP
        return answer

    return app
