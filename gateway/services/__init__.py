"""One use case a file; each takes the store and commits once."""
