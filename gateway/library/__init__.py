"""The activities that come with Waymark: read once from the JSON beside this file, checked, and never changed."""

from gateway.library.load import load
from gateway.library.model import Activity, Library, LibraryError, Practice, RubricLevel, Unit

__all__ = ["Activity", "Library", "LibraryError", "Practice", "RubricLevel", "Unit", "load"]
