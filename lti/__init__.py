"""Waymark: lti."""
