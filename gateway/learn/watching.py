"""Watching and listening show nothing by themselves: only a response to what was seen can (activities.md 5).

Players tell that a video was played to its end by the same verbs, and sometimes with the same result, by which other
content tells that somebody can do something. What is about a video or a sound counts only where it tells a response.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

_VERBS: Final = frozenset(
    {"played", "play", "paused", "seeked", "watched", "watch", "viewed", "view", "listened", "listen", "skipped"}
)
"""Last words of verbs that tell what a player did; whatever result they carry, nobody answered anything."""

_RESPONSES: Final = frozenset({"answered", "responded", "scored"})
"""Last words of verbs that tell of a response, or of a person's judgement of it."""

_JUDGED: Final = frozenset({"passed", "failed", "mastered"})
"""Verbs that tell of a response where points come with them."""

_TYPES: Final = frozenset({
    "https://w3id.org/xapi/video/activity-type/video",
    "https://w3id.org/xapi/audio/activity-type/audio",
    "http://activitystrea.ms/schema/1.0/video",
    "http://activitystrea.ms/schema/1.0/audio",
    "http://adlnet.gov/expapi/activities/media",
    "http://id.tincanapi.com/activitytype/video",
})  # fmt: skip
_PROFILES: Final = frozenset({"https://w3id.org/xapi/video", "https://w3id.org/xapi/audio"})
_PLAYERS: Final = ("http://h5p.org/libraries/H5P.Video-", "http://h5p.org/libraries/H5P.Audio-")
_WITH_QUESTIONS: Final = "http://h5p.org/libraries/H5P.InteractiveVideo-"

MEDIA: Final = frozenset({"video", "audio"})
"""What a teacher says of an activity's medium, where it is watched or heard."""


def is_watching(body: Mapping[str, Any], medium: str = "") -> bool:
    """Say whether a statement tells only that something was watched; `medium` is what a teacher said of it.

    A video with questions in it (H5P), and what a teacher called a video, count by the points of their questions; the
    video itself counts by no end it came to, whatever success or score its player writes beside it.
    """
    verb = _word(_text(body.get("verb"), "id"))
    if verb in _VERBS:
        return True
    if verb in _RESPONSES and not _asks(body):
        return False
    if _is_video(body):
        return verb not in _JUDGED or not _points(body)
    if medium in MEDIA or _asks(body):
        return not _points(body)
    return False


def _is_video(body: Mapping[str, Any]) -> bool:
    target = body.get("object")
    definition = target.get("definition") if isinstance(target, Mapping) else None
    if _text(definition, "type") in _TYPES:
        return True
    return any(one in _PROFILES or one.startswith(_PLAYERS) for one in _categories(body))


def _asks(body: Mapping[str, Any]) -> bool:
    """Say whether it is about a video that stops for questions; a question inside it is about itself."""
    return any(one.startswith(_WITH_QUESTIONS) for one in _categories(body))


def _points(body: Mapping[str, Any]) -> bool:
    """Say whether the result has a score that can be missed: of more than nothing."""
    result = body.get("result")
    score = result.get("score") if isinstance(result, Mapping) else None
    if not isinstance(score, Mapping) or not ("scaled" in score or "raw" in score):
        return False
    most, least = score.get("max"), score.get("min", 0)
    numbers = isinstance(most, int | float) and isinstance(least, int | float)
    return "max" not in score or (numbers and most > least)


def _categories(body: Mapping[str, Any]) -> Iterator[str]:
    context = body.get("context")
    around = context.get("contextActivities") if isinstance(context, Mapping) else None
    given = around.get("category") if isinstance(around, Mapping) else None
    for one in [given] if isinstance(given, Mapping) else given if isinstance(given, list) else []:
        yield _text(one, "id")


def _text(holder: object, name: str) -> str:
    value = holder.get(name) if isinstance(holder, Mapping) else None
    return value if isinstance(value, str) else ""


def _word(iri: str) -> str:
    """Return the last word of a verb, in small letters."""
    return iri.rstrip("/#").replace("#", "/").rpartition("/")[2].lower()
