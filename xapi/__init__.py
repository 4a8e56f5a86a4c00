"""Waymark: xapi."""
