"""Student pages as Maya meets them in week 3, on the first day and at the end."""

from dataclasses import replace
from datetime import UTC, date, datetime

import handing_samples

from gateway.web.pages.shell import Choice, Language, Shell, Who
from gateway.web.pages.student.activity import ActivityPage
from gateway.web.pages.student.common import Level, Result, Start, Why
from gateway.web.pages.student.elsewhere import ElsewherePage
from gateway.web.pages.student.goal import GoalChoice, GoalPage
from gateway.web.pages.student.ideas import IdeaLine, IdeasPage
from gateway.web.pages.student.moments import (
    DonePage,
    FirstDayPage,
    LoadingPage,
    NotYouPage,
    Observed,
    ObserverPage,
    Standing,
)
from gateway.web.pages.student.path import (
    After,
    Card,
    Counts,
    Filters,
    Goal,
    Help,
    Helping,
    Move,
    Part,
    PathPage,
    Strength,
    Told,
    Unit,
)
from gateway.web.pages.student.placed import SetLine, SetPage
from gateway.web.pages.student.placement import Begin, PlacementPage
from gateway.web.pages.student.test_out import TestOutPage
from gateway.web.pages.student.work import ProjectPage, RatePage, RateRow, StopLine, StopPage

NOW = datetime(2026, 10, 13, 12, 4, tzinfo=UTC)
FRIDAY, MONDAY = date(2026, 10, 9), date(2026, 10, 12)
TEACHER = "Ms. Alvarez"
START = Start("/student/start", (("offer", "o1"),))
JUICE = Result("Juice stand", FRIDAY, 3, 4)

SHELL = Shell(
    course="Mathematics 6",
    role="student",
    csrf="t0",
    here="/student/path",
    home="/student/path",
    languages=(Language("en", "English"), Language("es", "Español")),
    language_url="/student/language",
    who=Who("Maya", "", "/student/not-you", "/student/done"),
    carry=(("k", "launch1"),),
)

CARDS = (
    Card(
        "a1",
        "Trail mix tables",
        "try",
        12,
        "Find the missing number in a ratio table.",
        "It lets you make any recipe bigger or smaller.",
        Why("result", JUICE, "goal"),
        "/student/activity/a1",
        START,
    ),
    Card(
        "a2",
        "The lunch line",
        "paper",
        15,
        "Find the price of one.",
        "You find out which deal is really cheaper.",
        Why("start", knows="Compare two amounts with a ratio"),
        "/student/activity/a2",
        START,
    ),
    Card(
        "a3",
        "Ratio rescue",
        "teacher",
        10,
        "Use ratio words the right way.",
        "Clear words help others follow your thinking.",
        Why("review", days=16),
        "/student/activity/a3",
        None,
    ),
)

TOLD = tuple(
    Told(Result(name, FRIDAY, 2, 4), move)
    for name, move in (("Juice stand", "up2"), ("", "up"), ("Bike ride", "same"), ("Sale day", "down"), ("", "down2"))
)
PARTS = (
    Part("Compare two amounts with a ratio", Level("due"), "Ratio rescue", "/student/activity/a3"),
    Part("Find the rate for one", Level("few", 1), "The lunch line", "/student/activity/a2"),
    Part("Make and use ratio tables", Level("near"), "Trail mix tables", "/student/activity/a1", results=TOLD),
    Part("Solve rate problems", Level("prog", by_teacher=True), "Bike ride", "/student/activity/a4"),
    Part("Work with percents", Level("none"), "Sale day", "/student/activity/a5"),
    Part("Change units", Level("exc")),
)

UNITS = (
    Unit("Ratios", "/student/unit/1", Counts(due=1, near=1, to_go=3), here=True, aim=date(2026, 10, 16)),
    Unit("Rates and percents", "/student/unit/2", Counts(mastered=1, to_go=7)),
    Unit("Expressions", "/student/unit/3", Counts(to_go=6), easier_after="Rates and percents"),
    Unit("Patterns", "/student/unit/5", Counts(to_go=2), optional=True),
    Unit("My project", "/student/unit/4", Counts(to_go=1), starts=date(2026, 11, 3)),
)

MOVE = Move("Make and use ratio tables", Level("prog"), Level("near"))

PATH = PathPage(
    shell=SHELL,
    now=NOW,
    name="Maya",
    teacher=TEACHER,
    cards=CARDS,
    filters=Filters("/student/path", fields=(("k", "launch1"),)),
    others_url="/student/path?others=1",
    help=Help("/student/help"),
    goal_url="/student/goal",
    units=UNITS,
    unit_title="Ratios",
    parts=PARTS,
    strength=Strength(
        "Compare two amounts with a ratio", (Result("Paint mix", MONDAY, 6, 6), Result("Team colors", FRIDAY, 6, 6))
    ),
    goal=Goal("Make and use ratio tables", 0.71, Level("near"), date(2026, 10, 16)),
    after=After(JUICE, (MOVE,), "Your choices changed after it. New: “The mural”."),
    saved_at=NOW,
    ideas_url="/student/ideas",
    aloud=True,
)

FIRST_LOOK = replace(
    PATH, strength=None, goal=None, after=None, saved_at=None, cards=(replace(CARDS[1], why=Why("must"), begun=True),),
    units=UNITS[2:],
    helping=Helping("Compare two amounts with a ratio", "/student/offer/back", (("standard", "s1"),), offered=True),
    placement_url="/student/placement", stumbled="Compare two amounts with a ratio", unrecorded=True,
)  # fmt: skip
ALL_DONE = replace(
    PATH,
    all_done=True,
    cards=(
        replace(CARDS[0], why=Why("further")),
        replace(CARDS[1], why=Why("known"), begun=True),
    ),
    helping=Helping("Compare two amounts with a ratio", "/student/offer", (("standard", "s1"),)),
    others_url="",
    course_silent=True,
    help=Help("/student/help", asked=True, back_url="/student/help/back"),
)
NOTHING_FITS = replace(
    PATH, cards=(), filters=replace(PATH.filters, minutes=10, at_home=True), after=After(JUICE, ()),
    ways=("class", "placement", "prior", "anew"), wish="class", wish_url="/student/begin",
)  # fmt: skip

ACTIVITY = ActivityPage(
    shell=SHELL,
    now=NOW,
    teacher=TEACHER,
    title="Trail mix tables",
    style="try",
    minutes=12,
    learn="Find the missing number in a ratio table.",
    matters="It lets you make any recipe bigger or smaller.",
    how=("Read the recipe.", "Fill the gaps in six tables.", "Ask for a hint if you are stuck."),
    why=Why("result", JUICE, "goal"),
    start=START,
    back_url="/student/path",
    skip_url="/student/skip",
    skip_reasons=(Choice("easy", "It is too easy for me"), Choice("later", "Not today")),
    last=JUICE,
    aloud=True,
)

FOUND = PlacementPage(
    SHELL, 5, 12, "/student/next", "/student/path",
    (Begin("Ratios", "Compare two amounts with a ratio"), Begin("Percents", "")), over=True,
)  # fmt: skip

SHOW = TestOutPage(
    SHELL, NOW, "Make and use ratio tables", "open", 5, "/student/start", "/student/path", JUICE, "/student/a", "Tables"
)

GOAL = GoalPage(
    shell=SHELL,
    choices=(
        GoalChoice("s1", "Make and use ratio tables", Level("near"), chosen=True),
        GoalChoice("s2", "Find the rate for one", Level("few", 2)),
        GoalChoice("s3", "Solve a long problem about how fast, how far and how long", Level("none")),
    ),
    save_url="/student/goal",
    back_url="/student/path",
    aim=date(2026, 10, 16),
    first_day=date(2026, 10, 13),
    interests=(Choice("bikes", "Bikes", chosen=True), Choice("food and cooking", "Food and cooking")),
    interests_url="/student/interests",
)

IDEAS = IdeasPage(
    SHELL, NOW, TEACHER, "/student/ideas", "/student/ideas/back", "/student/path",
    (
        IdeaLine("Count cars by colour", "Find a ratio", MONDAY, "waiting", back=(("idea", "i1"),)),
        IdeaLine("Draw the stairs", "Find a ratio", FRIDAY, "accepted", url="/student/a9"),
        IdeaLine("Mix paint", "Make ratio tables", FRIDAY, "change", "Which paint?", change_url="/student/i3"),
        IdeaLine("Play a game", "Make ratio tables", FRIDAY, "declined", "What would it show?"),
    ),
    (Choice("s1", "Find a ratio", True), Choice("s2", "Make and use ratio tables")), 400,
)  # fmt: skip

DONE = DonePage(
    shell=SHELL,
    now=NOW,
    name="Maya",
    results=(Result("Trail mix tables", NOW.date(), 5, 6), Result("The lunch line", NOW.date())),
    moves=(MOVE, Move("Find the rate for one", Level("few", 1), Level("few", 2))),
    stay_url="/student/path",
    close_url="https://school.example/courses/1",
)

SET = SetPage(
    SHELL, NOW, "Ratios, first week",
    (
        SetLine("a1", "Trail mix tables", "try", 12, "Find the missing number.", "/student/a1", begun=True),
        SetLine("a2", "The lunch line", "paper", 15, "Find the price of one.", "/student/a2", last=JUICE),
        SetLine("a3", "Ratio rescue", "teacher", 10, "Use ratio words the right way.", "/student/a3"),
    ),
    "/student/path",
)  # fmt: skip

OBSERVER = ObserverPage(
    SHELL, NOW,
    (
        Observed(
            "Maya Okafor", NOW, 1,
            (
                Standing("6.RP.A.1", "Ratio language", "done"), Standing("6.RP.A.2", "Unit rates", "few", 2),
                Standing("6.RP.A.3", "Ratio tables", "near", 3, set=True), Standing("6.RP.B", "Percents", "none"),
            ),
        ),
        Observed("Leo Okafor", None, 0, (Standing("6.RP.A.1", "Ratio language", "none"),)),
    ),
    close_url="https://school.example/courses/1",
)  # fmt: skip
_FILM = ElsewherePage(SHELL, "A film", "https://films.example/ratios", "films.example", "/path", "/finished")

STOPS = (
    StopLine(
        "c1",
        "A plan",
        "One page",
        date(2026, 10, 9),
        "done",
        (("Words", "Nearly"),),
        "/student/rubric/1",
        "/stop/1",
        "done",
    ),
    StopLine("c2", "The stand", "A photo", date(2026, 10, 16), "next", (), "/student/rubric/2", "/stop/2"),
    StopLine("c3", "Your book", "Three pages", date(2026, 10, 23), "ahead", (), "/student/rubric/3", "/stop/3"),
)
PROJECT = ProjectPage(
    SHELL, NOW, "A juice stand", "Find the price of one.", "try", 90, STOPS, False, False, START, "/student/path"
)
LOOKS = ((1, "Not yet", "I use no words for it."), (2, "Nearly", ""), (3, "There", "I say it with a ratio."))
RATE = RatePage(
    SHELL, NOW, "A juice stand", "A plan",
    (
        RateRow("k1", "Words", LOOKS, 2, own="Nearly", partner="There", teacher="Nearly"),
        RateRow("k2", "Numbers", LOOKS),
    ),
    "self", (Choice("/student/rubric?who=self", "I", True), Choice("/student/rubric?who=peer", "A partner")),
    "/student/rate", "/student/project",
)  # fmt: skip

PAGES = {
    "elsewhere": ("student/elsewhere.html", _FILM),
    "elsewhere-reports": ("student/elsewhere.html", replace(_FILM, done_url="")),
    "path": ("student/path.html", PATH),
    "path-first-look": ("student/path.html", FIRST_LOOK),
    "path-all-done": ("student/path.html", ALL_DONE),
    "path-given-back": ("student/path.html", replace(PATH, given_back=(("The mural", "/student/activity/a1"),))),
    "path-nothing-fits": ("student/path.html", NOTHING_FITS),
    "activity": ("student/activity.html", ACTIVITY),
    "activity-with-teacher": ("student/activity.html", replace(ACTIVITY, start=None, style="teacher")),
    "activity-task": (
        "student/activity.html",
        replace(
            ACTIVITY, start=None, done_url="/student/done-task", how=("Read page 3.",), rubric_url="/student/rubric"
        ),
    ),
    "activity-later": ("student/activity.html", replace(ACTIVITY, start=None, starts=MONDAY)),
    "project": ("student/project.html", PROJECT),
    "project-begun": ("student/project.html", replace(PROJECT, begun=True, start=None)),
    "project-stop": (
        "student/stop.html",
        StopPage(SHELL, NOW, "A juice stand", STOPS[0], handing_samples.WORK, "/student/project"),
    ),
    "rubric": ("student/rubric.html", RATE),
    "activity-hand-in": ("student/activity.html", replace(ACTIVITY, start=None, hand_in=handing_samples.WORK)),
    "activity-hand-in-wrong": ("student/activity.html", replace(ACTIVITY, hand_in=handing_samples.WRONG)),
    "activity-hand-in-closed": ("student/activity.html", replace(ACTIVITY, hand_in=handing_samples.CLOSED)),
    "activity-hand-in-links": ("student/activity.html", replace(ACTIVITY, hand_in=handing_samples.NO_FILES)),
    "activity-help": ("student/activity.html", replace(ACTIVITY, scaffold=handing_samples.AID)),
    "activity-help-open": ("student/activity.html", replace(ACTIVITY, scaffold=handing_samples.AID_SHOWN)),
    "activity-outline": ("student/activity.html", replace(ACTIVITY, start=None, outline=handing_samples.OUTLINE)),
    "activity-begun": ("student/activity.html", replace(ACTIVITY, begun=True, last=None)),
    "first-day": ("student/first_day.html", FirstDayPage(SHELL, "Maya", TEACHER, "/student/path")),
    "loading": ("student/loading.html", LoadingPage(SHELL, "/student/path")),
    "not-you": (
        "student/not_you.html",
        NotYouPage(SHELL, "Maya", "Mathematics 6", "https://school.example/courses/1"),
    ),
    "ideas": ("student/ideas.html", IDEAS),
    "ideas-refused": (
        "student/ideas.html",
        replace(IDEAS, ideas=(), teacher="", what="x", link="y", wrong=("standard", "what", "shows", "link")),
    ),
    "set": ("student/placed.html", SET),
    "set-empty": ("student/placed.html", replace(SET, lines=())),
    "observer": ("student/observer.html", OBSERVER),
    "observer-nobody": ("student/observer.html", replace(OBSERVER, students=())),
    "observer-first-day": (
        "student/observer.html",
        replace(OBSERVER, students=(Observed("Maya Okafor", None, 0, ()),)),
    ),
    "done": ("student/done.html", DONE),
    "done-nothing": ("student/done.html", replace(DONE, results=(), moves=(), close_url="")),
    "goal": ("student/goal.html", GOAL),
    "goal-refused": ("student/goal.html", replace(GOAL, goal_missing=True, aim_wrong=True)),
    "placement": ("student/placement.html", PlacementPage(SHELL, 0, 12, "/student/next", "/student/path")),
    "placement-half": ("student/placement.html", replace(FOUND, over=False)),
    "placement-found": ("student/placement.html", FOUND),
    "show": ("student/test_out.html", replace(SHOW, last=None)),
    "show-begun": ("student/test_out.html", replace(SHOW, stand="begun", questions=1)),
    "show-later": ("student/test_out.html", replace(SHOW, stand="later")),
    "show-passed": ("student/test_out.html", replace(SHOW, stand="passed")),
    "goal-none": ("student/goal.html", replace(GOAL, choices=())),
}
