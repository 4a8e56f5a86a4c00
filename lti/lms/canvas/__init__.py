"""Canvas: the standard services with its extensions, and its REST API where a token is given."""
