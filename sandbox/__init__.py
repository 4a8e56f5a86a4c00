"""Waymark: sandbox."""
