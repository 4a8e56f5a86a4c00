"""What a page says after something was done, and where it is undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask_babel import gettext

SAID: Mapping[str, Callable[[], tuple[str, str]]] = {
    "published": lambda: (str(gettext("Published. Students have their path.")), "pathway/undo"),
    "undone": lambda: (str(gettext("Publishing was undone. Work and levels are kept.")), ""),
    "kept": lambda: (str(gettext("Saved as a draft.")), ""),
    "on": lambda: (str(gettext("Grades are written from now on.")), ""),
    "off": lambda: (str(gettext("Nothing more is written to the gradebook.")), ""),
    "level": lambda: (str(gettext("The level is saved.")), ""),
    "excused": lambda: (str(gettext("Excused.")), ""),
    "waived": lambda: (str(gettext("Noted. It counts as done in its package.")), ""),
    "taken": lambda: (str(gettext("Taken back.")), ""),
    "support": lambda: (str(gettext("The support step stands first on their path.")), ""),
    "entered": lambda: (str(gettext("The results are saved.")), ""),
    "roster": lambda: (str(gettext("The class list is being read again.")), ""),
    "copied": lambda: (str(gettext("The set-up came along as a draft. Look through it, then publish.")), ""),
    "grade": lambda: (str(gettext("Done. The gradebook follows within seconds.")), ""),
    "forgotten": lambda: (str(gettext("Nothing more is written there.")), ""),
    "removing": lambda: (str(gettext("Everything is being removed; nothing more is written.")), ""),
    "read": lambda: (str(gettext("The grades are being read again.")), ""),
    "counts": lambda: (str(gettext("It counts from now on. Its grades are being read.")), ""),
    "counts_not": lambda: (str(gettext("It does not count.")), ""),
    "levels": lambda: (str(gettext("Saved. Levels are given anew; the gradebook follows.")), ""),
    "aligned": lambda: (str(gettext("Saved. Levels follow within seconds.")), ""),
    "refused": lambda: (str(gettext("They are not suggested for it any more.")), ""),
    "uploaded": lambda: (str(gettext("The package is here. Say what it shows, so that it counts.")), ""),
    "added": lambda: (str(gettext("The page is an activity now. Say what it shows, so that it counts.")), ""),
    "saved": lambda: (str(gettext("Saved.")), ""),
    "out": lambda: (str(gettext("It is no longer offered. What was done in it counts on.")), ""),
    "replaced": lambda: (str(gettext("The newer version is in its place. What was done before counts on.")), ""),
    "deleted": lambda: (str(gettext("The package is deleted. What was done in it counts on.")), ""),
    "brought": lambda: (str(gettext("The results are stored. Levels follow within seconds.")), ""),
    "supports": lambda: (str(gettext("Saved. It holds from the next activity on.")), ""),
    "untaken": lambda: (str(gettext("Nothing of this student is recorded from now on.")), ""),
    "taking": lambda: (str(gettext("This student takes part again.")), ""),
    "brought_in": lambda: (str(gettext("They are in the draft. Arrange it, then publish.")), ""),
    "tied": lambda: (str(gettext("Tied. It opens for those who have come there within seconds.")), ""),
    "untied": lambda: (str(gettext("Ended. It is left as it was before.")), ""),
    "work_answered": lambda: (str(gettext("Your answer is saved. The student can see it.")), ""),
    "given_back": lambda: (str(gettext("Given back with your words.")), ""),
    "asked": lambda: (str(gettext("Students can hand in their work for it now.")), ""),
    "asked_not": lambda: (str(gettext("Nothing more is handed in for it. What is there stays.")), ""),
    "start": lambda: (str(gettext("The start is changed.")), ""),
    "dates": lambda: (str(gettext("The dates are saved. Own dates of students follow.")), ""),
    "away": lambda: (str(gettext("Saved. Own dates of the student follow.")), ""),
    "answered": lambda: (str(gettext("Answered. The student sees it.")), ""),
    "stations": lambda: (str(gettext("The groups of this day are kept.")), ""),
    "unit": lambda: (str(gettext("The pathway is changed.")), ""),
}
"""By code: the words, and the address below the teacher's home that undoes it."""
