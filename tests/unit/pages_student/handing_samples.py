"""What Maya handed in for an activity, in every state, and the form to hand in."""

from datetime import UTC, datetime

from gateway.web.pages.student.handing import Handed, HandIn
from gateway.web.pages.student.outline import OutlineForm, Part
from gateway.web.pages.student.scaffold import Aid, Scaffold

_MONDAY, _TUESDAY = datetime(2026, 10, 12, 9, 0, tzinfo=UTC), datetime(2026, 10, 13, 10, 30, tzinfo=UTC)

WORK = HandIn(
    url="/student/hand-in",
    lines=(
        Handed("file", "poster-of-our-mural.jpg", "/static/icon.svg", "waiting", _TUESDAY, 3, picture=True,
               back_url="/b"),
        Handed("link", "https://pages.example/maya/mural", "https://pages.example/maya/mural", "seen", _TUESDAY,
               host="pages.example", back_url="/b"),
        Handed("file", "poster.jpg", "/static/icon.svg", "back", _MONDAY, 2, words="Show how you got there.",
               by="Ms. Alvarez", answered_at=_MONDAY),
        Handed("file", "poster.jpg", "", "older", _MONDAY),
        Handed("outline", "", "", "done", _MONDAY, words="Clear and complete."),
    ),
    accept=".jpg,.png", most=25, fields=(("part", "plan"),),
)  # fmt: skip
WRONG = HandIn(
    "/student/hand-in",
    (),
    ".jpg",
    25,
    error="The file is empty. Save it again, then choose it here.",
    link="pages",
)
CLOSED = HandIn("/student/hand-in", (), ".jpg", 25, closed=True)
NO_FILES = HandIn("/student/hand-in", (), ".jpg", 25, takes_files=False)

_AIDS = (
    Aid("starters", ("For each …", "The ratio of … to …")), Aid("example", ("Write both.", "Compare them.")),
    Aid("link", ("A film",), "https://films.example/ratios", "films.example"), Aid("text", ("Draw it.",)),
)  # fmt: skip
AID = Scaffold("/student/help", _AIDS, (("standard", "s1"),))
AID_SHOWN = Scaffold("/student/help", _AIDS, (("standard", "s1"),), shown=True)

OUTLINE = OutlineForm(
    "/student/outline",
    (
        Part("s1", "My question", "What do you want to find out?", "How much paint do we need?", may_waive=False),
        Part("s2", "What I know", "", waived="I know nothing about it yet."),
        Part("s3", "Sources", "Where do you look?", may_waive=False, refused=True),
    ),
    empty=("Sources",),
)  # fmt: skip
