"""Moodle: the standard services with its quirks, and its web services where a token is given."""
