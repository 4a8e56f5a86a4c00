"""The bodies of the five steps of set-up, each with its default."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from flask_babel import gettext
from sqlalchemy import select

from gateway.db import tables as t
from gateway.learn import draft as drafting
from gateway.services import drafts, library, setup
from gateway.services.columns import has_progress, with_columns
from gateway.services.headings import walk
from gateway.services.publish import has_gradebook
from gateway.services.views import people, preview
from gateway.services.views.names import in_language, short, title_of, within
from gateway.services.views.setup_gaps import draft_units, pathway_gaps
from gateway.services.views.system import in_system
from gateway.services.views.units import units_of
from gateway.standards.plain import plain
from gateway.web.pages import setup_page as s
from gateway.web.pages.shell import Choice

if TYPE_CHECKING:
    from gateway.services.views.setup_page import Scene


_TICKED = frozenset({library.DECLARED, "teacher"})
"""Sources of alignments that are ticked until somebody decides."""


def standards(scene: Scene) -> s.StandardsStep:
    """Step 1: framework and grade guessed from the course's name, and what the sample library teaches ticked."""
    course, tenant = scene.course, scene.course.tenant_id
    frameworks = setup.frameworks_of(scene.conn, tenant)
    about = f"{course.title} {course.label or ''}"
    known = {str(row.id) for row in frameworks}
    chosen = next((one for one in (scene.ask.framework, str(scene.body.get("framework", ""))) if one in known), "")
    framework = chosen or setup.guess_framework(about, frameworks) or ""
    rows = list(
        scene.conn.execute(
            select(t.standard)
            .filter_by(tenant_id=tenant, framework_id=framework, retired=False)
            .order_by(t.standard.c.position)
        )
    )
    grades = sorted({one for row in rows if row.assessable for one in row.grades})
    guess = str(setup.guess_grade(about) if setup.guess_grade(about) is not None else "")
    asked = scene.ask.grade or str(scene.body.get("grade", "")) or guess
    grade = asked if asked in {str(one) for one in grades} else str(grades[0]) if grades else ""
    guessed = not scene.body.get("standards") and framework and not scene.ask.framework
    return s.StandardsStep(
        frameworks=tuple(Choice(str(row.id), row.title, str(row.id) == framework) for row in frameworks),
        grades=tuple(Choice(str(one), _grade_word(one), str(one) == grade) for one in grades),
        groups=_standard_groups(scene, rows, grade, framework), choose_url=scene.links.at("setup"),
        save_url=scene.links.at("setup/standards"), guessed_from=course.title if guessed else "",
        browse_url=scene.links.at("standards"),
    )  # fmt: skip


def _grade_word(grade: int) -> str:
    return str(gettext("Kindergarten") if grade <= 0 else gettext("Grade %(n)s", n=grade))


def _standard_groups(scene: Scene, rows: Sequence[Any], grade: str, framework: str) -> tuple[s.TickGroup, ...]:
    groups: dict[tuple[str, str], list[Any]] = {}
    for row, head in walk(rows):
        if row.assessable and (not grade or not row.grades or grade in {str(one) for one in row.grades}):
            groups.setdefault(head, []).append(row)
    ticked = _ticked(scene, groups, framework)
    return tuple(
        s.TickGroup(
            short(words, 60),
            tuple(
                s.Tick(row.id, short(plain(row.statement), 70), row.id in ticked, row.code or "", _more(row))
                for row in group
            ),
            code,
        )
        for (code, words), group in groups.items()
    )  # fmt: skip


def _more(row: Any) -> str:
    words = plain(row.statement)
    return words if len(words) > 70 else ""


def _ticked(scene: Scene, groups: Mapping[Any, Sequence[Any]], framework: str) -> set[str]:
    """Return what was chosen before, else what the sample library teaches of this grade, else everything here."""
    if scene.body.get("framework") == framework and scene.body.get("standards"):
        return set(scene.body["standards"])
    here = {row.id for group in groups.values() for row in group}
    sample = here & set(library.sample_standards(scene.conn, scene.course.tenant_id).values())
    return sample or here


def _offered(scene: Scene) -> list[tuple[str, str, str]]:
    return setup.offered(scene.conn, scene.course.tenant_id, scene.course.id, list(scene.drafted.standards))


def activities(scene: Scene) -> s.ActivitiesStep:
    """Step 2: everything that serves these standards is ticked; nothing is graded until a teacher says so."""
    chosen = scene.body.get("activities")
    served: dict[str, list[str]] = {}
    for activity, standard, _ in _offered(scene):
        served.setdefault(activity, []).append(standard)
    rows = drafts.activities_of(scene.conn, scene.course.tenant_id, list(served))
    order = {one: n for n, one in enumerate(scene.drafted.standards)}
    groups: dict[str, list[Any]] = {}
    for one in sorted(rows, key=lambda each: min(order[name] for name in served[each])):
        groups.setdefault(min(served[one], key=order.__getitem__), []).append(rows[one])
    shown = tuple(
        s.TickGroup(
            title_of(scene.drafted.standards[name]),
            tuple(_activity_tick(scene, row, served[row.id], chosen) for row in group),
            scene.drafted.standards[name].code,
        )
        for name, group in groups.items()
    )
    bare = [row for row in scene.drafted.standards.values() if not any(row.id in each for each in served.values())]
    return s.ActivitiesStep(shown, scene.links.at("setup/activities"), tuple(within(row) for row in bare))


def _activity_tick(scene: Scene, row: Any, served: Sequence[str], chosen: Mapping[str, bool] | None) -> s.Tick:
    codes = tuple(scene.drafted.standards[one].code for one in served) if len(served) > 1 else ()
    return s.Tick(
        row.id, in_language(row.title, scene.names.language), chosen is None or row.id in chosen, style=row.style,
        minutes=row.minutes, codes=codes,
        by_teacher=row.kind == "teacher", gradable=row.kind != "teacher", graded=bool((chosen or {}).get(row.id)),
    )  # fmt: skip


def alignments(scene: Scene) -> s.AlignmentsStep:
    """Step 3: what makers declare is ticked; guesses are not."""
    before = scene.body.get("alignments")
    accepted = {(one, other) for one, other in before or ()}
    rows = []
    for activity, standard, source in _offered(scene):
        row = scene.drafted.activities.get(activity)
        if row is None:
            continue
        held = scene.drafted.standards[standard]
        ticked = (activity, standard) in accepted if before is not None else source in _TICKED
        shown = {"declared": "maker", "guess": "guess"}.get(source, "teacher")
        title = in_language(row.title, scene.names.language)
        rows.append(s.AlignmentRow(f"{activity}:{standard}", title, held.code, title_of(held), shown, ticked))
    rows.sort(key=lambda one: (one.code, one.activity))
    return s.AlignmentsStep(tuple(rows), scene.links.at("setup/alignments"))


def draft(scene: Scene) -> s.DraftStep:
    """Step 4: the draft in one column with its gaps in words."""
    found = drafting.gaps(scene.drafted.library, scene.drafted.library.standards)
    links = scene.links
    return s.DraftStep(
        draft_units(
            scene.drafted, scene.names, found, lambda one: links.at("setup", step="draft", builds=one) + f"#s-{one}",
            scene.ask.builds,
        ),
        pathway_gaps(scene.drafted, found, links.at("setup", step="activities")),
        links.at("setup/move"), links.at("setup/rename"), links.at("setup/draft"), links.at("setup/builds"),
    )  # fmt: skip


def publish(scene: Scene) -> s.PublishStep:
    """Step 5: what publishing changes, seen as one student and in the gradebook, and the switch."""
    course, drafted, links = scene.course, scene.drafted, scene.links
    everyone = people.counted(people.learners(scene.conn, course.tenant_id, course.id, course.only))
    seen = next((one for one in everyone if one.id == scene.ask.seen_as), everyone[0] if everyone else None)
    found = drafting.gaps(drafted.library, drafted.library.standards)
    gaps = pathway_gaps(drafted, found, links.at("setup", step="activities"))
    all_url = "" if scene.ask.everyone else links.at("setup", step="publish", all=1)
    table, ready = preview.gradebook(scene.conn, drafted, everyone, all_url, scene.now, scene.can)
    return s.PublishStep(
        facts=_facts(scene, everyone, len(gaps)), publish_url=links.at("setup/publish"),
        draft_url=links.at("setup/keep"), see_url=links.at("setup"), gaps=gaps,
        students=tuple(Choice(one.id, one.name, one is seen) for one in everyone),
        preview=preview.student(scene.conn, drafted, scene.names, seen, scene.now) if seen else None,
        gradebook=table if has_gradebook(course) else None, write=bool(course.settings.get("write")), write_now=ready,
        in_system=in_system(scene.can),
    )  # fmt: skip


def _facts(scene: Scene, everyone: Sequence[people.Learner], gaps: int) -> s.PublishFacts:
    units = units_of(scene.drafted)
    counts = [len(scene.drafted.library.by_standard.get(one, ())) for unit in units for one in unit.standards] or [0]
    names = people.sections(scene.conn, scene.course.tenant_id, scene.course.id, scene.course.only)
    begun = scene.conn.execute(
        select(t.learner.c.person_id).filter_by(tenant_id=scene.course.tenant_id, course_id=scene.course.id)
    ).all()
    return s.PublishFacts(
        students=len(everyone), sections=max(1, len(names)), started=len(begun),
        units=tuple(one.title for one in units), fewest=min(counts), most=max(counts),
        columns_now=len(with_columns(scene.drafted)) + has_progress(scene.drafted),
        columns_later=sum(len(one.standards) for one in units if not one.open), gaps=gaps,
    )  # fmt: skip


STEPS: Mapping[str, Callable[[Any], s.Step]] = {
    "standards": standards, "activities": activities, "alignments": alignments, "draft": draft, "publish": publish,
}  # fmt: skip
