"""Synthetic class histories: what students of an invented class did over some weeks, as plain xAPI statements.

The same seed and end give the same statements. Every student has an ability, a talent for each skill, and learns by
doing; skills are taught one after the other and revisited, some students come seldom, a few not at all.
"""

import math
import random
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

Json = dict[str, Any]

_EXTENSIONS = "https://waymark.example/xapi/extensions/"
_VERBS = "http://adlnet.gov/expapi/verbs/"
_NAMESPACE = uuid.UUID("9b1d2c4e-7a3f-5e68-8c0d-1f2a3b4c5d6e")
_DIFFICULTY = {"easy": -0.7, "core": 0.0, "hard": 0.8}
_SCHOOL_DAYS = 5
_FIRST_HOUR = 14
"""Lessons begin at 14:00 UTC, which is morning in the school's part of the world."""
_MISSED = 0.06
"""How often somebody is away for the whole time of one skill."""

_HINTS = 2
"""Hints that each question offers."""


@dataclass(frozen=True)
class Exercise:
    """An activity as the generator needs it: its id (IRI), the skill it trains, questions, minutes, level."""

    id: str
    skill: str
    questions: int
    minutes: int
    level: str = "core"
    tells_answers: bool = True
    """Whether it sends a statement for each question, as practice pages do; others send only the end."""


@dataclass(frozen=True)
class Term:
    """How long and how busy: weeks before `until`, visits to each skill on average, part of students who never come."""

    weeks: int
    until: datetime
    visits: float = 3.0
    absent: float = 0.04
    seed: str = "riverside"


def history(actors: Mapping[str, Json], exercises: Sequence[Exercise], term: Term) -> Iterator[list[Json]]:
    """Yield the statements of each school day, in the order of time; `actors` are xAPI Agents by login.

    Skills are taught in the order in which the exercises name them.
    """
    skills = list(dict.fromkeys(one.skill for one in exercises))
    by_skill = {skill: [one for one in exercises if one.skill == skill] for skill in skills}
    days: dict[int, list[Json]] = {}
    for login, actor in actors.items():
        student = _Student(login, actor, term, skills)
        for day, done in student.work(by_skill):
            days.setdefault(day, []).extend(done)
    for day in sorted(days):
        yield sorted(days[day], key=lambda one: (one["timestamp"], one["id"]))


class _Student:
    """One invented student: draws everything from a generator of their own, so that others do not matter."""

    def __init__(self, login: str, actor: Json, term: Term, skills: Sequence[str]) -> None:
        self.login = login
        self.actor = actor
        self.term = term
        self.random = random.Random(f"{term.seed}/{login}")
        self.away = self.random.random() < term.absent
        self.ability = self.random.gauss(1.5, 1.0)
        self.talent = {skill: self.random.gauss(0.0, 0.5) for skill in skills}
        self.diligence = self.random.uniform(0.6, 1.3)

    def work(self, by_skill: Mapping[str, Sequence[Exercise]]) -> Iterator[tuple[int, list[Json]]]:
        """Yield (school day counted from 0, statements) of each visit."""
        total = self.term.weeks * _SCHOOL_DAYS
        if self.away:
            return
        for place, (skill, exercises) in enumerate(by_skill.items()):
            first = place * total / len(by_skill)
            visits = max(1, round(self.random.gauss(self.term.visits * self.diligence, 0.8)))
            order = self.random.sample(list(exercises), len(exercises))
            day = first + self.random.uniform(0, 4)
            if self.random.random() < _MISSED:
                continue
            for visit in range(visits):
                if day >= total:
                    break
                yield int(day), self.visit(int(day), order[visit % len(order)], skill)
                self.talent[skill] += 0.4
                day += self.random.uniform(0.6, 3.2) if visit < visits - 2 else self.random.uniform(2, 9)

    def visit(self, day: int, exercise: Exercise, skill: str) -> list[Json]:
        """Return the statements of one try at an exercise."""
        begun = _begin(self.term, day) + timedelta(seconds=self.random.randrange(0, 5 * 3600))
        chance = 1 / (1 + math.exp(-(self.ability + self.talent[skill] - _DIFFICULTY[exercise.level])))
        registration = self._uuid("registration", exercise.id, begun)
        right, hints, at, made = 0, 0, begun, []
        for number in range(1, exercise.questions + 1):
            at += timedelta(seconds=self.random.uniform(0.6, 1.4) * 60 * exercise.minutes / exercise.questions)
            good = self.random.random() < chance
            asked = 0 if self.random.random() < chance else self.random.randint(0, _HINTS)
            right, hints = right + good, hints + asked
            if exercise.tells_answers:
                made.append(self._answered(exercise, number, at, registration, right=good, hints=asked))
        made.append(self._completed(exercise, begun, at, registration, right, hints))
        return made

    def _answered(
        self, exercise: Exercise, number: int, at: datetime, registration: str, *, right: bool, hints: int
    ) -> Json:
        target = f"{exercise.id}/items/{number}"
        around = {"registration": registration, "contextActivities": {"parent": [{"id": exercise.id}]}}
        result = {"success": right, "extensions": {f"{_EXTENSIONS}hints-used": hints}}
        return self._statement("answered", target, at, result, around)

    def _completed(
        self, exercise: Exercise, begun: datetime, at: datetime, registration: str, right: int, hints: int
    ) -> Json:
        questions = exercise.questions
        result = {
            "score": {"raw": right, "min": 0, "max": questions, "scaled": right / questions},
            "success": right >= 0.7 * questions,
            "completion": True,
            "duration": f"PT{int((at - begun).total_seconds())}S",
            "extensions": {
                f"{_EXTENSIONS}questions": questions,
                f"{_EXTENSIONS}hints-used": hints,
                f"{_EXTENSIONS}hints-available": _HINTS * questions,
            },
        }
        later = at + timedelta(seconds=2)
        return self._statement("completed", exercise.id, later, result, {"registration": registration})

    def _statement(self, verb: str, target: str, at: datetime, result: Json, context: Json) -> Json:
        return {
            "id": self._uuid(verb, target, at),
            "actor": self.actor,
            "verb": {"id": _VERBS + verb, "display": {"en": verb}},
            "object": {"objectType": "Activity", "id": target},
            "result": result,
            "context": context,
            "timestamp": at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        }

    def _uuid(self, *parts: object) -> str:
        return str(uuid.uuid5(_NAMESPACE, "/".join(map(str, (self.term.seed, self.login, *parts)))))


def _begin(term: Term, day: int) -> datetime:
    """Return when lessons begin on a school day, counted from 0; the last one is the last weekday before `until`."""
    last = (term.until.astimezone(UTC) - timedelta(days=1)).replace(hour=_FIRST_HOUR, minute=0, second=0, microsecond=0)
    while last.weekday() >= _SCHOOL_DAYS:
        last -= timedelta(days=1)
    back = term.weeks * _SCHOOL_DAYS - 1 - day
    weeks, days = divmod(back, _SCHOOL_DAYS)
    found = last - timedelta(weeks=weeks)
    for _ in range(days):
        found -= timedelta(days=3 if found.weekday() == 0 else 1)
    return found
