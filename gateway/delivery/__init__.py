"""Desired state in the LMS: want, send, result."""
