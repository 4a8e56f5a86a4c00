"""What an outcome may be: ratings from high to low, ways to calculate and their numbers (canvas facts 6.1)."""

from typing import Any

from sandbox.canvas.errors import ApiError
from sandbox.canvas.lms import Lms
from sandbox.canvas.mastery_model import Outcome
from sandbox.parts import Json

_DEFAULT = [
    {"description": "Exceeds Expectations", "points": 5.0},
    {"description": "Meets Expectations", "points": 3.0},
    {"description": "Does Not Meet Expectations", "points": 0.0},
]
_MASTERY = 3.0
_RANGES = {
    "decaying_average": (1, 99, 65), "weighted_average": (1, 99, 65), "standard_decaying_average": (50, 99, 65),
    "n_mastery": (1, 10, 5),
}  # fmt: skip
_PLAIN = ("highest", "latest", "average")
_LONGEST = 255


def new_outcome(site: Lms, group_id: int, wanted: Json) -> Outcome:
    """Make an outcome in a group; ApiError for what it may not be."""
    if not wanted.get("title"):
        raise _wrong("title", "can't be blank")
    number = site.state.next_id("outcome")
    default = "standard_decaying_average" if site.faults.new_decaying_average else "decaying_average"
    made = Outcome(number, "", group_id, list(_DEFAULT), _MASTERY, default, _RANGES[default][2])
    apply(site, made, wanted)
    site.state.outcomes[str(number)] = made
    return made


def apply(site: Lms, outcome: Outcome, wanted: Json) -> None:
    """Change an outcome by the members that are there; nothing is changed when one of them may not be."""
    ratings = _ratings(wanted["ratings"]) if wanted.get("ratings") else None
    method, number = _method(site, outcome, wanted)
    guid = checked_guid(wanted) if "vendor_guid" in wanted else outcome.vendor_guid
    for name in ("title", "display_name", "description"):
        if wanted.get(name) is not None:
            if len(str(wanted[name])) > _LONGEST and name != "description":
                raise _wrong(name, f"is too long (maximum is {_LONGEST} characters)")
            setattr(outcome, name, str(wanted[name]))
    if ratings is not None:
        outcome.ratings, outcome.mastery_points = ratings, ratings[0]["points"]
    if wanted.get("mastery_points") is not None:
        outcome.mastery_points = float(wanted["mastery_points"])
    outcome.calculation_method, outcome.calculation_int, outcome.vendor_guid = method, number, guid


def checked_guid(wanted: Json) -> str | None:
    """Return a vendor's identifier; 400 for one that is too long."""
    guid = wanted.get("vendor_guid")
    if guid is not None and len(str(guid)) > _LONGEST:
        raise _wrong("vendor_guid", f"is too long (maximum is {_LONGEST} characters)")
    return None if guid is None else str(guid)


def _ratings(given: Any) -> list[Json]:
    rows = list(given.values()) if isinstance(given, dict) else given
    if not isinstance(rows, list) or not all(isinstance(one, dict) and "points" in one for one in rows):
        raise _wrong("ratings", "are not valid")
    found = [{"description": str(one.get("description", "")), "points": float(one["points"])} for one in rows]
    return sorted(found, key=lambda one: float(str(one["points"])), reverse=True)


def _method(site: Lms, outcome: Outcome, wanted: Json) -> tuple[str, int | None]:
    """Return method and number as they are kept: the feature flag decides what the averages are called."""
    method = wanted.get("calculation_method") or outcome.calculation_method
    number = wanted.get("calculation_int", outcome.calculation_int if "calculation_method" not in wanted else None)
    if method in _PLAIN:
        if number is not None:
            raise _wrong("calculation_int", "is not valid for this calculation method")
        return str(method), None
    if method not in _RANGES:
        raise _wrong("calculation_method", "is not a valid method")
    low, high, usual = _RANGES[method]
    number = usual if number is None else number
    if not isinstance(number, int) or not low <= number <= high:
        raise _wrong("calculation_int", f"must be between {low} and {high}")
    if method == "weighted_average" or (method == "standard_decaying_average" and not site.faults.new_decaying_average):
        method = "decaying_average"
    return str(method), number


def _wrong(attribute: str, message: str) -> ApiError:
    return ApiError(400, {"errors": {attribute: [{"attribute": attribute, "message": message}]}})
