"""REST web services with a token: one address, functions by name, errors inside a 200 (facts 7)."""
