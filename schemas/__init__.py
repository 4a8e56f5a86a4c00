"""Waymark: schemas."""
