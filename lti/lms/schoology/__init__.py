"""Schoology: the standard services, and its REST API where an API key is given."""
