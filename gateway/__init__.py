"""Waymark: gateway."""
